import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { Alone, channel, channelBytes, headOf, logOf, peerHex } from "./alone.fixture.ts";
import type { LineInput } from "./exchange.ts";
import { headsMax, rangesMax, singlesMax } from "./frame.ts";
import { handle } from "./machine.ts";
import { askMsMax } from "./patience.ts";
import { aheadMax, changedMax, frameSinglesMax, unopenedMax } from "./sync.ts";

const many = (count: number, from = 0): readonly number[] => Array.from({ length: count }, (_, at) => from + at);

test("heads go in frames of so many logs and single entries, each but the last with more to come", () => {
  const logs = new Alone();
  for (const log of many(headsMax + 1)) logs.holdsNow(log, log);
  logs.up();
  const [, first = "", second] = logs.frames();
  equal(first.split(" ").length, headsMax + 2);
  ok(first.endsWith(" more"));
  equal(second, `heads ${headsMax}:${headsMax}`);
  // As many full ones as go into two frames, then one more.
  const full = new Alone();
  const fit = frameSinglesMax / singlesMax;
  for (const log of many(2 * fit + 1)) full.holdsNow(log, 1, many(singlesMax, 10));
  full.up();
  const frames = full.frames().filter((frame) => frame.startsWith("heads"));
  deepEqual(frames.map((frame) => [frame.split(":").length - 1, frame.endsWith(" more")]), [
    [fit, true], [fit, true], [1, false],
  ]);
});

test("without heads of the peer we ask, ever more seldom, and send once what it has not acknowledged", () => {
  const one = new Alone();
  one.holdsNow(1, 2);
  one.up();
  deepEqual(one.frames(), ["hello", "heads 1:2"]);
  one.pass(4_999);
  deepEqual(one.frames(), []);
  one.pass(1);
  deepEqual(one.frames(), ["want ", "entry 1:0", "entry 1:1"]);
  const asked: number[] = [];
  for (let second = 1; second <= 200; second++) {
    one.pass(1_000);
    if (one.frames().includes("want ")) asked.push(second);
  }
  deepEqual(asked, [5, 15, 35, 75, 135, 195]);
  one.hear({ name: "heads", more: 1, heads: [] });
  one.pass(60_000);
  ok(one.frames().includes("want "));
  one.hear({ name: "heads", more: 0, heads: [headOf(1, 2)] });
  one.pass(120_000);
  deepEqual(one.frames(), []);
});

test("heads are told at most once a second on request", () => {
  const one = new Alone();
  one.holdsNow(1, 1);
  one.meet(headOf(1, 1));
  const ask = (): readonly string[] => {
    one.hear({ name: "want", ranges: [] });
    return one.frames();
  };
  deepEqual(ask(), []);
  one.pass(999);
  deepEqual(ask(), []);
  one.pass(1);
  deepEqual([ask(), ask()], [["heads 1:1"], []]);
});

test("what has changed is told a second later, once a second, and so many logs at a time", () => {
  const one = new Alone();
  one.meet();
  for (const log of many(changedMax + 1)) one.holdsNow(log, 1);
  one.frames();
  one.hear({ name: "heads", more: 0, heads: many(changedMax + 1).map((log) => headOf(log, 1)) });
  one.frames();
  one.pass(999);
  deepEqual(one.frames(), []);
  one.pass(1);
  const [first = "", ...rest] = one.frames();
  deepEqual([first.split(" ").length - 1, rest], [changedMax, []]);
  one.pass(999);
  deepEqual(one.frames(), []);
  one.pass(1);
  deepEqual(one.frames(), [`have ${changedMax}:1`]);
  // Right after it was told, what changes waits a second longer; long after, a second.
  one.holdsNow(0, 2);
  one.pass(999);
  deepEqual(one.frames(), []);
  one.pass(1);
  deepEqual(one.frames(), ["have 0:2"]);
  one.pass(10_000);
  one.holdsNow(0, 3);
  one.holdsNow(0, 4);
  one.pass(1_000);
  deepEqual(one.frames(), ["have 0:4"]);
  one.pass(10_000);
  deepEqual(one.frames(), []);
});

test("what we hold already and get again is told, and nothing is told without a link", () => {
  const one = new Alone();
  one.holdsNow(1, 1);
  one.meet(headOf(1, 1));
  one.hear({ name: "entry", channel: channelBytes, log: logOf(1), seq: 0, envelope: Uint8Array.of(1) });
  deepEqual(one.delivered, []);
  one.pass(1_000);
  deepEqual(one.frames(), ["have 1:1"]);
  one.holdsNow(1, 2);
  one.tell({ kind: "down", link: "x" });
  one.holdsNow(1, 3);
  one.pass(5_000);
  deepEqual([one.peer.changed.size, one.peer.haveDueMs], [0, null]);
});

