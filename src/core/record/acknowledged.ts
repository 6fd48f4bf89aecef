// Who acknowledged what first: an index from each entry to the first acknowledgement by each principal.

import { placeOrder } from "./held-entry.ts";
import type { FirstAck, Said } from "./held-entry.ts";
import type { Hex, PartyId } from "../names.ts";
import { toHex } from "../bytes/hex.ts";

/**
 * What the entries of one log acknowledge of another, each everything below its size that was not acknowledged there
 * before, in order. There are nearly as many as entries, so they are columns of numbers and not objects.
 */
interface Steps {
  readonly by: Hex;
  readonly party: PartyId;
  readonly sizes: number[];
  /** Position of the entry that says it, its time, and when its author came to hold what it acknowledges. */
  readonly seqs: number[];
  readonly times: number[];
  readonly heldAts: number[];
}

/** Acknowledgements of each log, by the log that says them. */
export interface Acknowledged {
  readonly steps: Map<Hex, Map<Hex, Steps>>;
  readonly singles: Map<string, FirstAck[]>;
  /** Positions of each log that `singles` speaks of. */
  readonly singlesOf: Map<Hex, Set<number>>;
  /** The highest of these. */
  readonly highestSingle: Map<Hex, number>;
  /** First position of a log at which what it acknowledges is not known, or is another tree than is held. */
  readonly unclear: Map<Hex, number>;
}

/** An empty index. */
export function createAcknowledged(): Acknowledged {
  return {
    steps: new Map(), singles: new Map(), singlesOf: new Map(), highestSingle: new Map(), unclear: new Map(),
  };
}

/** Takes in what an entry says of all of `target` below a size. Sizes of one log grow, so each step is the newest. */
export function noteAck(index: Acknowledged, target: Hex, size: number, { party, at, time, heldAt }: FirstAck): void {
  let authors = index.steps.get(target);
  if (authors === undefined) index.steps.set(target, (authors = new Map()));
  const by = logOf(at);
  let steps = authors.get(by);
  if (steps === undefined) authors.set(by, (steps = { by, party, sizes: [], seqs: [], times: [], heldAts: [] }));
  steps.sizes.push(size);
  steps.seqs.push(seqOf(at));
  steps.times.push(time);
  steps.heldAts.push(heldAt);
}

/** Takes in that a single entry beyond a gap is held. */
export function noteLeafAck(index: Acknowledged, at: string, ack: FirstAck): void {
  const acks = index.singles.get(at);
  if (acks !== undefined) return void acks.push(ack);
  index.singles.set(at, [ack]);
  const [log, seq] = [logOf(at), seqOf(at)];
  const positions = index.singlesOf.get(log) ?? new Set();
  index.singlesOf.set(log, positions.add(seq));
  index.highestSingle.set(log, Math.max(seq, index.highestSingle.get(log) ?? 0));
}

/** Notes that what a log acknowledges is not known from a position on. */
export function noteUnclear(index: Acknowledged, log: Hex, seq: number): void {
  index.unclear.set(log, Math.min(seq, index.unclear.get(log) ?? Infinity));
}

/** Forgets the acknowledgement of a size of `target` by the entry at `by`: it holds another tree of it. */
export function disownAck(index: Acknowledged, target: Hex, by: string): void {
  noteUnclear(index, logOf(by), seqOf(by));
  const steps = index.steps.get(target)?.get(logOf(by));
  const place = steps?.seqs.indexOf(seqOf(by)) ?? -1;
  if (steps === undefined || place < 0) return;
  for (const column of [steps.sizes, steps.seqs, steps.times, steps.heldAts]) column.splice(place, 1);
}

/** Forgets the acknowledgement of a single entry by the entry at `by`: it holds another one there. */
export function disownLeafAck(index: Acknowledged, at: string, by: string): void {
  const acks = index.singles.get(at);
  if (acks !== undefined) index.singles.set(at, acks.filter((ack) => ack.at !== by));
}

