import assert from "node:assert/strict";
import { test } from "node:test";
import { concat } from "../bytes/hex.ts";
import { encodeExportItem, exportMagic, readExport } from "./export.ts";
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
  assert.throws(() => read(whole, encodeExportItem(leaf)), { code: "export" });
  assert.throws(() => read(Uint8Array.of(0, 0, 0, 0)), { code: "export" });
  assert.throws(() => read(Uint8Array.of(0xff, 0, 0, 0)), { code: "export" });
  assert.throws(() => read(Uint8Array.of(0, 0, 0, 1, 0x80)), { code: "export" });
  assert.throws(() => read(Uint8Array.of(0, 0, 0, 3, 0x82, 9, 0x80)), { code: "export" });
  assert.throws(() => [...readExport(whole)], { code: "export" });
});
