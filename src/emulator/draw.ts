// Chance from a seed: the same numbers on every machine, and for every name a stream of its own.

/** Whole numbers below 2^32, one a call (sfc32, public domain, with the name hashed into its beginning by FNV-1a). */
export function createNumbers(seed: number, name: string): () => number {
  return sfc32(seed, fnv(name));
}

/** Numbers from 0 to below 1, one a call. */
export function createChance(seed: number, name: string): () => number {
  const next = createNumbers(seed, name);
  return () => next() / 4_294_967_296;
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
