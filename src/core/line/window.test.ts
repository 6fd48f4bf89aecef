import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { Alone, headOf, logOf, peerHex } from "./alone.fixture.ts";
import { waitsForRate } from "./under-way.ts";
import { flashWindowMax, levelsMax, resealsMax, windowMax, windowReserve } from "./window.ts";
import { toHex } from "../bytes/hex.ts";

const many = (count: number, from = 0): readonly number[] => Array.from({ length: count }, (_, at) => from + at);
const places = (log: number, seqs: readonly number[]): string[] => seqs.map((seq) => `${log}:${seq}`);

/** A machine whose entries are asked for and not given, with its peer's heads heard. */
function slow(): Alone {
  const one = new Alone();
  one.meet();
  one.gives = false;
  return one;
}

test("each precedence leaves room in the window to those above it, and FLASH has one of its own", () => {
  const one = slow();
  const loadedBy = (log: number, precedence: "ROUTINE" | "PRIORITY" | "IMMEDIATE" | "FLASH"): number => {
    const before = one.loads.length;
    for (const seq of many(400)) one.say(log, seq, precedence);
    return one.loads.length - before;
  };
  equal(loadedBy(1, "ROUTINE"), windowMax - 2 * windowReserve);
  equal(loadedBy(2, "PRIORITY"), windowReserve);
  equal(loadedBy(3, "IMMEDIATE"), windowReserve);
  equal(loadedBy(4, "FLASH"), flashWindowMax);
  equal(one.peer.items.size, windowMax + flashWindowMax);
  // One that is covered makes room for one more of its own sort.
  const before = one.loads.length;
  one.tell({ kind: "receipted", peer: peerHex, log: logOf(4), size: 1, singles: [] });
  one.tell({ kind: "receipted", peer: peerHex, log: logOf(3), size: 2, singles: [] });
  deepEqual(one.loads.slice(before), ["4:256", "3:32", "3:33"]);
});

test("an entry that no answer covers is loaded again after 5, 10, 20, 40 and then every 60 seconds", () => {
  const one = new Alone();
  one.meet();
  one.say(1, 0);
  const at: number[] = [];
  for (let second = 1; second <= 200; second++) {
    const before = one.loads.length;
    one.pass(1_000);
    if (one.loads.length > before) at.push(second);
  }
  deepEqual(at, [5, 15, 35, 75, 135, 195]);
  one.tell({ kind: "receipted", peer: peerHex, log: logOf(1), size: 1, singles: [] });
  const before = one.loads.length;
  one.pass(200_000);
  equal(one.loads.length, before);
});

test("a receipt of a single entry beyond a gap takes nothing back of what stands before it", () => {
  const one = new Alone();
  one.meet();
  for (const seq of [0, 1, 2, 3]) one.say(1, seq);
  one.tell({ kind: "receipted", peer: peerHex, log: logOf(1), size: 2, singles: [] });
  one.tell({ kind: "receipted", peer: peerHex, log: logOf(1), size: 0, singles: [3] });
  const before = one.loads.length;
  one.pass(6_000);
  deepEqual(one.loads.slice(before), ["1:2"]);
  // A size of nothing, with nothing beside it, is one: the peer has gone back.
  one.tell({ kind: "receipted", peer: peerHex, log: logOf(1), size: 0, singles: [] });
  equal(one.loads.slice(before).includes("1:0"), true);
});

test("what comes after its time is asked for no more: a covered entry, a link that is gone", () => {
  const one = slow();
  one.say(1, 0);
  one.say(1, 1);
  one.tell({ kind: "receipted", peer: peerHex, log: logOf(1), size: 1, singles: [] });
  equal(one.line.loads.size, 1);
  one.give("1:0");
  one.give("1:1");
  // A channel that is new between us has the peer's heads asked for once more.
  deepEqual(one.frames(), ["want ", "entry 1:1"]);
  one.say(1, 2);
  one.tell({ kind: "down", link: "x" });
  deepEqual([one.line.loads.size, one.peer.items.size, one.peer.resendDueMs], [0, 0, null]);
  one.give("1:2");
  deepEqual(one.frames(), []);
});

