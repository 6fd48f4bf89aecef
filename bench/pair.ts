// Two stations in two processes on one machine, their stores on a real disk, joined over TLS: what is measured.

import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startChild } from "./child.ts";
import type { Child, Through } from "./child.ts";
import type { Calls } from "./end.ts";
import type { RadioPlan } from "./radio.ts";

/** Builds lie here, and so on the disk of the checkout; a system's temporary folder may be memory. */
const memoryFolder = "/dev/shm";
const buildFolder = join(import.meta.dirname, "..", ".build");

const here: Place = { host: "127.0.0.1", through: null };

/** A station in its process: each call of `end.ts`. */
export type End = Child<Calls>;

/** Where a station lives: its address, and what its process is started through. */
export interface Place {
  readonly host: string;
  readonly through: Through | null;
}

export interface Pair {
  readonly a: End;
  readonly b: End;
  /** Where each takes datagrams. */
  readonly datagrams: readonly [number, number];
  stop(): Promise<void>;
}

/**
 * Starts both and has them adopt the standard charter, over TLS. `options` are for Node, as `--cpu-prof`; `radios` are
 * what each has beside TLS; `places` are where they live, if it is not all one.
 */
export async function startPair(
  options: readonly string[] = profileOptions(), radios: readonly [RadioPlan, RadioPlan] | null = null,
  places: readonly [Place, Place] = [here, here],
): Promise<Pair> {
  const folder = temporaryFolder();
  const start = ({ through }: Place): ReturnType<typeof startChild<Calls>> =>
    startChild<Calls>("end.ts", options, [], through);
  const [one, two] = [start(places[0]), start(places[1])];
  const [a, b] = [one.child, two.child];
  const cards = {
    a: await a.open(join(folder, "a"), "A", radios?.[0] ?? null, places[0].host),
    b: await b.open(join(folder, "b"), "B", radios?.[1] ?? null, places[1].host),
  };
  await Promise.all([a.meet(cards.b), b.meet(cards.a)]);
  const channel = await a.propose(cards.a);
  await b.accept(channel);
  await Promise.all([a.adopted(channel), b.adopted(channel)]);
  const stop = async (): Promise<void> => {
    const findings = (await a.verify()) + (await b.verify());
    await Promise.all([a.stop(), b.stop()]);
    await Promise.all([one.closed, two.closed]);
    rmSync(folder, { recursive: true, force: true });
    if (findings > 0) throw new Error(`the record does not verify: ${findings} findings`);
  };
  return { a, b, datagrams: [cards.a.datagrams, cards.b.datagrams], stop };
}

/** CHIROGRAPH_BENCH_PROFILE names a folder for the CPU profiles of both processes. */
export function profileOptions(): readonly string[] {
  const folder = process.env["CHIROGRAPH_BENCH_PROFILE"];
  return folder === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${folder}`];
}

/** A new folder for who only makes work for others: in memory where there is such, so that the disk is not shared. */
export function foreignFolder(): string {
  return mkdtempSync(join(existsSync(memoryFolder) ? memoryFolder : tmpdir(), "chirograph-bench-"));
}

/** A new folder on the disk of the checkout. */
export function temporaryFolder(): string {
  mkdirSync(buildFolder, { recursive: true });
  return mkdtempSync(join(buildFolder, "bench-"));
}
