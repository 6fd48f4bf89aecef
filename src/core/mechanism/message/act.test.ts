import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { countingHash, makeRecord, say, viewOf } from "../../agree/record.fixture.ts";
import type { MadeRecord } from "../../agree/record.fixture.ts";
import { toHex } from "../../bytes/hex.ts";
import { decodeContent } from "../registry.ts";
import { checkMessageAct } from "./act.ts";
import type { ActContext, MessageAct } from "./act.ts";
import { saysNotADrill } from "./drill-words.ts";
import { cancellation, message, refusal, take } from "./entries.ts";
import type { TranslationContent } from "./entries.ts";
import { foldMessage } from "./fold.ts";
import type { MessageState } from "./fold.ts";
import { desksOfAll, partyA as A, partyB as B, testCharter, testMessage } from "./message.fixture.ts";

function stateOf(record: MadeRecord): MessageState {
  const sent = record.entries[0];
  ok(sent !== undefined);
  const state = foldMessage(toHex(sent.leaf), record.entries, viewOf(record.entries), testCharter(), 5_000);
  ok(state !== null);
  return state;
}

function sentByA(): MadeRecord {
  const record = makeRecord(countingHash());
  say(record, { party: A, time: 1_000, kind: message, content: testMessage(), precedence: "FLASH" });
  return record;
}

function asked(act: MessageAct, more: Partial<ActContext> = {}): string {
  const context = {
    charter: testCharter(), us: 1, message: stateOf(sentByA()), desks: desksOfAll, nowMs: 5_000, ...more,
  };
  const outcome = checkMessageAct(context, act);
  return outcome.kind === "accepted" ? "accepted" : outcome.reason;
}

const composed = (more: object = {}): MessageAct =>
  ({ act: "compose", precedence: "ROUTINE", content: testMessage(more), translations: [] });
const asA = { us: 0, message: null };

test("what is accepted is ready to be composed and decodes as what it is", () => {
  const outcome = checkMessageAct(
    { charter: testCharter(), us: 1, message: stateOf(sentByA()), desks: desksOfAll, nowMs: 0 },
    { act: "take", content: { desk: "watch", capacity: "" } },
  );
  ok(outcome.kind === "accepted");
  equal(outcome.entry.kind.code, take.code);
  equal(outcome.entry.precedence, "FLASH");
  deepEqual(
    decodeContent(take.code, outcome.entry.content), { kind: "decoded", content: { desk: "watch", capacity: "" } }
  );
});

test("only an action addressee may take, hold, refuse or answer", () => {
  const taking = (desk: string): MessageAct => ({ act: "take", content: { desk, capacity: "" } });
  equal(asked(taking("watch")), "accepted");
  equal(asked(taking("radar")), "not-an-action-addressee");
  equal(asked(taking("legal")), "unknown-desk");
  equal(asked(taking("watch"), { us: 0 }), "not-an-action-addressee");
  equal(asked(taking("watch"), { message: null }), "unknown-message");
  const answer = (desk: string, object: Uint8Array): MessageAct =>
    composed({ desk, to: [{ party: 0, desk: "watch" }], info: [], relation: { kind: "answers", object } });
  const object = stateOf(sentByA()).entry.leaf;
  equal(asked(answer("watch", object)), "accepted");
  equal(asked(answer("radar", object)), "not-an-action-addressee");
  equal(asked(answer("watch", new Uint8Array(32))), "unknown-message");
});

test("what is done is not done twice; a desk that has refused may still answer", () => {
  const record = sentByA();
  const sent = record.entries[0] as MadeRecord["entries"][number];
  say(record, { party: B, time: 2_000, kind: take, content: { desk: "watch", capacity: "" }, object: sent });
  equal(asked({ act: "take", content: { desk: "watch", capacity: "" } }, { message: stateOf(record) }), "already-done");
  say(
    record,
    { party: B, time: 2_100, kind: refusal, content: { desk: "watch", word: null, reason: null }, object: sent }
  );
  equal(
    asked({ act: "refuse", content: { desk: "watch", word: null, reason: null } }, { message: stateOf(record) }),
    "already-done"
  );
  const answer = composed(
    { to: [{ party: 0, desk: "watch" }], info: [], relation: { kind: "answers", object: sent.leaf } }
  );
  equal(asked(answer, { message: stateOf(record) }), "accepted");
});

test("only the author corrects, supersedes or cancels, and only once cancelled", () => {
  const record = sentByA();
  const sent = record.entries[0] as MadeRecord["entries"][number];
  const correction = composed({ relation: { kind: "corrects", object: sent.leaf } });
  equal(asked(correction, { us: 0, message: stateOf(record) }), "accepted");
  const theirs = composed(
    { to: [{ party: 0, desk: "watch" }], info: [], relation: { kind: "corrects", object: sent.leaf } }
  );
  equal(asked(theirs, { message: stateOf(record) }), "not-the-author");
  const cancel: MessageAct = { act: "cancel", content: { desk: "watch", reason: null } };
  equal(asked(cancel, { us: 0, message: stateOf(record) }), "accepted");
  equal(asked(cancel, { us: 1, message: stateOf(record) }), "not-the-author");
  say(record, { party: A, time: 2_000, kind: cancellation, content: { desk: "watch", reason: null }, object: sent });
  equal(asked(cancel, { us: 0, message: stateOf(record) }), "already-cancelled");
});

