// The date-time group of a message, as 221430ZNOV26: day, hour and minute in UTC, month, year.

import type { CivilDate } from "./calendar.ts";
import { dateOf, dayMs, dayOf, dayOfDate, hourMs, minuteMs } from "./calendar.ts";

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"] as const;

/** A date and a time of day. */
interface Civil extends CivilDate {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

/** The date-time group of a time; digits are Latin in every language, the seconds are dropped. */
export function formatDtg(timeMs: number): string {
  const civil = civilOf(timeMs);
  const month = months[civil.month - 1] as string;
  return `${two(civil.day)}${two(civil.hour)}${two(civil.minute)}Z${month}${two(civil.year % 100)}`;
}

/** The first millisecond of the minute a date-time group names, in the years 2000 to 2099; null when it is none. */
export function parseDtg(group: string): number | null {
  const match = /^([0-3][0-9])([0-2][0-9])([0-5][0-9])Z([A-Z]{3})([0-9]{2})$/u.exec(group);
  if (match === null) return null;
  const part = (index: number): number => Number(match[index]);
  const [day, hour, minute, year] = [part(1), part(2), part(3), part(5)] as const;
  const month = months.indexOf(match[4] as (typeof months)[number]) + 1;
  if (month === 0 || hour > 23) return null;
  const timeMs = dayOfDate({ year: 2000 + year, month, day }) * dayMs + (hour * 60 + minute) * minuteMs;
  // A day that its month does not have comes out as another date.
  return formatDtg(timeMs) === group ? timeMs : null;
}

/** The time as ISO 8601 with milliseconds, "2026-11-22T14:30:00.000Z". */
export function formatIso(timeMs: number): string {
  const { year, month, day, hour, minute, second, millisecond } = civilOf(timeMs);
  const date = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
  return `${date}T${two(hour)}:${two(minute)}:${two(second)}.${String(millisecond).padStart(3, "0")}Z`;
}

/** The date and the time of day, in UTC. */
function civilOf(timeMs: number): Civil {
  const rest = timeMs - dayOf(timeMs) * dayMs;
  return {
    ...dateOf(dayOf(timeMs)), hour: Math.floor(rest / hourMs), minute: Math.floor(rest / minuteMs) % 60,
    second: Math.floor(rest / 1_000) % 60, millisecond: rest % 1_000,
  };
}

function two(count: number): string {
  return String(count).padStart(2, "0");
}
