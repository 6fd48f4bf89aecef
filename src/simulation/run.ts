// Runs one seed and says what came of it.

import type { Finding } from "./observation.ts";
import { planOf } from "./plan.ts";
import type { Plan } from "./plan.ts";
import type { Plant } from "./plant.ts";
import { World } from "./world.ts";

/** What came of one seed. */
export interface RunResult {
  readonly seed: number;
  readonly plan: Plan;
  readonly events: number;
  /** How often each fault struck. */
  readonly faults: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
  readonly trace: string;
}

/** Lives the world of a seed through, with a planted bug or without. */
export async function runSeed(seed: number, plant: Plant | null, onTrace?: (line: string) => void): Promise<RunResult> {
  const plan = planOf(seed, plant);
  const world = new World(plan, plant);
  if (onTrace !== undefined) world.onTrace = onTrace;
  await world.run();
  const { findings, trace, faults, timeline } = world;
  return { seed, plan, events: timeline.events, faults: Object.fromEntries([...faults].sort()), findings, trace };
}
