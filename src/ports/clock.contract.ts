// What every clock must do.

import { equal, ok } from "node:assert/strict";
import { suite, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "./clock.ts";

/** Runs the contract of `Clock`. */
export function clockContract(name: string, make: () => Clock): void {
  suite(`clock contract: ${name}`, () => {
    test("tells the wall clock in whole milliseconds and a monotonic time that does not go back", () => {
      const clock = make();
      ok(Number.isInteger(clock.nowMs()));
      const first = clock.monotonicMs();
      ok(clock.monotonicMs() >= first);
    });

    test("wakes once, not inside the call, also for a time that has passed", async () => {
      const clock = make();
      let wakes = 0;
      clock.wakeAt(clock.nowMs() - 10, () => (wakes += 1));
      clock.wakeAt(clock.nowMs() + 20, () => (wakes += 10));
      equal(wakes, 0);
      await pause(80);
      equal(wakes, 11);
    });

    test("forgets a wake, and one far past 2^31 ms does not come at once", async () => {
      const clock = make();
      let wakes = 0;
      const forget = clock.wakeAt(clock.nowMs() + 20, () => (wakes += 1));
      const forgetFar = clock.wakeAt(clock.nowMs() + 2 ** 40, () => (wakes += 1));
      forget();
      await pause(60);
      forgetFar();
      equal(wakes, 0);
    });
  });
}
