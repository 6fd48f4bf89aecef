// Makes vectors/08-charter: node tests/vectors/08-charter.make.ts. Same input, same files, byte for byte.

import { writeFileSync } from "node:fs";
import { partyOfByte } from "../../src/core/agree/record.fixture.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { encodeShape } from "../../src/core/bytes/shape.ts";
import { channelId, charter as charterShape, encodeCharter } from "../../src/core/mechanism/charter/charter.ts";
import type { Charter } from "../../src/core/mechanism/charter/charter.ts";
import { encodeHouseCharter, houseCharter } from "../../src/core/mechanism/charter/house.ts";
import { sha256Only } from "./06-messages.cases.ts";
import type { Case } from "./vectors.ts";
import { agreementCases } from "./08-charter.agreement.ts";
import { A, charter, terms } from "./08-charter.telling.ts";
import { seatCases } from "./08-charter.seat.ts";
import { disputeCases, verdictCases } from "./08-charter.verdicts.ts";

const folder = new URL("../../vectors/08-charter/", import.meta.url);

function write(name: string, cases: readonly Case[]): void {
  const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(",\n");
  writeFileSync(new URL(`${name}.json`, folder), `{\n  "chapter": "08-charter",\n  "cases": [\n${lines}\n  ]\n}\n`);
}

type Bad = (name: string, must: string, item: Partial<Charter>) => Case;

/** Names and codes that a charter may not have. */
function nameCases(bad: Bad): Case[] {
  const [first, second] = charter.parties as [Charter["parties"][number], Charter["parties"][number]];
  const [word] = charter.words as [Charter["words"][number]];
  const { names } = first;
  return [
    bad("a party without a name in one language", "C-6", { parties: [{ ...first, names: names.slice(0, 1) }, second] }),
    bad(
      "two names in one language", "C-6",
      { parties: [{ ...first, names: [...names, names[0] as (typeof names)[number]] }, second] }
    ),
    bad(
      "a hidden character in a name", "C-6",
      { parties: [{ ...first, names: names.map((one) => ({ ...one, text: `${one.text}\u202e` })) }, second] }
    ),
    bad(
      "a name of two lines", "C-6",
      { parties: [{ ...first, names: names.map((one) => ({ ...one, text: "a\nb" })) }, second] }
    ),
    bad("a word without a name in one language", "C-6", { words: [{ ...word, names: word.names.slice(0, 1) }] }),
    bad("a name in a language that is no tag", "C-6",
      { parties: [{ ...first, names: [...names, { language: "Russian", text: "A" }] }, second] }),
    bad("a name not in form C", "C-6",
      { parties: [{ ...first, names: names.map((one) => ({ ...one, text: "e\u0301" })) }, second] }),
    bad("a name with a code point that is not assigned", "C-6",
      { parties: [{ ...first, names: names.map((one) => ({ ...one, text: "a\u0378" })) }, second] }),
    bad("a rung without a name in one language", "C-6", { ladder: [{ missed: 3, names: names.slice(0, 1) }] }),
    bad("a rung with a hidden name", "C-6",
      { ladder: [{ missed: 3, names: names.map((one) => ({ ...one, text: "\u2800" })) }] }),
    bad("a label without a name in one language", "C-6", { labels: [{ code: "open", names: names.slice(1) }] }),
    bad("a label with two names in one language", "C-6",
      { labels: [{ code: "open", names: [...names, names[0] as (typeof names)[number]] }] }),
    bad("a label whose code begins with a hyphen", "C-7", { labels: [{ code: "-open", names }] }),
    bad("a word whose code begins with a hyphen", "C-7", { words: [{ ...word, code: "-stand-by" }] }),
    bad("a word whose code has a space", "C-7", { words: [{ ...word, code: "stand by" }] }),
    bad("a language of a party that is no tag", "C-3", { parties: [{ ...first, languages: ["EN"] }, second] }),
    bad("a short name in Cyrillic", "C-5", { parties: [{ ...first, short: "А" }, second] }),
    bad("rungs that fall", "C-10", { ladder: [3, 2].map((missed) => ({ missed, names })) }),
  ];
}

