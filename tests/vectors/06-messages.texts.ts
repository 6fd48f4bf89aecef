// Texts of vectors/06-messages: what is shown as it is, what as an escape, what may be signed, and how a time is said.

import type { Case } from "./vectors.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { formatDtg, formatIso, parseDtg } from "../../src/core/clock/dtg.ts";
import { checkAuthored } from "../../src/core/text/authored.ts";
import { visible } from "../../src/core/text/visible.ts";

const trojan: readonly (readonly [name: string, text: string])[] = [
  ["early return hidden by an override", "if allowed: \u202e }tuohtiw{ return"],
  ["a comment stretched by an isolate", "\u2066do not\u2069 fire"],
  ["an embedding that is never closed", "hold \u202bfire"],
  ["left-to-right mark", "fire\u200e not"],
  ["right-to-left mark", "\u200fnot"],
  ["Arabic letter mark", "\u061cfire"],
  ["zero-width space inside a word", "ag\u200bree"],
  ["zero-width joiner between Latin letters", "ag\u200dree"],
  ["zero-width non-joiner between Latin letters", "do\u200cnot"],
  ["word joiner", "not\u2060fire"],
  ["byte order mark", "\ufefffire"],
  ["soft hyphen", "sanc\u00adtion"],
  ["invisible separator", "10\u206300"],
  ["Hangul filler as a name", "\u3164"],
  ["Braille blank", "a\u2800b"],
  ["tag characters that spell a word", "ok\u{e006e}\u{e006f}"],
  ["variation selector", "a\ufe0f"],
  ["supplementary variation selector", "a\u{e0101}"],
  ["private use", "\ue000 km"],
  ["escape sequence", "\u001b[2J"],
  ["carriage return that overwrites a line", "do not fire\rfire"],
  ["next line", "a\u0085b"],
  ["line separator", "a\u2028b"],
  ["tab", "a\tb"],
  ["null", "a\u0000b"],
  ["em space", "a\u2003b"],
  ["noncharacter", "a\uffffb"],
  ["object replacement", "a\ufffcb"],
  ["a heap of marks", "e\u0301\u0302\u0303\u0304\u0305\u0306"],
  ["a mark that begins a text", "\u0338not"],
  ["a mark that begins a line", "a\n\u0338b"],
  ["a joiner after a letter that never joins", "کار\u200cها"],
  ["a joiner at the end", "می\u200c"],
  ["a code point that is not assigned", "a\u0378b"],
  ["an emoji's neighbour that is not assigned", "\u{1f600}\u{1faff}\u{1f6e0}\u{1f6f0}\u{1f6ed}"],
  ["a character that a later version may assign", "\u{3134b}"],
  ["a noncharacter of a plane", "\u{1fffe}"],
  ["a noncharacter of the Arabic forms", "a\ufdd0"],
  ["a mark after an escape", "a\u202d\u0301b"],
  ["a mark after an escape that is a mark", "a\ufe0f\u0301b"],
  ["a mark after an escape beyond the first planes", "\u{1f600}\u{e0101}\u0301"],
  ["a joiner of both sides between Arabic letters", "\u0633\u200d\u0633"],
  ["a joiner between letters that join, in another script", "\u1820\u200c\u1820"],
  ["a joiner before a letter that does not join", "\u0633\u200c\u0621"],
  ["a joiner with five marks before it", "\u0633\u064e\u0651\u0650\u064d\u064b\u200c\u0633"],
  ["a joiner after a mark that is no virama", "\u0915\u093f\u200d\u0937"],
  ["a joiner one character after a virama", "\u0915\u094d\u0937\u200d"],
  ["an Arabic letter of the supplement before a joiner", "\u0750\u200c\u0633"],
];
const plain: readonly (readonly [name: string, text: string])[] = [
  ["English with line feeds", "Stand by.\nNext word in 10 minutes."],
  ["Russian", "Самолёт отклонился от курса; ёмкость 100 %."],
  ["French with no-break spaces", "Bien reçu\u00a0; à l’étude\u202f!"],
  ["Spanish", "¿Confirman? Mañana."],
  ["Chinese with ideographic space", "我方飞机偏离航线。　请等待"],
  ["Arabic with vowel marks", "اِنتَظِرُوا، الطائرة غير مسلّحة."],
  ["Farsi with non-joiners", "می\u200cخواهم، نمی\u200cدانیم، کتاب\u200cها"],
  ["Hebrew with points", "\u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd".normalize("NFC")],
  ["Hindi with a joiner after virama", "क्\u200dष"],
  ["Russian beside Latin in words of their own", "С-400 и S-400, НАТО и NATO"],
  ["four marks on one letter", "x\u0302\u0303\u0304\u0305"],
  ["marks on two letters", "x\u0302\u0303\u0304q\u0302\u0303\u0304"],
  ["a joiner with vowel marks on both sides", "\u0633\u064e\u0651\u200c\u064f\u0633"],
  ["a non-joiner after a virama", "\u0915\u094d\u200c\u0937"],
  ["a non-joiner before a letter that joins on its right", "\u0633\u200c\u0627"],
  ["a character of the newest version", "\u{11db0}"],
  ["characters beyond the first plane", "\u{1f600} \u{20000}"],
];

