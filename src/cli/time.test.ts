// Times as typed: durations from now, ISO times with their zone, nothing else.

import assert from "node:assert/strict";
import test from "node:test";

import { CliError } from "./cli-error.ts";
import { parseTime, showTime } from "./time.ts";

test("a duration counts from now, an ISO time stands for itself", () => {
  assert.equal(parseTime("30m", 1_000), 1_801_000);
  assert.equal(parseTime("7d", 0), 7 * 86_400_000);
  assert.equal(parseTime("1970-01-01T01:00:00+01:00", 5), 0);
  assert.equal(parseTime("2026-11-22T14:30Z", 5), Date.UTC(2026, 10, 22, 14, 30));
});

test("what is ambiguous or no time is refused", () => {
  for (const text of [
    "", "30", "m", "03/04/2026", "2026-11-22", "2026-11-22T14:30", "1e3m", "-5m", "2026-13-40T99:99Z",
  ]) {
    assert.throws(
      () => parseTime(text, 0), (error) => error instanceof CliError && error.code === "time-unknown", text,
    );
  }
});

test("a time is shown to the second, in UTC", () => {
  assert.equal(showTime(Date.UTC(2026, 10, 22, 14, 30, 7, 999)), "2026-11-22T14:30:07Z");
  assert.equal(showTime(null), "-");
});
