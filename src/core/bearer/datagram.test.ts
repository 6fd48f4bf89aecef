import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { cutFragment } from "../line/fragment.ts";
import { decodeDatagram, encodeDatagram, fits, markBytes, windowMs, windowOf } from "./datagram.ts";
import type { Said } from "./datagram.ts";

const crypto = createNodeCrypto();
const [key, other] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
const atMs = 1_795_357_800_000;
const window = windowOf(atMs);

const fragment = cutFragment(new Uint8Array(100).fill(7), 1, 2, 0, 200);
const all: readonly Said[] = [
  { kind: "fragment", fragment },
  { kind: "fragment", fragment: Uint8Array.of(0x42) },
  { kind: "fragment", fragment: new Uint8Array(60).fill(9) },
  { kind: "challenge", cookie: new Uint8Array(8).fill(3) },
  { kind: "answer", cookie: new Uint8Array(8).fill(4) },
];

test("what is said is read again, under its key and in its window alone", () => {
  for (const said of all) {
    const bytes = encodeDatagram(crypto, key, said, atMs);
    deepEqual(decodeDatagram(crypto, key, bytes, window), said);
    equal(decodeDatagram(crypto, other, bytes, window), null);
    equal(decodeDatagram(crypto, key, bytes, windowOf(atMs + windowMs)), null);
  }
});

test("four bytes that are the CRC of nothing are a fragment as they are", () => {
  const nothing: Said = { kind: "fragment", fragment: new Uint8Array(4) };
  const bytes = encodeDatagram(crypto, key, nothing, atMs);
  equal(bytes.length, 8);
  deepEqual(decodeDatagram(crypto, key, bytes, window), nothing);
});

test("the mark stands in the place of a fragment's CRC: it costs nothing on the line", () => {
  equal(encodeDatagram(crypto, key, { kind: "fragment", fragment }, atMs).length, fragment.length);
  const bare = fragment.subarray(0, fragment.length - 1);
  equal(encodeDatagram(crypto, key, { kind: "fragment", fragment: bare }, atMs).length, bare.length + markBytes);
});

test("a bit turned over anywhere, a byte less, a byte more: nothing is read", () => {
  for (const said of all) {
    const bytes = encodeDatagram(crypto, key, said, atMs);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const hurt = bytes.with(bit >> 3, bytes[bit >> 3]! ^ (1 << (bit & 7)));
      equal(decodeDatagram(crypto, key, hurt, window), null, `bit ${bit}`);
    }
    equal(decodeDatagram(crypto, key, bytes.subarray(0, -1), window), null);
    equal(decodeDatagram(crypto, key, Uint8Array.of(...bytes, 0), window), null);
  }
});

test("lengths that no datagram has are told apart without a look at the mark", () => {
  deepEqual([0, 4, 5, 68, 69].map((length) => fits(new Uint8Array(length), 64)), [false, false, true, true, false]);
  for (let length = 0; length < 5; length++) {
    equal(decodeDatagram(crypto, key, new Uint8Array(length), window), null);
  }
  ok(windowOf(0) === 0 && windowOf(windowMs - 1) === 0 && windowOf(windowMs) === 1);
});