function charterCases(): Case[] {
  const bytes = (item: Charter): string => toHex(encodeShape(charterShape, item));
  const good = (name: string, must: string[], item: Charter): Case => ({
    name, must, accept: true, input: { charter: bytes(item) },
    expect: { channel: toHex(channelId(sha256Only, encodeCharter(item))), json: charterShape.toJson(item) },
  });
  const bad = (name: string, must: string, item: Partial<Charter>): Case =>
    ({ name, must: [must], accept: false, error: "charter", input: { charter: bytes({ ...charter, ...item }) } });
  const raw = (name: string, hex: string, error: string): Case =>
    ({ name, must: ["C-1"], accept: false, error, input: { charter: hex } });
  const [first, second] = charter.parties as [Charter["parties"][number], Charter["parties"][number]];
  const [word] = charter.words as [Charter["words"][number]];
  const names = first.names;
  const whole = bytes(charter);
  return [
    good("a charter of two parties", ["C-1", "C-12"], charter),
    good("another nonce is another channel", ["C-12"], { ...charter, nonce: new Uint8Array(16).fill(1) }),
    good("no labels, no rungs, no words", ["C-7", "C-10"], { ...charter, labels: [], ladder: [], words: [] }),
    good("more names than languages", ["C-6"], { ...charter, languages: ["ru"] }),
    raw("cut off", whole.slice(0, -2), "cbor-truncated"),
    raw("a byte after the end", `${whole}00`, "cbor-trailing"),
    raw("an empty array", "80", "shape"),
    raw(
      "the bytes of a house charter",
      toHex(encodeHouseCharter({ v: 1, world: "exercise", nonce: charter.nonce, party: first.id })), "shape"
    ),
    bad("version 2", "C-2", { v: 2 }),
    bad("version 0", "C-2", { v: 0 }),
    bad("a language that is no tag", "C-3", { languages: ["Russian"] }),
    bad("a language twice", "C-3", { languages: ["en", "ru", "en"] }),
    bad("a language of a party twice", "C-3", { parties: [{ ...first, languages: ["en", "en"] }, second] }),
    bad("one party twice", "C-4", { parties: [first, { ...second, id: first.id }] }),
    bad("one short name twice", "C-4", { parties: [first, { ...second, short: "A" }] }),
    bad("a short name in small letters", "C-5", { parties: [first, { ...second, short: "b" }] }),
    bad("a telephone number with letters", "C-5", { parties: [first, { ...second, phone: "call me" }] }),
    ...nameCases(bad),
    bad("a word whose code has capitals", "C-7", { words: [{ ...word, code: "Stand-By" }] }),
    bad("one word twice", "C-7", { words: [word, word] }),
    bad(
      "one label twice", "C-7",
      { labels: [charter.labels[0] as Charter["labels"][number], charter.labels[0] as Charter["labels"][number]] }
    ),
    bad(
      "an answer time shorter than the receipt time", "C-8",
      { limits: charter.limits.map(() => ({ receiptMs: 10, answerMs: 9 })) }
    ),
    bad("a receipt time of nothing", "C-8", { limits: charter.limits.map(() => ({ receiptMs: 0, answerMs: 9 })) }),
    bad("line tests without a time between them", "C-8", { lineTestMs: 0 }),
    bad("a long stop before the slowest courier", "C-9", { longStopMs: terms.skewMs + terms.courierMs - 1 }),
    bad("rungs that do not rise", "C-10", { ladder: [3, 3].map((missed) => ({ missed, names })) }),
    bad("a rung at nothing missed", "C-10", { ladder: [{ missed: 0, names }] }),
    bad("a word that nobody need release", "C-11", { words: [{ ...word, persons: 0 }] }),
  ];
}

function houseCases(): Case[] {
  const item = { v: 1, world: "exercise" as const, nonce: new Uint8Array(16).fill(4), party: partyOfByte(A) };
  const bytes = encodeHouseCharter(item);
  const bad = (name: string, hex: string, error: string): Case => (
    { name, must: ["C-14"], accept: false, error, input: { house: hex } }
  );
  return [
    {
      name: "the charter of a house record", must: ["C-14"], accept: true, input: { house: toHex(bytes) },
      expect: { channel: toHex(sha256Only.sha256(bytes)), json: houseCharter.toJson(item) },
    },
    bad("version 2", toHex(encodeShape(houseCharter, { ...item, v: 2 })), "charter"),
    bad("a charter of parties", toHex(encodeCharter(charter)), "shape"),
    bad("cut off", toHex(bytes.slice(0, -1)), "cbor-truncated"),
  ];
}

write("charter", charterCases());
write("house-charter", houseCases());
write("agreement", agreementCases());
write("verdict", verdictCases());
write("disputed", disputeCases());
write("seat", seatCases());
