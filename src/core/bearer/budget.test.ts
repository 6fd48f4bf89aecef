import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { Budget } from "./budget.ts";

test("so many in a second, and as many again in the next", () => {
  const budget = new Budget(3);
  deepEqual([500, 501, 1_499, 1_499].map((nowMs) => budget.take(nowMs)), [true, true, true, false]);
  deepEqual([1_500, 1_500, 1_500, 2_499].map((nowMs) => budget.take(nowMs)), [true, true, true, false]);
  equal(budget.take(90_000), true);
});
