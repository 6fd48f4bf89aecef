// The calendar that every limit counts in: Gregorian, in UTC, in whole numbers, without leap seconds.

import { list, oneOf, struct, uint } from "../bytes/shape.ts";
import type { Of } from "../bytes/shape.ts";

/** Milliseconds of a minute, an hour and a day. */
export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

/** A day, counted from 1970-01-01, which is 0. It was a Thursday. */
export type Day = number;

/** A date of the Gregorian calendar in UTC; months and days from 1. */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Parts of the calendar that a text may name. */
export const periodKinds = ["year", "half", "quarter", "month", "week"] as const;
export type PeriodKind = (typeof periodKinds)[number];
/** Last year that a period may name. */
export const yearMax = 9_999;
/** Most weeks of one year. */
export const weeksMax = 53;

/**
 * One part of a year: the year itself (number 1), a half (1, 2), a quarter (1 to 4), a month (1 to 12) or a week of ISO
 * 8601 (1 to 52 or 53; week 1 holds 4 January).
 */
export const period = struct({ kind: oneOf(...periodKinds), year: uint(yearMax), number: uint(weeksMax) });
export type Period = Of<typeof period>;

/** Days of a list that stand for holidays: at most so many. */
export const holidaysMax = 366;
export const holidays = list(uint(yearMax * 366), holidaysMax);

/** The day on which a time falls. */
export function dayOf(timeMs: number): Day {
  return Math.floor(timeMs / dayMs);
}

/** The last millisecond of a day. */
export function endOfDay(day: Day): number {
  return (day + 1) * dayMs - 1;
}

/** 0 for Monday to 6 for Sunday. */
export function weekdayOf(day: Day): number {
  return (day + 3) % 7;
}

/** The date of a day from 1970 on. */
export function dateOf(day: Day): CivilDate {
  // Days counted from 1 March of year 0, in eras of 400 years, so that the leap day ends a year.
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
    day: dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
  };
}

/** The day of a date. A day that its month does not have comes out as one of the next month. */
export function dayOfDate({ year, month, day }: CivilDate): Day {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * 146_097 + yearOfEra * 365 + leapDays + dayOfYear - 719_468;
}

/** How many days a month has. */
export function monthLength(year: number, month: number): number {
  const next = month === 12 ? { year: year + 1, month: 1, day: 1 } : { year, month: month + 1, day: 1 };
  return dayOfDate(next) - dayOfDate({ year, month, day: 1 });
}

/**
 * The same day of the month some months later, or the last one of that month where it has no such day: one month after
 * 31 January is 28 or 29 February, two are 31 March (spec/17-clocks.md, V-43).
 */
export function addMonths(day: Day, months: number): Day {
  const from = dateOf(day);
  const count = from.year * 12 + (from.month - 1) + months;
  const [year, month] = [Math.floor(count / 12), (count % 12) + 1];
  return dayOfDate({ year, month, day: Math.min(from.day, monthLength(year, month)) });
}

/** The last day of a period, or null where there is no such one. */
export function lastDayOf({ kind, year, number }: Period): Day | null {
  if (year < 1_970 || number < 1) return null;
  if (kind === "week") return number <= weeksOf(year) ? firstMonday(year) + number * 7 - 1 : null;
  const months = { year: 12, half: 6, quarter: 3, month: 1 }[kind];
  const month = number * months;
  return month > 12 ? null : dayOfDate({ year, month, day: monthLength(year, month) });
}

/** The first day of a period that there is. */
export function firstDayOf(of: Period): Day {
  const last = lastDayOf(of) as Day;
  if (of.kind === "week") return last - 6;
  const { year, month } = dateOf(last);
  return dayOfDate({ year, month: month - { year: 12, half: 6, quarter: 3, month: 1 }[of.kind] + 1, day: 1 });
}

/** The period of a kind in which a day lies. */
export function periodOf(kind: PeriodKind, day: Day): Period {
  const { year, month } = dateOf(day);
  if (kind !== "week") {
    const months = { year: 12, half: 6, quarter: 3, month: 1 }[kind];
    return { kind, year, number: Math.floor((month - 1) / months) + 1 };
  }
  const of = [year + 1, year, year - 1].find((one) => firstMonday(one) <= day) as number;
  return { kind, year: of, number: Math.floor((day - firstMonday(of)) / 7) + 1 };
}

/** Monday of week 1: the week that holds 4 January. */
function firstMonday(year: number): Day {
  const fourth = dayOfDate({ year, month: 1, day: 4 });
  return fourth - weekdayOf(fourth);
}

function weeksOf(year: number): number {
  return (firstMonday(year + 1) - firstMonday(year)) / 7;
}
