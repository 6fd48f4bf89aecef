// Acts about passkeys, and what a passkey proves: who signs in, and to what exactly a person assented.

import { say } from "../append.ts";
import { makeChallenge, seeChallenge, takeChallenge } from "../house/challenge.ts";
import type { ChallengeFor } from "../house/challenge.ts";
import { openSession } from "../house/house.ts";
import { done, refused } from "../outcome.ts";
import type { Refused } from "../outcome.ts";
import type { StationState } from "../state.ts";
import type { Actor, SignedIn } from "../surface.ts";
import { bytesOfHex, fromHex, toHex } from "../../core/bytes/hex.ts";
import type { ActOf, ActResult, AssertionInput, ChallengeInput } from "../../api/acts.ts";
import type { ChallengeView } from "../../api/views.ts";
import { assent, credential } from "../../core/mechanism/officer/entries.ts";
import type { AssentAct, AssentContent, Assertion, CredentialContent } from "../../core/mechanism/officer/entries.ts";
import { foldHandover } from "../../core/mechanism/officer/handover.ts";
import { foldUndertaking } from "../../core/mechanism/undertaking/fold.ts";
import { showsPerson } from "../../core/mechanism/officer/assent.ts";
import type { AssentRule } from "../../core/mechanism/officer/assent.ts";
import { foldProposal } from "../../core/mechanism/officer/proposal.ts";
import { checkAssertion, readRegistration } from "../../core/mechanism/officer/passkey.ts";
import { credentialDigest, passkeysPerOfficerMax } from "../../core/mechanism/officer/recognise.ts";
import { standingPasskeys } from "../../core/mechanism/officer/standing.ts";
import type { Passkey } from "../../core/mechanism/officer/standing.ts";
import type { Hex } from "../../core/names.ts";
import type { HeldEntry } from "../../core/record/held-entry.ts";
import { draftStateOf } from "../house/draft-state.ts";

