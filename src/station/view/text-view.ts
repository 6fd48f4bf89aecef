// Joint texts as console and CLI see them.

import { agreementView } from "./agreed-view.ts";
import { answeredFirst, isAnswered } from "./answered.ts";
import { documentView } from "./document-view.ts";
import { labelAt } from "../label.ts";
import { slotView } from "./slot-view.ts";
import type { TextPlace } from "./slot-view.ts";
import { privateViews } from "./private-view.ts";
import { channelOf } from "../act/about.ts";
import { copyAsAgreed } from "../agree/agreed-text.ts";
import type { Channel, StationState } from "../state.ts";
import { textStateOf, textSummaryOf } from "../mechanism/text-state.ts";
import type { FairCopyView, SlotHistory, TextSummary, TextView } from "../../api/text-views.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { isOverfull, waitedFor } from "../../core/mechanism/text/fold.ts";
import { isAlive, standsAt } from "../../core/mechanism/text/reading.ts";
import type { ReadSlot } from "../../core/mechanism/text/reading.ts";
import type { CopyState, TextState } from "../../core/mechanism/text/state.ts";
import type { Hex } from "../../core/names.ts";

/** Most slots of a text that are shown, in order; a station signs no offer that makes more. */
export const slotsShownMax = 5_000;
/** Most texts of a channel that are listed: those held last, but none that only others speak of before one of ours. */
export const textsShownMax = 500;
/** Most fair copies shown, the newest ones; and most entries without effect, the last ones. */
const copiesShownMax = 64;
const passedOverShownMax = 256;

/** Every text of every channel, the newest first. */
export function textSummaries(state: StationState): readonly TextSummary[] {
  return [...state.channels.values()].flatMap(
    (channel) => summariesOf(state, channel, [...channel.texts.objects]),
  ).sort(newestFirst);
}

/** Texts of one meeting, the newest first; no other is folded. */
export function textsOfMeeting(state: StationState, channel: Channel, meeting: Hex): readonly TextSummary[] {
  return summariesOf(state, channel, [...channel.texts.ofMeetings.get(meeting) ?? []]).toSorted(newestFirst);
}

function summariesOf(state: StationState, channel: Channel, objects: readonly Hex[]): readonly TextSummary[] {
  const kept = objects.length <= textsShownMax ? objects
    : objects.map((object) => ({ object, answered: isAnswered(state, channel, object) })).reverse()
      .sort(answeredFirst).slice(0, textsShownMax).map(({ object }) => object);
  return kept.flatMap((object) => textSummary(state, channel, object) ?? []);
}

function newestFirst(a: TextSummary, b: TextSummary): number {
  return b.begunMs - a.begunMs || (a.object < b.object ? -1 : 1);
}

/** One text in short; null where there is none. */
export function textSummary(state: StationState, channel: Channel, object: Hex): TextSummary | null {
  const [entry] = channel.objects.get(object) ?? [];
  const summary = textSummaryOf(state, channel, object, (text) => (
    summaryOf({ state, channel, text, reopened: new Map() })
  ));
  return summary === null || entry === undefined ? null : { ...summary, label: labelAt(state, channel, entry.at) };
}

/** One text whole; null where there is none. */
export function textView(state: StationState, object: Hex): TextView | null {
  const channel = channelOf(state, object);
  const text = channel === null ? null : textStateOf(state, channel, object);
  if (channel === null || text === null) return null;
  const place = { state, channel, text, reopened: new Map() };
  const own = privateViews(state, channel, object);
  const slots = text.reading.slots.slice(0, slotsShownMax);
  const over = [...text.passedOver].slice(-passedOverShownMax);
  return {
    ...summaryOf(place), slots: slots.map((read) => slotView(place, read, own.get(read.slot.slot) ?? [])),
    fairCopies: text.copies.slice(-copiesShownMax).toReversed().map((copy) => copyView(place, copy)),
    private: own.get("") ?? [],
    passedOver: over.map(([at, reason]) => ({ label: labelAt(state, channel, at), reason })),
    waitingFor: waitedFor(text.fold),
  };
}

/** Every version of one clause, the oldest first; null where there is no such slot. */
export function textHistory(state: StationState, object: Hex, slot: string): SlotHistory | null {
  const channel = channelOf(state, object);
  const text = channel === null ? null : textStateOf(state, channel, object);
  const read = text?.reading.slots.find((one) => one.slot.slot === slot);
  if (channel === null || text == null || read === undefined) return null;
  const place = { state, channel, text, reopened: new Map() };
  return { slot, changes: slotView(place, read, [], true).changes.toReversed() };
}

function summaryOf({ state, channel, text }: TextPlace): TextSummary {
  const { begun: { entry, content, principals, pen }, reading, chosen, fold } = text;
  const count = (of: ReadSlot["state"]): number => reading.slots.filter((one) => one.state === of).length;
  const absent = count("absent");
  return {
    object: fold.object, channel: channel.hex, purpose: content.purpose,
    title: content.title.map((words, index) => ({ language: content.languages[index] ?? "", text: words })),
    languages: content.languages, principals, pen, state: text.state, clauses: reading.slots.length - absent,
    settled: count("settled"), bracketed: count("bracketed"), reserved: count("reserved"), open: count("open"),
    overfull: isOverfull(fold),
    waitsFor: waitsFor(text), untilMs: chosen?.agreement.until ?? null,
    adoptedAtMs: chosen?.agreement.adoptedAt ?? null, digest: chosen?.digest ?? null,
    amends: content.amends === null ? null : toHex(content.amends),
    meeting: content.meeting === null ? null : toHex(content.meeting), begunMs: entry.body.time,
    changedMs: (fold.newest ?? entry).body.time, label: labelAt(state, channel, entry.at),
  };
}

/** Whose word is waited for: on an offer that somebody stands for, on a copy of what is clean. */
function waitsFor({ state, begun: { principals, pen }, reading, chosen }: TextState): readonly Hex[] {
  if (state === "adopted") return [];
  if (state !== "negotiating") {
    const said = chosen?.agreement.positions.filter((one) => one.act === "accepted").map((one) => one.party) ?? [];
    return principals.filter((party) => !said.includes(party));
  }
  const disputed = reading.slots.filter((one) => one.state !== "settled" && one.state !== "absent");
  const isAsked = (party: Hex, { slot }: ReadSlot): boolean => slot.changes.some((change) => (
    !change.words.has(party) && isAlive(change, principals)
    && (change.offer.party === pen || principals.some((one) => standsAt(slot, one)?.change === change))
  ));
  return principals.filter((party) => disputed.some((read) => isAsked(party, read)));
}

function copyView({ state, channel, text }: TextPlace, copy: CopyState): FairCopyView {
  const { digest, said: [first], current, agreement } = copy;
  const { object } = text.fold;
  return {
    digest, object, label: first === undefined ? "" : labelAt(state, channel, first.entry.at),
    atMs: first?.entry.body.time ?? 0, clauses: copy.clauses(), current,
    agreement: agreementView(state, channel, copyAsAgreed(state, channel, text, copy), agreement),
    document: documentView(state, channel, text, digest),
  };
}
