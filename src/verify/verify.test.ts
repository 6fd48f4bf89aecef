import assert from "node:assert/strict";
import { test } from "node:test";
import { fileOf, forkedItems, itemsOf, restoredPair, rootsOfPair, spokenPair } from "./export.fixture.ts";
import type { Report } from "./report.ts";
import { verifyExport, verifyFile } from "./verify.ts";
import { seeded } from "../core/agree/record.fixture.ts";
import { ChirographError } from "../core/errors.ts";
import {
  encodeExportItem, exportLogsMax, exportMagic, exportNothingsMax, fileInMemory,
} from "../core/record/export.ts";
import type { ExportItem } from "../core/record/export.ts";
import { toHex } from "../core/bytes/hex.ts";
import { crypto as plain } from "../core/record/ledger.fixture.ts";
import type { Crypto } from "../ports/crypto.ts";

/** Thousands of files differ in one byte each; a signature that was checked once is not checked again. */
const known = new Map<string, boolean>();
const crypto: Crypto = {
  ...plain,
  ed25519Verify: (...signed) => once(signed, () => plain.ed25519Verify(...signed)),
  mlDsa87Verify: (...signed) => once(signed, () => plain.mlDsa87Verify(...signed)),
};

function once(parts: readonly Uint8Array[], verify: () => boolean): boolean {
  const name = toHex(plain.sha256(...parts.map((one) => plain.sha256(one))));
  const found = known.get(name) ?? verify();
  known.set(name, found);
  return found;
}

const pair = spokenPair();
const trusted = rootsOfPair(pair);
const items = itemsOf(pair);
const file = fileOf(items);
const firstEntry = items.find((one) => one.item === "entry");
type EntryItem = Extract<ExportItem, { item: "entry" }>;
const entries = items.filter((one) => one.item === "entry") as EntryItem[];
const others = items.filter((one) => one.item !== "entry");

function findings(report: Report): string[] {
  return report.findings.map((one) => `${one.code} ${one.label}`.trim());
}

test("a whole record is clean", () => {
  const report = verifyExport(crypto, file, trusted);
  assert.deepEqual(report.findings, []);
  assert.equal(report.result, "clean");
  assert.equal(report.charter, "adopted");
  assert.equal(report.unchecked, 0);
  assert.deepEqual(report.parties.map((one) => [one.short, one.trusted]), [["A", true], ["B", true]]);
});

test("no byte can be altered unseen, and one altered byte is one finding at most besides the end's", () => {
  let from = exportMagic.length;
  for (const item of items) {
    const { length } = encodeExportItem(item);
    // Every byte of the first entry, and of the others every few, each time other ones; so it takes seconds.
    const ofEntry = item === firstEntry ? 1 : 11;
    const stride = { header: 1, roster: 97, charter: 41, entry: ofEntry, leaf: 1, end: 1 }[item.item];
    for (let at = from; at < from + length; at += stride) {
      const report = altered(at);
      if (report === null) continue;
      assert.equal(report.result, "findings", `byte ${at}`);
      if (at < from + 4) continue;
      const exact = findings(report).filter((one) => one !== "end");
      assert.ok(exact.length <= 1, `byte ${at} of a ${item.item}: ${exact.join(", ")}`);
      if (item.item === "entry") assert.match(exact[0] ?? "", /:\d+$/u, `byte ${at} names its entry`);
    }
    from += length;
  }
  for (let at = from; at < file.length; at++) assert.notEqual(altered(at)?.result, "clean", `byte ${at}`);
});

test("any bit of an entry altered is one finding besides the end's, at that entry", () => {
  const draw = seeded(7);
  let from = exportMagic.length;
  for (const item of items) {
    const { length } = encodeExportItem(item);
    for (let round = 0; item.item === "entry" && round < 40; round++) {
      const at = from + 4 + draw(length - 4);
      const report = altered(at, 1 << draw(8));
      const exact = report === null ? [] : findings(report).filter((one) => one !== "end");
      assert.equal(exact.length, 1, `byte ${at}: ${exact.join(", ")}`);
      assert.match(exact[0] ?? "", /:\d+$/u, `byte ${at} names its entry`);
    }
    from += length;
  }
});

function altered(at: number, bit = 1): Report | null {
  try {
    return verifyExport(crypto, file.with(at, (file[at] as number) ^ bit), trusted);
  } catch (error) {
    if (error instanceof ChirographError) return null;
    throw error;
  }
}

/** What is found when the entries are others; the end fits them. */
function foundOf(changed: readonly ExportItem[], roots = trusted): string[] {
  return findings(verifyExport(crypto, fileOf(changed), roots));
}

function withEntries(change: (entry: EntryItem, index: number) => readonly ExportItem[]): ExportItem[] {
  return [...others, ...entries.flatMap(change)];
}

