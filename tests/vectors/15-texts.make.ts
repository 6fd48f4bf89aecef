// Makes vectors/15-texts: node tests/vectors/15-texts.make.ts. Same input, same files, byte for byte.

import { writeFileSync } from "node:fs";
import { encode } from "../../src/core/bytes/cbor.ts";
import type { Value } from "../../src/core/bytes/cbor.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { encodeShape } from "../../src/core/bytes/shape.ts";
import type { Shape } from "../../src/core/bytes/shape.ts";
import { acceptance, confirmation, declination } from "../../src/core/mechanism/agreed/entries.ts";
import { agreedDigest } from "../../src/core/mechanism/agreed/fold.ts";
import type { Kind } from "../../src/core/mechanism/kind.ts";
import {
  fairCopy, offer, position, privateDraft, privateNote, textBegun,
} from "../../src/core/mechanism/text/entries.ts";
import { sha256Only } from "./06-messages.cases.ts";
import { actCases } from "./15-texts.acts.ts";
import { agreedCases } from "./15-texts.agreed.ts";
import { bracketCases } from "./15-texts.brackets.ts";
import { textCases } from "./15-texts.fold.ts";
import type { Case } from "./vectors.ts";

const folder = new URL("../../vectors/15-texts/", import.meta.url);
const hash = new Uint8Array(32).fill(1);
const other = new Uint8Array(32).fill(2);
const spoken = { language: "ru", text: "Согласовать с юристами." };

function write(name: string, cases: readonly Case[]): void {
  const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(",\n");
  writeFileSync(new URL(`${name}.json`, folder), `{\n  "chapter": "15-texts",\n  "cases": [\n${lines}\n  ]\n}\n`);
}

/** One content of every kind of this chapter, or two: bytes and JSON. */
function contentCases(): Case[] {
  const text = {
    purpose: "communique", title: ["Joint communique", "Совместное коммюнике"], languages: ["en", "ru"],
    principals: [0, 1], pen: null, amends: null, meeting: null,
  };
  const clause = { slot: null, after: null, heading: 0, texts: ["The parties shall meet.", "Стороны встречаются."] };
  const contents: readonly (readonly [string, Kind, unknown])[] = [
    ["accepted", acceptance as Kind, { digest: hash, rosters: [hash, other], until: 1_795_357_800_000 }],
    ["declined", declination as Kind, { digest: hash, reason: null }],
    ["declined with a reason", declination as Kind, { digest: hash, reason: spoken }],
    ["confirmed", confirmation as Kind, { object: hash, digest: other }],
    ["a text", textBegun as Kind, text],
    ["a text of six languages, with a pen, that amends one and belongs to a meeting", textBegun as Kind, {
      ...text, purpose: "other", languages: ["en", "ru", "fr", "es", "zh", "ar"],
      title: ["T", "Т", "T", "T", "文", "نص"], principals: [0, 15], pen: 2, amends: hash, meeting: other,
    }],
    ...(["agreement", "minutes", "glossary"] as const).map((purpose): readonly [string, Kind, unknown] => (
      [`a text that is to be: ${purpose}`, textBegun as Kind, { ...text, purpose }]
    )),
    ["a clause put in", offer as Kind, { changes: [{ touches: [], clauses: [clause] }], package: 0, note: null }],
    ["a package: one split, one moved behind it, one taken out", offer as Kind, {
      changes: [
        {
          touches: [{ offer: hash, k: 0 }],
          clauses: [
            { ...clause, slot: { offer: hash, k: 0 } }, { ...clause, after: { offer: hash, k: 0 }, heading: 1 },
          ],
        },
        {
          touches: [{ offer: hash, k: 1 }],
          clauses: [{ ...clause, slot: { offer: hash, k: 1 }, after: { offer: null, k: 0 } }],
        },
        { touches: [{ offer: hash, k: 2_047 }], clauses: [] },
      ],
      package: 1, note: spoken,
    }],
    ["a change of nothing, which has no effect and no fault of shape", offer as Kind, {
      changes: [{ touches: [], clauses: [] }], package: 0, note: null,
    }],
    ["positions of each kind", position as Kind, {
      stands: ["accept", "reserve", "refuse", "withdraw"].map((stance, index) => (
        { offer: hash, change: index * 85, stance }
      )),
      note: spoken,
    }],
    ["a fair copy", fairCopy as Kind, {
      runs: [{ offer: hash, from: 0, count: 3 }, { offer: other, from: 7, count: 1 }],
    }],
    ["a private draft", privateDraft as Kind, {
      channel: hash, officer: "o-1", ...clause, slot: { offer: other, k: 3 },
    }],
    ["a private note", privateNote as Kind, {
      channel: hash, officer: "o-1", slot: null, language: "en", text: "Not below this.",
    }],
  ];
  return contents.map(([name, kind, content]): Case => {
    const shape = kind.content as Shape<unknown>;
    return {
      name, must: ["T-1"], accept: true,
      input: { kind: kind.code, content: toHex(encodeShape(shape, content)) }, expect: shape.toJson(content),
    };
  });
}

