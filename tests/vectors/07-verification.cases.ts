// An export and a proof made in memory, and what is altered in them, for the vectors of chapter 07.

import { concat, toHex } from "../../src/core/bytes/hex.ts";
import { encodeExportItem, exportMagic } from "../../src/core/record/export.ts";
import type { ExportItem } from "../../src/core/record/export.ts";
import { crypto } from "../../src/core/record/ledger.fixture.ts";
import { encodeProof } from "../../src/core/record/proof.ts";
import {
  fileOf, forkedItems, itemsOf, madeProof, restoredPair, rootsOfPair, spokenPair,
} from "../../src/verify/export.fixture.ts";
import { verifyProof } from "../../src/verify/proof.ts";
import { verifyExport } from "../../src/verify/verify.ts";

/** Bytes (hex) or characters that stand in place of those from `from` to `to`. */
export type Edit = readonly [from: number, to: number, instead: string];

/** One file, told by what is altered in the whole one; null is the whole one itself. */
export interface Damage {
  readonly name: string;
  readonly must: readonly string[];
  readonly trusted: readonly string[];
  readonly edits: readonly Edit[] | null;
}

export const pair = spokenPair();
export const trusted = rootsOfPair(pair);
export const items = itemsOf(pair);

export const whole = { file: fileOf(items), proof: encodeProof(madeProof(pair.b, 1)) };

/** The report of an altered file, as a case expects it. */
export function runExport(file: Uint8Array, edits: readonly Edit[], roots: readonly string[]): unknown {
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const [from, to, instead] of edits) {
    parts.push(file.subarray(at, from), Uint8Array.fromHex(instead));
    at = to;
  }
  const report = verifyExport(crypto, concat(...parts, file.subarray(at)), roots);
  const { result, channel, world, charter, entries, withheld, unchecked, siblings } = report;
  const parties = [...report.parties].sort((a, b) => (a.id < b.id ? -1 : 1));
  const logs = [...report.logs].sort((a, b) => (a.log < b.log ? -1 : 1));
  return {
    result, channel, world, charter, entries, withheld, unchecked, logs, parties, siblings, forks: report.forks.length,
    findings: report.findings.map(({ code, label, log, seq }) => ({ code, label, log, seq })).sort(byPlace),
  };
}

interface Named {
  readonly code: string;
  readonly log: string;
  readonly seq: number;
}

/** Findings are compared in an order of their own: by log, then seq, then code. */
function byPlace(a: Named, b: Named): number {
  if (a.log !== b.log) return a.log < b.log ? -1 : 1;
  return a.seq - b.seq || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
}

/** What an altered proof shows. */
export function runProof(text: string, edits: readonly Edit[], roots: readonly string[]): unknown {
  let made = text;
  for (const [from, to, instead] of edits) made = `${made.slice(0, from)}${instead}${made.slice(to)}`;
  const { party, short, leaf, content, withheld } = verifyProof(crypto, made, roots);
  return { party, short, leaf, content: content === null ? null : toHex(content), withheld };
}

/** Where each item begins in the whole file. */
export function startOf(index: number): number {
  return items.slice(0, index).reduce((sum, item) => sum + encodeExportItem(item).length, exportMagic.length);
}

export const firstEntry = items.findIndex((one) => one.item === "entry");

/** Other items in place of all from `index` on, with the end that fits. */
export function other(changed: readonly ExportItem[]): readonly Edit[] {
  const file = fileOf(changed);
  const [end, endBefore] = [endOf(file), endOf(whole.file)];
  return [...between(file.subarray(0, end), whole.file.subarray(0, endBefore), 0),
    ...between(file.subarray(end), whole.file.subarray(endBefore), endBefore)];
}

/** What differs between two runs of bytes, of which the second stands at a place of the whole file. */
function between(made: Uint8Array, before: Uint8Array, at: number): readonly Edit[] {
  let from = 0;
  while (from < made.length && made[from] === before[from]) from += 1;
  let tail = 0;
  const tailMax = Math.min(made.length, before.length) - from;
  while (tail < tailMax && made.at(-1 - tail) === before.at(-1 - tail)) tail += 1;
  const [to, instead] = [before.length - tail, toHex(made.subarray(from, made.length - tail))];
  return to === from && instead === "" ? [] : [[at + from, at + to, instead]];
}

