// hostile: one peer floods with FLASH as fast as it can; what another peer's FLASH then takes, and what it costs us.

import { rmSync } from "node:fs";
import { join } from "node:path";
import { startChild } from "./child.ts";
import type { Child } from "./child.ts";
import type { Calls } from "./end.ts";
import type { Figure } from "./figure.ts";
import { percentile } from "./figure.ts";
import { measureHostileNarrow } from "./hostile-narrow.ts";
import { foreignFolder, profileOptions, temporaryFolder } from "./pair.ts";

const warmUp = 200;
const messages = 300;
const inFlight = 256;
/** Longer than the messages that are measured meanwhile take. */
const floodMs = 60_000;

/**
 * A station with two peers, of which one floods it: how long the other's FLASH takes, and what it costs us. Over TLS,
 * then over narrow links.
 */
export async function measureHostile(): Promise<readonly Figure[]> {
  return [...await overTls(), ...await measureHostileNarrow()];
}

export async function overTls(): Promise<readonly Figure[]> {
  const [folder, foreign] = [temporaryFolder(), foreignFolder()];
  const started = ["a", "y", "x"].map(() => startChild<Calls>("end.ts", profileOptions()));
  const [a, y, x] = started.map(({ child }) => child) as [Child<Calls>, Child<Calls>, Child<Calls>];
  const cards = {
    a: await a.open(join(folder, "a"), "A"), y: await y.open(join(folder, "y"), "Y"),
    x: await x.open(join(foreign, "x"), "X"),
  };
  for (const [other, card] of [[y, cards.y], [x, cards.x]] as const) {
    await Promise.all([a.meet(card), other.meet(cards.a)]);
    const channel = await other.propose(card);
    await a.accept(channel);
    await Promise.all([a.adopted(channel), other.adopted(channel)]);
  }
  await y.latency(warmUp);
  const quiet = await y.latency(messages);
  await x.yieldProcessor();
  const before = { rss: await a.resident(), us: await a.processorUs(), ms: performance.now() };
  const flood = x.flood(inFlight, Date.now() + floodMs);
  const flooded = await y.latency(messages);
  const seconds = (performance.now() - before.ms) / 1_000;
  const [us, rss] = [await a.processorUs() - before.us, await a.resident()];
  const sent = await flood;
  for (const { child } of started) await child.stop();
  await Promise.all(started.map(({ closed }) => closed));
  for (const one of [folder, foreign]) rmSync(one, { recursive: true, force: true });
  const figure = (name: string, share: number): Figure => {
    const [value, limit] = [percentile(flooded, share), percentile(quiet, share)];
    return { name, value, unit: "ms", limit, ratio: value / limit, peer: "aim 1.1" };
  };
  return [
    figure("hostile.p50", 0.5), figure("hostile.p99", 0.99),
    { name: "hostile.flood", value: sent / (floodMs / 1_000), unit: "messages/s of the flooder" },
    { name: "hostile.processor", value: (us / 1e6) / seconds, unit: "of one core" },
    { name: "hostile.rss", value: rss - before.rss, unit: "MB more" },
  ];
}
