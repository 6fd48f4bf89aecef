// Makes vectors/01-encoding: node tests/vectors/01-encoding.make.ts. Same input, same files, byte for byte.

import { writeFileSync } from "node:fs";
import { encode } from "../../src/core/bytes/cbor.ts";
import type { Value } from "../../src/core/bytes/cbor.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import type { Case } from "./vectors.ts";
import { shapes, shown } from "./01-encoding.cases.ts";

const folder = new URL("../../vectors/01-encoding/", import.meta.url);

function write(name: string, cases: readonly Case[]): void {
  const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(",\n");
  writeFileSync(new URL(`${name}.json`, folder), `{\n  "chapter": "01-encoding",\n  "cases": [\n${lines}\n  ]\n}\n`);
}

function good(name: string, must: string[], value: Value): Case {
  return { name, must, accept: true, input: { bytes: toHex(encode(value)) }, expect: shown(value) };
}

function bad(name: string, must: string, error: string, bytes: string): Case {
  return { name, must: [must], accept: false, error, input: { bytes } };
}

function accepted(): Case[] {
  const numbers = [0, 1, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1];
  const deep = (depth: number): Value => (depth === 1 ? [] : [deep(depth - 1)]);
  return [
    ...numbers.map((one) => good(`number ${one}`, ["E-1", "E-8"], one)),
    good("no bytes", ["E-8"], new Uint8Array(0)),
    ...[1, 23, 24, 255, 256].map((size) => good(`${size} bytes`, ["E-1"], new Uint8Array(size).fill(7))),
    ...["", "a", "Ölm", "日本", "\u{10ffff}", "\u0000", "\ufeffa", "e\u0301", "é"].map(
      (one) => good(`text ${JSON.stringify(one)}`, ["E-7", "E-8"], one)
    ),
    good("an empty array", ["E-8"], []),
    good("24 items", ["E-1"], Array.from({ length: 24 }, () => 0)),
    good("arrays in arrays", ["E-8"], [1, [new Uint8Array([2]), ["3"]], []]),
    good("as deep as may be", ["E-5"], deep(16)),
    good("deep in two places", ["E-5"], [deep(15), deep(15)]),
  ];
}

function notShortest(): Case[] {
  const wide = [
    "1800", "1817", "190000", "1900ff", "1a00000000", "1a0000ffff", "1b0000000000000000", "1b00000000ffffffff",
    "580100", "581700", "59000100", "5a0000000100", "5b000000000000000100", "7801" + "61", "7900" + "0161",
    "980100", "99000100", "9a0000000100", "9b000000000000000100", "811800", "8219000000",
  ];
  return wide.map((bytes) => bad(`${bytes} is not the shortest`, "E-1", "cbor-not-canonical", bytes));
}

function cutOff(): Case[] {
  const cut = [
    "", "18", "19", "1900", "1a000000", "1b00000000000000", "41", "4200", "58", "581800", "61", "62c3", "81", "8200",
    "8181", "9a00010000", "5affffffff", "5b001fffffffffffff", "7a7fffffff", "8441004100",
  ];
  return cut.map((bytes) => bad(`${bytes || "nothing"} is cut off`, "E-2", "cbor-truncated", bytes));
}

function otherTypes(): Case[] {
  const types: readonly (readonly [string, string])[] = [
    ["minus one", "20"], ["a negative number", "3903e7"], ["an empty map", "a0"], ["a map", "a10001"],
    ["a tag", "c000"], ["the tag of a COSE_Sign1", "d28443a10132a04041" + "00"], ["a tagged number", "d81800"],
    ["a bignum", "c24101"], ["false", "f4"], ["true", "f5"], ["null", "f6"], ["undefined", "f7"],
    ["a simple value", "e0"], ["a simple value in two bytes", "f8ff"], ["half float 0", "f90000"],
    ["half float NaN", "f97e00"], ["float 1", "fa3f800000"], ["double 1", "fb3ff0000000000000"], ["break", "ff"],
    ["bytes of no length", "5f4100ff"], ["text of no length", "7f6161ff"], ["an array of no length", "9f00ff"],
    ["a map of no length", "bfff"], ["reserved 28", "1c"], ["reserved 29", "5d"], ["reserved 30", "7e"],
    ["reserved 31 of a number", "1f"], ["null in an array", "81f6"], ["a map in an array", "8201a0"],
  ];
  return types.map(([name, bytes]) => bad(name, "E-4", "cbor-forbidden-type", bytes));
}

