// What every source of randomness must do.

import { equal, notDeepEqual } from "node:assert/strict";
import { suite, test } from "node:test";
import type { Random } from "./random.ts";

/** Runs the contract of `Random`. */
export function randomContract(name: string, make: () => Random): void {
  suite(`random contract: ${name}`, () => {
    test("gives as many bytes as were asked for, other ones each time, each array the caller's own", () => {
      const random = make();
      for (const length of [0, 1, 16, 64, 70_000]) equal(random.bytes(length).length, length);
      const first = random.bytes(32);
      const kept = first.slice();
      notDeepEqual(random.bytes(32), first);
      first.fill(0);
      notDeepEqual(random.bytes(32), kept);
      equal(first.buffer.byteLength, 32, "not a window into a pool that others see");
    });
  });
}
