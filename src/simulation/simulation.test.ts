import { deepEqual, equal, match, ok } from "node:assert/strict";
import { test } from "node:test";
import { sameRun } from "./checkers/p24-determinism.ts";
import { emptySummary, seek } from "./campaign.ts";
import { simulate } from "./main.ts";
import { faultNames } from "./plan.ts";
import { planted, plantNamed } from "./planted.ts";
import { reachSeedsMin, unreached } from "./reach.ts";
import { runSeed } from "./run.ts";

/** Most seeds in which a planted bug must be found; `npm run simulate -- --planted all` seeks all of them. */
const plantSeedsMax = 6;
/** Those that are found in a moment. */
const quick = [
  "acknowledged-before-durable", "position-reused-after-restore", "readers-missing-from-signature",
  "receipt-for-unopened", "duplicate-rings-twice", "one-log-name-for-every-start", "carried-shown-as-delivered",
  "never-doubts-its-memory", "gap-not-marked", "rings-again-after-a-start", "old-version-humoured",
  "poison-is-an-assertion", "failed-sync-taken-for-done", "intake-goes-on-without-room", "silence-taken-for-peace",
  "chance-from-outside-the-seed", "queue-in-the-bearer",
  "one-key-for-all-forms", "narrow-content-is-an-assertion", "last-piece-taken-for-noise",
  "what-thirds-say-goes-as-flash", "acceptance-taken-for-everybodys", "adoption-lapses-with-its-until",
  "the-offer-that-came-last-is-the-text",
];

test("worlds of every sort keep every promise", async () => {
  const sorts = new Set<string>();
  for (const seed of [105, 106, 107, 109]) {
    const { findings, plan } = await runSeed(seed, null);
    deepEqual(findings, [], `seed ${seed}`);
    sorts.add(plan.pace).add(plan.crypto).add(plan.store);
  }
  deepEqual([...sorts].sort(), ["long", "memory", "real", "short", "sqlite", "stub"]);
});

test("worlds with a narrow way keep every promise, and go through what is made for it", async () => {
  const gone = new Set<string>();
  for (const seed of [6_121, 6_138, 6_172]) {
    const { findings, branches, plan } = await runSeed(seed, null);
    deepEqual(findings, [], `seed ${seed}`);
    ok(plan.beside !== null);
    for (const branch of Object.keys(branches)) gone.add(branch);
  }
  for (const branch of [
    "narrow form", "sent as symbol", "sent as piece", "half-duplex turn", "said lack", "failover from a quiet link",
    "failover from a link that is gone", "return to a link that was quiet", "return to the wide link",
  ]) ok(gone.has(branch), branch);
});

test("three come to one text, where all are honest and where one is not", async () => {
  for (const [seed, cast, branch] of [
    [61_378, "none", "adopted by three"], [61_201, "squatter", "adopted by three, a liar among them"],
  ] as const) {
    const { findings, branches, plan } = await runSeed(seed, null);
    deepEqual(findings, [], `seed ${seed}`);
    deepEqual([plan.cast, plan.stations], [cast, 3]);
    ok((branches[branch] ?? 0) > 0, `seed ${seed}`);
  }
});

test("two rates, couriers alone, and the dishonest beside a narrow way: every promise is kept", async () => {
  const plans = [];
  for (const [seed, branch] of [
    [6_115, "sent as piece"], [6_098, "courier file taken in"], [6_103, "entry hidden"], [6_071, "narrow form"],
  ] as const) {
    const { findings, branches, plan, healed } = await runSeed(seed, null);
    deepEqual(findings, [], `seed ${seed}`);
    ok((branches[branch] ?? 0) > 0 && healed?.left === 0, `seed ${seed}`);
    plans.push(plan);
  }
  deepEqual(plans.map(({ cast }) => cast), ["none", "none", "hider", "flooder"]);
  ok((plans[1]?.apart?.aloneMs ?? 0) > (plans[1]?.troubledMs ?? 0), "nothing but couriers is left to the end");
});

test("a seed gives the same world twice", async () => {
  equal(sameRun(await runSeed(105, null), await runSeed(105, null)), null);
});

test("there are planted bugs for every promise that a checker watches", () => {
  const promises = new Set(planted.map((one) => one.promise));
  deepEqual([...promises].sort(), [
    "P1", "P10", "P11", "P12", "P13", "P14", "P16", "P17", "P18", "P19", "P2",
    "P20", "P24", "P3", "P4", "P5", "P6", "P7",
  ]);
  equal(new Set(planted.map((one) => one.name)).size, planted.length);
});

for (const name of quick) {
  test(`the planted bug ${name} is found`, async () => {
    const plant = plantNamed(name);
    ok(plant !== null);
    const { found } = await seek(plant, 1, plantSeedsMax, emptySummary(), () => undefined);
    ok(found, `not found by ${plant.promise} in ${plantSeedsMax} seeds`);
  });
}

test("a large campaign that never met a fault says so, a small one does not", () => {
  const summary = { ...emptySummary(), seeds: reachSeedsMin };
  ok(unreached(summary).includes("fault clone") && unreached(summary).length > faultNames.length);
  deepEqual(unreached({ ...summary, seeds: 10 }), []);
});

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
