// Evidence of siblings: two BOOTs of one station that go on from one log (spec/03-record.md, R-50).

import type { Crypto } from "../../ports/crypto.ts";
import { equalBytes, toHex } from "../bytes/hex.ts";
import { bytes, decodeShape, encodeShape, struct, text } from "../bytes/shape.ts";
import type { Of } from "../bytes/shape.ts";
import { ChirographError } from "../errors.ts";
import type { Hex } from "../names.ts";
import { boot, bootContent, logIdOf } from "../record/boot.ts";
import { commitment } from "../record/entry.ts";
import { author, evidenceEntryBytesMax, openSigned, provesNothing } from "./signed-entry.ts";
import type { Trusted } from "./signed-entry.ts";

/** First field of the file. */
export const siblingsLabel = "chirograph/1 siblings";
/** Longest content of a BOOT in a file, in bytes. */
export const bootContentBytesMax = 1_024;

export const bootItemShape = struct({
  ...author, entry: bytes(1, evidenceEntryBytesMax), salt: bytes(32), content: bytes(1, bootContentBytesMax),
});
/** A BOOT with its author and its content. */
export type BootItem = Of<typeof bootItemShape>;

/** What the file holds: the log that both go on from, and the two BOOTs. */
export const siblingsEvidence = struct({
  label: text(32), channel: bytes(32), log: bytes(16), one: bootItemShape, other: bootItemShape,
});
export type SiblingsEvidence = Of<typeof siblingsEvidence>;

/** The evidence file of two BOOTs. */
export function encodeSiblings(channel: Uint8Array, log: Uint8Array, one: BootItem, other: BootItem): Uint8Array {
  return encodeShape(siblingsEvidence, { label: siblingsLabel, channel, log, one, other });
}

/** The two logs, and the party whose station was started twice from one place. */
export interface Siblings {
  readonly evidence: SiblingsEvidence;
  readonly party: Hex;
  readonly logs: readonly [Hex, Hex];
  /** When each says it was started, in milliseconds since 1970. */
  readonly times: readonly [number, number];
}

/**
 * Checks a file. Errors: version-unknown, missing (an unknown roster), entry-signature, entry-channel, entry-commit,
 * boot (it is no BOOT of that station that goes on from the log), fork (both are one), cbor-*, shape.
 */
export function checkSiblings(crypto: Crypto, trusted: Trusted, file: Uint8Array): Siblings {
  const evidence = decodeShape(siblingsEvidence, file);
  if (evidence.label !== siblingsLabel) throw new ChirographError("version-unknown");
  const [one, other] = [evidence.one, evidence.other].map((item) => openBoot(crypto, trusted, evidence, item)) as
    [Opened, Opened];
  if (!equalBytes(evidence.one.station, evidence.other.station)) provesNothing("They are of two stations.");
  if (one.log === other.log) provesNothing("Both are of one log.");
  return { evidence, party: toHex(evidence.one.party), logs: [one.log, other.log], times: [one.time, other.time] };
}

interface Opened { readonly log: Hex; readonly time: number }

function openBoot(crypto: Crypto, trusted: Trusted, evidence: SiblingsEvidence, item: BootItem): Opened {
  const opened = openBootItem(crypto, trusted, evidence.channel, item);
  if (opened.previous === null || !equalBytes(opened.previous, evidence.log)) throw new ChirographError("boot");
  return opened;
}

/**
 * The log that a BOOT begins, when, and which log it goes on from. Errors: as openSigned, entry-commit, boot (it is
 * none, or begins no log of that id and author).
 */
export function openBootItem(
  crypto: Crypto, trusted: Trusted, channel: Uint8Array, item: BootItem,
): Opened & { readonly previous: Uint8Array | null } {
  const { body } = openSigned(crypto, trusted, item, channel);
  if (!equalBytes(commitment(crypto, item.salt, item.content), body.commit)) throw new ChirographError("entry-commit");
  const { party, station, roster, previous } = decodeShape(bootContent, item.content);
  const same = equalBytes(party, item.party) && equalBytes(station, item.station) && equalBytes(roster, item.roster);
  const begins = equalBytes(logIdOf(crypto, body.channel, body.commit), body.log);
  if (body.kind !== boot.code || body.seq !== 0 || !begins || !same) throw new ChirographError("boot");
  return { log: toHex(body.log), time: body.time, previous: previous?.log ?? null };
}
