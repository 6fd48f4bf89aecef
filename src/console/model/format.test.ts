import assert from "node:assert/strict";
import { test } from "node:test";

import { age, count, dtg, duration, groups, iso, nextTimeOfDay, span, zulu, zuluDay, zuluOrDtg } from "./format.ts";

const units = { day: "d", hour: "h", minute: "min", second: "s" };
const at = Date.UTC(2026, 10, 22, 14, 30, 7);

test("times are written in Latin digits, with a date-time group and ISO 8601", () => {
  assert.equal(dtg(at), "221430ZNOV26");
  assert.equal(iso(at), "2026-11-22T14:30:07Z");
  assert.equal(zulu(at), "14:30:07Z");
  assert.equal(zuluDay(at), "22 NOV 2026");
  assert.equal(zuluOrDtg(at, Date.UTC(2026, 10, 22, 23, 59, 59)), "14:30:07Z");
  assert.equal(zuluOrDtg(at, Date.UTC(2026, 10, 23)), "221430ZNOV26", "yesterday's hour names its day");
  assert.equal(zuluOrDtg(at, Date.UTC(2026, 10, 21, 23, 59, 59)), "221430ZNOV26");
});

test("a time that is none is written as dashes and never throws", () => {
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, -1, 2 ** 53]) {
    assert.equal(zulu(bad), "--:--:--Z");
    assert.equal(iso(bad), "");
    assert.match(dtg(bad), /^-/u);
  }
});

test("an age is never negative and names at most two units", () => {
  assert.equal(age(at + 5_000, at, units), "0\u00a0s");
  assert.equal(age(at - 12_400, at, units), "12\u00a0s");
  assert.equal(duration(187_000, units), "3\u00a0min 07\u00a0s");
  assert.equal(duration(4 * 3_600_000 + 300_000, units), "4\u00a0h 05\u00a0min");
  assert.equal(duration(51 * 3_600_000, units), "2\u00a0d 3\u00a0h");
  for (let ms = -10_000; ms < 200_000_000; ms += 777_777) assert.doesNotMatch(duration(ms, units), /-/u);
});

test("a rule's length leaves nought out", () => {
  assert.equal(span(180_000, units), "3\u00a0min");
  assert.equal(span(7 * 86_400_000, units), "7\u00a0d");
  assert.equal(span(90_000, units), "1\u00a0min 30\u00a0s");
});

test("a typed time of day is the next such moment, in UTC", () => {
  assert.equal(nextTimeOfDay("15:00", at), Date.UTC(2026, 10, 22, 15));
  assert.equal(nextTimeOfDay("1500Z", at), Date.UTC(2026, 10, 22, 15));
  assert.equal(nextTimeOfDay("14:30", at), Date.UTC(2026, 10, 23, 14, 30));
  for (const bad of ["", "25:00", "14:60", "soon", "14", "-1:00"]) assert.equal(nextTimeOfDay(bad, at), null);
});

test("numbers and hashes are grouped", () => {
  assert.equal(count(1_234_567), "1\u202f234\u202f567");
  assert.equal(groups("1a2b3c4d5e"), "1a2b 3c4d 5e");
});
