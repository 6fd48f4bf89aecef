// Challenges: what the station asks a passkey to sign. Each is good once, for a short time, for one person and purpose.

import type { StationState } from "../state.ts";
import { toHex } from "../../core/bytes/hex.ts";
import type { AssentAct } from "../../core/mechanism/officer/entries.ts";
import { assentChallenge, presenceChallenge } from "../../core/mechanism/officer/assent.ts";

/** A challenge is good for this long (O-2). */
export const challengeLifeMs = 120_000;
/** Most challenges outstanding for one purpose; the oldest of it goes when one more is asked for. */
export const challengesMax = 256;

/** What a challenge is for. */
export type ChallengeFor =
  | { readonly purpose: "sign-in" }
  | { readonly purpose: "register"; readonly officer: string }
  | { readonly purpose: "assent"; readonly officer: string; readonly act: AssentAct; readonly digest: string };

/** A challenge that was asked for and not yet answered. */
export interface Outstanding {
  readonly what: ChallengeFor;
  readonly challenge: Uint8Array;
  readonly untilMs: number;
}

/** Makes a challenge. It is kept in memory alone: after a start of the station nothing asked before it counts. */
export function makeChallenge(
  state: StationState, what: ChallengeFor,
): { readonly nonce: string; readonly challenge: Uint8Array } {
  const { crypto, random } = state.self;
  const nonce = random.bytes(32);
  const challenge = what.purpose === "assent"
    ? assentChallenge(crypto, what.act, Uint8Array.fromHex(what.digest), nonce)
    : presenceChallenge(crypto, what.purpose, nonce);
  for (const [key, one] of state.challenges) if (one.untilMs < state.nowMs) state.challenges.delete(key);
  // Who only asks to sign in, and may be anybody, drives out nobody who is about to release.
  const same = [...state.challenges].filter(([, one]) => one.what.purpose === what.purpose);
  if (same.length >= challengesMax) state.challenges.delete(same[0]?.[0] ?? "");
  state.challenges.set(toHex(nonce), { what, challenge, untilMs: state.nowMs + challengeLifeMs });
  return { nonce: toHex(nonce), challenge };
}

/** Uses a challenge up, whatever comes of it: its bytes when it was for exactly this, or null. */
export function takeChallenge(state: StationState, nonce: string, what: ChallengeFor): Uint8Array | null {
  const seen = seeChallenge(state, nonce, what);
  state.challenges.delete(nonce);
  return seen;
}

/** The bytes of a challenge that was for exactly this and still stands, or null; it stays good. */
export function seeChallenge(state: StationState, nonce: string, what: ChallengeFor): Uint8Array | null {
  const found = state.challenges.get(nonce);
  if (found === undefined || found.untilMs < state.nowMs) return null;
  return sameWhat(found.what, what) ? found.challenge : null;
}

function sameWhat(one: ChallengeFor, other: ChallengeFor): boolean {
  if (one.purpose === "sign-in" || other.purpose === "sign-in") return one.purpose === other.purpose;
  if (one.officer !== other.officer) return false;
  if (one.purpose === "register" || other.purpose === "register") return one.purpose === other.purpose;
  return one.act === other.act && one.digest === other.digest;
}
