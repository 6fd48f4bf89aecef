// Acts about passkeys, and what a passkey proves: who signs in, and to what exactly a person assented.

import { append } from "./append.ts";
import { makeChallenge, takeChallenge } from "./challenge.ts";
import type { ChallengeFor } from "./challenge.ts";
import { openSession } from "./house.ts";
import { done, refused } from "./outcome.ts";
import type { StationState } from "./state.ts";
import type { Actor, SignedIn } from "./surface.ts";
import type { Act, ActResult, AssertionInput, ChallengeInput } from "../api/acts.ts";
import type { ChallengeView } from "../api/views.ts";
import { encodeShape } from "../core/bytes/shape.ts";
import { fromHex, toHex } from "../core/bytes/hex.ts";
import { credential, credentialContent } from "../core/mechanism/officer/entries.ts";
import type { AssentAct, AssentContent, Assertion, CredentialContent } from "../core/mechanism/officer/entries.ts";
import { foldHandover } from "../core/mechanism/officer/handover.ts";
import { foldProposal } from "../core/mechanism/officer/proposal.ts";
import { checkAssertion, readRegistration } from "../core/mechanism/officer/passkey.ts";
import { draftStateOf } from "./draft-state.ts";

/** Most passkeys of one officer. */
export const passkeysPerOfficerMax = 8;

type Of<K extends Act["act"]> = Extract<Act, { act: K }>;

const none = new Uint8Array(0);

/** What a passkey is to sign, for an officer or for somebody who signs in; a refusal when it is about nothing known. */
export function challengeFor(state: StationState, actor: Actor | null, ask: ChallengeInput): ChallengeView | null {
  if (state.passkeyStation === null) return null;
  const made = (what: ChallengeFor): ChallengeView => {
    const { nonce, challenge } = makeChallenge(state, what);
    const own = actor === null ? [] : passkeysOf(state, actor.officer);
    const officer = actor === null ? null : state.officers.get(actor.officer) ?? null;
    return {
      nonce, challenge: toHex(challenge), station: state.passkeyStation ?? "", officer: officer?.id ?? null,
      name: officer?.name ?? null, passkeys: own.map((one) => toHex(one.content.id)),
    };
  };
  if (ask.purpose === "sign-in") return made({ purpose: "sign-in" });
  if (actor === null) return null;
  if (ask.purpose === "enact") {
    const open = state.proposals.has(ask.proposal)
      ? foldProposal(state.self.crypto, state.house.objects.get(ask.proposal) ?? [])
      : null;
    if (open === null) return null;
    return made({ purpose: "assent", officer: actor.officer, act: "enact", digest: open.digest });
  }
  if (ask.purpose === "handover") {
    const open = foldHandover(state.self.crypto, state.house.objects.get(ask.handover) ?? []);
    if (open === null || state.watch.handover !== ask.handover) return null;
    return made({ purpose: "assent", officer: actor.officer, act: "handover", digest: open.digest });
  }
  if (ask.purpose === "register") return made({ purpose: "register", officer: actor.officer });
  const draft = state.drafts.has(ask.draft) ? draftStateOf(state, ask.draft) : null;
  if (draft === null) return null;
  const act = ask.regardless ? "release-unseen" : "release";
  return made({ purpose: "assent", officer: actor.officer, act, digest: draft.digest });
}

/** A passkey as the house record has it, with the newest counter known of it. */
export interface Passkey {
  readonly content: CredentialContent;
  counter: number;
}

/** An officer's passkeys that stand. */
export function passkeysOf(state: StationState, officer: string): readonly Passkey[] {
  return [...state.passkeys.values()].filter(
    ({ content }) => content.officer === officer && content.state === "enrolled",
  );
}

/**
 * Takes in a passkey that the officer's own browser has just made. Who has one already must have signed in with it: a
 * link or a password alone never adds a second.
 */
export function addPasskey(state: StationState, actor: Actor, act: Of<"passkey.add">): ActResult {
  const station = state.passkeyStation;
  // A command speaks for any officer: it must not give one of them a passkey.
  if (station === null || actor.via !== "console") return refused("passkeys-not-here");
  if (!state.officers.has(actor.officer)) return refused("officer-unknown");
  const own = passkeysOf(state, actor.officer);
  if (own.length > 0 && actor.means !== "passkey") return refused("passkey-sign-in-first");
  if (own.length >= passkeysPerOfficerMax) return refused("too-many-passkeys");
  const challenge = takeChallenge(state, act.nonce, { purpose: "register", officer: actor.officer });
  if (challenge === null) return refused("challenge-over");
  const read = readRegistration(
    state.self.crypto, station, challenge, fromHex(act.clientData) ?? none, fromHex(act.authenticatorData) ?? none,
  );
  if (read.kind === "refused") return refused(read.reason);
  if (state.passkeys.has(toHex(read.passkey.id))) return refused("passkey-known");
  sayCredential(state, actor.officer, {
    ...read.passkey, officer: actor.officer, name: act.name, state: "enrolled", by: actor.officer,
  });
  return done({ officer: actor.officer });
}

