// Other parties as this station knows them: by their card, and by an officer who has compared the 60 digits.

import type { KnownParty } from "./state.ts";
import type { Crypto } from "../ports/crypto.ts";
import { bytes, decodeShape, encodeShape, list, struct, text, uint } from "../core/bytes/shape.ts";
import { toHex } from "../core/bytes/hex.ts";
import { decodeCard } from "../core/keys/card.ts";
import { rosterDigest } from "../core/keys/roster.ts";

const addressesMax = 8;
const knownParty = struct({
  id: bytes(32), card: text(200_000), addresses: list(text(255), addressesMax), confirmed: uint(1),
});

/** The party of a card, not yet confirmed. Errors: card, roster-signature. */
export function learnCard(crypto: Crypto, card: string, addresses: readonly string[]): KnownParty {
  const signed = decodeCard(crypto, card);
  return {
    id: toHex(signed.roster.party), roster: signed.roster, rosterDigest: toHex(rosterDigest(crypto, signed.bytes)),
    cardText: card, addresses, confirmed: false,
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
