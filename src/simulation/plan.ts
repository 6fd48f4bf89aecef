// What befalls a world: drawn from its seed before it begins, so that a run can be told in one list.

import type { Weather } from "./network.ts";
import { fairWeather } from "./network.ts";
import type { Plant } from "./plant.ts";
import { createDraw } from "./random.ts";
import type { Draw } from "./random.ts";

/** One fault at a time of the world. `node` is a number of a station or of a way. */
export interface Fault {
  readonly atMs: number;
  readonly what: "cut" | "crash" | "power" | "backup" | "restore" | "jump" | "lie" | "equivocate";
  readonly node: number;
  /** How long it lasts, or by how much a clock jumps. */
  readonly ms: number;
}

export interface Plan {
  readonly seed: number;
  readonly stations: number;
  readonly byzantine: "none" | "liar" | "equivocator";
  readonly weather: Weather;
  readonly diskMsMax: number;
  readonly faults: readonly Fault[];
  readonly messages: number;
  readonly troubledMs: number;
}

/** How long the faults of a world go on. */
export const troubledMs = 400_000;

/** The plan of a seed; a planted bug adds the faults it needs to show. */
export function planOf(seed: number, plant: Plant | null): Plan {
  const draw = createDraw(seed, "plan");
  const needs = new Set(plant?.needs ?? []);
  // Planted bugs are sought among honest stations; a dishonest one would excuse what the checkers see.
  const kind = plant === null ? draw.below(8) : 7;
  const byzantine = kind === 0 ? "equivocator" : kind === 1 ? "liar" : "none";
  const mild = draw.chance(500);
  const weather = weatherOf(draw, mild, needs);
  const faults = [...faultsOf(draw, mild, needs), ...lies(draw, byzantine)].sort((a, b) => a.atMs - b.atMs);
  const stations = byzantine === "equivocator" ? 3 : 2;
  const diskMsMax = draw.pick([2, 10, 40]);
  return { seed, stations, byzantine, weather, diskMsMax, faults, messages: needs.has("delay") ? 80 : 24, troubledMs };
}

function weatherOf(draw: Draw, mild: boolean, needs: ReadonlySet<string>): Weather {
  const [often, share] = mild ? [300, 5] : [700, 1];
  const upTo = (most: number): number => (draw.chance(often) ? draw.below(Math.ceil(most / share)) : 0);
  const weather = {
    ...fairWeather,
    loss: upTo(200), duplicate: upTo(300), reorder: upTo(300), flip: upTo(60), forge: upTo(30),
    latencyMsMax: draw.pick([5, 50, 600]), rateBps: draw.pick([null, 64_000, 9_600]),
  };
  if (needs.has("forge")) weather.forge = 50;
  if (needs.has("duplicate")) weather.duplicate = 300;
  if (needs.has("slow")) weather.rateBps = 9_600;
  return weather;
}

function faultsOf(draw: Draw, mild: boolean, needs: ReadonlySet<string>): Fault[] {
  const faults: Fault[] = [];
  const at = (): number => draw.below(troubledMs - 60_000);
  const some = (what: Fault["what"], most: number, ms: () => number): void => {
    const count = draw.chance(mild ? 300 : 700) ? draw.between(1, most) : 0;
    for (let index = 0; index < count; index++) faults.push({ atMs: at(), what, node: draw.below(2), ms: ms() });
  };
  some("cut", 6, () => draw.between(500, 60_000));
  some("crash", 3, () => draw.between(200, 20_000));
  some("power", 3, () => draw.between(200, 20_000));
  some("jump", 3, () => draw.between(-8_000, 8_000));
  const long = needs.has("delay") ? 8 : 0;
  for (let index = 0; index < long; index++) faults.push({ atMs: at(), what: "cut", node: 0, ms: 45_000 });
  if (draw.chance(mild ? 100 : 400) || needs.has("restore")) {
    const [node, backupMs] = [draw.below(2), draw.between(10_000, 150_000)];
    const restoreMs = backupMs + draw.between(5_000, 150_000);
    faults.push({ atMs: backupMs, what: "backup", node, ms: 0 });
    faults.push({ atMs: restoreMs, what: "restore", node, ms: draw.between(500, 9_000) });
  }
  return faults;
}

function lies(draw: Draw, byzantine: Plan["byzantine"]): Fault[] {
  if (byzantine === "equivocator") return [{ atMs: draw.between(20_000, 120_000), what: "equivocate", node: 0, ms: 0 }];
  if (byzantine === "none") return [];
  return [0, 1, 2].map(() => ({ atMs: draw.below(troubledMs - 60_000), what: "lie", node: 1, ms: draw.between(1, 9) }));
}