/** Gives up a passkey of one's own; the last one stays, or its officer would be locked out by their own hand. */
export function withdrawPasskey(state: StationState, actor: Actor, act: Of<"passkey.withdraw">): ActResult {
  const own = passkeysOf(state, actor.officer);
  const found = own.find(({ content }) => toHex(content.id) === act.passkey);
  if (found === undefined) return refused("passkey-unknown");
  if (actor.means !== "passkey") return refused("passkey-sign-in-first");
  if (own.length === 1) return refused("passkey-last");
  sayCredential(state, actor.officer, { ...found.content, state: "withdrawn", by: actor.officer });
  return done({ officer: actor.officer });
}

/** Takes every passkey from an officer who is withdrawn, or has lost what they had. */
export function withdrawPasskeys(state: StationState, by: string, officer: string): void {
  for (const { content } of passkeysOf(state, officer)) {
    sayCredential(state, by, { ...content, state: "withdrawn", by });
  }
}

function sayCredential(state: StationState, by: string, content: CredentialContent): void {
  append(state, state.house, {
    kind: credential, precedence: "ROUTINE", object: none, content: encodeShape(credentialContent, content),
    officer: by, act: "passkey",
  });
  state.outputs.push({ kind: "state" });
}

/** Opens a session for who answers a sign-in challenge with a passkey of this house; null when it does not check. */
export function usePasskey(state: StationState, given: AssertionInput): SignedIn | null {
  const passkey = state.passkeys.get(given.credential);
  const challenge = takeChallenge(state, given.nonce, { purpose: "sign-in" });
  const officer = passkey === undefined ? undefined : state.officers.get(passkey.content.officer);
  if (passkey?.content.state !== "enrolled" || challenge === null || officer === undefined) return null;
  const checked = checkAssertion(
    state.self.crypto, passkey.content, challenge, assertionOf(given), passkey.counter,
  );
  if (checked.kind === "refused") return null;
  return openSession(state, officer, "passkey", { id: passkey.content.id, counter: checked.counter });
}

/** How a person proved an assent: with their passkey's assertion, or by being signed in. */
export type Proof =
  | { readonly kind: "proved"; readonly content: Pick<AssentContent, "session" | "means" | "assertion"> }
  | Extract<ActResult, { kind: "refused" }>;

/** Checks what an officer's passkey signed for this act and digest; without an assertion the session alone speaks. */
export function proveAssent(
  state: StationState, actor: Actor, given: AssertionInput | undefined, act: AssentAct, digest: string,
): Proof {
  const means = actor.means ?? (actor.via === "cli" ? "token" : "link");
  const session = actor.session === undefined ? null : fromHex(actor.session);
  if (given === undefined) {
    // O-10: an assent without a signature says how the person was known; a passkey would have signed.
    const known = means === "passkey" ? "link" : means;
    return { kind: "proved", content: { session, means: known, assertion: null } };
  }
  const challenge = takeChallenge(state, given.nonce, { purpose: "assent", officer: actor.officer, act, digest });
  if (challenge === null) return { kind: "refused", reason: "challenge-over", detail: "" };
  const passkey = state.passkeys.get(given.credential);
  if (passkey?.content.state !== "enrolled" || passkey.content.officer !== actor.officer) {
    return { kind: "refused", reason: "passkey-unknown", detail: "" };
  }
  const assertion = assertionOf(given);
  const checked = checkAssertion(state.self.crypto, passkey.content, challenge, assertion, passkey.counter);
  if (checked.kind === "refused") return { kind: "refused", reason: checked.reason, detail: "" };
  return { kind: "proved", content: { session, means: "passkey", assertion } };
}

function assertionOf(given: AssertionInput): Assertion {
  const bytes = (text: string): Uint8Array => fromHex(text) ?? none;
  return {
    credential: bytes(given.credential), nonce: bytes(given.nonce), clientData: bytes(given.clientData),
    authenticatorData: bytes(given.authenticatorData), signature: bytes(given.signature),
  };
}
