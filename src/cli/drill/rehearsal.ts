// A rehearsal that a person runs: step after step in a folder of its own, of which nothing is left, whatever happens.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { WordId } from "../words/words.ts";
import { agree, makeSide, start } from "./scratch.ts";
import type { Side } from "./scratch.ts";

/** A step, by what follows "drill." in the id of its sentence. */
export type StepName = WordId extends infer Id ? Id extends `drill.${infer Name}` ? Name : never : never;

/** One step that was done: how long it took, and what it counted. */
export interface Step {
  readonly step: StepName;
  readonly ms: number;
  readonly count: number;
}

/** A step did not come to what it must. */
export class StepFailed extends Error {
  readonly step: StepName;

  constructor(step: StepName, detail: string) {
    super(detail);
    this.name = "StepFailed";
    this.step = step;
  }
}

/** Where a rehearsal takes place. */
export interface Scene {
  /** The folder in which everything lies. */
  readonly root: string;
  /** The stations it has made; whatever of them still runs at the end is stopped. */
  readonly made: Side[];
  /** Does one step and tells what it counted. */
  doing(step: StepName, work: () => Promise<number> | number): Promise<void>;
}

/** A story of losing something and going on, in steps whose order is fixed. */
export interface Rehearsal {
  readonly steps: readonly StepName[];
  play(scene: Scene): Promise<void>;
}

/** The first steps of every rehearsal: two parties, each with a station that runs, and a charter they have agreed. */
export const firstSteps = ["keys", "start", "agree"] as const satisfies readonly StepName[];

/** Does the first steps: the two sides, of which the first is in for it, and their channel. */
export async function begin({ root, made, doing }: Scene): Promise<readonly [Side, Side, string]> {
  await doing("keys", () => made.push(makeSide(root, "NDL"), makeSide(root, "VES")));
  const [a, b] = made as [Side, Side];
  await doing("start", async () => {
    for (const side of [a, b]) await start(side);
    return 2;
  });
  let channel = "";
  await doing("agree", async () => {
    channel = await agree(a, b);
    return 2;
  });
  return [a, b, channel];
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Goes through all steps and tells each as it is done. Errors: StepFailed. */
export async function rehearse({ steps, play }: Rehearsal, tell: (step: Step) => void): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), "chirograph-drill-"));
  const made: Side[] = [];
  let now = steps[0] as StepName;
  // A terminal's Ctrl-C comes twice, and the second must not break the clearing up off.
  const stopped = (): never => {
    rmSync(root, { recursive: true, force: true });
    process.exit(130);
  };
  for (const signal of signals) process.on(signal, stopped);
  const doing = async (step: StepName, work: () => Promise<number> | number): Promise<void> => {
    now = step;
    const startMs = performance.now();
    const count = await work();
    tell({ step, ms: Math.round(performance.now() - startMs), count });
  };
  try {
    await play({ root, made, doing });
  } catch (error) {
    throw new StepFailed(now, error instanceof Error ? error.message : String(error));
  } finally {
    for (const side of made) await side.opened?.station.stop().catch(() => undefined);
    rmSync(root, { recursive: true, force: true });
    for (const signal of signals) process.off(signal, stopped);
  }
}
