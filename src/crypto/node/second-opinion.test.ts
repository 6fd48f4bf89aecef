// Every primitive of Node against another implementation, on inputs by chance.

import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { ed25519 } from "@noble/curves/ed25519.js";
import { argon2id } from "@noble/hashes/argon2.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { ml_kem768_x25519 as xwing } from "@noble/post-quantum/hybrid.js";
import { ml_dsa44, ml_dsa87 } from "@noble/post-quantum/ml-dsa.js";
import fc from "fast-check";
import { createNodeCrypto } from "./crypto.ts";

const crypto = createNodeCrypto();
const plain = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes);
const bytes = (max: number, min = 0): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: min, maxLength: max }).map(plain);
const exactly = (length: number): fc.Arbitrary<Uint8Array> => bytes(length, length);

test("hashes and key derivation", () => {
  fc.assert(fc.property(bytes(300), bytes(100, 1), bytes(64), fc.integer({ min: 1, max: 200 }), (
    data, key, salt, length
  ) => {
    deepEqual(crypto.sha256(data, key), plain(sha256(Uint8Array.of(...data, ...key))));
    deepEqual(crypto.sha512(data), plain(sha512(data)));
    deepEqual(crypto.hmacSha256(key, data, salt), plain(hmac(sha256, key, Uint8Array.of(...data, ...salt))));
    deepEqual(crypto.hkdfSha256(key, salt, data, length), plain(hkdf(sha256, key, salt, data, length)));
  }));
  const [passphrase, salt] = [plain(Buffer.from("a passphrase")), new Uint8Array(16).fill(3)];
  deepEqual(
    crypto.argon2id(passphrase, salt, 256, 2, 1, 32),
    plain(argon2id(passphrase, salt, { m: 256, t: 2, p: 1, dkLen: 32 })),
  );
});

test("ChaCha20-Poly1305, sealed here and there", () => {
  fc.assert(fc.property(exactly(32), exactly(12), bytes(40), bytes(400), (key, nonce, aad, text) => {
    const sealed = crypto.aeadSeal(key, nonce, aad, text);
    deepEqual(sealed, plain(chacha20poly1305(key, nonce, aad).encrypt(text)));
    deepEqual(crypto.aeadOpen(key, nonce, aad, sealed), text);
  }));
});

test("Ed25519, ML-DSA-44 and ML-DSA-87: the same keys, and each verifies what the other signed", () => {
  fc.assert(fc.property(exactly(32), bytes(200), (seed, message) => {
    const key = crypto.ed25519PublicKey(seed);
    deepEqual(key, plain(ed25519.getPublicKey(seed)));
    deepEqual(crypto.ed25519Sign(seed, message), plain(ed25519.sign(message, seed)));
    equal(crypto.ed25519Verify(key, message, plain(ed25519.sign(message, seed))), true);
  }), { numRuns: 20 });
  fc.assert(fc.property(exactly(32), bytes(200), (seed, message) => {
    const { publicKey, secretKey } = ml_dsa87.keygen(seed);
    deepEqual(crypto.mlDsa87PublicKey(seed), plain(publicKey));
    equal(crypto.mlDsa87Verify(plain(publicKey), message, plain(ml_dsa87.sign(message, secretKey))), true);
    equal(ml_dsa87.verify(crypto.mlDsa87Sign(seed, message), message, publicKey), true);
  }), { numRuns: 3 });
  fc.assert(fc.property(exactly(32), bytes(200), (seed, message) => {
    const { publicKey, secretKey } = ml_dsa44.keygen(seed);
    deepEqual(crypto.mlDsa44PublicKey(seed), plain(publicKey));
    equal(crypto.mlDsa44Verify(plain(publicKey), message, plain(ml_dsa44.sign(message, secretKey))), true);
    equal(ml_dsa44.verify(crypto.mlDsa44Sign(seed, message), message, publicKey), true);
  }), { numRuns: 3 });
});

test("X-Wing in HPKE: what is sealed here opens to a key schedule written anew from RFC 9180", () => {
  fc.assert(fc.property(exactly(32), bytes(40), bytes(40), bytes(200), (seed, info, aad, text) => {
    const { secretKey, publicKey } = xwing.keygen(seed);
    deepEqual(crypto.xwingPublicKey(seed), plain(publicKey));
    const { enc, ciphertext } = crypto.hpkeSeal(plain(publicKey), info, aad, text, new Uint8Array(64));
    const { key, nonce } = schedule(xwing.decapsulate(enc, secretKey), info);
    deepEqual(plain(chacha20poly1305(key, nonce, aad).decrypt(ciphertext)), text);
  }), { numRuns: 5 });
});

/** Key and nonce of HPKE base mode (RFC 9180 §4, §5.1), for KEM 0x647a, KDF 0x0001, AEAD 0x0003. */
function schedule(secret: Uint8Array, info: Uint8Array): { readonly key: Uint8Array; readonly nonce: Uint8Array } {
  const ascii = (text: string): number[] => [...Buffer.from(text, "latin1")];
  const suite = [...ascii("HPKE"), 0x64, 0x7a, 0x00, 0x01, 0x00, 0x03];
  const none = new Uint8Array(0);
  const extract = (salt: Uint8Array, label: string, ikm: Uint8Array): Uint8Array =>
    hmac(sha256, salt, Uint8Array.of(...ascii("HPKE-v1"), ...suite, ...ascii(label), ...ikm));
  const expand = (prk: Uint8Array, label: string, context: Uint8Array, length: number): Uint8Array =>
    hmac(sha256, prk, Uint8Array.of(0, length, ...ascii("HPKE-v1"), ...suite, ...ascii(label), ...context, 1))
      .slice(0, length);
  const context = Uint8Array.of(0, ...extract(none, "psk_id_hash", none), ...extract(none, "info_hash", info));
  const shared = extract(secret, "secret", none);
  return { key: expand(shared, "key", context, 32), nonce: expand(shared, "base_nonce", context, 12) };
}