/** Parties that have acknowledged something of a log at or above a size, in entries that count; in order of id. */
export function claimantsOf(
  index: Acknowledged, log: Hex, size: number, counts: (at: string) => boolean,
): readonly Hex[] {
  const found = new Set<Hex>();
  for (const steps of index.steps.get(log)?.values() ?? []) {
    const newest = steps.seqs.findLastIndex((seq) => counts(`${steps.by}:${seq}`));
    if (newest >= 0 && (steps.sizes[newest] as number) > size) found.add(toHex(steps.party));
  }
  // Asked for with every reading of heads, so what lies below is not gone through.
  if ((index.highestSingle.get(log) ?? -1) >= size) {
    for (const seq of index.singlesOf.get(log) ?? []) {
      const acks = seq < size ? [] : index.singles.get(`${log}:${seq}`) ?? [];
      for (const ack of acks) if (counts(ack.at)) found.add(toHex(ack.party));
    }
  }
  return [...found].sort();
}

/** First acknowledgement of a position by each principal, in the order of party id. */
export function firstAcksOf(
  index: Acknowledged, log: Hex, seq: number, author: PartyId, counts: (at: string) => boolean,
): FirstAck[] {
  const first = new Map<Hex, FirstAck>();
  const consider = (ack: FirstAck): void => {
    if (!counts(ack.at)) return;
    const party = toHex(ack.party);
    const other = first.get(party);
    if (other === undefined || isBefore(ack, other)) first.set(party, ack);
  };
  for (const steps of index.steps.get(log)?.values() ?? []) {
    const step = covering(steps, seq);
    if (step !== null) consider(ackOf(steps, step));
  }
  for (const ack of index.singles.get(`${log}:${seq}`) ?? []) consider(ack);
  // A party's own later logs say nothing new about what it wrote itself.
  first.delete(toHex(author));
  return [...first.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, ack]) => ack);
}

/** Position of the first entry of `by` that acknowledges a position of `target` with all before it, or null. */
export function firstCovering(index: Acknowledged, target: Hex, by: Hex, seq: number): number | null {
  const steps = index.steps.get(target)?.get(by);
  const step = steps === undefined ? null : covering(steps, seq);
  return steps === undefined || step === null ? null : steps.seqs[step] as number;
}

/** The size of `target` that the entries of `by` before a position of it acknowledge. */
export function sizeSaidBefore(index: Acknowledged, target: Hex, by: Hex, end: number): number {
  const steps = index.steps.get(target)?.get(by);
  return steps?.sizes[steps.seqs.findLastIndex((seq) => seq < end)] ?? 0;
}

/** Logs that acknowledge something of `target`. */
export function acknowledgersOf(index: Acknowledged, target: Hex): readonly Hex[] {
  return [...index.steps.get(target)?.keys() ?? []];
}

/** The entries of a log that acknowledge others, in order, with the sizes that they say. */
export function* saidBy(index: Acknowledged, by: Hex): Generator<Said, undefined> {
  const targets = [...index.steps].flatMap(([log, authors]) => {
    const steps = authors.get(by);
    return steps === undefined ? [] : [{ log, steps, next: 0 }];
  });
  for (;;) {
    const seqs = targets.map(({ steps, next }) => steps.seqs[next] ?? Infinity);
    const seq = Math.min(...seqs);
    if (seq === Infinity) return;
    const saying = targets.filter((_, place) => seqs[place] === seq);
    yield { seq, acks: saying.map(({ log, steps, next }) => ({ log, size: steps.sizes[next] as number })) };
    for (const one of saying) one.next += 1;
  }
}

function logOf(at: string): Hex {
  return at.slice(0, 32);
}

function seqOf(at: string): number {
  return Number(at.slice(33));
}

function ackOf({ by, party, seqs, times, heldAts }: Steps, step: number): FirstAck {
  return { party, at: `${by}:${seqs[step]}`, time: times[step] as number, heldAt: heldAts[step] as number };
}

// Of two logs of one party the claimed time decides, then the position: the same on both sides, whatever came first.
function isBefore(a: FirstAck, b: FirstAck): boolean {
  return a.time !== b.time ? a.time < b.time : placeOrder(a.at, b.at) < 0;
}

/** The first step that reaches a position, or null. */
function covering({ sizes }: Steps, seq: number): number | null {
  let low = 0;
  let high = sizes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sizes[middle] as number) > seq) high = middle;
    else low = middle + 1;
  }
  return low < sizes.length ? low : null;
}
