// Who may sign: the rosters of a file, each party's from the first on, every one signed by the root before it.

import type { Crypto } from "../ports/crypto.ts";
import { find } from "./check.ts";
import type { Check } from "./check.ts";
import { equalBytes, toHex } from "../core/bytes/hex.ts";
import { ChirographError } from "../core/errors.ts";
import { partyId, rootsHash } from "../core/keys/party.ts";
import { decodeSignedRoster, rosterDigest, verifyRoster } from "../core/keys/roster.ts";
import type { Roster, SignedRoster } from "../core/keys/roster.ts";
import type { Hex } from "../core/names.ts";

/**
 * The rosters that check, by digest. One whose signature alone does not check has its finding and still serves to check
 * the entries against, so that its damage is named once and not at every entry.
 */
export function readRosters(
  crypto: Crypto, listed: readonly Uint8Array[], said: readonly Uint8Array[], world: Roster["world"] | null,
  findings: Check["findings"],
): { readonly rosters: Map<Hex, Roster>; readonly damaged: boolean } {
  const byParty = new Map<Hex, Map<Hex, SignedRoster>>();
  let damaged = false;
  const fault = (error: unknown, detail: string): void => {
    if (!(error instanceof ChirographError)) throw error;
    damaged = true;
    find({ findings }, error.code, "", 0, `${detail} ${error.message}`);
  };
  for (const [index, encoded] of [...listed, ...said].entries()) {
    try {
      const signed = decodeSignedRoster(encoded);
      const party = toHex(signed.roster.party);
      const all = byParty.get(party) ?? new Map<Hex, SignedRoster>();
      byParty.set(party, all.set(toHex(rosterDigest(crypto, signed.bytes)), signed));
    } catch (error) {
      // What an entry says badly is that entry's own matter.
      if (index < listed.length) fault(error, `Roster ${index + 1}.`);
      else if (!(error instanceof ChirographError)) throw error;
    }
  }
  const rosters = new Map<Hex, Roster>();
  for (const [party, all] of byParty) {
    let previous: SignedRoster | null = null;
    for (const [digest, signed] of [...all].sort(([, a], [, b]) => a.roster.seq - b.roster.seq)) {
      try {
        follow(crypto, signed, previous);
        if (world !== null && signed.roster.world !== world) {
          throw new ChirographError("shape", "It is of another world.");
        }
        previous = signed;
      } catch (error) {
        fault(error, `${signed.roster.short} ${party}.`);
      }
      rosters.set(digest, signed.roster);
    }
  }
  return { rosters, damaged };
}

/** Checks a roster after the newest one below it. Errors: as verifyRoster. */
function follow(crypto: Crypto, signed: SignedRoster, previous: SignedRoster | null): void {
  const { roster } = signed;
  if (previous === null || roster.seq === previous.roster.seq + 1) return verifyRoster(crypto, signed, previous);
  if (roster.seq === previous.roster.seq) throw new ChirographError("roster-sequence", "Two rosters of one number.");
  // Over a gap nothing is known of a changed root, so only the same one, which is the first one, still proves itself.
  const same = equalBytes(rootsHash(crypto, roster.roots), rootsHash(crypto, previous.roster.roots));
  if (!same || !equalBytes(partyId(crypto, roster.roots), roster.party)) {
    throw new ChirographError("roster-sequence", "A roster before it is missing.");
  }
  verifyRoster(crypto, signed, null);
}
