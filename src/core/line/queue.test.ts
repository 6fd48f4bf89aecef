import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { Alone, headOf, logOf, peerHex } from "./alone.fixture.ts";
import { messageIds } from "./fragment.ts";
import { controlFramesMax, fifo, fragmentsInFlightMax, peek, shift } from "./queue.ts";

test("what is taken from a list is in its order, and the list keeps no more room than it needs", () => {
  const list = fifo<number>();
  for (let value = 0; value < 1_000; value++) list.items.push(value);
  for (let value = 0; value < 1_000; value++) {
    equal(peek(list), value);
    shift(list);
    equal(list.items.length - list.first, 999 - value);
    // Half of it at most is spent, once there are more than a few.
    equal(list.first <= Math.max(64, list.items.length / 2), true, `${value}`);
  }
  equal(peek(list), undefined);
  deepEqual([list.items.length, list.first], [0, 0]);
  list.items.push(7);
  equal(peek(list), 7);
});

test("two fragments are handed over before the link drains, and one for each that it has drained", () => {
  const one = new Alone();
  one.holdsNow(1, 5);
  one.meet(headOf(1, 5));
  one.drains = false;
  for (let seq = 5; seq < 9; seq++) one.say(1, seq);
  const [link] = one.line.links.values();
  equal(link?.inFlight, fragmentsInFlightMax);
  deepEqual(one.frames(), ["entry 1:5", "entry 1:6"]);
  one.tell({ kind: "drained", link: "x" });
  deepEqual(one.frames(), ["entry 1:7"]);
  one.tell({ kind: "drained", link: "x" });
  one.tell({ kind: "drained", link: "x" });
  one.tell({ kind: "drained", link: "x" });
  one.tell({ kind: "drained", link: "x" });
  deepEqual([one.frames(), link?.inFlight], [["entry 1:8"], 0]);
  deepEqual(one.carried, [5, 6, 7, 8].map((seq) => `${seq} by bearer-x`));
});

test("more control frames than the limit are not queued; each that goes makes room for one", () => {
  const one = new Alone();
  one.holdsNow(1, 1);
  one.meet(headOf(1, 1));
  one.drains = false;
  const [link] = one.line.links.values();
  const ask = (seq: number): void => one.tell({ kind: "unopened", peer: peerHex, log: logOf(2), seq });
  for (let seq = 0; seq < controlFramesMax + 40; seq++) ask(seq);
  equal(link?.queue.control, controlFramesMax);
  one.drains = true;
  one.tell({ kind: "drained", link: "x" });
  one.tell({ kind: "drained", link: "x" });
  equal(link?.queue.control, 0);
  equal(one.frames().length, controlFramesMax + fragmentsInFlightMax);
});

test("an entry that is covered while it waits is not sent, and message ids go round", () => {
  const one = new Alone();
  one.holdsNow(1, 1);
  one.meet(headOf(1, 1));
  one.drains = false;
  for (let seq = 1; seq < 6; seq++) one.say(1, seq);
  one.frames();
  one.tell({ kind: "receipted", peer: peerHex, log: logOf(1), size: 5, singles: [] });
  one.drains = true;
  one.line.links.get("x")!.queue.nextId = messageIds - 1;
  one.tell({ kind: "drained", link: "x" });
  deepEqual([one.frames(), one.line.links.get("x")?.queue.nextId], [["entry 1:5"], 0]);
});
