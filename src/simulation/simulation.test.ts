import { deepEqual, equal, match, ok } from "node:assert/strict";
import { test } from "node:test";
import { sameRun } from "./checkers/p24-determinism.ts";
import { simulate } from "./main.ts";
import { planted } from "./planted.ts";
import { runSeed } from "./run.ts";

/** Most seeds in which a planted bug must be found. */
const plantSeedsMax = 5;

test("five worlds keep every promise", async () => {
  for (let seed = 100; seed < 105; seed++) {
    const { findings } = await runSeed(seed, null);
    deepEqual(findings, [], `seed ${seed}`);
  }
});

test("a seed gives the same world twice", async () => {
  equal(sameRun(await runSeed(4, null), await runSeed(4, null)), null);
});

for (const plant of planted) {
  test(`the planted bug ${plant.name} is found by the checker of ${plant.promise}`, async () => {
    for (let seed = 1; seed <= plantSeedsMax; seed++) {
      const { findings } = await runSeed(seed, plant);
      if (findings.some((one) => one.promise === plant.promise)) return;
    }
    ok(false, `not found in ${plantSeedsMax} seeds`);
  });
}

test("the command explains itself, refuses nonsense, and prints one object a line", async () => {
  const lines: string[] = [];
  equal(await simulate(["--help"], (line) => lines.push(line)), 0);
  match(lines.join("\n"), /Example: npm run simulate/u);
  equal(await simulate(["--seeds", "none"], () => undefined), 2);
  equal(await simulate(["--planted", "nothing"], () => undefined), 2);
  lines.length = 0;
  const args = ["--from", "3", "--seeds", "2", "--planted", "acknowledged-before-durable", "--json"];
  equal(await simulate(args, (line) => lines.push(line)), 0);
  equal(lines.length, 2);
  const { summary } = JSON.parse(lines[1] ?? "") as { summary: { seeds: number; planted: { found: boolean }[] } };
  deepEqual([summary.seeds, summary.planted.map((one) => one.found)], [1, [true]]);
});
