// What every driver of cryptography must do: published vectors, and what an enemy may send.

import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { Crypto } from "./crypto.ts";

const hex = (text: string): Uint8Array => Uint8Array.fromHex(text);
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const none = new Uint8Array(0);
const filled = (length: number, byte: number): Uint8Array => new Uint8Array(length).fill(byte);

/** Runs the contract of `Crypto`. */
export function cryptoContract(name: string, crypto: Crypto): void {
  suite(`crypto contract: ${name}`, () => {
    signatureRules(crypto);
    sealingRules(crypto);
    hostileRules(crypto);
  });
}

function signatureRules(crypto: Crypto): void {
  test("Ed25519 gives RFC 8032 test 1", () => {
    const seed = hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    const key = hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    const signature = hex(
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    );
    assert.deepEqual(crypto.ed25519PublicKey(seed), key);
    assert.deepEqual(crypto.ed25519Sign(seed, none), signature);
    assert.equal(crypto.ed25519Verify(key, none, signature), true);
    assert.equal(crypto.ed25519Verify(key, utf8("x"), signature), false);
    // S + L verifies with a check that forgets the range of S.
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const scalar = BigInt(`0x${signature.slice(32).reverse().toHex()}`) + order;
    const grown = signature.slice();
    grown.set(hex(scalar.toString(16).padStart(64, "0")).reverse(), 32);
    assert.equal(crypto.ed25519Verify(key, none, grown), false);
  });

  test("a small-order Ed25519 key verifies nothing", () => {
    for (const sign of [0, 0x80]) {
      const key = filled(32, 0);
      key[0] = 1;
      key[31] = sign;
      const signature = filled(64, 0);
      signature[0] = 1;
      assert.equal(crypto.ed25519Verify(key, utf8("anything"), signature), false);
    }
  });

  test("ECDSA over P-256 verifies RFC 6979 A.2.5, and nothing that differs from it", () => {
    const key = hex(
      "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
    );
    const r = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716";
    const s = "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";
    const signature = hex(`3046022100${r}022100${s}`);
    assert.equal(crypto.p256Verify(key, utf8("sample"), signature), true);
    assert.equal(crypto.p256Verify(key, utf8("Sample"), signature), false);
    assert.equal(crypto.p256Verify(key, utf8("sample"), hex(r + s)), false, "not the DER");
    assert.equal(crypto.p256Verify(key, utf8("sample"), hex("30060201000201" + "00")), false, "r and s of 0");
    const off = key.slice();
    off[63] = (off[63] ?? 0) ^ 1;
    for (const wrong of [off, filled(64, 0), key.subarray(1), none]) {
      assert.equal(crypto.p256Verify(wrong, utf8("sample"), signature), false, "a key that is no point of the curve");
    }
  });

  test("ML-DSA-87 signs and verifies", () => {
    const key = crypto.mlDsa87PublicKey(filled(32, 1));
    const signature = crypto.mlDsa87Sign(filled(32, 1), utf8("word"));
    assert.deepEqual([key.length, signature.length], [2592, 4627]);
    assert.equal(crypto.mlDsa87Verify(key, utf8("word"), signature), true);
    assert.equal(crypto.mlDsa87Verify(key, utf8("other"), signature), false);
  });

  test("ML-DSA-44 signs and verifies", () => {
    const key = crypto.mlDsa44PublicKey(filled(32, 1));
    const signature = crypto.mlDsa44Sign(filled(32, 1), utf8("word"));
    assert.deepEqual([key.length, signature.length], [1312, 2420]);
    assert.equal(crypto.mlDsa44Verify(key, utf8("word"), signature), true);
    assert.equal(crypto.mlDsa44Verify(key, utf8("other"), signature), false);
    assert.equal(crypto.mlDsa44Verify(crypto.mlDsa44PublicKey(filled(32, 2)), utf8("word"), signature), false);
  });
}

