// ML-DSA of others: keys of seeds from known-answer tests, and Wycheproof.

import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { test } from "node:test";
import { createNodeCrypto } from "../../src/crypto/node/crypto.ts";
import { hex, named, readJson, readWycheproof } from "./sets.ts";

const crypto = createNodeCrypto();

test("known answers: the ML-DSA-87 key of a seed", () => {
  const cases = readJson<readonly { readonly xi: string; readonly pk: string }[]>("mldsa87_keys_kat.json");
  equal(cases.length, 25);
  for (const { xi, pk } of cases) deepEqual(crypto.mlDsa87PublicKey(hex(xi)), hex(pk));
});

// The port signs and verifies with an empty context (spec/02-keys.md K-9): what was signed under another does not hold.
test("Wycheproof: ML-DSA-87 signatures verify or do not as the set says", () => {
  const cases = readWycheproof("mldsa_87_verify_test.json");
  ok(cases.length >= 76);
  for (const one of cases) {
    const expected = one.result === "valid" && hex(one["ctx"]).length === 0;
    const found = crypto.mlDsa87Verify(hex(one.group["publicKey"]), hex(one["msg"]), hex(one["sig"]));
    equal(found, expected, named(one));
  }
});

test("Wycheproof: seeds of ML-DSA-87, their keys, and the signatures made with them", () => {
  const cases = readWycheproof("mldsa_87_sign_seed_test.json");
  ok(cases.length >= 54);
  for (const one of cases) {
    const [seed, message] = [hex(one.group["privateSeed"]), hex(one["msg"])];
    if (seed.length !== 32) {
      throws(() => crypto.mlDsa87Sign(seed, message), named(one));
      continue;
    }
    const key = crypto.mlDsa87PublicKey(seed);
    deepEqual(key, hex(one.group["publicKey"]), named(one));
    // Where the set gives mu, the hash in the message's place, the port has no way in.
    if (one["msg"] === undefined) continue;
    const theirs = crypto.mlDsa87Verify(key, message, hex(one["sig"]));
    equal(theirs, one.result === "valid" && hex(one["ctx"]).length === 0, named(one));
    // Ours draws randomness (FIPS 204, hedged), so that the bytes differ from theirs; it must hold all the same.
    equal(crypto.mlDsa87Verify(key, message, crypto.mlDsa87Sign(seed, message)), true, named(one));
  }
});
