// Makes vectors/17-clocks: node tests/vectors/17-clocks.make.ts. Same input, same files, byte for byte.

import { writeFileSync } from "node:fs";
import { partyOfByte } from "../../src/core/agree/record.fixture.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { encodeShape } from "../../src/core/bytes/shape.ts";
import { dayMs, dayOfDate, hourMs } from "../../src/core/clock/calendar.ts";
import { noLimit, timeLimit } from "../../src/core/clock/time-limit.ts";
import type { Event, TimeLimit, Unit } from "../../src/core/clock/time-limit.ts";
import type { WorkCalendar } from "../../src/core/clock/working-time.ts";
import { caseOf } from "./17-clocks.cases.ts";
import type { Case } from "./vectors.ts";

const folder = new URL("../../vectors/17-clocks/", import.meta.url);
const at = (year: number, month: number, day: number, ms = 0): number => dayOfDate({ year, month, day }) * dayMs + ms;
const adoption: Event = { kind: "adoption", object: null, time: null, name: "", item: null };
const within = (amount: number, unit: Unit, of: Event = adoption): TimeLimit =>
  ({ ...noLimit, form: "within", span: { amount, unit }, of });
const every = (amount: number, unit: Unit, count: number | null = null): TimeLimit =>
  ({ ...within(amount, unit), form: "recurring", count });
const plain: WorkCalendar = { party: 0, rest: [5, 6], from: 0, to: 1_440, holidays: [] };

interface Given {
  readonly start?: number | null;
  readonly round?: number;
  readonly items?: number;
  readonly calendars?: readonly WorkCalendar[];
}

const made: Case[] = [];

function limit(name: string, must: readonly string[], of: TimeLimit, given: Given = {}): void {
  const { start = null, round = 0, items = 0, calendars = [] } = given;
  made.push(caseOf("limits.json", name, must, {
    limit: timeLimit.toJson(of), start, round, items, calendars,
  }));
}

function spans(): void {
  const start = at(2028, 1, 31, 14 * hourMs + 30 * 60_000);
  limit("one month after 31 January of a leap year", ["V-42", "V-43"], within(1, "months"), { start });
  limit("one month after 31 January of another year", ["V-43"], within(1, "months"), { start: at(2027, 1, 31) });
  limit("a year after 29 February", ["V-43"], within(1, "years"), { start: at(2028, 2, 29) });
  limit("seven days over the end of a year", ["V-40", "V-42"], within(7, "days"), { start: at(2026, 12, 28, hourMs) });
  limit("seven days from the first millisecond of a day", ["V-42"], within(7, "days"), { start: at(2026, 12, 28) });
  limit("seven days from the last one of the day before", ["V-42"], within(7, "days"), { start: at(2026, 12, 28) - 1 });
  limit("hours run from the moment", ["V-42"], within(48, "hours"), { start });
  limit("two weeks", ["V-43"], within(2, "weeks"), { start });
  limit("it waits while there is no start", ["V-49"], within(7, "days"));
  limit("beyond all times", ["V-51"], within(1_000, "years"), { start: 2 ** 48 - 1 });
  limit("without delay", ["V-41"], noLimit);
  limit("at a moment", ["V-41"], { ...noLimit, form: "at", at: 5 });
  limit("when it has come: without delay", ["V-41"], { ...noLimit, form: "when", of: adoption }, { start });
  limit("when it has come, by a moment", ["V-41"], { ...noLimit, form: "when", of: adoption, at: 5 }, { start });
  limit("it waits for what comes first", ["V-41"], { ...noLimit, form: "when", of: adoption, at: 5 });
}

function recurring(): void {
  const start = at(2026, 8, 31);
  for (const round of [0, 1, 2, 3]) {
    limit(`half years from the end of August, ${round + 1}`, ["V-47"], every(6, "months"), { start, round });
  }
  limit("every tenth working day, the third", ["V-47", "V-44"], every(10, "working-days", 3), { start, round: 2 });
}

