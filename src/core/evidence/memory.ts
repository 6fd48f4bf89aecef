// Evidence of a memory that contradicts: what a station has signed, asked what it holds of another's log, is not what
// that log's own station has signed of it (spec/03-record.md, R-75).

import type { Crypto } from "../../ports/crypto.ts";
import { equalBytes, toHex } from "../bytes/hex.ts";
import { bytes, decodeShape, encodeShape, list, struct, text, uint } from "../bytes/shape.ts";
import type { Of } from "../bytes/shape.ts";
import { ChirographError } from "../errors.ts";
import type { Hex } from "../names.ts";
import { rootsOfLastLeaf } from "../record/merkle.ts";
import { checkRecollection, recollectionBytesMax } from "../record/recollection.ts";
import { bootItemShape, openBootItem } from "./siblings.ts";
import { author, evidenceEntryBytesMax, openSigned, provesNothing } from "./signed-entry.ts";
import type { Trusted } from "./signed-entry.ts";

/** First field of the file. */
export const memoryLabel = "chirograph/1 memory";
/** Longest audit path: a log of 2^53 entries has no longer one. */
const pathMax = 53;

const entryClaim = struct({ ...author, entry: bytes(1, evidenceEntryBytesMax), path: list(bytes(32), pathMax) });

/**
 * What the file holds: the log and size in dispute, the answer as it was signed, an entry of the log that claims a root
 * of the size, as in the evidence of a fork, and the BOOT of the log, which shows whose it is.
 */
export const memoryEvidence = struct({
  label: text(32), channel: bytes(32), log: bytes(16), size: uint(),
  statement: bytes(1, recollectionBytesMax), signature: bytes(64), claim: entryClaim, boot: bootItemShape,
});
export type MemoryEvidence = Of<typeof memoryEvidence>;

/** The evidence file. */
export function encodeMemory(parts: Omit<MemoryEvidence, "label">): Uint8Array {
  return encodeShape(memoryEvidence, { label: memoryLabel, ...parts });
}

/** What was shown: who answered, and whose log it is. */
export interface ShownMemory {
  readonly evidence: MemoryEvidence;
  readonly parties: readonly [Hex, Hex];
}

/**
 * Checks a file. Errors: version-unknown, missing (an unknown roster), entry-author, entry-signature, entry-channel,
 * entry-commit, boot (it is no BOOT of that log), fork (it proves nothing), cbor-*, shape.
 */
export function checkMemory(crypto: Crypto, trusted: Trusted, file: Uint8Array): ShownMemory {
  const evidence = decodeShape(memoryEvidence, file);
  if (evidence.label !== memoryLabel) throw new ChirographError("version-unknown");
  const { channel, log, size, claim, boot } = evidence;
  const said = checkRecollection(crypto, trusted, evidence);
  const head = said.heads.find((one) => (
    equalBytes(one.channel, channel) && equalBytes(one.log, log) && one.size === size
  )) ?? provesNothing("The answer names no such head.");
  if (toHex(log) !== openBootItem(crypto, trusted, channel, boot).log) throw new ChirographError("boot");
  const isOfLog = equalBytes(claim.party, boot.party) && equalBytes(claim.station, boot.station);
  if (!isOfLog || !equalBytes(said.askerStation, boot.station)) provesNothing("It is of another station.");
  const root = rootClaimed(crypto, trusted, evidence) ?? provesNothing("The entry claims no root of this size.");
  if (equalBytes(root, head.root)) provesNothing("Nothing differs.");
  return { evidence, parties: [toHex(said.party), toHex(boot.party)] };
}

function rootClaimed(
  crypto: Crypto, trusted: Trusted, { channel, log, size, claim }: MemoryEvidence,
): Uint8Array | null {
  const { body, leaf } = openSigned(crypto, trusted, claim, channel);
  if (!equalBytes(body.log, log)) return null;
  if (body.seq === size) return body.prev;
  if (body.seq !== size - 1) return null;
  const roots = rootsOfLastLeaf(crypto, leaf, size, claim.path);
  return roots !== null && equalBytes(roots.before, body.prev) ? roots.with : null;
}
