import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { dayMs, dayOfDate, hourMs, minuteMs } from "./calendar.ts";
import { deemedAcceptance } from "./deemed.ts";
import { dueOf, limitFault, noLimit } from "./time-limit.ts";
import type { TimeLimit, Unit } from "./time-limit.ts";
import { tolledLimit } from "./tolling.ts";
import { verdict } from "./verdict.ts";
import { addWorkingDays, addWorkingMs, commonTime, isCountable } from "./working-time.ts";
import type { WorkCalendar } from "./working-time.ts";
import type { Head, RecordView } from "../record/held-entry.ts";

const at = (year: number, month: number, day: number, ms = 0): number => dayOfDate({ year, month, day }) * dayMs + ms;
const adoption = { kind: "adoption", object: null, time: null, name: "", item: null } as const;
const within = (amount: number, unit: Unit): TimeLimit =>
  ({ ...noLimit, form: "within", span: { amount, unit }, of: adoption });
const always = commonTime([]);
const calendar = (more: Partial<WorkCalendar>): WorkCalendar =>
  ({ party: 0, rest: [5, 6], from: 0, to: 1_440, holidays: [], ...more });
const ms = (limit: TimeLimit, start: number, round = 0): number => {
  const due = dueOf(limit, start, always, round);
  return due.kind === "at" ? due.ms : Number.NaN;
};

test("days run from the day after, to the last millisecond of a day; hours run from the moment", () => {
  const start = at(2026, 12, 25, 14 * hourMs);
  equal(ms(within(7, "days"), start), at(2027, 1, 2) - 1);
  equal(ms(within(7, "days"), at(2026, 12, 25)), at(2027, 1, 2) - 1);
  equal(ms(within(7, "days"), at(2026, 12, 26) - 1), at(2027, 1, 2) - 1);
  equal(ms(within(48, "hours"), start), start + 48 * hourMs);
  equal(ms(within(2, "weeks"), start), at(2027, 1, 9) - 1);
  equal(ms(within(1, "months"), at(2027, 1, 31, 5)), at(2027, 3, 1) - 1);
  equal(ms(within(1, "years"), at(2028, 2, 29)), at(2029, 3, 1) - 1);
});

test("what recurs is counted from its start each time: half years from an anchor at the end of August", () => {
  const half: TimeLimit = { ...noLimit, form: "recurring", span: { amount: 6, unit: "months" }, of: adoption };
  const anchor = at(2026, 8, 31);
  deepEqual([0, 1, 2].map((round) => ms(half, anchor, round)), [at(2027, 3, 1) - 1, at(2027, 9, 1) - 1,
    at(2028, 3, 1) - 1]);
});

test("working days are those of both; working hours are counted in what is common to both days", () => {
  // One rests on Friday and Saturday, the other on Saturday and Sunday: four days of a week are left.
  const both = commonTime([calendar({ rest: [4, 5] }), calendar({ party: 1, from: 360, to: 900 })]);
  const wednesday = dayOfDate({ year: 2026, month: 11, day: 25 });
  equal(addWorkingDays(both, wednesday, 1), wednesday + 1);
  equal(addWorkingDays(both, wednesday, 2), wednesday + 5);
  equal(addWorkingDays(commonTime([calendar({ holidays: [wednesday + 1] })]), wednesday, 1), wednesday + 2);
  const from = wednesday * dayMs + 14 * hourMs;
  equal(addWorkingMs(both, from, hourMs), from + hourMs);
  equal(addWorkingMs(both, from, hourMs + 1), (wednesday + 1) * dayMs + 360 * minuteMs + 1);
  equal(addWorkingMs(both, from, 2 * hourMs), (wednesday + 1) * dayMs + 360 * minuteMs + hourMs);
  equal(isCountable(commonTime([calendar({ rest: [0, 1, 2, 3] }), calendar({ rest: [4, 5, 6] })])), false);
  equal(isCountable(commonTime([calendar({ to: 360 }), calendar({ from: 360 })])), false);
});

test("a limit that waits, one without a last moment, and one beyond all times", () => {
  deepEqual(dueOf(within(7, "days"), null, always), { kind: "waiting" });
  deepEqual(dueOf(noLimit, null, always), { kind: "none" });
  deepEqual(dueOf({ ...noLimit, form: "when", of: adoption }, 5, always), { kind: "none" });
  deepEqual(dueOf({ ...noLimit, form: "when", of: adoption, at: 9 }, null, always), { kind: "waiting" });
  deepEqual(dueOf(within(1_000, "years"), 2 ** 48 - 1, always), { kind: "none" });
});

