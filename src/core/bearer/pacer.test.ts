import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { createChance } from "../../emulator/draw.ts";
import { Pacer, speakMsMax } from "./pacer.ts";

const quiet = { heardUntilMs: -Infinity };
const bytes = new Uint8Array(30);

/** A pacer of plain bytes. */
function pacerOf(rateBps: number | null, turnaroundMs: number | null, draw = () => 0): Pacer<Uint8Array> {
  return new Pacer({ terms: { rateBps, turnaroundMs }, prepare: (one) => one, overheadBytes: 0, draw });
}

test("one goes at once, the next when its time on the line is over, and each is told as drained then", () => {
  const pacer = pacerOf(2_400, null);
  equal(pacer.push(bytes), false, "with a rate one is all that is held");
  deepEqual(pacer.step(0, quiet), { send: bytes, drained: null, wakeAtMs: 100 });
  equal(pacer.push(bytes), false);
  deepEqual(pacer.step(99, quiet), { send: null, drained: null, wakeAtMs: 100 });
  deepEqual(pacer.step(100, quiet), { send: bytes, drained: bytes, wakeAtMs: 200 });
  deepEqual(pacer.step(200, quiet), { send: null, drained: bytes, wakeAtMs: null });
  ok(pacer.idle);
});

test("it is idle while nothing waits and nothing is on the line", () => {
  const pacer = pacerOf(2_400, null);
  equal(pacer.idle, true);
  pacer.push(bytes);
  equal(pacer.idle, false);
  pacer.step(0, quiet);
  equal(pacer.idle, false);
  equal(pacer.push(bytes), false);
  equal(pacer.push(bytes), false);
  pacer.step(100, quiet);
  equal(pacer.idle, false);
});

test("without a rate nothing takes time", () => {
  const pacer = pacerOf(null, null);
  equal(pacer.push(bytes), true);
  deepEqual(pacer.step(5, quiet), { send: bytes, drained: null, wakeAtMs: 5 });
  deepEqual(pacer.step(5, quiet), { send: null, drained: bytes, wakeAtMs: null });
});

test("half duplex: nothing goes while another is heard, nor before the line has turned round", () => {
  const pacer = pacerOf(2_400, 500, () => 0.5);
  pacer.push(bytes);
  deepEqual(pacer.step(0, { heardUntilMs: null }), { send: null, drained: null, wakeAtMs: null });
  deepEqual(pacer.step(1_000, { heardUntilMs: 900 }), { send: null, drained: null, wakeAtMs: 1_650 });
  deepEqual(pacer.step(1_650, { heardUntilMs: 900 }), { send: bytes, drained: null, wakeAtMs: 1_750 });
});

test("a line that both speak on at once is never waited for", () => {
  const pacer = pacerOf(2_400, null);
  pacer.push(bytes);
  deepEqual(pacer.step(5, { heardUntilMs: null }), { send: bytes, drained: null, wakeAtMs: 105 });
});

test("half duplex: who has spoken long leaves the line free for the other to begin", () => {
  const pacer = pacerOf(240, 500, createChance(1, "pacer"));
  const begins: number[] = [];
  let nowMs = 0;
  for (let count = 0; count < 14; count++) {
    pacer.push(bytes);
    for (let { send, wakeAtMs } = pacer.step(nowMs, quiet); send === null;) {
      nowMs = wakeAtMs!;
      ({ send, wakeAtMs } = pacer.step(nowMs, quiet));
    }
    begins.push(nowMs);
  }
  const pauses = begins.slice(1).map((atMs, at) => atMs - begins[at]! - 1_000);
  deepEqual(pauses.slice(0, 9), Array.from({ length: 9 }, () => 0));
  equal(speakMsMax, 10_000);
  ok(pauses[9]! >= 1_500 && pauses[9]! <= 2_000, `${pauses}`);
  deepEqual(pauses.slice(10), [0, 0, 0]);
});

test("bytes are made when their turn has come, and what goes around them takes its time too", () => {
  let made = 0;
  const prepare = (length: number): Uint8Array => {
    made += 1;
    return new Uint8Array(length);
  };
  const terms = { rateBps: 800, turnaroundMs: null };
  const pacer = new Pacer<number>({ terms, prepare, overheadBytes: 5, draw: () => 0 });
  pacer.push(5);
  pacer.push(15);
  deepEqual(pacer.step(0, quiet), { send: new Uint8Array(5), drained: null, wakeAtMs: 100 });
  equal(made, 1);
  deepEqual(pacer.step(100, quiet), { send: new Uint8Array(15), drained: 5, wakeAtMs: 300 });
});
