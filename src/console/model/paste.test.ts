import assert from "node:assert/strict";
import { test } from "node:test";

import { insertions, portionsOf } from "./paste.ts";

test("rows are divided so that no portion is larger than an offer takes, and none is lost", () => {
  const rows = Array.from({ length: 700 }, (_, n) => [`Clause ${n}.`, `Пункт ${n}.`]);
  const portions = portionsOf(rows);
  assert.deepEqual(portions.flat(), rows);
  assert.deepEqual(portions.map((one) => one.length), [200, 200, 200, 100]);
  const long = portionsOf([["a".repeat(20_000), ""], ["b".repeat(20_000), ""], ["c", "d"]]);
  assert.deepEqual(long.map((one) => one.length), [1, 2]);
  assert.deepEqual(portionsOf([]), []);
});

test("each clause stands behind the one before it, and the first where it was pasted", () => {
  const made = insertions([["One", "Раз"], ["Two", "Два"]], "start");
  assert.deepEqual(made.map((one) => one.clauses[0]?.after), ["start", ":0"]);
});
