import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { createDialer, pauseMsMax, pauseMsMin, workedMs, workedTimes } from "./dialer.ts";

test("dials at once when a link that worked goes down, and with pauses one that never came up", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const dialed: number[] = [];
  let ended = (_upMs: number): void => undefined;
  let nowMs = 0;
  const dialer = createDialer(({ port }, end) => {
    dialed.push(port);
    ended = end;
    return () => undefined;
  }, () => nowMs);
  t.after(() => dialer.stop());
  dialer.setAddresses([{ host: "127.0.0.1", port: 1 }, { host: "127.0.0.1", port: 2 }]);
  nowMs += workedMs;
  ended(workedMs);
  t.mock.timers.tick(0);
  deepEqual(dialed, [1, 1], "the address that worked, at once");
  // It took longer to make than it was up.
  nowMs += workedMs + workedMs / (workedTimes - 1);
  ended(workedMs);
  t.mock.timers.tick(pauseMsMin / 2 - 1);
  equal(dialed.length, 2);
  t.mock.timers.tick(pauseMsMin / 2 + 1);
  deepEqual(dialed, [1, 1, 2], "the next address, after a pause");
  for (let count = 0; count < 20; count++) {
    ended(0);
    t.mock.timers.tick(pauseMsMax);
  }
  equal(dialed.length, 23, "no pause is longer than the longest");
});
