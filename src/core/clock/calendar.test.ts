import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import {
  addMonths, dateOf, dayMs, dayOf, dayOfDate, endOfDay, firstDayOf, lastDayOf, monthLength, periodOf, weekdayOf,
} from "./calendar.ts";
import type { PeriodKind } from "./calendar.ts";

const on = (year: number, month: number, day: number): number => dayOfDate({ year, month, day });

test("days and dates of two centuries agree with the calendar of the runtime", () => {
  for (let day = 0; day < 200 * 366; day += 13) {
    const there = new Date(day * dayMs);
    deepEqual(dateOf(day), {
      year: there.getUTCFullYear(), month: there.getUTCMonth() + 1, day: there.getUTCDate(),
    });
    equal(dayOfDate(dateOf(day)), day);
    equal(weekdayOf(day), (there.getUTCDay() + 6) % 7);
    equal(endOfDay(day) + 1, (day + 1) * dayMs);
    equal(dayOf(endOfDay(day)), day);
  }
});

test("a month later is the same day of the month, or its last one; counted from the start each time", () => {
  deepEqual(dateOf(addMonths(on(2027, 1, 31), 1)), { year: 2027, month: 2, day: 28 });
  deepEqual(dateOf(addMonths(on(2028, 1, 31), 1)), { year: 2028, month: 2, day: 29 });
  deepEqual(dateOf(addMonths(on(2027, 1, 31), 2)), { year: 2027, month: 3, day: 31 });
  deepEqual(dateOf(addMonths(on(2028, 2, 29), 12)), { year: 2029, month: 2, day: 28 });
  deepEqual(dateOf(addMonths(on(2028, 2, 29), 48)), { year: 2032, month: 2, day: 29 });
  deepEqual(dateOf(addMonths(on(2026, 12, 31), 6)), { year: 2027, month: 6, day: 30 });
  equal(monthLength(2100, 2), 28);
  equal(monthLength(2000, 2), 29);
});

test("halves, quarters, months and weeks end where the year does, and every day lies in one of each", () => {
  deepEqual(dateOf(lastDayOf({ kind: "half", year: 2027, number: 1 }) ?? 0), { year: 2027, month: 6, day: 30 });
  deepEqual(dateOf(lastDayOf({ kind: "half", year: 2027, number: 2 }) ?? 0), { year: 2027, month: 12, day: 31 });
  deepEqual(dateOf(lastDayOf({ kind: "quarter", year: 2027, number: 3 }) ?? 0), { year: 2027, month: 9, day: 30 });
  deepEqual(dateOf(lastDayOf({ kind: "month", year: 2028, number: 2 }) ?? 0), { year: 2028, month: 2, day: 29 });
  // ISO 8601: 2026 has 53 weeks, and 1 January 2027 still lies in the last of them.
  deepEqual(dateOf(lastDayOf({ kind: "week", year: 2026, number: 53 }) ?? 0), { year: 2027, month: 1, day: 3 });
  deepEqual(periodOf("week", on(2027, 1, 1)), { kind: "week", year: 2026, number: 53 });
  for (const bad of [
    { kind: "week", year: 2027, number: 53 }, { kind: "half", year: 2027, number: 3 },
    { kind: "year", year: 2027, number: 2 }, { kind: "month", year: 2027, number: 0 },
    { kind: "quarter", year: 1_969, number: 1 },
  ] as const) equal(lastDayOf(bad), null);
  for (const kind of ["year", "half", "quarter", "month", "week"] as readonly PeriodKind[]) {
    for (let day = on(2019, 12, 1); day < on(2033, 2, 1); day += 1) {
      const of = periodOf(kind, day);
      equal(firstDayOf(of) <= day && day <= (lastDayOf(of) ?? 0), true);
    }
  }
});