/** Where the end item of a file begins: a length, the tag, and the digest in the last bytes. */
function endOf(file: Uint8Array): number {
  let at = exportMagic.length;
  let last = at;
  while (at < file.length) {
    last = at;
    at += 4 + new DataView(file.buffer, file.byteOffset + at, 4).getUint32(0);
  }
  return last;
}

export function flip(at: number): readonly Edit[] {
  return [[at, at + 1, toHex(Uint8Array.of((whole.file[at] as number) ^ 1))]];
}

/** The place of bytes within an item. */
export function inside(index: number, bytes: Uint8Array): number {
  const start = startOf(index);
  for (let at = start; at + bytes.length <= whole.file.length; at++) {
    if (bytes.every((byte, offset) => whole.file[at + offset] === byte)) return at;
  }
  throw new Error("not there");
}

export type EntryItem = Extract<ExportItem, { item: "entry" }>;

/** A case that says what is altered. */
export function altered(name: string, must: string, edits: readonly Edit[] | null, roots = trusted): Damage {
  return { name, must: must.split(" "), trusted: roots, edits };
}

/** Cases of an export. */
export function damages(): readonly Damage[] {
  const third = firstEntry + 3;
  const entry = items[third] as EntryItem;
  const roster = items[1] as Extract<ExportItem, { item: "roster" }>;
  const without = (index: number): ExportItem[] => items.filter((_, at) => at !== index);
  const leaf = (index: number): ExportItem => {
    const { log, seq, payload } = items[index] as EntryItem;
    return { item: "leaf", log, seq, leaf: crypto.sha256(Uint8Array.of(0), payload) };
  };
  const swap = (index: number, item: ExportItem): ExportItem[] => items.with(index, item);
  const header = items[0] as Extract<ExportItem, { item: "header" }>;
  const noLeaf = { ...leaf(third), leaf: new Uint8Array(32) } as ExportItem;
  const boot = items[firstEntry] as EntryItem;
  const { length } = whole.file;
  return [
    altered("the worked example", "V-1 V-2 V-3 V-4 V-7 V-8 V-9", null),
    altered("messages withheld", "V-10", other(itemsOf(pair, ({ body }) => body.kind === 16))),
    altered("acceptances withheld", "V-10 V-15", other(itemsOf(pair, ({ body }) => body.kind === 6))),
    altered("an entry by its leaf alone", "V-11", other(swap(third, leaf(third)))),
    altered("a station restored from a backup", "V-16", other(itemsOf(restoredPair()))),
    altered("another first line", "V-1", flip(18)),
    altered("cut off before any record", "V-1 V-5", [[200, length, ""]]),
    altered("an empty file", "V-1", [[0, length, ""]]),
    altered("cut off inside the last entry", "V-1 V-5", [[length - 200, length, ""]]),
    altered("without its end", "V-4", [[length - encodeExportItem({
      item: "end", entries: items.length - firstEntry, digest: new Uint8Array(32),
    }).length, length, ""]]),
    altered("something after the end", "V-4", [[length, length, "0000000180"]]),
    altered("an item of length 0", "V-1", [[startOf(third), startOf(third) + 4, "00000000"]]),
    altered("an item that is no CBOR", "V-2 V-5 V-19", [[startOf(third) + 4, startOf(third) + 5, "ff"]]),
    altered("two headers", "V-3", other([header, ...items])),
    altered("no header", "V-3", other(items.slice(1))),
    altered("no charter", "V-3 V-8", other(items.filter((one) => one.item !== "charter"))),
    altered("the digest of the end altered", "V-4", flip(length - 1)),
    altered("no root trusted", "V-6", [], []),
    altered("one root trusted", "V-6", [], trusted.slice(0, 1)),
    altered("a roster's signature altered", "V-7", flip(startOf(2) - 1)),
    altered("a roster's body altered", "V-7", flip(inside(1, new TextEncoder().encode("Institution A")))),
    altered("a roster missing", "V-7 V-6", other(items.filter((one) => one !== roster))),
    altered("the channel in the header altered", "V-8", flip(inside(0, header.channel))),
    altered("the charter altered", "V-8", flip(startOf(3) + 40)),
    altered("the world in the header altered", "V-8", other(swap(0, { ...header, world: "actual" }))),
    altered("a payload altered", "V-9 V-12", flip(inside(third, entry.payload) + entry.payload.length - 1)),
    altered("a signature altered", "V-9 V-12", flip(inside(third, entry.signature))),
    altered("a content altered", "V-9 V-12 V-21", flip(inside(third, entry.content[0] as Uint8Array) + 3)),
    altered("a salt altered", "V-9 V-12", flip(inside(third, entry.salt[0] as Uint8Array))),
    altered("a BOOT's content altered", "V-13 V-21", flip(inside(firstEntry, boot.content[0] as Uint8Array) + 5)),
    altered("a BOOT missing", "V-13", other(without(firstEntry))),
    altered("an entry missing", "V-9 V-12", other(without(third))),
    altered("an entry twice", "V-9", other(items.toSpliced(third, 0, entry))),
    altered("an entry once more, when its log was left", "V-3 V-9", other([...items, boot])),
    altered("an item that names another position", "V-2 V-9 V-20", other(swap(third, { ...entry, seq: 77 }))),
    altered("the last entry by a leaf alone", "V-11", other(swap(items.length - 1, leaf(items.length - 1)))),
    altered("an entry by a wrong leaf", "V-11", other(swap(third, noLeaf))),
    altered("another entry than the one acknowledged", "V-14", other(forkedItems().items)),
    altered("words without an adopted charter", "V-15", other(itemsOf(spokenPair(false)))),
  ];
}

