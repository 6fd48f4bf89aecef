import assert from "node:assert/strict";
import { test } from "node:test";
import { adopt, carry, filled, makePair, start } from "./ledger.fixture.ts";
import { seatsOf } from "./seat.ts";
import { toHex } from "../bytes/hex.ts";

test("where nobody has passed the seat it is found without going through what was said, and is the same", () => {
  const pair = makePair();
  adopt(pair);
  const { a, b } = pair;
  const [first, theirs] = [toHex(a.log), toHex(b.log)];
  start(a, 4_000, "start", 0xa2);
  start(b, 4_100, "start", 0xb2);
  carry(b, a, 4_200);
  const { ledger } = a;
  const { roster } = b.by.signed;
  // B's station has not the seat by its roster, and A's loses it in its first log.
  a.directory.set(toHex(b.by.digest), { ...roster, seat: filled(16, 9) });
  const moved = new Map([[first, 2]]);
  const found = seatsOf(ledger, new Map(), moved);
  // A pass in a log that is not held has no effect; with one, all is gone through.
  ledger.passes.push({ log: "ee".repeat(16), seq: 0, lamport: 1, station: "ee".repeat(16) });
  assert.deepEqual(seatsOf(ledger, new Map(), moved).spans, found.spans);
  assert.deepEqual([...found.spans.keys()].sort(), [first, theirs, toHex(b.log)]);
});
