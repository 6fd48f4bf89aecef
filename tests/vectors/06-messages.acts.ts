// Acts of a station: what it signs and what it refuses, about one message and what was done about it before.

import { makeRecord, say } from "../../src/core/agree/record.fixture.ts";
import type { MadeEntry, MadeRecord } from "../../src/core/agree/record.fixture.ts";
import type { Json, Shape } from "../../src/core/bytes/shape.ts";
import { cancellation, hold, message, refusal, take } from "../../src/core/mechanism/message/entries.ts";
import type { MessageContent, Relation } from "../../src/core/mechanism/message/entries.ts";
import { desksOfAll, testMessage } from "../../src/core/mechanism/message/message.fixture.ts";
import { caseEntry, leafOf } from "./06-messages.cases.ts";
import type { Case } from "./vectors.ts";

const A = 1;
const B = 2;
const now = 5_000;
const home = { to: [{ party: 0, desk: "watch" }], info: [] };
const drillWords: readonly string[] = [
  "This is not a drill.", "Это не учения", "Ceci n’est pas un exercice", "Esto no es un simulacro", "这不是演习",
  "هذا ليس تمرينا",
];
/** The same, written otherwise. */
const drillDisguised: readonly string[] = [
  "THIS IS NOT A DRILL", "Attention: this — is, not... a (drill)!", "Ｔｈｉｓ ｉｓ ｎｏｔ ａ ｄｒｉｌｌ",
  "This\nis\nnot\na\ndrill", "This is not a dr\u00efll", "ЭТО НЕ УЧЕНИЯ", "это—не—учения", "这 不 是 演 习",
  "“这不是，演习”", "هـذا لـيس تمـرينا", "هَذَا لَيْسَ تَمْرِينًا", "Say: Ceci N’EST PAS un Exercice. Over.",
];
/** What is not that. */
const drillOther: readonly string[] = [
  "This is a drill.", "This is not a drilling rig.", "thisisnotadrill", "Это учения", "这是演习",
];

const acts: Case[] = [];

/** What was done before: the message of A to B's watch, informing B's radar desk, and entries after it. */
type Before = (record: MadeRecord, sent: MadeEntry) => void;

function entriesOf(before: Before): { readonly record: MadeRecord; readonly sent: MadeEntry } {
  const record = makeRecord(leafOf);
  const sent = say(record, { party: A, time: 1_000, kind: message, content: testMessage(), precedence: "FLASH" });
  before(record, sent);
  return { record, sent };
}

function input(us: number, act: Json, world: string, before: Before): Case["input"] {
  const entries = entriesOf(before).record.entries.map(caseEntry);
  return { us, act, world, now, desks: desksOfAll, entries };
}

function refused(name: string, must: string, us: number, act: Json, error: string, before: Before = () => {}): void {
  acts.push({ name, must: [must], accept: false, error, input: input(us, act, "exercise", before) });
}

function accepted(name: string, must: string, us: number, act: Json, more: { world?: string; before?: Before } = {}):
void {
  const { world = "exercise", before = () => {} } = more;
  acts.push({ name, must: [must], accept: true, input: input(us, act, world, before) });
}

function compose(more: Partial<MessageContent>, translations: readonly Json[] = []): Json {
  const content = (message.content as Shape<MessageContent>).toJson(testMessage(more));
  return translations.length === 0 ? { act: "compose", content } : { act: "compose", content, translations };
}

/** A message that relates to the one acted on. */
function related(kind: Relation["kind"], more: Partial<MessageContent> = {}): Json {
  return compose({ relation: { kind, object: entriesOf(() => {}).sent.leaf }, ...more });
}

const taking = (desk = "watch"): Json => ({ act: "take", content: { desk, capacity: "" } });
const holding = (more: object = {}): Json =>
  ({ act: "hold", content: { desk: "watch", nextWordBy: null, word: null, reason: null, ...more } });
const refusing = (more: object = {}): Json =>
  ({ act: "refuse", content: { desk: "watch", word: null, reason: null, ...more } });
