import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { changed, clear, presets } from "./conditions.ts";
import type { LinkConditions } from "./conditions.ts";
import { readOrder } from "./order.ts";

const now: LinkConditions = { ways: [clear, clear], turnaroundMs: null };

test("set changes both directions, or one", () => {
  deepEqual(readOrder("set rate=2400 delay=600 loss=5 burst=3 turnaround=200", now), {
    kind: "become",
    link: { ...changed(now, { rateBps: 2_400, delayMs: 600, lossShare: 0.05, burst: 3 }), turnaroundMs: 200 },
  });
  deepEqual(readOrder("set back.rate=75 there.loss=100", now), {
    kind: "become", link: changed(changed(now, { rateBps: 75 }, [1]), { lossShare: 1 }, [0]),
  });
  deepEqual(readOrder("set rate=none turnaround=none", { ...now, turnaroundMs: 5 }), { kind: "become", link: now });
});

test("presets, a cut and what is left after it, and the question how it is", () => {
  deepEqual(readOrder("preset hf-75", now), { kind: "become", link: presets["hf-75"] });
  deepEqual(readOrder(" cut ", now), { kind: "become", link: changed(now, { cut: true }) });
  deepEqual(readOrder("restore", changed(now, { cut: true })), { kind: "become", link: now });
  deepEqual(readOrder("stat", now), { kind: "stat" });
});

test("an order that cannot be obeyed names the word and changes nothing", () => {
  const wrong = [
    "", "fly", "set", "set rate", "set rate=0", "set rate=-1", "set loss=101", "set loss=none", "set delay=1e9",
    "set rate=2400 fog=1", "preset", "preset toString", "set there.turnaround=5", "set constructor=1", "set rate=..",
  ];
  for (const order of wrong) equal(readOrder(order, now).kind, "wrong", order);
  deepEqual(readOrder("set rate=2400 fog=1", now), { kind: "wrong", word: "fog=1" });
});
