// Drafts, approvals and release: what a person wrote, who stands behind it, and the moment it becomes ours.

import { proveAssent, sayAssent } from "./act-passkey.ts";
import { canSeal, say } from "../append.ts";
import { sayDiscard } from "../house/house.ts";
import { draftStateOf } from "../house/draft-state.ts";
import { done, refused } from "../outcome.ts";
import type { Refused } from "../outcome.ts";
import type { Channel, StationState } from "../state.ts";
import type { Actor } from "../surface.ts";
import { bytesOfHex, equalBytes, fromHex, toHex } from "../../core/bytes/hex.ts";
import type { ActOf, ActResult, DraftInput } from "../../api/acts.ts";
import { encodeShape } from "../../core/bytes/shape.ts";
import { draftDigest } from "../../core/mechanism/house/digest.ts";
import { contentBytesMax } from "../../core/record/entry.ts";
import { draft as draftKind, draftContent, seenMax } from "../../core/mechanism/house/entries.ts";
import type { DraftContent } from "../../core/mechanism/house/entries.ts";
import type { DraftState } from "../../core/mechanism/house/fold.ts";
import { personsNeeded, provesPerson, releaseCheck, releasingRoles } from "../../core/mechanism/house/release.ts";
import type { Incoming, ReleaseRule } from "../../core/mechanism/house/release.ts";
import { unseenMax } from "../../core/mechanism/officer/entries.ts";
import { checkMessageAct } from "../../core/mechanism/message/act.ts";
import { message, translation } from "../../core/mechanism/message/entries.ts";
import type { MessageContent } from "../../core/mechanism/message/entries.ts";
import { unknownHere } from "./about.ts";
import { desksOf } from "./act-message.ts";
import { messageEntry, messageStateOf } from "../mechanism/message-state.ts";
import type { Charter } from "../../core/mechanism/charter/charter.ts";
import { partyIndex } from "../../core/mechanism/charter/charter.ts";

/** Incoming messages of a channel that a release looks back at. */
export const incomingMax = 256;

/** Keeps a revision of a draft in the house record. Approvals of the former revision do not count for it. */
export function saveDraft(state: StationState, actor: Actor, act: ActOf<"draft.save">): ActResult {
  const former = act.draft === null ? null : draftStateOf(state, act.draft);
  if (act.draft !== null && (former === null || !state.drafts.has(act.draft))) return refused("draft-unknown");
  const built = buildDraft(state, actor, act.content, former);
  if ("kind" in built) return built;
  // A draft too long to be kept is too long to be sent; nothing is cut in silence.
  if (encodeShape(draftContent, built.draft).length > contentBytesMax) return refused("too-long");
  const held = say(state, state.house, draftKind, built.draft, { officer: actor.officer, act: act.act });
  state.outputs.push({ kind: "drafts" });
  if (held === null) return refused("no-keys-yet");
  return done({ object: held.object, digest: toHex(draftDigest(state.self.crypto, built.draft)) });
}

/** Gives a draft up; it stays in the house record. */
export function discardDraft(state: StationState, actor: Actor, act: ActOf<"draft.discard">): ActResult {
  const draft = draftStateOf(state, act.draft);
  if (draft === null || !state.drafts.has(act.draft)) return refused("draft-unknown");
  sayDiscard(state, actor, act.draft, act.act);
  state.outputs.push({ kind: "drafts" });
  return done({ object: act.draft });
}

