// When nothing that may still come can change what was true at a time.

import type { Hex } from "../names.ts";
import { placeOrder } from "../record/held-entry.ts";
import type { Head, RecordView } from "../record/held-entry.ts";
import type { Terms } from "./terms.ts";

/**
 * By which rule a verdict is final:
 * - "by-entries": an entry timed after the limit and the skew is held from every open log of every principal.
 * - "by-default": the long stop has passed, someone is unheard, and line tests they missed are on the record.
 * - "at-long-stop": the long stop has passed and someone is unheard.
 *
 * The two last need a principal who has written after the limit, the skew and the courier delay; in a station's own
 * view that is the station itself, whose line tests go on.
 */
export type FinalRule = "by-entries" | "by-default" | "at-long-stop";

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
  missedTests: readonly string[] = [],
): Settlement {
  const isPast = (party: Hex, timeMs: number): boolean => isHeardAfter(party, principals, view, timeMs);
  const unheard = [...principals].filter((party) => !isPast(party, limitMs + terms.skewMs)).sort();
  const heads = openHeads(principals, view).filter((head) => principals.includes(head.party) && head.size > 0);
  const byEntries = [...heads.map(newestOf), ...(unheard.length > 0 ? missedTests : [])].sort(placeOrder);
  if (unheard.length === 0) return { rule: "by-entries", unheard, byEntries };
  // Somebody must have written past all that a courier may still bring, or the record has not reached the stop.
  const reached = principals.some((party) => isPast(party, limitMs + terms.skewMs + terms.courierMs));
  if (at < limitMs + terms.longStopMs || !reached) return { rule: null, unheard, byEntries };
  return { rule: missedTests.length > 0 ? "by-default" : "at-long-stop", unheard, byEntries };
}

/**
 * Heads of logs of which more may come: those that are not closed, and those of which a principal has acknowledged more
 * than is held. Of somebody else nobody's word holds a verdict open (spec/08-charter.md, C-32).
 */
function openHeads(principals: readonly Hex[], view: RecordView): readonly Head[] {
  return view.heads.filter(({ closed, claimedBy = [] }) =>
    closed !== true || claimedBy.some((party) => principals.includes(party)));
}

/** Whether every open log of a party has gone past a time. A party without any log has said nothing. */
function isHeardAfter(party: Hex, principals: readonly Hex[], view: RecordView, timeMs: number): boolean {
  const open = openHeads(principals, view).filter((head) => head.party === party);
  return open.length > 0 && open.every((head) => head.size > 0 && head.time > timeMs);
}

function newestOf(head: Head): string {
  return `${head.log}:${head.size - 1}`;
}
