// Makes vectors/13-courier: node tests/vectors/13-courier.make.ts. Same input, same files, byte for byte.

import { mkdirSync, writeFileSync } from "node:fs";
import { concat, toHex } from "../../src/core/bytes/hex.ts";
import type { Json } from "../../src/core/bytes/shape.ts";
import { bundleMagic } from "../../src/core/courier/bundle.ts";
import { codesOf } from "../../src/core/courier/codes.ts";
import { crypto, runners } from "./13-courier.cases.ts";
import type { Case } from "./vectors.ts";

const folder = new URL("../../vectors/13-courier/", import.meta.url);
const filled = (length: number, byte: number): string => toHex(new Uint8Array(length).fill(byte));
const seed = filled(32, 1);
const key = toHex(crypto.ed25519PublicKey(Uint8Array.fromHex(seed)));

function write(name: string, cases: readonly Case[]): void {
  mkdirSync(folder, { recursive: true });
  const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(",\n");
  writeFileSync(new URL(`${name}.json`, folder), `{\n  "chapter": "13-courier",\n  "cases": [\n${lines}\n  ]\n}\n`);
}

/** A case whose expectation is what our code makes of it; that others make the same is what the vectors are for. */
function good(file: string, name: string, must: readonly string[], input: Case["input"]): Case {
  const one = { name, must, accept: true, input };
  return { ...one, expect: runners[`${file}.json`]?.(one) };
}

type Item = Readonly<Record<string, Json>>;
const header: Item = {
  item: "header", party: filled(32, 2), station: filled(16, 3), roster: filled(32, 4), to: filled(16, 5),
  world: "exercise", time: 1_795_357_800_000,
};
const [channel, log] = [filled(32, 6), filled(16, 7)];
const heads: Item = { item: "heads", heads: [{ channel, log, size: 12, singles: [14, 20] }] };
const again: Item = { item: "again", places: [{ log, seq: 3 }, { log, seq: 4 }] };
const entry = (seq: number, length = 24): Item => ({ item: "entry", channel, log, seq, envelope: filled(length, 8) });

const stories: readonly (readonly [string, readonly Item[], number])[] = [
  ["a header alone", [header], 0],
  ["a file with everything", [header, heads, again, entry(0), entry(1)], 0],
  ["several items of each", [header, heads, heads, again, again, entry(5), entry(4)], 9],
  ["an entry that comes twice", [header, entry(7), entry(7)], 0],
  ["a long envelope", [header, entry(2, 4_000)], 1],
];
const fileOf = (items: readonly Item[], left = 0): Uint8Array => {
  const made = runners["make.json"]?.({ name: "", must: [], accept: true, input: { seed, items, left } });
  return Uint8Array.fromHex((made as { readonly file: string }).file);
};

