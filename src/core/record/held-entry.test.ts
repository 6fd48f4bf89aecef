import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { canonicalOrder, placeOrder } from "./held-entry.ts";
import type { HeldEntry } from "./held-entry.ts";

const [one, other] = ["aa".repeat(16), "bb".repeat(16)];

test("places go by log, and in a log by number", () => {
  const places = [`${one}:2`, `${one}:10`, `${one}:100`, `${other}:1`, `${other}:9`];
  deepEqual(places.toReversed().sort(placeOrder), places);
  equal(placeOrder(`${one}:12`, `${one}:12`), 0);
  ok(placeOrder(`${one}:12`, `${one}:21`) < 0);
});

test("entries go by lamport, and of one lamport by place", () => {
  const entry = (lamport: number, at: string): HeldEntry => ({ at, body: { lamport } }) as HeldEntry;
  const entries = [entry(1, `${other}:3`), entry(2, `${one}:10`), entry(2, `${other}:0`), entry(10, `${one}:1`)];
  deepEqual(entries.toReversed().sort(canonicalOrder), entries);
});
