// A time limit as data: what a text says of when, in one of six forms, and the last moment that follows from it.

import { bytes, oneOf, optional, struct, text, uint } from "../bytes/shape.ts";
import type { Of } from "../bytes/shape.ts";
import { addMonths, dayOf, endOfDay, hourMs, lastDayOf, period } from "./calendar.ts";
import type { Day } from "./calendar.ts";
import { addWorkingDays, addWorkingMs } from "./working-time.ts";
import type { WorkingTime } from "./working-time.ts";

/** Latest time there is (spec/03-record.md). */
const timeMsMax = 2 ** 48 - 1;
/** Most units of one span, times that a limit recurs, and items that one may wait for. */
export const amountMax = 1_000;
export const recurrencesMax = 1_000;
export const itemsMax = 64;
/** Longest name of something that may occur, in bytes. */
export const occurrenceNameBytesMax = 400;

/** Units of a span. All but hours and working hours end with the last millisecond of a day. */
export const units = ["hours", "days", "weeks", "months", "years", "working-days", "working-hours"] as const;
export type Unit = (typeof units)[number];

/** So many units. */
export const span = struct({ amount: uint(amountMax), unit: oneOf(...units) });
export type Span = Of<typeof span>;

/**
 * What a limit is counted from: the adoption of the text, the receipt of an object, a date, something named that
 * occurred, or the fulfilment of an earlier commitment of the same schedule.
 */
export const eventKinds = ["adoption", "receipt", "date", "occurrence", "fulfilment"] as const;
export const event = struct({
  kind: oneOf(...eventKinds),
  object: optional(bytes(32)),
  time: optional(uint(timeMsMax)),
  name: text(occurrenceNameBytesMax),
  item: optional(uint(itemsMax - 1)),
});
export type Event = Of<typeof event>;

/** Forms of a limit. "none" is "without delay": there is no last moment. */
export const limitForms = ["none", "at", "within", "by-end-of", "recurring", "when"] as const;
export type LimitForm = (typeof limitForms)[number];

/** A limit. Which fields stand in which form: spec/17-clocks.md, V-41. */
export const timeLimit = struct({
  form: oneOf(...limitForms),
  at: optional(uint(timeMsMax)),
  span: optional(span),
  of: optional(event),
  period: optional(period),
  count: optional(uint(recurrencesMax)),
});
export type TimeLimit = Of<typeof timeLimit>;

/** A limit of the simplest form, to be filled in. */
export const noLimit: TimeLimit = { form: "none", at: null, span: null, of: null, period: null, count: null };

/** What is wrong with a limit, as the name of a field, or null. `items` are those that stand before it. */
export function limitFault(limit: TimeLimit, items: number): string | null {
  const { form, at, of, count } = limit;
  const has = { at: at !== null, span: limit.span !== null, of: of !== null, period: limit.period !== null };
  const wanted: Readonly<Record<LimitForm, readonly string[]>> = {
    "none": [], "at": ["at"], "within": ["span", "of"], "by-end-of": ["period"], "recurring": ["span", "of"],
    "when": ["of"],
  };
  // What is waited for may be followed by a moment or a period, or by nothing: then it is to be done without delay.
  const allowed = form === "when" && !(has.at && has.period) ? ["of", "at", "period"] : wanted[form];
  for (const [name, stands] of Object.entries(has)) {
    if (stands ? !allowed.includes(name) : wanted[form].includes(name)) return name;
  }
  if (form !== "recurring" && count !== null || count === 0) return "count";
  if (limit.span?.amount === 0) return "span";
  if (limit.period !== null && lastDayOf(limit.period) === null) return "period";
  return of === null ? null : eventFault(of, items);
}

function eventFault({ kind, object, time, name, item }: Event, items: number): string | null {
  if ((kind === "receipt") !== (object !== null)) return "object";
  if ((kind === "date") !== (time !== null)) return "time";
  if ((kind === "occurrence") !== (name !== "")) return "name";
  if ((kind === "fulfilment") !== (item !== null)) return "item";
  return item !== null && item >= items ? "item" : null;
}

/** What a limit comes to: a last moment, none at all, or none yet, since it waits for something. */
export type Due =
  | { readonly kind: "at"; readonly ms: number }
  | { readonly kind: "none" }
  | { readonly kind: "waiting" };

/**
 * The last moment of a limit that is counted from `startMs`, null while that is not known; `round` counts from 0 the
 * times that it recurs. A moment later than there are times, or that no calendar comes to, is none.
 */
export function dueOf(limit: TimeLimit, startMs: number | null, time: WorkingTime, round = 0): Due {
  if (limit.of !== null && startMs === null) return { kind: "waiting" };
  if (limit.at !== null) return { kind: "at", ms: limit.at };
  if (limit.period !== null) return ending(lastDayOf(limit.period));
  if (limit.span === null) return { kind: "none" };
  const ms = afterSpan(startMs as number, limit.span, round + 1, time);
  return ms === null || ms > timeMsMax ? { kind: "none" } : { kind: "at", ms };
}

/** The last moment of `times` spans after a start (V-42 to V-45); null where no calendar comes to it. */
export function afterSpan(startMs: number, { amount, unit }: Span, times: number, time: WorkingTime): number | null {
  const count = amount * times;
  const day = dayOf(startMs);
  switch (unit) {
    case "hours": return startMs + count * hourMs;
    case "working-hours": return addWorkingMs(time, startMs, count * hourMs);
    case "days": return endOfDay(day + count);
    case "weeks": return endOfDay(day + 7 * count);
    case "months": return endOfDay(addMonths(day, count));
    case "years": return endOfDay(addMonths(day, 12 * count));
    case "working-days": {
      const last = addWorkingDays(time, day, count);
      return last === null ? null : endOfDay(last);
    }
  }
}

function ending(day: Day | null): Due {
  return day === null ? { kind: "none" } : { kind: "at", ms: endOfDay(day) };
}