function fileCases(): Case[] {
  const read = (name: string, must: readonly string[], file: Uint8Array, by = key): Case =>
    good("files", name, must, { file: toHex(file), key: by });
  const bad = (name: string, file: Uint8Array): Case =>
    ({ name, must: ["P-1"], accept: false, error: "bundle", input: { file: toHex(file), key } });
  const whole = fileOf([header, heads, again, entry(0), entry(1)], 3);
  const parts = partsOf(whole);
  const of = (...indices: readonly number[]): Uint8Array => (
    concat(bundleMagic, ...indices.map((index) => parts[index] as Uint8Array))
  );
  const turned = (at: number): Uint8Array => whole.with(at, (whole[at] ?? 0) ^ 1);
  const lists = Array.from({ length: 513 }, () => parts[1] as Uint8Array);
  return [
    ...stories.slice(0, 4).map(([name, items, left]) => read(name, ["P-1", "P-2"], fileOf(items, left))),
    read("of another key", ["P-2"], whole, filled(32, 9)),
    read("a bit of the signature turned over", ["P-2"], turned(whole.length - 1)),
    read("a bit of an envelope turned over", ["P-2"], turned(whole.length - 120)),
    read("another number left out", ["P-2"], turned(whole.length - 67)),
    bad("nothing", new Uint8Array(0)), bad("a first line alone", bundleMagic),
    bad("another first line", whole.with(18, 0x32)),
    bad("an export", new TextEncoder().encode("CHIROGRAPH EXPORT 1\n")),
    bad("cut off in an item", whole.slice(0, -7)), bad("without its end", of(0, 1, 2, 3, 4)),
    bad("without its header", of(1, 2, 3, 4, 5)), bad("two headers", of(0, 0, 1, 2, 3, 4, 5)),
    bad("heads after an entry", of(0, 2, 3, 4, 1, 5)), bad("an entry too few", of(0, 1, 2, 3, 5)),
    bad("an entry too many", of(0, 1, 2, 3, 4, 4, 5)), bad("two ends", of(0, 1, 2, 3, 4, 5, 5)),
    bad("another file behind it", concat(whole, whole)), bad("a byte behind it", concat(whole, Uint8Array.of(0))),
    bad("an empty item", concat(bundleMagic, new Uint8Array(4))),
    bad("an item that says to be longer than may be", concat(bundleMagic, Uint8Array.of(0, 2, 0, 1), whole)),
    bad("an item of a tag that is none", concat(bundleMagic, Uint8Array.of(0, 0, 0, 3, 0x82, 5, 0x80))),
    bad("an item that is no array", concat(bundleMagic, Uint8Array.of(0, 0, 0, 1, 0))),
    bad("an item with a byte more", concat(bundleMagic, Uint8Array.of(0, 0, 0, 4, 0x82, 0, 0x80, 0))),
    bad("513 items of heads", concat(bundleMagic, parts[0] as Uint8Array, ...lists)),
  ];
}

function codeCases(): Case[] {
  const cut = (name: string, bundle: Uint8Array): Case => good("codes", name, ["P-14"], { bundle: toHex(bundle) });
  const join = (name: string, codes: readonly Uint8Array[]): Case =>
    good("codes", name, ["P-15"], { codes: codes.map(toHex) });
  const bad = (name: string, ...codes: readonly Uint8Array[]): Case =>
    ({ name, must: ["P-15"], accept: false, error: "bundle", input: { codes: codes.map(toHex) } });
  const bundle = fileOf([header, entry(9, 600)]);
  const codes = codesOf(crypto, bundle) ?? [];
  const [one, two] = codes as [Uint8Array, Uint8Array];
  const [other] = codesOf(crypto, fileOf([header, entry(8, 600)])) as [Uint8Array];
  const turned = (code: Uint8Array, at: number): Uint8Array => code.with(at, (code[at] ?? 0) ^ 1);
  return [
    cut("a bundle of two codes", bundle), cut("a bundle of one code", fileOf([header])),
    cut("as long as may be", new Uint8Array(11_520).fill(1)), cut("a byte longer", new Uint8Array(11_521).fill(1)),
    join("in order", codes), join("in another order, one twice", [two, one, two]),
    bad("none"), bad("one is missing", one), bad("the other is missing", two),
    bad("one is of another bundle", other, two),
    bad("a bit of a part turned over", turned(one, 100), two), bad("another mark", turned(one, 0), two),
    bad("number nought", one.with(3, 0), two), bad("a number above the count", one.with(3, 3), two),
    bad("too many", ...codes.map((code) => code.with(4, 25))), bad("no part in it", one.slice(0, 9), two),
    bad("a part too long", concat(one, Uint8Array.of(0)), two), bad("nothing", new Uint8Array(0)),
  ];
}

/** The items of a file, each with its length. */
function partsOf(file: Uint8Array): readonly Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = bundleMagic.length; at < file.length;) {
    const length = 4 + new DataView(file.buffer, file.byteOffset + at, 4).getUint32(0);
    parts.push(file.subarray(at, at + length));
    at += length;
  }
  return parts;
}

write("make", stories.map(([name, items, left]) => good("make", name, ["P-1", "P-2"], { seed, items, left })));
write("files", fileCases());
write("codes", codeCases());
