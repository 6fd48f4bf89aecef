// A clock of a message as an officer sees it: how much is left, and how near the limit it is.

import type { Precedence } from "../../core/names.ts";
import type { ChannelView, VerdictView } from "../../api/views.ts";

/** How near a limit is. `half` and `eighty` are the marks at which our own lateness is shown to us first. */
export type DueStage = "calm" | "half" | "eighty" | "passed" | "met" | "disputed";

/** A clock, read at a moment. */
export interface Due {
  readonly stage: DueStage;
  readonly limitMs: number;
  /** Left until the limit; 0 when it has passed. */
  readonly leftMs: number;
  /** Since the limit; 0 while it runs. */
  readonly overMs: number;
  /** Labels of the entries the verdict rests on. */
  readonly byEntries: readonly string[];
  readonly final: boolean;
}

/** Reads a verdict at a moment. `lengthMs` is the whole time the charter gives, or null when it is not known. */
export function dueOf(verdict: VerdictView, lengthMs: number | null, nowMs: number): Due {
  const leftMs = Math.max(0, verdict.limitMs - nowMs);
  return {
    stage: stageOf(verdict, lengthMs, leftMs),
    limitMs: verdict.limitMs, leftMs, overMs: Math.max(0, nowMs - verdict.limitMs),
    byEntries: verdict.byEntries, final: verdict.state === "final",
  };
}

function stageOf(verdict: VerdictView, lengthMs: number | null, leftMs: number): DueStage {
  if (verdict.outcome === "met" || verdict.outcome === "disputed") return verdict.outcome;
  // The station says it when it next speaks; the desk need not wait to see that the time is over.
  if (verdict.outcome === "passed" || leftMs === 0) return "passed";
  if (lengthMs === null || lengthMs <= 0) return "calm";
  const used = 1 - leftMs / lengthMs;
  return used >= 0.8 ? "eighty" : used >= 0.5 ? "half" : "calm";
}

/** How long the charter gives for a precedence's receipt and answer, or nulls. */
export function limitLengths(
  channel: ChannelView | null, precedence: Precedence,
): { readonly receiptMs: number | null; readonly answerMs: number | null } {
  const limit = channel?.limits.find((one) => one.precedence === precedence);
  return { receiptMs: limit?.receiptMs ?? null, answerMs: limit?.answerMs ?? null };
}
