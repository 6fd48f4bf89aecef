// npm run simulate: many worlds, one after another, and what the checkers found in them.

import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { emptySummary, liveSeed, seek } from "./campaign.ts";
import type { Lived, Summary } from "./campaign.ts";
import { readDecisions, writeDecisions } from "./decisions.ts";
import type { Decisions } from "./decisions.ts";
import type { Finding } from "./observation.ts";
import { plantNamed, planted } from "./planted.ts";
import type { Plant } from "./plant.ts";
import { reachSeedsMin, unreached } from "./reach.ts";
import { runPlan } from "./run.ts";
import type { Following } from "./run.ts";
import { shrink } from "./shrink.ts";

const help = `Usage: npm run simulate -- [--seeds N] [--from S] [--planted NAME] [--json] [--trace] [--until MS]
       npm run simulate -- --replay FILE [--trace] [--until MS]

Lives through whole worlds of two or three stations, each from one seed: messages, faults of network, disk, process
and clock, narrow ways, couriers, dishonest parties with valid keys, and peace at the end. Checkers apart from the
code watch the promises P1 to P7, P10, P11, P13, P14, P16 to P20 and P24.

  --seeds N       how many seeds to run (default 10)
  --from S        the first seed (default 1)
  --planted NAME  plant a bug and stop at the first seed in which its promise is seen broken; "all" plants each in turn
  --json          one JSON object a line; the last one sums up
  --trace         print all that happens
  --until MS      stop each world at this time of its own
  --seconds S     begin no further seed after this long
  --shrink FILE   make the first failure small, and write it to a file as a list of decisions
  --replay FILE   live through such a list once more

Planted bugs:
${planted.map((one) => `  ${one.name} (${one.promise})`).join("\n")}

Every tenth seed is run twice and must be the same (P24). From ${reachSeedsMin} seeds on, every fault must have struck
and every named branch of the product must have been gone through.
Exit: 0 nothing found, or every planted bug found; 1 findings, something not reached, or a planted bug not found;
2 wrong use.

Example: npm run simulate -- --seeds 100 --json`;

/** Runs what the arguments ask for; returns the exit code. */
export async function simulate(args: readonly string[], print: (line: string) => void): Promise<number> {
  let values;
  try {
    ({ values } = parseArgs({ args: [...args], options: {
      seeds: { type: "string", default: "10" }, from: { type: "string", default: "1" }, planted: { type: "string" },
      json: { type: "boolean", default: false }, trace: { type: "boolean", default: false },
      until: { type: "string" }, shrink: { type: "string" },
      seconds: { type: "string" },
      replay: { type: "string" }, help: { type: "boolean", default: false },
    } }));
  } catch (error) {
    print(`${error instanceof Error ? error.message : "wrong use"}\n\n${help}`);
    return 2;
  }
  const [seeds, from] = [Number(values.seeds), Number(values.from)];
  const untilMs = Number(values.until ?? Number.MAX_SAFE_INTEGER);
  const plants = plantsOf(values.planted);
  const wrong = plants.includes(null) || seeds < 1 || ![seeds, from, untilMs].every((one) => isCount(one));
  if (values.help || wrong) {
    print(help);
    return values.help ? 0 : 2;
  }
  const following = { untilMs, ...(values.trace ? { onTrace: print } : {}) };
  if (values.replay !== undefined) return replay(values.replay, following, print);
  const summary = emptySummary();
  const failures: [Lived, Plant | null][] = [];
  const tell = (lived: Lived, plant: Plant | null): void => {
    if (lived.result.findings.length > 0) failures.push([lived, plant]);
    if (values.json) print(JSON.stringify(lineOf(lived, plant)));
    else tellSeed(lived, plant, print);
    progress(summary, seeds);
  };
  for (const plant of plants) if (plant !== null) await seek(plant, from, seeds, summary, (one) => tell(one, plant));
  if (plants.length === 0) {
    const lastMs = performance.now() + 1_000 * Number(values.seconds ?? Infinity);
    for (let seed = from; seed < from + seeds && performance.now() < lastMs; seed++) {
      tell(await liveSeed(seed, null, summary, following), null);
    }
  }
  const missed = plants.length === 0 && values.until === undefined ? unreached(summary) : [];
  if (values.json) print(JSON.stringify({ summary: { ...summary, unreached: missed } }));
  else tellSummary(summary, missed, print);
  const [failure] = failures;
  if (values.shrink !== undefined && failure !== undefined) await makeSmall(...failure, values.shrink, print);
  const good = plants.length === 0
    ? summary.findings === 0 && missed.length === 0 : summary.planted.every((one) => one.found);
  return good ? 0 : 1;
}

