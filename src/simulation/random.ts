// All chance of a simulated world, from one seed: small, the same on every machine, split by name.

import type { Random } from "../ports/random.ts";

/** A stream of numbers drawn from a seed and a name; what one stream draws never shifts another. */
export interface Draw extends Random {
  /** A whole number from 0 to below `bound`. */
  below(bound: number): number;
  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number;
  /** True in `perThousand` of a thousand draws. */
  chance(perThousand: number): boolean;
  pick<T>(items: readonly T[]): T;
}

/** The stream of a seed and a name (sfc32, public domain, with the name hashed into its beginning by FNV-1a). */
export function createDraw(seed: number, name: string): Draw {
  const next = sfc32(seed, fnv(name));
  const below = (bound: number): number => Math.floor((next() / 4_294_967_296) * bound);
  return {
    below,
    between: (least, most) => least + below(most - least + 1),
    chance: (perThousand) => below(1_000) < perThousand,
    pick: (items) => items[below(items.length)] as (typeof items)[number],
    bytes: (length) => Uint8Array.from({ length }, () => next() & 255),
  };
}

function sfc32(seed: number, name: number): () => number {
  let [a, b, c, counter] = [seed | 0, name | 0, Math.imul(seed ^ name, 0x9e37_79b1) | 0, 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 16; round++) next();
  return next;
}

function fnv(name: string): number {
  let hash = 0x811c_9dc5;
  for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x0100_0193);
  return hash;
}
