// A schedule made up for tests, vectors and measuring.

import { noLimit } from "../../clock/time-limit.ts";
import type { Event, TimeLimit, Unit } from "../../clock/time-limit.ts";
import type { Agreement } from "../../agree/agreement.ts";
import type { Hex } from "../../names.ts";
import type { Commitment, CommitmentsContent } from "./entries.ts";

export const adoptionEvent: Event = { kind: "adoption", object: null, time: null, name: "", item: null };

/** So many units after an event. */
export function within(amount: number, unit: Unit, of: Event = adoptionEvent): TimeLimit {
  return { ...noLimit, form: "within", span: { amount, unit }, of };
}

/** A commitment of party 0 to party 1. */
export function testCommitment(more: Partial<Commitment> = {}): Commitment {
  return {
    owner: [0], to: [1], deliverable: ["A list of contacts", "Список контактов"], clauses: [],
    phrase: ["within seven days", "в течение семи дней"], limit: within(7, "days"), evidence: [], verifiers: [],
    silence: null, alarms: [], convenor: null, rule: { article: "4", source: "Communique" }, ...more,
  };
}

/** A schedule of these commitments in two languages. */
export function testSchedule(
  items: readonly Partial<Commitment>[], more: Partial<CommitmentsContent> = {},
): CommitmentsContent {
  return {
    text: null, digest: null, languages: ["en", "ru"], calendars: [], items: items.map(testCommitment), ...more,
  };
}

/** An agreement that was adopted by all for good. */
export function adoptedAt(ms: number, digest: Hex = ""): Agreement {
  return {
    state: "adopted", digest, positions: [], until: ms, adoptedAt: ms, verdict: "final", rule: "by-entries",
    unheard: [], contested: false, passedOver: [],
  };
}
