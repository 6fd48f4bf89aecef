// Working time: which days and hours each side works, as data that both agreed, and counting in what is common to all.

import { list, struct, uint } from "../bytes/shape.ts";
import type { Of } from "../bytes/shape.ts";
import { dayMs, dayOf, holidays, minuteMs, weekdayOf } from "./calendar.ts";
import type { Day } from "./calendar.ts";

/** Minutes of a day. */
const minutesMax = 1_440;
/** Days that are looked at for one count; whoever finds too little in them finds no limit. */
export const workingDaysLookedAtMax = 36_600;

/**
 * One party's working time, in UTC: its days of rest by weekday (0 Monday to 6 Sunday), its holidays as days since
 * 1970, and its working hours as minutes of the day, the last one not included.
 */
export const workCalendar = struct({
  party: uint(15), rest: list(uint(6), 6), from: uint(minutesMax), to: uint(minutesMax), holidays,
});
export type WorkCalendar = Of<typeof workCalendar>;

/** Where no calendar is agreed: Monday to Friday, the whole day. */
const standard: WorkCalendar = { party: 0, rest: [5, 6], from: 0, to: minutesMax, holidays: [] };

/** Calendars as they are counted with: what is looked up for every day stands ready. */
export interface WorkingTime {
  readonly rest: ReadonlySet<number>;
  readonly holidays: ReadonlySet<Day>;
  readonly from: number;
  readonly to: number;
}

/** What all of some calendars have in common; where there are none, Monday to Friday (spec/17-clocks.md, V-44). */
export function commonTime(calendars: readonly WorkCalendar[]): WorkingTime {
  const all = calendars.length === 0 ? [standard] : calendars;
  return {
    rest: new Set(all.flatMap((one) => one.rest)), holidays: new Set(all.flatMap((one) => one.holidays)),
    from: Math.max(...all.map((one) => one.from)), to: Math.min(...all.map((one) => one.to)),
  };
}

/** Whether anything can be counted in it: a weekday on which all work, and a minute of the day. */
export function isCountable({ rest, from, to }: WorkingTime): boolean {
  return rest.size < 7 && from < to;
}

/** Whether all work on a day. */
function isWorkingDay({ rest, holidays: free }: WorkingTime, day: Day): boolean {
  return !rest.has(weekdayOf(day)) && !free.has(day);
}

/** The `count`-th working day after a day; null where none is found. */
export function addWorkingDays(time: WorkingTime, from: Day, count: number): Day | null {
  let left = count;
  for (let day = from + 1; day <= from + workingDaysLookedAtMax; day++) {
    if (isWorkingDay(time, day) && --left === 0) return day;
  }
  return null;
}

/** The moment at which so much working time has gone by since another; null where none is found. */
export function addWorkingMs(time: WorkingTime, fromMs: number, lengthMs: number): number | null {
  let left = lengthMs;
  const first = dayOf(fromMs);
  for (let day = first; day <= first + workingDaysLookedAtMax; day++) {
    if (!isWorkingDay(time, day)) continue;
    const opens = Math.max(fromMs, day * dayMs + time.from * minuteMs);
    const closes = day * dayMs + time.to * minuteMs;
    if (opens + left <= closes) return opens + left;
    left -= Math.max(0, closes - opens);
  }
  return null;
}
