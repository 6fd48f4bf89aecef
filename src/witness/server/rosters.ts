// Which rosters a witness follows: a party's card, and what that party's roots sign after it.

import type { Crypto } from "../../ports/crypto.ts";
import { equalBytes } from "../../core/bytes/hex.ts";
import { ChirographError } from "../../core/errors.ts";
import { partyId, rootsHash } from "../../core/keys/party.ts";
import { verifyRoster, verifyRosterAlone } from "../../core/keys/roster.ts";
import type { SignedRoster } from "../../core/keys/roster.ts";

/**
 * Whether a roster is a party's, by what is known of the party: signed by its first root, or following the newest one
 * below it. One of a number that is known already never is.
 */
export function mayFollow(crypto: Crypto, known: readonly SignedRoster[], signed: SignedRoster): boolean {
  const { seq, roots, party } = signed.roster;
  if (known.some((one) => one.roster.seq === seq)) return false;
  const before = known.findLast((one) => one.roster.seq < seq) ?? null;
  try {
    if (before === null || before.roster.seq + 1 === seq) verifyRoster(crypto, signed, before);
    else {
      verifyRosterAlone(crypto, signed);
      const same = equalBytes(rootsHash(crypto, roots), rootsHash(crypto, before.roster.roots));
      return same && equalBytes(partyId(crypto, roots), party);
    }
    return true;
  } catch (error) {
    if (error instanceof ChirographError) return false;
    throw error;
  }
}
