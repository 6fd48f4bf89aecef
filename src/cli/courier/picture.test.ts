import { deepEqual, match, rejects, throws } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";

import { drawCode, readCode } from "./picture.ts";
import { CliError } from "../cli-error.ts";

const folder = mkdtempSync(join(tmpdir(), "chirograph-"));
test.after(() => rmSync(folder, { recursive: true, force: true }));
const bytes = Uint8Array.from({ length: 489 }, (_, index) => (index * 37) % 256);

function written(name: string, contents: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, contents);
  return path;
}

const isCode = (code: string) => (error: unknown): boolean => error instanceof CliError && error.code === code;

test("what is drawn is read again, every byte of it", () => {
  deepEqual(readCode(written("code.png", drawCode(bytes, "png"))), bytes);
  deepEqual(readCode(written("zeros.png", drawCode(new Uint8Array(40), "png"))), new Uint8Array(40));
});

test("an SVG is drawn of the same", () => match(String(drawCode(bytes, "svg")), /^<svg /u));

test("a picture without a code, one that is none, and one that says to be vast are refused", async () => {
  const png = Buffer.from(drawCode(bytes, "png") as Uint8Array);
  const vast = Buffer.from(png);
  vast.writeUInt32BE(100_000, 16);
  const refused: readonly (readonly [string, Uint8Array, string])[] = [
    ["empty.png", new Uint8Array(0), "picture-unreadable"], ["vast.png", vast, "picture-unreadable"],
    ["cut.png", png.subarray(0, png.length / 2), "picture-unreadable"],
    ["text.png", Buffer.from("no picture, however long it may be said to be"), "picture-unreadable"],
  ];
  for (const [name, contents, code] of refused) throws(() => readCode(written(name, contents)), isCode(code), name);
  await rejects(async () => readCode(join(folder, "none.png")), isCode("file-missing"));
});
