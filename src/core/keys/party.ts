// A party: its offline root keys, and the name that follows from them.

import type { Crypto } from "../../ports/crypto.ts";
import { encode } from "../bytes/cbor.ts";
import { bytes, struct } from "../bytes/shape.ts";
import type { Of } from "../bytes/shape.ts";
import type { PartyId } from "../names.ts";
import { suite } from "../record/entry.ts";

/** Public halves of a party's root: one classical and one post-quantum key, both needed for every roster. */
export const partyRoots = struct({ ed25519: bytes(32), mlDsa87: bytes(2_592) });
export type PartyRoots = Of<typeof partyRoots>;

/** Private seeds of a root, 32 bytes each. They stay offline. */
export interface RootSeeds {
  readonly ed25519: Uint8Array;
  readonly mlDsa87: Uint8Array;
}

/** Public halves of the seeds. */
export function rootsOf(crypto: Crypto, seeds: RootSeeds): PartyRoots {
  return { ed25519: crypto.ed25519PublicKey(seeds.ed25519), mlDsa87: crypto.mlDsa87PublicKey(seeds.mlDsa87) };
}

/** A party's id: SHA-256 over its first root keys. Later roots are bound to it by rosters, each naming the next. */
export function partyId(crypto: Crypto, roots: PartyRoots): PartyId {
  return crypto.sha256(encode(["chirograph/1 party", suite, roots.ed25519, roots.mlDsa87]));
}

/** What a roster names of the next root before it is used (pre-rotation): SHA-256 over its keys. */
export function rootsHash(crypto: Crypto, roots: PartyRoots): Uint8Array {
  return crypto.sha256(encode(["chirograph/1 roots", suite, roots.ed25519, roots.mlDsa87]));
}
