// What two stations know together without having said a word: a key from what their rosters name (spec/12-bearers.md).

import type { Crypto } from "../../ports/crypto.ts";
import { utf8 } from "../bytes/cbor.ts";
import { compareBytes, concat } from "../bytes/hex.ts";
import type { StationId } from "../names.ts";

/** Keys of one station for one peer: what it sends is marked with one, what it hears with the other. */
export interface PairKeys {
  readonly sending: Uint8Array;
  readonly receiving: Uint8Array;
}

/** A station as its roster names it: the id, and the Ed25519 key it signs with. */
export interface PairStation {
  readonly id: StationId;
  readonly key: Uint8Array;
}

const label = utf8("chirograph/1 pair");
const prime = 2n ** 255n - 19n;

/** The keys of a station, whose Ed25519 seed is `seed`, for a peer; null when the peer's key is none. */
export function pairKeys(crypto: Crypto, seed: Uint8Array, own: PairStation, peer: PairStation): PairKeys | null {
  // B-5: the X25519 secret of an Ed25519 seed is the first half of its SHA-512 (RFC 8032 §5.1.5).
  const secret = crypto.sha512(seed).subarray(0, 32);
  const shared = crypto.x25519(secret, montgomery(peer.key));
  if (shared === null) return null;
  const first = compareBytes(own.id, peer.id) < 0;
  const [lower, higher] = first ? [own.id, peer.id] : [peer.id, own.id];
  const both = crypto.hkdfSha256(shared, new Uint8Array(0), concat(label, lower, higher), 64);
  const [fromLower, fromHigher] = [both.slice(0, 32), both.slice(32)];
  return first ? { sending: fromLower, receiving: fromHigher } : { sending: fromHigher, receiving: fromLower };
}

/** The point of an Ed25519 key as X25519 has it: u = (1 + y) / (1 - y) (RFC 7748 §4.1). */
function montgomery(key: Uint8Array): Uint8Array {
  let y = 0n;
  for (let index = 31; index >= 0; index--) y = (y << 8n) | BigInt(key[index] ?? 0);
  y &= 2n ** 255n - 1n;
  let u = (((1n + y) % prime) * power((prime + 1n - (y % prime)) % prime, prime - 2n)) % prime;
  const bytes = new Uint8Array(32);
  for (let index = 0; index < 32; index++, u >>= 8n) bytes[index] = Number(u & 255n);
  return bytes;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base, left = exponent; left > 0n; left >>= 1n, square = (square * square) % prime) {
    if ((left & 1n) === 1n) result = (result * square) % prime;
  }
  return result;
}
