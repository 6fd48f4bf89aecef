// Runs one seed and says what came of it.

import type { Finding } from "./observation.ts";
import { planOf } from "./draw-plan.ts";
import type { Hit } from "./fates.ts";
import type { Plan } from "./plan.ts";
import type { Plant } from "./plant.ts";
import { World } from "./world.ts";
import type { Healed } from "./world.ts";

/** What came of one plan. */
export interface RunResult {
  readonly seed: number;
  readonly plan: Plan;
  readonly events: number;
  /** How long the world lasted, in its own milliseconds. */
  readonly lastedMs: number;
  /** How often each fault struck. */
  readonly faults: Readonly<Record<string, number>>;
  /** How often each branch of the product was seen gone through. */
  readonly branches: Readonly<Record<string, number>>;
  /** What befell fragments, as it was decided. */
  readonly hits: readonly Hit[];
  readonly findings: readonly Finding[];
  readonly trace: string;
  /** How the world healed; null when it did not come to that. */
  readonly healed: Healed | null;
}

/** How to follow a run. */
export interface Following {
  readonly onTrace?: (line: string) => void;
  readonly untilMs?: number;
  /** The run ends as soon as this promise is seen broken. */
  readonly stopAt?: string;
}

/** Lives the world of a seed through, with a planted bug or without. */
export function runSeed(seed: number, plant: Plant | null, following: Following = {}): Promise<RunResult> {
  return runPlan(planOf(seed, plant), plant, following);
}

/** Lives a planned world through. */
export async function runPlan(plan: Plan, plant: Plant | null, following: Following = {}): Promise<RunResult> {
  const world = new World(plan, plant);
  world.onTrace = following.onTrace ?? world.onTrace;
  world.untilMs = following.untilMs ?? world.untilMs;
  world.stopAt = following.stopAt ?? plant?.promise ?? null;
  await world.run();
  const { findings, trace, timeline, hits, healed } = world;
  const sorted = (counts: ReadonlyMap<string, number>): Record<string, number> =>
    Object.fromEntries([...counts].sort());
  return {
    seed: plan.seed, plan, events: timeline.events, lastedMs: timeline.nowMs, faults: sorted(world.faults),
    branches: sorted(world.branches), hits, findings, trace, healed,
  };
}
