// X-Wing in HPKE and its two halves: known answers, RFC 7748 and Wycheproof.

import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { decapsulate, diffieHellman, encapsulate } from "node:crypto";
import { test } from "node:test";
import { createNodeCrypto } from "../../src/crypto/node/crypto.ts";
import { privateKeyOf, publicKeyOf, rawPublicKey } from "../../src/crypto/node/raw-keys.ts";
import { hpkeKeyAndNonce, xwingDecapsulate } from "../../src/crypto/node/xwing.ts";
import { deterministicCrypto } from "../vectors/04-seal.crypto.ts";
import { hex, named, readJson, readRecords, readWycheproof, wycheproofFolder } from "./sets.ts";

const drivers = [["node", createNodeCrypto()], ["noble encapsulates", deterministicCrypto()]] as const;
const plain = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes);

interface HpkeCase {
  readonly [field: string]: unknown;
  readonly encryptions: readonly { readonly aad: string; readonly ct: string; readonly pt: string }[];
}

test("HPKE with X-Wing, HKDF-SHA-256 and ChaCha20-Poly1305: the case of the hpke-pq draft", () => {
  const cases = readJson<readonly HpkeCase[]>("hpke_xwing.json");
  equal(cases.length, 1);
  for (const one of cases) {
    const [seed, key, enc, info] = [hex(one["skRm"]), hex(one["pkRm"]), hex(one["enc"]), hex(one["info"])];
    const [first] = one.encryptions;
    ok(first !== undefined);
    deepEqual(plain(xwingDecapsulate(seed, enc)), hex(one["shared_secret"]));
    const made = hpkeKeyAndNonce(hex(one["shared_secret"]), info);
    deepEqual([plain(made.key), plain(made.nonce)], [hex(one["key"]), hex(one["base_nonce"])]);
    for (const [name, crypto] of drivers) {
      deepEqual(crypto.xwingPublicKey(seed), key, name);
      deepEqual(crypto.hpkeOpen(seed, enc, info, hex(first.aad), hex(first.ct)), hex(first.pt), name);
      equal(crypto.hpkeOpen(seed, enc, info, hex(first.aad), hex(first.ct).fill(0, 0, 1)), null, name);
      const sealed = crypto.hpkeSeal(key, info, hex(first.aad), hex(first.pt), hex(one["ikmE"]));
      deepEqual(crypto.hpkeOpen(seed, sealed.enc, info, hex(first.aad), sealed.ciphertext), hex(first.pt), name);
    }
    // The driver that takes the randomness makes their very bytes.
    const sealed = deterministicCrypto().hpkeSeal(key, info, hex(first.aad), hex(first.pt), hex(one["ikmE"]));
    deepEqual([sealed.enc, sealed.ciphertext], [enc, hex(first.ct)]);
  }
});

test("known answers: ML-KEM-768 keys of seeds, secrets, and the secret of a ciphertext that is none", () => {
  const cases = readJson<readonly Readonly<Record<string, string>>[]>("mlkem768_kat.json");
  equal(cases.length, 50);
  for (const one of cases) {
    const key = privateKeyOf("mlKem768", Uint8Array.of(...hex(one["d"]), ...hex(one["z"])));
    deepEqual(rawPublicKey("mlKem768", key), hex(one["pk"]));
    deepEqual(plain(decapsulate(key, hex(one["ct"]))), hex(one["ss"]));
    deepEqual(plain(decapsulate(key, hex(one["ct_n"]))), hex(one["ss_n"]));
  }
});

test("RFC 7748: X25519", () => {
  const cases = readRecords("rfc7748_x25519.txt");
  equal(cases.length, 3);
  for (const one of cases) deepEqual(x25519(one["INPUT_SCALAR"], one["INPUT_U"]), hex(one["OUTPUT_U"]));
});

// "acceptable" are keys that RFC 7748 lets be refused or used. We refuse those whose secret is zero (spec/04-seal.md,
// Notation) and use all others: keys on the twist and those not reduced.
test("Wycheproof: X25519, where a key that leads to a secret of zeros is refused", () => {
  const cases = readWycheproof("x25519_test.json");
  ok(cases.length >= 518);
  const zero = "00".repeat(32);
  let refused = 0;
  for (const one of cases) {
    if (one["shared"] === zero) {
      refused += 1;
      equal(one.result, "acceptable", named(one));
      throws(() => x25519(one["private"], one["public"]), named(one));
      refusedInXWing(hex(one["public"]));
    } else deepEqual(x25519(one["private"], one["public"]), hex(one["shared"]), named(one));
  }
  ok(refused >= 30);
});

const skip = wycheproofFolder === undefined && "only with a checkout of Wycheproof (README.md)";

test("Wycheproof: ML-KEM-768", { skip }, () => {
  for (const one of readWycheproof("mlkem_768_test.json")) {
    const decapsulated = (): Uint8Array =>
      plain(decapsulate(privateKeyOf("mlKem768", hex(one["seed"])), hex(one["c"])));
    if (one.result === "valid") deepEqual(decapsulated(), hex(one["K"]), named(one));
    else throws(decapsulated, named(one));
  }
  for (const one of readWycheproof("mlkem_768_keygen_seed_test.json")) {
    deepEqual(rawPublicKey("mlKem768", privateKeyOf("mlKem768", hex(one["seed"]))), hex(one["ek"]), named(one));
  }
  for (const one of readWycheproof("mlkem_768_encaps_test.json")) {
    const encapsulated = (): unknown => encapsulate(publicKeyOf("mlKem768", hex(one["ek"])));
    if (one.result === "valid") ok(encapsulated(), named(one));
    else throws(encapsulated, named(one));
  }
});

function x25519(secret: unknown, key: unknown): Uint8Array {
  const privateKey = privateKeyOf("x25519", hex(secret));
  return plain(diffieHellman({ privateKey, publicKey: publicKeyOf("x25519", hex(key)) }));
}

/** Neither seals anybody to such a key, nor opens what was sealed with one. */
function refusedInXWing(low: Uint8Array): void {
  const none = new Uint8Array(0);
  const seed = new Uint8Array(32).fill(7);
  for (const [name, crypto] of drivers) {
    const key = crypto.xwingPublicKey(seed);
    const { enc, ciphertext } = crypto.hpkeSeal(key, none, none, none, new Uint8Array(64).fill(1));
    throws(() => crypto.hpkeSeal(with32(key, low), none, none, none, new Uint8Array(64).fill(1)), name);
    equal(crypto.hpkeOpen(seed, with32(enc, low), none, none, ciphertext), null, name);
  }
}

/** The same bytes with other last 32. */
function with32(bytes: Uint8Array, last: Uint8Array): Uint8Array {
  return Uint8Array.of(...bytes.subarray(0, -32), ...last);
}
