// Makes vectors/06-messages: node tests/vectors/06-messages.make.ts. Same input, same files, byte for byte.

import { writeFileSync } from "node:fs";
import { makeRecord, say, seeded, shuffled } from "../../src/core/agree/record.fixture.ts";
import type { MadeRecord, Saying } from "../../src/core/agree/record.fixture.ts";
import { encode } from "../../src/core/bytes/cbor.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { encodeShape } from "../../src/core/bytes/shape.ts";
import type { Json, Shape } from "../../src/core/bytes/shape.ts";
import { charter as charterShape, encodeCharter } from "../../src/core/mechanism/charter/charter.ts";
import { draftDigest } from "../../src/core/mechanism/house/digest.ts";
import { draftContent } from "../../src/core/mechanism/house/entries.ts";
import type { Kind } from "../../src/core/mechanism/kind.ts";
import { lineTest } from "../../src/core/mechanism/line-test/entries.ts";
import { cancellation, hold, message, refusal, take, translation } from "../../src/core/mechanism/message/entries.ts";
import type { MessageContent, Relation } from "../../src/core/mechanism/message/entries.ts";
import { foldMessage } from "../../src/core/mechanism/message/fold.ts";
import { testCharter, testMessage } from "../../src/core/mechanism/message/message.fixture.ts";
import { caseEntry, caseView, leafOf, sha256Only, stateJson } from "./06-messages.cases.ts";
import type { Case } from "./06-messages.cases.ts";
import { authoredCases, dateCases, visibleCases } from "./06-messages.texts.ts";

const A = 1;
const B = 2;
const charter = testCharter();
const folder = new URL("../../vectors/06-messages/", import.meta.url);

function write(name: string, cases: readonly Case[]): void {
  const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(",\n");
  writeFileSync(new URL(`${name}.json`, folder), `{\n  "chapter": "06-messages",\n  "cases": [\n${lines}\n  ]\n}\n`);
}

/** One content of every kind of this chapter: bytes and JSON. */
function contentCases(): Case[] {
  const spoken = { language: "ru", text: "Ждите." };
  const object = new Uint8Array(32).fill(9);
  const contents = new Map<Kind, unknown>([
    [lineTest as Kind, { peer: new Uint8Array(16).fill(3), bearer: "tls", roundTripMs: 41, missed: 0 }],
    [message as Kind, testMessage({
      word: {
        code: "accident-not-hostile", parameters: ["37UDB1234"],
      }, relation: { kind: "replies", object }, language: "ru",
      subject: "Отклонение от курса", text: "Самолёт отклонился от курса.\nОружия на борту нет.",
    })],
    [translation as Kind, {
      language: "en", subject: "Deviation", text: "The aircraft deviated.", capacity: "translator",
      doubts: [{ from: 4, to: 12, note: "or: the plane" }],
    }],
    [take as Kind, { desk: "watch", capacity: "" }],
    [hold as Kind, { desk: "watch", nextWordBy: 1_795_357_800_000, word: "received-considering", reason: spoken }],
    [refusal as Kind, { desk: "watch", word: null, reason: spoken }],
    [cancellation as Kind, { desk: "watch", reason: null }],
  ]);
  return [...contents].map(([kind, content]): Case => {
    const shape = kind.content as Shape<unknown>;
    return {
      name: `${kind.name}: bytes and JSON`, must: ["M-1"], accept: true,
      input: { kind: kind.code, content: toHex(encodeShape(shape, content)) }, expect: shape.toJson(content),
    };
  });
}

