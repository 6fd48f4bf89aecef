// A station's signing key in memory.

import type { Crypto } from "../../ports/crypto.ts";
import type { Signer } from "../../ports/signer.ts";

/** Signs with an Ed25519 seed of 32 bytes, of which it keeps its own copy. */
export function createSoftwareSigner(crypto: Crypto, seed: Uint8Array): Signer {
  const kept = seed.slice();
  return { publicKey: crypto.ed25519PublicKey(kept), sign: (message) => crypto.ed25519Sign(kept, message) };
}
