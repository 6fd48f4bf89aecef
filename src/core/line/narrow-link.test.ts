// What a narrow link does with what nobody answers: repeats leave room for whatever ends them.

import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { encodeFrame } from "./frame.ts";
import { encodeControl, readNarrowContent } from "./narrow-control.ts";
import type { Control } from "./narrow-control.ts";
import { encodeNarrowFragment, readNarrowFragment } from "./narrow-fragment.ts";
import type { NarrowFragment } from "./narrow-fragment.ts";
import { met, radio, said, satellite } from "./narrow.fixture.ts";
import type { NarrowWorld } from "./narrow.fixture.ts";
import type { Peer } from "./state.ts";

/** A radio that nobody hears: each of five FLASH takes half a minute, so that their repeats fill it from end to end. */
function filled(): NarrowWorld {
  const world = met(radio);
  world.cut("x");
  for (let count = 0; count < 5; count++) world.a.say("FLASH", 240);
  world.run(3_600_000);
  world.gone.length = 0;
  return world;
}

function ours(world: NarrowWorld): readonly NarrowFragment[] {
  return world.gone.filter((one) => one.from === world.a).map((one) => (
    readNarrowFragment(one.fragment) as NarrowFragment
  ));
}

test("a link that repeats of FLASH fill is pinged all the same (N-50)", () => {
  const world = filled();
  world.run(1_800_000);
  ok(said(world).includes("a whole ping"), said(world).join());
});

test("a fresh FLASH does not wait for those that went twice already (N-50)", () => {
  const world = filled();
  world.a.say("FLASH", 100);
  world.run(60_000);
  const lengths = world.gone.map(({ fragment }) => fragment.length);
  ok(lengths.some((length) => length > 100 && length < 150), lengths.join());
});

test("control frames go before repeats that were asked for, and not before a fresh FLASH behind those (P16)", () => {
  const world = met(radio);
  world.cut("x");
  for (let count = 0; count < 3; count++) world.a.say("FLASH", 400);
  world.run(3_600_000);
  const gone = ours(world).findLast((one) => one.sort === "piece");
  ok(gone?.sort === "piece");
  world.gone.length = 0;
  const hear = (control: Control): void => {
    const fragment = encodeNarrowFragment({ level: 2, again: false, sort: "whole", bytes: encodeControl(control) });
    world.a.tell({ kind: "received", link: "x", fragment });
  };
  hear({ name: "lack", id: gone.id, runs: [{ from: 0, to: 2 }] });
  hear({ name: "ping", counter: 9, digest: new Uint8Array(8) });
  world.a.say("FLASH", 100);
  world.run(240_000);
  const order = ours(world).map((one) => (one.sort === "piece" ? "piece" : one.level === 3 ? "fresh" : "control"));
  ok(order.includes("control") && order.indexOf("fresh") < order.indexOf("control"), order.join());
});

test("of questions about the same that wait for their turn the newest alone goes (N-50)", () => {
  const world = met(radio);
  const frames = [1, 2, 3].map((byte) => {
    const asked = { station: new Uint8Array(16).fill(9), nonce: new Uint8Array(16).fill(byte) };
    return { asked, bytes: encodeFrame({ name: "recall", ...asked }) };
  });
  world.a.say("FLASH", 240);
  world.run(100);
  for (const { asked } of frames) world.a.tell({ kind: "recall", peer: world.b.name, asked, soon: true });
  // Of the next time they are asked, after patience, nothing is on the line yet.
  world.run(35_000);
  const went = ours(world).flatMap((one) => one.sort === "whole" ? readNarrowContent(one.bytes).rest ?? [] : []);
  deepEqual(went.filter((one) => one[1] === 8), [frames[2]?.bytes]);
});