/** Contents that do not decode: poison, by their code. */
function badContents(): Case[] {
  const good = encodeShape(message.content as Shape<MessageContent>, testMessage());
  const bad = (name: string, kind: number, content: Uint8Array, error: string, must = "M-1"): Case =>
    ({ name, must: [must], accept: false, error, input: { kind, content: toHex(content) } });
  const fields = (more: Partial<Record<number, unknown>>): Uint8Array => {
    const values: unknown[] = ["watch", "", [[1, "watch"]], [], "open", "en", "S", "T", [], []];
    for (const [index, value] of Object.entries(more)) values[Number(index)] = value;
    return encode(values as never);
  };
  return [
    bad("a kind nobody knows", 9_999, good, "entry-kind", "M-2"),
    bad("a kind of the future", 22, good, "entry-kind", "M-2"),
    bad("no bytes", 16, new Uint8Array(0), "cbor-truncated"),
    bad("a byte after the end", 16, Uint8Array.of(...good, 0), "cbor-trailing"),
    bad("the last byte missing", 16, good.slice(0, -1), "cbor-truncated"),
    bad("a map instead of an array", 16, Uint8Array.of(0xa0), "cbor-forbidden-type"),
    bad("null instead of an array", 16, Uint8Array.of(0xf6), "cbor-forbidden-type"),
    bad("an indefinite array", 16, Uint8Array.of(0x9f, 0xff), "cbor-forbidden-type"),
    bad("a number in a longer form than needed", 18, Uint8Array.of(0x82, 0x78, 0x01, 0x61, 0x60), "cbor-not-canonical"),
    bad("a text that is not UTF-8", 18, Uint8Array.of(0x82, 0x62, 0xc3, 0x28, 0x60), "cbor-bad-text"),
    bad("one field too few", 16, encode(["watch", "", [[1, "watch"]], [], "open", "en", "S", "T", []]), "shape"),
    bad("one field too many", 18, encode(["watch", "", ""]), "shape"),
    bad("an empty desk", 18, encode(["", ""]), "shape"),
    bad("a desk of 65 bytes", 18, encode(["d".repeat(65), ""]), "shape"),
    bad("no action addressee", 16, fields({ 2: [] }), "shape"),
    bad("33 action addressees", 16, fields({ 2: Array.from({ length: 33 }, () => [1, "watch"]) }), "shape"),
    bad("a party index of 16", 16, fields({ 2: [[16, "watch"]] }), "shape"),
    bad("a subject of 1,601 bytes", 16, fields({ 6: "s".repeat(1_601) }), "shape"),
    bad("a relation of a fifth kind", 16, fields({ 9: [[4, new Uint8Array(32)]] }), "shape"),
    bad("a relation to 31 bytes", 16, fields({ 9: [[0, new Uint8Array(31)]] }), "shape"),
    bad("two relations", 16, fields({ 9: [[0, new Uint8Array(32)], [0, new Uint8Array(32)]] }), "shape"),
    bad("a word with nine parameters", 16, fields({ 8: [["w", Array.from({ length: 9 }, () => "")]] }), "shape"),
    bad("a next word by beyond the last time", 19, encode(["watch", [2 ** 48], [], []]), "shape"),
    bad("an empty reason in words", 20, encode(["watch", [], [["en", ""]]]), "shape"),
    bad("33 doubts", 17, encode(["en", "", "T", Array.from({ length: 33 }, () => [0, 1, ""]), ""]), "shape"),
  ];
}

type Said = ReturnType<typeof say>;

interface Story {
  readonly record: MadeRecord;
  readonly sent: Said;
}

function begin(): Story {
  const record = makeRecord(leafOf);
  return {
    record, sent: say(record, { party: A, time: 1_000, kind: message, content: testMessage(), precedence: "FLASH" }),
  };
}

/** Stories of one message; each is folded in several orders of arrival, and always comes out the same. */
const stories: Case[] = [];
const home = { to: [{ party: 0, desk: "watch" }], info: [] };

/** Tells a story and folds its first message, or the one that `tell` returns. */
function story(name: string, must: readonly string[], at: number, tell: (story: Story) => Said | void): void {
  const made = begin();
  const about = tell(made) ?? made.sent;
  stories.push(foldCase(name, must, at, { record: made.record, sent: about }, stories.length));
}

