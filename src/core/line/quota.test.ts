import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { Alone, channelBytes, headOf, logOf, peerHex } from "./alone.fixture.ts";
import {
  deliveredMax, deliveredMsMax, recallsPerSecondMax, requestsPerSecondMax, strikesPerSecondMax,
} from "./quota.ts";

function met(): Alone {
  const one = new Alone();
  one.meet();
  one.pass(1_000);
  one.frames();
  return one;
}

const entry = (one: Alone, seq: number): void =>
  one.hear({ name: "entry", channel: channelBytes, log: logOf(1), seq, envelope: Uint8Array.of(1) });
const excess = (one: Alone): readonly string[] => one.told("quota").map(({ what }) => what);

test("so many control frames of a peer are taken within a second, and what is beyond is told once a second", () => {
  const one = met();
  one.holdsNow(1, 1);
  one.hear({ name: "heads", more: 0, heads: [headOf(1, 1)] });
  one.pass(1_000);
  for (let count = 0; count < requestsPerSecondMax; count++) one.hear({ name: "unopened", log: logOf(1), seq: 0 });
  deepEqual([excess(one), one.loads.length > 0], [[], true]);
  one.hear({ name: "unopened", log: logOf(1), seq: 0 });
  deepEqual(excess(one), ["requests"]);
  one.pass(999);
  one.hear({ name: "unopened", log: logOf(1), seq: 0 });
  deepEqual(excess(one), ["requests"]);
  one.pass(1);
  for (let count = 0; count < requestsPerSecondMax; count++) one.hear({ name: "hello", version: 1 });
  deepEqual(excess(one), ["requests"]);
  one.hear({ name: "hello", version: 1 });
  deepEqual(excess(one), ["requests", "requests"]);
});

test("so many questions about its own logs are answered within a second", () => {
  const one = met();
  const ask = (): void => one.hear({ name: "recall", station: new Uint8Array(16).fill(3), nonce: new Uint8Array(16) });
  for (let count = 0; count < recallsPerSecondMax; count++) ask();
  deepEqual(excess(one), []);
  ask();
  deepEqual(excess(one), ["requests"]);
  one.pass(1_000);
  ask();
  deepEqual(excess(one), ["requests"]);
});

test("so many envelopes are delivered that are not held yet; what is held, or was lost, makes room", () => {
  const one = met();
  for (let seq = 0; seq < deliveredMax; seq++) entry(one, seq);
  equal(one.delivered.length, deliveredMax);
  // The same one again is passed over, for as long as it may still come to be held.
  entry(one, 3);
  deepEqual([one.delivered.length, excess(one)], [deliveredMax, []]);
  entry(one, deliveredMax);
  deepEqual([one.delivered.length, excess(one)], [deliveredMax, ["entries"]]);
  one.holdsNow(1, 1, [7]);
  entry(one, deliveredMax);
  entry(one, deliveredMax + 1);
  entry(one, deliveredMax + 2);
  equal(one.delivered.length, deliveredMax + 2);
  one.pass(deliveredMsMax - 1);
  entry(one, 3);
  equal(one.delivered.length, deliveredMax + 2);
  one.pass(1);
  entry(one, 3);
  deepEqual([one.delivered.length, one.delivered.at(-1)], [deliveredMax + 3, "1:3"]);
});

test("a log that grows by much makes room at once for all that was delivered of it", () => {
  const one = met();
  for (const seq of [0, 1, 5]) entry(one, seq);
  one.hear({ name: "entry", channel: channelBytes, log: logOf(2), seq: 1, envelope: Uint8Array.of(1) });
  one.holdsNow(1, 5);
  deepEqual([...one.peer.delivered.keys()].map((key) => key.slice(28)), ["0001:5", "0002:1"]);
  one.holdsNow(1, 6);
  equal(one.peer.delivered.size, 1);
});

test("malformed frames are counted and dropped, and far beyond the quota the link is closed, once", () => {
  const one = met();
  const bad = (): void => one.tell({ kind: "received", link: "x", fragment: Uint8Array.of(1, 2, 3) });
  for (let count = 0; count < strikesPerSecondMax; count++) bad();
  deepEqual([one.line.malformed, one.closed], [strikesPerSecondMax, []]);
  bad();
  bad();
  deepEqual([one.line.malformed, one.closed], [strikesPerSecondMax + 1, ["beyond its quota"]]);
  // Nothing more is taken from it.
  entry(one, 0);
  deepEqual(one.delivered, []);
  const other = met();
  for (let second = 0; second < 3; second++) {
    const fragment = new Uint8Array(3);
    for (let count = 0; count < 1_000; count++) other.tell({ kind: "received", link: "x", fragment });
    other.pass(1_000);
  }
  deepEqual(other.closed, []);
  // Another version of the line is not spoken with.
  other.hear({ name: "hello", version: 2 });
  deepEqual([other.closed, other.told("quota")], [["line version 2"], []]);
  equal(other.peer.hex, peerHex);
});
