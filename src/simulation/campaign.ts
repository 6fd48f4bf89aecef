// Many worlds, one after another, and what the checkers found in them.

import { sameRun } from "./checkers/p24-determinism.ts";
import type { Finding } from "./observation.ts";
import type { Plant } from "./plant.ts";
import { runSeed } from "./run.ts";
import type { Following, RunResult } from "./run.ts";

/** Every so many seeds one is run twice and must be the same (P24). */
const twiceEvery = 10;

/** Of a planted bug: whether it was found, in how many seeds, and after how long. */
export interface Sought {
  readonly name: string;
  readonly promise: string;
  readonly found: boolean;
  readonly seeds: number;
  readonly tookMs: number;
}

/** What many worlds came to. */
export interface Summary {
  seeds: number;
  events: number;
  /** Simulated time of all worlds together. */
  lastedMs: number;
  findings: number;
  readonly faults: Record<string, number>;
  readonly branches: Record<string, number>;
  readonly planted: Sought[];
}

/** Nothing yet. */
export function emptySummary(): Summary {
  return { seeds: 0, events: 0, lastedMs: 0, findings: 0, faults: {}, branches: {}, planted: [] };
}

/** One seed's run, with what a second run of it found. */
export interface Lived {
  readonly result: RunResult;
  readonly findings: readonly Finding[];
  readonly tookMs: number;
}

/** Lives one seed through, twice where determinism is asked for, and adds it to the summary. */
export async function liveSeed(
  seed: number, plant: Plant | null, summary: Summary, following: Following = {},
): Promise<Lived> {
  const beganMs = performance.now();
  const result = await runSeed(seed, plant, following);
  const findings: Finding[] = [...result.findings];
  if (plant === null ? seed % twiceEvery === 1 : plant.twice === true) {
    const differs = sameRun(result, await runSeed(seed, plant));
    if (differs !== null) findings.push({ promise: "P24", detail: differs, atMs: 0, event: 0 });
  }
  summary.seeds += 1;
  summary.events += result.events;
  summary.lastedMs += result.lastedMs;
  summary.findings += findings.length;
  addTo(summary.faults, result.faults);
  addTo(summary.branches, result.branches);
  return { result, findings, tookMs: Math.round(performance.now() - beganMs) };
}

/** Adds counts to counts. */
function addTo(sum: Record<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + count;
}

/** Seeks a planted bug in at most `seeds` seeds. */
export async function seek(
  plant: Plant, from: number, seeds: number, summary: Summary, each: (lived: Lived) => void,
): Promise<Sought> {
  const beganMs = performance.now();
  const { name, promise } = plant;
  let found = false;
  let seed = from;
  while (!found && seed < from + seeds) {
    const lived = await liveSeed(seed++, plant, summary);
    each(lived);
    found = lived.findings.some((one) => one.promise === promise);
  }
  const sought = { name, promise, found, seeds: seed - from, tookMs: Math.round(performance.now() - beganMs) };
  summary.planted.push(sought);
  return sought;
}