const cancelling = (more: object = {}): Json => ({ act: "cancel", content: { desk: "watch", reason: null, ...more } });
const russian = { language: "ru", subject: "", text: "Текст.", doubts: [{ from: 0, to: 6, note: "?" }], capacity: "" };
const translating = (more: object = {}): Json => ({ act: "translate", content: { ...russian, ...more } });
const spoken = (text: string, language = "en"): object => ({ reason: { language, text } });

export function actCases(): Case[] {
  composing();
  texts();
  drills();
  acting();
  translations();
  relating();
  again();
  return acts;
}

function composing(): void {
  const to = (party: number, desk: string): Json => compose({ to: [{ party, desk }] });
  accepted("a right message", "M-23", 0, compose({}));
  accepted("a pre-agreed word without text", "M-24", 0,
    compose({ text: "", subject: "", word: { code: "we-confirm", parameters: [] } }));
  refused("addressed to ourselves", "M-23", 0, to(0, "watch"), "addressed-to-ourselves");
  refused("informing ourselves", "M-23", 0, compose({ info: [{ party: 0, desk: "legal" }] }), "addressed-to-ourselves");
  refused("addressed to a party that is not in the charter", "M-23", 0, to(7, "watch"), "unknown-party");
  refused("addressed to a desk that no roster names", "M-23", 0, to(1, "kitchen"), "unknown-desk");
  refused("addressed to a desk that only our roster names", "M-23", 0, to(1, "legal"), "unknown-desk");
  refused("one desk for action and for information", "M-23", 0,
    compose({ info: [{ party: 1, desk: "watch" }] }), "addressed-twice");
  refused("from a desk we do not have", "M-23", 0, compose({ desk: "radar" }), "unknown-desk");
  refused("no handling label", "M-24", 0, compose({ label: "" }), "label-missing");
  refused("a label that is not in the charter", "M-24", 0, compose({ label: "top" }), "unknown-label");
  refused("a word that is not in the charter", "M-24", 0, compose({ word: { code: "attack", parameters: [] } }),
    "unknown-word");
  refused("neither text nor word", "M-24", 0, compose({ text: "  \n" }), "nothing-said");
  refused("a subject alone", "M-24", 0, compose({ text: "" }), "nothing-said");
  refused("ideographic space alone", "M-24", 0, compose({ text: "\u3000" }), "nothing-said");
  for (const language of ["русский", "EN", "english", "en_GB", "en-", "en-a-b-c-d-e", "en-123456789"]) {
    refused(`a language that is no tag: ${language}`, "M-24", 0, compose({ language }), "language");
  }
  accepted("a language with a script and a region", "M-24", 0, compose({ language: "zh-Hant-TW" }));
}

function texts(): void {
  refused("a right-to-left override in the text", "M-22", 0, compose({ text: "do\u202enot" }), "text-forbidden");
  refused("a zero-width space in a capacity", "M-22", 0, compose({ capacity: "minister\u200b" }), "text-forbidden");
  refused("a text that is not in normalization form C", "M-22", 0, compose({ text: "e\u0301" }), "text-forbidden");
  refused("a code point that is not assigned", "M-22", 0, compose({ text: "a\u0378" }), "text-forbidden");
  refused("a subject of two lines", "M-22", 0, compose({ subject: "a\nb" }), "text-forbidden");
  refused("a tab in a subject", "M-22", 0, compose({ subject: "a\tb" }), "text-forbidden");
  refused("a parameter of a word that is not visible", "M-22", 0,
    compose({ word: { code: "we-confirm", parameters: ["a", "\u2800"] } }), "text-forbidden");
  refused("a capacity of a take", "M-22", 1, { act: "take", content: { desk: "watch", capacity: "\u00ad" } },
    "text-forbidden");
  refused("a reason of a hold", "M-22", 1, holding(spoken("a\u200bb")), "text-forbidden");
  refused("a reason of a refusal", "M-22", 1, refusing(spoken("e\u0301")), "text-forbidden");
  refused("a reason of a cancellation", "M-22", 0, cancelling(spoken("\u202efire")), "text-forbidden");
  refused("a subject of a translation, of two lines", "M-22", 1, translating({ subject: "а\nб" }), "text-forbidden");
  refused("a text of a translation", "M-22", 1, translating({ text: "те\u0301\u200bкст" }), "text-forbidden");
  refused("a note of a doubt", "M-22", 1, translating({ doubts: [{ from: 0, to: 1, note: "\ufeff" }] }),
    "text-forbidden");
  refused("a capacity of a translation", "M-22", 1, translating({ capacity: "\u2066" }), "text-forbidden");
  refused("a text of a translation that goes with the message", "M-22", 0,
    compose({}, [{ ...russian, text: "Текст\u202e" }]), "text-forbidden");
  refused("a reason in a language that is no tag", "M-24", 1, refusing(spoken("No.", "Russian")), "language");
}

