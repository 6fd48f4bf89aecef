// Judges the mutants of one folder: most of them in a worker that holds them all, some each in a process of its own.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { judgeApart } from "./apart.ts";
import { Herd } from "./herd.ts";
import { withSwitches } from "./mutants.ts";
import type { Mutant } from "./mutants.ts";
import type { Answer } from "./worker.ts";

/** What became of a mutant: `survived` and `unreached` are what the tests owe. */
export type Verdict = "killed" | "hung" | "survived" | "unreached";

/** The tests may take so many times as long as on the code as it stands, and so much longer, on a busy machine. */
const patience = { times: 100, moreMs: 120_000 };

/** Everything about one folder's run. */
export interface Bench {
  readonly root: string;
  readonly sources: ReadonlyMap<string, string>;
  readonly mutants: readonly Mutant[];
  readonly testFiles: readonly string[];
  readonly jobs: number;
  readonly told: (mutant: Mutant, verdict: Verdict) => void;
}

/** Judges all mutants; `told` is called for each as soon as it is known. */
export async function judgeAll(bench: Bench): Promise<void> {
  const herds = Array.from({ length: bench.jobs }, () => herdOf(bench));
  try {
    const observed = await (herds[0] as Herd).ask({ kind: "observe" }, 0);
    if (observed.kind !== "observed") throw new Error("the tests fail on the code as it stands");
    const waiting = [...bench.mutants.keys()];
    await Promise.all(herds.map(async (herd) => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        bench.told(bench.mutants[next] as Mutant, await judge(bench, herd, observed, next));
      }
    }));
  } finally {
    for (const herd of herds) herd.end();
  }
}

function herdOf({ root, sources, mutants, testFiles }: Bench): Herd {
  const texts = [...Map.groupBy(mutants.entries(), ([, { file }]) => file)].map(([file, numbered]) => {
    const text = withSwitches(sources.get(file) as string, numbered.map(([, one]) => one), numbered[0]?.[0] as number);
    return [pathToFileURL(join(root, file)).href, text] as const;
  });
  return new Herd({ root, texts, files: testFiles });
}

async function judge(
  bench: Bench, herd: Herd, { tests, loads }: Extract<Answer, { kind: "observed" }>, number: number,
): Promise<Verdict> {
  const mutant = bench.mutants[number] as Mutant;
  const all = [...tests.entries()].filter(([, { mutants }]) => mutants.includes(number));
  const reaching = all.filter(([, { again }]) => again).sort(([, one], [, other]) => one.tookMs - other.tookMs);
  const loading = loads.filter(([, mutants]) => mutants.includes(number)).map(([file]) => file).concat(
    all.filter(([, { again }]) => !again).map(([, { file }]) => file));
  if (reaching.length > 0) {
    const tookMs = reaching.reduce((sum, [, one]) => sum + one.tookMs, 0);
    const asked = reaching.map(([index, { asks }]) => ({ index, asks }));
    const answered = await herd.ask(
      { kind: "judge", mutant: number, tests: asked }, patience.times * tookMs + patience.moreMs,
    );
    if (answered.kind === "died") return "hung";
    if (answered.kind === "judged" && answered.verdict === "killed") return "killed";
    // What the mutant left behind may speak for those that follow.
    if (answered.kind === "judged" && answered.verdict === "poisoned") {
      herd.end();
      return judgeApart(bench.root, mutant, sourceOf(bench, mutant), filesOf(reaching.map(([, one]) => one.file)));
    }
  }
  if (loading.length === 0) return reaching.length > 0 ? "survived" : "unreached";
  // A module is loaded by the first file that wants it, and what it made of itself then serves all.
  if (!loads.some(([, mutants]) => mutants.includes(number))) {
    return judgeApart(bench.root, mutant, sourceOf(bench, mutant), filesOf(loading));
  }
  const beside = bench.testFiles.filter((file) => file === mutant.file.replace(/\.ts$/u, ".test.ts"));
  const files = filesOf([...beside, ...reaching.map(([, one]) => one.file), ...loading, ...bench.testFiles]);
  return judgeApart(bench.root, mutant, sourceOf(bench, mutant), files);
}

function sourceOf({ sources }: Bench, { file }: Mutant): string {
  return sources.get(file) as string;
}

function filesOf(files: readonly string[]): readonly string[] {
  return [...new Set(files)];
}
