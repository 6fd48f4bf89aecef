// Bytes as text and back, and comparison of bytes.

/** Lower-case hexadecimal of the bytes. */
export function toHex(bytes: Uint8Array): string {
  return bytes.toHex();
}

/** The bytes of an even-length hexadecimal text, or null when it is not one. */
export function fromHex(text: string): Uint8Array | null {
  if (!/^(?:[0-9a-f]{2})*$/u.test(text)) return null;
  return Uint8Array.fromHex(text);
}

/** The bytes of a text that was checked to be hexadecimal, or made by `toHex`; of any other text there are none. */
export function bytesOfHex(text: string): Uint8Array {
  return fromHex(text) ?? new Uint8Array(0);
}

/** Whether two byte strings are equal. Not for secrets: it stops at the first difference. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}

/** Order of two byte strings, bytewise, the shorter first when one begins the other: negative, 0 or positive. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index++) {
    const difference = (a[index] as number) - (b[index] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** The parts one after the other. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
