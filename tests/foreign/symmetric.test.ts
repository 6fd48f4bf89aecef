// What is keyed with one secret: SHA-2, HMAC, HKDF, ChaCha20-Poly1305 and Argon2id of others.

import { deepEqual, equal, notDeepEqual, ok, throws } from "node:assert/strict";
import { test } from "node:test";
import { createNodeCrypto } from "../../src/crypto/node/crypto.ts";
import { hex, named, readRecords, readWycheproof } from "./sets.ts";

const crypto = createNodeCrypto();

test("NIST: short messages of SHA-256 and SHA-512", () => {
  for (const [name, hash, count] of [["sha256", crypto.sha256, 65], ["sha512", crypto.sha512, 129]] as const) {
    const cases = readRecords(`${name}_short.rsp`);
    equal(cases.length, count);
    for (const { Len = "", Msg = "", MD = "" } of cases) {
      const message = hex(Msg.slice(0, Number(Len) / 4));
      deepEqual(hash(message), hex(MD));
      // The parts are one message, wherever it is cut.
      deepEqual(hash(message.subarray(0, message.length >> 1), message.subarray(message.length >> 1)), hex(MD));
    }
  }
});

test("RFC 4231: HMAC-SHA-256", () => {
  const cases = readRecords("rfc4231_hmac_sha256.txt");
  equal(cases.length, 6);
  for (const { Key, Msg, MD } of cases) deepEqual(crypto.hmacSha256(hex(Key), hex(Msg)), hex(MD));
});

// The tag of a set may be shorter than ours: its first bytes are compared, as the set asks.
test("Wycheproof: HMAC-SHA-256", () => {
  const cases = readWycheproof("hmac_sha256_test.json");
  equal(cases.length, 174);
  for (const one of cases) {
    const tag = hex(one["tag"]);
    const made = crypto.hmacSha256(hex(one["key"]), hex(one["msg"])).subarray(0, tag.length);
    if (one.result === "valid") deepEqual(made, tag, named(one));
    else notDeepEqual(made, tag, named(one));
  }
});

test("RFC 5869: HKDF-SHA-256", () => {
  const cases = readRecords("rfc5869_hkdf_sha256.txt");
  equal(cases.length, 3);
  for (const { IKM, salt, info, L, OKM } of cases) {
    deepEqual(crypto.hkdfSha256(hex(IKM), hex(salt), hex(info), Number(L)), hex(OKM));
  }
});

test("Wycheproof: HKDF-SHA-256, of which what asks for more than 8,160 bytes is refused", () => {
  const cases = readWycheproof("hkdf_sha256_test.json");
  equal(cases.length, 86);
  for (const one of cases) {
    const derive = (): Uint8Array =>
      crypto.hkdfSha256(hex(one["ikm"]), hex(one["salt"]), hex(one["info"]), one["size"] as number);
    if (one.result === "valid") deepEqual(derive(), hex(one["okm"]), named(one));
    else throws(derive, named(one));
  }
});

test("Wycheproof: ChaCha20-Poly1305, sealed and opened", () => {
  const cases = readWycheproof("chacha20_poly1305_test.json");
  equal(cases.length, 325);
  for (const one of cases) {
    const [key, nonce, aad, message] = [hex(one["key"]), hex(one["iv"]), hex(one["aad"]), hex(one["msg"])];
    const sealed = Uint8Array.of(...hex(one["ct"]), ...hex(one["tag"]));
    deepEqual(crypto.aeadOpen(key, nonce, aad, sealed), one.result === "valid" ? message : null, named(one));
    if (one.result === "valid") deepEqual(crypto.aeadSeal(key, nonce, aad, message), sealed, named(one));
    // A nonce of another length is our own bug when sealing; it is the only fault that a sealer could see.
    else if (nonce.length !== 12) throws(() => crypto.aeadSeal(key, nonce, aad, message), named(one));
  }
});

// RFC 9106 §5.3 names a secret and associated data, which the port does not have, so its one case is left out.
test("Argon2id: all cases without a secret and associated data", () => {
  const cases = readRecords("argon2id.txt").filter(({ secret, ad }) => secret === undefined && ad === undefined);
  ok(cases.length === 5);
  for (const { pass, salt, memcost, iter, lanes, length, output } of cases) {
    const made = crypto.argon2id(
      hex(pass), hex(salt), Number(memcost), Number(iter), Number(lanes), Number(length),
    );
    deepEqual(made, hex(output));
  }
});
