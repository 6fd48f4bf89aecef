// A small bundle as QR codes: printed, carried as paper, and read back from pictures (spec/13-courier.md, On paper).

import type { Crypto } from "../../ports/crypto.ts";
import { utf8 } from "../bytes/cbor.ts";
import { concat, equalBytes } from "../bytes/hex.ts";
import { ChirographError } from "../errors.ts";

/** Bytes of a bundle in one code: what is still read from a picture that is not very good. */
export const codePartBytes = 480;
/** Most codes of one bundle. */
export const codesMax = 24;

const mark = utf8("CQ1");
/** The mark, number and count, and the first bytes of the hash of the whole. */
const headBytes = mark.length + 2 + 4;

/** The contents of the codes of a bundle, in order; null when it is too long to be printed. */
export function codesOf(crypto: Crypto, bundle: Uint8Array): readonly Uint8Array[] | null {
  const count = Math.ceil(bundle.length / codePartBytes);
  if (count > codesMax) return null;
  const tag = crypto.sha256(bundle).subarray(0, 4);
  return Array.from({ length: count }, (_, index) => {
    const part = bundle.subarray(index * codePartBytes, (index + 1) * codePartBytes);
    return concat(mark, Uint8Array.of(index + 1, count), tag, part);
  });
}

/**
 * The bundle of the contents of its codes, in whatever order and however often they were read. Errors: bundle (one is
 * none of ours, one is of another bundle, one is missing, or the whole is another).
 */
export function joinCodes(crypto: Crypto, contents: readonly Uint8Array[]): Uint8Array {
  const [first] = contents;
  if (first === undefined) throw new ChirographError("bundle", "No code.");
  const parts = new Map<number, Uint8Array>();
  for (const content of contents) {
    const [number = 0, count = 0] = content.subarray(mark.length);
    const isOurs = content.length > headBytes && equalBytes(content.subarray(0, mark.length), mark)
      && number >= 1 && number <= count && count <= codesMax && content.length <= headBytes + codePartBytes;
    if (!isOurs) throw new ChirographError("bundle", "A code is none of a bundle.");
    if (!equalBytes(content.subarray(4, headBytes), first.subarray(4, headBytes))) {
      throw new ChirographError("bundle", "A code is of another bundle.");
    }
    parts.set(number, content.subarray(headBytes));
  }
  const count = first[mark.length + 1] ?? 0;
  for (let number = 1; number <= count; number += 1) {
    if (!parts.has(number)) throw new ChirographError("bundle", `Code ${number} of ${count} is missing.`);
  }
  const bundle = concat(...Array.from({ length: count }, (_, index) => parts.get(index + 1) as Uint8Array));
  if (!equalBytes(crypto.sha256(bundle).subarray(0, 4), first.subarray(5, headBytes))) {
    throw new ChirographError("bundle", "The codes do not make a whole.");
  }
  return bundle;
}
