// The coder: bits and their probabilities as one number, in as many bytes as it needs (spec/11-narrow.md, The coder).

import { ChirographError } from "../errors.ts";
import type { Model } from "./model.ts";

const top = 2 ** 24;
const all = 2 ** 32 - 1;

/** The part of a range that a one has. */
function middle(low: number, high: number, probability: number): number {
  const range = high - low;
  return low + Math.floor(range / 4_096) * probability + Math.floor(range % 4_096 * probability / 4_096);
}

/** The fewest bytes from which `decode` gives these ones back. */
export function code(model: Model, bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  let low = 0;
  let high = all;
  for (const byte of bytes) {
    for (let place = 7; place >= 0; place--) {
      const bit = byte >> place & 1;
      const at = middle(low, high, model.probability());
      model.learn(bit);
      if (bit === 1) high = at;
      else low = at + 1;
      while (Math.floor(low / top) === Math.floor(high / top)) {
        out.push(Math.floor(high / top));
        low = low % top * 256;
        high = high % top * 256 + 255;
      }
    }
  }
  // The first bytes of `low` and `high` differ: that of `high`, and zeros after it, lies between them.
  if (low > 0) out.push(Math.floor(high / top));
  // What ends too early is read as if zeros followed.
  while (out.at(-1) === 0) out.pop();
  return Uint8Array.from(out);
}

/** Gives the bytes of a coded number one by one. `most` is how many it may give. Errors: envelope, beyond that. */
export function decoder(model: Model, coded: Uint8Array, most: number): () => number {
  let low = 0;
  let high = all;
  let given = 0;
  let read = 0;
  const nextByte = (): number => coded[read++] ?? 0;
  let number = 0;
  for (let count = 0; count < 4; count++) number = number * 256 + nextByte();
  return () => {
    if (given++ >= most) throw new ChirographError("envelope", "The content is longer than its bytes allow.");
    let byte = 0;
    for (let place = 7; place >= 0; place--) {
      const at = middle(low, high, model.probability());
      const bit = number <= at ? 1 : 0;
      model.learn(bit);
      byte = byte * 2 + bit;
      if (bit === 1) high = at;
      else low = at + 1;
      while (Math.floor(low / top) === Math.floor(high / top)) {
        low = low % top * 256;
        high = high % top * 256 + 255;
        number = number % top * 256 + nextByte();
      }
    }
    return byte;
  };
}
