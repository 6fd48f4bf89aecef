// An entry as evidence shows it: with who signed it, checked against rosters that the reader trusts.

import type { Crypto } from "../../ports/crypto.ts";
import { equalBytes, toHex } from "../bytes/hex.ts";
import { bytes, struct } from "../bytes/shape.ts";
import type { Of } from "../bytes/shape.ts";
import { ChirographError } from "../errors.ts";
import { stationOf } from "../keys/roster.ts";
import type { Roster, RosterStation } from "../keys/roster.ts";
import type { Hex } from "../names.ts";
import { decodeBody, decodeEntry, leafHash, verifyEntry } from "../record/entry.ts";
import type { Body } from "../record/entry.ts";

/** Longest entry in a file of evidence, in bytes. */
export const evidenceEntryBytesMax = 40_960;

/** Who signed: a station of a party, under the roster of a digest. */
export const author = { party: bytes(32), station: bytes(16), roster: bytes(32) };
/** An entry and its author. */
export const signedEntry = struct({ ...author, entry: bytes(1, evidenceEntryBytesMax) });
export type SignedEntry = Of<typeof signedEntry>;

/** Rosters that the reader trusts, by the hex of their digest. */
export type Trusted = ReadonlyMap<Hex, Roster>;

/** The station that a roster names. Errors: missing (an unknown roster), entry-signature (another party or station). */
export function authorOf(
  trusted: Trusted, { party, station, roster }: Pick<SignedEntry, "party" | "station" | "roster">,
): RosterStation {
  const known = trusted.get(toHex(roster));
  if (known === undefined) throw new ChirographError("missing", "An unknown roster.", { roster });
  const found = stationOf(known, station);
  if (found === null || !equalBytes(known.party, party)) throw new ChirographError("entry-signature");
  return found;
}

/** The body and leaf of an entry whose signature holds. Errors: as authorOf, entry-signature, cbor-*, shape. */
export function openSigned(
  crypto: Crypto, trusted: Trusted, signed: SignedEntry, channel: Uint8Array,
): { readonly body: Body; readonly leaf: Uint8Array } {
  const { key } = authorOf(trusted, signed);
  const entry = decodeEntry(signed.entry);
  if (!verifyEntry(crypto, key, { party: signed.party, rosterDigest: signed.roster }, entry)) {
    throw new ChirographError("entry-signature");
  }
  const body = decodeBody(entry.payload);
  if (!equalBytes(body.channel, channel)) throw new ChirographError("entry-channel");
  return { body, leaf: leafHash(crypto, entry.payload) };
}

/** A file that proves no such thing. */
export function provesNothing(detail: string): never {
  throw new ChirographError("fork", detail);
}
