// Makes vectors/06-messages: node tests/vectors/06-messages.make.ts. Same input, same files, byte for byte.

import { writeFileSync } from "node:fs";
import { encode } from "../../src/core/bytes/cbor.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { encodeShape } from "../../src/core/bytes/shape.ts";
import type { Shape } from "../../src/core/bytes/shape.ts";
import { charter as charterShape, encodeCharter } from "../../src/core/mechanism/charter/charter.ts";
import { draftDigest } from "../../src/core/mechanism/house/digest.ts";
import { draftContent } from "../../src/core/mechanism/house/entries.ts";
import type { Kind } from "../../src/core/mechanism/kind.ts";
import { lineTest } from "../../src/core/mechanism/line-test/entries.ts";
import { cancellation, hold, message, refusal, take, translation } from "../../src/core/mechanism/message/entries.ts";
import type { MessageContent } from "../../src/core/mechanism/message/entries.ts";
import { testCharter, testMessage } from "../../src/core/mechanism/message/message.fixture.ts";
import { actCases } from "./06-messages.acts.ts";
import { sha256Only } from "./06-messages.cases.ts";
import type { Case } from "./vectors.ts";
import { foldCases } from "./06-messages.fold.ts";
import { authoredCases, dateCases, visibleCases } from "./06-messages.texts.ts";

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
