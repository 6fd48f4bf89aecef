// The rosters of one party over time: which one follows which, what a card holds of them, what two of one number are.

import type { Crypto } from "../../ports/crypto.ts";
import { rootsHash } from "./party.ts";
import { rosterDigest, verifyRoster, verifyRosterAlone } from "./roster.ts";
import type { SignedRoster } from "./roster.ts";
import { equalBytes } from "../bytes/hex.ts";
import { ChirographError } from "../errors.ts";

/** Most rosters of one card. */
export const cardRostersMax = 16;
/** Newest rosters a card holds, so that whoever missed some can still follow. */
const newestMax = 8;

/** What a roster is to those of its party that are held. */
export type Following =
  /** The next one: it may be taken. */
  | "next"
  /** Held already. */
  | "known"
  /** Of a number below the newest that was never held here. */
  | "older"
  /** One between is missing. */
  | "gap"
  /** Another one of a number that is held, signed as well: both are evidence. */
  | "fork";

/**
 * What `signed` is to the rosters of its party that are held, in order of seq, at least one (spec/02-keys.md, K-24).
 * Errors: roster-signature, roster-sequence, shape, for one that lends no weight to anything.
 */
export function followRosters(crypto: Crypto, held: readonly SignedRoster[], signed: SignedRoster): Following {
  const newest = held.at(-1);
  const { seq, party, world } = signed.roster;
  if (newest === undefined || !equalBytes(newest.roster.party, party)) throw new ChirographError("roster-sequence");
  if (newest.roster.world !== world) throw new ChirographError("roster-sequence", "It is of another world.");
  if (held.some((one) => isSame(crypto, one, signed))) return "known";
  const place = held.findIndex((one) => one.roster.seq === seq);
  if (place >= 0) {
    const before = held[place - 1] ?? null;
    verifyRoster(crypto, signed, before === null || before.roster.seq === seq - 1 ? before : null);
    return "fork";
  }
  if (seq < newest.roster.seq) return "older";
  if (seq > newest.roster.seq + 1) return "gap";
  verifyRoster(crypto, signed, newest);
  return "next";
}

function isSame(crypto: Crypto, one: SignedRoster, other: SignedRoster): boolean {
  return equalBytes(rosterDigest(crypto, one.bytes), rosterDigest(crypto, other.bytes));
}

/**
 * Checks the rosters of a card, oldest first: the first proves itself, each after it follows it, or is a later one
 * under the same root (K-23). Errors: roster-signature, roster-sequence, shape, version-unknown.
 */
export function verifyRosters(crypto: Crypto, rosters: readonly SignedRoster[]): void {
  const count = rosters.length;
  if (count === 0 || count > cardRostersMax) throw new ChirographError("roster-sequence", `${count} rosters.`);
  let before: SignedRoster | null = null;
  for (const signed of rosters) {
    verifyAfter(crypto, before, signed);
    before = signed;
  }
}

function verifyAfter(crypto: Crypto, before: SignedRoster | null, signed: SignedRoster): void {
  if (before === null || signed.roster.seq <= before.roster.seq + 1) return verifyRoster(crypto, signed, before);
  verifyRosterAlone(crypto, signed);
  const ofParty = equalBytes(before.roster.party, signed.roster.party);
  if (!ofParty || changesRoot(crypto, before, signed)) throw new ChirographError("roster-sequence", "A gap.");
}

function changesRoot(crypto: Crypto, before: SignedRoster, after: SignedRoster): boolean {
  return !equalBytes(rootsHash(crypto, before.roster.roots), rootsHash(crypto, after.roster.roots));
}

/**
 * Those of a party's rosters, in order of seq, that a stranger needs to check the last: where the root changed, and the
 * newest, at most `newest` of them.
 */
export function rostersForCard(
  crypto: Crypto, rosters: readonly SignedRoster[], newest = newestMax,
): readonly SignedRoster[] {
  const turns = rosters.filter((one, at) => {
    const [before, after] = [rosters[at - 1], rosters[at + 1]];
    return (before !== undefined && changesRoot(crypto, before, one))
      || (after !== undefined && changesRoot(crypto, one, after));
  });
  const room = Math.max(1, Math.min(newest, cardRostersMax - turns.length));
  const kept = new Set([...turns, ...rosters.slice(-room)]);
  return rosters.filter((one) => kept.has(one));
}
