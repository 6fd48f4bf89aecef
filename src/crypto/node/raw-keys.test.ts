import { deepEqual, equal, throws } from "node:assert/strict";
import type { KeyObject } from "node:crypto";
import { test } from "node:test";
import { createNodeCrypto } from "./crypto.ts";
import { keyObjectsMax, privateKeyBytes, privateKeyOf, publicKeyBytes, publicKeyOf, remembering } from "./raw-keys.ts";
import type { KeyAlgorithm } from "./raw-keys.ts";
import { xwingEncapsulate, xwingPublicKey } from "./xwing.ts";

test("a seed or key of another length is refused by name, and never cut or filled to fit", () => {
  // Behind a prefix that says its length OpenSSL would take the first bytes of a longer one.
  for (const [algorithm, length] of Object.entries(privateKeyBytes) as ["ed25519", number][]) {
    for (const other of [length - 1, length + 1, 0]) {
      throws(() => privateKeyOf(algorithm, new Uint8Array(other).fill(1)), /another length/u);
    }
  }
  for (const [algorithm, length] of Object.entries(publicKeyBytes) as [KeyAlgorithm, number][]) {
    throws(() => publicKeyOf(algorithm, new Uint8Array(length + 1).fill(1)), /another length/u);
  }
  throws(() => xwingPublicKey(new Uint8Array(31)), /32 bytes/u);
  throws(() => xwingEncapsulate(new Uint8Array(1_217)), /1,216 bytes/u);
});

test("HKDF gives what it can give and no more, however long its info is", () => {
  const { hkdfSha256 } = createNodeCrypto();
  const [secret, info] = [new Uint8Array(32).fill(1), new Uint8Array(1_025).fill(2)];
  equal(hkdfSha256(secret, info, info, 8_160).length, 8_160);
  throws(() => hkdfSha256(secret, info, info, 8_161), /8,160/u);
});

test("of the keys that are remembered the one that was not used for longest is forgotten first", () => {
  const made: number[] = [];
  const keyOf = remembering((raw) => {
    made.push((raw[0] as number) * 256 + (raw[1] as number));
    return {} as KeyObject;
  });
  const rawOf = (number: number): Uint8Array => Uint8Array.of(number >> 8, number & 255);
  for (let number = 0; number < keyObjectsMax; number++) keyOf(rawOf(number));
  keyOf(rawOf(0));
  equal(made.length, keyObjectsMax);
  keyOf(rawOf(keyObjectsMax));
  made.length = 0;
  keyOf(rawOf(0));
  keyOf(rawOf(2));
  keyOf(rawOf(1));
  deepEqual(made, [1]);
});
