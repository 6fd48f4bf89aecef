// All chance of a simulated world, from one seed: small, the same on every machine, split by name.

import { createNumbers } from "../emulator/draw.ts";
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

/** The stream of a seed and a name. */
export function createDraw(seed: number, name: string): Draw {
  const next = createNumbers(seed, name);
  const below = (bound: number): number => Math.floor((next() / 4_294_967_296) * bound);
  return {
    below,
    between: (least, most) => least + below(most - least + 1),
    chance: (perThousand) => below(1_000) < perThousand,
    pick: (items) => items[below(items.length)] as (typeof items)[number],
    bytes: (length) => Uint8Array.from({ length }, () => next() & 255),
  };
}
