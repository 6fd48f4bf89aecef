// Who may sign: the rosters of a file, each party's from the first on, every one signed by the root before it.

import type { Crypto } from "../ports/crypto.ts";
import { find } from "./check.ts";
import type { Check, SaidRoster } from "./check.ts";
import { equalBytes, toHex } from "../core/bytes/hex.ts";
import { ChirographError } from "../core/errors.ts";
import { partyId, rootsHash } from "../core/keys/party.ts";
import { decodeSignedRoster, rosterDigest, verifyRoster, verifyRosterAlone } from "../core/keys/roster.ts";
import type { Roster, SignedRoster } from "../core/keys/roster.ts";
import type { Hex } from "../core/names.ts";

/** The rosters of a file. */
interface Rosters {
  /** Those that check, by digest; the others lend no key to anything. */
  readonly rosters: Map<Hex, Roster>;
  /** Whether one does not check. */
  readonly damaged: boolean;
  /** Entries that say one which does not check, and why it does not. */
  readonly saidBadly: readonly { readonly by: SaidRoster; readonly error: ChirographError }[];
}

interface Candidate {
  readonly signed: SignedRoster;
  readonly by: SaidRoster | null;
}

/** Checks rosters, those of the file and those that its entries say; of several of one digest the first counts. */
export function readRosters(
  crypto: Crypto, listed: readonly Uint8Array[], said: readonly SaidRoster[], world: Roster["world"] | null,
  findings: Check["findings"],
): Rosters {
  const byParty = new Map<Hex, Map<Hex, Candidate>>();
  const saidBadly: { by: SaidRoster; error: ChirographError }[] = [];
  let damaged = false;
  const fault = (error: unknown, by: SaidRoster | null, detail: string): void => {
    if (!(error instanceof ChirographError)) throw error;
    damaged = true;
    if (by === null) find({ findings }, error.code, "", 0, `${detail} ${error.message}`);
    else saidBadly.push({ by, error });
  };
  const all = [...listed.map((roster) => ({ roster, by: null })), ...said.map((by) => ({ roster: by.roster, by }))];
  for (const [index, { roster, by }] of all.entries()) {
    try {
      const signed = decodeSignedRoster(roster);
      const party = toHex(signed.roster.party);
      const own = byParty.get(party) ?? new Map<Hex, Candidate>();
      const digest = toHex(rosterDigest(crypto, signed.bytes));
      if (!own.has(digest)) byParty.set(party, own.set(digest, { signed, by }));
    } catch (error) {
      fault(error, by, `Roster ${index + 1}.`);
    }
  }
  const rosters = new Map<Hex, Roster>();
  for (const [party, own] of byParty) {
    let previous: SignedRoster | null = null;
    for (const [digest, { signed, by }] of [...own].sort(([, a], [, b]) => a.signed.roster.seq - b.signed.roster.seq)) {
      try {
        follow(crypto, signed, previous, world);
        rosters.set(digest, signed.roster);
        previous = signed;
      } catch (error) {
        fault(error, by, `${signed.roster.short} ${party}.`);
      }
    }
  }
  return { rosters, damaged, saidBadly };
}

/** Checks a roster after the newest one below it. Errors: as verifyRoster; shape for another world. */
function follow(
  crypto: Crypto, signed: SignedRoster, previous: SignedRoster | null, world: Roster["world"] | null,
): void {
  const { roster } = signed;
  checkChain(crypto, signed, previous);
  if (world !== null && roster.world !== world) throw new ChirographError("shape", "It is of another world.");
}

function checkChain(crypto: Crypto, signed: SignedRoster, previous: SignedRoster | null): void {
  const { roster } = signed;
  if (previous === null || roster.seq === previous.roster.seq + 1) return verifyRoster(crypto, signed, previous);
  verifyRosterAlone(crypto, signed);
  if (roster.seq === previous.roster.seq) throw new ChirographError("roster-sequence", "Two rosters of one number.");
  // Over a gap nothing is known of a changed root, so only the same one, which is the first one, still proves itself.
  const same = equalBytes(rootsHash(crypto, roster.roots), rootsHash(crypto, previous.roster.roots));
  if (!same || !equalBytes(partyId(crypto, roster.roots), roster.party)) {
    throw new ChirographError("roster-sequence", "A roster before it is missing.");
  }
}
