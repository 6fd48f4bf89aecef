// The model: what bit is likely to come next, learned from the words it was given and from what came so far
// (spec/11-narrow.md, The model). Whole numbers alone, so that it is the same in every program.

import { isLetter } from "./characters.ts";

/** How many bytes before are looked at, by each context but the last, which looks at the word so far. */
const orders = [0, 1, 2, 3, 5];
const contexts = orders.length + 1;
const historyBytes = 5;
const slotBits = 20;
/** Counts end here: then each bit moves a probability by about a sixtieth. */
const countMax = 60;
const startWeight = 19_660;
const learning = 7;
const even = 32_768;
const slotMask = 2 ** slotBits - 1;
const markShift = 22;
const markMask = -(2 ** markShift);
const countMask = 63 << 16;
const factors = [0x2f0b4c47, 0x9e3779b1, 0x3c6ef372, 0x85ebca6b, 0xc2b2ae35] as const;

/** 4,096 / (1 + e^(-x / 256)) at every 128th x from -2,048 to 2,048. */
const curve = Int32Array.of(
  1, 2, 3, 6, 10, 16, 27, 45, 73, 120, 194, 310, 488, 747, 1_101, 1_546, 2_047, 2_549, 2_994, 3_348, 3_607, 3_785,
  3_901, 3_975, 4_022, 4_050, 4_068, 4_079, 4_085, 4_089, 4_092, 4_093, 4_094,
);
const edge = 2_047;
/** Places that are remembered as changed since a model became as another: a kilobyte of content changes no more. */
const changedMax = 2 ** 16;

/** The probability, of 4,096, that a sum of evidence stands for. */
function squash(evidence: number): number {
  if (evidence > edge) return 4_095;
  if (evidence < -edge) return 1;
  const part = evidence & 127;
  const at = (evidence >> 7) + 16;
  return ((curve[at] as number) * (128 - part) + (curve[at + 1] as number) * part + 64) >> 7;
}

/** The least evidence that stands for at least a probability: the inverse of `squash`. */
const stretched = Int16Array.from({ length: 4_096 }, () => edge);
for (let evidence = edge; evidence >= -edge; evidence--) stretched.fill(evidence, 0, squash(evidence) + 1);

/** Shares of 16,384 by which the (n + 1)-th bit in a context moves its probability. */
const shares = Int32Array.from({ length: countMax + 1 }, (_, count) => Math.floor(32_768 / (2 * count + 3)));

/** A model that has seen nothing, until it takes over what another has seen. */
export class Model {
  /** Each slot: ten bits that tell contexts apart, a count of six, a probability of sixteen. */
  private readonly slots = new Int32Array(2 ** slotBits).fill(even);
  /** For each longest context that is known, a weight for each context; 65,536 is one. */
  private readonly weights = new Int32Array(contexts * contexts).fill(startWeight);
  private readonly history = new Uint8Array(historyBytes);
  private word = 0;
  private readonly hashes = new Int32Array(contexts);
  /** A one, and the bits of the present byte so far. */
  private partial = 1;
  private readonly places = new Int32Array(contexts);
  private readonly evidence = new Int32Array(contexts);
  private longest = 0;
  private predicted = 0;
  /** What it was like, and the places changed since: as many as there is room for, or more. */
  private origin: Model | null = null;
  private readonly changed = new Int32Array(changedMax);
  private changes = 0;

  /** Becomes as another one is, which has not changed since this one became so before. */
  become(other: Model): void {
    if (this.origin !== other || this.changes > changedMax) this.slots.set(other.slots);
    else for (let at = 0; at < this.changes; at++) {
      const place = this.changed[at] as number;
      this.slots[place] = other.slots[place] as number;
    }
    this.weights.set(other.weights);
    [this.origin, this.changes] = [other, 0];
  }

  private change(place: number, slot: number): void {
    this.slots[place] = slot;
    if (this.changes < changedMax) this.changed[this.changes] = place;
    this.changes += 1;
  }

  /** Begins a content of a kind: what came before it is not looked at any more. */
  begin(kind: number): void {
    this.history.fill(0);
    this.history[0] = kind % 256;
    this.word = 0;
    this.partial = 1;
    this.hash();
  }

  /** The probability, from 1 to 4,095 of 4,096, that the next bit is a one. */
  probability(): number {
    const { places, evidence, slots, weights, hashes } = this;
    const partial = Math.imul(this.partial, factors[1]);
    let longest = 0;
    for (let context = 0; context < contexts; context++) {
      let hash = (hashes[context] as number) + partial + Math.imul(context, factors[2]);
      hash = Math.imul(hash ^ hash >>> 16, factors[3]);
      hash = Math.imul(hash ^ hash >>> 13, factors[4]);
      hash ^= hash >>> 16;
      const place = hash & slotMask;
      places[context] = place;
      let slot = slots[place] as number;
      // Another context has had this slot: it is begun anew.
      if ((slot ^ hash) >>> markShift !== 0) {
        slot = hash & markMask | even;
        this.change(place, slot);
      }
      const isNew = (slot & countMask) === 0;
      evidence[context] = isNew ? 0 : stretched[slot >>> 4 & 4_095] as number;
      if (!isNew && context < orders.length) longest = context;
    }
    let sum = 0;
    for (let context = 0; context < contexts; context++) {
      sum += (weights[longest * contexts + context] as number) * (evidence[context] as number);
    }
    this.longest = longest;
    this.predicted = squash(Math.max(-edge, Math.min(edge, Math.floor(sum / 65_536))));
    return this.predicted;
  }

  /** Learns what the bit was that `probability` was asked for. */
  learn(bit: number): void {
    const { places, evidence, slots, weights } = this;
    const error = (bit * 4_096 - this.predicted) * learning;
    const all = bit * 65_535;
    const first = this.longest * contexts;
    for (let context = 0; context < contexts; context++) {
      const at = first + context;
      weights[at] = (weights[at] as number) + (Math.imul(evidence[context] as number, error) + 32_768 >> 16);
      const place = places[context] as number;
      const slot = slots[place] as number;
      const count = (slot & countMask) >> 16;
      const before = slot & 65_535;
      const moved = before + (Math.imul(all - before, shares[count] as number) >> 14);
      this.change(place, slot & markMask | Math.min(count + 1, countMax) << 16 | moved);
    }
    this.partial = this.partial << 1 | bit;
    if (this.partial >= 256) this.endByte(this.partial - 256);
  }

  private endByte(byte: number): void {
    this.history.copyWithin(1, 0);
    this.history[0] = byte;
    this.word = isLetter(byte) ? Math.imul(this.word + byte + 1, factors[0]) : 0;
    this.partial = 1;
    this.hash();
  }

  private hash(): void {
    for (let context = 0; context < orders.length; context++) {
      const order = orders[context] as number;
      let hash = order;
      for (let back = 0; back < order; back++) {
        hash = Math.imul(hash + (this.history[back] as number) + 1, factors[0]);
        hash ^= hash >>> 15;
      }
      this.hashes[context] = hash;
    }
    this.hashes[contexts - 1] = this.word;
  }
}
