import assert from "node:assert/strict";
import { test } from "node:test";
import { Turns } from "./turns.ts";
import { seeded } from "../agree/record.fixture.ts";

test("whatever is put in comes out by its order, and of one order by its number", () => {
  const draw = seeded(3);
  for (let round = 0; round < 50; round++) {
    const turns = new Turns();
    const all = Array.from({ length: draw(40) }, (_, number) => ({ order: draw(12), number }));
    const out: { order: number; number: number }[] = [];
    for (const [index, one] of all.entries()) {
      turns.add(one);
      // Now and then one is taken out and put back, as a log that goes on.
      if (index % 5 !== 4) continue;
      const first = turns.take();
      assert.ok(first !== null);
      turns.add(first);
    }
    for (let one = turns.take(); one !== null; one = turns.take()) out.push(one);
    assert.deepEqual(out, all.toSorted((a, b) => a.order - b.order || a.number - b.number));
    assert.equal(turns.take(), null);
  }
});