function periods(): void {
  const end = (kind: "year" | "half" | "quarter" | "month" | "week", year: number, number: number): void => limit(
    `by the end of ${kind} ${number} of ${year}`, ["V-46"],
    { ...noLimit, form: "by-end-of", period: { kind, year, number } },
  );
  end("half", 2027, 1);
  end("half", 2027, 2);
  end("quarter", 2027, 3);
  end("month", 2028, 2);
  end("month", 2100, 2);
  end("year", 1_970, 1);
  end("year", 9_999, 1);
  end("week", 2026, 53);
  end("week", 2027, 1);
  end("week", 2027, 53);
  end("half", 2027, 3);
  end("year", 2027, 0);
  end("year", 1_969, 1);
}

function working(): void {
  const wednesday = dayOfDate({ year: 2026, month: 11, day: 25 });
  const start = wednesday * dayMs + 14 * hourMs;
  const both = [{ ...plain, rest: [4, 5] }, { ...plain, party: 1, from: 360, to: 900 }];
  for (const amount of [1, 2, 5]) {
    limit(`${amount} working days of both`, ["V-44"], within(amount, "working-days"), { start, calendars: both });
  }
  limit("working days where nothing is agreed", ["V-44"], within(3, "working-days"), { start });
  limit("a holiday is none", ["V-44"], within(1, "working-days"),
    { start, calendars: [{ ...plain, holidays: [wednesday + 1] }] });
  for (const amount of [1, 2, 20]) {
    limit(`${amount} working hours of both`, ["V-45"], within(amount, "working-hours"), { start, calendars: both });
  }
  limit("working hours from a day of rest", ["V-45"], within(1, "working-hours"),
    { start: at(2026, 11, 28, 5), calendars: both });
  limit("working hours where nothing is agreed", ["V-45"], within(30, "working-hours"), { start: at(2026, 11, 27) });
  limit("no weekday in common", ["V-45"], within(1, "days"),
    { start, calendars: [{ ...plain, rest: [0, 1, 2, 3] }, { ...plain, rest: [4, 5, 6] }] });
  limit("no minute in common", ["V-45"], within(1, "days"),
    { start, calendars: [{ ...plain, to: 360 }, { ...plain, from: 360 }] });
  limit("more working days than are looked for", ["V-51"], every(1_000, "working-days"), { start, round: 99 });
}

function faults(): void {
  const bad = (name: string, of: TimeLimit, items = 0): void => limit(name, ["V-41"], of, { items });
  bad("a moment without its form", { ...noLimit, at: 5 });
  bad("a form without its moment", { ...noLimit, form: "at" });
  bad("no span", { ...noLimit, form: "within", of: adoption });
  bad("nothing to count from", { ...noLimit, form: "within", span: { amount: 1, unit: "days" } });
  bad("a span of nothing", within(0, "days"));
  bad("a count of what does not recur", { ...within(1, "days"), count: 2 });
  bad("it recurs not even once", every(1, "days", 0));
  bad("a period and a moment", {
    ...noLimit, form: "when", of: adoption, at: 5, period: { kind: "year", year: 2027, number: 1 },
  });
  bad("a date without a time", within(1, "days", { ...adoption, kind: "date" }));
  bad("a receipt of nothing", within(1, "days", { ...adoption, kind: "receipt" }));
  bad("an occurrence without a name", within(1, "days", { ...adoption, kind: "occurrence" }));
  bad("a name of an adoption", within(1, "days", { ...adoption, name: "x" }));
  const after = (item: number): TimeLimit => within(1, "days", { ...adoption, kind: "fulfilment", item });
  bad("a fulfilment of the commitment itself", after(1), 1);
  bad("a fulfilment of one before", after(0), 1);
  for (const [name, bytes] of [
    ["an amount above its limit", within(1, "days")], ["a form that there is not", noLimit],
  ] as const) {
    const good = toHex(encodeShape(timeLimit, bytes));
    const hurt = name.startsWith("an amount") ? good.replace("820101", "821903e901") : good.replace("8600", "8606");
    made.push(caseOf("limits.json", name, ["V-41"], { bytes: hurt, start: null, round: 0, items: 0, calendars: [] }));
  }
}

