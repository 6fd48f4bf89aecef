// Drafts, approvals and release: what a person wrote, who stands behind it, and the moment it becomes ours.

import { append, canSeal } from "./append.ts";
import { done, refused } from "./act.ts";
import { personsNeeded } from "./policy.ts";
import type { Channel, StationState } from "./state.ts";
import type { Actor } from "./surface.ts";
import type { Act, ActResult, DraftInput } from "../api/acts.ts";
import { encodeShape } from "../core/bytes/shape.ts";
import { equalBytes, fromHex, toHex } from "../core/bytes/hex.ts";
import { draftDigest } from "../core/mechanism/house/digest.ts";
import {
  approval, approvalContent, discard, discardContent, draft as draftKind, draftContent,
} from "../core/mechanism/house/entries.ts";
import type { Draft } from "../core/mechanism/house/entries.ts";
import { foldDraft, releaseCheck } from "../core/mechanism/house/fold.ts";
import type { DraftState } from "../core/mechanism/house/fold.ts";
import { checkMessageAct } from "../core/mechanism/message/act.ts";
import { message, messageContent, translation, translationContent } from "../core/mechanism/message/entries.ts";
import type { Message } from "../core/mechanism/message/entries.ts";
import { messageStateOf } from "./message-state.ts";
import { partyIndex } from "../core/mechanism/charter/charter.ts";
import type { HeldEntry } from "../core/record/held-entry.ts";

type Of<K extends Act["act"]> = Extract<Act, { act: K }>;
const none = new Uint8Array(0);

/** Keeps a revision of a draft in the house record. Approvals of the former revision do not count for it. */
export function saveDraft(state: StationState, actor: Actor, act: Of<"draft.save">): ActResult {
  const former = act.draft === null ? null : draftStateOf(state, act.draft);
  if (act.draft !== null && (former === null || former.discarded || former.released)) return refused("draft-unknown");
  const built = buildDraft(state, actor, act.content, former);
  if ("kind" in built) return built;
  const content = encodeShape(draftContent, built.draft);
  const held = append(state, state.house, {
    kind: draftKind, precedence: "ROUTINE", object: none, content, officer: actor.officer, act: "draft.save",
  });
  state.outputs.push({ kind: "drafts" });
  if (held === null) return refused("no-keys-yet");
  state.drafts.set(held.object, held.object);
  if (act.draft !== null) state.drafts.delete(act.draft);
  return done({ object: held.object, digest: toHex(draftDigest(state.self.crypto, built.draft)) });
}

/** Gives a draft up; it stays in the house record. */
export function discardDraft(state: StationState, actor: Actor, act: Of<"draft.discard">): ActResult {
  const draft = draftStateOf(state, act.draft);
  if (draft === null || draft.released) return refused("draft-unknown");
  const object = fromHex(act.draft) ?? none;
  const content = encodeShape(discardContent, { draft: object, officer: actor.officer });
  append(state, state.house, { kind: discard, precedence: "ROUTINE", object, content, officer: actor.officer, act: "draft.discard" });
  state.drafts.delete(act.draft);
  state.outputs.push({ kind: "drafts" });
  return done({ object: act.draft });
}

/** One person's approval of exactly what the station rendered; the last one that policy asks for releases. */
export function approveDraft(state: StationState, actor: Actor, act: Of<"draft.approve">): ActResult {
  const draft = draftStateOf(state, act.draft);
  if (draft === null || draft.discarded || draft.released || !state.drafts.has(act.draft)) return refused("draft-unknown");
  const channel = state.channels.get(toHex(draft.draft.channel));
  if (channel === undefined) return refused("channel-unknown");
  const digest = draftDigest(state.self.crypto, draft.draft);
  // The digest ties the approval to what was shown; whatever a browser displayed, only this text can be released by it.
  if (toHex(digest) !== act.digest) return refused("draft-changed");
  if (act.seen < state.newestIncoming) return refused("unseen-incoming");
  if (draft.approvals.some((one) => one.officer === actor.officer)) return refused("already-approved");
  const checked = checkDraft(state, channel, draft.draft);
  if (checked !== null) return checked;
  const object = fromHex(act.draft) ?? none;
  const seen = [...channel.ledger.logs.values()].slice(-64).map((log) => ({ log: log.log, size: log.size }));
  const content = encodeShape(approvalContent, { draft: object, digest, officer: actor.officer, seen, step: "read-back" });
  append(state, state.house, { kind: approval, precedence: "ROUTINE", object, content, officer: actor.officer, act: "draft.approve" });
  state.outputs.push({ kind: "drafts" });
  const officers = [...draft.approvals.map((one) => one.officer), actor.officer];
  const needed = personsNeeded(state, channel, draft.draft.precedence, draft.draft.content.word?.code ?? null);
  const verdict = releaseCheck({ officers, persons: needed, unseen: 0 });
  if (verdict.kind === "refused") return done({ object: act.draft, released: false });
  return release(state, actor, channel, draft.draft, act.draft);
}

