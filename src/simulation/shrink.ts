// Makes a failure small: what can be left out of a world, while the same promise is broken still, is left out.

import type { Decisions } from "./decisions.ts";
import { fairWeather } from "./network.ts";
import type { Hit } from "./fates.ts";
import type { Deed, Fault, Plan } from "./plan.ts";
import { plantNamed } from "./planted.ts";
import { runPlan } from "./run.ts";

/** Most worlds lived for one shrinking. */
export const shrinkRunsMax = 600;

interface Decision {
  readonly of: "faults" | "deeds" | "hits";
  readonly item: Fault | Deed | Hit;
}

/** What a shrinking came to. */
export interface Shrunk {
  readonly decisions: Decisions;
  readonly runs: number;
  /** How many decisions there were, and how many are left. */
  readonly from: number;
  readonly to: number;
}

/** Shrinks a failing plan; null when it does not fail once its hits are told instead of drawn. */
export async function shrink(
  plan: Plan, planted: string | null, promise: string, tell: (runs: number, left: number) => void,
): Promise<Shrunk | null> {
  const plant = planted === null ? null : plantNamed(planted);
  let [runs, found] = [0, ""];
  const fails = async (candidate: Plan): Promise<boolean> => {
    if (runs >= shrinkRunsMax) return false;
    runs += 1;
    const { findings } = await runPlan(candidate, plant, { stopAt: promise }).catch(() => ({ findings: [] }));
    const finding = findings.find((one) => one.promise === promise);
    found = finding?.detail ?? found;
    return finding !== undefined;
  };
  const first = await runPlan(plan, plant, { stopAt: promise });
  const finding = first.findings.find((one) => one.promise === promise);
  if (finding === undefined) return null;
  let best: Plan = { ...plan, hits: plan.hits ?? first.hits };
  const from = listOf(best).length;
  if (!await fails(best)) return null;
  for (const simpler of simplerThan(best, finding.atMs)) {
    const candidate = simpler(best);
    if (await fails(candidate)) best = candidate;
    tell(runs, listOf(best).length);
  }
  const left = await minimal(listOf(best), async (list) => {
    tell(runs, list.length);
    return fails(planWith(best, list));
  });
  best = planWith(best, left);
  const to = left.length;
  await fails(best);
  return { decisions: { promise, found, planted, plan: best }, runs, from, to };
}

/** Whole parts that a world may do without, the largest first. */
function simplerThan(plan: Plan, foundMs: number): readonly ((plan: Plan) => Plan)[] {
  const before = <T extends { readonly atMs: number }>(items: readonly T[]): T[] => (
    items.filter((one) => one.atMs <= foundMs)
  );
  const lies = new Set(["lie", "equivocate", "clone", "flood", "poison", "withhold", "lazy", "old-version", "squat"]);
  return [
    (one) => ({
      ...one, troubledMs: Math.min(one.troubledMs, foundMs), faults: before(one.faults), deeds: before(one.deeds),
    }),
    (one) => ({ ...one, faults: before(one.faults), deeds: before(one.deeds) }),
    (one) => ({ ...one, hits: [], weather: fairWeather }),
    (one) => ({ ...one, hits: [] }),
    (one) => ({ ...one, cast: "none", faults: one.faults.filter(({ what }) => !lies.has(what)) }),
    (one) => ({ ...one, stations: 2 }),
    (one) => ({ ...one, crypto: "stub" }),
    (one) => ({ ...one, store: "memory" }),
    (one) => ({ ...one, diskMsMax: 2 }),
    (one) => ({ ...one, faults: [] }),
    (one) => ({ ...one, deeds: one.deeds.filter(({ what }) => what === "release") }),
    (one) => ({ ...one, deeds: [] }),
    (one) => ({ ...one, weather: { ...one.weather, rateBps: plan.weather.rateBps === null ? 64_000 : null } }),
  ];
}

function listOf({ faults, deeds, hits }: Plan): readonly Decision[] {
  const of = (name: Decision["of"], items: readonly Decision["item"][]): Decision[] => (
    items.map((item) => ({ of: name, item }))
  );
  return [...of("faults", faults), ...of("deeds", deeds), ...of("hits", hits ?? [])];
}

function planWith(plan: Plan, list: readonly Decision[]): Plan {
  const of = (name: Decision["of"]): Decision["item"][] => (
    list.filter((one) => one.of === name).map(({ item }) => item)
  );
  return { ...plan, faults: of("faults") as Fault[], deeds: of("deeds") as Deed[], hits: of("hits") as Hit[] };
}

/** Delta debugging (Zeller and Hildebrandt, 2002): what fails, and fails no more without any one of its parts. */
export async function minimal<T>(
  list: readonly T[], fails: (list: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let [best, parts] = [list, 2];
  while (best.length > 0) {
    const size = Math.ceil(best.length / parts);
    let smaller: readonly T[] | null = null;
    for (let at = 0; at < best.length && smaller === null; at += size) {
      const without = [...best.slice(0, at), ...best.slice(at + size)];
      if (await fails(without)) smaller = without;
    }
    if (smaller !== null) [best, parts] = [smaller, Math.max(2, parts - 1)];
    else if (size === 1) return best;
    else parts = Math.min(best.length, 2 * parts);
  }
  return best;
}