test("the full form is sent to a peer that asks while symbols of the narrow one still go (N-51)", () => {
  // So much is declared to be lost that far more symbols go than are needed; here none is.
  const terms = { ...satellite, lossShare: 0.3 };
  const world = met(terms);
  world.leave("x");
  world.join("x", terms, 0);
  world.run(75_000);
  world.gone.length = 0;
  world.a.loads.length = 0;
  world.b.blind.add("1 0");
  const at = world.a.say("ROUTINE", 1_500);
  world.run(60_000);
  equal(said(world).filter((one) => one.includes("full-please")).length, 1);
  const asked = world.gone.findIndex(({ from }) => from === world.b);
  const heardMs = (world.gone[asked]?.goneMs ?? 0) + terms.delayMs;
  const ids = (from: number, to: number): readonly unknown[] => [...new Set(
    world.gone.filter((one) => one.from === world.a && one.handedMs >= from && one.handedMs < to).map((one) => {
      const read = readNarrowFragment(one.fragment) as NarrowFragment;
      return read.sort === "symbol" ? read.id : read.sort;
    }),
  )];
  const [narrow, ...more] = ids(0, heardMs);
  deepEqual(more, []);
  // Of the narrow form nothing goes after the question, and the full one does not wait for patience.
  const [full, ...other] = ids(heardMs + 1, heardMs + 5_000);
  ok(typeof narrow === "number" && typeof full === "number" && full !== narrow, `${narrow}, then ${full}`);
  deepEqual(other, []);
  ok(world.b.held.has(at));
});

test("what a peer that is heard leaves without an answer waits as ROUTINE in the end, and no sooner (N-50)", () => {
  const world = met(satellite);
  world.a.answersAs = "PRIORITY";
  world.b.lost.add(1);
  world.a.say("FLASH");
  for (let count = 0; count < 60; count++) {
    world.run(20_000);
    world.b.say("ROUTINE", 40);
  }
  // Whatever else it says goes as PRIORITY or IMMEDIATE.
  const levels = ours(world).map(({ level }) => level).filter((level) => level === 0 || level === 3);
  const first = levels.indexOf(0);
  ok(first >= 4, levels.join());
  ok(levels.length > first + 3 && levels.slice(first).every((level) => level === 0), levels.join());
});

test("a link on which other things are heard is pinged again when a ping was not answered (N-64)", () => {
  const world = met(satellite);
  world.cut("x");
  world.a.tell({ kind: "test", peer: world.b.name });
  world.run(3_000);
  world.cut("x", false);
  const pings = (): number => said(world).filter((one) => one.startsWith("a") && one.includes("ping")).length;
  equal(pings(), 1);
  for (let count = 0; count < 360; count++) {
    world.run(10_000);
    world.b.say("ROUTINE", 40);
  }
  ok(pings() > 1, `${pings()}`);
});

test("what comes to go for the third time while it is queued gives way to a fresh FLASH (N-50)", () => {
  const world = met(radio);
  world.cut("x");
  const [, second] = [100, 120, 140].map((bytes) => world.a.say("FLASH", bytes));
  world.run(10);
  const items = [...world.a.line.peers.values()].flatMap((peer) => [...peer.items]);
  const item = items.find(({ seq }) => second?.endsWith(`:${seq}`) === true);
  ok(item !== undefined && item.waiting.size > 0);
  item.tries = 2;
  world.a.tell({ kind: "test", peer: world.b.name });
  world.run(60_000);
  // The ping goes with the fresh one.
  deepEqual(ours(world).slice(0, 3).map(({ bytes }) => bytes.length), [107, 157, 127]);
});

test("a receipt of what went after a test was missed ends the row, and what is only heard does not (N-76)", () => {
  const world = met(satellite);
  const [byA, byB] = [world.a, world.b].map(({ line }) => [...line.peers.values()][0] as Peer) as [Peer, Peer];
  world.cutFor("x", 170_000);
  deepEqual([byA.missed > 1, byB.missed > 1], [true, true]);
  world.gone.length = 0;
  world.a.say("FLASH");
  world.run(3_000);
  ok(said(world).every((one) => !one.includes("pong")), said(world).join());
  deepEqual([byA.missed, byA.answerDueMs, byB.missed > 1], [0, null, true]);
});
