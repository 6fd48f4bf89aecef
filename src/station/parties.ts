// Other parties as this station knows them: by their card, and by an officer who has compared the 60 digits.

import { keep } from "./batch.ts";
import type { KnownParty, StationState } from "./state.ts";
import type { Crypto } from "../ports/crypto.ts";
import { bytes, decodeShape, encodeShape, list, struct, text, uint } from "../core/bytes/shape.ts";
import { toHex } from "../core/bytes/hex.ts";
import { decodeCard } from "../core/keys/card.ts";
import { decodeSignedRoster, encodeSignedRoster, rosterDigest } from "../core/keys/roster.ts";

const addressesMax = 8;
const knownParty = struct({
  id: bytes(32), card: text(200_000), addresses: list(text(255), addressesMax), confirmed: uint(1),
});

/** The party of a card, not yet confirmed. Errors: card, roster-signature. */
export function learnCard(crypto: Crypto, card: string, addresses: readonly string[]): KnownParty {
  const signed = decodeCard(crypto, card);
  return {
    id: toHex(signed.roster.party), roster: signed.roster, rosterDigest: toHex(rosterDigest(crypto, signed.bytes)),
    cardText: card, signedRoster: encodeSignedRoster(signed), addresses, confirmed: false,
  };
}

/** The value kept of a party. */
export function encodeKnownParty(party: KnownParty): Uint8Array {
  return encodeShape(knownParty, {
    id: Uint8Array.fromHex(party.id), card: party.cardText, addresses: party.addresses,
    confirmed: party.confirmed ? 1 : 0,
  });
}

/** The party of an opened value. */
export function decodeKnownParty(crypto: Crypto, plain: Uint8Array): KnownParty {
  const { card, addresses, confirmed } = decodeShape(knownParty, plain);
  return { ...learnCard(crypto, card, addresses), confirmed: confirmed === 1 };
}

/** Where rosters are kept. */
export const rosterPrefix = "roster/";

/** Keeps a roster that was checked. It stays when a newer one comes: it says who signed what stands in the record. */
export function keepRoster(state: StationState, signed: Uint8Array): void {
  const digest = takeRoster(state, signed);
  keep(state, `${rosterPrefix}${digest}`, signed);
}

/** Takes in a roster that was kept. Errors: cbor-*, shape. */
export function takeRoster(state: StationState, signed: Uint8Array): string {
  const { bytes: body, roster } = decodeSignedRoster(signed);
  const digest = toHex(rosterDigest(state.self.crypto, body));
  state.rosters.set(digest, roster);
  state.signedRosters.set(digest, signed);
  return digest;
}
