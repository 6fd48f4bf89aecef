// What the open messages of a channel wait for, counted as it changes: it is told ten times a second, however many
// there are.

import type { Channel, Waits } from "../state.ts";
import type { Hex, Precedence } from "../../core/names.ts";
import type { HeldEntry } from "../../core/record/held-entry.ts";

/** The open messages of one channel by what they wait for, as far as that is known. */
export interface Awaiting {
  /** Those of which it is not: something may have changed it since. */
  readonly unsettled: Set<Hex>;
  readonly counts: Record<Waits, number>;
  /** Those that a person here has to take, and since when they wait. */
  readonly takes: Record<Precedence, Map<Hex, { readonly entry: HeldEntry; readonly sinceMs: number }>>;
}

/** Nothing waits. */
export function createAwaiting(): Awaiting {
  return {
    unsettled: new Set(), counts: { take: 0, answer: 0, theirs: 0, nothing: 0 },
    takes: { FLASH: new Map(), IMMEDIATE: new Map(), PRIORITY: new Map(), ROUTINE: new Map() },
  };
}

/** Something may have changed what a message waits for: where it is held it is open, until it is looked at again. */
export function forgetWait({ waits, awaited, facts, open }: Channel, object: Hex): void {
  const known = waits.get(object);
  if (known !== undefined) awaited.counts[known] -= 1;
  if (known === "take") for (const takes of Object.values(awaited.takes)) takes.delete(object);
  waits.delete(object);
  if (!facts.has(object)) return;
  open.add(object);
  awaited.unsettled.add(object);
}

/** What a message waits for has been looked at. */
export function noteWait({ waits, awaited, facts }: Channel, object: Hex, entry: HeldEntry, known: Waits): void {
  waits.set(object, known);
  awaited.counts[known] += 1;
  awaited.unsettled.delete(object);
  if (known !== "take") return;
  const { precedence, time } = entry.body;
  awaited.takes[precedence].set(object, { entry, sinceMs: facts.get(object)?.heldMs ?? time });
}
