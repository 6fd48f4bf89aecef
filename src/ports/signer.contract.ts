// What every signing key must do, wherever it lives.

import { deepEqual, equal } from "node:assert/strict";
import { suite, test } from "node:test";
import type { Crypto } from "./crypto.ts";
import type { Signer } from "./signer.ts";

/** Runs the contract of `Signer`; `make` makes one with a key of its own. */
export function signerContract(name: string, crypto: Crypto, make: () => Signer): void {
  suite(`signer contract: ${name}`, () => {
    test("signs as its public key verifies, the same each time, and only what it was given", () => {
      const signer = make();
      const message = new Uint8Array(300).fill(7);
      const signature = signer.sign(message);
      equal(signature.length, 64);
      deepEqual(signer.sign(message), signature);
      equal(crypto.ed25519Verify(signer.publicKey, message, signature), true);
      equal(crypto.ed25519Verify(signer.publicKey, message.with(0, 8), signature), false);
      equal(crypto.ed25519Verify(make().publicKey, message, signature), false);
    });
  });
}