/** Cases of a proof. */
export function proofDamages(): readonly Damage[] {
  const line = (name: string): [number, number] => {
    const from = whole.proof.indexOf(`\n${name} `) + 1;
    return [from, whole.proof.indexOf("\n", from) + 1];
  };
  const instead = (name: string, text: string): readonly Edit[] => [[...line(name), text]];
  const first = (name: string): readonly Edit[] => {
    const at = line(name)[0] + name.length + 1 + (name === "entry" || name === "head" ? 12 : 0);
    return [[at, at + 1, whole.proof[at] === "B" ? "C" : "B"]];
  };
  const digit = (name: string): readonly Edit[] => {
    const at = line(name)[0] + name.length + 1;
    return [[at, at + 1, whole.proof[at] === "1" ? "2" : "1"]];
  };
  return [
    altered("a proof", "V-17 V-18", null),
    altered("its content withheld", "V-18", [[line("salt")[0], line("content")[1], "salt \ncontent \n"]]),
    altered("another label", "V-17", instead("label", "label Z:1\n")),
    altered("another first line", "V-17", [[10, 12, "/2"]]),
    altered("a line missing", "V-17", instead("root", "")),
    altered("a line too many", "V-17", [[whole.proof.length, whole.proof.length, "more\n"]]),
    altered("lines that end otherwise", "V-17", [[18, 19, "\r\n"]]),
    altered("no end of the last line", "V-17", [[whole.proof.length - 1, whole.proof.length, ""]]),
    altered("a number with a zero before it", "V-17", instead("index", "index 01\n")),
    altered("base64 without its padding", "V-17", instead("salt", "salt AAA\n")),
    altered("another index", "V-18", digit("index")),
    altered("another size", "V-18", digit("size")),
    altered("another root", "V-18", digit("root")),
    altered("another channel", "V-18", digit("channel")),
    altered("an altered entry", "V-18", first("entry")),
    altered("an altered head", "V-18", first("head")),
    altered("an altered salt", "V-18", first("salt")),
    altered("an altered content", "V-18", first("content")),
    altered("an altered path", "V-18", first("path")),
    altered("a path too short", "V-18", instead("path", "")),
    altered("no roster", "V-18", instead("roster", "")),
    altered("no root trusted", "V-18", [], []),
    altered("another root trusted", "V-18", [], trusted.slice(0, 1)),
  ];
}
