import { deepEqual, equal, notDeepEqual } from "node:assert/strict";
import { test } from "node:test";
import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { pairKeys } from "./pair-key.ts";
import type { PairStation } from "./pair-key.ts";

const crypto = createNodeCrypto();
const seedOf = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const stationOf = (byte: number): PairStation =>
  ({ id: new Uint8Array(16).fill(byte), key: crypto.ed25519PublicKey(seedOf(byte)) });
const [a, b, c] = [stationOf(1), stationOf(2), stationOf(3)];

test("two stations have the same two keys, each the other's way round", () => {
  const [atA, atB] = [pairKeys(crypto, seedOf(1), a, b), pairKeys(crypto, seedOf(2), b, a)];
  deepEqual(atA?.sending, atB?.receiving);
  deepEqual(atA?.receiving, atB?.sending);
  notDeepEqual(atA?.sending, atA?.receiving);
  notDeepEqual(atA, pairKeys(crypto, seedOf(1), a, c));
});

test("they are of the agreement that a second implementation of both curves finds", () => {
  const shared = x25519.getSharedSecret(ed25519.utils.toMontgomerySecret(seedOf(1)), ed25519.utils.toMontgomery(b.key));
  const info = new Uint8Array([...new TextEncoder().encode("chirograph/1 pair"), ...a.id, ...b.id]);
  const both = crypto.hkdfSha256(shared, new Uint8Array(0), info, 64);
  deepEqual(pairKeys(crypto, seedOf(1), a, b)?.sending, both.slice(0, 32));
});

test("with a key of small order there are none", () => {
  const small = { id: b.id, key: new Uint8Array(32).with(0, 1) };
  equal(pairKeys(crypto, seedOf(1), a, small), null);
});
