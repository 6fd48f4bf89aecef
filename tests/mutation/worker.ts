// A process that holds the code with all its mutants asleep, wakes one after the other, and runs the tests again.
// Started by `herd.ts`, which kills it when a mutant hangs.

import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { collected, collectFor } from "./collect.ts";

/** What a worker is told at first: the code with its mutants by URL, and the tests. */
export interface Load {
  readonly root: string;
  readonly texts: readonly (readonly [url: string, text: string])[];
  readonly files: readonly string[];
}

/** What it is asked: to see what every test reaches, or whether one of these tests notices a mutant. */
export type Ask = { readonly kind: "observe" } | {
  readonly kind: "judge"; readonly mutant: number;
  readonly tests: readonly { readonly index: number; readonly asks: number }[];
};

/** What it answers. `poisoned`: the test fails without the mutant as well now, so that this says nothing. */
export type Answer = { readonly kind: "ready" } | {
  readonly kind: "observed"; readonly tests: readonly Observed[];
  /** Mutants looked at while a test file was loaded, by file. */
  readonly loads: readonly (readonly [file: string, mutants: readonly number[]])[];
} | { readonly kind: "judged"; readonly verdict: "killed" | "survived" | "poisoned" };

/** A test: its file, how long it takes and how often it asks, and the mutants it looks at. */
export interface Observed {
  readonly file: string;
  readonly tookMs: number;
  readonly asks: number;
  readonly mutants: readonly number[];
  /** Whether it passes when it is run a second time; one that does not can judge in a process of its own alone. */
  readonly again: boolean;
}

/** A test may ask after mutants so many times as often as on the code as it stands, and so much oftener: it hangs. */
const patience = { times: 10, more: 50_000 };
/** Memory that a test may come to hold, and how often it is looked at; a loop that gathers ends here. */
const memoryBytesMax = 1_500_000_000;
const memoryEvery = 4_096;

let awake = -1;
let seen: Set<number> | null = null;
let asked = 0;
let askedMax = Infinity;
(globalThis as { mutant?: (number: number) => boolean }).mutant = (number) => {
  seen?.add(number);
  asked += 1;
  // A loop that a mutant made endless asks in each of its rounds, and ends here.
  if (asked > askedMax) throw new Error("a mutant hangs");
  if (asked % memoryEvery === 0 && process.memoryUsage.rss() > memoryBytesMax) throw new Error("a mutant gathers");
  return number === awake;
};
// A failed property need not be made small: that it fails is all.
fc.configureGlobal({ seed: 1, endOnFailure: true });

const loads: (readonly [string, readonly number[]])[] = [];

process.on("message", async (message: Load | Ask) => {
  if (!("kind" in message)) answer(await load(message));
  else answer(message.kind === "observe" ? await observe() : await judge(message.mutant, message.tests));
});

async function load({ root, texts, files }: Load): Promise<Answer> {
  const changed = new Map(texts);
  const stand = new URL("collect.ts", import.meta.url).href;
  registerHooks({
    resolve: (name, context, next) => name === "node:test" ? { url: stand, shortCircuit: true } : next(name, context),
    load: (url, context, next) => {
      const source = changed.get(url);
      return source === undefined ? next(url, context) : { format: "module-typescript", source, shortCircuit: true };
    },
  });
  for (const file of files) {
    collectFor(file);
    seen = new Set();
    await import(pathToFileURL(join(root, file)).href);
    loads.push([file, [...seen]]);
  }
  seen = null;
  return { kind: "ready" };
}

async function observe(): Promise<Answer> {
  const tests: Observed[] = [];
  for (const { file, name, run } of collected) {
    seen = new Set();
    if (!await passes(run)) throw new Error(`${file}: "${name}" fails on the code as it stands`);
    const mutants = [...seen];
    seen = null;
    asked = 0;
    const began = performance.now();
    const again = await passes(run);
    tests.push({ file, tookMs: performance.now() - began, asks: asked, mutants, again });
  }
  return { kind: "observed", tests, loads };
}

async function judge(mutant: number, tests: Extract<Ask, { kind: "judge" }>["tests"]): Promise<Answer> {
  for (const { index, asks } of tests) {
    const run = collected[index]?.run as () => unknown;
    [awake, asked, askedMax] = [mutant, 0, patience.times * asks + patience.more];
    const passed = await passes(run) && asked <= askedMax;
    [awake, askedMax] = [-1, Infinity];
    if (passed) continue;
    return { kind: "judged", verdict: await passes(run) ? "killed" : "poisoned" };
  }
  return { kind: "judged", verdict: "survived" };
}

async function passes(run: () => unknown): Promise<boolean> {
  try {
    await run();
    return true;
  } catch {
    return false;
  }
}

function answer(answered: Answer): void {
  process.send?.(answered);
}
