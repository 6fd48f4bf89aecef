import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { changed, clear, presets } from "./conditions.ts";
import type { Conditions, LinkConditions } from "./conditions.ts";
import { EmulatedLink, speakMsMax } from "./emulated-link.ts";
import type { Happening, Side } from "./emulated-link.ts";

function both(way: Partial<Conditions>, turnaroundMs: number | null = null): LinkConditions {
  const made = { ...clear, queueBytesMax: 1_048_576, ...way };
  return { ways: [made, made], turnaroundMs };
}

/** What happens until nothing is on its way any more. */
function runOut(link: EmulatedLink): readonly Happening[] {
  const all: Happening[] = [];
  for (let atMs = link.nextAtMs(); atMs !== null; atMs = link.nextAtMs()) all.push(...link.advance(atMs));
  return all;
}

function arrivals(happened: readonly Happening[], side: Side): readonly (readonly [number, number])[] {
  return happened.flatMap((one) => (one.kind === "arrived" && one.side === side ? [[one.atMs, one.bytes[0]!]] : []));
}

test("a packet takes the time of its bytes and of what goes with them, and then the delay", () => {
  const link = new EmulatedLink(1, both({ rateBps: 2_400, delayMs: 600 }), 28);
  ok(link.send(0, Uint8Array.of(1, 2), 1_000));
  ok(link.send(0, Uint8Array.of(3, 4), 1_000));
  deepEqual(runOut(link).map(({ kind, atMs }) => [kind, atMs]), [
    ["sent", 1_100], ["sent", 1_200], ["arrived", 1_700], ["arrived", 1_800],
  ]);
});

test("both directions work at once, each as it is declared", () => {
  const link = new EmulatedLink(1, changed(both({ rateBps: 800 }), { rateBps: 8_000 }, [1]));
  link.send(0, new Uint8Array(100).fill(1), 0);
  link.send(1, new Uint8Array(100).fill(2), 0);
  const happened = runOut(link);
  deepEqual([arrivals(happened, 1), arrivals(happened, 0)], [[[1_000, 1]], [[100, 2]]]);
});

test("half duplex: one speaks, the other waits until it is silent and the line has turned round", () => {
  const link = new EmulatedLink(1, both({ rateBps: 800 }, 500));
  for (const byte of [1, 2]) link.send(0, new Uint8Array(10).fill(byte), 0);
  link.send(1, new Uint8Array(10).fill(9), 50);
  const happened = runOut(link);
  deepEqual([arrivals(happened, 1), arrivals(happened, 0)], [[[100, 1], [200, 2]], [[800, 9]]]);
});

test("half duplex: who speaks on and on gives the word away after a while", () => {
  const link = new EmulatedLink(1, both({ rateBps: 800 }, 500));
  for (let count = 0; count < 200; count++) link.send(0, new Uint8Array(100).fill(1), 0);
  link.send(1, new Uint8Array(100).fill(2), 10);
  const [[atMs] = [0]] = arrivals(runOut(link), 0);
  equal(atMs, speakMsMax + 500 + 1_000);
});

test("the same seed gives the same, and another seed something else", () => {
  const way = { lossShare: 0.2, corruptShare: 0.2, duplicateShare: 0.2, reorderShare: 0.2, delayMs: 30 };
  const live = (seed: number): readonly Happening[] => {
    const link = new EmulatedLink(seed, both(way));
    for (let count = 0; count < 200; count++) link.send(0, Uint8Array.of(count, 0), count);
    return runOut(link);
  };
  deepEqual(live(7), live(7));
  ok(JSON.stringify(live(7)) !== JSON.stringify(live(8)));
  const link = new EmulatedLink(7, both(way));
  for (let count = 0; count < 5_000; count++) link.send(0, Uint8Array.of(count & 255, 0), count);
  runOut(link);
  const { lost, corrupted, duplicated, reordered, sent, arrived } = link.counts(0);
  equal(arrived, sent - lost + duplicated);
  for (const share of [lost / 5_000, ...[corrupted, duplicated, reordered].map((one) => one / (sent - lost))]) {
    ok(share > 0.17 && share < 0.23, `${share}`);
  }
});

