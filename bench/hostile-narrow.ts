// hostile, over narrow links: a stranger, an eavesdropper and a peer flood; FLASH of another peer and ours beside it.

import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { openModemEnds, openUdpEnds } from "../src/cli/link/ends.ts";
import { clear } from "../src/emulator/conditions.ts";
import { startChild } from "./child.ts";
import type { Child } from "./child.ts";
import type { Calls, Card } from "./end.ts";
import type { Figure } from "./figure.ts";
import { percentile } from "./figure.ts";
import type { FloodCalls } from "./flood.ts";
import { satellite } from "./narrow-pair.ts";
import { foreignFolder, temporaryFolder } from "./pair.ts";
import { texts } from "./texts.ts";

/** How long each flood goes on, and FLASH goes one after the other beside it. */
const phaseMs = 60_000;
/** What has not come by then counts as never. */
const givenUpMs = 120_000;
const settleMs = 5_000;
/** FLASH of the peer that is overheard, one after the other. */
const ownFlashes = 20;
/** Datagrams a second: more than five times the marks that a station computes for strangers. */
const datagramsPerSecond = 20_000;
/** Frames a second: more than a port of 115,200 bit/s carries of them. */
const framesPerSecond = 400;
const inFlight = 256;
const free = { host: "127.0.0.1", port: 0 };
/** What a peer declares that keeps to no rate. */
const unlimited = { ...satellite, rateBps: null, delayMs: 0 };
const way = { ...clear, rateBps: satellite.rateBps, delayMs: satellite.delayMs };
const conditions = { ways: [way, way], turnaroundMs: null } as const;

type End = Child<Calls>;

/** Milliseconds to the receipt, of another's FLASH and of ours. */
interface Times {
  readonly theirs: number[];
  readonly ours: number[];
}

export async function measureHostileNarrow(): Promise<readonly Figure[]> {
  return [...await overDatagrams(), ...await overModem()];
}

/** A station with two peers, each over datagrams; one of them, an eavesdropper and a stranger flood. */
async function overDatagrams(): Promise<readonly Figure[]> {
  const [folder, foreign] = [temporaryFolder(), foreignFolder()];
  const started = ["a", "y", "x"].map(() => startChild<Calls>("end.ts"));
  const [a, y, x] = started.map(({ child }) => child) as [End, End, End];
  const { child: flooder, closed } = startChild<FloodCalls>("flood.ts");
  const plan = { terms: satellite, modem: null };
  const cards = {
    a: await a.open(join(folder, "a"), "A", plan), y: await y.open(join(folder, "y"), "Y", plan),
    x: await x.open(join(foreign, "x"), "X", { terms: unlimited, modem: null }),
  };
  await meet(a, x, cards.a, cards.x);
  await meet(a, y, cards.a, cards.y);
  const at = (port: number): typeof free => ({ host: "127.0.0.1", port });
  const ends = await openUdpEnds({
    seed: 1, conditions, listen: [free, free], to: [at(cards.a.datagrams), at(cards.y.datagrams)],
  });
  const { front, back } = await flooder.relay(cards.a.datagrams);
  await a.narrow(`127.0.0.1:${back}`, cards.x);
  await a.narrow(ends.sides[0], cards.y);
  await Promise.all([x.narrow(`127.0.0.1:${front}`), y.narrow(ends.sides[1])]);
  await Promise.all([x.yieldProcessor(), flooder.yieldProcessor()]);
  // It is also what an eavesdropper has heard.
  const before = await bounded(x.latency(ownFlashes));
  const repeating = flooder.repeat(datagramsPerSecond, Date.now() + phaseMs);
  const after = await bounded(x.latency(ownFlashes));
  await repeating;
  const quiet = await flashes(a, y);
  const floods = {
    stranger: (untilMs: number) => flooder.noise(cards.a.datagrams, datagramsPerSecond, untilMs),
    overheard: (untilMs: number) => flooder.repeat(datagramsPerSecond, untilMs),
    peer: (untilMs: number) => x.flood(inFlight, untilMs),
  };
  const figures: Figure[] = [held("hostile.narrow.overheard.own", percentile(after, 0.5), percentile(before, 0.5))];
  for (const [name, flood] of Object.entries(floods)) {
    figures.push(...await beside(`hostile.narrow.${name}`, quiet, a, y, flood));
  }
  for (const child of [a, y, x, flooder]) await child.stop();
  await Promise.all([...started.map((one) => one.closed), closed]);
  await ends.close();
  for (const one of [folder, foreign]) rmSync(one, { recursive: true, force: true });
  return figures;
}

