// Numbers in a fixed count of bytes, the most significant first.

/** The lowest `length` bytes of a whole number; what does not fit is cut off above. */
export function bigEndian(item: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => Math.floor(item / 256 ** (length - 1 - at)) % 256);
}

/** The number that bytes are, at most seven of them. */
export function fromBigEndian(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}