function tolled(): Case[] {
  const one = (
    name: string, times: readonly { readonly from: number; readonly to: number | null; readonly said?: number }[],
    start: number | null = 0, now = 5_000,
  ): Case => caseOf("tolled.json", name, ["V-48"], {
    limit: 1_000, start, times: times.map((time) => ({ said: 0, ...time })), at: now,
  });
  return [
    one("a time before the limit", [{ from: 500, to: 600 }]),
    one("times that overlap count once", [{ from: 550, to: 700 }, { from: 500, to: 600 }]),
    one("one within another", [{ from: 500, to: 900 }, { from: 600, to: 700 }]),
    one("it begins with the limit", [{ from: 1_000, to: 1_100 }]),
    one("it begins a millisecond after", [{ from: 1_001, to: 1_100 }]),
    one("it begins before the limit as it was moved", [{ from: 900, to: 1_000 }, { from: 1_100, to: 1_150 }]),
    one("it began before the start", [{ from: 700, to: 900 }], 800),
    one("it goes on", [{ from: 900, to: null }]),
    one("it goes on, and begins later than is asked for", [{ from: 900, to: null }], 0, 800),
    one("it was said with the limit", [{ from: 500, to: 600, said: 1_000 }]),
    one("it was said a millisecond after", [{ from: 500, to: 600, said: 1_001 }]),
    one("it was said after the limit, and before the limit as it was moved",
      [{ from: 300, to: 500 }, { from: 600, to: 700, said: 1_100 }]),
    one("nothing is tolled", []),
  ];
}

function silences(): Case[] {
  const [A, B, C] = [1, 2, 3].map((byte) => toHex(partyOfByte(byte))) as [string, string, string];
  const held = at(2026, 12, 30, 5 * hourMs);
  const end = at(2027, 1, 5) - 1;
  const head = (party: string, time: number) => ({ log: party.slice(0, 32), party, size: 3, time });
  const receipt = (party: string, heldAt: number, disputed = false) => ({ party, heldAt, disputed });
  const objection = (time: number, disputed = false) => (
    { at: `${B.slice(0, 32)}:1`, time, disputed, heardMs: time + 1 }
  );
  const one = (name: string, now: number, more: Case["input"] = {}): Case => caseOf("silence.json", name, ["V-50"], {
    by: A, of: [B], receipts: [receipt(B, held)], span: { amount: 5, unit: "days" }, objections: [], calendars: [],
    heads: [head(A, now), head(B, now)], at: now, terms: { skewMs: 10, courierMs: 100, longStopMs: 1_000 }, ...more,
  });
  return [
    one("nobody has received it", end, { receipts: [] }),
    one("the last millisecond is not over", end),
    one("a millisecond later it is consent, provisionally", end + 1),
    one("consent for good, when both have spoken after limit and skew", end + 11),
    one("an objection in the last millisecond", end + 11, { objections: [objection(end)] }),
    one("an objection a millisecond later", end + 11, { objections: [objection(end + 1)] }),
    one("a disputed receipt never makes consent", end + 11, { receipts: [receipt(B, held, true)] }),
    one("nor does an objection whose time is disputed", end + 11, { objections: [objection(end, true)] }),
    one("the last receipt counts", end + 11, { of: [B, C], receipts: [receipt(B, held), receipt(C, held + dayMs)] }),
    one("one of two has not received it", end + 11, { of: [B, C] }),
    one("silence of working days", end + 11, { span: { amount: 3, unit: "working-days" } }),
  ];
}

function write(name: string, cases: readonly Case[]): void {
  const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(",\n");
  writeFileSync(new URL(`${name}.json`, folder), `{\n  "chapter": "17-clocks",\n  "cases": [\n${lines}\n  ]\n}\n`);
}

spans();
recurring();
periods();
working();
faults();
write("limits", made);
write("tolled", tolled());
write("silence", silences());