/** One person's approval of exactly what the station rendered; the last one that policy asks for releases. */
export function approveDraft(state: StationState, actor: Actor, act: ActOf<"draft.approve">): ActResult {
  const draft = draftStateOf(state, act.draft);
  if (draft === null || !state.drafts.has(act.draft)) return refused("draft-unknown");
  const channel = state.channels.get(toHex(draft.content.channel));
  if (channel?.charter == null) return refused("channel-unknown");
  // The digest ties the approval to what was shown; whatever a browser displayed, only this text can be released by it.
  if (draft.digest !== act.digest) return refused("draft-changed");
  // What came from others on another line is no part of this one: one party's flood must not silence us to another.
  const regardless = act.regardless === true;
  if (act.seen < channel.newestIncoming && !regardless) return refused("unseen-incoming");
  const checked = checkDraft(state, channel, draft.content);
  if (checked !== null) return checked;
  const rule = releaseRule(state, channel.charter, draft.content);
  const step = regardless ? "release-unseen" : "release";
  const proof = proveAssent(state, actor, act.assertion, step, draft.digest);
  if (proof.kind === "refused") return proof;
  const { means, assertion } = proof.content;
  if (!provesPerson({ means, credential: assertion === null ? null : draft.digest }, rule)) {
    return refused(means === "token" ? "release-by-console" : "release-needs-passkey");
  }
  if (rule.persons > 1 && !rule.author && draft.content.officer === actor.officer) return refused("own-draft");
  sayAssent(state, actor, act.act, proof.content, {
    object: act.draft, digest: draft.digest, act: step, seen: headsSeen(channel),
    unseen: regardless ? unseenBeyond(channel, act.seen) : [],
  });
  state.outputs.push({ kind: "drafts" });
  const approved = draftStateOf(state, act.draft);
  if (approved === null) return refused("draft-unknown");
  const verdict = releaseCheck(approved, rule, incomingOf(state, channel), releasers(state, draft.content.content));
  if (verdict.kind === "refused") return done({ object: act.draft, released: false });
  return release(state, actor, channel, draft.content, act.draft);
}

/** What this house asks of the approvals of a draft. */
export function releaseRule(
  state: StationState, charter: Charter, { precedence, content }: Pick<DraftContent, "precedence" | "content">,
): ReleaseRule {
  const { standing: { policy }, self } = state;
  return {
    persons: personsNeeded(charter, self.roster.roster.policy, precedence, content),
    passkey: charter.world === "actual" || self.world === "actual", token: policy.token, author: policy.author,
  };
}

/** Messages of others with a running number above the newest that was shown, the newest first where they are many. */
function unseenBeyond(channel: Channel, seen: number): readonly Uint8Array[] {
  const objects = channel.messages.filter((object) => (channel.facts.get(object)?.incoming ?? 0) > seen);
  return objects.slice(-unseenMax).flatMap((object) => fromHex(object) ?? []);
}

/** Most logs an approval can name: the ones that moved last. */
function headsSeen(channel: Channel): readonly { readonly log: Uint8Array; readonly size: number }[] {
  const logs = [...channel.ledger.logs.values()].sort((a, b) => b.time - a.time).slice(0, seenMax);
  return logs.map((log) => ({ log: log.log, size: log.size }));
}

/** Messages that came in lately; an approver must have been shown each of them. */
function incomingOf(state: StationState, channel: Channel): readonly Incoming[] {
  return channel.messages.slice(-incomingMax).flatMap((object) => {
    const entry = messageEntry(channel, object);
    if (entry === null || equalBytes(entry.party, state.self.party) || entry.proofPending) return [];
    return [{ log: toHex(entry.body.log), seq: entry.body.seq, object }];
  });
}

/** Officers whose approval of these words counts. */
function releasers(state: StationState, words: MessageContent): ReadonlySet<string> {
  const roles = releasingRoles(words);
  const may = [...state.standing.officers.values()].filter((one) => roles.some((role) => one.roles.includes(role)));
  return new Set(may.map((one) => one.id));
}

/** Draft, read-back and release in one, where policy asks for one person. */
export function sendMessage(state: StationState, actor: Actor, act: ActOf<"message.send">): ActResult {
  const built = buildDraft(state, actor, act.content, null);
  if ("kind" in built) return built;
  const { draft, channel } = built;
  if (channel.charter === null) return refused("channel-unknown");
  const rule = releaseRule(state, channel.charter, draft);
  if (rule.persons > 1) return refused("two-persons");
  if (act.seen < channel.newestIncoming) {
    return act.regardless === true ? sendRegardless(state, actor, act) : refused("unseen-incoming");
  }
  const proof = proveAssent(state, actor, undefined, "release", "");
  if (proof.kind === "refused") return proof;
  if (!provesPerson({ means: proof.content.means, credential: null }, rule)) {
    return refused(proof.content.means === "token" ? "release-by-console" : "release-needs-passkey");
  }
  if (!releasers(state, draft.content).has(actor.officer)) return refused("not-a-releaser");
  return checkDraft(state, channel, draft) ?? release(state, actor, channel, draft, null);
}

