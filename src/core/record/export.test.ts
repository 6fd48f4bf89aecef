import assert from "node:assert/strict";
import { test } from "node:test";
import { concat } from "../bytes/hex.ts";
import { ChirographError } from "../errors.ts";
import { encodeExportItem, exportItemBytesMax, exportMagic, readExport } from "./export.ts";
import type { ExportItem } from "./export.ts";

const header: ExportItem = {
  item: "header", channel: new Uint8Array(32), world: "exercise", time: 1, exporter: new Uint8Array(32),
};
const leaf: ExportItem = { item: "leaf", log: new Uint8Array(16), seq: 3, leaf: new Uint8Array(32) };
const end: ExportItem = { item: "end", entries: 1, digest: new Uint8Array(32) };

function read(...parts: readonly Uint8Array[]): unknown {
  return [...readExport(concat(exportMagic, ...parts))].map(({ item }) => item);
}

test("items read back as they were written", () => {
  const items = [header, leaf, end];
  assert.deepEqual(read(...items.map(encodeExportItem)), items);
});

test("what is cut off, malformed or goes on after the end is refused", () => {
  const whole = concat(...[header, leaf, end].map(encodeExportItem));
  for (let length = 0; length < whole.length; length++) {
    assert.throws(() => read(whole.subarray(0, length)), { code: "export" }, `${length}`);
  }
  // It is told at its place, not only at the end.
  const at = exportMagic.length + whole.length;
  assert.throws(() => read(whole, encodeExportItem(leaf)), (error) =>
    error instanceof ChirographError && error.code === "export" && error.evidence["at"] === at);
  assert.throws(() => read(Uint8Array.of(0, 0, 0, 0)), { code: "export" });
  assert.throws(() => read(Uint8Array.of(0xff, 0, 0, 0)), { code: "export" });
  assert.throws(() => read(Uint8Array.of(0, 0, 0, 1, 0x80)), { code: "export" });
  assert.throws(() => read(Uint8Array.of(0, 0, 0, 3, 0x82, 9, 0x80)), { code: "export" });
  assert.throws(() => [...readExport(whole)], { code: "export" });
});

test("an item of any length stands behind its length, and one above the limit is refused", () => {
  const roster = (length: number): ExportItem => ({ item: "roster", roster: new Uint8Array(length).fill(7) });
  for (const length of [1, 200, 300, 65_000, 65_536]) {
    const written = encodeExportItem(roster(length));
    assert.equal(new DataView(written.buffer, written.byteOffset).getUint32(0), written.length - 4);
    assert.deepEqual(read(encodeExportItem(header), written, encodeExportItem(end)), [header, roster(length), end]);
  }
  const long = (length: number): Uint8Array => {
    const made = new Uint8Array(4 + length);
    new DataView(made.buffer).setUint32(0, length);
    return made;
  };
  // At the limit it is read, and refused for what it holds; above it nothing is looked at.
  const why = (length: number): string => {
    try {
      read(encodeExportItem(header), long(length));
      return "";
    } catch (error) {
      return (error as Error).message;
    }
  };
  assert.ok(!why(exportItemBytesMax).includes("Cut off."));
  assert.ok(why(exportItemBytesMax + 1).includes("Cut off."));
});