function receipt(more: Partial<Saying> = {}): Saying {
  return { party: B, time: 1_050, kind: null, hears: [A], heldAt: 1_040, ...more };
}

function taken(one: Story, more: Partial<Saying> = {}): Saying {
  return { party: B, time: 1_500, kind: take, content: { desk: "watch", capacity: "" }, object: one.sent, ...more };
}

function related(kind: Relation["kind"], one: Story, more: Partial<MessageContent> = {}): MessageContent {
  return testMessage({ relation: { kind, object: one.sent.leaf }, ...more });
}

function tested(missed: number): object {
  return { peer: new Uint8Array(16), bearer: "tls", roundTripMs: null, missed };
}

function foldCases(): Case[] {
  statesAndClocks();
  whoMay();
  replacements();
  disputedTimes();
  otherEntries();
  return stories;
}

function statesAndClocks(): void {
  story("nothing is proved before the receipt", ["M-9", "M-15"], 9_000, () => {});
  story("durable there: a receipt, and both clocks run from heldAt", [
    "M-9", "M-14", "M-15", "M-16", "M-17",
  ], 1_100, (one) => {
    say(one.record, receipt());
  });
  story("the receipt limit has passed, provisionally", ["M-16"], 2_041, (one) => { say(one.record, receipt()); });
  story("taken: the receipt clock is met, the answer clock runs on", ["M-5", "M-8", "M-16", "M-18"], 2_041, (one) => {
    say(one.record, receipt());
    say(one.record, taken(one));
  });
  story("holding: neither take nor holding reply stops the answer clock", ["M-8", "M-18", "M-19"], 11_041, (one) => {
    say(one.record, receipt());
    say(one.record, taken(one));
    const content = { desk: "watch", nextWordBy: 4_000, word: "received-considering", reason: null };
    say(one.record, { ...taken(one), time: 1_600, kind: hold, content });
  });
  story("two next words promised: the first was kept by the second, the second was not", ["M-19"], 3_001, (one) => {
    say(one.record, receipt());
    for (const [time, nextWordBy] of [[1_100, 2_000], [1_900, 3_000]] as const) {
      say(
        one.record,
        { ...taken(one), time, kind: hold, content: { desk: "watch", nextWordBy, word: null, reason: null } }
      );
    }
  });
  story("answered in time, final once both logs are past limit and skew", ["M-6", "M-8", "M-17"], 11_300, (one) => {
    say(one.record, receipt());
    say(one.record, { party: B, time: 3_000, kind: message, content: related("answers", one, home) });
    say(one.record, { party: A, time: 11_200, kind: lineTest, content: tested(0), hears: [B] });
    say(one.record, { party: B, time: 11_201, kind: lineTest, content: tested(0), hears: [A] });
  });
  story("answered and refused by one desk: the answer leads, both are shown", ["M-8"], 4_000, (one) => {
    say(one.record, receipt());
    say(
      one.record, { ...taken(one), time: 2_000, kind: refusal, content: { desk: "watch", word: null, reason: null } }
    );
    say(one.record, { party: B, time: 3_000, kind: message, content: related("answers", one, home) });
  });
}

function whoMay(): void {
  story("a desk that was only informed cannot take, nor the author for the reader", ["M-5"], 4_000, (one) => {
    say(one.record, receipt());
    say(one.record, taken(one, { content: { desk: "radar", capacity: "" } }));
    say(one.record, taken(one, { party: A }));
  });
  story("an answer from a desk that was not asked is a reply without effect on the clock", ["M-6"], 4_000, (one) => {
    say(one.record, receipt());
    say(
      one.record,
      { party: B, time: 3_000, kind: message, content: related("answers", one, { ...home, desk: "radar" }) }
    );
  });
  story("the reader cannot cancel, correct or supersede", ["M-7"], 4_000, (one) => {
    say(one.record, receipt());
    say(one.record, { ...taken(one), kind: cancellation, content: { desk: "watch", reason: null } });
    say(one.record, { party: B, time: 1_600, kind: message, content: related("corrects", one, home) });
    say(one.record, { party: B, time: 1_700, kind: message, content: related("supersedes", one, home) });
  });
}

