// Where the limit of a commitment is counted from: adoption, a receipt, a date, what occurred, or another commitment.

import { toHex } from "../../bytes/hex.ts";
import { firstAckBy, isReceiptDisputed } from "../../clock/disputed.ts";
import type { Event } from "../../clock/time-limit.ts";
import type { Hex } from "../../names.ts";
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

/** The start of a limit, or null while there is none (spec/17-clocks.md, V-49; spec/18-commitments.md, D-13, D-14). */
export function startOf(event: Event, sides: Sides, facts: StartFacts): Start | null {
  switch (event.kind) {
    case "adoption": return facts.adoption;
    case "date": return { ms: event.time ?? 0, disputed: false, settled: true };
    case "receipt": return received(toHex(event.object ?? new Uint8Array(0)), sides, facts);
    case "occurrence": return occurred(event.name, sides, facts);
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

/**
 * What occurred, as the principals say it: each by its newest word. Said by an owner it binds the owner at the time it
 * names; said by somebody else, from when the owners hold it, since nobody's own word starts another's clock.
 */
function occurred(name: string, sides: Sides, { said, view, charter }: StartFacts): Start | null {
  const newest = new Map<Hex, Said<OccurrenceContent>>();
  for (const one of said.occurrences.get(name) ?? []) {
    if (sides.principals.includes(one.party)) newest.set(one.party, one);
  }
  const starts = [...newest.values()].flatMap((one): readonly Start[] => {
    const { time } = one.content;
    if (sides.owner.includes(one.party)) return [{ ms: time, disputed: false, settled: true }];
    const acks = sides.owner.map((owner) => firstAckBy(owner, one.entry.at, view));
    if (!acks.every((ack) => ack !== null)) return [];
    const disputed = acks.some((ack) => isReceiptDisputed(one.entry, ack, view, charter));
    return [{ ms: Math.max(time, ...acks.map((ack) => ack.heldAt)), disputed, settled: true }];
  });
  if (starts.length === 0) return null;
  const times = new Set([...newest.values()].map((one) => one.content.time));
  const objected = [...newest.values()].some((one) => (said.objections.get(one.leaf) ?? []).some(
    ({ party }) => sides.principals.includes(party),
  ));
  const byOwner = [...newest.values()].some((one) => sides.owner.includes(one.party));
  return {
    // Where all say one time, an owner's own word is the earliest that counts.
    ms: Math.min(...starts.map((one) => one.ms)),
    disputed: times.size > 1 || objected || !byOwner && starts.some((one) => one.disputed), settled: true,
  };
}