test("nothing is trusted but the roots that are named", () => {
  const report = verifyExport(crypto, file, []);
  assert.deepEqual(findings(report), ["untrusted", "untrusted"]);
  assert.deepEqual(report.findings.map((one) => one.detail), trusted.map((id, index) => `${"AB"[index] ?? ""} ${id}`));
  assert.deepEqual(findings(verifyExport(crypto, file, trusted.slice(1))), ["untrusted"]);
});

test("a withheld content is counted, and is no finding", () => {
  const kept = itemsOf(pair, ({ body }) => body.kind === 16);
  const report = verifyExport(crypto, fileOf(kept), trusted);
  assert.deepEqual([report.result, report.withheld, report.charter], ["clean", 3, "adopted"]);
  const none = verifyExport(crypto, fileOf(itemsOf(pair, ({ body }) => body.kind === 6)), trusted);
  assert.deepEqual([none.result, none.charter], ["clean", "unknown"]);
});

test("each entry left out is named, unless it is the last of its log", () => {
  for (const [index, left] of entries.entries()) {
    const found = foundOf(withEntries((one) => (one === left ? [] : [one])));
    const next = entries[index + 1];
    const isLast = next === undefined || toHex(next.log) !== toHex(left.log);
    if (!isLast) assert.ok(found[0]?.startsWith("missing "), `${index}: ${found.join(", ")}`);
  }
});

test("an entry shown by its leaf alone is held by the entry after it", () => {
  const leafOf = (one: EntryItem): ExportItem => (
    { item: "leaf", log: one.log, seq: one.seq, leaf: plain.sha256(Uint8Array.of(0), one.payload) }
  );
  assert.deepEqual(foundOf(withEntries((one, index) => (index === 5 ? [leafOf(one)] : [one]))), []);
  const other = (one: EntryItem): ExportItem => ({ ...leafOf(one), leaf: new Uint8Array(32) }) as ExportItem;
  for (const at of entries.keys()) {
    const [found = ""] = foundOf(withEntries((one, index) => (index === at ? [other(one)] : [one])));
    assert.ok(found.startsWith("missing "), `${at}: ${found}`);
  }
  const last = entries.length - 1;
  const atEnd = foundOf(withEntries((one, index) => (index === last ? [leafOf(one)] : [one])));
  assert.equal(atEnd[0]?.split(" ")[0], "missing");
});

test("a record of leaves alone, or whose BOOTs are leaves of nobody known, is found and never fails", () => {
  const leafOf = (one: EntryItem): ExportItem => (
    { item: "leaf", log: one.log, seq: one.seq, leaf: plain.sha256(Uint8Array.of(0), one.payload) }
  );
  const begins = entries.filter((one) => one.seq === 0).length;
  const found = foundOf(withEntries((one) => [leafOf(one)]));
  assert.equal(found.filter((one) => one.startsWith("missing ")).length, begins);
  const unsigned = { signature: new Uint8Array(64) };
  const strange = (one: EntryItem): ExportItem => (one.seq === 0 ? leafOf(one) : { ...one, ...unsigned });
  const unknown = verifyExport(crypto, fileOf(withEntries((one) => [strange(one)])), trusted);
  assert.equal(unknown.findings.filter((one) => one.code === "missing").length, begins);
  assert.equal(unknown.unchecked, entries.length - begins);
});

test("entries in another order, twice, or of another log are found", () => {
  const twice = foundOf(withEntries((one, index) => (index === 3 ? [one, one] : [one])));
  assert.ok(twice.some((one) => one.startsWith("export ")));
  const swapped = entries.with(3, entries[4] as EntryItem).with(4, entries[3] as EntryItem);
  assert.notDeepEqual(foundOf([...others, ...swapped]), []);
});

test("a charter, header or roster of something else is found", () => {
  const change = (name: string, changed: object): string[] => (
    foundOf(items.map((one) => (one.item === name ? { ...one, ...changed } as ExportItem : one)))
  );
  assert.deepEqual(change("header", { channel: new Uint8Array(32) }), ["charter"]);
  assert.deepEqual(change("header", { world: "actual" }), ["charter"]);
  assert.deepEqual(foundOf(items.filter((one) => one.item !== "charter")), ["charter"]);
  assert.ok(foundOf(items.filter((one) => one.item !== "roster")).includes("untrusted"));
});

test("two branches of a restored station are shown, and are no fault of the file", () => {
  const restored = restoredPair();
  const report = verifyExport(crypto, fileOf(itemsOf(restored)), trusted);
  assert.equal(report.result, "clean");
  assert.equal(report.siblings.length, 1);
});

test("an author who signs two entries for one place is named by the acknowledgement of the other", () => {
  const { items: forked, label } = forkedItems();
  const report = verifyExport(crypto, fileOf(forked), trusted);
  assert.deepEqual(findings(report).filter((one) => one.startsWith("fork")), [`fork ${label}`]);
  assert.equal(report.forks.length, 1);
});