export function visibleCases(): Case[] {
  const mixed: readonly (readonly [string, string])[] = [
    ["Cyrillic letters in a Latin word", "the р\u0430ypal word"],
    ["a Greek omicron in a Latin word", "n\u03bft fire"],
    ["a Latin letter in a Cyrillic word", "отбoй"],
    ["a Cyrillic O inside a number", "1\u041e0 km"],
    ["digits of two systems in one number", "\u06f11 km"],
    ["an apostrophe does not part a word", "d\u2019\u0430ccord"],
    ["nor does a straight one", "d'\u0430ccord"],
    ["two scripts and two digit systems: the scripts lead", "p\u0430\u06f11"],
    ["two digit systems and a letter: the digits lead", "1\u041e\u06f1"],
    ["Armenian in a Latin word", "s\u0578lo"],
    ["Cherokee in a Latin word", "\u13a0B"],
    ["Coptic in a Greek word", "\u03b1\u2c9f"],
    ["two letters between digits", "1OO0"],
    ["other letters between digits", "1OX0"],
    ["a hyphen parts a word", "p-\u0430"],
    ["an escape parts a word", "p\u200b\u0430"],
    ["digits of a system beyond the table", "1\u09e7"],
    ["fullwidth and plain digits", "1\uff11"],
    ["mathematical and plain digits", "1\u{1d7ce}"],
  ];
  const one = (must: readonly string[]) => ([name, text]: readonly [string, string]): Case => ({
    name: `shown: ${name}`, must, accept: true, input: { text: toHex(new TextEncoder().encode(text)) },
    expect: visible(text),
  });
  return [
    ...plain.map(one(["M-29", "M-30"])),
    ...trojan.map(one(["M-29", "M-30", "M-31", "M-33", "M-43"])),
    ...mixed.map(one(["M-32"])),
  ];
}

export function authoredCases(): Case[] {
  const input = (text: string): Case["input"] => ({ authored: toHex(new TextEncoder().encode(text)) });
  const decomposed: readonly (readonly [string, string])[] = [
    ["letters and marks not composed", "e\u0301te\u0301"], ["Angstrom sign", "\u212b"],
  ];
  return [
    ...plain.map(([name, text]): Case => ({ name: `sent: ${name}`, must: ["M-34"], accept: true, input: input(text) })),
    ...[...trojan, ...decomposed].map(([name, text]): Case => ({
      name: `not sent: ${name}`, must: ["M-34"], accept: false, error: checkAuthored(text)[0]?.code ?? "",
      input: input(text),
      expect: checkAuthored(text),
    })),
  ];
}

export function dateCases(): Case[] {
  const times = [
    0, 946_684_799_999, 4_102_444_800_000, 951_782_400_000, 1_795_357_800_000, 1_795_357_859_999, 4_102_444_799_999,
    1_709_164_800_000,
  ];
  const bad = [
    "221430NOV26", "221430ZNOW26", "311430ZNOV26", "290000ZFEB26", "222460ZNOV26", "222400ZNOV26", "221430znov26",
    "221430ZNOV2026", "", "٢٢١٤٣٠ZNOV26", "221460ZNOV26", "001430ZNOV26", "290000ZFEB99", "221430ZNOV26 ",
  ];
  const read = ["221430ZNOV26", "010000ZJAN00", "312359ZDEC99", "010000ZJAN70", "290000ZFEB00"];
  return [
    ...times.map((time): Case => ({
      name: formatIso(time), must: ["M-35"], accept: true, input: { time },
      expect: { group: formatDtg(time), iso: formatIso(time) },
    })),
    ...read.map((group): Case => ({
      name: `read: ${group}`, must: ["M-35"], accept: true, input: { group }, expect: { time: parseDtg(group) },
    })),
    ...bad.map((group): Case => ({
      name: `no date-time group: ${group}`, must: ["M-35"], accept: false, error: "date-time-group", input: { group },
    })),
  ];
}