/** Contents that do not decode: poison, by their code. */
function badContents(): Case[] {
  const bad = (name: string, kind: number, content: Value | Uint8Array, error = "shape"): Case => ({
    name, must: ["T-1"], accept: false, error,
    input: { kind, content: toHex(content instanceof Uint8Array ? content : encode(content)) },
  });
  const many = (count: number, one: Value): Value => Array.from({ length: count }, () => one);
  const text = (more: Partial<Record<number, Value>>): Value => {
    const fields: Value[] = [0, ["T", "Т"], ["en", "ru"], [0, 1], [], [], []];
    for (const [index, value] of Object.entries(more)) fields[Number(index)] = value as Value;
    return fields;
  };
  const clause = (more: Partial<Record<number, Value>> = {}): Value => {
    const fields: Value[] = [[], [], 0, ["One", "Один"]];
    for (const [index, value] of Object.entries(more)) fields[Number(index)] = value as Value;
    return fields;
  };
  const offered = (touches: Value, clauses: Value): Value => [[[touches, clauses]], 0, []];
  const slot: Value = [[hash], 0];
  return [
    bad("no bytes", 32, new Uint8Array(0), "cbor-truncated"),
    bad("a byte after the end", 33, Uint8Array.of(...encode([hash, []]), 0), "cbor-trailing"),
    bad("an acceptance of 31 bytes", 32, [hash.slice(1), [hash, hash], 1]),
    bad("a confirmation without its object", 46, [hash]),
    bad("a confirmation of an object of 31 bytes", 46, [hash.slice(1), hash]),
    bad("an acceptance with one roster", 32, [hash, [hash], 1]),
    bad("an acceptance with 17 rosters", 32, [hash, many(17, hash), 1]),
    bad("an acceptance beyond the last time", 32, [hash, [hash, hash], 2 ** 48]),
    bad("a declination with two reasons", 33, [hash, [["en", "No."], ["ru", "Нет."]]]),
    bad("a declination with an empty reason", 33, [hash, [["en", ""]]]),
    bad("a text of a sixth purpose", 34, text({ 0: 5 })),
    bad("a text in one language", 34, text({ 1: ["T"], 2: ["en"] })),
    bad("a text in seven languages", 34, text({ 1: many(7, "T"), 2: many(7, "en") })),
    bad("a text without a title in one language", 34, text({ 1: ["T", ""] })),
    bad("a title of 801 bytes", 34, text({ 1: ["T", "t".repeat(801)] })),
    bad("a text of one principal", 34, text({ 3: [0] })),
    bad("a principal of index 16", 34, text({ 3: [0, 16] })),
    bad("two pens", 34, text({ 4: [0, 1] })),
    bad("a text that amends 31 bytes", 34, text({ 5: [hash.slice(1)] })),
    bad("a field more", 34, [...text({}) as readonly Value[], []]),
    bad("an offer of nothing", 35, [[], 0, []]),
    bad("257 changes", 35, [many(257, [[], []]), 0, []]),
    bad("nine touched slots", 35, offered(many(9, slot), [])),
    bad("nine clauses of one change", 35, offered([], many(9, clause()))),
    bad("a slot of 31 bytes", 35, offered([[[hash.slice(1)], 0]], [])),
    bad("a slot of two offers", 35, offered([[[hash, hash], 0]], [])),
    bad("a slot of number 2,048", 35, offered([[[hash], 2_048]], [])),
    bad("a clause in one language", 35, offered([], [clause({ 3: ["One"] })])),
    bad("a clause in seven languages", 35, offered([], [clause({ 3: many(7, "One") })])),
    bad("a clause of 16,001 bytes", 35, offered([], [clause({ 3: ["One", "o".repeat(16_001)] })])),
    bad("a heading of the second degree", 35, offered([], [clause({ 2: 2 })])),
    bad("a package of a third kind", 35, [[[[], [clause()]]], 2, []]),
    bad("bytes in the place of a text", 35, offered([], [clause({ 3: ["One", hash] })])),
    bad("no position", 36, [[], []]),
    bad("257 positions", 36, [many(257, [hash, 0, 0]), []]),
    bad("a fifth stance", 36, [[[hash, 0, 4]], []]),
    bad("a position on change 256", 36, [[[hash, 256, 0]], []]),
    bad("a position on no offer", 36, [[[[], 0, 0]], []]),
    bad("a fair copy of nothing", 37, [[]]),
    bad("1,401 runs", 37, [many(1_401, [hash, 0, 1])]),
    bad("a run from 2,048", 37, [[[hash, 2_048, 1]]]),
    bad("a private note without words", 101, [hash, "o-1", [], "en", ""]),
  ];
}

function digestCases(): Case[] {
  const made = (name: string, channel: Uint8Array, kind: string, content: Uint8Array): Case => ({
    name, must: ["T-2"], accept: true, input: { channel: toHex(channel), kind, content: toHex(content) },
    expect: { digest: toHex(agreedDigest(sha256Only, channel, kind, content)) },
  });
  const content = encode([0]);
  return [
    made("a thing", hash, "meeting", content), made("another channel: another digest", other, "meeting", content),
    made("another kind: another digest", hash, "commitments", content),
    made("another content: another digest", hash, "meeting", encode([1])),
  ];
}

write("contents", [...contentCases(), ...badContents()]);
write("digests", digestCases());
write("agreed", agreedCases());
write("fold", textCases());
write("acts", actCases());
write("brackets", bracketCases());