/** What a passkey is to sign, for an officer or for somebody who signs in; a refusal when it is about nothing known. */
export function challengeFor(state: StationState, actor: Actor | null, ask: ChallengeInput): ChallengeView | null {
  if (state.passkeyStation === null) return null;
  const made = (what: ChallengeFor): ChallengeView => {
    const { nonce, challenge } = makeChallenge(state, what);
    const own = actor === null ? [] : passkeysOf(state, actor.officer);
    const officer = actor === null ? null : state.standing.officers.get(actor.officer) ?? null;
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
  if (ask.purpose === "undertake") {
    const open = state.undertakings.has(ask.undertaking)
      ? foldUndertaking(state.self.crypto, state.house.objects.get(ask.undertaking) ?? [])
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
  if (ask.purpose === "add" || ask.purpose === "give-up") {
    const about = ask.purpose === "add" ? newOf(state, actor.officer, ask) : ownOf(state, actor.officer, ask.passkey);
    if (about === null) return null;
    const digest = toHex(credentialDigest(state.self.crypto, about));
    return made({ purpose: "assent", officer: actor.officer, act: "passkey", digest });
  }
  const draft = state.drafts.has(ask.draft) ? draftStateOf(state, ask.draft) : null;
  if (draft === null) return null;
  const act = ask.regardless ? "release-unseen" : "release";
  return made({ purpose: "assent", officer: actor.officer, act, digest: draft.digest });
}

/** The passkey that is about to be added; its challenge is looked at, and used up when it is added. */
function newOf(
  state: StationState, officer: string, ask: Extract<ChallengeInput, { purpose: "add" }>,
): CredentialContent | null {
  const challenge = seeChallenge(state, ask.nonce, { purpose: "register", officer });
  const read = readNew(state, officer, challenge, ask);
  return read.kind === "read" ? read.content : null;
}

/** The passkey that is about to be given up. */
function ownOf(state: StationState, officer: string, id: string): CredentialContent | null {
  const found = passkeysOf(state, officer).find(({ content }) => toHex(content.id) === id);
  return found === undefined ? null : givenUp(found.content);
}

/** An officer's passkeys that stand. */
export function passkeysOf(state: StationState, officer: string): readonly Passkey[] {
  return standingPasskeys(state.standing, officer);
}

/** What was read of a new passkey, or the refusal. */
type Read = { readonly kind: "read"; readonly content: CredentialContent } | Refused;

/** The passkey that an officer's browser says it has made, for the challenge it was asked with. */
function readNew(
  state: StationState, officer: string, challenge: Uint8Array | null,
  act: Pick<ActOf<"passkey.add">, "name" | "clientData" | "authenticatorData">,
): Read {
  const station = state.passkeyStation;
  if (station === null) return refused("passkeys-not-here");
  if (challenge === null) return refused("challenge-over");
  const read = readRegistration(
    state.self.crypto, station, challenge, bytesOfHex(act.clientData), bytesOfHex(act.authenticatorData),
  );
  if (read.kind === "refused") return refused(read.reason);
  return { kind: "read", content: { ...read.passkey, officer, name: act.name, state: "enrolled", by: officer } };
}

/**
 * Takes in a passkey that the officer's own browser has just made. Who has one already must have signed in with it, and
 * signs with it for the new one (O-30): a link or a password alone never adds a second.
 */
export function addPasskey(state: StationState, actor: Actor, act: ActOf<"passkey.add">): ActResult {
  // A command speaks for any officer: it must not give one of them a passkey.
  if (state.passkeyStation === null || actor.via !== "console") return refused("passkeys-not-here");
  if (!state.standing.officers.has(actor.officer)) return refused("officer-unknown");
  const own = passkeysOf(state, actor.officer);
  if (own.length > 0 && actor.means !== "passkey") return refused("passkey-sign-in-first");
  if (own.length >= passkeysPerOfficerMax) return refused("too-many-passkeys");
  const challenge = takeChallenge(state, act.nonce, { purpose: "register", officer: actor.officer });
  const read = readNew(state, actor.officer, challenge, act);
  if (read.kind === "refused") return read;
  if (state.standing.passkeys.has(toHex(read.content.id))) return refused("passkey-known");
  return sayOwn(state, actor, read.content, act.assertion, own.length > 0);
}

/** Gives up a passkey of one's own; the last one stays, or its officer would be locked out by their own hand. */
export function withdrawPasskey(state: StationState, actor: Actor, act: ActOf<"passkey.withdraw">): ActResult {
  const own = passkeysOf(state, actor.officer);
  const found = own.find(({ content }) => toHex(content.id) === act.passkey);
  if (found === undefined) return refused("passkey-unknown");
  if (actor.means !== "passkey") return refused("passkey-sign-in-first");
  if (own.length === 1) return refused("passkey-last");
  return sayOwn(state, actor, givenUp(found.content), act.assertion, true);
}

function givenUp(content: CredentialContent): CredentialContent {
  return { ...content, state: "withdrawn", by: content.officer };
}

/** Says what an officer does about their own passkeys, and, in an entry about it, what one that stands has signed. */
function sayOwn(
  state: StationState, actor: Actor, content: CredentialContent, assertion: AssertionInput | undefined, signs: boolean,
): ActResult {
  const digest = toHex(credentialDigest(state.self.crypto, content));
  if (signs && assertion === undefined) return refused("passkey-sign-in-first");
  const proof = signs ? proveAssent(state, actor, assertion, "passkey", digest) : null;
  if (proof?.kind === "refused") return proof;
  const held = sayCredential(state, actor.officer, content);
  if (held === null) return refused("no-keys-yet");
  if (proof !== null) {
    sayAssent(state, actor, "passkey", proof.content, { object: toHex(held.leaf), digest, act: "passkey" });
  }
  return done({ officer: actor.officer });
}

/** Takes every passkey from an officer who is withdrawn, or has lost what they had. */
export function withdrawPasskeys(state: StationState, by: string, officer: string): void {
  for (const { content } of passkeysOf(state, officer)) {
    sayCredential(state, by, { ...content, state: "withdrawn", by });
  }
}

function sayCredential(state: StationState, by: string, content: CredentialContent): HeldEntry | null {
  state.outputs.push({ kind: "state" });
  return say(state, state.house, credential, content, { officer: by, act: "passkey" });
}

/** Opens a session for who answers a sign-in challenge with a passkey of this house; null when it does not check. */
export function usePasskey(state: StationState, given: AssertionInput): SignedIn | null {
  const passkey = state.standing.passkeys.get(given.credential);
  const challenge = takeChallenge(state, given.nonce, { purpose: "sign-in" });
  const officer = passkey === undefined ? undefined : state.standing.officers.get(passkey.content.officer);
  if (passkey?.content.state !== "enrolled" || challenge === null || officer === undefined) return null;
  const checked = checkAssertion(
    state.self.crypto, passkey.content, challenge, assertionOf(given), counterKnown(state, given),
  );
  if (checked.kind === "refused") return null;
  return openSession(state, officer, "passkey", { id: passkey.content.id, counter: checked.counter });
}

/** How a person showed who they are. */
type Shown = Pick<AssentContent, "session" | "means" | "assertion">;

/** How a person proved an assent: with their passkey's assertion, or by being signed in. */
export type Proof =
  | { readonly kind: "proved"; readonly content: Shown }
  | Refused;

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
  if (challenge === null) return refused("challenge-over");
  const passkey = state.standing.passkeys.get(given.credential);
  if (passkey?.content.state !== "enrolled" || passkey.content.officer !== actor.officer) {
    return refused("passkey-unknown");
  }
  const assertion = assertionOf(given);
  const checked = checkAssertion(state.self.crypto, passkey.content, challenge, assertion, counterKnown(state, given));
  if (checked.kind === "refused") return refused(checked.reason);
  return { kind: "proved", content: { session, means: "passkey", assertion } };
}

/** What an officer assents to: a digest about an object, and what they have seen where that is asked. */
interface Assented extends Partial<Pick<AssentContent, "seen" | "unseen">> {
  readonly act: AssentAct;
  readonly object: Hex;
  readonly digest: Hex;
}

/** Says in the house record that an officer assents, and how they showed who they are. */
export function sayAssent(
  state: StationState, { officer }: Actor, by: string, shown: Shown, { act, object, digest, ...seen }: Assented,
): void {
  const about = bytesOfHex(object);
  say(state, state.house, assent, {
    ...shown, object: about, digest: bytesOfHex(digest), act, officer, seen: [], unseen: [], ...seen,
  }, { officer, act: by, object: about });
}

/** What this house asks of an assent that is no release. */
export function assentRule({ standing: { policy }, self: { world } }: StationState): AssentRule {
  return { passkey: world === "actual", token: policy.token };
}

/** The refusal of an assent that does not show its person as the house asks, or null (O-11). */
export function hasShown(given: Pick<AssentContent, "means" | "assertion">, rule: AssentRule): Refused | null {
  if (showsPerson(given, rule)) return null;
  return refused(given.means === "token" ? "release-by-console" : "release-needs-passkey");
}

function counterKnown({ standing }: StationState, { credential: id }: AssertionInput): number {
  return standing.counters.get(id) ?? 0;
}

function assertionOf(given: AssertionInput): Assertion {
  const bytes = (text: string): Uint8Array => bytesOfHex(text);
  return {
    credential: bytes(given.credential), nonce: bytes(given.nonce), clientData: bytes(given.clientData),
    authenticatorData: bytes(given.authenticatorData), signature: bytes(given.signature),
  };
}