function sealingRules(crypto: Crypto): void {
  test("X25519 gives RFC 7748 section 6.1, and nothing for a point of small order or of another length", () => {
    const secret = hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
    const point = hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
    const shared = hex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
    assert.deepEqual(crypto.x25519(secret, point), shared);
    for (const small of [0, 1]) assert.equal(crypto.x25519(secret, filled(32, 0).with(0, small)), null);
    for (const length of [0, 31, 33]) assert.equal(crypto.x25519(secret, filled(length, 9)), null);
  });

  test("ChaCha20-Poly1305 gives RFC 8439 section 2.8.2", () => {
    const key = hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
    const nonce = hex("070000004041424344454647");
    const aad = hex("50515253c0c1c2c3c4c5c6c7");
    const plaintext = utf8(
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
    );
    const sealed = crypto.aeadSeal(key, nonce, aad, plaintext);
    assert.equal(sealed.slice(0, 16).toHex(), "d31a8d34648e60db7b86afbc53ef7ec2");
    assert.equal(sealed.slice(-16).toHex(), "1ae10b594f09e26a7e902ecbd0600691");
    assert.deepEqual(crypto.aeadOpen(key, nonce, aad, sealed), plaintext);
    assert.equal(crypto.aeadOpen(key, nonce, none, sealed), null);
    assert.equal(crypto.aeadOpen(key, nonce, aad, sealed.slice(1)), null);
  });

  test("HKDF-SHA-256 gives RFC 5869 case 1, and takes a long info", () => {
    const info = hex("f0f1f2f3f4f5f6f7f8f9");
    const output = crypto.hkdfSha256(filled(22, 0x0b), hex("000102030405060708090a0b0c"), info, 42);
    assert.equal(
      output.toHex(), "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
    );
    assert.equal(crypto.hkdfSha256(filled(22, 0x0b), none, filled(1025, 1), 42).length, 42);
  });

  test("HPKE seals to an X-Wing key and opens with its seed only", () => {
    const seed = filled(32, 7);
    const { enc, ciphertext } = crypto.hpkeSeal(
      crypto.xwingPublicKey(seed), utf8("i"), utf8("a"), utf8("p"), filled(64, 0),
    );
    assert.equal(enc.length, 1120);
    assert.deepEqual(crypto.hpkeOpen(seed, enc, utf8("i"), utf8("a"), ciphertext), utf8("p"));
    assert.equal(crypto.hpkeOpen(seed, enc, utf8("j"), utf8("a"), ciphertext), null);
    assert.equal(crypto.hpkeOpen(seed, enc, utf8("i"), utf8("b"), ciphertext), null);
    assert.equal(crypto.hpkeOpen(filled(32, 8), enc, utf8("i"), utf8("a"), ciphertext), null);
  });

  test("Argon2id gives the length asked for", () => {
    const key = crypto.argon2id(utf8("passphrase"), filled(16, 2), 64, 1, 1, 32);
    assert.equal(key.length, 32);
    assert.notDeepEqual(key, crypto.argon2id(utf8("passphrasf"), filled(16, 2), 64, 1, 1, 32));
  });
}

function hostileRules(crypto: Crypto): void {
  test("bytes of a wrong length never make a check throw", () => {
    for (const length of [0, 1, 16, 31, 32, 33, 63, 64, 65, 1120, 1312, 2420, 2592, 4627, 4628]) {
      for (const byte of [0, 0xff]) {
        const any = filled(length, byte);
        assert.equal(crypto.ed25519Verify(any, any, any), false);
        assert.equal(crypto.ed25519Verify(filled(32, 0x55), any, any), false);
        assert.equal(crypto.mlDsa44Verify(any, any, any), false);
        assert.equal(crypto.mlDsa44Verify(filled(1312, byte), any, filled(2420, byte)), false);
        assert.equal(crypto.mlDsa87Verify(any, any, any), false);
        assert.equal(crypto.mlDsa87Verify(filled(2592, byte), any, filled(4627, byte)), false);
        assert.equal(crypto.aeadOpen(any, any, any, any), null);
        assert.equal(crypto.hpkeOpen(filled(32, 1), any, any, any, any), null);
      }
    }
  });
}
