import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { repeatPauseMs } from "./patience.ts";

test("pauses between repeats double up to a minute; of a FLASH once, and from the fifth on further (N-54)", () => {
  const pauses = (urgent: boolean): readonly number[] => (
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 20].map((tries) => repeatPauseMs(5_000, tries, urgent))
  );
  deepEqual(pauses(false), [5_000, 10_000, 20_000, 40_000, 60_000, 60_000, 60_000, 60_000, 60_000, 60_000]);
  deepEqual(pauses(true), [5_000, 10_000, 10_000, 10_000, 10_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
  deepEqual(repeatPauseMs(90_000, 3, false), 90_000, "but never less than patience");
});
