import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { Budget } from "./budget.ts";
import { encodeDatagram, windowMs } from "./datagram.ts";
import type { Said } from "./datagram.ts";
import { MarkReader } from "./mark-reader.ts";

const crypto = createNodeCrypto();
const key = new Uint8Array(32).fill(1);
const said: Said = { kind: "fragment", fragment: Uint8Array.of(9) };
const wallMs = 100 * windowMs;

/** Marks that a datagram of so many windows away costs, and what it says. */
function read(reader: MarkReader, windows: number): { readonly cost: number; readonly said: Said | null } {
  const bytes = encodeDatagram(crypto, key, said, wallMs + windows * windowMs);
  for (let cost = 1; cost <= 3; cost++) {
    const found = reader.read(key, bytes, wallMs, new Budget(cost), 0);
    if (found !== null) return { cost, said: found };
  }
  return { cost: 3, said: null };
}

test("the peer's window is tried first, so that a mark costs one", () => {
  for (const [windows, first] of [[0, 1], [-1, 2], [1, 3]] as const) {
    const reader = new MarkReader(crypto);
    deepEqual(read(reader, windows), { cost: first, said });
    deepEqual(read(reader, windows), { cost: 1, said }, "it is remembered");
  }
});

test("no window but the three nearest is tried, and none without a budget", () => {
  const reader = new MarkReader(crypto);
  for (const windows of [-3, -2, 2, 3]) equal(read(reader, windows).said, null);
  equal(reader.read(key, encodeDatagram(crypto, key, said, wallMs), wallMs, new Budget(0), 0), null);
  equal(reader.read(new Uint8Array(32), encodeDatagram(crypto, key, said, wallMs), wallMs, new Budget(9), 0), null);
});
