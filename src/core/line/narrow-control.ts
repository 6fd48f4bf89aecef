// Control frames of a narrow link: a few bytes each, several in one fragment (spec/14-narrow-line.md, Control frames).

import { compareBytes, concat } from "../bytes/hex.ts";
import { utf8 } from "../bytes/cbor.ts";
import { ChirographError } from "../errors.ts";
import type { LogId } from "../names.ts";
import { fullPleaseType, narrowEntryType } from "../narrow/frame.ts";
import { narrowBootType } from "../narrow/packed-boot.ts";
import { packNumber, PackedReader } from "../narrow/number.ts";
import { tagBytes } from "../narrow/tag.ts";
import type { Crypto } from "../../ports/crypto.ts";
import { headsMax, rangesMax, singlesMax } from "./frame.ts";
import { piecesMax } from "./narrow-fragment.ts";
import { nonceBytes } from "../record/recollection.ts";

/** Bytes of a digest of heads. */
export const digestBytes = 8;
/** Most runs of pieces named in one `lack`. */
export const runsLackedMax = 64;
/** Most symbols asked for in one `more`. */
export const symbolsAskedMax = 4_096;

/** Most logs named in one `recalled`; of more the answer goes as over any other link. */
export const rootsMax = 16;

/** What a station holds of the log of a tag. */
export interface TagHead {
  readonly tag: Uint8Array;
  readonly size: number;
  readonly singles: readonly number[];
}

/** How much of the log of a tag a station holds, and the root of that. */
export interface TagRoot {
  readonly tag: Uint8Array;
  readonly size: number;
  readonly root: Uint8Array;
}

/** A run: from one to below another. */
export interface NumberRun {
  readonly from: number;
  readonly to: number;
}

/** A control frame. */
export type Control =
  /** "Send me the full form of this one" (spec/11-narrow.md). */
  | { readonly name: "full-please"; readonly tag: Uint8Array; readonly seq: number }
  /** A test of the link, and a digest of all that is held of the logs shared. */
  | { readonly name: "ping"; readonly counter: number; readonly digest: Uint8Array }
  | { readonly name: "pong"; readonly counter: number }
  /**
   * What is held: `some` of the logs, whose holdings are told; the `newest`, with a digest of the rest; `more` of all
   * that follow in further frames, or the `last` of these.
   */
  | { readonly name: "heads"; readonly part: HeadsPart; readonly heads: readonly TagHead[];
      readonly rest: Uint8Array | null }
  | { readonly name: "want"; readonly ranges: readonly ({ readonly tag: Uint8Array } & NumberRun)[] }
  | { readonly name: "unopened"; readonly tag: Uint8Array; readonly seq: number }
  /** Pieces of a frame that have not come. */
  | { readonly name: "lack"; readonly id: number; readonly runs: readonly NumberRun[] }
  /** So many further symbols of a frame are needed. */
  | { readonly name: "more"; readonly id: number; readonly count: number }
  /** What is held of the logs of the asker's own station, asked with a nonce. */
  | { readonly name: "recall"; readonly nonce: Uint8Array }
  /** The signature of the answer, and of its statement what the asker does not know. */
  | { readonly name: "recalled"; readonly signature: Uint8Array; readonly heads: readonly TagRoot[] };

const headsParts = ["some", "newest", "more", "last"] as const;
export type HeadsPart = (typeof headsParts)[number];

const types = {
  "full-please": fullPleaseType, ping: 3, pong: 4, heads: 5, want: 6, unopened: 7, lack: 8, more: 9, recall: 11,
  recalled: 12,
};
const names = new Map(Object.entries(types).map(([name, type]) => [type, name as Control["name"]]));

/** Bytes of a control frame. */
export function encodeControl(frame: Control): Uint8Array {
  return concat(Uint8Array.of(types[frame.name]), ...partsOf(frame));
}

function partsOf(frame: Control): readonly Uint8Array[] {
  switch (frame.name) {
    case "full-please": case "unopened": return [frame.tag, packNumber(frame.seq)];
    case "ping": return [Uint8Array.of(frame.counter), frame.digest];
    case "pong": return [Uint8Array.of(frame.counter)];
    case "heads": {
      const heads = frame.heads.flatMap(({ tag, size, singles }) => [tag, ...packed(size, singles.length, ...singles)]);
      return [...packed(headsParts.indexOf(frame.part), frame.heads.length), ...heads, frame.rest ?? new Uint8Array(0)];
    }
    case "want":
      return [...packed(frame.ranges.length),
        ...frame.ranges.flatMap(({ tag, from, to }) => [tag, ...packed(from, to - from)])];
    case "lack": {
      const ends = [0, ...frame.runs.map(({ to }) => to)];
      const runs = frame.runs.flatMap(({ from, to }, at) => [from - (ends[at] as number), to - from]);
      return [Uint8Array.of(frame.id), ...packed(frame.runs.length, ...runs)];
    }
    case "more": return [Uint8Array.of(frame.id), ...packed(frame.count)];
    case "recall": return [frame.nonce];
    case "recalled":
      return [frame.signature, ...packed(frame.heads.length),
        ...frame.heads.flatMap(({ tag, size, root }) => [tag, ...packed(size), root])];
  }
}

