import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { Budget } from "./budget.ts";
import { encodeDatagram, windowMs } from "./datagram.ts";
import type { Said } from "./datagram.ts";
import { againMs, heardMax, MarkReader } from "./mark-reader.ts";

const crypto = createNodeCrypto();
const key = new Uint8Array(32).fill(1);
const said: Said = { kind: "fragment", fragment: Uint8Array.of(9) };
const wallMs = 100 * windowMs;

/** Marks that a datagram of so many windows away costs, and what it says. */
function read(reader: MarkReader, windows: number, nowMs = 0): { readonly cost: number; readonly said: Said | null } {
  const bytes = encodeDatagram(crypto, key, said, wallMs + windows * windowMs);
  for (let cost = 1; cost <= 3; cost++) {
    const found = reader.read(key, bytes, wallMs, new Budget(cost), nowMs);
    if (found !== null) return { cost, said: found };
  }
  return { cost: 3, said: null };
}

test("the peer's window is tried first, so that a mark costs one", () => {
  for (const [windows, first] of [[0, 1], [-1, 2], [1, 3]] as const) {
    const reader = new MarkReader(crypto);
    deepEqual(read(reader, windows), { cost: first, said });
    deepEqual(read(reader, windows, againMs), { cost: 1, said }, "it is remembered");
  }
});

test("no window but the three nearest is tried, and none without a budget", () => {
  const reader = new MarkReader(crypto);
  for (const windows of [-3, -2, 2, 3]) equal(read(reader, windows).said, null);
  equal(reader.read(key, encodeDatagram(crypto, key, said, wallMs), wallMs, new Budget(0), 0), null);
  equal(reader.read(new Uint8Array(32), encodeDatagram(crypto, key, said, wallMs), wallMs, new Budget(9), 0), null);
});

test("what was heard is not looked at again within half a second, and costs no mark (B-60)", () => {
  const reader = new MarkReader(crypto);
  const budget = new Budget(9);
  const bytes = encodeDatagram(crypto, key, said, wallMs);
  const other = encodeDatagram(crypto, key, { kind: "fragment", fragment: Uint8Array.of(8) }, wallMs);
  const heard = (datagram: Uint8Array, nowMs: number): boolean => (
    reader.read(key, datagram, wallMs, budget, nowMs) !== null
  );
  const times = [0, 1, againMs - 1, againMs, againMs + 1];
  deepEqual(times.map((nowMs) => heard(bytes, nowMs)), [true, false, false, true, false]);
  equal(heard(other, againMs + 1), true, "another is another");
  equal(heard(bytes.with(0, 7), 3 * againMs), false, "what was never heard under its mark is not remembered");
  equal(heard(bytes, 3 * againMs), true);
});

test("so many marks are remembered, and the oldest is forgotten (B-60)", () => {
  const reader = new MarkReader(crypto);
  const budget = new Budget(2 * heardMax);
  const datagrams = Array.from({ length: heardMax + 1 }, (_, number) => encodeDatagram(
    crypto, key, { kind: "fragment", fragment: Uint8Array.of(number >> 8, number & 255) }, wallMs,
  ));
  for (const bytes of datagrams) reader.read(key, bytes, wallMs, budget, 0);
  equal(reader.read(key, datagrams[1] as Uint8Array, wallMs, budget, 1), null);
  deepEqual(reader.read(key, datagrams[0] as Uint8Array, wallMs, budget, 1)?.kind, "fragment");
});
