import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { createChance } from "../../emulator/draw.ts";
import { Pacer, speakMsMax } from "./pacer.ts";

const quiet = { heardUntilMs: -Infinity };
const bytes = new Uint8Array(30);

test("one goes at once, the next when its time on the line is over, and each is told as drained then", () => {
  const pacer = new Pacer({ rateBps: 2_400, turnaroundMs: null }, ({ length }) => length, () => 0);
  equal(pacer.push(bytes), true);
  deepEqual(pacer.step(0, quiet), { send: bytes, drained: 0, wakeAtMs: 100 });
  equal(pacer.push(bytes), false, "one on the line and one that waits");
  deepEqual(pacer.step(99, quiet), { send: null, drained: 0, wakeAtMs: 100 });
  deepEqual(pacer.step(100, quiet), { send: bytes, drained: 1, wakeAtMs: 200 });
  deepEqual(pacer.step(200, quiet), { send: null, drained: 1, wakeAtMs: null });
  ok(pacer.idle);
});

test("without a rate nothing takes time", () => {
  const pacer = new Pacer({ rateBps: null, turnaroundMs: null }, ({ length }) => length, () => 0);
  pacer.push(bytes);
  deepEqual(pacer.step(5, quiet), { send: bytes, drained: 0, wakeAtMs: 5 });
  deepEqual(pacer.step(5, quiet), { send: null, drained: 1, wakeAtMs: null });
});

test("half duplex: nothing goes while another is heard, nor before the line has turned round", () => {
  const pacer = new Pacer({ rateBps: 2_400, turnaroundMs: 500 }, ({ length }) => length, () => 0.5);
  pacer.push(bytes);
  deepEqual(pacer.step(0, { heardUntilMs: null }), { send: null, drained: 0, wakeAtMs: null });
  deepEqual(pacer.step(1_000, { heardUntilMs: 900 }), { send: null, drained: 0, wakeAtMs: 1_650 });
  deepEqual(pacer.step(1_650, { heardUntilMs: 900 }), { send: bytes, drained: 0, wakeAtMs: 1_750 });
});

test("half duplex: who has spoken long leaves the line free for the other to begin", () => {
  const pacer = new Pacer({ rateBps: 240, turnaroundMs: 500 }, ({ length }) => length, createChance(1, "pacer"));
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