function packed(...numbers: readonly number[]): readonly Uint8Array[] {
  return numbers.map(packNumber);
}

/** What stands in a frame: control frames, and then perhaps one frame that carries an entry or is a wide one. */
export interface NarrowContent {
  readonly controls: readonly Control[];
  readonly rest: Uint8Array | null;
}

/** Reads the frames that stand one after the other. Errors: line-frame. */
export function readNarrowContent(bytes: Uint8Array): NarrowContent {
  const reader = new PackedReader(bytes);
  const controls: Control[] = [];
  while (reader.left > 0) {
    const first = bytes[bytes.length - reader.left] as number;
    if (first === narrowEntryType || first === narrowBootType || first >= 128) return { controls, rest: reader.rest() };
    const name = names.get(reader.byte());
    if (name === undefined) throw new ChirographError("line-frame", "Unknown frame.");
    controls.push(readControl(name, reader));
  }
  return { controls, rest: null };
}

function readControl(name: Control["name"], reader: PackedReader): Control {
  switch (name) {
    case "full-please": case "unopened": return { name, tag: reader.take(tagBytes), seq: reader.number() };
    case "ping": return { name, counter: reader.byte(), digest: reader.take(digestBytes) };
    case "pong": return { name, counter: reader.byte() };
    case "heads": {
      const part = headsParts[reader.number(headsParts.length - 1)] as HeadsPart;
      const heads = times(reader.number(headsMax), () => (
        { tag: reader.take(tagBytes), size: reader.number(), singles: singlesOf(reader) }
      ));
      return { name, part, heads, rest: part === "newest" ? reader.take(digestBytes) : null };
    }
    case "want": return { name, ranges: times(reader.number(rangesMax), () => rangeOf(reader)) };
    case "lack": {
      const id = reader.byte();
      let end = 0;
      const runs = times(reader.number(runsLackedMax), () => {
        const from = end + reader.number(piecesMax);
        end = from + reader.number(piecesMax);
        return { from, to: end };
      });
      if (end > piecesMax) throw new ChirographError("line-frame", "A piece beyond the last.");
      return { name, id, runs };
    }
    case "more": return { name, id: reader.byte(), count: reader.number(symbolsAskedMax) };
    case "recall": return { name, nonce: reader.take(nonceBytes) };
    case "recalled": {
      const signature = reader.take(64);
      const heads = times(reader.number(rootsMax), () => (
        { tag: reader.take(tagBytes), size: reader.number(), root: reader.take(32) }
      ));
      return { name, signature, heads };
    }
  }
}

function singlesOf(reader: PackedReader): readonly number[] {
  return times(reader.number(singlesMax), () => reader.number());
}

function rangeOf(reader: PackedReader): { readonly tag: Uint8Array } & NumberRun {
  const tag = reader.take(tagBytes);
  const from = reader.number();
  const length = reader.number();
  if (from + length > Number.MAX_SAFE_INTEGER) throw new ChirographError("line-frame", "A range without end.");
  return { tag, from, to: from + length };
}

function times<T>(count: number, make: () => T): readonly T[] {
  const made: T[] = [];
  for (let at = 0; at < count; at++) made.push(make());
  return made;
}

/** What is held of one log. */
export interface LogHead {
  readonly log: LogId;
  readonly size: number;
  readonly singles: readonly number[];
}

const digestLabel = utf8("chirograph/1 heads");

/** The digest of what is held, the same in whatever order it is given; a log of which nothing is held says nothing. */
export function digestOfHeads(crypto: Pick<Crypto, "sha256">, heads: readonly LogHead[]): Uint8Array {
  const held = heads.filter(({ size, singles }) => size > 0 || singles.length > 0);
  const parts = held.toSorted((a, b) => compareBytes(a.log, b.log)).map(({ log, size, singles }) => {
    const numbers = [size, singles.length, ...singles.toSorted((a, b) => a - b)];
    return concat(log, ...numbers.map(packNumber));
  });
  return crypto.sha256(digestLabel, ...parts).slice(0, digestBytes);
}
