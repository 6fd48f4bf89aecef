// Links without a way back: a diode, a radio that only receives (N-84).

import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { fibre, NarrowWorld, said, satellite } from "./narrow.fixture.ts";
import { oneWayPauseMs, oneWayPauseMsMax, oneWaySendings } from "./one-way.ts";
import { windowMax } from "./window.ts";

const broadcast = { ...satellite, returnPath: false, lossShare: 0.1 };
const dayMs = 86_400_000;

/** A broadcast that has just begun. */
function begun(terms = broadcast): NarrowWorld {
  const world = new NarrowWorld(5);
  world.join("x", terms);
  world.run(10_000);
  world.gone.length = 0;
  return world;
}

/** When each sending began, in milliseconds since the first; fragments of one follow each other at once. */
function sendings(world: NarrowWorld): readonly number[] {
  const first = world.gone[0]?.handedMs ?? 0;
  let endMs = -Infinity;
  return world.gone.filter(({ from }) => from === world.a).flatMap((one) => {
    const begins = one.handedMs > endMs + 200;
    endMs = one.goneMs;
    return begins ? [one.handedMs - first] : [];
  });
}

test("the pauses double up to an hour, and after so many sendings there is no more", () => {
  const pauses = (level: number, patience: number): readonly (number | null)[] =>
    Array.from({ length: oneWaySendings[level] ?? 0 }, (_, tries) => oneWayPauseMs(patience, { tries, level }));
  deepEqual(pauses(0, 3_000), [3_000, 6_000, 12_000, null]);
  const flash = pauses(3, 3_000);
  equal(flash.at(-1), null);
  equal(Math.max(...flash.map((one) => one ?? 0)), oneWayPauseMsMax);
  const hours = flash.reduce<number>((sum, one) => sum + (one ?? 0), 0) / 3_600_000;
  ok(hours > 20 && hours < 24, `${hours}`);
});

test("while nobody can answer each precedence goes as often as it may, ever more seldom, and then no more", () => {
  for (const [level, precedence] of (["ROUTINE", "PRIORITY", "IMMEDIATE", "FLASH"] as const).entries()) {
    const world = begun();
    world.a.say(precedence);
    world.run(2 * dayMs);
    const times = sendings(world);
    equal(times.length, oneWaySendings[level], precedence);
    const pauses = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    ok(pauses.every((one, index) => one >= 0.9 * (pauses[index - 1] ?? 0)), pauses.join());
    deepEqual([...world.a.line.peers.values()].map(({ items }) => items.size), [0], "nothing is kept for it");
  }
});

test("who comes to hear hours later has the FLASH, and is asked nothing", () => {
  const world = begun();
  world.cut("x");
  const [flash, routine] = [world.a.say("FLASH"), world.a.say("ROUTINE")];
  world.run(6 * 3_600_000);
  world.cut("x", false);
  world.run(2 * 3_600_000);
  deepEqual([world.b.held.has(flash), world.b.held.has(routine)], [true, false]);
  ok(said(world).every((one) => !one.startsWith("a") || one.startsWith("a symbol")));
});

test("what is fresh goes before what has gone three times, and all of any number goes", () => {
  const world = begun({ ...broadcast, lossShare: 0 });
  for (let count = 0; count < 20; count++) world.a.say("FLASH", 1_000);
  world.run(600_000);
  const at = world.a.say("ROUTINE", 60);
  world.run(180_000);
  ok(world.b.held.has(at), "a ROUTINE does not wait for repeats of FLASH");
  const many = Array.from({ length: windowMax + 100 }, () => world.a.say("IMMEDIATE", 40));
  world.run(3 * 3_600_000);
  equal(many.filter((one) => !world.b.held.has(one)).length, 0);
});

test("what was given up goes when a link comes up over which anybody can answer", () => {
  for (const terms of [fibre, { ...satellite, lossShare: 0 }]) {
    const world = begun();
    world.cut("x");
    const places = (["ROUTINE", "FLASH", "IMMEDIATE"] as const).map((one) => world.a.say(one));
    world.run(3 * dayMs);
    deepEqual(places.map((one) => world.b.held.has(one)), [false, false, false]);
    world.join("y", terms);
    world.run(180_000);
    deepEqual(places.map((one) => world.a.receipted.has(one)), [true, true, true]);
  }
});

test("a wide link without a way back, as files across a diode, is no other", () => {
  const world = begun({ ...fibre, returnPath: false });
  world.cut("x");
  const [flash, routine] = [world.a.say("FLASH"), world.a.say("ROUTINE")];
  world.run(3 * 3_600_000);
  world.cut("x", false);
  world.run(2 * 3_600_000);
  deepEqual([world.b.held.has(flash), world.b.held.has(routine)], [true, false]);
  world.run(2 * dayMs);
  deepEqual([...world.a.line.peers.values()].map(({ items }) => items.size), [0]);
});
