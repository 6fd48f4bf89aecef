// Two verifiers that share nothing but the specification read the same vectors, and find the same in damaged files.

import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";

import { pythonMissing, pythonReports, runPython } from "./python.ts";
import { runExport } from "../vectors/07-verification.cases.ts";
import { seeded } from "../../src/core/agree/record.fixture.ts";
import { concat } from "../../src/core/bytes/hex.ts";
import { ChirographError } from "../../src/core/errors.ts";
import type { ExportItem } from "../../src/core/record/export.ts";
import {
  fileOf, forkedItems, itemsOf, restoredPair, rootsOfPair, spokenPair,
} from "../../src/verify/export.fixture.ts";

const skip = pythonMissing ?? false;
/** More with DAMAGES=n. */
const damages = Number(process.env["DAMAGES"] ?? 240);

test("the reader in Python reads every file of the vectors as it should be", { skip }, () => {
  const { out, status } = runPython("vectors.py", []);
  equal(status, 0, out);
  ok(!out.includes("WRONG") && !out.includes("NEITHER"), out);
});

test("both find the same in files that are damaged at random", { skip, timeout: 600_000 }, () => {
  const draw = seeded(20_261_125);
  const pair = spokenPair();
  const trusted = rootsOfPair(pair);
  const records = [itemsOf(pair), itemsOf(restoredPair()), [...forkedItems().items], itemsOf(spokenPair(false))];
  const whole = records.map((items) => ({ file: fileOf(items), note: "whole" }));
  const damaged = Array.from({ length: damages }, () => damage(records[draw(records.length)] as ExportItem[], draw));
  const files = [...whole, ...damaged];
  const theirs = pythonReports(files.map((one) => one.file), trusted);
  const differ: unknown[] = [];
  for (const [index, { file, note }] of files.entries()) {
    const ours = reportOn(file, trusted);
    try {
      deepEqual(theirs[index], ours);
    } catch (error) {
      differ.push(`${index}: ${note}\n${(error as Error).message}`);
    }
  }
  deepEqual(differ, []);
});

function reportOn(file: Uint8Array, trusted: readonly string[]): unknown {
  try {
    return JSON.parse(JSON.stringify(runExport(file, [], trusted)));
  } catch (error) {
    if (error instanceof ChirographError) return { error: error.code };
    throw error;
  }
}

interface Damaged {
  readonly file: Uint8Array;
  readonly note: string;
}

/** One to three changes: of items, after which the end is written anew, or of bytes, after which it is not. */
function damage(items: readonly ExportItem[], draw: (bound: number) => number): Damaged {
  const times = 1 + draw(3);
  if (draw(2) === 0) {
    let changed: readonly ExportItem[] = items.filter((one) => one.item !== "end");
    const notes: string[] = [];
    for (let n = 0; n < times; n += 1) {
      const [next, note] = changeItems(changed, draw);
      [changed, notes[n]] = [next, note];
    }
    return { file: fileOf(changed), note: notes.join("; ") };
  }
  let file = fileOf(items);
  const notes: string[] = [];
  for (let n = 0; n < times; n += 1) [file, notes[n]] = changeBytes(file, draw);
  return { file, note: notes.join("; ") };
}

function changeItems(items: readonly ExportItem[], draw: (bound: number) => number): [ExportItem[], string] {
  const at = draw(items.length);
  const to = draw(items.length);
  const one = items[at] as ExportItem;
  const without = items.toSpliced(at, 1);
  switch (draw(5)) {
    case 0: return [without, `item ${at} left out`];
    case 1: return [items.toSpliced(to, 0, one), `item ${at} again at ${to}`];
    case 2: return [without.toSpliced(to, 0, one), `item ${at} moved to ${to}`];
    case 3: return one.item === "entry"
      ? [items.with(at, { ...one, content: [], salt: [] }), `content of ${at} withheld`]
      : [without, `item ${at} left out`];
    default: return [items.slice(0, Math.max(2, at)), `cut before item ${at}`];
  }
}

function changeBytes(file: Uint8Array, draw: (bound: number) => number): [Uint8Array, string] {
  const at = draw(file.length);
  const length = 1 + draw(40);
  switch (draw(5)) {
    case 0: return [file.slice(0, at), `cut at ${at}`];
    case 1: return [concat(file.subarray(0, at), file.subarray(at + length)), `${length} bytes at ${at} left out`];
    case 2: return [concat(file.subarray(0, at + length), file.subarray(at)), `${length} bytes at ${at} twice`];
    default: {
      const changed = Uint8Array.from(file);
      changed[at] = (changed[at] ?? 0) ^ (1 << draw(8));
      return [changed, `a bit at ${at} flipped`];
    }
  }
}
