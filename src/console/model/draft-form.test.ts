import assert from "node:assert/strict";
import { test } from "node:test";

import type { DraftView, MessageView, StationView } from "../../api/views.ts";
import {
  answerDraft, approvalOf, draftInput, edit, missingOf, newDraft, personsFor, relationChoices, replacementDraft,
  sentInErrorDraft, withWord,
} from "./draft-form.ts";

const channel = {
  id: "cc",
  state: "adopted",
  parties: ["aa", "bb"],
  languages: ["en", "ru"],
  labels: [{ code: "open", names: [] }],
  words: [{ code: "accident", names: [], precedence: "FLASH", persons: 2 }],
  persons: [
    { precedence: "FLASH", persons: 2 },
    { precedence: "ROUTINE", persons: 1 },
  ],
  limits: [],
};
const state = {
  party: { id: "aa", desks: [{ code: "watch", names: [] }] },
  channels: [channel],
  parties: [
    {
      id: "bb",
      desks: [
        { code: "watch", names: [] },
        { code: "air", names: [] },
      ],
    },
  ],
} as unknown as StationView;
const incoming = {
  object: "11",
  channel: "cc",
  party: "bb",
  desk: "air",
  precedence: "FLASH",
  handling: "open",
  language: "ru",
  subject: "Аппарат",
  translations: [{ language: "en", subject: "Aircraft", text: "" }],
  to: [{ party: "aa", desk: "watch", taken: null, state: "durable" }],
  info: [],
} as unknown as MessageView;

test("a label and an addressee are never chosen for the person", () => {
  const { content } = newDraft(state, "en");
  assert.equal(content.label, "");
  assert.deepEqual(content.to, []);
  assert.deepEqual(missingOf(content), ["missing.addressee", "missing.label", "missing.text"]);
});

test("an answer goes to whoever sent, as urgent as it was, and mixes no two languages", () => {
  const { content } = answerDraft(state, incoming, "en");
  assert.deepEqual(content.to, [{ party: "bb", desk: "air" }]);
  assert.equal(content.precedence, "FLASH");
  assert.deepEqual(content.relation, { kind: "answers", object: "11" });
  assert.equal(content.subject, "Aircraft");
  assert.equal(answerDraft(state, incoming, "ru").content.subject, "Аппарат");
  assert.equal(answerDraft(state, { ...incoming, translations: [] }, "en").content.subject, "");
});

test("a pre-agreed word stands alone and brings its precedence and its persons", () => {
  const chosen = withWord(edit(newDraft(state, "en"), { text: "something" }), channel as never, "accident");
  assert.equal(chosen.content.precedence, "FLASH");
  assert.equal(chosen.content.text, "");
  assert.equal(personsFor(channel as never, chosen.content), 2);
  assert.equal(withWord(chosen, channel as never, null).content.word, null);
});

test("the correction is linked and says the same in each language", () => {
  const first = { language: "en", subject: "s", text: "t" };
  const { content } = sentInErrorDraft(incoming, first, [{ language: "ru", subject: "с", text: "т" }]);
  assert.deepEqual(content.relation, { kind: "corrects", object: "11" });
  assert.deepEqual(
    content.translations.map((one) => one.language),
    ["ru"],
  );
  assert.equal(content.label, "open");
});

test("a replacement begins with what it replaces, our own translations included, and stands in its place", () => {
  const ours = { ...incoming, direction: "out" as const, party: "bb" };
  const { content } = replacementDraft(ours);
  assert.deepEqual(content.relation, { kind: "supersedes", object: "11" });
  assert.equal(content.text, ours.text);
  assert.deepEqual(relationChoices(ours), ["corrects", "supersedes"]);
  assert.deepEqual(relationChoices(incoming), ["answers", "replies"]);
});

test("what is kept has uniform line ends and composed letters, and no empty translation", () => {
  const { content } = edit(newDraft(state, "en"), {
    text: "a\r\nb\re\u0301",
    translations: [{ language: "ru", subject: "", text: "  " }],
  });
  const input = draftInput(content);
  assert.equal(input.text, "a\nb\n\u00e9");
  assert.deepEqual(input.translations, []);
});

test("an approval stands until something comes in that it was given without", () => {
  const officer = { id: "01", name: "A" };
  const draft = { approvals: [{ officer: "A", timeMs: 100 }] } as unknown as DraftView;
  const came = (heldMs: number, direction = "in") => [{ direction, heldMs }] as unknown as MessageView[];
  assert.equal(approvalOf(draft, { id: "02", name: "B" }, came(200)), "none");
  assert.equal(approvalOf(draft, officer, came(100)), "stands");
  assert.equal(approvalOf(draft, officer, came(200, "out")), "stands");
  assert.equal(approvalOf(draft, officer, came(101)), "overtaken");
});