test("addresses, label, word, language and text are checked before anything is signed", () => {
  const cases: readonly (readonly [object, string])[] = [
    [{}, "accepted"],
    [{ to: [{ party: 0, desk: "watch" }] }, "addressed-to-ourselves"],
    [{ to: [{ party: 9, desk: "watch" }] }, "unknown-party"],
    [{ to: [{ party: 1, desk: "kitchen" }] }, "unknown-desk"],
    [{ info: [{ party: 1, desk: "watch" }] }, "addressed-twice"],
    [{ desk: "kitchen" }, "unknown-desk"],
    [{ label: "" }, "label-missing"],
    [{ label: "secret" }, "unknown-label"],
    [{ language: "English" }, "language"],
    [{ text: " \n", subject: "Only a subject" }, "nothing-said"],
    [{ text: "", word: { code: "accident-not-hostile", parameters: [] } }, "accepted"],
    [{ word: { code: "no-such-word", parameters: [] } }, "unknown-word"],
    [{ text: "do\u202enot" }, "text-forbidden"],
    [{ subject: "two\nlines" }, "text-forbidden"],
    [{ text: "e\u0301" }, "text-forbidden"],
    [{ capacity: "\u200b" }, "text-forbidden"],
    [{ text: "я".repeat(30_000) }, "too-long"],
    [{ to: [] }, "too-long"],
    [{ text: "This is NOT a drill!" }, "not-a-drill"],
  ];
  for (const [more, expected] of cases) equal(asked(composed(more), asA), expected, JSON.stringify(more).slice(0, 80));
});

test("the words not a drill cannot go out in an exercise, in any language, however they are dressed", () => {
  for (const text of ["THIS IS NOT A DRILL", "this  is\nnot - a drill.", "Внимание: это не учения!",
    "Это не учебная тревога",
    "Ceci n’est pas un exercice", "¡Esto no es un simulacro!", "注意：这不是演习。", "هذا ليس تمرينًا", "ｔｈｉｓ ｉｓ ｎｏｔ ａ ｄｒｉｌｌ",
    "this is n\u00ADot a drill"]) ok(saysNotADrill(text), text);
  for (
    const text of ["This is a drill.", "Это учения.", "这是演习", "Notadrill this is", "Stand by."]
  ) ok(!saysNotADrill(text), text);
  equal(asked(composed({ text: "This is not a drill." }), { ...asA, charter: testCharter("actual") }), "accepted");
});

test("translations are of another language, doubts inside the text; reasons and next words are checked", () => {
  const content = {
    language: "ru", subject: "", text: "Текст.", doubts: [{ from: 0, to: 6, note: "?" }], capacity: "",
  };
  equal(asked({ act: "translate", content }), "accepted");
  equal(asked({ act: "translate", content: { ...content, language: "en" } }), "language");
  equal(
    asked({ act: "translate", content: { ...content, doubts: [{ from: 0, to: 7, note: "?" }] } }),
    "doubt-outside-text"
  );
  equal(asked({ act: "translate", content: { ...content, text: "" } }), "nothing-said");
  const hold = { desk: "watch", nextWordBy: 5_000, word: null, reason: null };
  equal(asked({ act: "hold", content: hold }), "next-word-passed");
  equal(asked({ act: "hold", content: { ...hold, nextWordBy: 5_001, word: "received-considering" } }), "accepted");
  equal(asked({ act: "hold", content: { ...hold, nextWordBy: null, word: "nothing" } }), "unknown-word");
  const reason = { language: "en", text: "\u202e" };
  equal(asked({ act: "refuse", content: { desk: "watch", word: null, reason } }), "text-forbidden");
  const both = { ...composed(), translations: [{ ...content, text: "Это не учения" , doubts: [] }] } as MessageAct;
  equal(asked(both, asA), "not-a-drill");
});

test("what cannot be read is not acted on, and a desk of another is not ours", () => {
  const unreadable = { message: { ...stateOf(sentByA()), content: null } };
  const translation: TranslationContent = {
    language: "ru", subject: "", text: "Текст.", doubts: [], capacity: "",
  };
  equal(asked({ act: "translate", content: translation }, unreadable), "unreadable-message");
  equal(asked({ act: "take", content: { desk: "watch", capacity: "" } }, unreadable), "unreadable-message");
  equal(asked({ act: "take", content: { desk: "watch", capacity: "" } }, { desks: [] }), "unknown-desk");
  equal(asked(composed(), { ...asA, desks: [desksOfAll[0]!] }), "unknown-desk");
  equal(asked(composed({ relation: { kind: "replies", object: new Uint8Array(32) } }), asA), "unknown-message");
});
