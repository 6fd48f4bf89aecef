// Cryptography without mathematics, for worlds that must go deep: each tag is a hash over everything it must bind.
// Nobody in a world can forge one, for only the holder of a seed can name it; nothing here is secret.

import { createNodeCrypto } from "../crypto/node/crypto.ts";
import { concat } from "../core/bytes/hex.ts";
import type { Crypto } from "../ports/crypto.ts";

const [tagBytes, encBytes, xwingKeyBytes] = [16, 1_120, 1_216];
/** Lengths of keys and signatures. */
const lengths = { ed25519: [32, 64], mlDsa44: [1_312, 2_420], mlDsa87: [2_592, 4_627] } as const;

type Scheme = keyof typeof lengths;

/** Suite 1 by tagged hashes: the same lengths, the same refusals, a fraction of the cost. */
export function createStubCrypto(): Crypto {
  /** What a public key stands for; whoever was never here holds no key. */
  const seeds = new Map<string, Uint8Array>();
  const publicKey = (scheme: string, seed: Uint8Array, length: number): Uint8Array => {
    const key = stretched(tagged([text(scheme), seed]), length);
    seeds.set(key.subarray(0, 32).toHex(), Uint8Array.from(seed));
    return key;
  };
  const sign = (scheme: Scheme, seed: Uint8Array, message: Uint8Array): Uint8Array =>
    stretched(tagged([text(`${scheme} signature`), seed, message]), lengths[scheme][1]);
  const verify = (scheme: Scheme, key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean => {
    const seed = key.length === lengths[scheme][0] ? seeds.get(key.subarray(0, 32).toHex()) : undefined;
    return seed !== undefined && same(sign(scheme, seed, message), signature);
  };
  return {
    // What is used too seldom to matter is the real thing.
    ...createNodeCrypto(),
    sha256: (...parts) => tagged([joined(parts)]),
    sha512: (...parts) => stretched(tagged([joined(parts)]), 64),
    hmacSha256: (key, ...parts) => tagged([key, joined(parts)]),
    hkdfSha256: (secret, salt, info, length) => stretched(tagged([secret, salt, info]), length),
    ed25519PublicKey: (seed) => publicKey("ed25519", seed, 32),
    ed25519Sign: (seed, message) => sign("ed25519", seed, message),
    ed25519Verify: (key, message, signature) => verify("ed25519", key, message, signature),
    mlDsa44PublicKey: (seed) => publicKey("mlDsa44", seed, lengths.mlDsa44[0]),
    mlDsa44Sign: (seed, message) => sign("mlDsa44", seed, message),
    mlDsa44Verify: (key, message, signature) => verify("mlDsa44", key, message, signature),
    mlDsa87PublicKey: (seed) => publicKey("mlDsa87", seed, lengths.mlDsa87[0]),
    mlDsa87Sign: (seed, message) => sign("mlDsa87", seed, message),
    mlDsa87Verify: (key, message, signature) => verify("mlDsa87", key, message, signature),
    aeadSeal, aeadOpen,
    xwingPublicKey: (seed) => publicKey("xwing", seed, xwingKeyBytes),
    hpkeSeal: (key, info, aad, plaintext, seed) => {
      const enc = stretched(tagged([text("enc"), key, seed]), encBytes);
      return { enc, ciphertext: aeadSeal(key, enc, tagged([info, aad]), plaintext) };
    },
    hpkeOpen: (seed, enc, info, aad, ciphertext) =>
      enc.length === encBytes && ciphertext.length >= tagBytes
        ? opened(publicKey("xwing", seed, xwingKeyBytes), enc, tagged([info, aad]), ciphertext) : null,
  };
}

function aeadSeal(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(plaintext.length + tagBytes);
  sealed.set(plaintext);
  sealed.set(tagged([key, nonce, aad, plaintext]).subarray(0, tagBytes), plaintext.length);
  return sealed;
}

function aeadOpen(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Uint8Array | null {
  if (key.length !== 32 || nonce.length !== 12 || sealed.length < tagBytes) return null;
  return opened(key, nonce, aad, sealed);
}

function opened(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Uint8Array | null {
  const plaintext = sealed.slice(0, sealed.length - tagBytes);
  const tag = tagged([key, nonce, aad, plaintext]).subarray(0, tagBytes);
  return same(tag, sealed.subarray(plaintext.length)) ? plaintext : null;
}

const encoder = new TextEncoder();

function text(words: string): Uint8Array {
  return encoder.encode(words);
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

/** Bytes of this length from a hash: it over and over, with the number of its turn in its first byte. */
function stretched(hash: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at++) bytes[at] = (hash[at % 32] as number) ^ (at >>> 5);
  return bytes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 ? (parts[0] as Uint8Array) : concat(...parts);
}

// Eight lanes of FNV-like mixing over 32-bit words: no cryptography, and nothing in a world tries to break it. Parts
// are told apart by their lengths.
function tagged(parts: readonly Uint8Array[]): Uint8Array {
  const lanes = Int32Array.of(
    0x6a09e667, 0xbb67ae85 | 0, 0x3c6ef372, 0xa54ff53a | 0, 0x510e527f, 0x9b05688c | 0, 0x1f83d9ab, 0x5be0cd19,
  );
  for (const part of parts) {
    let [a, b] = [lanes[0] as number, (lanes[1] as number) ^ part.length];
    for (let at = 0; at < part.length; at++) {
      a = Math.imul(a ^ (part[at] as number), 0x0100_0193);
      b = Math.imul(b ^ a ^ (a >>> 15), 0x85eb_ca6b);
    }
    for (let lane = 0; lane < lanes.length; lane++) {
      a = Math.imul(a ^ (a >>> 13) ^ (lanes[lane] as number), 0xc2b2_ae35 | 0);
      b = Math.imul(b ^ (b >>> 16) ^ a, 0x27d4_eb2f);
      lanes[lane] = a ^ b ^ (b >>> 11);
    }
  }
  return new Uint8Array(lanes.buffer);
}
