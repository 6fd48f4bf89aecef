import { deepEqual, equal, notDeepEqual } from "node:assert/strict";
import { test } from "node:test";
import { atRestOverhead, openAtRest, openValue, sealAtRest, sealValue } from "./at-rest.ts";
import { filled, seededRandom } from "./seal.fixture.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";

const crypto = createNodeCrypto();
const key = filled(32, 1);
const place = { log: filled(16, 2), seq: 3, leaf: filled(32, 4) };
const row = new TextEncoder().encode("row");

test("a row opens at its place with its key only, and flipped anywhere it does not", () => {
  const blob = sealAtRest(crypto, seededRandom(1), key, place, row);
  equal(blob.length, row.length + atRestOverhead);
  deepEqual(openAtRest(crypto, key, place, blob), row);
  equal(openAtRest(crypto, filled(32, 9), place, blob), null);
  for (const other of [{ log: filled(16, 9) }, { seq: 4 }, { leaf: filled(32, 9) }]) {
    equal(openAtRest(crypto, key, { ...place, ...other }, blob), null);
  }
  for (let at = 0; at < blob.length; at++) {
    const flipped = blob.slice();
    flipped[at] = (flipped[at] as number) ^ 1;
    equal(openAtRest(crypto, key, place, flipped), null);
    equal(openAtRest(crypto, key, place, blob.subarray(0, at)), null);
  }
});

test("one row sealed twice is sealed under two keys", () => {
  const random = seededRandom(1);
  const blobs = [0, 1].map(() => sealAtRest(crypto, random, key, place, row).slice(16));
  notDeepEqual(blobs[0], blobs[1]);
});

test("a value opens under its name only, and is no row", () => {
  const blob = sealValue(crypto, seededRandom(1), key, "chains", row);
  deepEqual(openValue(crypto, key, "chains", blob), row);
  equal(openValue(crypto, key, "chain", blob), null);
  equal(openValue(crypto, filled(32, 9), "chains", blob), null);
  equal(openAtRest(crypto, key, place, blob), null);
  deepEqual(openValue(crypto, key, "", sealValue(crypto, seededRandom(1), key, "", filled(0, 0))), filled(0, 0));
});
