// Time limits: a verdict is a pure function of what is held and of the time it is asked for.

import type { Hex } from "../names.ts";
import { placeOrder } from "../record/held-entry.ts";
import type { RecordView } from "../record/held-entry.ts";
import { settle } from "./settled.ts";
import type { FinalRule } from "./settled.ts";
import type { Terms } from "./terms.ts";

/** A time limit and where it comes from. */
export interface Limit {
  /** The provision it rests on, for example "charter, limits, FLASH: answer". */
  readonly source: string;
  /** The last moment, in milliseconds since 1970. */
  readonly limitMs: number;
  /** The parties whose logs must be past the limit before the verdict is final: who is bound, and to whom. */
  readonly principals: readonly Hex[];
  /** Whether the time the limit is counted from is itself disputed; a passed limit is then disputed too. */
  readonly startDisputed: boolean;
}

/** Something on the record that meets a limit if it was in time. */
export interface Fact {
  /** The entry it stands in. */
  readonly at: string;
  /** When it happened, as its author claims. */
  readonly time: number;
  readonly disputed: boolean;
  /** When another principal first said it held the entry; null while nobody has. */
  readonly heardMs: number | null;
}

/** What a limit has come to. `final` verdicts may be invoked by a person; nothing is ever invoked by a machine. */
export interface Verdict {
  readonly state: "open" | "provisional" | "final";
  readonly outcome: "running" | "met" | "passed" | "disputed";
  readonly limitMs: number;
  readonly source: string;
  /**
   * Entries it rests on, as "<log>:<seq>": the fact that met it, or the newest entries of the logs that passed it.
   */
  readonly byEntries: readonly string[];
  /** By which rule it is final; null before. */
  readonly rule: FinalRule | null;
  /** Principals not heard after the limit and skew: "theirs not heard". */
  readonly unheard: readonly Hex[];
  /**
   * Whether evidence that nobody else had confirmed by the long stop says otherwise. The outcome stands and is no
   * longer final: nothing may be invoked on it until people have settled it.
   */
  readonly contested: boolean;
}

/**
 * The verdict on a limit at `at`. Pure in (facts, heads, at): the order in which anything arrived cannot change it.
 */
export function verdict(
  limit: Limit, facts: readonly Fact[], view: RecordView, at: number, terms: Terms,
): Verdict {
  const settlement = settle(limit.limitMs, limit.principals, view, at, terms);
  const longStop = limit.limitMs + terms.longStopMs;
  // Past the long stop only what somebody else has confirmed by then counts; the rest contests.
  const counted = at < longStop ? facts : facts.filter((fact) => fact.heardMs !== null && fact.heardMs <= longStop);
  const all = judge(limit, facts, at);
  const judged = counted.length === facts.length ? all : judge(limit, counted, at);
  const contested = judged.outcome !== all.outcome;
  const { outcome } = judged;
  const passedBy = outcome === "passed" || outcome === "disputed" ? settlement.byEntries : [];
  // A fact nobody else has confirmed can still turn out disputed, so it makes nothing final before the long stop.
  const settled = settlement.rule !== null && (judged.fact === null || judged.fact.heardMs !== null || at >= longStop);
  const state = outcome === "running" ? "open" : settled && !contested ? "final" : "provisional";
  return {
    state, outcome, limitMs: limit.limitMs, source: limit.source,
    byEntries: judged.fact === null ? passedBy : [judged.fact.at],
    rule: state === "final" ? settlement.rule : null, unheard: settlement.unheard, contested,
  };
}

function judge(
  limit: Limit, facts: readonly Fact[], at: number,
): { readonly outcome: Verdict["outcome"]; readonly fact: Fact | null } {
  const sorted = facts.length > 1 ? [...facts].sort(byTime) : facts;
  const met = sorted.find((fact) => !fact.disputed && fact.time <= limit.limitMs);
  if (met !== undefined) return { outcome: "met", fact: met };
  const doubtful = sorted.find((fact) => fact.disputed);
  if (doubtful !== undefined) return { outcome: "disputed", fact: doubtful };
  if (at <= limit.limitMs) return { outcome: "running", fact: null };
  return { outcome: limit.startDisputed ? "disputed" : "passed", fact: null };
}

function byTime(a: Fact, b: Fact): number {
  return a.time - b.time || placeOrder(a.at, b.at);
}
