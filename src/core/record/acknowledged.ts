// Who acknowledged what first: an index from each entry to the first acknowledgement by each principal.

import { placeOrder } from "./held-entry.ts";
import type { FirstAck, Said } from "./held-entry.ts";
import type { Hex, PartyId } from "../names.ts";
import { toHex } from "../bytes/hex.ts";

/**
 * One acknowledgement as it stands in an entry: everything below `size` that was not acknowledged in its log before.
 */
interface Step {
  readonly size: number;
  readonly ack: FirstAck;
}

/** Acknowledgements of each log, by the log that says them; steps in order of size. */
export interface Acknowledged {
  readonly steps: Map<Hex, Map<Hex, Step[]>>;
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

/** Takes in what an entry of `by` says of `target`. Sizes of one log grow, so each step is the newest. */
export function noteAck(index: Acknowledged, target: Hex, by: Hex, size: number, ack: FirstAck): void {
  let authors = index.steps.get(target);
  if (authors === undefined) index.steps.set(target, (authors = new Map()));
  const steps = authors.get(by);
  if (steps === undefined) authors.set(by, [{ size, ack }]);
  else steps.push({ size, ack });
}

/** Takes in that a single entry beyond a gap is held. */
export function noteLeafAck(index: Acknowledged, at: string, ack: FirstAck): void {
  const acks = index.singles.get(at);
  if (acks !== undefined) return void acks.push(ack);
  index.singles.set(at, [ack]);
  const log = at.slice(0, 32) as Hex;
  const positions = index.singlesOf.get(log) ?? new Set();
  const seq = Number(at.slice(33));
  index.singlesOf.set(log, positions.add(seq));
  index.highestSingle.set(log, Math.max(seq, index.highestSingle.get(log) ?? 0));
}

/** Notes that what a log acknowledges is not known from a position on. */
export function noteUnclear(index: Acknowledged, log: Hex, seq: number): void {
  index.unclear.set(log, Math.min(seq, index.unclear.get(log) ?? Infinity));
}

/** Forgets the acknowledgement of a size of `target` by the entry at `by`: it holds another tree of it. */
export function disownAck(index: Acknowledged, target: Hex, by: string): void {
  noteUnclear(index, by.slice(0, 32) as Hex, Number(by.slice(33)));
  for (const steps of index.steps.get(target)?.values() ?? []) {
    const at = steps.findIndex((step) => step.ack.at === by);
    if (at >= 0) steps.splice(at, 1);
  }
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
    const step = steps.findLast(({ ack }) => counts(ack.at));
    if (step !== undefined && step.size > size) found.add(toHex(step.ack.party));
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
    if (step !== null) consider(step.ack);
  }
  for (const ack of index.singles.get(`${log}:${seq}`) ?? []) consider(ack);
  // A party's own later logs say nothing new about what it wrote itself.
  first.delete(toHex(author));
  return [...first.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, ack]) => ack);
}

/** The entries of a log that acknowledge others, in order, with the sizes that they say. */
export function* saidBy(index: Acknowledged, by: Hex): Generator<Said, undefined> {
  const targets = [...index.steps].flatMap(([log, authors]) => {
    const steps = authors.get(by) ?? [];
    return steps.length === 0 ? [] : [{ log, steps, next: 0 }];
  });
  for (;;) {
    const seqs = targets.map(({ steps, next }) => seqOf(steps[next]));
    const seq = Math.min(...seqs);
    if (seq === Infinity) return;
    const saying = targets.filter((_, place) => seqs[place] === seq);
    yield { seq, acks: saying.map(({ log, steps, next }) => ({ log, size: (steps[next] as Step).size })) };
    for (const one of saying) one.next += 1;
  }
}

function seqOf(step: Step | undefined): number {
  return step === undefined ? Infinity : Number(step.ack.at.slice(33));
}

// Of two logs of one party the claimed time decides, then the position: the same on both sides, whatever came first.
function isBefore(a: FirstAck, b: FirstAck): boolean {
  return a.time !== b.time ? a.time < b.time : placeOrder(a.at, b.at) < 0;
}

function covering(steps: readonly Step[], seq: number): Step | null {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle] as Step).size > seq) high = middle;
    else low = middle + 1;
  }
  return steps[low] ?? null;
}
