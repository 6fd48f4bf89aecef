// Suite 1 of Node with an encapsulation that takes its randomness, so that writing has vectors too.

import { createCipheriv } from "node:crypto";
import { ml_kem768_x25519 as xwing } from "@noble/post-quantum/hybrid.js";
import { createNodeCrypto } from "../../src/crypto/node/crypto.ts";
import { hpkeKeyAndNonce } from "../../src/crypto/node/xwing.ts";
import type { Crypto } from "../../src/ports/crypto.ts";

/** The same bytes for the same seed. */
export function deterministicCrypto(): Crypto {
  return {
    ...createNodeCrypto(),
    hpkeSeal: (publicKey, info, aad, plaintext, seed) => {
      const { cipherText, sharedSecret } = xwing.encapsulate(publicKey, seed);
      const { key, nonce } = hpkeKeyAndNonce(sharedSecret, info);
      const cipher = createCipheriv("chacha20-poly1305", key, nonce, { authTagLength: 16 });
      cipher.setAAD(aad, { plaintextLength: plaintext.length });
      const parts = [cipher.update(plaintext), cipher.final(), cipher.getAuthTag()];
      const ciphertext = Uint8Array.from(Buffer.concat(parts));
      return { enc: Uint8Array.from(cipherText), ciphertext };
    },
  };
}