/** A station with one peer, by modems; who has the line flood the one with noise and with what was overheard. */
async function overModem(): Promise<readonly Figure[]> {
  const folder = temporaryFolder();
  const started = ["a", "y"].map(() => startChild<Calls>("end.ts"));
  const [a, y] = started.map(({ child }) => child) as [End, End];
  const { child: flooder, closed } = startChild<FloodCalls>("flood.ts");
  const ends = await openModemEnds({ seed: 1, conditions, listen: [free, free], to: [null, null] });
  const [near, far] = ends.sides.map((side) => Number(side.slice(side.lastIndexOf(":") + 1))) as [number, number];
  const cards = {
    a: await a.open(join(folder, "a"), "A", { terms: satellite, modem: await flooder.modem(near) }),
    y: await y.open(join(folder, "y"), "Y", { terms: satellite, modem: far }),
  };
  await meet(a, y, cards.a, cards.y);
  await Promise.all([a.narrow(""), y.narrow("")]);
  const quiet = await flashes(a, y);
  const figures = await beside("hostile.narrow.modem", quiet, a, y, (untilMs) => (
    flooder.both(framesPerSecond, untilMs)
  ));
  for (const child of [a, y, flooder]) await child.stop();
  await Promise.all([...started.map((one) => one.closed), closed]);
  await ends.close();
  rmSync(folder, { recursive: true, force: true });
  return figures;
}

async function meet(a: End, other: End, ofA: Card, ofOther: Card): Promise<void> {
  await Promise.all([a.meet(ofOther), other.meet(ofA)]);
  const channel = await other.propose(ofOther);
  await a.accept(channel);
  await Promise.all([a.adopted(channel), other.adopted(channel)]);
}

/** FLASH in both directions beside a flood, held against the same without, and what the flood costs. */
async function beside(
  name: string, quiet: Times, a: End, y: End, flood: (untilMs: number) => Promise<number>,
): Promise<readonly Figure[]> {
  const before = { rss: await a.resident(), us: await a.processorUs(), ms: performance.now() };
  const flooding = flood(Date.now() + phaseMs);
  const times = await flashes(a, y);
  const sent = await flooding;
  const seconds = (performance.now() - before.ms) / 1_000;
  const [us, rss] = [await a.processorUs() - before.us, await a.resident()];
  await pause(settleMs);
  const figure = (whose: keyof Times, part: string, share: number): Figure =>
    held(`${name}.${whose}${part}`, percentile(times[whose], share), percentile(quiet[whose], share));
  return [
    figure("theirs", "", 0.5), figure("theirs", ".p90", 0.9), figure("ours", "", 0.5), figure("ours", ".p90", 0.9),
    { name: `${name}.flood`, value: sent / (phaseMs / 1_000), unit: "a second" },
    { name: `${name}.processor`, value: us / 1e6 / seconds, unit: "of one core" },
    { name: `${name}.rss`, value: rss - before.rss, unit: "MB more" },
  ];
}

/** FLASH to the station, and from it, in turn, for as long as a phase goes on. */
async function flashes(a: End, y: End): Promise<Times> {
  const untilMs = Date.now() + phaseMs;
  const times: Times = { theirs: [], ours: [] };
  for (let number = 0; Date.now() < untilMs; number++) {
    times.theirs.push(await flash(y, number));
    times.ours.push(await flash(a, number));
  }
  return times;
}

async function flash(from: End, number: number): Promise<number> {
  const text = texts.ru[number % texts.ru.length] as string;
  const { object, atMs } = await from.release({ precedence: "FLASH", language: "ru", text });
  const receiptMs = await Promise.race([from.receiptMs(object), pause(givenUpMs, Infinity)]);
  return receiptMs - atMs;
}

/** Beside a flood, held against the same without; what never came has no value. */
function held(name: string, value: number, limit: number): Figure {
  const came = Number.isFinite(value) ? { value, ratio: value / limit } : { value: null };
  return { name, unit: "ms", limit, peer: "aim 1.1", ...came };
}

/** What has not come when a flood is over, never comes. */
async function bounded(times: Promise<readonly number[]>): Promise<readonly number[]> {
  return Promise.race([times, pause(phaseMs, [Infinity])]);
}