test("losses in bursts are as many, and stand together", () => {
  const runsOf = (burst: number): { readonly share: number; readonly run: number } => {
    const link = new EmulatedLink(3, both({ lossShare: 0.1, burst }));
    const came = new Set<number>();
    for (let count = 0; count < 20_000; count++) link.send(0, Uint8Array.of(count >> 8, count & 255), count);
    for (const one of runOut(link)) if (one.kind === "arrived") came.add(one.bytes[0]! * 256 + one.bytes[1]!);
    const lost = Array.from({ length: 20_000 }, (_, at) => !came.has(at));
    const begins = lost.filter((one, at) => one && lost[at - 1] !== true).length;
    const all = lost.filter(Boolean).length;
    return { share: all / 20_000, run: all / begins };
  };
  const [single, bursts] = [runsOf(1), runsOf(5)];
  ok(Math.abs(single.share - 0.1) < 0.02 && Math.abs(bursts.share - 0.1) < 0.03, `${single.share} ${bursts.share}`);
  ok(single.run < 1.3 && bursts.run > 4 && bursts.run < 6, `${single.run} ${bursts.run}`);
});

test("a cut loses what is on its way and all that is sent, and is told to nobody; restored, it carries again", () => {
  const link = new EmulatedLink(1, both({ delayMs: 100 }));
  link.send(0, Uint8Array.of(1), 0);
  link.change(changed(link.conditions, { cut: true }), 50);
  ok(link.send(0, Uint8Array.of(2), 60));
  deepEqual(arrivals(link.advance(1_000), 1), []);
  link.change(changed(link.conditions, { cut: false }), 1_000);
  link.send(0, Uint8Array.of(3), 1_000);
  deepEqual(arrivals(runOut(link), 1), [[1_100, 3]]);
});

test("a full queue drops, and a packet is taken as it was when it was sent", () => {
  const link = new EmulatedLink(1, both({ rateBps: 8, queueBytesMax: 64 }));
  const bytes = new Uint8Array(60).fill(5);
  ok(link.send(0, bytes, 0));
  bytes.fill(6);
  ok(link.send(0, bytes, 0));
  equal(link.send(0, bytes, 0), false);
  equal(link.counts(0).refused, 1);
  deepEqual(arrivals(runOut(link), 1).map(([, byte]) => byte), [5, 6]);
});

test("a stream loses nothing and keeps its order; what would be lost is late, and what is behind it too", () => {
  const link = new EmulatedLink(5, both({ rateBps: 80_000, delayMs: 600, lossShare: 0.2, corruptShare: 1 }));
  for (let count = 0; count < 100; count++) link.send(0, new Uint8Array(100).fill(count), 0, true);
  const came = arrivals(runOut(link), 1);
  deepEqual(came.map(([, byte]) => byte), Array.from({ length: 100 }, (_, at) => at));
  ok(link.counts(0).lost > 5 && came.at(-1)![0] > 2_000);
});

test("a rate that changes holds from the next packet on", () => {
  const link = new EmulatedLink(1, both({ rateBps: 800 }));
  for (const byte of [1, 2]) link.send(0, new Uint8Array(10).fill(byte), 0);
  link.change(both({ rateBps: 8_000 }), 50);
  deepEqual(arrivals(runOut(link), 1), [[100, 1], [110, 2]]);
});

test("every named link is one that can be made", () => {
  deepEqual(Object.keys(presets), ["fibre", "satellite", "hf-300", "hf-75", "cut"]);
  for (const preset of Object.values(presets)) {
    const link = new EmulatedLink(1, preset);
    link.send(0, new Uint8Array(60), 0);
    ok(runOut(link).length > 0);
  }
});