function drills(): void {
  for (const text of drillWords) {
    refused(`in an exercise: ${text}`, "M-25", 0, compose({ text }), "not-a-drill");
    accepted(`in an actual channel: ${text}`, "M-25", 0, compose({ text }), { world: "actual" });
  }
  for (const text of drillDisguised) {
    refused(`in an exercise: ${JSON.stringify(text)}`, "M-25", 0, compose({ text: text.normalize("NFC") }),
      "not-a-drill");
  }
  for (const text of drillOther) accepted(`in an exercise: ${text}`, "M-25", 0, compose({ text }));
  const [words = ""] = drillWords;
  refused("in a subject", "M-25", 0, compose({ subject: words }), "not-a-drill");
  refused("in a capacity", "M-25", 0, compose({ capacity: words }), "not-a-drill");
  refused("in a parameter", "M-25", 0, compose({ word: { code: "we-confirm", parameters: [words] } }), "not-a-drill");
  refused("in a reason", "M-25", 1, refusing(spoken(words)), "not-a-drill");
  refused("in a translation", "M-25", 1, translating({ text: drillWords[1] }), "not-a-drill");
}

function acting(): void {
  accepted("the addressed desk takes", "M-26", 1, taking());
  refused("an informed desk takes", "M-26", 1, taking("radar"), "not-an-action-addressee");
  refused("a desk that no roster names takes", "M-26", 1, taking("kitchen"), "unknown-desk");
  refused("the author takes", "M-26", 0, taking(), "not-an-action-addressee");
  refused("an informed desk holds", "M-26", 1, holding({ desk: "radar" }), "not-an-action-addressee");
  refused("an informed desk refuses", "M-26", 1, refusing({ desk: "radar" }), "not-an-action-addressee");
  refused("the reader cancels", "M-26", 1, cancelling(), "not-the-author");
  accepted("the author cancels", "M-26", 0, cancelling());
  refused("from a desk the author does not have", "M-23", 0, cancelling({ desk: "radar" }), "unknown-desk");
  accepted("a next word in the future", "M-27", 1, holding({ nextWordBy: now + 1 }));
  refused("a next word now", "M-27", 1, holding({ nextWordBy: now }), "next-word-passed");
  refused("a next word in the past", "M-27", 1, holding({ nextWordBy: now - 1 }), "next-word-passed");
  refused("a hold by a word that is not in the charter", "M-24", 1, holding({ word: "attack" }), "unknown-word");
  refused("a refusal by a word that is not in the charter", "M-24", 1, refusing({ word: "attack" }), "unknown-word");
}

function translations(): void {
  const doubt = (from: number, to: number, text = "Текст."): Json =>
    translating({ text, doubts: [{ from, to, note: "" }] });
  accepted("a translation with a doubt to its end", "M-28", 1, translating());
  refused("a translation into the language it is in", "M-28", 1, translating({ language: "en" }), "language");
  refused("a doubt beyond the text", "M-28", 1, doubt(0, 7), "doubt-outside-text");
  refused("a doubt that ends before it begins", "M-28", 1, doubt(3, 2), "doubt-outside-text");
  accepted("a doubt of no length at the end", "M-28", 1, doubt(6, 6));
  accepted("a doubt to the end of a text counted in code points", "M-28", 1, doubt(0, 3, "a\u{20000}b"));
  refused("a doubt counted in other units", "M-28", 1, doubt(0, 4, "a\u{20000}b"), "doubt-outside-text");
  refused("a translation of nothing", "M-24", 1, translating({ text: " ", doubts: [] }), "nothing-said");
  accepted("a translation of a subject alone", "M-24", 1, translating({ subject: "Тема", text: "", doubts: [] }));
  refused("a translation into a language that is no tag", "M-28", 1, translating({ language: "Russian" }), "language");
  refused("with the message a translation into its own language", "M-28", 0,
    compose({}, [{ ...russian, language: "en" }]), "language");
  accepted("with the message a translation", "M-28", 0, compose({}, [russian]));
}