test("a limit holds what its form asks for, and nothing else", () => {
  equal(limitFault(noLimit, 0), null);
  equal(limitFault(within(1, "days"), 0), null);
  equal(limitFault(within(0, "days"), 0), "span");
  equal(limitFault({ ...noLimit, at: 5 }, 0), "at");
  equal(limitFault({ ...noLimit, form: "at" }, 0), "at");
  equal(limitFault({ ...noLimit, form: "within", of: adoption }, 0), "span");
  equal(limitFault({ ...within(1, "days"), count: 2 }, 0), "count");
  equal(limitFault({ ...within(1, "days"), of: { ...adoption, kind: "date" } }, 0), "time");
  equal(limitFault({ ...within(1, "days"), of: { ...adoption, name: "x" } }, 0), "name");
  const after = { ...within(1, "days"), of: { ...adoption, kind: "fulfilment", item: 1 } } as const;
  deepEqual([limitFault(after, 1), limitFault(after, 2)], ["item", null]);
  equal(limitFault({ ...noLimit, form: "by-end-of", period: { kind: "half", year: 2027, number: 3 } }, 0), "period");
  const when = { ...noLimit, form: "when", of: adoption, at: 5 } as const;
  equal(limitFault(when, 0), null);
  equal(limitFault({ ...when, period: { kind: "year", year: 2027, number: 1 } }, 0), "at");
});

test("time that does not count moves the limit once, and only what begins before it has come", () => {
  const times = (...all: readonly (readonly [number, number | null, number?])[]): Parameters<typeof tolledLimit>[2] =>
    all.map(([fromMs, toMs, saidMs = 0]) => ({ fromMs, toMs, saidMs }));
  equal(tolledLimit(1_000, 0, times([500, 600]), 0), 1_100);
  equal(tolledLimit(1_000, 0, times([500, 600], [550, 700]), 0), 1_200);
  equal(tolledLimit(1_000, 0, times([1_000, 1_100]), 0), 1_100);
  equal(tolledLimit(1_000, 0, times([1_001, 1_100]), 0), 1_000);
  equal(tolledLimit(1_000, 0, times([900, 1_000], [1_050, 1_060]), 0), 1_110);
  equal(tolledLimit(1_000, 800, times([700, 900]), 0), 1_100);
  equal(tolledLimit(1_000, 0, times([900, null]), 5_000), 5_100);
  equal(tolledLimit(1_000, 0, times([900, null]), 800), 1_000);
  equal(tolledLimit(1_000, 0, times([500, 600, 1_000]), 0), 1_100);
  equal(tolledLimit(1_000, 0, times([500, 600, 1_001]), 0), 1_000);
});

const terms = { skewMs: 10, courierMs: 100, longStopMs: 1_000 };
const head = (party: string, time: number): Head => ({ log: party.repeat(16), party, size: 3, time });
const view = (time: number): RecordView =>
  ({ counts: () => true, inSeat: () => true, heads: [head("aa", time), head("bb", time)], firstAcks: () => [],
    earlyAcks: () => [] });

test("silence is consent a millisecond after the limit, an objection in its last one is in time", () => {
  const held = at(2026, 12, 30, 5 * hourMs);
  const end = at(2027, 1, 5) - 1;
  const asked = (objections: readonly number[], now: number, disputed = false, doubtful = false): string => {
    const found = deemedAcceptance({
      source: "case", by: "aa", of: ["bb"], receipts: [{ party: "bb", heldAt: held, disputed }],
      span: { amount: 5, unit: "days" },
      objections: objections.map((time) => (
        { at: `${"bb".repeat(16)}:1`, time, disputed: doubtful, heardMs: time + 1 }
      )),
    }, always, view(now), now, terms);
    return found.kind === "waiting" ? found.kind : `${found.kind} ${found.verdict.state}`;
  };
  equal(asked([], end), "running open");
  equal(asked([], end + 1), "deemed provisional");
  equal(asked([], end + 11), "deemed final");
  equal(asked([end], end + 11), "objected final");
  equal(asked([end + 1], end + 11), "deemed final");
  equal(asked([], end + 11, true), "disputed final");
  equal(asked([end], end + 11, false, true), "disputed final");
  const nobody = { source: "", by: "aa", of: ["bb"], receipts: [], span: { amount: 5, unit: "days" }, objections: [] };
  deepEqual(deemedAcceptance(nobody as never, always, view(0), 0, terms), { kind: "waiting" });
});

test("met in the last millisecond of a leap day, passed in the first of March", () => {
  const limitMs = ms(within(1, "months"), at(2028, 1, 30));
  equal(limitMs, at(2028, 3, 1) - 1);
  const limit = { source: "case", limitMs, principals: ["aa", "bb"], startDisputed: false };
  const fact = (time: number) => [{ at: `${"aa".repeat(16)}:1`, time, disputed: false, heardMs: time }];
  const judged = (time: number): string => verdict(limit, fact(time), view(limitMs + 11), limitMs + 11, terms).outcome;
  deepEqual([judged(limitMs), judged(limitMs + 1)], ["met", "passed"]);
  deepEqual([verdict(limit, [], view(0), limitMs, terms).outcome, verdict(limit, [], view(0), limitMs + 1, terms)
    .outcome], ["running", "passed"]);
});
