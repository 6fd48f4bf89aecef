// What the concordance check is worth: errors planted into clauses that nobody looked at while it was made.

import { ok } from "node:assert/strict";
import { test } from "node:test";
import { measureClean, measurePlanted } from "../../bench/concordance.ts";

/** Classes of which less can be told: a Russian treaty has no word for "shall", and lengths vary. */
const floors: Readonly<Record<string, number>> = { "will for shall": 0.5, "part of a clause missing": 0.85 };

test("of each class of planted errors at least 95 in 100 are found, where a class has no lower floor", () => {
  for (const { kind, planted, found } of measurePlanted("held")) {
    ok(planted >= 10, `${kind}: ${planted} planted`);
    ok(found >= (floors[kind] ?? 0.95) * planted, `${kind}: ${found} of ${planted}`);
  }
});

test("fewer than four clean clauses in a hundred are warned of", () => {
  for (const half of ["held", "seen"] as const) {
    const { clauses, warned } = measureClean(half);
    ok(warned < 0.04 * clauses, `${half}: ${warned} of ${clauses}`);
  }
});
