// X-Wing (draft-connolly-cfrg-xwing-kem) and HPKE base mode over it (RFC 9180), with node:crypto.

import { createHash, createHmac, decapsulate, diffieHellman, encapsulate, generateKeyPairSync } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { privateKeyOf, publicKeyOf, rawPublicKey } from "./raw-keys.ts";

export const xwingSeedBytes = 32;
export const xwingPublicKeyBytes = 1216;
export const xwingEncBytes = 1120;
const mlKemCiphertextBytes = 1088;
const mlKemPublicKeyBytes = 1184;

const label = Uint8Array.of(0x5c, 0x2e, 0x2f, 0x2f, 0x5e, 0x5c); // \.//^\
const suiteId = Buffer.concat([Buffer.from("HPKE"), Buffer.from("647a00010003", "hex")]);
const none = new Uint8Array(0);

interface Expanded {
  readonly mlKem: KeyObject;
  readonly x25519: KeyObject;
  readonly x25519Public: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** Both private keys of a 32-byte seed: SHAKE256 to 96 bytes, of which 64 are ML-KEM-768's d and z. */
function expand(seed: Uint8Array): Expanded {
  if (seed.length !== xwingSeedBytes) throw new Error("a seed of X-Wing has 32 bytes");
  const wide = createHash("shake256", { outputLength: 96 }).update(seed).digest();
  const mlKem = privateKeyOf("mlKem768", wide.subarray(0, 64));
  const x25519 = privateKeyOf("x25519", wide.subarray(64));
  const x25519Public = rawPublicKey("x25519", x25519);
  const publicKey = joined(rawPublicKey("mlKem768", mlKem), x25519Public);
  return { mlKem, x25519, x25519Public, publicKey };
}

/** X-Wing public key of a seed, 1,216 bytes. */
export function xwingPublicKey(seed: Uint8Array): Uint8Array {
  return expand(seed).publicKey;
}

/**
 * A fresh shared secret and its encapsulation. Throws when the public key is none. node:crypto draws the randomness.
 */
export function xwingEncapsulate(publicKey: Uint8Array): { readonly secret: Uint8Array; readonly enc: Uint8Array } {
  if (publicKey.length !== xwingPublicKeyBytes) throw new Error("a public key of X-Wing has 1,216 bytes");
  const theirs = publicKey.subarray(mlKemPublicKeyBytes);
  const mlKem = encapsulate(publicKeyOf("mlKem768", publicKey.subarray(0, mlKemPublicKeyBytes)));
  const ephemeral = generateKeyPairSync("x25519").privateKey;
  const ours = rawPublicKey("x25519", ephemeral);
  const agreed = x25519Agree(ephemeral, theirs);
  return { secret: combine(mlKem.sharedKey, agreed, ours, theirs), enc: joined(mlKem.ciphertext, ours) };
}

/** The shared secret of an encapsulation. Throws on a wrong length. */
export function xwingDecapsulate(seed: Uint8Array, enc: Uint8Array): Uint8Array {
  if (enc.length !== xwingEncBytes) throw new Error("an encapsulation of X-Wing has 1,120 bytes");
  const keys = expand(seed);
  const theirs = enc.subarray(mlKemCiphertextBytes);
  const mlKem = decapsulate(keys.mlKem, enc.subarray(0, mlKemCiphertextBytes));
  return combine(mlKem, x25519Agree(keys.x25519, theirs), theirs, keys.x25519Public);
}

function combine(mlKem: Uint8Array, agreed: Uint8Array, ciphertext: Uint8Array, publicKey: Uint8Array): Uint8Array {
  return createHash("sha3-256").update(joined(mlKem, agreed, ciphertext, publicKey, label)).digest();
}

// X-Wing goes on with an all-zero agreement, which OpenSSL refuses. Here a small-order key is refused: no honest
// party makes one, and both ways of the exchange fail alike.
function x25519Agree(privateKey: KeyObject, publicKey: Uint8Array): Uint8Array {
  return diffieHellman({ privateKey, publicKey: publicKeyOf("x25519", publicKey) });
}

/** Key and first nonce of the HPKE base mode key schedule (RFC 9180 §5.1) with an empty PSK. */
export function hpkeKeyAndNonce(
  secret: Uint8Array, info: Uint8Array,
): { readonly key: Uint8Array; readonly nonce: Uint8Array } {
  const context = joined(Uint8Array.of(0), extract(none, "psk_id_hash", none), extract(none, "info_hash", info));
  const root = extract(secret, "secret", none);
  return { key: expandLabelled(root, "key", context, 32), nonce: expandLabelled(root, "base_nonce", context, 12) };
}

function extract(salt: Uint8Array, name: string, ikm: Uint8Array): Uint8Array {
  return createHmac("sha256", salt).update("HPKE-v1").update(suiteId).update(name).update(ikm).digest();
}

// Both outputs fit one block of SHA-256, so that expand is one HMAC.
function expandLabelled(key: Uint8Array, name: string, context: Uint8Array, length: number): Uint8Array {
  const info = joined(Uint8Array.of(0, length), Buffer.from("HPKE-v1"), suiteId, Buffer.from(name), context);
  return createHmac("sha256", key).update(info).update(Uint8Array.of(1)).digest().subarray(0, length);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
