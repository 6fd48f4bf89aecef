// Hostile bytes: by chance, and out of true ones by small harm. All from one seed, so that a failure comes again.

/** Numbers by chance from a seed: sfc32, as everywhere in the simulations. */
export function chanceOf(seed: string): (below: number) => number {
  let [a, b, c, d] = [0x9e37_79b9, 0x243f_6a88, 0xb7e1_5162, 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum | 0;
    return sum >>> 0;
  };
  for (const character of seed) {
    a ^= character.codePointAt(0) as number;
    next();
  }
  for (let round = 0; round < 12; round++) next();
  return (below) => next() % below;
}

/** Bytes that decoders stumble over: heads of CBOR with long lengths, edges of numbers, text that is none. */
const bad = [
  "9bffffffffffffffff", "5bffffffffffffffff", "7b7fffffffffffffff", "1b001fffffffffffff", "1b0020000000000000",
  "9a00010001", "5a7fffffff", "ff", "80", "f6", "a0", "c0", "5f", "9f", "818181818181818181818181818181818181",
  "62c328", "63eda080", "00", "7fffffff", "ffffffff", "7b22", "5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b", "e2808e", "0a",
].map((text) => Uint8Array.fromHex(text));

/** True bytes with one to four harms done to them; `other` are true bytes too, of which parts come in. */
export function harmed(chance: (below: number) => number, bytes: Uint8Array, other: Uint8Array): Uint8Array {
  let made: Uint8Array = bytes;
  for (let harms = 1 + chance(4); harms > 0; harms--) made = harm(chance, made, other);
  return made;
}

function harm(chance: (below: number) => number, bytes: Uint8Array, other: Uint8Array): Uint8Array {
  const at = chance(bytes.length + 1);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (chance(9)) {
    case 0: return before;
    case 1: return after;
    case 2: return joined(before, Uint8Array.of(chance(256)), after);
    case 3: return joined(before, after.subarray(1 + chance(8)));
    case 4: return joined(before, bad[chance(bad.length)] as Uint8Array, after.subarray(chance(4)));
    case 5: return joined(before, other.subarray(chance(other.length + 1)));
    case 6: return joined(before, after.subarray(0, chance(64)), after);
    case 7: return bytes.map((byte, index) => index === at ? (byte + (chance(2) === 0 ? 1 : 255)) & 0xff : byte);
    default: return bytes.map((byte, index) => index === at ? byte ^ (1 << chance(8)) : byte);
  }
}

/** Bytes by chance, most of them few. */
export function anyBytes(chance: (below: number) => number): Uint8Array {
  const length = chance(4) === 0 ? chance(2_000) : chance(40);
  return Uint8Array.from({ length }, () => chance(3) === 0 ? (bad[chance(bad.length)]?.[0] ?? 0) : chance(256));
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
