// Deemed acceptance: who was silent for so long after the receipt has consented, unless they objected in time.

import type { Hex } from "../names.ts";
import type { RecordView } from "../record/held-entry.ts";
import type { Terms } from "./terms.ts";
import { afterSpan } from "./time-limit.ts";
import type { Span } from "./time-limit.ts";
import { verdict } from "./verdict.ts";
import type { Fact, Verdict } from "./verdict.ts";
import type { WorkingTime } from "./working-time.ts";

/** Silence that is asked about: since when each may object, for how long, and what they said. */
export interface Silence {
  readonly source: string;
  /** The party that asked, and those whose silence counts. */
  readonly by: Hex;
  readonly of: readonly Hex[];
  /** When each of these says it came to hold what it may object to: the receipt is the legal act. */
  readonly receipts: readonly { readonly party: Hex; readonly heldAt: number; readonly disputed: boolean }[];
  readonly span: Span;
  readonly objections: readonly Fact[];
}

/** What silence has come to. "waiting": somebody has not received it yet, so that no time runs. */
export type Deemed =
  | { readonly kind: "waiting" }
  | { readonly kind: "running" | "objected" | "deemed" | "disputed"; readonly verdict: Verdict };

/**
 * Whether silence is consent at `at`. It is counted from the last receipt; an objection in the last millisecond is in
 * time; a disputed receipt, or an objection whose time is disputed, never makes consent (spec/17-clocks.md, V-50).
 */
export function deemedAcceptance(
  silence: Silence, time: WorkingTime, view: RecordView, at: number, terms: Terms,
): Deemed {
  const { receipts, of } = silence;
  if (of.length === 0 || !of.every((party) => receipts.some((one) => one.party === party))) return { kind: "waiting" };
  const start = Math.max(...receipts.map((one) => one.heldAt));
  const limitMs = afterSpan(start, silence.span, 1, time);
  if (limitMs === null) return { kind: "waiting" };
  const limit = {
    source: silence.source, limitMs, principals: [...new Set([silence.by, ...of])],
    startDisputed: receipts.some((one) => one.disputed),
  };
  const found = verdict(limit, silence.objections, view, at, terms);
  const kinds = { running: "running", met: "objected", passed: "deemed", disputed: "disputed" } as const;
  return { kind: kinds[found.outcome], verdict: found };
}
