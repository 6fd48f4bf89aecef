// When nothing that may still come can change what was true at a time.

import type { Hex } from "../names.ts";
import { placeOrder } from "../record/held-entry.ts";
import type { Head, RecordView } from "../record/held-entry.ts";
import type { Terms } from "./terms.ts";

/**
 * By which rule a verdict is final:
 * - "by-entries": an entry timed after the limit and the skew is held from every open log of every principal.
 * - "at-long-stop": the long stop has passed and someone is unheard.
 *
 * The last needs a principal who has written after the limit, the skew and the courier delay; in a station's own
 * view that is the station itself, whose line tests go on.
 */
export type FinalRule = "by-entries" | "at-long-stop";

/** Whether and how everything about a time is settled. */
export interface Settlement {
  readonly rule: FinalRule | null;
  /** Principals from whom no entry timed after limit and skew is held, in the order of their ids. */
  readonly unheard: readonly Hex[];
  /**
   * The newest entries held of each principal's open logs, as "<log>:<seq>", sorted: what a passed limit rests on.
   */
  readonly byEntries: readonly string[];
}

/** Whether everything about `limitMs` is settled at `at`; a pure function of heads and `at`. */
export function settle(
  limitMs: number, principals: readonly Hex[], view: RecordView, at: number, terms: Terms,
): Settlement {
  const heard = heardOf(principals, view.heads);
  const unheard = unheardIn(heard, limitMs + terms.skewMs);
  const byEntries = heard.newest;
  if (unheard.length === 0) return { rule: "by-entries", unheard, byEntries };
  // Somebody must have written past all that a courier may still bring, or the record has not reached the stop.
  const late = limitMs + terms.skewMs + terms.courierMs;
  const reached = heard.mostMs > late;
  if (at < limitMs + terms.longStopMs || !reached) return { rule: null, unheard, byEntries };
  return { rule: "at-long-stop", unheard, byEntries };
}

/** How far each principal was heard, in the order of their ids, and the newest entries of their open logs. */
interface Heard {
  readonly parties: readonly Hex[];
  /** Of each the least time of a newest entry of an open log; below all times for one without. */
  readonly untilMs: readonly number[];
  /** The latest of these. */
  readonly mostMs: number;
  readonly newest: readonly string[];
}

/** Principals of whom nothing is held that is timed after a time. */
function unheardIn({ parties, untilMs, mostMs }: Heard, ms: number): readonly Hex[] {
  return mostMs <= ms ? parties : parties.filter((_, index) => (untilMs[index] as number) <= ms);
}

/** What was read of heads, by the principals, and by the list of them that was given. */
interface ReadHeads {
  readonly byIds: Map<string, Heard>;
  readonly byList: WeakMap<readonly Hex[], Heard>;
}

/** Thousands of limits are judged by the same heads, and most of them between the same principals. */
const heardOfHeads = new WeakMap<readonly Head[], ReadHeads>();

function heardOf(principals: readonly Hex[], heads: readonly Head[]): Heard {
  let known = heardOfHeads.get(heads);
  if (known === undefined) heardOfHeads.set(heads, (known = { byIds: new Map(), byList: new WeakMap() }));
  let heard = known.byList.get(principals);
  if (heard !== undefined) return heard;
  const ids = principals.join(" ");
  heard = known.byIds.get(ids) ?? readHeads(principals, heads);
  known.byIds.set(ids, heard);
  known.byList.set(principals, heard);
  return heard;
}

function readHeads(principals: readonly Hex[], heads: readonly Head[]): Heard {
  const open = openHeads(principals, heads);
  const parties = [...principals].sort();
  const untilMs = parties.map((party) => heardUntil(party, open));
  return {
    parties, untilMs, mostMs: Math.max(-1, ...untilMs),
    newest: open.filter((head) => principals.includes(head.party) && head.size > 0).map(newestOf).sort(placeOrder),
  };
}

/**
 * Heads of logs of which more may come: those that are not closed, and those of which a principal has acknowledged more
 * than is held. Of somebody else nobody's word holds a verdict open (spec/08-charter.md, C-32).
 */
function openHeads(principals: readonly Hex[], heads: readonly Head[]): readonly Head[] {
  return heads.filter(({ closed, claimedBy = [] }) =>
    closed !== true || claimedBy.some((party) => principals.includes(party)));
}

/** Up to when every open log of a party was heard. A party without any log has said nothing. */
function heardUntil(party: Hex, open: readonly Head[]): number {
  const own = open.filter((head) => head.party === party);
  return own.length === 0 ? -1 : Math.min(...own.map((head) => (head.size > 0 ? head.time : -1)));
}

function newestOf(head: Head): string {
  return `${head.log}:${head.size - 1}`;
}