function others(): Case[] {
  const bytes = (hex: string): Case[] => [bad(`text ${hex}`, "E-7", "cbor-bad-text", hex)];
  return [
    ...["0000", "8000", "410000"].map(
      (one) => bad(`${one} goes on after the value`, "E-3", "cbor-trailing", one)
    ),
    bad("two values", "E-3", "cbor-trailing", "81008100"),
    bad("17 deep", "E-5", "cbor-too-deep", "81".repeat(16) + "80"),
    bad("17 deep in the second place", "E-5", "cbor-too-deep", `8200${"81".repeat(15)}80`),
    bad("60 deep", "E-5", "cbor-too-deep", "81".repeat(60) + "00"),
    bad("2^53", "E-6", "cbor-too-large", "1b0020000000000000"),
    bad("2^64 - 1", "E-6", "cbor-too-large", "1bffffffffffffffff"),
    bad("bytes of 2^63", "E-6", "cbor-too-large", "5b8000000000000000"),
    bad("an array of 65,537", "E-6", "cbor-too-large", "9a00010001"),
    bad("an array of 2^32 - 1", "E-6", "cbor-too-large", "9affffffff"),
    ...[
      "61ff", "6180", "61c3", "62c328", "62c080", "63e08080", "64f0808080", "63eda080", "63edbfbf",
      "66eda0bdedb880", "64f4908080", "65f888808080", "62c1bf", "63e28261",
    ].flatMap(bytes),
  ];
}

function shapeCases(): Case[] {
  const made: Case[] = [];
  const yes = (shape: string, must: string[], json: unknown): void => {
    const item = shapes[shape];
    if (item === undefined) throw new Error(shape);
    const bytes = toHex(encode(item.toValue(item.fromJson(json as never, ""))));
    made.push({ name: `${shape} ${JSON.stringify(json)}`, must, accept: true, input: { shape, bytes }, expect: json });
  };
  const no = (name: string, must: string, shape: string, bytes: string): void => {
    made.push({ name, must: [must], accept: false, error: "shape", input: { shape, bytes } });
  };
  const noJson = (name: string, shape: string, json: unknown): void => {
    made.push({ name, must: ["E-12"], accept: false, error: "shape", input: { shape, json } });
  };
  const whole = { name: "Ölm", reply: "00ff00ff", sent: 1_000, order: "second" };
  yes("example", ["E-9", "E-10", "E-11"], whole);
  yes("example", ["E-11", "E-12"], { ...whole, reply: null });
  yes("list", ["E-9"], [1, 2, 255]);
  made.push({
    name: "a field that may be absent is left out", must: ["E-12"], accept: true,
    input: { shape: "example", json: { name: "a", sent: 0, order: "first" } },
    expect: { name: "a", reply: null, sent: 0, order: "first" },
  });
  no("a field is missing", "E-10", "example", "8361618000");
  no("a field too many", "E-10", "example", "85616180000000");
  no("fields in another order", "E-10", "example", "8480616100" + "00");
  no("a number in place of the array", "E-10", "example", "00");
  no("null written as an empty text", "E-11", "example", "846161600000");
  no("the item without its array", "E-11", "example", "8461614400ff00ff0000");
  no("two items where one may be", "E-11", "example", "84616182440000000044000000000000");
  no("a text too short", "E-9", "example", "8460800000");
  no("a text too long", "E-9", "example", `8471${"61".repeat(17)}800000`);
  no("bytes in place of text", "E-9", "example", "844161800000");
  no("bytes too short", "E-9", "example", "846161814300ff000000");
  no("bytes too long", "E-9", "example", "84616181450000000000" + "0000");
  no("a number above its limit", "E-9", "example", "846161801b000000010000000000");
  no("a text in place of a number", "E-9", "example", "84616180613000");
  no("a word outside the enumeration", "E-9", "example", "846161800002");
  no("the word itself", "E-9", "example", "8461618000656669727374");
  no("too few items", "E-9", "list", "80");
  no("too many items", "E-9", "list", "8400010203");
  no("an item above its limit", "E-9", "list", "81190100");
  noJson("a name too many", "example", { ...whole, more: 1 });
  noJson("a field is missing", "example", { name: "a", reply: null, order: "first" });
  noJson("capitals in hexadecimal", "example", { ...whole, reply: "00FF00FF" });
  noJson("half a byte", "example", { ...whole, reply: "00ff00f" });
  noJson("the number of a word", "example", { ...whole, order: 1 });
  noJson("a lone surrogate", "example", { ...whole, name: "\ud800" });
  noJson("a number with a fraction", "example", { ...whole, sent: 0.5 });
  noJson("a number below zero", "example", { ...whole, sent: -1 });
  noJson("a number as text", "example", { ...whole, sent: "1" });
  noJson("an empty text for an absent item", "example", { ...whole, reply: "" });
  noJson("an empty array for an absent item", "example", { ...whole, reply: [] });
  noJson("an array around a present item", "example", { ...whole, reply: ["00ff00ff"] });
  noJson("false for an absent item", "example", { ...whole, reply: false });
  noJson("null for what must be there", "example", { ...whole, sent: null });
  noJson("null for an enumeration", "example", { ...whole, order: null });
  noJson("a word in capitals", "example", { ...whole, order: "Second" });
  noJson("a text too long", "example", { ...whole, name: "Ö".repeat(9) });
  noJson("an array for an object", "example", ["a", null, 0, "first"]);
  return made;
}

write("values", [...accepted(), ...notShortest(), ...cutOff(), ...otherTypes(), ...others()]);
write("shapes", shapeCases());
