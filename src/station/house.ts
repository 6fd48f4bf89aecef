// The house record: what this party keeps of its own affairs, in entries whose only reader is itself.

import { append } from "./append.ts";
import { learnWatch } from "./watch.ts";
import type { StationState } from "./state.ts";
import type { Means, Officer, SignedIn } from "./surface.ts";
import { encodeShape } from "../core/bytes/shape.ts";
import { equalBytes, toHex, concat } from "../core/bytes/hex.ts";
import { utf8 } from "../core/bytes/cbor.ts";
import {
  attributedActsMax, attribution, attributionContent, discard, draft, join, memoryConfirmation,
  officer as officerKind,
  officerContent, setting, settingContent,
} from "../core/mechanism/house/entries.ts";
import type {
  AttributionContent, DraftContent, JoinContent, MemoryConfirmationContent, OfficerContent, SettingContent,
} from "../core/mechanism/house/entries.ts";
import {
  assent, credential, handover, handoverSeen, proposal, signIn, signInContent, sound, watch,
} from "../core/mechanism/officer/entries.ts";
import type {
  AssentContent, CredentialContent, SignInContent, WatchContent,
} from "../core/mechanism/officer/entries.ts";
import { counterOf } from "../core/mechanism/officer/passkey.ts";
import { policyAfter } from "../core/mechanism/officer/policy.ts";
import type { Hex } from "../core/names.ts";
import { placeOrder } from "../core/record/held-entry.ts";
import type { HeldEntry } from "../core/record/held-entry.ts";
import { readJoin } from "../core/record/join.ts";

const none = new Uint8Array(0);

/** Says something in the house record that is about no object. */
export function sayInHouse(state: StationState, officer: string, name: string, value: Uint8Array): void {
  const content = encodeShape(settingContent, { name, value, officer });
  append(
    state, state.house,
    { kind: setting, precedence: "ROUTINE", object: none, content, officer, act: name },
  );
}

/** Enrols an officer, or changes one; the newest entry of an id prevails. */
export function enrol(state: StationState, by: string, content: OfficerContent): void {
  const bytes = encodeShape(officerContent, content);
  append(state, state.house, {
    kind: officerKind, precedence: "ROUTINE", object: none, content: bytes, officer: by, act: "officer.add",
  });
}

/** Opens a session of an officer, and notes it. */
export function openSession(
  state: StationState, officer: Officer, means: Means, passkey: SignInContent["credential"] = null,
): SignedIn {
  const session = state.self.random.bytes(16);
  noteSignIn(state, {
    session, officer: officer.id, event: "opened", via: "console", means, credential: passkey, by: officer.id,
  });
  return { officer, session: toHex(session), means };
}

/** Notes that a session was opened or ended. */
export function noteSignIn(state: StationState, content: SignInContent): void {
  const bytes = encodeShape(signInContent, content);
  append(state, state.house, {
    kind: signIn, precedence: "ROUTINE", object: none, content: bytes, officer: content.by, act: "session",
  });
}

/**
 * Attributes everything released since the last commit to the officers behind it. The attribution and the entries it
 * names are one transaction (spec/04-seal.md, At rest): neither exists without the other.
 */
export function attribute(state: StationState): void {
  while (state.attributions.length > 0) {
    const acts = state.attributions.splice(0, attributedActsMax);
    const content = encodeShape(attributionContent, { acts });
    append(state, state.house, {
      kind: attribution, precedence: "ROUTINE", object: none, content, officer: null, act: "attribution",
    });
  }
}

/** Kinds that change what is shown of our people. */
const aboutPeople: ReadonlySet<number> = new Set(
  [officerKind, setting, discard, credential, assent, signIn, proposal, watch, handover, handoverSeen, sound]
    .map((kind) => kind.code),
);

/** Who holds the watch, and whether the desk is alone, is what the newest entry says (O-20), whichever came last. */
function isNewestOfWatch(state: StationState, held: HeldEntry): boolean {
  if (held.body.kind !== watch.code) return true;
  const { event } = held.content as WatchContent;
  return prevails(state, event === "taken" || event === "handed" ? "watch" : "watch alone", held);
}

