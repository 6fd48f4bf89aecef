import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { Alone, channelBytes, headOf, logOf, peerHex } from "./alone.fixture.ts";
import { answerMsMax, heardEveryMs, pingEveryMs, pingsMax, silentPingsMax } from "./test.ts";

/** Met, with pings that are not answered by themselves. */
function quiet(testEveryMs?: number): Alone {
  const one = new Alone(testEveryMs);
  one.holdsNow(1, 1);
  one.meet(headOf(1, 1));
  one.pongs = false;
  one.pings.length = 0;
  one.news.length = 0;
  return one;
}

const tests = (one: Alone): readonly (readonly [number | null, number])[] =>
  one.told("tested").map(({ roundTripMs, missedInARow }) => [roundTripMs, missedInARow] as const);
const pong = (one: Alone, counter: Uint8Array): void => one.hear({ name: "pong", counter });
/** Something that is no answer and asks for none. */
const word = (one: Alone): void => one.hear({ name: "hello", version: 1 });

test("a test is answered within twenty seconds, or it is missed", () => {
  const one = quiet();
  one.tell({ kind: "test", peer: peerHex });
  one.pass(answerMsMax - 1);
  deepEqual(tests(one), []);
  pong(one, one.pings[0]!);
  deepEqual(tests(one), [[answerMsMax - 1, 0]]);
  equal(one.peer.roundTripMs, answerMsMax - 1);
  // The same answer again says nothing, and neither does one to what was never asked.
  pong(one, one.pings[0]!);
  pong(one, new Uint8Array(8).fill(0xff));
  equal(tests(one).length, 1);
  one.tell({ kind: "test", peer: peerHex });
  word(one);
  one.pass(answerMsMax);
  deepEqual(tests(one).slice(1), [[null, 1]]);
  pong(one, one.pings.find((_, at) => at > 0)!);
  one.tell({ kind: "test", peer: peerHex });
  word(one);
  one.pass(answerMsMax);
  deepEqual(tests(one).slice(2), [[null, 2]]);
});

test("a link that goes takes no test with it: the links that are left or come are pinged for it", () => {
  const one = quiet();
  one.up("y");
  one.pings.length = 0;
  one.tell({ kind: "test", peer: peerHex });
  equal(one.pings.length, 2);
  one.tell({ kind: "down", link: "x" });
  equal(one.pings.length, 2);
  one.tell({ kind: "down", link: "y" });
  one.up("z");
  equal(one.pings.length, 3);
  one.hear({ name: "pong", counter: one.pings[2]! }, "z");
  one.pass(answerMsMax);
  deepEqual(tests(one), [[0, 0]]);
  // Begun on one link, in whose place another comes.
  one.pings.length = 0;
  one.tell({ kind: "test", peer: peerHex });
  one.up("w");
  equal(one.pings.length, 1);
  one.tell({ kind: "down", link: "z" });
  equal(one.pings.length, 2);
  one.hear({ name: "pong", counter: one.pings[1]! }, "w");
  deepEqual(tests(one).slice(1), [[0, 0]]);
});

test("an answer at the very last moment is one", () => {
  const one = quiet();
  one.tell({ kind: "test", peer: peerHex });
  one.nowMs += answerMsMax;
  pong(one, one.pings[0]!);
  deepEqual(tests(one), [[answerMsMax, 0]]);
});

test("tests come as often as it was agreed, on every link, and one that is under way is not begun again", () => {
  const one = quiet(100_000);
  one.up("y");
  one.pings.length = 0;
  one.tell({ kind: "test", peer: peerHex });
  one.tell({ kind: "test", peer: peerHex });
  equal(one.pings.length, 2);
  // Each link answers its own ping: that of the other is none of its.
  for (const counter of one.pings) pong(one, counter);
  equal(tests(one).length, 1);
  one.pongs = true;
  one.pass(99_999);
  equal(tests(one).length, 1);
  one.pass(1);
  deepEqual(tests(one).slice(1), [[0, 0], [0, 0]]);
  // Without a link a test is missed at once.
  one.tell({ kind: "down", link: "x" });
  one.tell({ kind: "down", link: "y" });
  one.pass(100_000);
  deepEqual(tests(one).at(-1), [null, 1]);
});

test("a link is pinged when nothing was heard for a while, and closed after three pings", () => {
  const one = quiet();
  word(one);
  one.pass(pingEveryMs - 1);
  equal(one.pings.length, 0);
  word(one);
  one.pass(pingEveryMs - 1);
  equal(one.pings.length, 0);
  one.pass(1);
  equal(one.pings.length, 1);
  one.pass(pingEveryMs - 1);
  word(one);
  for (let ping = 1; ping <= silentPingsMax; ping++) one.pass(pingEveryMs);
  deepEqual([one.pings.length, one.closed], [1 + silentPingsMax, []]);
  one.pass(pingEveryMs - 1);
  deepEqual(one.closed, []);
  one.pass(1);
  deepEqual(one.closed, ["silent"]);
  // What a ping tells is the round trip; that of a test alone is news.
  deepEqual(tests(one), []);
  one.pass(pingEveryMs * 3);
  equal(one.pings.length, 1 + silentPingsMax);
});

test("of many pings the newest eight are remembered", () => {
  const one = quiet();
  for (let count = 0; count <= pingsMax; count++) {
    one.tell({ kind: "test", peer: peerHex });
    word(one);
    one.pass(answerMsMax);
  }
  const missed = tests(one).length;
  const [oldest, next] = one.pings.slice(-pingsMax - 1) as [Uint8Array, Uint8Array];
  equal(one.line.links.get("x")?.pings.size, pingsMax);
  const roundTrip = one.peer.roundTripMs;
  pong(one, oldest);
  equal(one.peer.roundTripMs, roundTrip);
  pong(one, next);
  equal(one.peer.roundTripMs > roundTrip, true);
  equal(tests(one).length, missed);
});

test("a ping is answered with its own counter", () => {
  const one = quiet();
  one.drains = false;
  one.line.links.get("x")!.inFlight = 2;
  const counter = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  one.hear({ name: "ping", counter });
  const [frame] = one.line.links.get("x")!.queue.levels[3]!.items;
  deepEqual(frame?.frame.slice(-8), counter);
});

test("that the peer is heard is told once a second for each link", () => {
  const one = quiet();
  one.pass(heardEveryMs);
  word(one);
  word(one);
  one.pass(heardEveryMs - 1);
  one.hear({ name: "entry", channel: channelBytes, log: logOf(2), seq: 0, envelope: Uint8Array.of(1) });
  equal(one.told("heard").length, 1);
  one.pass(1);
  word(one);
  deepEqual(one.told("heard").map(({ bearer, atMs }) => [bearer, atMs]), [
    ["bearer-x", one.nowMs - heardEveryMs], ["bearer-x", one.nowMs],
  ]);
});
