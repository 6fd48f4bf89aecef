// A hash short enough to be read aloud over a telephone.

import { toHex } from "../bytes/hex.ts";

/** Bytes of a hash that are read aloud: enough to catch a mistake, not to prove anything. */
export const shortHashBytes = 8;

/** The first eight bytes of a hash as four groups of four hexadecimal digits: "1a2b 3c4d 5e6f 7081". */
export function shortHash(hash: Uint8Array): string {
  return toHex(hash.subarray(0, shortHashBytes)).replaceAll(/(.{4})(?=.)/gu, "$1 ");
}