test("an entry that the station no longer has is let go, and FLASH makes room as others do", () => {
  const one = slow();
  one.say(1, 0, "FLASH");
  one.say(2, 0);
  one.give("1:0", null);
  one.give("2:0", null);
  deepEqual([one.peer.items.size, one.peer.flashItems, one.line.loads.size], [0, 0, 0]);
});

test("what waits for one link goes over a second one too, and over what is left when one is gone", () => {
  const one = new Alone();
  one.meet();
  one.drains = false;
  for (const seq of many(4)) one.say(1, seq);
  one.frames();
  one.drains = true;
  const before = one.loads.length;
  one.up("y");
  // Three stand in the queue behind what the link has not drained, a question and the first.
  deepEqual(one.loads.slice(before), ["1:1", "1:2", "1:3"]);
  deepEqual(one.frames().filter((frame) => frame.startsWith("entry")), ["entry 1:1", "entry 1:2", "entry 1:3"]);
  const again = one.loads.length;
  one.tell({ kind: "down", link: "x" });
  deepEqual(one.loads.slice(again), places(1, many(4)));
  deepEqual(one.told("line").map(({ state }) => state), ["up"]);
});

test("what a peer lacks is sent in its order, most urgent first, and single entries beyond a gap as well", () => {
  const one = new Alone();
  one.say(1, 0);
  one.say(1, 1, "FLASH");
  one.say(1, 2, "PRIORITY");
  one.holdsNow(2, 3, [5, 9]);
  one.up();
  one.frames();
  one.hear({ name: "heads", more: 0, heads: [headOf(2, 1, [5])] });
  deepEqual(one.frames(), ["entry 1:1", "entry 2:1", "entry 2:2", "entry 2:9", "entry 1:2", "entry 1:0"]);
});

test("heads that go back have the rest sent again, and single ones that are held are passed over", () => {
  const one = new Alone();
  one.holdsNow(1, 6);
  one.meet(headOf(1, 6));
  one.hear({ name: "heads", more: 0, heads: [headOf(1, 2, [1, 4, 99])] });
  deepEqual(one.frames(), ["entry 1:2", "entry 1:3", "entry 1:5"]);
  deepEqual([...one.peer.shares.values()].map(({ singles }) => [...singles]), [[4]]);
  // A log that full heads do not name counts as not held.
  one.hear({ name: "heads", more: 0, heads: [] });
  deepEqual(one.frames().toSorted(), ["entry 1:0", "entry 1:1", "entry 1:4"]);
});

test("an entry is re-sealed once in a while, five times, and then given up and told", () => {
  const one = new Alone();
  one.holdsNow(1, 2);
  one.meet(headOf(1, 0));
  one.frames();
  const ask = (seq = 0): readonly string[] => {
    const before = one.loads.length;
    one.hear({ name: "unopened", log: logOf(1), seq });
    return one.loads.slice(before);
  };
  deepEqual(ask(), ["1:0 fresh"]);
  deepEqual(ask(), []);
  one.pass(99);
  deepEqual(ask(), []);
  one.pass(1);
  deepEqual(ask(), ["1:0 fresh"]);
  for (let times = 3; times <= resealsMax; times++) {
    one.pass(100);
    deepEqual(ask(), ["1:0 fresh"]);
  }
  equal(one.told("unopenable").length, 0);
  one.pass(100);
  deepEqual(ask(), []);
  deepEqual(one.told("unopenable"), [{ kind: "unopenable", peer: peerHex, log: logOf(1), seq: 0, tries: resealsMax }]);
  one.pass(100);
  deepEqual(ask(), []);
  equal(one.told("unopenable").length, 1);
  // It is not sent unasked any more, and others are not touched by it.
  one.frames();
  one.hear({ name: "heads", more: 0, heads: [] });
  deepEqual(one.frames(), []);
  equal(ask(1)[0], "1:1 fresh");
  deepEqual(ask(2), []);
});

test("a re-seal that is on its way is not asked for twice", () => {
  const one = new Alone();
  one.holdsNow(1, 1);
  one.meet(headOf(1, 1));
  one.gives = false;
  one.hear({ name: "unopened", log: logOf(1), seq: 0 });
  one.pass(1_000);
  one.hear({ name: "unopened", log: logOf(1), seq: 0 });
  deepEqual(one.loads, ["1:0 fresh"]);
  one.give("1:0");
  one.pass(1_000);
  one.hear({ name: "unopened", log: logOf(1), seq: 0 });
  deepEqual(one.loads, ["1:0 fresh", "1:0 fresh"]);
  // One that was asked for plain is asked for again in the other way.
  const other = slow();
  other.say(1, 0);
  other.hear({ name: "unopened", log: logOf(1), seq: 0 });
  deepEqual(other.loads, ["1:0", "1:0 fresh"]);
  equal(other.line.loads.size, 1);
});

