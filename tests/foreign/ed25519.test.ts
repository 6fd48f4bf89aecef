// Ed25519 of others: RFC 8032, the list of the reference implementation, Wycheproof, and, from a checkout, CCTV.

import { deepEqual, equal, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createNodeCrypto } from "../../src/crypto/node/crypto.ts";
import { cctvFolder, hex, named, readData, readJson, readWycheproof } from "./sets.ts";

const crypto = createNodeCrypto();

test("RFC 8032 §7.1: five keys, signed and verified", () => {
  const cases = readJson<readonly Record<"seed" | "pk" | "msg" | "sig", string>[]>("rfc8032_ed25519.json");
  equal(cases.length, 5);
  for (const { seed, pk, msg, sig } of cases) {
    deepEqual(crypto.ed25519PublicKey(hex(seed)), hex(pk));
    deepEqual(crypto.ed25519Sign(hex(seed), hex(msg)), hex(sig));
    equal(crypto.ed25519Verify(hex(pk), hex(msg), hex(sig)), true);
  }
});

test("the first 256 messages of the reference implementation, of 0 to 255 bytes", () => {
  const lines = readData("ed25519_sign.input").trimEnd().split("\n");
  equal(lines.length, 256);
  for (const line of lines) {
    const [secret = "", key = "", message = "", signed = ""] = line.split(":");
    const [seed, signature] = [hex(secret.slice(0, 64)), hex(signed.slice(0, 128))];
    deepEqual(crypto.ed25519PublicKey(seed), hex(key));
    deepEqual(crypto.ed25519Sign(seed, hex(message)), signature);
    equal(crypto.ed25519Verify(hex(key), hex(message), signature), true);
    // The same signature of one bit less or more is none.
    const other = signature.map((byte, index) => index === message.length % 64 ? byte ^ 1 : byte);
    equal(crypto.ed25519Verify(hex(key), hex(message), other), false);
  }
});

// spec/03-record.md R-30. Wycheproof marks no case "acceptable" here: verifiers with and without the cofactor agree.
test("Wycheproof: each signature verifies or does not as the set says", () => {
  const cases = readWycheproof("ed25519_test.json");
  ok(cases.length >= 150);
  for (const one of cases) {
    const key = hex((one.group["publicKey"] as unknown as { readonly pk: string }).pk);
    equal(crypto.ed25519Verify(key, hex(one["msg"]), hex(one["sig"])), one.result === "valid", named(one));
  }
});

const skip = cctvFolder === undefined && "only with a checkout of CCTV (README.md)";

test("CCTV: of all edge cases of A and R only mixed order that cancels out passes", { skip }, () => {
  const cases = JSON.parse(readFileSync(`${cctvFolder}/ed25519/ed25519vectors.json`, "utf8")) as readonly {
    readonly number: number; readonly key: string; readonly sig: string; readonly msg: string;
    readonly flags: readonly string[] | null;
  }[];
  const refused = new Set([
    "low_order_A", "low_order_R", "non_canonical_A", "non_canonical_R", "low_order_residue", "reencoded_k",
  ]);
  ok(cases.length > 0);
  for (const { number, key, sig, msg, flags } of cases) {
    const expected = !(flags ?? []).some((flag) => refused.has(flag));
    equal(crypto.ed25519Verify(hex(key), new TextEncoder().encode(msg), hex(sig)), expected, `${number}: ${flags}`);
  }
});