/** Draft, read-back and release in one, where policy asks for one person. */
export function sendMessage(state: StationState, actor: Actor, act: Of<"message.send">): ActResult {
  if (act.seen < state.newestIncoming) return refused("unseen-incoming");
  const built = buildDraft(state, actor, act.content, null);
  if ("kind" in built) return built;
  const { draft, channel } = built;
  if (personsNeeded(state, channel, draft.precedence, draft.content.word?.code ?? null) > 1) return refused("two-persons");
  return checkDraft(state, channel, draft) ?? release(state, actor, channel, draft, null);
}

/** What is wrong with releasing this draft now, or null. */
function checkDraft(state: StationState, channel: Channel, draft: Draft): ActResult | null {
  if (!channel.adopted || channel.charter === null) return refused("charter-not-adopted");
  if (!canSeal(state, channel)) return refused("no-keys-yet");
  const related = draft.content.relation === null ? null : messageStateOf(state, channel, toHex(draft.content.relation.object));
  const own = partyIndex(channel.charter, state.self.party) ?? 0;
  const checked = checkMessageAct(
    { charter: channel.charter, us: own, message: related, roster: state.self.roster.roster, parties: rostersOf(state, channel) },
    { act: "compose", content: draft.content, precedence: draft.precedence, translations: draft.translations },
  );
  return checked.kind === "refused" ? refused(checked.reason, checked.detail) : null;
}

function rostersOf(state: StationState, channel: Channel): readonly (readonly string[])[] {
  return (channel.charter?.parties ?? []).map((party) => {
    const roster = equalBytes(party.id, state.self.party)
      ? state.self.roster.roster
      : state.parties.get(toHex(party.id))?.roster;
    return roster?.desks.map((desk) => desk.code) ?? [];
  });
}

function release(state: StationState, actor: Actor, channel: Channel, draft: Draft, object: string | null): ActResult {
  const say = (kind: typeof message | typeof translation, about: Uint8Array, content: Uint8Array): HeldEntry | null =>
    append(state, channel, {
      kind, precedence: draft.precedence, object: about, content, officer: actor.officer, act: "release",
      draft: object === null ? null : fromHex(object),
    });
  const held = say(message, none, encodeShape(messageContent, draft.content));
  if (held === null) return refused("no-keys-yet");
  for (const one of draft.translations) say(translation, held.leaf, encodeShape(translationContent, one));
  if (object !== null) state.drafts.delete(object);
  state.outputs.push({ kind: "drafts" });
  return done({ object: held.object, released: true });
}

function buildDraft(
  state: StationState, actor: Actor, input: DraftInput, former: DraftState | null,
): { readonly draft: Draft; readonly channel: Channel } | ActResult {
  const channel = state.channels.get(input.channel);
  if (channel?.charter == null) return refused("channel-unknown");
  const { charter } = channel;
  const addresses = (list: DraftInput["to"]): { party: number; desk: string }[] | null => {
    const indexed = list.map((one) => ({ party: partyIndex(charter, fromHex(one.party) ?? none), desk: one.desk }));
    return indexed.every((one) => one.party !== null) ? (indexed as { party: number; desk: string }[]) : null;
  };
  const to = addresses(input.to);
  const info = addresses(input.info);
  if (to === null || info === null) return refused("party-unknown");
  const { desk, capacity, label, language, subject, text, translations, precedence } = input;
  const content: Message = {
    desk, capacity, to, info, label, language, subject, text,
    word: input.word === null ? null : { code: input.word, parameters: [] },
    relation: input.relation === null ? null : { kind: input.relation.kind, object: fromHex(input.relation.object) ?? none },
  };
  const draft: Draft = {
    previous: former === null ? null : former.object,
    revision: former === null ? 1 : former.draft.revision + 1,
    officer: actor.officer, channel: channel.id, precedence, content,
    translations: translations.map((one) => ({ ...one, doubts: [], capacity })),
  };
  return { draft, channel };
}

/** The draft of an object from its house entries; null when there is none. */
export function draftStateOf(state: StationState, object: string): DraftState | null {
  const entries = state.house.objects.get(object);
  return entries === undefined ? null : foldDraft(entries);
}
