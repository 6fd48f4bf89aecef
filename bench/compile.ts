// compile: how long the copies of a document take, and what the line of a station feels of it.

import { createHash } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { Figure } from "./figure.ts";
import { percentile } from "./figure.ts";
import { startPair } from "./pair.ts";
import { encodePaper } from "../src/core/document/paper.ts";
import { samplePaper } from "../src/core/document/paper.fixture.ts";
import { createTypstTypesetter } from "../src/typesetter/typst/typesetter.ts";

const clauses = 200;
const runs = 5;
const messages = 200;

/**
 * Both copies of a text of 200 clauses in two languages, beside one clause, which is the typesetter's start; the same
 * where the typesetter was told to be ready; and send to receipt while copies are compiled without a pause, beside the
 * same without.
 */
export async function measureCompile(): Promise<readonly Figure[]> {
  const alone = await timed(1);
  const whole = await timed(clauses);
  // A rehearsal is shorter than the whole.
  const ready = await timed(clauses, 2 * whole);
  return [
    { name: "compile.both", value: whole, unit: "ms", limit: alone, ratio: whole / alone },
    { name: "compile.prepared", value: ready, unit: "ms", limit: whole, ratio: ready / whole, peer: "aim 1,000 ms" },
    ...await lineMeanwhile(),
  ];
}

/** The middle of some runs, each so long after it was prepared, or not. All must give the same bytes. */
async function timed(count: number, preparedMs = 0): Promise<number> {
  const typesetter = createTypstTypesetter();
  const document = encodePaper(samplePaper(["en", "ru"], count));
  const hashes = new Set<string>();
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    if (preparedMs > 0) typesetter.prepare();
    await setTimeout(preparedMs);
    const from = performance.now();
    const made = await typesetter.copies(document);
    times.push(performance.now() - from);
    if (made.kind === "not-set") throw new Error(made.reason);
    hashes.add(made.copies.map((one) => createHash("sha256").update(one).digest("hex")).join());
  }
  if (hashes.size !== 1) throw new Error("The same document gave different bytes.");
  return percentile(times, 0.5);
}

async function lineMeanwhile(): Promise<readonly Figure[]> {
  const pair = await startPair();
  await pair.a.line(messages);
  const { sent: idle } = await pair.a.line(messages);
  const document = encodePaper(samplePaper(["en", "ru"], clauses));
  let isCompiling = true;
  const compiling = (async () => {
    const typesetter = createTypstTypesetter();
    while (isCompiling) await typesetter.copies(document);
  })();
  const { sent } = await pair.a.line(messages);
  isCompiling = false;
  await compiling;
  await pair.stop();
  return ([["compile.line.p50", 0.5], ["compile.line.p99", 0.99]] as const).map(([name, share]) => {
    const [value, limit] = [percentile(sent, share), percentile(idle, share)];
    return { name, value, unit: "ms", limit, ratio: value / limit };
  });
}
