// Evidence as a file of its own: one reader for every sort, trusting only the cards it is given.

import type { Crypto } from "../ports/crypto.ts";
import { seenBy } from "./tlog-proof.ts";
import type { Seen } from "./tlog-proof.ts";
import { cosignedAt } from "../core/checkpoint/cosignature.ts";
import type { Witness } from "../core/checkpoint/cosignature.ts";
import { decodeNote } from "../core/checkpoint/signed-note.ts";
import { evidenceSort } from "../core/evidence/evidence.ts";
import { checkHeads } from "../core/evidence/heads.ts";
import { checkMemory } from "../core/evidence/memory.ts";
import { checkSiblings } from "../core/evidence/siblings.ts";
import { checkTimes } from "../core/evidence/times.ts";
import { ChirographError } from "../core/errors.ts";
import { checkRosterFork } from "../core/keys/roster-fork.ts";
import { rosterDigest } from "../core/keys/roster.ts";
import type { Roster, SignedRoster } from "../core/keys/roster.ts";
import { toHex } from "../core/bytes/hex.ts";
import type { Hex } from "../core/names.ts";
import { checkForkEvidence } from "../core/record/fork.ts";

/** What a file of evidence proves. Party ids are hexadecimal, times milliseconds since 1970. */
export type Evidence =
  /** Two entries that claim different things of one size of a log. */
  | { readonly sort: "fork"; readonly channel: Hex; readonly log: Hex; readonly size: number;
      readonly parties: readonly [Hex, Hex] }
  /** Two rosters of one number. */
  | { readonly sort: "rosters"; readonly parties: readonly [Hex, Hex]; readonly seq: number; readonly short: string }
  /** Two starts of one station from one log. */
  | { readonly sort: "siblings"; readonly channel: Hex; readonly log: Hex; readonly parties: readonly [Hex, Hex];
      readonly logs: readonly [Hex, Hex]; readonly times: readonly [number, number] }
  /** A checkpoint against another claim about the log; `seen` by trusted witnesses who signed either. */
  | { readonly sort: "heads"; readonly channel: Hex; readonly log: Hex; readonly size: number;
      readonly parties: readonly [Hex, Hex]; readonly checkpoints: readonly [boolean, boolean];
      readonly seen: readonly Seen[] }
  /** What a station answered of another's log, and that log's own station signed otherwise. */
  | { readonly sort: "memory"; readonly channel: Hex; readonly log: Hex; readonly size: number;
      readonly parties: readonly [Hex, Hex] }
  /** A time that cannot agree with what the other signed. */
  | { readonly sort: "times"; readonly channel: Hex; readonly log: Hex; readonly seq: number;
      readonly parties: readonly [Hex, Hex]; readonly claim: "receipt" | "act"; readonly side: "before" | "after";
      readonly claimedMs: number; readonly againstMs: number; readonly skewMs: number };

/** Rosters of cards that the reader trusts, by the hex of their digest. */
export function trustedRosters(crypto: Crypto, cards: readonly SignedRoster[]): ReadonlyMap<Hex, Roster> {
  return new Map(cards.map(({ bytes, roster }) => [toHex(rosterDigest(crypto, bytes)), roster]));
}

/**
 * Checks a file of evidence. Errors: export (it is none), missing (a roster that no card gives), fork (it proves no
 * such thing), and what else is wrong with its bytes and signatures.
 */
export function verifyEvidence(
  crypto: Crypto, trusted: ReadonlyMap<Hex, Roster>, witnesses: readonly Witness[], file: Uint8Array,
): Evidence {
  const sort = evidenceSort(file);
  switch (sort) {
    case null: throw new ChirographError("export", "It is no evidence.");
    case "fork": {
      const { evidence: { channel, log, size }, parties } = checkForkEvidence(crypto, trusted, file);
      return { sort, channel: toHex(channel), log: toHex(log), size, parties };
    }
    case "rosters": {
      const { party, seq, short } = checkRosterFork(crypto, file);
      return { sort, parties: [toHex(party), toHex(party)], seq, short };
    }
    case "siblings": {
      const { evidence: { channel, log }, party, logs, times } = checkSiblings(crypto, trusted, file);
      return { sort, channel: toHex(channel), log: toHex(log), parties: [party, party], logs, times };
    }
    case "heads": {
      const { evidence: { channel, log, size, one, other }, parties, checkpoints } = checkHeads(crypto, trusted, file);
      const notes = [one.note, other.note].filter((note) => note !== "").map(decodeNote);
      const seen = notes.flatMap((note) => seenBy(witnesses, (by) => cosignedAt(crypto, note, by)));
      return { sort, channel: toHex(channel), log: toHex(log), size, parties, checkpoints, seen };
    }
    case "memory": {
      const { evidence: { channel, log, size }, parties } = checkMemory(crypto, trusted, file);
      return { sort, channel: toHex(channel), log: toHex(log), size, parties };
    }
    case "times": return timesOf(crypto, trusted, file);
  }
}

function timesOf(crypto: Crypto, trusted: ReadonlyMap<Hex, Roster>, file: Uint8Array): Evidence {
  const { evidence, channel, parties, side, claimedMs, againstMs, skewMs, place } = checkTimes(crypto, trusted, file);
  return {
    sort: "times", channel, log: place.log, seq: place.seq, parties, claim: evidence.sort, side, claimedMs, againstMs,
    skewMs,
  };
}
