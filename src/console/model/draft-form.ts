// A draft while a person writes it: how it begins, what is still missing, and the act that keeps it.

import type { DraftInput } from "../../api/acts.ts";
import type { ChannelView, DraftContent, DraftView, MessageView, StationView } from "../../api/views.ts";
import { normalizeAuthored } from "../../core/text/authored.ts";
import { channelOf, openChannels, partyOf } from "./named.ts";
import { ownAddressee } from "./queue.ts";

/** A draft on the screen. `saved` is the revision the station holds; `edited` says that the screen is ahead of it. */
export interface DraftForm {
  readonly content: DraftContent;
  readonly saved: string | null;
  readonly edited: boolean;
}

/** What is missing before a draft may be read back, as catalogue ids. */
export type Missing = "missing.addressee" | "missing.label" | "missing.text" | "missing.desk" | "missing.language";

/** Addressees a draft may have: every desk of every other party on its channel. */
export function addressChoices(
  state: StationView,
  channel: ChannelView | null,
): readonly { readonly party: string; readonly desk: string }[] {
  return (channel?.parties ?? [])
    .filter((id) => id !== state.party.id)
    .flatMap((party) => (partyOf(state, party)?.desks ?? []).map((desk) => ({ party, desk: desk.code })));
}

/**
 * A new draft. Precedence and label are never chosen for the person, except that ROUTINE is the least anybody can
 * mean.
 */
export function newDraft(state: StationView, language: string): DraftForm {
  const channel = openChannels(state)[0] ?? state.channels[0] ?? null;
  const choices = addressChoices(state, channel);
  return form({
    channel: channel?.id ?? "",
    precedence: "ROUTINE",
    desk: state.party.desks[0]?.code ?? "",
    capacity: "",
    to: choices.length === 1 ? choices : [],
    info: [],
    label: "",
    language: channel?.languages.includes(language) === true ? language : (channel?.languages[0] ?? language),
    subject: "",
    text: "",
    word: null,
    relation: null,
    translations: [],
  });
}

/** An answer to an incoming message, to whoever sent it, as urgent as it was. */
export function answerDraft(state: StationView, message: MessageView, language: string): DraftForm {
  const begun = newDraft(state, language).content;
  const channel = channelOf(state, message.channel);
  const tongue = channel?.languages.includes(language) === true ? language : (channel?.languages[0] ?? begun.language);
  return form({
    ...begun,
    channel: message.channel,
    precedence: message.precedence,
    desk: ownAddressee(message, state.party.id)?.desk ?? begun.desk,
    to: [{ party: message.party, desk: message.desk }],
    label: message.handling,
    language: tongue,
    subject: subjectIn(message, tongue),
    relation: { kind: "answers", object: message.object },
  });
}

/** A prepared sentence in one language. */
export interface Prepared {
  readonly language: string;
  readonly subject: string;
  readonly text: string;
}

/**
 * The correction that stands ready: the same addressees, the same sentence in each language, linked to what it
 * corrects.
 */
export function sentInErrorDraft(message: MessageView, first: Prepared, others: readonly Prepared[]): DraftForm {
  const place = ({ party, desk }: { readonly party: string; readonly desk: string }) => ({ party, desk });
  return form({
    channel: message.channel,
    precedence: message.precedence,
    desk: message.desk,
    capacity: message.capacity,
    to: message.to.map(place),
    info: message.info.map(place),
    label: message.handling,
    language: first.language,
    subject: first.subject,
    text: first.text,
    word: null,
    relation: { kind: "corrects", object: message.object },
    translations: others,
  });
}

/** The message again, to be rewritten: the new one replaces it, and both stay in the record. */
export function replacementDraft(message: MessageView): DraftForm {
  const { language, subject, text, translations } = message;
  const own = translations.filter((one) => one.party === message.party);
  const others = own.map((one) => ({ language: one.language, subject: one.subject, text: one.text }));
  const { content } = sentInErrorDraft(message, { language, subject, text }, others);
  return form({ ...content, relation: { kind: "supersedes", object: message.object } });
}

/** Ways in which a draft may stand to the message it names: to theirs an answer or a reply, to ours what mends it. */
export function relationChoices(message: MessageView | null): readonly (
  "answers" | "replies" | "corrects" | "supersedes"
)[] {
  return message?.direction === "out" ? ["corrects", "supersedes"] : ["answers", "replies"];
}

/** A draft the station holds, open for editing. */
export function draftForm(draft: DraftView): DraftForm {
  return { content: draft.content, saved: draft.object, edited: false };
}

/** The form after an edit. */
export function edit(before: DraftForm, change: Partial<DraftContent>): DraftForm {
  return { ...before, content: { ...before.content, ...change }, edited: true };
}

/** The form with a pre-agreed word chosen, at the precedence the charter gives it; null goes back to free text. */
export function withWord(before: DraftForm, channel: ChannelView | null, code: string | null): DraftForm {
  const word = channel?.words.find((one) => one.code === code) ?? null;
  if (word === null) return edit(before, { word: null });
  return edit(before, {
    word: word.code,
    precedence: word.precedence,
    subject: "",
    text: "",
    translations: [],
  });
}

/** What is missing, in the order of the form; none when it may be read back. */
export function missingOf(content: DraftContent): readonly Missing[] {
  const missing: Missing[] = [];
  if (content.to.length === 0) missing.push("missing.addressee");
  if (content.desk === "") missing.push("missing.desk");
  if (content.label === "") missing.push("missing.label");
  if (!/^[a-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}$/u.test(content.language)) missing.push("missing.language");
  if (content.word === null && content.text.trim() === "") missing.push("missing.text");
  return missing;
}

/** The content as the act carries it: line ends and composed letters made uniform, empty translations left out. */
export function draftInput(content: DraftContent): DraftInput {
  const clean = normalizeAuthored;
  return {
    ...content,
    to: content.to.map((one) => ({ ...one })),
    info: content.info.map((one) => ({ ...one })),
    relation: content.relation === null ? null : { ...content.relation },
    capacity: clean(content.capacity),
    subject: clean(content.subject),
    text: clean(content.text),
    translations: content.translations
      .filter((one) => one.text.trim() !== "" || one.subject.trim() !== "")
      .map((one) => ({ language: one.language, subject: clean(one.subject), text: clean(one.text) })),
  };
}

/** Persons a draft needs before it is released, as the channel says; at least one. */
export function personsFor(channel: ChannelView | null, content: DraftContent): number {
  const word = channel?.words.find((one) => one.code === content.word);
  if (word !== undefined) return Math.max(1, word.persons);
  return Math.max(1, channel?.persons.find((one) => one.precedence === content.precedence)?.persons ?? 1);
}

/**
 * Whether an officer has approved a draft: an approval counts no longer once something has come in that it was given
 * without, and is then given again.
 */
export function approvalOf(
  draft: DraftView,
  officer: { readonly id: string; readonly name: string } | null,
  messages: Iterable<MessageView>,
): "none" | "stands" | "overtaken" {
  const own = draft.approvals.find((one) => one.officer === officer?.id || one.officer === officer?.name);
  if (own === undefined) return "none";
  for (const one of messages) if (one.direction === "in" && (one.heldMs ?? 0) > own.timeMs) return "overtaken";
  return "stands";
}

function form(content: DraftContent): DraftForm {
  return { content, saved: null, edited: true };
}

// In the language of the answer, from the message or from a translation of it; else none, for two must not be mixed.
function subjectIn(message: MessageView, language: string): string {
  if (message.language === language) return message.subject;
  return message.translations.find((one) => one.language === language)?.subject ?? "";
}