/** A message sent with something unread goes by way of a draft, so that there is an approval that says what. */
function sendRegardless(state: StationState, actor: Actor, act: ActOf<"message.send">): ActResult {
  const saved = saveDraft(state, actor, { act: "draft.save", draft: null, content: act.content });
  if (saved.kind === "refused") return saved;
  const { object, digest = "" } = saved;
  const approved = approveDraft(state, actor, {
    act: "draft.approve", draft: object ?? "", digest, seen: act.seen, regardless: true,
  });
  if (approved.kind === "done" && approved.released) return approved;
  discardDraft(state, actor, { act: "draft.discard", draft: object ?? "" });
  return approved.kind === "refused" ? approved : refused("not-a-releaser");
}

/** What is wrong with releasing this draft now, or null. */
function checkDraft(state: StationState, channel: Channel, draft: DraftContent): Refused | null {
  if (!channel.adopted || channel.charter === null) return refused("charter-not-adopted");
  if (!canSeal(state, channel)) return refused("no-keys-yet");
  const related = draft.content.relation === null
    ? null
    : messageStateOf(state, channel, toHex(draft.content.relation.object));
  const own = partyIndex(channel.charter, state.self.party) ?? 0;
  const checked = checkMessageAct(
    { charter: channel.charter, us: own, message: related, desks: desksOf(state, channel), nowMs: state.nowMs },
    { act: "compose", content: draft.content, precedence: draft.precedence, translations: draft.translations },
  );
  if (checked.kind !== "refused") return null;
  return checked.reason === "unknown-message" && state.rest !== null
    ? unknownHere(state, checked.reason) : refused(checked.reason, checked.detail);
}

function release(
  state: StationState, actor: Actor, channel: Channel, draft: DraftContent, object: string | null,
): ActResult {
  const behind = {
    officer: actor.officer, act: "release", precedence: draft.precedence,
    draft: object === null ? null : bytesOfHex(object),
  };
  const held = say(state, channel, message, draft.content, behind);
  if (held === null) return refused("no-keys-yet");
  for (const one of draft.translations) say(state, channel, translation, one, { ...behind, object: held.leaf });
  // The attribution in the same batch says that the draft was released; until then nobody may release it again.
  if (object !== null) state.drafts.delete(object);
  state.outputs.push({ kind: "drafts" });
  return done({ object: held.object, released: true });
}

function buildDraft(
  state: StationState, actor: Actor, input: DraftInput, former: DraftState | null,
): { readonly draft: DraftContent; readonly channel: Channel } | ActResult {
  const channel = state.channels.get(input.channel);
  if (channel?.charter == null) return refused("channel-unknown");
  const { charter } = channel;
  const addresses = (list: DraftInput["to"]): { party: number; desk: string }[] | null => {
    const indexed = list.map((one) => ({ party: partyIndex(charter, bytesOfHex(one.party)), desk: one.desk }));
    return indexed.every((one) => one.party !== null) ? (indexed as { party: number; desk: string }[]) : null;
  };
  const to = addresses(input.to);
  const info = addresses(input.info);
  if (to === null || info === null) return refused("party-unknown");
  const { desk, capacity, label, language, subject, text, translations, precedence } = input;
  const content: MessageContent = {
    desk, capacity, to, info, label, language, subject, text,
    word: input.word === null ? null : { code: input.word, parameters: [] },
    relation: input.relation === null
      ? null
      : { kind: input.relation.kind, object: bytesOfHex(input.relation.object) },
  };
  const draft: DraftContent = {
    previous: former === null ? null : fromHex(former.object),
    revision: former === null ? 1 : former.content.revision + 1,
    officer: actor.officer, channel: channel.id, precedence, content,
    translations: translations.map((one) => ({ ...one, doubts: [], capacity })),
  };
  return { draft, channel };
}
