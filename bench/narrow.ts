// narrow: FLASH over 2,400 bit/s with 600 ms each way: idle, behind 50 routine messages, and cold after a cut.

import { setTimeout as pause } from "node:timers/promises";
import type { Figure } from "./figure.ts";
import { percentile } from "./figure.ts";
import { cutMs, satellite, startNarrowPair, startTunnelPair } from "./narrow-pair.ts";
import type { Carried, NarrowPair } from "./narrow-pair.ts";
import { peerNarrow, peersFolder } from "./peers.ts";
import { texts } from "./texts.ts";

/** The link is what takes the time, so pairs stand side by side. */
const pairs = 3;
const idle = 8;
/** FLASH released one after the other into the backlog, and how many wait in it. */
const overtaking = 5;
const backlog = 50;
const cuts = 2;
/** 330 bytes of message and receipt, and 240 of the message alone, at 2,400 bit/s, with 600 ms for each way. */
const limits: Carried = { receiptMs: 2_300, deliveredMs: 1_400 };

interface Runs {
  readonly idle: Carried[];
  readonly backlog: Carried[];
  readonly cold: Carried[];
}

/**
 * Without loss and with 5 %: milliseconds to the receipt, and to delivery. Where there is a harness of other systems,
 * theirs without loss, and ours once more on the link that they have: packets of IP between two namespaces.
 */
export async function measureNarrow(): Promise<readonly Figure[]> {
  const folder = peersFolder();
  const lossy = { ...satellite, lossShare: 0.05 };
  const theirs = folder === null ? [] : peerNarrow(folder);
  const ours = (await Promise.all([
    measureOn("narrow", "", (seed) => startNarrowPair(satellite, seed)),
    measureOn("narrow", ".loss5", (seed) => startNarrowPair(lossy, seed)),
  ])).flat();
  if (folder === null) return ours;
  const onTheirs = await measureOn("narrow.ip", "", (seed) => startTunnelPair(satellite, seed, folder));
  return [...ours, ...onTheirs, ...beside(await theirs, onTheirs)];
}

async function measureOn(
  name: string, suffix: string, start: (seed: number) => Promise<NarrowPair>,
): Promise<readonly Figure[]> {
  const some = await Promise.all(Array.from({ length: pairs }, async (_, at) => runPair(await start(at + 1))));
  const parts = ["idle", "cold", "backlog"] as const;
  return parts.flatMap((part) => shown(`${name}.${part}`, suffix, some.flatMap((runs) => runs[part])));
}

/** The ratio is what ours takes on the same link, of what theirs takes. */
function beside(theirs: readonly Figure[], ours: readonly Figure[]): readonly Figure[] {
  return theirs.map((one) => {
    const own = ours.find(({ name }) => name.replace("narrow.ip.", "narrow.") === one.name)?.value ?? null;
    return one.value === null || own === null ? one : { ...one, ratio: own / one.value };
  });
}

async function runPair(pair: NarrowPair): Promise<Runs> {
  await pair.quiet(5_000);
  const runs: Runs = { idle: [], backlog: [], cold: [] };
  await flash(pair, 0);
  for (let number = 0; number < idle; number++) runs.idle.push(await flash(pair, number));
  const left: (() => Promise<Carried>)[] = [];
  for (let number = 0; number < backlog; number++) {
    left.push(await pair.leave({ precedence: "ROUTINE", language: "ru", text: textOf(number) }));
  }
  for (let number = 0; number < overtaking; number++) {
    await pause(3_000);
    runs.backlog.push(await pair.say({ precedence: "FLASH", language: "ru", text: textOf(number) }));
  }
  await Promise.all(left.map((one) => one()));
  for (let number = 0; number < cuts; number++) {
    await pair.quiet(5_000);
    await pair.cut(true);
    await pause(cutMs);
    await pair.cut(false);
    runs.cold.push(await pair.say({ precedence: "FLASH", language: "ru", text: textOf(number) }));
  }
  await pair.stop();
  return runs;
}

/** One FLASH on a link on which nothing else goes. */
async function flash(pair: NarrowPair, number: number): Promise<Carried> {
  const carried = await pair.say({ precedence: "FLASH", language: "ru", text: textOf(number) });
  await pair.quiet(3_000);
  return carried;
}

function textOf(number: number): string {
  return texts.ru[number % texts.ru.length] as string;
}

function shown(name: string, suffix: string, carried: readonly Carried[]): readonly Figure[] {
  const of = (part: string, share: number, limit: number, values: readonly number[]): Figure => {
    const value = percentile(values, share);
    return { name: `${name}${part}${suffix}`, value, unit: "ms", limit, ratio: value / limit };
  };
  const [receipts, deliveries] = [carried.map((one) => one.receiptMs), carried.map((one) => one.deliveredMs)];
  return [
    of("", 0.5, limits.receiptMs, receipts), of(".p90", 0.9, limits.receiptMs, receipts),
    of(".delivered", 0.5, limits.deliveredMs, deliveries), of(".delivered.p90", 0.9, limits.deliveredMs, deliveries),
  ];
}
