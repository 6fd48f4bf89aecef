// Padding: sealed envelopes come in few sizes, so that a bearer learns little from them (spec/04-seal.md, Padding).

import { ChirographError } from "../errors.ts";

const buckets = [256, 512, 1_024, 2_048];
const step = 4_096;
/** Longest padded plaintext, in bytes: the longest payload and content fit. */
export const paddedBytesMax = 25 * step;
const mark = 0x80;

/** The bytes, 0x80, and zeros up to the least size that holds them. */
export function padded(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(sizeFor(bytes.length + 1));
  whole.set(bytes);
  whole[bytes.length] = mark;
  return whole;
}

/** What was padded. Errors: envelope (no mark, or not the least size). */
export function unpadded(whole: Uint8Array): Uint8Array {
  let at = whole.length - 1;
  while (at >= 0 && whole[at] === 0) at -= 1;
  if (at < 0 || whole[at] !== mark || whole.length !== sizeFor(at + 1)) {
    throw new ChirographError("envelope", "The padding is wrong.");
  }
  return whole.subarray(0, at);
}

function sizeFor(length: number): number {
  return buckets.find((size) => length <= size) ?? Math.ceil(length / step) * step;
}
