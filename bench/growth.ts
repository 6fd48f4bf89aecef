// growth: what a long record costs: a start until a FLASH can be released, and a message until its receipt.

import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startChild } from "./child.ts";
import type { Child } from "./child.ts";
import type { Figure } from "./figure.ts";
import { percentile } from "./figure.ts";
import type { Calls } from "./grown.ts";
import { temporaryFolder } from "./pair.ts";

const countsDefault = [1_000, 100_000, 1_000_000];
const starts = 3;
const warmUp = 100;
const messages = 300;
/** A million entries are more than the heap that Node takes by itself on a small machine. */
const heapOptions = ["--max-old-space-size=8192"];

/** For records of 1,000, 100,000 and 1,000,000 entries (CHIROGRAPH_BENCH_COUNTS: others, joined by commas). */
export async function measureGrowth(): Promise<readonly Figure[]> {
  const asked = process.env["CHIROGRAPH_BENCH_COUNTS"];
  const counts = asked === undefined ? countsDefault : asked.split(",").map(Number);
  const figures: Figure[] = [];
  const first = { send: 0, start: 0 };
  for (const count of counts) {
    const { send, start, processor, resident } = await measure(count);
    first.send ||= send;
    first.start ||= start;
    figures.push(
      { name: `growth.start.${count}`, value: start, unit: "s", limit: 3, ratio: start / first.start, peer: "aim 3 s" },
      { name: `growth.start.${count}.processor`, value: processor, unit: "s of processor" },
      { name: `growth.send.${count}`, value: send, unit: "ms", ratio: send / first.send, peer: "aim 1.2" },
      { name: `growth.rss.${count}`, value: resident, unit: "MB" },
    );
  }
  return figures;
}

interface Sides<T> {
  readonly a: T;
  readonly b: T;
}

/** What a record of so many entries costs. Of a start, the processor time hangs least on what else runs. */
async function measure(
  count: number,
): Promise<{ send: number; start: number; processor: number; resident: number }> {
  const made = join(tmpdir(), "chirograph-bench", `stations-1-${count}`);
  if (!existsSync(made)) await makeStations(made, count);
  // Copies, so that what is measured is always the same record.
  const root = temporaryFolder();
  cpSync(made, root, { recursive: true });
  const times: number[] = [];
  const processor: number[] = [];
  for (let run = 0; run < starts; run++) {
    const { child, closed } = startChild<Calls>("grown.ts");
    times.push(await child.start(join(root, "a"), "a", true));
    processor.push(await child.processor());
    await child.stop();
    await closed;
  }
  const { pair, stop } = await startBoth(root);
  await pair.a.send(warmUp);
  const sent = await pair.a.send(messages);
  const resident = await pair.a.resident();
  await stop();
  rmSync(root, { recursive: true, force: true });
  return {
    send: percentile(sent, 0.5), start: percentile(times, 0.5) / 1_000, processor: percentile(processor, 0.5), resident,
  };
}

/** Both with the same record, the line between them made once, so that each has what it needs to seal for the other. */
async function makeStations(folder: string, count: number): Promise<void> {
  const making = `${folder}.new`;
  rmSync(making, { recursive: true, force: true });
  for (const side of ["a", "b"]) mkdirSync(join(making, side), { recursive: true });
  const inChild = async (work: (child: Child<Calls>) => Promise<void>): Promise<void> => {
    const { child, closed } = startChild<Calls>("grown.ts", heapOptions);
    await work(child);
    await child.end();
    await closed;
  };
  await inChild((child) => child.make(making, count));
  await Promise.all((["a", "b"] as const).map((side) => inChild((child) => child.settleIn(join(making, side), side))));
  const { pair, stop } = await startBoth(making);
  await pair.a.send(1);
  await stop();
  renameSync(making, folder);
}

/** Starts both on the folders of `root`, joins them, and waits until they have read their records. */
async function startBoth(root: string): Promise<{ readonly pair: Sides<Child<Calls>>; stop(): Promise<void> }> {
  const [one, two] = [startChild<Calls>("grown.ts", heapOptions), startChild<Calls>("grown.ts", heapOptions)];
  const pair = { a: one.child, b: two.child };
  await Promise.all([pair.a.start(join(root, "a"), "a", false), pair.b.start(join(root, "b"), "b", false)]);
  const [a, b] = [await pair.a.meeting(), await pair.b.meeting()];
  await Promise.all([pair.a.meet(b), pair.b.meet(a)]);
  await Promise.all([pair.a.settle(), pair.b.settle()]);
  const stop = async (): Promise<void> => {
    await Promise.all([pair.a.stop(), pair.b.stop()]);
    await Promise.all([one.closed, two.closed]);
  };
  return { pair, stop };
}
