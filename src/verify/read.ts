// Reads the items of an export into their places; what is damaged is named, and the reading goes on after it.

import { find } from "./check.ts";
import type { Check, ReadFile } from "./check.ts";
import { Places } from "./places.ts";
import type { Place } from "./places.ts";
import type { Crypto } from "../ports/crypto.ts";
import { equalBytes, toHex } from "../core/bytes/hex.ts";
import { ChirographError } from "../core/errors.ts";
import { rosterKind } from "../core/keys/roster.ts";
import { decodeBody } from "../core/record/entry.ts";
import type { Body } from "../core/record/entry.ts";
import {
  decodeExportItem, exportItemsMax, exportLogsMax, exportNothingsMax, nextDigest, readFrames,
} from "../core/record/export.ts";
import type { ExportFile, ExportFrame, ExportItem } from "../core/record/export.ts";
import type { Hex } from "../core/names.ts";

interface Reading {
  readonly file: ReadFile;
  readonly findings: Check["findings"];
  last: { readonly log: Hex; readonly seq: number } | null;
  /** The item just before, when it is none and its place is not known yet. */
  damaged: Omit<Place, "seq"> | null;
  /** Number of the item that is read. */
  item: number;
  /** Items so far that are none of the structures, and items after the end. */
  nothings: number;
  ended: boolean;
  /** How far the kinds of items have come, in their order. */
  stage: number;
}

/** The order of items in a file. */
const stages = { header: 0, roster: 1, charter: 2, entry: 3, leaf: 3, end: 4 } as const;

/** Reads a whole file once, from its beginning to its end. Errors: export, when it is none or holds too much. */
export function readFile(
  crypto: Crypto, bytes: ExportFile, findings: Check["findings"], tell: (entries: number) => void,
): ReadFile {
  const file: ReadFile = {
    header: null, rosters: [], saidRosters: [], charters: [], places: new Places(bytes), unplaced: false,
    entries: 0, newestMs: 0,
  };
  const reading: Reading = { file, findings, last: null, damaged: null, item: 0, nothings: 0, ended: false, stage: 0 };
  const cut = readAll(crypto, bytes, reading, tell);
  place(reading, null);
  if (cut !== null) find(reading, "export", "", 0, `${cut.message} (byte ${String(cut.evidence["at"])})`);
  else if (!reading.ended) find(reading, "end", "", 0, "The end is missing.");
  if (file.header === null) throw cut ?? new ChirographError("export", "There is no header.");
  if (file.charters.length === 0 && file.places.logCount === 0) {
    throw cut ?? new ChirographError("export", "There is no record in it.");
  }
  return file;
}

/** Reads every frame, each with the one after it at hand; what broke the file off, if anything did. */
function readAll(
  crypto: Crypto, bytes: ExportFile, reading: Reading, tell: (entries: number) => void,
): ChirographError | null {
  let digest: Uint8Array | null = null;
  let before: ExportFrame | null = null;
  const take = (frame: ExportFrame, next: ExportFrame | null): void => {
    if (reading.item % 1_024 === 0) tell(reading.file.entries);
    takeFrame(reading, frame, next, digest);
    if (!reading.ended) digest = nextDigest(crypto, digest, frame.bytes);
    reading.item += 1;
    const { logCount } = reading.file.places;
    const excess = reading.item > exportItemsMax ? "items"
      : logCount > exportLogsMax ? "logs"
      : reading.nothings > exportNothingsMax ? "items that are none" : null;
    if (excess !== null) throw new ChirographError("export", `It holds too many ${excess}.`, { at: frame.at });
  };
  let cut: ChirographError | null = null;
  const frames = readFrames(bytes);
  for (;;) {
    let next: IteratorResult<ExportFrame, void>;
    try {
      next = frames.next();
    } catch (error) {
      if (!(error instanceof ChirographError) || before === null) throw error;
      cut = error;
      break;
    }
    if (next.done === true) break;
    if (before !== null) take(before, next.value);
    before = next.value;
  }
  if (before !== null) take(before, null);
  return cut;
}

