// Raw keys as node:crypto KeyObjects, with a bounded memory of the ones used before.

import { createPrivateKey, createPublicKey } from "node:crypto";
import type { KeyObject } from "node:crypto";

/** Most KeyObjects kept for one algorithm and one half. */
export const keyObjectsMax = 512;

// DER before the raw key, RFC 8410 and the LAMPS profiles of FIPS 203 and FIPS 204 (seed form of the private key).
const privatePrefix = {
  ed25519: "302e020100300506032b657004220420",
  x25519: "302e020100300506032b656e04220420",
  mlDsa44: "3034020100300b060960864801650304031104228020",
  mlDsa87: "3034020100300b060960864801650304031304228020",
  mlKem768: "3054020100300b060960864801650304040204428040",
} as const;
const publicPrefix = {
  // RFC 5480: the uncompressed point's 04 belongs to the prefix, the raw key is x and y.
  p256: "3059301306072a8648ce3d020106082a8648ce3d03010703420004",
  ed25519: "302a300506032b6570032100",
  x25519: "302a300506032b656e032100",
  mlDsa44: "30820532300b06096086480165030403110382052100",
  mlDsa87: "30820a32300b060960864801650304031303820a2100",
  mlKem768: "308204b2300b0609608648016503040402038204a100",
} as const;
export const publicKeyBytes = {
  p256: 64, ed25519: 32, x25519: 32, mlDsa44: 1312, mlDsa87: 2592, mlKem768: 1184,
} as const;
export const privateKeyBytes = { ed25519: 32, x25519: 32, mlDsa44: 32, mlDsa87: 32, mlKem768: 64 } as const;

export type KeyAlgorithm = keyof typeof publicPrefix;
type SeedAlgorithm = keyof typeof privatePrefix;

/** The private key of a raw seed. Throws on a wrong length: a seed is always our own. */
export function privateKeyOf(algorithm: SeedAlgorithm, seed: Uint8Array): KeyObject {
  if (seed.length !== privateKeyBytes[algorithm]) throw new Error(`a seed of ${algorithm} has another length`);
  const key = Buffer.concat([Buffer.from(privatePrefix[algorithm], "hex"), seed]);
  return createPrivateKey({ key, format: "der", type: "pkcs8" });
}

/** The public key of raw bytes. Throws when they are none. */
export function publicKeyOf(algorithm: KeyAlgorithm, raw: Uint8Array): KeyObject {
  if (raw.length !== publicKeyBytes[algorithm]) throw new Error(`a public key of ${algorithm} has another length`);
  const key = Buffer.concat([Buffer.from(publicPrefix[algorithm], "hex"), raw]);
  return createPublicKey({ key, format: "der", type: "spki" });
}

/** The raw public key of a private key. */
export function rawPublicKey(algorithm: KeyAlgorithm, key: KeyObject): Uint8Array {
  const spki = createPublicKey(key).export({ format: "der", type: "spki" });
  return Uint8Array.from(spki.subarray(spki.length - publicKeyBytes[algorithm]));
}

/** The same making of KeyObjects, which remembers the last used; the oldest goes first. */
export function remembering(make: (raw: Uint8Array) => KeyObject): (raw: Uint8Array) => KeyObject {
  const kept = new Map<string, KeyObject>();
  return (raw) => {
    const name = raw.toHex();
    const found = kept.get(name);
    const key = found ?? make(raw);
    if (found !== undefined) kept.delete(name);
    else if (kept.size >= keyObjectsMax) kept.delete(kept.keys().next().value as string);
    kept.set(name, key);
    return key;
  };
}
