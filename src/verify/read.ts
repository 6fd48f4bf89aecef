// Reads the items of an export into their places; what is damaged is named, and the reading goes on after it.

import { find } from "./check.ts";
import type { Check, Placed, ReadFile } from "./check.ts";
import type { Crypto } from "../ports/crypto.ts";
import { equalBytes, toHex } from "../core/bytes/hex.ts";
import { ChirographError } from "../core/errors.ts";
import { rosterKind } from "../core/keys/roster.ts";
import { decodeBody } from "../core/record/entry.ts";
import type { Body } from "../core/record/entry.ts";
import { decodeExportItem, nextDigest, readFrames } from "../core/record/export.ts";
import type { ExportFrame, ExportItem } from "../core/record/export.ts";
import type { Hex } from "../core/names.ts";

interface Reading {
  readonly file: ReadFile;
  readonly findings: Check["findings"];
  last: { readonly log: Hex; readonly seq: number } | null;
  /** What is wrong with the item just before, when its place is not known yet. */
  damaged: string | null;
  ended: boolean;
  /** How far the kinds of items have come, in their order. */
  stage: number;
}

/** The order of items in a file. */
const stages = { header: 0, roster: 1, charter: 2, entry: 3, leaf: 3, end: 4 } as const;

/** Reads a whole file. Errors: export, when it is none. */
export function readFile(crypto: Crypto, bytes: Uint8Array, findings: Check["findings"]): ReadFile {
  const file: ReadFile = {
    header: null, rosters: [], saidRosters: [], charters: [], logs: new Map(), unplaced: false,
    entries: 0, newestMs: 0,
  };
  const reading: Reading = { file, findings, last: null, damaged: null, ended: false, stage: 0 };
  let digest: Uint8Array | null = null;
  const { frames, cut } = framesOf(bytes);
  for (const [index, frame] of frames.entries()) {
    takeFrame(reading, frame, frames[index + 1] ?? null, digest);
    digest = nextDigest(crypto, digest, frame.bytes);
  }
  place(reading, null);
  if (cut !== null) find(reading, "export", "", 0, `${cut.message} (byte ${String(cut.evidence["at"])})`);
  else if (!reading.ended) find(reading, "end", "", 0, "The end is missing.");
  if (file.header === null) throw cut ?? new ChirographError("export", "There is no header.");
  if (file.charters.length === 0 && file.logs.size === 0) {
    throw cut ?? new ChirographError("export", "There is no record in it.");
  }
  return file;
}

/** The frames up to where the file breaks off, if it does. */
function framesOf(
  bytes: Uint8Array,
): { readonly frames: readonly ExportFrame[]; readonly cut: ChirographError | null } {
  const frames: ExportFrame[] = [];
  try {
    for (const frame of readFrames(bytes)) frames.push(frame);
    return { frames, cut: null };
  } catch (error) {
    if (error instanceof ChirographError && frames.length > 0) return { frames, cut: error };
    throw error;
  }
}

function takeFrame(reading: Reading, frame: ExportFrame, next: ExportFrame | null, digest: Uint8Array | null): void {
  const { file } = reading;
  if (reading.ended) return find(reading, "export", "", 0, `Something follows the end (byte ${frame.at}).`);
  let item: ExportItem;
  try {
    item = decodeExportItem(frame);
  } catch (error) {
    if (!(error instanceof ChirographError)) throw error;
    place(reading, null);
    reading.damaged = `${error.message} (byte ${frame.at})`;
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
  const isAgain = reading.last !== null && reading.last.log !== log && file.logs.has(log);
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
  put(file, log, item.item === "leaf" ? { sort: "leaf", seq, frame } : { sort: "entry", seq, frame, lamport });
  reading.last = { log, seq };
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
    put(reading.file, next.log, { sort: "damaged", seq: 0, detail: damaged });
  } else if (last !== null && (next === null || next.log !== last.log || next.seq === last.seq + 2)) {
    put(reading.file, last.log, { sort: "damaged", seq: last.seq + 1, detail: damaged });
    reading.last = { log: last.log, seq: last.seq + 1 };
  } else {
    reading.file.unplaced = true;
    find(reading, "export", "", 0, damaged);
  }
}

function put(file: ReadFile, log: Hex, placed: Placed): void {
  const all = file.logs.get(log);
  if (all === undefined) file.logs.set(log, [placed]);
  else all.push(placed);
}
