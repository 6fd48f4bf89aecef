// npm run simulate: many worlds, one after another, and what the checkers found in them.

import { parseArgs } from "node:util";
import { sameRun } from "./checkers/p24-determinism.ts";
import type { Finding } from "./observation.ts";
import { plantNamed, planted } from "./planted.ts";
import type { Plant } from "./plant.ts";
import { runSeed } from "./run.ts";
import type { RunResult } from "./run.ts";

const help = `Usage: npm run simulate -- [--seeds N] [--from S] [--planted NAME] [--json] [--trace]

Lives through whole worlds of two or three stations, each from one seed: messages, faults, dishonest parties, and peace
at the end. Checkers apart from the code watch the promises P1, P2, P3, P6, P7, P16, P17 and P24.

  --seeds N       how many seeds to run (default 10)
  --from S        the first seed (default 1)
  --planted NAME  plant a bug and stop at the first seed in which its promise is seen broken; "all" plants each in turn
  --json          one JSON object a line; the last one sums up
  --trace         print all that happens

Planted bugs: ${planted.map((one) => one.name).join(", ")}

Every tenth seed is run twice and must be the same (P24).
Exit: 0 nothing found, or every planted bug found; 1 findings, or a planted bug not found; 2 wrong use.

Example: npm run simulate -- --seeds 100 --json`;

interface Summary {
  seeds: number;
  events: number;
  readonly faults: Record<string, number>;
  findings: number;
  /** Of each planted bug: whether it was found, in how many seeds, and after how long. */
  readonly planted: { name: string; promise: string; found: boolean; seeds: number; tookMs: number }[];
}

/** Runs what the arguments ask for; returns the exit code. */
export async function simulate(args: readonly string[], print: (line: string) => void): Promise<number> {
  let values;
  try {
    ({ values } = parseArgs({ args: [...args], options: {
      seeds: { type: "string", default: "10" }, from: { type: "string", default: "1" }, planted: { type: "string" },
      json: { type: "boolean", default: false }, trace: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    } }));
  } catch (error) {
    print(`${error instanceof Error ? error.message : "wrong use"}\n\n${help}`);
    return 2;
  }
  const [seeds, from] = [Number(values.seeds), Number(values.from)];
  const plants = plantsOf(values.planted);
  const unknown = values.planted !== undefined && plants.includes(null);
  if (values.help || unknown || !Number.isSafeInteger(seeds) || seeds < 1 || !Number.isSafeInteger(from) || from < 0) {
    print(help);
    return values.help ? 0 : 2;
  }
  const summary: Summary = { seeds: 0, events: 0, faults: {}, findings: 0, planted: [] };
  const trace = values.trace ? print : undefined;
  for (const plant of plants) {
    const beganMs = performance.now();
    let found = false;
    let seed = from;
    while (!found && seed < from + seeds) {
      const broken = await oneSeed(seed++, plant, summary, values.json, print, trace);
      progress(seed - from, seeds, summary);
      found = plant !== null && broken.has(plant.promise);
    }
    if (plant === null) continue;
    const tookMs = Math.round(performance.now() - beganMs);
    summary.planted.push({ name: plant.name, promise: plant.promise, found, seeds: seed - from, tookMs });
  }
  if (values.json) print(JSON.stringify({ summary }));
  else tellSummary(summary, print);
  const good = values.planted === undefined ? summary.findings === 0 : summary.planted.every((one) => one.found);
  return good ? 0 : 1;
}

function tellSummary({ seeds, events, faults, findings, planted: bugs }: Summary, print: (line: string) => void): void {
  print(`${seeds} seeds, ${events} events, ${faultsText(faults)}, ${findings} findings`);
  for (const { name, promise, found, seeds: tried, tookMs } of bugs) {
    print(`  ${name}: ${found ? `found by ${promise}` : `NOT found by ${promise}`}, ${tried} seeds, ${tookMs} ms`);
  }
}

function plantsOf(name: string | undefined): readonly (Plant | null)[] {
  if (name === undefined) return [null];
  return name === "all" ? planted : [plantNamed(name)];
}

/** Runs one seed and prints it; returns the promises seen broken. */
async function oneSeed(
  seed: number, plant: Plant | null, summary: Summary, json: boolean, print: (line: string) => void,
  trace: ((line: string) => void) | undefined,
): Promise<ReadonlySet<string>> {
  const beganMs = performance.now();
  const result = await runSeed(seed, plant, trace === undefined ? {} : { onTrace: trace });
  const findings: Finding[] = [...result.findings];
  if (plant === null && seed % 10 === 1) {
    const differs = sameRun(result, await runSeed(seed, plant));
    if (differs !== null) findings.push({ promise: "P24", detail: differs, atMs: 0, event: 0 });
  }
  const tookMs = Math.round(performance.now() - beganMs);
  summary.seeds += 1;
  summary.events += result.events;
  summary.findings += findings.length;
  const { faults } = summary;
  for (const [fault, count] of Object.entries(result.faults)) faults[fault] = (faults[fault] ?? 0) + count;
  if (json) print(JSON.stringify(lineOf(result, plant, findings, tookMs)));
  else {
    const name = plant === null ? "" : ` ${plant.name}`;
    print(`seed ${seed}${name}: ${result.events} events, ${faultsText(result.faults)}, ${tookMs} ms`);
    for (const { promise, detail, atMs, event } of findings) {
      print(`  ${promise} at ${atMs} ms, event ${event}: ${detail}`);
    }
  }
  return new Set(findings.map((one) => one.promise));
}

function lineOf(result: RunResult, plant: Plant | null, findings: readonly Finding[], tookMs: number): object {
  const { seed, events, faults, trace, plan } = result;
  const { stations, cast: byzantine, weather } = plan;
  return { seed, planted: plant?.name ?? null, stations, byzantine, weather, events, faults, findings, trace, tookMs };
}

function faultsText(faults: Readonly<Record<string, number>>): string {
  const said = Object.entries(faults).map(([fault, count]) => `${count} ${fault}`);
  return said.length === 0 ? "no faults" : said.join(", ");
}

let toldMs = performance.now();

/** Says how far it is, on a terminal, when it takes long. */
function progress(done: number, of: number, { events, findings }: Summary): void {
  const nowMs = performance.now();
  if (nowMs - toldMs < 2_000) return;
  toldMs = nowMs;
  process.stderr.write(`${done} of ${of} seeds, ${events} events, ${findings} findings\n`);
}

if (import.meta.main) {
  process.exitCode = await simulate(process.argv.slice(2), (line) => process.stdout.write(`${line}\n`));
}