test("a head of one log that is lower than before is believed when it comes a second time", () => {
  const one = new Alone();
  one.holdsNow(1, 5);
  one.meet(headOf(1, 5));
  one.hear({ name: "have", heads: [headOf(1, 3)] });
  deepEqual(one.frames(), []);
  one.hear({ name: "have", heads: [headOf(1, 2)] });
  deepEqual(one.frames(), []);
  one.hear({ name: "have", heads: [headOf(1, 2, [4])] });
  deepEqual(one.frames(), ["entry 1:2", "entry 1:3"]);
  // A higher one in between ends the doubt.
  const other = new Alone();
  other.holdsNow(1, 5);
  other.meet(headOf(1, 5));
  other.hear({ name: "have", heads: [headOf(1, 3)] });
  other.hear({ name: "have", heads: [headOf(1, 9)] });
  other.hear({ name: "have", heads: [headOf(1, 3)] });
  deepEqual(other.frames(), []);
});

test("what the peer holds and we do not is asked for when it does not come, ever more seldom, until it came", () => {
  const one = new Alone();
  one.holdsNow(1, 2);
  one.meet(headOf(1, 7));
  one.pass(4_999);
  deepEqual(one.frames().filter((frame) => frame.startsWith("want")), []);
  const asked: string[] = [];
  for (let second = 1; second <= 100; second++) {
    one.pass(second === 1 ? 1 : 1_000);
    asked.push(...one.frames().filter((frame) => frame.startsWith("want")).map((frame) => `${second} ${frame}`));
  }
  deepEqual(asked, ["1 want 1:2-7", "6 want 1:2-7", "16 want 1:2-7", "36 want 1:2-7", "76 want 1:2-7"]);
  // Something came: the wait begins anew, for what is still missing.
  one.holdsNow(1, 4);
  one.frames();
  one.pass(4_999);
  deepEqual(one.frames().filter((frame) => frame.startsWith("want")), []);
  one.pass(1);
  deepEqual(one.frames().filter((frame) => frame.startsWith("want")), ["want 1:4-7"]);
  one.holdsNow(1, 7);
  equal(one.peer.ahead.size, 0);
  one.pass(askMsMax * 3);
  deepEqual(one.frames().filter((frame) => frame.startsWith("want")), []);
  // The peer keeps its own entries: none of them is sent to it.
  deepEqual(one.loads, []);
});

test("at most so many ranges are asked for at once, and so many logs remembered; none while intake is closed", () => {
  const one = new Alone();
  one.holdsNow(0, 1);
  one.meet(headOf(0, 1));
  for (const from of many(4)) {
    const heads = many(100, 1 + from * 100).map((log) => headOf(log, 3));
    one.hear({ name: "heads", more: from < 3 ? 1 : 0, heads: [headOf(0, 1), ...heads] });
  }
  equal(one.peer.ahead.size, aheadMax);
  one.tell({ kind: "intake", open: false });
  one.pass(5_000);
  deepEqual(one.frames(), []);
  one.tell({ kind: "intake", open: true });
  one.pass(60_000);
  const [want = ""] = one.frames();
  equal(want.split(" ").length - 1, rangesMax);
  // A log of a channel that is not shared is not asked for.
  const other = new Alone();
  other.meet(headOf(9, 3));
  equal(other.peer?.ahead.size, 0);
});

test("a question for a range is answered with what is held of it, beyond a gap too, and of no other log", () => {
  const one = new Alone();
  one.holdsNow(1, 3, [7]);
  one.meet(headOf(1, 3, [7]));
  const ask = (log: number, from: number, to: number): readonly string[] => {
    one.hear({ name: "want", ranges: [{ log: logOf(log), from, to }] });
    return one.frames();
  };
  deepEqual(ask(1, 5, 7), []);
  deepEqual(ask(1, 8, 9), []);
  deepEqual(ask(1, 2, 2), []);
  deepEqual(ask(9, 0, 9), []);
  deepEqual(ask(1, 1, 2), ["entry 1:1", "entry 1:2"]);
  one.tell({ kind: "receipted", peer: peerHex, log: logOf(1), size: 3, singles: [] });
  deepEqual(ask(1, 7, 8), []);
  const other = new Alone();
  other.holdsNow(1, 3, [7]);
  other.meet(headOf(1, 3));
  other.frames();
  other.hear({ name: "want", ranges: [{ log: logOf(1), from: 7, to: 8 }] });
  deepEqual(other.loads, ["1:7"]);
});