function replacements(): void {
  story("superseded by its author: no longer live, its clocks end", ["M-7", "M-20"], 50_000, (one) => {
    say(one.record, receipt());
    say(one.record, { party: A, time: 1_500, kind: message, content: related("supersedes", one) });
  });
  story("a cancellation ends what nothing has met and takes nothing away", ["M-7", "M-20"], 50_000, (one) => {
    say(one.record, receipt());
    say(one.record, taken(one));
    say(
      one.record,
      { party: A, time: 1_600, kind: cancellation, content: { desk: "watch", reason: null }, object: one.sent }
    );
  });
  story("a cancellation after the limit does not undo that it passed", ["M-20"], 50_000, (one) => {
    say(one.record, receipt());
    say(
      one.record,
      { party: A, time: 12_000, kind: cancellation, content: { desk: "watch", reason: null }, object: one.sent }
    );
  });
  story("two live supersessions from two logs of the author: a conflict, and nobody wins", ["M-11"], 4_000, (one) => {
    say(one.record, { party: A, time: 1_200, kind: message, content: related("supersedes", one, { text: "Go." }) });
    say(
      one.record,
      { party: A, log: 11, time: 1_200, kind: message, content: related("supersedes", one, { text: "Stay." }) }
    );
  });
}

function disputedTimes(): void {
  story("a heldAt before the message was made is disputed, and the passed limit with it", ["M-21"], 20_000, (one) => {
    say(one.record, receipt({ heldAt: 800 }));
  });
  story("a heldAt after the author already knew of the receipt is disputed", ["M-21"], 5_000, (one) => {
    say(one.record, receipt({ time: 4_000, heldAt: 4_000 }));
    say(one.record, { party: A, time: 1_200, kind: lineTest, content: tested(0), hears: [B] });
  });
  story("an answer timed before the message is disputed and meets nothing", ["M-21"], 20_000, (one) => {
    say(one.record, { party: B, time: 700, kind: message, content: related("answers", one, home) });
    say(one.record, receipt());
  });
  story("theirs not heard: the limit is final only at the long stop", ["M-17", "C-30"], 71_040, (one) => {
    say(one.record, receipt());
    say(one.record, { party: A, time: 70_000, kind: lineTest, content: tested(3), hears: [B] });
  });
  story("an answer nobody had confirmed by the long stop contests, and reverses nothing", ["C-31"], 90_000, (one) => {
    say(one.record, receipt());
    say(one.record, { party: A, time: 70_000, kind: lineTest, content: tested(3), hears: [B] });
    say(one.record, { party: B, time: 5_000, kind: message, content: related("answers", one, home) });
    say(one.record, { party: A, time: 80_000, kind: lineTest, content: tested(0), hears: [B] });
  });
}

function otherEntries(): void {
  story("translations are listed and change nothing", ["M-13"], 2_000, (one) => {
    say(one.record, receipt());
    const content = { language: "ru", subject: "Тема", text: "Текст.", doubts: [], capacity: "" };
    say(one.record, { party: A, time: 1_100, kind: translation, content, object: one.sent });
    say(one.record, { party: B, time: 1_200, kind: translation, content, object: one.sent });
  });
  story("an entry about it that does not decode is passed over", ["M-1", "M-12"], 2_000, (one) => {
    say(one.record, receipt());
    say(one.record, { party: B, time: 1_100, kind: take, poison: true, object: one.sent });
  });
  const unreadable = makeRecord(leafOf);
  const sent = say(unreadable, { party: A, time: 1_000, kind: message, poison: true, proofPending: true });
  say(unreadable, { party: B, time: 1_100, kind: take, content: { desk: "watch", capacity: "" }, object: sent });
  stories.push(
    foldCase(
      "a message that does not decode has no addressees", ["M-12"], 2_000, { record: unreadable, sent }, stories.length
    )
  );
  story("an answer is itself taken, and asks for no answer", ["M-17"], 3_200, (one) => {
    say(one.record, receipt());
    const answer = say(one.record, { party: B, time: 3_000, kind: message, content: related("answers", one, home) });
    say(one.record, { party: A, time: 3_100, kind: take, content: { desk: "watch", capacity: "" }, object: answer });
    return answer;
  });
}

