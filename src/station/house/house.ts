// The house record: what this party keeps of its own affairs, in entries whose only reader is itself.

import { say } from "../append.ts";
import { learnAttributed } from "./attributed.ts";
import { learnWatch } from "./watch.ts";
import type { StationState } from "../state.ts";
import type { Actor, Means, Officer, SignedIn } from "../surface.ts";
import { bytesOfHex, concat, equalBytes, toHex } from "../../core/bytes/hex.ts";
import { utf8 } from "../../core/bytes/cbor.ts";
import {
  attributedActsMax, attribution, discard, draft, join, memoryConfirmation, officer as officerKind, setting,
} from "../../core/mechanism/house/entries.ts";
import type {
  AttributionContent, DraftContent, JoinContent, MemoryConfirmationContent, OfficerContent,
} from "../../core/mechanism/house/entries.ts";
import {
  assent, credential, handover, handoverSeen, naming, proposal, recognition, signIn, sound, watch,
} from "../../core/mechanism/officer/entries.ts";
import type { AssentContent, SignInContent, WatchContent } from "../../core/mechanism/officer/entries.ts";
import { counterOf } from "../../core/mechanism/officer/passkey.ts";
import { learnStanding, noteCounter, prevails } from "../../core/mechanism/officer/standing.ts";
import { undertaking } from "../../core/mechanism/undertaking/entries.ts";
import type { Hex } from "../../core/names.ts";
import type { HeldEntry } from "../../core/record/held-entry.ts";
import { readJoin } from "../../core/record/join.ts";

/** Notes a setting of the house; the newest of a name prevails. */
export function noteSetting(state: StationState, officer: string, name: string, value: Uint8Array): void {
  say(state, state.house, setting, { name, value, officer }, { officer, act: name });
}

/** Says that a draft, a proposal or an undertaking is over. */
export function sayDiscard(state: StationState, { officer }: Actor, object: Hex, act: string): void {
  const draft = bytesOfHex(object);
  say(state, state.house, discard, { draft, officer }, { officer, act, object: draft });
}

/** Of objects of the house record how many this site began: what another one began takes none of its room. */
export function begunHere({ house, self }: StationState, objects: Iterable<Hex>): number {
  return [...objects].filter((object) => house.objects.get(object)?.some(({ object: of, leaf, station }) => (
    of === toHex(leaf) && equalBytes(station, self.station)
  )) === true).length;
}

/** Enrols an officer, or changes one; the newest entry of an id prevails. */
export function enrol(state: StationState, by: string, content: OfficerContent): void {
  say(state, state.house, officerKind, content, { officer: by, act: "officer.add" });
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
  say(state, state.house, signIn, content, { officer: content.by, act: "session" });
}

/**
 * Attributes everything released since the last commit to the officers behind it. The attribution and the entries it
 * names are one transaction (spec/04-seal.md, At rest): neither exists without the other.
 */
export function attribute(state: StationState): void {
  while (state.attributions.length > 0) {
    const acts = state.attributions.splice(0, attributedActsMax);
    say(state, state.house, attribution, { acts }, { officer: null, act: "attribution" });
  }
}

/** Kinds that change what is shown of our people. */
const aboutPeople: ReadonlySet<number> = new Set(
  [officerKind, setting, discard, credential, assent, signIn, proposal, undertaking, watch, handover, handoverSeen,
    sound, recognition, naming]
    .map((kind) => kind.code),
);

/** Who holds the watch, and whether the desk is alone, is what the newest entry says (O-20), whichever came last. */
function isNewestOfWatch(state: StationState, held: HeldEntry): boolean {
  if (held.body.kind !== watch.code) return true;
  const { event } = held.content as WatchContent;
  return prevails(state.standing, event === "taken" || event === "handed" ? "watch" : "watch alone", held);
}

/** What a house entry changes in what the station knows. */
export function learnHouse(state: StationState, held: HeldEntry): void {
  if (held.poison || held.content === null) return;
  const { kind } = held.body;
  learnStanding(state.standing, held);
  if (kind === draft.code) {
    const { previous } = held.content as DraftContent;
    if (previous !== null) closeDraft(state, toHex(previous));
    if (!state.draftsClosed.has(held.object)) state.drafts.add(held.object);
  }
  if (kind === discard.code) {
    closeDraft(state, held.object);
    state.proposals.delete(held.object);
  }
  if (kind === undertaking.code && !state.draftsClosed.has(held.object)) state.undertakings.add(held.object);
  // Logs are read one after the other, and what closed a proposal may be read before it: it stays closed.
  if (kind === proposal.code && !state.draftsClosed.has(held.object)) state.proposals.add(held.object);
  if (isNewestOfWatch(state, held)) learnWatch(state, held);
  if (aboutPeople.has(kind)) {
    state.people += 1;
    state.standingMoved = true;
  }
  if (kind === attribution.code) {
    const content = held.content as AttributionContent;
    learnAttributed(state, held.station, content);
    for (const { draft: from } of content.acts) if (from !== null) closeDraft(state, toHex(from));
  }
  if (equalBytes(held.station, state.self.station)) learnOwn(state, held);
}

/** What a station says of its own sessions, counters and memory is nothing that another one could say for it (O-34). */
function learnOwn(state: StationState, held: HeldEntry): void {
  const { kind, log } = held.body;
  if (kind === signIn.code) learnSignIn(state, held);
  if (kind === assent.code) {
    const { assertion } = held.content as AssentContent;
    if (assertion !== null) noteCounter(state.standing, assertion.credential, counterOf(assertion.authenticatorData));
  }
  if (kind === join.code) state.joins.push(readJoin((held.content as JoinContent).statement));
  if (kind === memoryConfirmation.code && equalBytes(log, state.house.ownLog)) {
    state.memory.confirmedBy.add((held.content as MemoryConfirmationContent).officer);
  }
}

function learnSignIn(state: StationState, held: HeldEntry): void {
  const { session, officer, means, event, credential: used } = held.content as SignInContent;
  if (used !== null) noteCounter(state.standing, used.id, used.counter);
  if (event === "opened") state.sessions.set(toHex(session), { officer, means, openedMs: held.body.time });
  else {
    state.sessions.delete(toHex(session));
    state.sounding.delete(toHex(session));
  }
}

/** A draft that was replaced, given up or released stays so, also when another site says it later than that. */
function closeDraft(state: StationState, object: Hex): void {
  state.draftsClosed.add(object);
  state.drafts.delete(object);
  state.undertakings.delete(object);
}

/** Bytes of a short text value of a setting. */
export function settingText(...parts: readonly string[]): Uint8Array {
  return concat(...parts.map(utf8));
}
