// Where the limit of a commitment is counted from: adoption, a receipt, a date, what occurred, or another commitment.

import { toHex } from "../../bytes/hex.ts";
import { firstAckBy, isReceiptDisputed } from "../../clock/disputed.ts";
import type { Event } from "../../clock/time-limit.ts";
import type { Hex } from "../../names.ts";
import { placeOrder } from "../../record/held-entry.ts";
import type { HeldEntry, RecordView } from "../../record/held-entry.ts";
import type { Charter } from "../charter/charter.ts";
import type { OccurrenceContent } from "./entries.ts";
import type { AllSaid, Said, Sides } from "./said.ts";

/** A time that a limit is counted from. */
export interface Start {
  readonly ms: number;
  /** Whether it is in dispute: what passes then is disputed too. */
  readonly disputed: boolean;
  /** Whether nothing that may still come moves it; else nothing is final that is counted from it. */
  readonly settled: boolean;
}

/** What a start is found in. */
export interface StartFacts {
  readonly said: AllSaid;
  readonly view: RecordView;
  readonly charter: Charter;
  /** The adoption of the text that the schedule comes from, or of the schedule itself. */
  readonly adoption: Start | null;
  /** The entry that begins an object of the channel; null while it is not held. */
  entryOf(object: Hex): HeldEntry | null;
  /** When a commitment before was fulfilled; null while it is not. */
  fulfilled(item: number): Start | null;
}

/**
 * The start of a limit, or null while there is none; `limitOf` is the last moment that follows from a start, infinite
 * where there is none (spec/17-clocks.md, V-49; spec/18-commitments.md, D-13, D-14).
 */
export function startOf(
  event: Event, sides: Sides, facts: StartFacts, limitOf: (startMs: number) => number,
): Start | null {
  switch (event.kind) {
    case "adoption": return facts.adoption;
    case "date": return { ms: event.time ?? 0, disputed: false, settled: true };
    case "receipt": return received(toHex(event.object ?? new Uint8Array(0)), sides, facts);
    case "occurrence": return occurred(event.name, sides, facts, limitOf);
    case "fulfilment": return facts.fulfilled(event.item ?? 0);
  }
}

function received(object: Hex, { principals }: Sides, { entryOf, view, charter }: StartFacts): Start | null {
  const entry = entryOf(object);
  if (entry === null || !view.counts(entry.at)) return null;
  const author = toHex(entry.party);
  const acks = view.firstAcks(entry.at).filter((one) => {
    const party = toHex(one.party);
    return party !== author && principals.includes(party);
  });
  const [first] = [...acks].sort((a, b) => a.heldAt - b.heldAt);
  if (first === undefined) return null;
  return { ms: first.heldAt, disputed: isReceiptDisputed(entry, first, view, charter), settled: true };
}

/** A word that something occurred, and from when a limit is counted by it alone. */
interface Word {
  readonly said: Said<OccurrenceContent>;
  readonly ms: number;
  /** When it was said, and where that matters held by the owners. */
  readonly knownMs: number;
  readonly byOwner: boolean;
  readonly disputed: boolean;
}

/**
 * What occurred, as the principals say it: each by its first word. Said by an owner it binds the owner at the time it
 * names; said by somebody else, from when the owners hold it, since nobody's own word starts another's clock. What is
 * said after the limit that follows from the words before it changes nothing any more.
 */
function occurred(
  name: string, sides: Sides, facts: StartFacts, limitOf: (startMs: number) => number,
): Start | null {
  const words = wordsOn(name, sides, facts).sort((a, b) => (
    a.knownMs - b.knownMs || placeOrder(a.said.entry.at, b.said.entry.at)
  ));
  const counting: Word[] = [];
  const startNow = (): number => Math.min(...counting.map((one) => one.ms));
  for (const word of words) {
    const isLate = counting.length > 0 && word.knownMs > limitOf(startNow());
    if (!isLate) counting.push(word);
  }
  if (counting.length === 0) return null;
  const limitMs = limitOf(startNow());
  const times = new Set(counting.map((one) => one.said.content.time));
  const objected = counting.some(({ said }) => (facts.said.objections.get(said.leaf) ?? []).some(
    ({ party, entry }) => sides.principals.includes(party) && entry.body.time <= limitMs,
  ));
  const byOwner = counting.some((one) => one.byOwner);
  return {
    // Where all say one time, an owner's own word is the earliest that counts.
    ms: startNow(), disputed: times.size > 1 || objected || !byOwner && counting.some((one) => one.disputed),
    settled: true,
  };
}

/** The first word of each principal on a name, where it starts a clock. */
function wordsOn(name: string, sides: Sides, { said, view, charter }: StartFacts): Word[] {
  const first = new Map<Hex, Said<OccurrenceContent>>();
  for (const one of said.occurrences.get(name) ?? []) {
    if (sides.principals.includes(one.party) && !first.has(one.party)) first.set(one.party, one);
  }
  return [...first.values()].flatMap((one): readonly Word[] => {
    const { time } = one.content;
    const saidMs = one.entry.body.time;
    if (sides.owner.includes(one.party)) {
      return [{ said: one, ms: time, knownMs: saidMs, byOwner: true, disputed: false }];
    }
    const acks = sides.owner.map((owner) => firstAckBy(owner, one.entry.at, view));
    if (!acks.every((ack) => ack !== null)) return [];
    const disputed = acks.some((ack) => isReceiptDisputed(one.entry, ack, view, charter));
    const heldMs = Math.max(...acks.map((ack) => ack.heldAt));
    return [{
      said: one, ms: Math.max(time, heldMs), knownMs: Math.max(saidMs, heldMs), byOwner: false, disputed,
    }];
  });
}
