// Randomness of the operating system.

import { randomBytes } from "node:crypto";
import type { Random } from "../../ports/random.ts";

/** Random bytes as node:crypto draws them from the operating system. */
export function createNodeRandom(): Random {
  return { bytes: (length) => Uint8Array.from(randomBytes(length)) };
}