test("what is no export is refused", () => {
  for (const bytes of [new Uint8Array(0), exportMagic, file.subarray(1), file.subarray(0, 40), fileOf([])]) {
    assert.throws(() => verifyExport(crypto, bytes, trusted), { code: "export" });
  }
  assert.ok(findings(verifyExport(crypto, file.subarray(0, -1), trusted)).includes("export"));
});

test("by the newest signatures alone a record is clean, and the report counts what they cover", () => {
  const checked: string[] = [];
  const counting = { ...crypto, ed25519Verify: (...signed: Parameters<Crypto["ed25519Verify"]>) => {
    checked.push(toHex(signed[2]));
    return crypto.ed25519Verify(...signed);
  } };
  const report = verifyFile(counting, fileInMemory(file), trusted, { headsOnly: true });
  const whole = verifyExport(crypto, file, trusted);
  assert.deepEqual(report, { ...whole, covered: report.covered });
  // Three logs, each with its BOOT and its newest entry.
  assert.equal(report.covered, entries.length - 6);
  const signed = entries.filter((one) => checked.includes(toHex(one.signature)));
  assert.equal(signed.length, 6);
});

test("the newest signatures find every altered payload, and no altered signature that they cover", () => {
  const heads = (items: readonly ExportItem[]): string[] =>
    findings(verifyFile(crypto, fileInMemory(fileOf(items)), trusted, { headsOnly: true }));
  for (const [index, entry] of entries.entries()) {
    const payload = entry.payload.with(-1, (entry.payload.at(-1) as number) ^ 1);
    assert.notDeepEqual(heads(withEntries((one) => [one === entry ? { ...one, payload } : one])), [], "payload");
    const signature = entry.signature.with(40, (entry.signature[40] as number) ^ 1);
    const found = heads(withEntries((one) => [one === entry ? { ...one, signature } : one]));
    const next = entries[index + 1];
    const isChecked = entry.seq === 0 || next === undefined || toHex(next.log) !== toHex(entry.log);
    assert.deepEqual(found.length > 0, isChecked, `signature ${index}: ${found.join(", ")}`);
  }
});

test("signatures that others have checked are not checked again, but those of the BOOTs are", () => {
  let asked = 0;
  let checks = 0;
  const counting = { ...crypto, ed25519Verify: (...signed: Parameters<Crypto["ed25519Verify"]>) => {
    checks += 1;
    return crypto.ed25519Verify(...signed);
  } };
  const report = verifyFile(counting, fileInMemory(file), trusted, { isSigned: () => ++asked > 0 });
  assert.deepEqual([report.result, report.covered, asked], ["clean", 0, entries.length - 3]);
  assert.equal(checks, 3 + 2, "the BOOTs of three logs and the rosters of two parties");
});

test("a file of more logs than may be is refused, one of as many is read", () => {
  const [header] = others;
  const leaf = new Uint8Array(32).fill(5);
  const logs = (count: number): Uint8Array => fileOf([header!, ...Array.from({ length: count }, (_, at) => ({
    item: "leaf", seq: 0, leaf, log: new Uint8Array(16).with(13, at >> 16).with(14, (at >> 8) & 255).with(15, at & 255),
  } as const))]);
  assert.throws(() => verifyExport(crypto, logs(exportLogsMax + 1), trusted), { code: "export" });
  assert.equal(verifyExport(crypto, logs(40), trusted).result, "findings");
});

test("an export of another channel than its header says, of leaves alone, or without a charter says so", () => {
  const [header, ...rest] = items;
  const other = new Uint8Array(32).fill(9);
  assert.deepEqual(check([{ ...header, channel: other } as ExportItem, ...rest]).slice(0, 1), ["charter"]);
  const bare = items.filter((one) => one.item !== "charter");
  assert.ok(check(bare).includes("charter"));
  const leaves = entries.map(({ log, seq, payload }): ExportItem => (
    { item: "leaf", log, seq, leaf: crypto.sha256(Uint8Array.of(0), payload) }
  ));
  const found = check([...others.filter((one) => one.item !== "charter"), ...leaves]);
  assert.ok(found.some((one) => one.startsWith("missing")) && found.includes("charter"));

  function check(given: readonly ExportItem[]): readonly string[] {
    return verifyExport(crypto, fileOf(given), trusted).findings.map(({ code }) => code);
  }
});

test("a file of nothing but tiny items that are none is given up", () => {
  const nothings = (count: number): Uint8Array => {
    const tiny = Uint8Array.of(0, 0, 0, 1, 0x80);
    const bytes = new Uint8Array(file.length + count * tiny.length);
    bytes.set(file);
    for (let number = 0; number < count; number++) bytes.set(tiny, file.length + number * tiny.length);
    return bytes;
  };
  const found = findings(verifyExport(crypto, nothings(5), trusted));
  assert.deepEqual(found, Array.from({ length: 5 }, () => "export"));
  assert.throws(() => verifyExport(crypto, nothings(exportNothingsMax + 1), trusted), { code: "export" });
});