/** Lives a list of decisions through; 0 when nothing is broken any more. */
async function replay(file: string, following: Following, print: (line: string) => void): Promise<number> {
  let decisions: Decisions;
  try {
    decisions = readDecisions(readFileSync(file, "utf8"));
  } catch (error) {
    print(`${file}: ${error instanceof Error ? error.message : "cannot be read"}`);
    return 2;
  }
  const { plan, planted: name, promise, found } = decisions;
  const { findings, events } = await runPlan(plan, name === null ? null : plantNamed(name), following);
  print(`${events} events; once ${promise} was broken: ${found}`);
  for (const one of findings) print(`  ${one.promise} at ${one.atMs} ms, event ${one.event}: ${one.detail}`);
  if (findings.length === 0) print("  nothing is broken");
  return findings.length === 0 ? 0 : 1;
}

async function makeSmall(
  { result, findings }: Lived, plant: Plant | null, file: string, print: (line: string) => void,
): Promise<void> {
  const promise = plant?.promise ?? findings[0]?.promise ?? "";
  const small = await shrink(result.plan, plant?.name ?? null, promise, (runs, left) => {
    const nowMs = performance.now();
    if (nowMs - toldMs < tellEveryMs) return;
    toldMs = nowMs;
    process.stderr.write(`shrinking: ${runs} runs, ${left} decisions left\n`);
  });
  if (small === null) return print(`${promise} is not broken again when all is told: it hangs on more than that`);
  writeFileSync(file, writeDecisions(small.decisions));
  print(`${file}: ${small.from} decisions made ${small.to} in ${small.runs} runs; ${small.decisions.found}`);
}

function isCount(number: number): boolean {
  return Number.isSafeInteger(number) && number >= 0;
}

function tellSummary(summary: Summary, missed: readonly string[], print: (line: string) => void): void {
  const { seeds, events, lastedMs, faults, findings, planted: bugs } = summary;
  const hours = (lastedMs / 3_600_000).toFixed(1);
  print(`${seeds} seeds, ${hours} h, ${events} events, ${countsText(faults)}, ${findings} findings`);
  for (const { name, promise, found, seeds: tried, tookMs } of bugs) {
    print(`  ${name}: ${found ? `found by ${promise}` : `NOT found by ${promise}`}, ${tried} seeds, ${tookMs} ms`);
  }
  for (const one of missed) print(`  never reached: ${one}`);
}

function plantsOf(name: string | undefined): readonly (Plant | null)[] {
  if (name === undefined) return [];
  return name === "all" ? planted : [plantNamed(name)];
}

function tellSeed({ result, findings, tookMs }: Lived, plant: Plant | null, print: (line: string) => void): void {
  const { seed, events, plan, faults } = result;
  const name = plant === null ? "" : ` ${plant.name}`;
  const sort = [plan.pace, plan.cast === "none" ? "honest" : plan.cast, plan.crypto, plan.store].join(" ");
  print(`seed ${seed}${name} (${sort}): ${events} events, ${countsText(faults)}, ${tookMs} ms`);
  for (const { promise, detail, atMs, event } of findings) {
    print(`  ${promise} at ${atMs} ms, event ${event}: ${detail}`);
  }
  // A seed alone says little to whoever has other code: what was drawn from it stands beside it.
  if (findings.length > 0 && plant === null) print(`  ${JSON.stringify({ ...plan, deeds: plan.deeds.length })}`);
}

/** One line a seed, with everything that was decided before it began. */
function lineOf({ result, findings, tookMs }: Lived, plant: Plant | null): object {
  const { events, lastedMs, faults, branches, trace, healed, plan } = result;
  const { deeds, hits: _, ...options } = plan;
  const found: readonly Finding[] = findings;
  return {
    ...options, planted: plant?.name ?? null, deeds: deeds.length, events, lastedMs, struck: faults, branches,
    findings: found, healed, trace, tookMs,
  };
}

function countsText(faults: Readonly<Record<string, number>>): string {
  const said = Object.entries(faults).map(([fault, count]) => `${count} ${fault}`);
  return said.length === 0 ? "no faults" : said.join(", ");
}

const tellEveryMs = 2_000;
let toldMs = performance.now();

/** Says how far it is, on a terminal, when it takes long. */
function progress({ seeds, events, findings }: Summary, of: number): void {
  const nowMs = performance.now();
  if (nowMs - toldMs < tellEveryMs) return;
  toldMs = nowMs;
  process.stderr.write(`${seeds} of ${of} seeds, ${events} events, ${findings} findings\n`);
}

if (import.meta.main) {
  process.exitCode = await simulate(process.argv.slice(2), (line) => process.stdout.write(`${line}\n`));
}
