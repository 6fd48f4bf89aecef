import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Turns } from "./turns.ts";
import type { Turn } from "./turns.ts";

test("whoever comes first is taken first, whatever is added in between", () => {
  const turn = fc.record({ order: fc.nat(6), number: fc.nat(40) });
  fc.assert(fc.property(fc.array(fc.oneof(turn, fc.constant(null)), { maxLength: 60 }), (steps) => {
    const turns = new Turns<Turn>();
    const waiting: Turn[] = [];
    const takeBoth = (): void => {
      waiting.sort((a, b) => a.order - b.order || a.number - b.number);
      deepEqual(turns.take(), waiting.shift() ?? null);
    };
    for (const step of steps) {
      if (step === null) takeBoth();
      else {
        turns.add(step);
        waiting.push(step);
      }
    }
    while (waiting.length > 0) takeBoth();
    equal(turns.take(), null);
  }), { seed: 7, numRuns: 300 });
});