/** What a house entry changes in what the station knows. */
export function learnHouse(state: StationState, held: HeldEntry): void {
  if (held.poison || held.content === null) return;
  if (held.body.kind === officerKind.code) learnOfficer(state, held, held.content as OfficerContent);
  if (held.body.kind === draft.code) {
    const { previous } = held.content as DraftContent;
    if (previous !== null) closeDraft(state, toHex(previous));
    if (!state.draftsClosed.has(held.object)) state.drafts.add(held.object);
  }
  if (held.body.kind === discard.code) {
    closeDraft(state, held.object);
    state.proposals.delete(held.object);
  }
  if (isNewestOfWatch(state, held)) learnWatch(state, held);
  // Logs are read one after the other, and what closed a proposal may be read before it: it stays closed.
  if (held.body.kind === proposal.code && !state.draftsClosed.has(held.object)) state.proposals.add(held.object);
  if (aboutPeople.has(held.body.kind)) state.people += 1;
  if (held.body.kind === setting.code) {
    const { name, value } = held.content as SettingContent;
    if (prevails(state, `setting ${name}`, held)) state.policy = policyAfter(state.policy, name, value);
  }
  if (held.body.kind === credential.code) learnCredential(state, held, held.content as CredentialContent);
  if (held.body.kind === signIn.code) {
    learnSignIn(state, held);
  }
  if (held.body.kind === assent.code) {
    const { assertion } = held.content as AssentContent;
    if (assertion !== null) noteCounter(state, assertion.credential, counterOf(assertion.authenticatorData));
  }
  if (held.body.kind === join.code) state.joins.push(readJoin((held.content as JoinContent).statement));
  if (held.body.kind === memoryConfirmation.code && equalBytes(held.body.log, state.house.ownLog)) {
    state.memory.confirmedBy.add((held.content as MemoryConfirmationContent).officer);
  }
  if (held.body.kind === attribution.code) {
    for (const act of (held.content as AttributionContent).acts) {
      state.attributed.set(toHex(act.leaf), act.officer);
      if (act.draft !== null) closeDraft(state, toHex(act.draft));
    }
  }
}

function learnCredential(state: StationState, held: HeldEntry, content: CredentialContent): void {
  const id = toHex(content.id);
  // A passkey that was withdrawn must not come back with the older entry that enrolled it (spec/10-officers.md).
  if (!prevails(state, `credential ${id}`, held)) return;
  state.passkeys.set(id, { content, counter: Math.max(content.counter, state.passkeys.get(id)?.counter ?? 0) });
}

function learnSignIn(state: StationState, held: HeldEntry): void {
  const { session, officer, means, event, credential: used } = held.content as SignInContent;
  if (used !== null) noteCounter(state, used.id, used.counter);
  if (event === "opened") state.sessions.set(toHex(session), { officer, means, openedMs: held.body.time });
  else {
    state.sessions.delete(toHex(session));
    state.sounding.delete(toHex(session));
  }
}

/** A counter that was used is never good again: a copy of the authenticator would use it a second time. */
function noteCounter(state: StationState, id: Uint8Array, counter: number): void {
  const passkey = state.passkeys.get(toHex(id));
  if (passkey !== undefined) passkey.counter = Math.max(passkey.counter, counter);
}

/** A draft that was replaced, given up or released stays so, also when another site says it later than that. */
function closeDraft(state: StationState, object: Hex): void {
  state.draftsClosed.add(object);
  state.drafts.delete(object);
}

/**
 * Whether an entry is the newest of what it is about, in canonical order: two sites may say something of one officer at
 * once, and both come to know the same.
 */
function prevails(state: StationState, about: string, { body, at }: HeldEntry): boolean {
  const newest = state.newestInHouse.get(about);
  const isOlder = newest !== undefined && (body.lamport - newest.lamport || placeOrder(at, newest.at)) < 0;
  if (!isOlder) state.newestInHouse.set(about, { lamport: body.lamport, at });
  return !isOlder;
}

function learnOfficer(state: StationState, held: HeldEntry, content: OfficerContent): void {
  const { id, name, language, roles } = content;
  if (!prevails(state, `officer ${id}`, held)) return;
  const officer: Officer = { id, name, language, roles: [...roles] };
  if (content.state === "enrolled") state.officers.set(id, officer);
  else state.officers.delete(id);
}

/** Bytes of a short text value of a setting. */
export function settingText(...parts: readonly string[]): Uint8Array {
  return concat(...parts.map(utf8));
}
