import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { createSystemClock } from "../../clock/system/clock.ts";
import { changed, clear, presets } from "../../emulator/conditions.ts";
import type { LinkConditions } from "../../emulator/conditions.ts";
import { bearerContract, listen } from "../../ports/bearer.contract.ts";
import type { LinkTerms } from "../../ports/bearer.ts";
import type { Clock } from "../../ports/clock.ts";
import { createEmulatedWay } from "./bearer.ts";

const [stationOfA, stationOfB] = ["aa".repeat(16), "bb".repeat(16)];
const conditions: LinkConditions = { ways: [clear, clear], turnaroundMs: null };

function termsOf(rateBps: number | null, mtuBytes: number): LinkTerms {
  return { rateBps, mtuBytes, lossShare: 0, delayMs: 0, turnaroundMs: null, returnPath: true, costly: 0 };
}

bearerContract("emulated", async () => {
  const terms = termsOf(null, 1_200);
  const way = createEmulatedWay({ name: "emulated", seed: 1, conditions, terms, clock: createSystemClock() });
  return {
    a: way.a(stationOfB), b: way.b(stationOfA), stationOfA, stationOfB, notices: false,
    cut: () => way.change(changed(conditions, { cut: true })), restore: () => way.change(conditions),
  };
});

/** Time that passes when the test says so, and at once. */
function virtualClock(): Clock & { passUntil(endMs: number): void } {
  let nowMs = 0;
  let wakes: { readonly atMs: number; readonly wake: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    monotonicMs: () => nowMs,
    wakeAt: (atMs, wake) => {
      const one = { atMs, wake };
      wakes.push(one);
      return () => (wakes = wakes.filter((other) => other !== one));
    },
    passUntil: (endMs) => {
      for (;;) {
        const next = wakes.toSorted((x, y) => x.atMs - y.atMs)[0];
        if (next === undefined || next.atMs > endMs) break;
        wakes = wakes.filter((one) => one !== next);
        nowMs = Math.max(nowMs, next.atMs);
        next.wake();
      }
      nowMs = endMs;
    },
  };
}

test("in virtual time an hour of HF passes at once, and the same twice", async () => {
  const live = async (): Promise<readonly number[]> => {
    const clock = virtualClock();
    const preset = presets["hf-75"] as LinkConditions;
    const way = createEmulatedWay({ name: "hf", seed: 5, conditions: preset, terms: termsOf(75, 64), clock });
    const [a, b] = [way.a(stationOfB), way.b(stationOfA)];
    const [atA, atB] = [listen(), listen()];
    await a.start(atA);
    await b.start(atB);
    const [link] = atA.links;
    let sent = 0;
    for (let minute = 1; minute <= 60; minute++) {
      for (let count = 0; count < 2; count++) link?.send(new Uint8Array(64).fill(sent++));
      clock.passUntil(minute * 60_000);
    }
    await Promise.all([a.stop(), b.stop()]);
    deepEqual([...atA.faults, ...atB.faults], []);
    equal(atA.drainedLinks.length, 120);
    return atB.fragments.map((one) => one[0] ?? -1);
  };
  const came = await live();
  deepEqual(came, await live());
  equal(came.length > 100 && came.length < 120, true, `${came.length} of 120 came`);
});
