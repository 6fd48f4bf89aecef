// narrow: FLASH over 2,400 bit/s with 600 ms each way: idle, behind 50 routine messages, and cold after a cut.

import { setTimeout as pause } from "node:timers/promises";
import type { Figure } from "./figure.ts";
import { percentile } from "./figure.ts";
import { cutMs, satellite, startNarrowPair } from "./narrow-pair.ts";
import type { Carried, NarrowPair } from "./narrow-pair.ts";
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

/** Without loss and with 5 %: milliseconds to the receipt, and to delivery. */
export async function measureNarrow(): Promise<readonly Figure[]> {
  return (await Promise.all([measureAt(0, ""), measureAt(0.05, ".loss5")])).flat();
}

async function measureAt(lossShare: number, suffix: string): Promise<readonly Figure[]> {
  const some = await Promise.all(Array.from({ length: pairs }, (_, at) => runPair(lossShare, at + 1)));
  const names = ["idle", "cold", "backlog"] as const;
  return names.flatMap((name) => shown(`narrow.${name}`, suffix, some.flatMap((runs) => runs[name])));
}

async function runPair(lossShare: number, seed: number): Promise<Runs> {
  const pair = await startNarrowPair({ ...satellite, lossShare }, seed);
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
    pair.cut(true);
    await pause(cutMs);
    pair.cut(false);
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
