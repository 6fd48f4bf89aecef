import { deepEqual, equal, notDeepEqual } from "node:assert/strict";
import { test } from "node:test";
import { createStubCrypto } from "./stub-crypto.ts";
import { createNodeCrypto } from "../crypto/node/crypto.ts";

const crypto = createStubCrypto();
const filled = (length: number, byte: number): Uint8Array => new Uint8Array(length).fill(byte);
const [seed, other, word] = [filled(32, 1), filled(32, 2), filled(9, 3)];

test("a signature holds for its key and its words alone", () => {
  for (const scheme of ["ed25519", "mlDsa44", "mlDsa87"] as const) {
    const [key, foreign] = [crypto[`${scheme}PublicKey`](seed), crypto[`${scheme}PublicKey`](other)];
    const signature = crypto[`${scheme}Sign`](seed, word);
    equal(crypto[`${scheme}Verify`](key, word, signature), true);
    equal(crypto[`${scheme}Verify`](foreign, word, signature), false);
    equal(crypto[`${scheme}Verify`](key, filled(9, 4), signature), false);
    equal(crypto[`${scheme}Verify`](key, word, signature.with(5, 9)), false);
    equal(crypto[`${scheme}Verify`](filled(key.length, 8), word, signature), false);
  }
});

test("what is sealed opens with its own key, nonce and data alone", () => {
  const sealed = crypto.aeadSeal(seed, filled(12, 1), word, word);
  deepEqual(crypto.aeadOpen(seed, filled(12, 1), word, sealed), word);
  equal(crypto.aeadOpen(other, filled(12, 1), word, sealed), null);
  equal(crypto.aeadOpen(seed, filled(12, 2), word, sealed), null);
  equal(crypto.aeadOpen(seed, filled(12, 1), filled(8, 3), sealed), null);
  equal(crypto.aeadOpen(seed, filled(12, 1), word, sealed.with(0, 9)), null);
});

test("what is sealed to a prekey opens with its seed alone", () => {
  const { enc, ciphertext } = crypto.hpkeSeal(crypto.xwingPublicKey(seed), word, word, word, filled(64, 0));
  deepEqual(crypto.hpkeOpen(seed, enc, word, word, ciphertext), word);
  equal(crypto.hpkeOpen(other, enc, word, word, ciphertext), null);
  equal(crypto.hpkeOpen(seed, enc, filled(3, 3), word, ciphertext), null);
  equal(crypto.hpkeOpen(seed, enc.with(1, 0), word, word, ciphertext), null);
  notDeepEqual(crypto.hpkeSeal(crypto.xwingPublicKey(seed), word, word, word, filled(64, 1)).enc, enc);
});

test("a hash is over the parts one after the other, and a key is told apart from its message", () => {
  const [ab, b] = [Uint8Array.of(1, 2), Uint8Array.of(2)];
  deepEqual(crypto.sha256(Uint8Array.of(1), b), crypto.sha256(ab));
  deepEqual(crypto.hmacSha256(seed, Uint8Array.of(1), b), crypto.hmacSha256(seed, ab));
  notDeepEqual(crypto.hmacSha256(Uint8Array.of(1), b), crypto.hmacSha256(ab, new Uint8Array(0)));
  notDeepEqual(crypto.sha256(ab), crypto.sha256(b));
  notDeepEqual(crypto.sha512(ab).slice(0, 32), crypto.sha512(ab).slice(32));
  equal(crypto.hkdfSha256(seed, ab, b, 70).length, 70);
});

test("every length is that of the real suite", () => {
  const real = createNodeCrypto();
  const sealed = (one: typeof real): ReturnType<typeof real.hpkeSeal> =>
    one.hpkeSeal(one.xwingPublicKey(seed), word, word, word, filled(64, 1));
  for (const make of [
    (one: typeof real) => one.ed25519PublicKey(seed), (one: typeof real) => one.ed25519Sign(seed, word),
    (one: typeof real) => one.mlDsa87PublicKey(seed), (one: typeof real) => one.mlDsa87Sign(seed, word),
    (one: typeof real) => one.mlDsa44PublicKey(seed), (one: typeof real) => one.mlDsa44Sign(seed, word),
    (one: typeof real) => one.aeadSeal(seed, filled(12, 1), word, word), (one: typeof real) => one.xwingPublicKey(seed),
    (one: typeof real) => sealed(one).enc, (one: typeof real) => sealed(one).ciphertext,
  ]) equal(make(crypto).length, make(real).length);
});