function foldCase(name: string, must: readonly string[], at: number, story: Story, seed: number): Case {
  const { record, sent } = story;
  const { entries } = record;
  const object = toHex(sent.leaf);
  const draw = seeded(seed);
  const places = entries.map((_, index) => index);
  const orders = [places, [...places].reverse(), shuffled(places, draw), shuffled([...places, ...places], draw)];
  const expect = stateJson(foldMessage(object, entries, caseView(entries), charter, at));
  return {
    name, must: [...must, "M-4", "M-10"], accept: true,
    input: { object, at, entries: entries.map(caseEntry), orders }, expect,
  };
}

const drillWords: readonly string[] = [
  "This is not a drill.", "Это не учения", "Ceci n’est pas un exercice", "Esto no es un simulacro", "这不是演习",
  "هذا ليس تمرينا",
];

/** Acts a station refuses, and some it accepts; the message acted on is to B's watch, informing B's radar desk. */
const acts: Case[] = [];

function compose(more: Partial<MessageContent>): Json {
  return { act: "compose", content: (message.content as Shape<MessageContent>).toJson(testMessage(more)) };
}

function refused(name: string, must: string, us: number, act: Json, error: string): void {
  acts.push({ name, must: [must], accept: false, error, input: { us, act, world: "exercise" } });
}

function accepted(name: string, must: string, us: number, act: Json, world = "exercise"): void {
  acts.push({ name, must: [must], accept: true, input: { us, act, world } });
}

function actCases(): Case[] {
  composing();
  acting();
  return acts;
}

function composing(): void {
  accepted("a right message", "M-23", 0, compose({}));
  accepted(
    "a pre-agreed word without text", "M-24", 0,
    compose({ text: "", subject: "", word: { code: "we-confirm", parameters: [] } })
  );
  refused(
    "addressed to ourselves", "M-23", 0, compose({ to: [{ party: 0, desk: "watch" }] }), "addressed-to-ourselves"
  );
  refused(
    "addressed to a party that is not in the charter", "M-23", 0, compose({ to: [{ party: 7, desk: "watch" }] }),
    "unknown-party"
  );
  refused(
    "addressed to a desk that no roster names", "M-23", 0, compose({ to: [{ party: 1, desk: "kitchen" }] }),
    "unknown-desk"
  );
  refused(
    "one desk for action and for information", "M-23", 0, compose({ info: [{ party: 1, desk: "watch" }] }),
    "addressed-twice"
  );
  refused("from a desk we do not have", "M-23", 0, compose({ desk: "radar" }), "unknown-desk");
  refused("no handling label", "M-24", 0, compose({ label: "" }), "label-missing");
  refused("a label that is not in the charter", "M-24", 0, compose({ label: "top" }), "unknown-label");
  refused(
    "a word that is not in the charter", "M-24", 0, compose({ word: { code: "attack", parameters: [] } }),
    "unknown-word"
  );
  refused("neither text nor word", "M-24", 0, compose({ text: "  \n" }), "nothing-said");
  refused("a language that is no tag", "M-24", 0, compose({ language: "русский" }), "language");
  refused("a right-to-left override in the text", "M-22", 0, compose({ text: "do\u202enot" }), "text-forbidden");
  refused("a zero-width space in a capacity", "M-22", 0, compose({ capacity: "minister\u200b" }), "text-forbidden");
  refused("a text that is not in normalization form C", "M-22", 0, compose({ text: "e\u0301" }), "text-forbidden");
  refused("a subject of two lines", "M-22", 0, compose({ subject: "a\nb" }), "text-forbidden");
  for (const text of drillWords) {
    refused(`in an exercise: ${text}`, "M-25", 0, compose({ text }), "not-a-drill");
    accepted(`in an actual channel: ${text}`, "M-25", 0, compose({ text }), "actual");
  }
}