function relating(): void {
  const other = new Uint8Array(32).fill(9);
  accepted("the addressed desk answers", "M-26", 1, related("answers", home));
  refused("an informed desk answers", "M-26", 1, related("answers", { ...home, desk: "radar" }),
    "not-an-action-addressee");
  accepted("an informed desk replies", "M-26", 1, related("replies", { ...home, desk: "radar" }));
  accepted("the author corrects", "M-26", 0, related("corrects"));
  accepted("the author supersedes", "M-26", 0, related("supersedes"));
  refused("the reader corrects", "M-26", 1, related("corrects", home), "not-the-author");
  refused("the reader supersedes", "M-26", 1, related("supersedes", home), "not-the-author");
  refused("a relation to what is not held", "M-26", 1,
    compose({ relation: { kind: "replies", object: other }, ...home }), "unknown-message");
}

/** What is done is not done twice, and only to what is live. */
function again(): void {
  const done = (kind: typeof take | typeof hold | typeof refusal, content: object): Before => (record, sent) => {
    say(record, { party: B, time: 2_000, kind, content, object: sent });
  };
  const taken = done(take, { desk: "watch", capacity: "" });
  const held = done(hold, { desk: "watch", nextWordBy: null, word: null, reason: null });
  const declined = done(refusal, { desk: "watch", word: null, reason: null });
  const answered: Before = (record, sent) => {
    const relation = { kind: "answers", object: sent.leaf } as const;
    say(record, { party: B, time: 2_000, kind: message, content: testMessage({ relation, ...home }) });
  };
  const cancelled: Before = (record, sent) => {
    say(record, { party: A, time: 2_000, kind: cancellation, content: { desk: "watch", reason: null }, object: sent });
  };
  const superseded: Before = (record, sent) => {
    const relation = { kind: "supersedes", object: sent.leaf } as const;
    say(record, { party: A, time: 2_000, kind: message, content: testMessage({ relation }) });
  };
  const withdrawn: Before = (record, sent) => {
    const relation = { kind: "supersedes", object: sent.leaf } as const;
    const next = say(record, { party: A, time: 2_000, kind: message, content: testMessage({ relation }) });
    say(record, { party: A, time: 2_100, kind: cancellation, content: { desk: "watch", reason: null }, object: next });
  };
  refused("taken already", "M-26", 1, taking(), "already-done", taken);
  accepted("a hold after a take", "M-26", 1, holding(), { before: taken });
  accepted("a second hold", "M-26", 1, holding(), { before: held });
  accepted("an answer after a refusal", "M-26", 1, related("answers", home), { before: declined });
  refused("a take after a refusal", "M-26", 1, taking(), "already-done", declined);
  refused("a hold after a refusal", "M-26", 1, holding(), "already-done", declined);
  refused("a second refusal", "M-26", 1, refusing(), "already-done", declined);
  refused("a take after an answer", "M-26", 1, taking(), "already-answered", answered);
  refused("a refusal after an answer", "M-26", 1, refusing(), "already-answered", answered);
  accepted("a second answer", "M-26", 1, related("answers", home), { before: answered });
  refused("cancelled already", "M-26", 0, cancelling(), "already-cancelled", cancelled);
  refused("a correction of what is cancelled", "M-26", 0, related("corrects"), "already-cancelled", cancelled);
  refused("a cancellation of what is superseded", "M-26", 0, cancelling(), "already-replaced", superseded);
  refused("a second supersession", "M-26", 0, related("supersedes"), "already-replaced", superseded);
  accepted("a supersession after one that was cancelled", "M-26", 0, related("supersedes"), { before: withdrawn });
  accepted("a take of what is cancelled", "M-26", 1, taking(), { before: cancelled });
  accepted("a translation of what is cancelled", "M-26", 1, translating(), { before: cancelled });
}
