// simulate: how much simulated time, and how many worlds, ten minutes on this machine's cores give.

import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Figure } from "./figure.ts";

const command = join(import.meta.dirname, "..", "src", "simulation", "main.ts");
/** How long it runs, unless CHIROGRAPH_BENCH_SECONDS says otherwise; the figures are for this long. */
const secondsDefault = 600;
/** Cores that are used, and how far apart their seeds begin. */
const [coresMax, seedsApart] = [2, 1_000_000];
/** What is aimed at in ten minutes on two cores. */
const aims = { hours: 5_000, events: 500, seeds: 2_000 } as const;

interface Summary {
  readonly seeds: number;
  readonly events: number;
  readonly lastedMs: number;
  readonly findings: number;
  readonly faults: Readonly<Record<string, number>>;
}

/** Worlds in as many processes as there are cores, at most two; what was found in them must be 0, and is a figure. */
export async function measureSimulate(): Promise<readonly Figure[]> {
  const seconds = Number(process.env["CHIROGRAPH_BENCH_SECONDS"] ?? secondsDefault);
  const cores = Math.min(coresMax, availableParallelism());
  const all = await Promise.all(Array.from({ length: cores }, (_, index) => live(1 + index * seedsApart, seconds)));
  const sum = (of: (one: Summary) => number): number => all.reduce((total, one) => total + of(one), 0);
  const scale = secondsDefault / seconds;
  const [hours, seeds] = [sum((one) => one.lastedMs) / 3_600_000, sum((one) => one.seeds)];
  const faults = sum((one) => Object.values(one.faults).reduce((total, count) => total + count, 0));
  const figure = (name: string, value: number, unit: string, aim: number): Figure =>
    ({ name: `simulate.${name}`, value, unit, ratio: value / aim, peer: `aim ${aim}` });
  return [
    figure("hours", hours * scale, "h simulated in 10 min", aims.hours),
    figure("events", sum((one) => one.events) / hours, "events an hour simulated", aims.events),
    figure("seeds", seeds * scale, "seeds in 10 min", aims.seeds),
    { name: "simulate.faults", value: faults / hours, unit: "faults an hour simulated" },
    { name: "simulate.findings", value: sum((one) => one.findings), unit: "findings" },
  ];
}

/** One process, from one seed on, until the time is over. */
function live(from: number, seconds: number): Promise<Summary> {
  const args = [command, "--from", String(from), "--seeds", String(seedsApart), "--seconds", String(seconds), "--json"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] });
  let last = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    last = (last + text).split("\n").slice(-2).join("\n");
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => {
      const line = last.split("\n").findLast((one) => one.includes("\"summary\""));
      if (line === undefined) reject(new Error("the simulator said nothing"));
      else resolve((JSON.parse(line) as { readonly summary: Summary }).summary);
    });
  });
}
