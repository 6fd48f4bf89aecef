// Other parties as this station knows them: by their card, and by an officer who has compared the 60 digits.

import { heldRosters } from "./rosters.ts";
import type { KnownParty, StationState } from "../state.ts";
import type { Crypto } from "../../ports/crypto.ts";
import { bytes, decodeShape, encodeShape, list, struct, text, uint } from "../../core/bytes/shape.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { decodeCardRosters, encodeCardOf } from "../../core/keys/card.ts";
import { rosterDigest } from "../../core/keys/roster.ts";
import type { SignedRoster } from "../../core/keys/roster.ts";

const addressesMax = 8;
/** Most addresses of our own other sites. */
export const ownAddressesMax = 16;
/** Longest value kept of a party, in bytes: its card, its addresses and a little. */
export const knownPartyBytesMax = 204_800;
const knownParty = struct({
  id: bytes(32), card: text(200_000), addresses: list(text(255), addressesMax), confirmed: uint(1),
});

/** A party by its newest roster, not yet confirmed. */
export function partyOf(crypto: Crypto, signed: SignedRoster, addresses: readonly string[]): KnownParty {
  const { roster, bytes: body } = signed;
  return {
    id: toHex(roster.party), roster, rosterDigest: toHex(rosterDigest(crypto, body)), addresses, confirmed: false,
  };
}

const ownAddresses = list(text(255), ownAddressesMax);

/** Where the addresses of our own other sites are kept. */
export const ownAddressesKey = "own-addresses";

/** Addresses of our own other sites, as a value. */
export function encodeOwnAddresses(addresses: readonly string[]): Uint8Array {
  return encodeShape(ownAddresses, addresses);
}

/** Addresses of our own other sites. Errors: cbor-*, shape. */
export function decodeOwnAddresses(plain: Uint8Array): readonly string[] {
  return decodeShape(ownAddresses, plain);
}

/** The value kept of a party. */
export function encodeKnownParty(state: StationState, party: KnownParty): Uint8Array {
  const id = Uint8Array.fromHex(party.id);
  return encodeShape(knownParty, {
    id, card: encodeCardOf(state.self.crypto, heldRosters(state, id)), addresses: party.addresses,
    confirmed: party.confirmed ? 1 : 0,
  });
}

/** The party of an opened value, and the rosters its card holds. */
export function decodeKnownParty(
  crypto: Crypto, plain: Uint8Array,
): { readonly party: KnownParty; readonly rosters: readonly SignedRoster[] } {
  const { card, addresses, confirmed } = decodeShape(knownParty, plain);
  const rosters = decodeCardRosters(crypto, card);
  const party = partyOf(crypto, rosters.at(-1) as SignedRoster, addresses);
  return { party: { ...party, confirmed: confirmed === 1 }, rosters };
}