test("what waits behind a full window goes when there is room, with no need of heads", () => {
  const one = slow();
  const count = 3_000;
  for (const seq of many(count)) one.say(1, seq);
  equal(one.loads.length, windowMax - 2 * windowReserve);
  equal(one.peer.runs[0]?.items.length, 1);
  for (let size = 100; size <= count; size += 100) {
    one.tell({ kind: "receipted", peer: peerHex, log: logOf(1), size, singles: [] });
  }
  deepEqual(one.loads, places(1, many(count)));
});

test("so many precedences are remembered of a log that nobody has yet, and twice as many of FLASH", () => {
  const one = new Alone();
  for (let seq = 0; seq < levelsMax + 3; seq++) one.say(1, seq);
  const share = (): number | undefined => [...one.peer.shares.values()][0]?.levels.size;
  equal(share(), levelsMax);
  for (let seq = levelsMax + 3; seq < 2 * levelsMax + 9; seq++) one.say(1, seq, "FLASH");
  equal(share(), 2 * levelsMax);
});

test("a log that was cut shorter goes on from there", () => {
  const one = new Alone();
  one.holdsNow(1, 5);
  one.meet(headOf(1, 5));
  one.holdsNow(1, 3);
  one.say(1, 3);
  deepEqual(one.frames(), ["entry 1:3"]);
});

test("a single entry that stands right at the end of what the peer holds is not sent to it", () => {
  const one = new Alone();
  one.holdsNow(1, 5);
  one.meet(headOf(1, 5));
  one.hear({ name: "heads", more: 0, heads: [headOf(1, 2, [2])] });
  deepEqual(one.frames(), ["entry 1:3", "entry 1:4"]);
});

test("a new line counts re-sealings anew", () => {
  const one = new Alone();
  one.holdsNow(1, 1);
  one.meet(headOf(1, 1));
  for (let times = 0; times <= resealsMax; times++) {
    one.hear({ name: "unopened", log: logOf(1), seq: 0 });
    one.pass(100);
  }
  equal(one.told("unopenable").length, 1);
  one.tell({ kind: "down", link: "x" });
  one.up();
  one.frames();
  one.hear({ name: "heads", more: 0, heads: [] });
  deepEqual(one.frames(), ["entry 1:0"]);
});

test("a new key of the peer begins the count of re-sealings anew: the one before may be lost", () => {
  const one = new Alone();
  one.holdsNow(1, 1);
  one.meet(headOf(1, 0));
  for (let times = 0; times <= resealsMax; times++) {
    one.hear({ name: "unopened", log: logOf(1), seq: 0 });
    one.pass(100);
  }
  equal(one.told("unopenable").length, 1);
  one.frames();
  one.tell({ kind: "keyed", peer: peerHex });
  deepEqual(one.frames(), ["entry 1:0"]);
  const before = one.loads.length;
  one.hear({ name: "unopened", log: logOf(1), seq: 0 });
  deepEqual(one.loads.slice(before), ["1:0 fresh"]);
});

test("an entry waits for a link of declared rate until that has all of it, or the peer holds it", () => {
  const one = slow();
  const waits = (seq: number): boolean => waitsForRate(one.line, toHex(logOf(1)), seq);
  one.say(1, 0);
  equal(waits(0), false, "the link that is up says no rate");
  one.drains = false;
  one.up("slow", 72_000);
  equal(waits(0), true, "it is not loaded yet");
  one.give("1:0");
  equal(waits(0), true, "others stand before it");
  while (waits(0)) one.tell({ kind: "drained", link: "slow" });
  deepEqual(one.carried.filter((each) => each.includes("slow")).length, 1);
  one.say(1, 1);
  equal(waits(1), true);
  one.tell({ kind: "receipted", peer: peerHex, log: logOf(1), size: 2, singles: [] });
  equal(waits(1), false, "the peer holds it");
});
