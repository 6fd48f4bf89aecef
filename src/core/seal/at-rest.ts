// What lies on a disk: each row and value sealed under a key of its own (spec/04-seal.md, At rest).

import type { Crypto } from "../../ports/crypto.ts";
import type { Random } from "../../ports/random.ts";
import { encode } from "../bytes/cbor.ts";
import type { Value } from "../bytes/cbor.ts";
import { concat } from "../bytes/hex.ts";
import type { Leaf, LogId } from "../names.ts";

/** Bytes a sealed row or value has above what is in it: 16 random ones and the tag. */
export const atRestOverhead = 32;
const randomBytes = 16;
const none = new Uint8Array(0);
// Every key is used for one sealing, so that a nonce has nothing to tell apart.
const zeroNonce = new Uint8Array(12);

/** Where a stored row stands, in clear beside it and bound to its seal. */
export interface Place {
  readonly log: LogId;
  readonly seq: number;
  readonly leaf: Leaf;
}

/** Seals the bytes of a row. `storageKey` is 32 bytes. */
export function sealAtRest(
  crypto: Crypto, random: Random, storageKey: Uint8Array, place: Place, bytes: Uint8Array,
): Uint8Array {
  return seal(crypto, random, storageKey, rowLabel(place), bytes);
}

/** The bytes of a sealed row, or null when it was not sealed for this place with this key. */
export function openAtRest(crypto: Crypto, storageKey: Uint8Array, place: Place, blob: Uint8Array): Uint8Array | null {
  return open(crypto, storageKey, rowLabel(place), blob);
}

/** Seals a value that is kept by name. */
export function sealValue(
  crypto: Crypto, random: Random, storageKey: Uint8Array, name: string, bytes: Uint8Array,
): Uint8Array {
  return seal(crypto, random, storageKey, ["chirograph/1 value", name], bytes);
}

/** The bytes of a sealed value, or null when it was not sealed under this name with this key. */
export function openValue(crypto: Crypto, storageKey: Uint8Array, name: string, blob: Uint8Array): Uint8Array | null {
  return open(crypto, storageKey, ["chirograph/1 value", name], blob);
}

function rowLabel({ log, seq, leaf }: Place): readonly Value[] {
  return ["chirograph/1 row", log, seq, leaf];
}

function seal(
  crypto: Crypto, random: Random, storageKey: Uint8Array, label: readonly Value[], bytes: Uint8Array,
): Uint8Array {
  const fresh = random.bytes(randomBytes);
  return concat(fresh, crypto.aeadSeal(keyOf(crypto, storageKey, label, fresh), zeroNonce, none, bytes));
}

function open(crypto: Crypto, storageKey: Uint8Array, label: readonly Value[], blob: Uint8Array): Uint8Array | null {
  if (blob.length < atRestOverhead) return null;
  const key = keyOf(crypto, storageKey, label, blob.subarray(0, randomBytes));
  return crypto.aeadOpen(key, zeroNonce, none, blob.subarray(randomBytes));
}

function keyOf(crypto: Crypto, storageKey: Uint8Array, label: readonly Value[], fresh: Uint8Array): Uint8Array {
  return crypto.hmacSha256(storageKey, encode([...label, fresh]));
}
