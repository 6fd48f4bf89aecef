// How a text reads now: which change holds at each slot, what is open or in brackets, and in which order the slots
// stand (spec/15-texts.md). A pure function of what the fold holds.

import type { Hex } from "../../names.ts";
import { isOverfull, isStanding } from "./fold.ts";
import type { Begun, ChangeState, PlacedClause, SlotState, TextFold, Word } from "./fold.ts";
import { inOrder } from "./order.ts";

/** What a slot is. */
export type SlotStanding = "settled" | "reserved" | "bracketed" | "open" | "absent";

/** A slot as it reads. */
export interface ReadSlot {
  readonly slot: SlotState;
  readonly state: SlotStanding;
  /** The change that every principal stands for, when it holds; and the clause it puts here, null where it deletes. */
  readonly holding: ChangeState | null;
  readonly clause: PlacedClause | null;
}

/** A text as it reads. */
export interface Reading {
  /** In order, absent ones in their places. */
  readonly slots: readonly ReadSlot[];
  /** Whether every slot is settled or absent, and there is a clause. */
  readonly clean: boolean;
}

/** Reads the whole text: of an overfull one nothing (T-58). It costs what its slots are, however much was said. */
export function readText(fold: TextFold): Reading {
  const { begun, slots } = fold;
  if (begun === null || isOverfull(fold)) return { slots: [], clean: false };
  const holds = holder(begun);
  const read = inOrder(slots.values(), holds).map((slot) => readSlot(begun, slot, holds));
  const isClean = read.every(({ state }) => state === "settled" || state === "absent");
  return { slots: read, clean: isClean && read.some(({ state }) => state === "settled") };
}

/** The word by which a party stands for something at a slot, or null. */
export function standsAt(slot: SlotState, party: Hex): Word | null {
  const word = slot.stands.get(party);
  const newest = word?.change.words.get(party);
  return newest !== undefined && isStanding(newest) ? newest : null;
}

/**
 * Places of a package at which some principal stands for something else than the package, though the package holds: who
 * gave one clause of it for another is to see that. Empty for a change that is no package's.
 */
export function reopenedPlaces({ begun, slots }: TextFold, { offer }: ChangeState): readonly string[] {
  if (begun === null || !offer.package) return [];
  return offer.changes.flatMap((change) => [...change.touches, ...change.makes].filter((name) => {
    const slot = slots.get(name);
    return slot !== undefined && begun.principals.some((party) => standsAt(slot, party)?.change !== change);
  }));
}

/** Whether the author of a change has taken it back. */
export function isWithdrawn({ offer, words }: ChangeState): boolean {
  return words.get(offer.party)?.stance === "withdraw";
}

/** Whether a change waits for somebody: its author has not taken it back, and not every principal has said no. */
export function isAlive(change: ChangeState, principals: readonly Hex[]): boolean {
  const saysNo = (party: Hex): boolean => {
    const word = change.words.get(party);
    return word !== undefined && !isStanding(word);
  };
  return !isWithdrawn(change) && !principals.every(saysNo);
}

/** Tells of a change whether every principal stands for it; of a package, whether for all of it. */
function holder({ principals }: Begun): (change: ChangeState) => boolean {
  const known = new Map<ChangeState, boolean>();
  const isStoodFor = ({ words }: ChangeState): boolean => principals.every((party) => {
    const word = words.get(party);
    return word !== undefined && isStanding(word);
  });
  return (change) => {
    const before = known.get(change);
    if (before !== undefined) return before;
    const together = change.offer.package ? change.offer.changes : [change];
    const holds = together.every(isStoodFor);
    for (const one of together) known.set(one, holds);
    return holds;
  };
}

function readSlot({ principals }: Begun, slot: SlotState, holds: (change: ChangeState) => boolean): ReadSlot {
  const standing = principals.map((party) => standsAt(slot, party));
  const [first] = standing;
  const common = first != null && standing.every((one) => one?.change === first.change) ? first.change : null;
  if (common !== null && holds(common)) {
    const clause = common.puts.get(slot.slot) ?? null;
    return { slot, state: held(clause, standing), holding: common, clause };
  }
  const nothing = { slot, holding: null, clause: null };
  if (standing.every((one) => one === null) && !slot.changes.some((one) => isAlive(one, principals))) {
    return { ...nothing, state: "absent" };
  }
  // Who stands for nothing here has a position all the same, where the newest that it said was no.
  const isSilent = (party: Hex, index: number): boolean =>
    standing[index] === null && slot.words.get(party)?.stance !== "refuse";
  return { ...nothing, state: common !== null || principals.some(isSilent) ? "open" : "bracketed" };
}

function held(clause: PlacedClause | null, standing: readonly (Word | null)[]): SlotStanding {
  if (clause === null) return "absent";
  if (standing.some((one) => one?.stance === "reserve")) return "reserved";
  const { texts } = clause.clause;
  if (texts.some((text) => /[[\]]/u.test(text))) return "bracketed";
  return texts.every((text) => /\P{White_Space}/u.test(text)) ? "settled" : "open";
}
