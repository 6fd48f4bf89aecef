// Two rosters of one number, both signed by the party's root: evidence that anyone can check (spec/02-keys.md, K-27).

import type { Crypto } from "../../ports/crypto.ts";
import { followRosters, rostersForCard, verifyRosters, cardRostersMax } from "./roster-chain.ts";
import { decodeSignedRoster, encodeSignedRoster, rosterBytesMax, verifyRoster } from "./roster.ts";
import type { SignedRoster } from "./roster.ts";
import { bytes, decodeShape, encodeShape, list, struct, text } from "../bytes/shape.ts";
import { equalBytes } from "../bytes/hex.ts";
import { ChirographError } from "../errors.ts";
import type { PartyId } from "../names.ts";

const label = "chirograph/1 roster fork";
const signedBytesMax = rosterBytesMax + 5_000;
const signedBytes = bytes(1, signedBytesMax);

/** What the file holds: two signed rosters, and those before them that prove their root. */
export const rosterFork = struct({
  label: text(32), one: signedBytes, other: signedBytes, before: list(signedBytes, cardRostersMax),
});

/** First byte of such a file: an array of four. */
export const rosterForkHead = 0x84;

/** The evidence file of two rosters of one number; `held` are the rosters of the party in order of seq. */
export function encodeRosterFork(
  crypto: Crypto, held: readonly SignedRoster[], one: SignedRoster, other: SignedRoster,
): Uint8Array {
  const earlier = held.filter((each) => each.roster.seq < one.roster.seq);
  const follows = earlier.at(-1)?.roster.seq === one.roster.seq - 1;
  const before = follows ? rostersForCard(crypto, earlier, 1).map(encodeSignedRoster) : [];
  return encodeShape(rosterFork, {
    label, one: encodeSignedRoster(one), other: encodeSignedRoster(other), before,
  });
}

/** Whose two rosters they are, and of which number. */
export interface RosterFork {
  readonly party: PartyId;
  readonly seq: number;
  readonly short: string;
}

/**
 * Checks an evidence file of two rosters. Errors: fork (it proves nothing), roster-signature, roster-sequence, shape,
 * cbor-*, version-unknown.
 */
export function checkRosterFork(crypto: Crypto, file: Uint8Array): RosterFork {
  const evidence = decodeShape(rosterFork, file);
  if (evidence.label !== label) throw new ChirographError("version-unknown");
  const [one, other] = [decodeSignedRoster(evidence.one), decodeSignedRoster(evidence.other)];
  const before = evidence.before.map(decodeSignedRoster);
  if (before.length > 0) verifyRosters(crypto, before);
  verifyRoster(crypto, one, before.at(-1) ?? null);
  const sameNumber = other.roster.seq === one.roster.seq;
  if (!sameNumber || followRosters(crypto, [...before.slice(-1), one], other) !== "fork") {
    throw new ChirographError("fork", "The two are one, or of two numbers.");
  }
  const { party, seq, short } = one.roster;
  return { party, seq, short };
}

/** Whether the bytes may be such a file; nothing of them is checked. */
export function looksLikeRosterFork(file: Uint8Array): boolean {
  const start = encodeShape(text(32), label);
  return file[0] === rosterForkHead && equalBytes(file.subarray(1, 1 + start.length), start);
}
