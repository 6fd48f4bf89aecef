import { equal } from "node:assert/strict";
import { test } from "node:test";
import { createSystemClock, recheckMsMax } from "./clock.ts";
import { clockContract } from "../../ports/clock.contract.ts";

clockContract("system", createSystemClock);

test("notices that the wall clock jumped forward", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 5_000 });
  const clock = createSystemClock();
  let wakes = 0;
  clock.wakeAt(3_600_000, () => (wakes += 1));
  t.mock.timers.tick(recheckMsMax);
  equal(wakes, 0);
  t.mock.timers.setTime(3_600_000 - 1);
  equal(wakes, 0);
  t.mock.timers.tick(recheckMsMax);
  equal(wakes, 1);
});