function acting(): void {
  accepted("the addressed desk takes", "M-26", 1, { act: "take", content: { desk: "watch", capacity: "" } });
  refused(
    "an informed desk takes", "M-26", 1, { act: "take", content: { desk: "radar", capacity: "" } },
    "not-an-action-addressee"
  );
  refused(
    "the author takes", "M-26", 0, { act: "take", content: { desk: "watch", capacity: "" } },
    "not-an-action-addressee"
  );
  refused(
    "the reader cancels", "M-26", 1, { act: "cancel", content: { desk: "watch", reason: null } }, "not-the-author"
  );
  accepted("the author cancels", "M-26", 0, { act: "cancel", content: { desk: "watch", reason: null } });
  const holding = { desk: "watch", nextWordBy: 5_001, word: null, reason: null };
  accepted("a next word in the future", "M-27", 1, { act: "hold", content: holding });
  refused(
    "a next word in the past", "M-27", 1, { act: "hold", content: { ...holding, nextWordBy: 5_000 } },
    "next-word-passed"
  );
  const russian = {
    language: "ru", subject: "", text: "Текст.", doubts: [{ from: 0, to: 6, note: "?" }], capacity: "",
  };
  accepted("a translation with a doubt to its end", "M-28", 1, { act: "translate", content: russian });
  refused(
    "a translation into the language it is in", "M-28", 1,
    { act: "translate", content: { ...russian, language: "en" } }, "language"
  );
  refused(
    "a doubt beyond the text", "M-28", 1,
    { act: "translate", content: { ...russian, doubts: [{ from: 0, to: 7, note: "" }] } }, "doubt-outside-text"
  );
}

function draftCases(): Case[] {
  const draft = {
    previous: null, revision: 1, officer: "o-1", channel: new Uint8Array(32).fill(5), precedence: "FLASH" as const,
    content: testMessage(), translations: [],
  };
  const shown = (name: string, more: object): Case => {
    const item = { ...draft, ...more };
    return {
      name, must: ["M-37"], accept: true, input: { draft: toHex(encodeShape(draftContent, item)) },
      expect: { digest: toHex(draftDigest(sha256Only, item)) },
    };
  };
  return [
    shown("a draft", {}),
    shown(
      "another drafter, time and revision: the same digest",
      { officer: "o-2", revision: 9, previous: new Uint8Array(32) }
    ),
    shown("another precedence: another digest", { precedence: "ROUTINE" }),
    shown("another channel: another digest", { channel: new Uint8Array(32).fill(6) }),
    shown("a letter more: another digest", { content: testMessage({ text: "Text!" }) }),
    shown("with a translation: another digest", {
      translations: [{ language: "ru", subject: "", text: "Текст.", doubts: [], capacity: "" }],
    }),
  ];
}

write("contents", [...contentCases(), ...badContents()]);
write("fold", foldCases());
write("acts", actCases());
write("visible-text", [...visibleCases(), ...authoredCases()]);
write("date-time-group", dateCases());
write("drafts", draftCases());
writeFileSync(new URL("charter.json", folder), `${JSON.stringify({
  chapter: "06-messages",
  cases: [{
    name: "the charter that the cases of this chapter count with", must: ["C-1"], accept: true,
    input: { bytes: toHex(encodeCharter(charter)) }, expect: charterShape.toJson(charter),
  }],
}, null, 1)}\n`);
