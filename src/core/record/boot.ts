// BOOT: the first entry of every log, said at every start of a station (spec/03-record.md, BOOT).

import type { Crypto } from "../../ports/crypto.ts";
import { encode } from "../bytes/cbor.ts";
import { bytes, oneOf, optional, struct, uint } from "../bytes/shape.ts";
import type { Of } from "../bytes/shape.ts";
import { kind } from "../mechanism/kind.ts";
import type { ChannelId, LogId } from "../names.ts";

/**
 * Who writes the log, and which head of the station's log before it this start goes on from. A restored backup or a
 * cloned machine shows as two BOOTs with one `previous`. `epoch` and `index` name where the author's sealing chain
 * stood there.
 */
export const bootContent = struct({
  party: bytes(32),
  station: bytes(16),
  roster: bytes(32),
  channelForm: oneOf("house", "parties"),
  previous: optional(struct({
    log: bytes(16), size: uint(), root: bytes(32), epoch: uint(0xffff_ffff), index: uint(0xff_ffff),
  })),
  reason: oneOf("first", "start", "restored", "resumed"),
});
export type BootContent = Of<typeof bootContent>;

export const boot = kind({ code: 1, name: "boot", form: "clear", content: bootContent, about: "none", record: "both" });

/**
 * The id of the log that a BOOT begins on a channel, 16 bytes, from its commitment. So the id is bound to whoever the
 * BOOT names, and nobody can begin another's log (spec/03-record.md, R-44).
 */
export function logIdOf(crypto: Crypto, channel: ChannelId, commit: Uint8Array): LogId {
  return crypto.sha256(encode(["chirograph/1 log", channel, commit])).slice(0, 16);
}
