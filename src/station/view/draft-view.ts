// Drafts, and the read-back: what the station will sign, rendered by the station.

import { messageViews } from "./message-view.ts";
import { releaseRule } from "../act/act-draft.ts";
import { draftStateOf } from "../house/draft-state.ts";
import type { Channel, StationState } from "../state.ts";
import type { DraftView, ReadBack } from "../../api/views.ts";
import { fromHex, toHex } from "../../core/bytes/hex.ts";
import { encodeShape } from "../../core/bytes/shape.ts";
import type { DraftContent } from "../../core/mechanism/house/entries.ts";
import type { DraftState } from "../../core/mechanism/house/fold.ts";
import { messageContent } from "../../core/mechanism/message/entries.ts";
import { checkAuthored } from "../../core/text/authored.ts";
import { precedences } from "../../core/names.ts";
import { shortHash } from "../../core/text/short-hash.ts";

/** Most incoming messages shown with a read-back. */
const unseenMax = 20;
const lookedAtMax = 200;

/** Open drafts, newest first. */
export function draftViews(state: StationState): readonly DraftView[] {
  const open = [...state.drafts].flatMap((object) => draftStateOf(state, object) ?? []);
  return open.map((draft) => draftView(state, draft)).sort((a, b) => b.savedMs - a.savedMs);
}

/** The read-back of an open draft, or null. */
export function readBack(state: StationState, object: string): ReadBack | null {
  const draft = state.drafts.has(object) ? draftStateOf(state, object) : null;
  if (draft === null) return null;
  const view = draftView(state, draft);
  const { content, translations } = draft.content;
  const texts = [
    content.subject, content.text, content.capacity, ...translations.flatMap((one) => [one.subject, one.text])
  ];
  return {
    draft: view, digest: draft.digest, shortHash: shortHash(fromHex(draft.digest) ?? new Uint8Array(8)),
    world: state.self.world,
    bytes: encodeShape(messageContent, content).length,
    unseen: unseenSince(state, view.savedMs),
    newestIncoming: state.newestIncoming,
    findings: texts.flatMap((text) => checkAuthored(text)).map(({ code, label }) => ({ code, detail: label })),
  };
}

// By when it came here, whatever time it claims; the most urgent first, then the newest.
function unseenSince(state: StationState, savedMs: number): ReadBack["unseen"] {
  const came = messageViews(state, lookedAtMax, null).filter((one) => (one.heldMs ?? 0) >= savedMs);
  const urgency = (one: (typeof came)[number]): number => precedences.findIndex((name) => name === one.precedence);
  return came.toSorted((a, b) => urgency(b) - urgency(a)).slice(0, unseenMax);
}

function draftView(state: StationState, draft: DraftState): DraftView {
  const { content, approvals } = draft;
  const channel = state.channels.get(toHex(content.channel));
  const rule = channel?.charter == null ? null : releaseRule(state, channel.charter, content);
  return {
    object: draft.object, revision: content.revision, officer: nameOf(state, content.officer),
    savedMs: draft.entry.body.time,
    digest: draft.digest, content: contentView(content, channel),
    approvals: approvals.map((one) => ({
      officer: nameOf(state, one.officer), timeMs: one.entry.body.time, signed: one.credential !== null,
      regardless: one.regardless, unseen: one.unseen.length,
    })),
    personsNeeded: rule?.persons ?? 2, passkeyNeeded: rule?.passkey ?? true, authorCounts: rule?.author ?? false,
  };
}

function nameOf(state: StationState, officer: string): string {
  return state.standing.officers.get(officer)?.name ?? officer;
}

function contentView(draft: DraftContent, channel: Channel | undefined): DraftView["content"] {
  const { content, precedence, translations } = draft;
  const { desk, capacity, label, language, subject, text, word, relation } = content;
  const addresses = (list: typeof content.to): { party: string; desk: string }[] => list.map((one) => ({
    party: toHex(channel?.charter?.parties[one.party]?.id ?? new Uint8Array(0)), desk: one.desk,
  }));
  return {
    channel: toHex(draft.channel), precedence, desk, capacity, to: addresses(content.to), info: addresses(content.info),
    label,
    language, subject, text, word: word?.code ?? null,
    relation: relation === null ? null : { kind: relation.kind, object: toHex(relation.object) },
    translations: translations.map((one) => ({ language: one.language, subject: one.subject, text: one.text })),
  };
}