function takeFrame(reading: Reading, frame: ExportFrame, next: ExportFrame | null, digest: Uint8Array | null): void {
  const { file } = reading;
  if (reading.ended) reading.nothings += 1;
  if (reading.ended) return find(reading, "export", "", 0, `Something follows the end (byte ${frame.at}).`);
  let item: ExportItem;
  try {
    item = decodeExportItem(frame);
  } catch (error) {
    if (!(error instanceof ChirographError)) throw error;
    place(reading, null);
    const detail = `${error.message} (byte ${frame.at})`;
    reading.nothings += 1;
    reading.damaged = { ...standing(reading, frame), sort: "damaged", lamport: 0, detail };
    file.entries += 1;
    return;
  }
  if (item.item === "entry" || item.item === "leaf") takePlaced(reading, frame, next, item);
  else place(reading, null);
  if (stages[item.item] < reading.stage || (item.item === "header" && digest !== null)) {
    find(reading, "export", "", 0, `An item ${item.item} out of its order (byte ${frame.at}).`);
  }
  reading.stage = Math.max(reading.stage, stages[item.item]);
  switch (item.item) {
    case "header":
      file.header ??= item;
      break;
    case "roster":
      file.rosters.push(item.roster);
      break;
    case "charter":
      file.charters.push(item.charter);
      break;
    case "end":
      reading.ended = true;
      if (digest === null || !equalBytes(item.digest, digest) || item.entries !== file.entries) {
        find(reading, "end", "", 0, "The file is not the one that was written.");
      }
      break;
    default:
  }
}

type PlacedItem = Extract<ExportItem, { item: "entry" | "leaf" }>;

function takePlaced(reading: Reading, frame: ExportFrame, next: ExportFrame | null, item: PlacedItem): void {
  const { file } = reading;
  file.entries += 1;
  const body = item.item === "entry" ? bodyOf(item.payload) : null;
  let [log, seq] = [toHex(item.log), item.seq];
  if (body !== null && (toHex(body.log) !== log || body.seq !== seq)) {
    // Either may be the altered one; the one that fits what stands before or after it is believed.
    if (!fits(reading, next, log, seq)) {
      [log, seq] = [toHex(body.log), body.seq];
      find(reading, "export", log, seq, "The item names another position than the entry in it.");
    }
  }
  const isAgain = reading.last !== null && reading.last.log !== log && file.places.has(log);
  place(reading, { log, seq });
  if (isAgain) {
    find(reading, "export", log, seq, "The log was left and comes again.");
  }
  if (body !== null) {
    file.newestMs = Math.max(file.newestMs, body.time);
    const [content] = item.item === "entry" ? item.content : [];
    if (body.kind === rosterKind.code && content !== undefined) file.saidRosters.push({ log, seq, roster: content });
  }
  const lamport = body?.lamport ?? 0;
  file.places.add(log, { ...standing(reading, frame), sort: item.item, seq, lamport, detail: "" });
  reading.last = { log, seq };
}

function standing({ item }: Reading, { at, bytes }: ExportFrame): Pick<Place, "item" | "at" | "length"> {
  return { item, at, length: bytes.length };
}

function fits({ last }: Reading, next: ExportFrame | null, log: Hex, seq: number): boolean {
  if (last?.log === log && last.seq + 1 === seq) return true;
  try {
    const item = next === null ? null : decodeExportItem(next);
    if (item?.item !== "entry" && item?.item !== "leaf") return false;
    return toHex(item.log) === log && item.seq === seq + 1;
  } catch (error) {
    if (error instanceof ChirographError) return false;
    throw error;
  }
}

function bodyOf(payload: Uint8Array): Body | null {
  try {
    return decodeBody(payload);
  } catch (error) {
    if (error instanceof ChirographError) return null;
    throw error;
  }
}

/** Gives damaged bytes the position that their neighbours leave free. */
function place(reading: Reading, next: { readonly log: Hex; readonly seq: number } | null): void {
  const { damaged, last } = reading;
  if (damaged === null) return;
  reading.damaged = null;
  if (next !== null && next.seq === 1 && next.log !== last?.log) {
    reading.file.places.add(next.log, { ...damaged, seq: 0 });
  } else if (last !== null && (next === null || next.log !== last.log || next.seq === last.seq + 2)) {
    reading.file.places.add(last.log, { ...damaged, seq: last.seq + 1 });
    reading.last = { log: last.log, seq: last.seq + 1 };
  } else {
    reading.file.unplaced = true;
    find(reading, "export", "", 0, damaged.detail);
  }
}
