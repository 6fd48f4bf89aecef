// ML-DSA of others, both sizes: keys of seeds from known-answer tests, and Wycheproof.

import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { test } from "node:test";
import { createNodeCrypto } from "../../src/crypto/node/crypto.ts";
import { hex, named, readJson, readWycheproof } from "./sets.ts";

const crypto = createNodeCrypto();

interface Size {
  readonly name: string;
  readonly keys: string;
  readonly verified: string;
  readonly signed: string;
  readonly keyOf: (seed: Uint8Array) => Uint8Array;
  readonly sign: (seed: Uint8Array, message: Uint8Array) => Uint8Array;
  readonly verify: (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
}

const sizes: readonly Size[] = [
  {
    name: "ML-DSA-87", keys: "mldsa87_keys_kat.json", verified: "mldsa_87_verify_test.json",
    signed: "mldsa_87_sign_seed_test.json", keyOf: crypto.mlDsa87PublicKey, sign: crypto.mlDsa87Sign,
    verify: crypto.mlDsa87Verify,
  },
  {
    name: "ML-DSA-44", keys: "mldsa44_keys_kat.json", verified: "mldsa_44_verify_test.json",
    signed: "mldsa_44_sign_seed_test.json", keyOf: crypto.mlDsa44PublicKey, sign: crypto.mlDsa44Sign,
    verify: crypto.mlDsa44Verify,
  },
];

for (const { name, keys, verified, signed, keyOf, sign, verify } of sizes) {
  test(`known answers: the ${name} key of a seed`, () => {
    const cases = readJson<readonly { readonly xi: string; readonly pk: string }[]>(keys);
    equal(cases.length, 25);
    for (const { xi, pk } of cases) deepEqual(keyOf(hex(xi)), hex(pk));
  });

  // The port has an empty context (spec/02-keys.md K-9): what was signed under another does not hold.
  test(`Wycheproof: ${name} signatures verify or do not as the set says`, () => {
    const cases = readWycheproof(verified);
    ok(cases.length >= 76);
    for (const one of cases) {
      const expected = one.result === "valid" && hex(one["ctx"]).length === 0;
      equal(verify(hex(one.group["publicKey"]), hex(one["msg"]), hex(one["sig"])), expected, named(one));
    }
  });

  test(`Wycheproof: seeds of ${name}, their keys, and the signatures made with them`, () => {
    const cases = readWycheproof(signed);
    ok(cases.length >= 54);
    for (const one of cases) {
      const [seed, message] = [hex(one.group["privateSeed"]), hex(one["msg"])];
      if (seed.length !== 32) {
        throws(() => sign(seed, message), named(one));
        continue;
      }
      const key = keyOf(seed);
      deepEqual(key, hex(one.group["publicKey"]), named(one));
      // Where the set gives mu, the hash in the message's place, the port has no way in.
      if (one["msg"] === undefined) continue;
      const expected = one.result === "valid" && hex(one["ctx"]).length === 0;
      equal(verify(key, message, hex(one["sig"])), expected, named(one));
      // Ours draws randomness (FIPS 204, hedged), so that the bytes differ from theirs; it must hold all the same.
      equal(verify(key, message, sign(seed, message)), true, named(one));
    }
  });
}
