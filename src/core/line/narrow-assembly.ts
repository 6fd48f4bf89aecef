// What is put together of the fragments that come over one narrow link (spec/14-narrow-line.md, Fragments).

import { concat } from "../bytes/hex.ts";
import { emptyFountain, fountainBytes, fountainFrame, takeSymbol } from "./fountain.ts";
import type { Fountain } from "./fountain.ts";
import { frameBytesMax } from "./frame.ts";
import { partialsMax, pieceOverheadBytes } from "./fragment.ts";
import type { NarrowFragment } from "./narrow-fragment.ts";
import type { NumberRun } from "./narrow-control.ts";

/** Most bytes kept for frames of which a part has come, on one link. */
export const narrowPartialBytesMax = 524_288;
/** A frame of which nothing has come for this long is given up. */
export const narrowIdleMsMax = 3_600_000;
/** Whole frames remembered, so that a late fragment of one is told from the first of another. */
export const wholeMax = 16;

/** A frame of which a part has come. */
export interface NarrowPartial {
  readonly id: number;
  readonly level: number;
  /** All of it so far was sent unasked once more. */
  again: boolean;
  /** What all its fragments have alike: the number of pieces, or the length of the frame and of its symbols. */
  readonly kind: string;
  readonly pieces: Map<number, Uint8Array>;
  readonly count: number;
  readonly fountain: Fountain | null;
  bytes: number;
  heardMs: number;
  /** When what lacks is named, if nothing comes; null: it has been, as often as it may. */
  lackDueMs: number | null;
  lacksSaid: number;
  /** Its last fragment has been heard. */
  ended: boolean;
}

export interface NarrowAssembly {
  readonly partials: Map<number, NarrowPartial>;
  /** Frames that were whole, by id. */
  readonly whole: Map<number, { readonly kind: string; place: EntryPlace | null }>;
  bytes: number;
}

/** Where the entry stands that a whole frame carried. */
export interface EntryPlace {
  readonly log: Uint8Array;
  readonly seq: number;
}

export function emptyAssembly(): NarrowAssembly {
  return { partials: new Map(), whole: new Map(), bytes: 0 };
}

/** What came of one more fragment. */
export interface Assembled {
  /** The whole frame, when it is complete. */
  readonly frame: Uint8Array | null;
  /** It was of a frame that is whole already. */
  readonly late: boolean;
  readonly partial: NarrowPartial | null;
  readonly evicted: number;
}

type Part = Exclude<NarrowFragment, { sort: "whole" }>;

function kindOf(part: Part): string {
  return part.sort === "piece" ? `piece ${part.count}` : `symbol ${part.length} ${part.bytes.length}`;
}

/** Takes a piece or a symbol. */
export function takePart(assembly: NarrowAssembly, part: Part, nowMs: number): Assembled {
  const { id, level, again } = part;
  const kind = `${level} ${kindOf(part)}`;
  if (assembly.whole.get(id)?.kind === kind) return { frame: null, late: true, partial: null, evicted: 0 };
  let partial = assembly.partials.get(id);
  if (partial !== undefined && (partial.kind !== kind || nowMs - partial.heardMs > narrowIdleMsMax)) {
    dropPartial(assembly, id);
    partial = undefined;
  }
  if (partial === undefined) {
    partial = begin(part, kind, nowMs);
    assembly.bytes += partial.bytes;
  }
  // Deleting and setting again keeps the map in the order of the last fragment heard.
  assembly.partials.delete(id);
  assembly.partials.set(id, partial);
  partial.heardMs = nowMs;
  partial.again &&= again;
  const before = partial.bytes;
  add(partial, part);
  assembly.bytes += partial.bytes - before;
  const frame = complete(assembly, partial);
  return { frame, late: false, partial: frame === null ? partial : null, evicted: evict(assembly, nowMs) };
}

function begin(part: Part, kind: string, nowMs: number): NarrowPartial {
  const fountain = part.sort === "symbol" ? emptyFountain(part.length, part.bytes.length) : null;
  return {
    id: part.id, level: part.level, again: part.again, kind, pieces: new Map(), fountain,
    count: part.sort === "piece" ? part.count : 0, bytes: fountain === null ? 0 : fountainBytes(fountain),
    heardMs: nowMs, lackDueMs: null, lacksSaid: 0, ended: false,
  };
}

function add(partial: NarrowPartial, part: Part): void {
  if (part.sort === "symbol") takeSymbol(partial.fountain as Fountain, part.number, part.bytes);
  else if (!partial.pieces.has(part.index)) {
    // Copied, since a bearer may use its buffer again.
    partial.pieces.set(part.index, part.bytes.slice());
    partial.bytes += part.bytes.length + pieceOverheadBytes;
  }
}

function complete(assembly: NarrowAssembly, partial: NarrowPartial): Uint8Array | null {
  const { id, kind, fountain, pieces, count } = partial;
  let frame: Uint8Array | null;
  if (fountain !== null) frame = fountainFrame(fountain);
  else if (pieces.size < count) frame = null;
  else frame = concat(...Array.from({ length: count }, (_, at) => pieces.get(at) as Uint8Array));
  if (frame === null) return null;
  dropPartial(assembly, id);
  assembly.whole.delete(id);
  assembly.whole.set(id, { kind, place: null });
  if (assembly.whole.size > wholeMax) assembly.whole.delete(assembly.whole.keys().next().value as number);
  return frame.length > frameBytesMax ? null : frame;
}

/** Forgets what has come of a frame. */
function dropPartial(assembly: NarrowAssembly, id: number): void {
  const partial = assembly.partials.get(id);
  if (partial === undefined) return;
  assembly.partials.delete(id);
  assembly.bytes -= partial.bytes;
}

function evict(assembly: NarrowAssembly, nowMs: number): number {
  let evicted = 0;
  for (const [id, { heardMs }] of assembly.partials) {
    const full = assembly.partials.size > partialsMax || assembly.bytes > narrowPartialBytesMax;
    const isStale = nowMs - heardMs > narrowIdleMsMax;
    if (!full && !isStale) break;
    dropPartial(assembly, id);
    if (!isStale) evicted += 1;
  }
  return evicted;
}

/** The pieces of a frame that have not come, in runs, at most `runsMax` of them. */
export function lackedRuns({ pieces, count }: NarrowPartial, runsMax: number): readonly NumberRun[] {
  const runs: NumberRun[] = [];
  for (let at = 0; at < count; at++) {
    if (pieces.has(at)) continue;
    const from = at;
    while (at < count && !pieces.has(at)) at += 1;
    if (runs.length === runsMax) break;
    runs.push({ from, to: at });
  }
  return runs;
}