test("an entry that did not open is asked for anew after pauses that double, until it is held", () => {
  const one = new Alone();
  one.holdsNow(1, 1);
  one.meet(headOf(1, 1));
  const ask = (seq: number): void => one.tell({ kind: "unopened", peer: peerHex, log: logOf(2), seq });
  const said: string[] = [];
  for (let second = 0; second <= 130; second++) {
    ask(0);
    said.push(...one.frames().map((frame) => `${second} ${frame}`));
    one.pass(1_000);
  }
  deepEqual(said, [0, 1, 3, 7, 15, 31, 63, 123].map((second) => `${second} unopened 2:0`));
  one.holdsNow(2, 1);
  equal(one.peer.unopened.size, 0);
  // At most so many at a time: the oldest gives way.
  for (const seq of many(unopenedMax + 1, 10)) ask(seq);
  deepEqual([one.peer.unopened.size, [...one.peer.unopened.values()][0]?.seq], [unopenedMax, 11]);
  one.tell({ kind: "held", channel, log: logOf(2), size: 1, beyond: [12], peers: [peerHex] });
  deepEqual([...one.peer.unopened.values()].slice(0, 2).map(({ seq }) => seq), [11, 13]);
});

test("each entry is asked for anew at its own time, and only as often as it did not open", () => {
  const one = new Alone();
  one.holdsNow(1, 1);
  one.meet(headOf(1, 1));
  const ask = (seq: number): void => one.tell({ kind: "unopened", peer: peerHex, log: logOf(2), seq });
  ask(0);
  one.pass(500);
  ask(1);
  deepEqual(one.frames(), ["unopened 2:0", "unopened 2:1"]);
  ask(0);
  ask(1);
  one.pass(500);
  deepEqual(one.frames(), ["unopened 2:0"]);
  one.pass(500);
  deepEqual(one.frames(), ["unopened 2:1"]);
  one.pass(60_000);
  deepEqual(one.frames(), []);
});

test("an entry shows that the peer holds all before it, which is asked for when it does not come", () => {
  const one = new Alone();
  one.holdsNow(0, 1);
  one.meet(headOf(0, 1));
  one.hear({ name: "entry", channel: channelBytes, log: logOf(1), seq: 3, envelope: Uint8Array.of(1) });
  one.pass(5_000);
  ok(one.frames().includes("want 1:0-4"));
});

test("the machine says when it is to be woken once, and again only for something sooner", () => {
  const one = new Alone();
  one.holdsNow(1, 1);
  one.meet(headOf(1, 1));
  const wakes = (input: LineInput): readonly number[] => handle(one.line, input, one.nowMs).flatMap(
    (output) => output.kind === "wakeAt" ? [output.atMs] : []);
  deepEqual(wakes({ kind: "woke" }), []);
  const held = { kind: "held", channel, log: logOf(1), size: 2, beyond: [], peers: [peerHex] } as const;
  deepEqual(wakes(held), [one.nowMs + 1_000]);
  deepEqual(wakes(held), []);
  deepEqual(wakes({ kind: "woke" }), []);
  one.nowMs += 1_000;
  equal(wakes({ kind: "woke" }).length, 1);
  deepEqual(wakes({ kind: "woke" }), []);
});

test("control frames go on the link on which something was heard last", () => {
  const one = new Alone();
  one.holdsNow(1, 1);
  one.meet(headOf(1, 1));
  one.up("y");
  one.pass(10);
  one.frames();
  const linkOf = (): string | undefined => {
    const sent: string[] = [];
    for (const link of one.line.links.values()) if (link.queue.levels[2]!.items.length > 0) sent.push(link.id);
    return sent.join();
  };
  one.drains = false;
  one.line.links.get("x")!.inFlight = 2;
  one.line.links.get("y")!.inFlight = 2;
  one.hear({ name: "hello", version: 1 }, "y");
  one.tell({ kind: "unopened", peer: peerHex, log: logOf(2), seq: 0 });
  equal(linkOf(), "y");
  one.pass(10);
  one.hear({ name: "hello", version: 1 }, "x");
  one.tell({ kind: "unopened", peer: peerHex, log: logOf(2), seq: 1 });
  equal(linkOf(), "x,y");
});
