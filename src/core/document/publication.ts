// The proof that goes with a published text: what stands on paper, and what each principal signed of it.

import { utf8 } from "../bytes/cbor.ts";
import { concat, equalBytes } from "../bytes/hex.ts";
import { bigEndian, fromBigEndian } from "../bytes/big-endian.ts";
import { bytes, decodeShape, encodeShape, list, struct } from "../bytes/shape.ts";
import type { Of } from "../bytes/shape.ts";
import { ChirographError } from "../errors.ts";
import { contentBytesMax, payloadBytesMax } from "../record/entry.ts";
import { decodePaper, encodePaper, paperBytesMax } from "./paper.ts";
import type { Paper } from "./paper.ts";

/** First line. */
export const publicationMagic = utf8("CHIROGRAPH PUBLICATION 1\n");
/** Most rosters and most entries of a proof, and its longest bytes. */
export const publicationRostersMax = 64;
export const publicationActsMax = 32;
export const publicationBytesMax = paperBytesMax + 8 * 1_048_576;

/** An entry that is shown whole, without the tree it stands in. */
const publicationAct = struct({
  payload: bytes(1, payloadBytesMax),
  signature: bytes(64),
  salt: bytes(32),
  content: bytes(1, contentBytesMax),
});

/** Rosters of the principals, and their entries. */
export const publicationProof = struct({
  rosters: list(bytes(1, 65_536), publicationRostersMax, 1),
  acts: list(publicationAct, publicationActsMax, 1),
});
export type PublicationProof = Of<typeof publicationProof>;
export type PublicationAct = PublicationProof["acts"][number];

/** A proof as a file: the first line; the paper and the proof, each behind its length in four bytes. */
export function encodePublication(paper: Paper, proof: PublicationProof): Uint8Array {
  const [first, second] = [encodePaper(paper), encodeShape(publicationProof, proof)];
  return concat(publicationMagic, bigEndian(first.length, 4), first, bigEndian(second.length, 4), second);
}

/** Whether a file says of itself that it is such a proof; its first bytes are enough. */
export function isPublication(file: Uint8Array): boolean {
  return equalBytes(file.subarray(0, publicationMagic.length), publicationMagic);
}

/** The parts of a file; nothing of it is checked but its form. Errors: export, and of the paper cbor-*, shape. */
export function decodePublication(file: Uint8Array): { readonly paper: Paper; readonly proof: PublicationProof } {
  if (!isPublication(file) || file.length > publicationBytesMax) fail("Its first line or length.");
  let at = publicationMagic.length;
  const next = (): Uint8Array => {
    const length = file.length < at + 4 ? fail("It is cut off.") : fromBigEndian(file.subarray(at, at + 4));
    const part = file.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    return part.length < length ? fail("It is cut off.") : part;
  };
  const [first, second] = [next(), next()];
  if (at !== file.length) fail("Something follows it.");
  return { paper: decodePaper(first), proof: proofOf(second) };
}

function proofOf(encoded: Uint8Array): PublicationProof {
  try {
    return decodeShape(publicationProof, encoded);
  } catch (error) {
    if (error instanceof ChirographError) fail(error.message);
    throw error;
  }
}

function fail(detail: string): never {
  throw new ChirographError("export", `Publication: ${detail}`);
}
