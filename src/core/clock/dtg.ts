// The date-time group of a message, as 221430ZNOV26: day, hour and minute in UTC, month, year.

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"] as const;
const minuteMs = 60_000;
const dayMs = 86_400_000;

/** A date of the Gregorian calendar in UTC; months from 1. */
export interface Civil {
  readonly year: number;
  readonly month: number;
  readonly day: number;
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
  const timeMs = daysOf(2000 + year, month, day) * dayMs + (hour * 60 + minute) * minuteMs;
  // A day that its month does not have comes out as another date.
  return formatDtg(timeMs) === group ? timeMs : null;
}

/** The time as ISO 8601 with milliseconds, "2026-11-22T14:30:00.000Z". */
export function formatIso(timeMs: number): string {
  const { year, month, day, hour, minute, second, millisecond } = civilOf(timeMs);
  const date = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
  return `${date}T${two(hour)}:${two(minute)}:${two(second)}.${String(millisecond).padStart(3, "0")}Z`;
}

/** The calendar date of a time from 1970 on (proleptic Gregorian, no leap seconds). */
function civilOf(timeMs: number): Civil {
  const days = Math.floor(timeMs / dayMs);
  const rest = timeMs - days * dayMs;
  // Days counted from 1 March of year 0, in eras of 400 years, so that the leap day ends a year.
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
    hour: Math.floor(rest / 3_600_000),
    minute: Math.floor(rest / minuteMs) % 60,
    second: Math.floor(rest / 1_000) % 60,
    millisecond: rest % 1_000,
  };
}

function daysOf(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * 146_097 + yearOfEra * 365 + leapDays + dayOfYear - 719_468;
}

function two(count: number): string {
  return String(count).padStart(2, "0");
}
