import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readDecisions, writeDecisions } from "./decisions.ts";
import { planOf } from "./draw-plan.ts";
import { plantNamed } from "./planted.ts";
import { runPlan } from "./run.ts";
import { minimal, shrink } from "./shrink.ts";

const folder = join(import.meta.dirname, "regressions");

for (const file of readdirSync(folder)) {
  test(`what once broke stays mended: ${file}`, async () => {
    const { plan, planted } = readDecisions(readFileSync(join(folder, file), "utf8"));
    equal(planted, null);
    deepEqual((await runPlan(plan, null)).findings, []);
  });
}

test("a list is made as small as it can be", async () => {
  const fails = async (list: readonly number[]): Promise<boolean> => list.includes(3) && list.includes(40);
  deepEqual(await minimal(Array.from({ length: 64 }, (_, index) => index), fails), [3, 40]);
  deepEqual(await minimal([1, 2, 3], async () => true), []);
});

test("a failing world is made small, told as a list, and fails again when the list is replayed", async () => {
  const name = "acknowledged-before-durable";
  const small = await shrink(planOf(1, plantNamed(name)), name, "P3", () => undefined);
  ok(small !== null && small.to <= 3 && small.from > 50, `${small?.from} decisions made ${small?.to}`);
  const again = readDecisions(writeDecisions(small.decisions));
  deepEqual(again, small.decisions);
  const { findings } = await runPlan(again.plan, plantNamed(name));
  ok(findings.some((one) => one.promise === "P3"));
});

test("what is no list of decisions is refused", () => {
  throws(() => readDecisions("{}"), /no list of decisions/u);
  throws(() => readDecisions("no"), SyntaxError);
});
