// BOOT: the first entry of every log, said at every start of a station (spec/03-record.md, BOOT).

import { bytes, oneOf, optional, struct, uint } from "../bytes/shape.ts";
import type { Of } from "../bytes/shape.ts";
import { kind } from "../mechanism/kind.ts";

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
