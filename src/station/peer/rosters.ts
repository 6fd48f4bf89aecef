// Rosters over time: taken in from a card, from the log of a party's own station, or from our own root; kept for ever,
// since they say who signed what stands in the record (spec/02-keys.md, Rosters over time).

import { keep } from "../batch.ts";
import { keepEvidence } from "../fork-case.ts";
import type { StationState } from "../state.ts";
import type { Hex, PartyId } from "../../core/names.ts";
import { equalBytes, fromHex, toHex } from "../../core/bytes/hex.ts";
import { ChirographError } from "../../core/errors.ts";
import { followRosters } from "../../core/keys/roster-chain.ts";
import { encodeRosterFork } from "../../core/keys/roster-fork.ts";
import { decodeSignedRoster, encodeSignedRoster, rosterDigest } from "../../core/keys/roster.ts";
import type { SignedRoster } from "../../core/keys/roster.ts";

/** Most rosters of one party, said in logs, that wait for those between. */
export const rostersAheadMax = 16;

/** Where rosters are kept. */
export const rosterPrefix = "roster/";

/** Keeps a roster that was checked. It stays when a newer one comes: it says who signed what stands in the record. */
export function keepRoster(state: StationState, signed: Uint8Array): void {
  const digest = takeRoster(state, signed);
  keep(state, `${rosterPrefix}${digest}`, signed);
}

/** Takes in a roster that was kept. Errors: cbor-*, shape. */
export function takeRoster(state: StationState, signed: Uint8Array): Hex {
  const { bytes: body, roster } = decodeSignedRoster(signed);
  const digest = toHex(rosterDigest(state.self.crypto, body));
  state.rosters.set(digest, roster);
  state.signedRosters.set(digest, signed);
  return digest;
}

/** The rosters held of a party, in order of seq. */
export function heldRosters(state: StationState, party: PartyId): readonly SignedRoster[] {
  const digests = [...state.rosters].filter(([, roster]) => equalBytes(roster.party, party)).map(([digest]) => digest);
  const signed = digests.flatMap((digest) => state.signedRosters.get(digest) ?? []).map(decodeSignedRoster);
  return signed.sort((a, b) => a.roster.seq - b.roster.seq);
}

/** What came of rosters that were brought: those taken, in order, or why none was. */
export type Brought =
  | { readonly kind: "taken"; readonly taken: readonly SignedRoster[] }
  | { readonly kind: "known" }
  | { readonly kind: "refused"; readonly reason: "roster-older" | "roster-gap" | "roster-fork"; readonly seq: number };

/**
 * Takes in rosters of one party that is known, in order of seq: those that follow what is held, one after the other.
 * Two of one number are kept as evidence, and neither takes the other's place. Errors: roster-signature,
 * roster-sequence, shape.
 */
export function bringRosters(state: StationState, party: PartyId, rosters: readonly SignedRoster[]): Brought {
  const taken: SignedRoster[] = [];
  let isKnown = false;
  for (const signed of rosters) {
    const held = heldRosters(state, party);
    const following = followRosters(state.self.crypto, held, signed);
    if (following === "fork") noteRosterFork(state, held, signed);
    if ((following === "fork" || following === "gap") && taken.length === 0) {
      return { kind: "refused", reason: `roster-${following}`, seq: signed.roster.seq };
    }
    // What a card holds below our own only leads to what is above it.
    isKnown = following === "known";
    if (following !== "next") continue;
    keepRoster(state, encodeSignedRoster(signed));
    taken.push(signed);
  }
  if (taken.length > 0) return { kind: "taken", taken };
  if (isKnown && isNewest(state, party, rosters.at(-1))) return { kind: "known" };
  return { kind: "refused", reason: "roster-older", seq: rosters.at(-1)?.roster.seq ?? 0 };
}

function isNewest(state: StationState, party: PartyId, signed: SignedRoster | undefined): boolean {
  return heldRosters(state, party).at(-1)?.roster.seq === signed?.roster.seq;
}

/** Keeps two rosters of one number as an evidence file. */
function noteRosterFork(state: StationState, held: readonly SignedRoster[], signed: SignedRoster): void {
  const { crypto } = state.self;
  const standing = held.find((one) => one.roster.seq === signed.roster.seq);
  if (standing === undefined) return;
  keepEvidence(state, encodeRosterFork(crypto, held, standing, signed), [toHex(signed.roster.party)]);
}

/**
 * A roster that a station of the party has said in its log. One that cannot be followed yet waits; one that does not
 * check says nothing. Returns what was taken, in order.
 */
export function hearRoster(state: StationState, party: PartyId, content: Uint8Array): readonly SignedRoster[] {
  const signed = decodeSignedRoster(content);
  if (!equalBytes(signed.roster.party, party) || heldRosters(state, party).length === 0) return [];
  const hex = toHex(party);
  const waiting = [...(state.rostersAhead.get(hex) ?? []), signed].sort((a, b) => a.roster.seq - b.roster.seq);
  const heard = waiting.map((one) => ({ one, brought: bringOne(state, party, one) }));
  const still = heard.filter(({ brought }) => brought.kind === "refused" && brought.reason === "roster-gap");
  state.rostersAhead.set(hex, still.map(({ one }) => one).slice(0, rostersAheadMax));
  return heard.flatMap(({ brought }) => brought.kind === "taken" ? brought.taken : []);
}

function bringOne(state: StationState, party: PartyId, signed: SignedRoster): Brought {
  try {
    return bringRosters(state, party, [signed]);
  } catch (error) {
    if (error instanceof ChirographError) return { kind: "known" };
    throw error;
  }
}

/** Digest of a party's roster in force as far as it is known here; zeros where it is not. */
export function rosterDigestOf(state: StationState, party: Uint8Array): Uint8Array {
  if (equalBytes(party, state.self.party)) return state.self.rosterDigest;
  const known = state.parties.get(toHex(party))?.rosterDigest;
  return (known === undefined ? null : fromHex(known)) ?? new Uint8Array(32);
}
