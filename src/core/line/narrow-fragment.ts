// Fragments of a narrow link: a frame that goes whole costs five bytes more (spec/14-narrow-line.md, Fragments).

import { concat } from "../bytes/hex.ts";
import { ChirographError } from "../errors.ts";
import { packNumber, PackedReader } from "../narrow/number.ts";
import { aroundBytesOf, backBpsOf } from "../bearer/rates.ts";
import type { LinkRates } from "../bearer/rates.ts";
import type { LinkTerms } from "../../ports/bearer.ts";
import { crc32c, fragmentBytesMin, trailerBytes } from "./fragment.ts";
import { frameBytesMax } from "./frame.ts";

/** A link of at most this rate, in bits a second, is narrow. */
export const narrowBpsMax = 64_000;
/** So is one whose largest fragment is shorter than this, in bytes. */
export const wideMtuBytesMin = 1_024;
/** Most pieces of one frame. */
export const piecesMax = 4_096;
/** Highest number of a symbol. */
export const symbolNumberMax = 65_535;

const againFlag = 0x10;
const levelMask = 0x03;
const sorts = ["whole", "piece", "symbol"] as const;

/**
 * One fragment. `level` is the precedence as a number; `again`: it is sent once more unasked, and calls for nothing
 * where what it brings is known.
 */
export type NarrowFragment = { readonly level: number; readonly again: boolean } & (
  /** Control frames, and one frame that carries an entry. */
  | { readonly sort: "whole"; readonly bytes: Uint8Array }
  /** Piece `index` of `count` of the frame `id`. */
  | { readonly sort: "piece"; readonly id: number; readonly index: number; readonly count: number;
      readonly bytes: Uint8Array }
  /** Symbol `number` of the fountain of the frame `id`, which has `length` bytes (core/line/fountain.ts). */
  | { readonly sort: "symbol"; readonly id: number; readonly length: number; readonly number: number;
      readonly bytes: Uint8Array }
);

/** Terms by which fragments are cut. */
type Cutting = LinkRates & Pick<LinkTerms, "mtuBytes">;

/** Whether a link is narrow: in one direction at least, so that both ends say the same. The terms decide (B-1). */
export function isNarrow(terms: Cutting): boolean {
  const slow = (bps: number | null): boolean => bps !== null && bps <= narrowBpsMax;
  return slow(terms.rateBps) || slow(backBpsOf(terms)) || terms.mtuBytes < wideMtuBytesMin;
}

/** Bytes that a link takes in half a second, or null where its rate need not be considered. */
export function halfSecondBytes({ rateBps }: LinkRates): number | null {
  return rateBps === null ? null : Math.floor(rateBps / 16);
}

/** Length of the fragments that go over a narrow link: with what stands around it one takes half a second (N-44). */
export function narrowFragmentLength(terms: Cutting): number {
  const half = halfSecondBytes(terms);
  if (half === null) return terms.mtuBytes;
  return Math.min(terms.mtuBytes, Math.max(fragmentBytesMin, half - aroundBytesOf(terms)));
}

/** Length of the pieces of a frame, so that no fragment is longer than `fragmentBytes` and all are about the same. */
export function pieceLength(frameBytes: number, fragmentBytes: number): number {
  const least = Math.ceil(frameBytes / (fragmentBytes - 4 - trailerBytes));
  // From 128 on an index and the count take two bytes each.
  const count = least < 128 ? least : Math.ceil(frameBytes / (fragmentBytes - 6 - trailerBytes));
  return Math.ceil(frameBytes / count);
}

/** Bytes of a fragment. */
export function encodeNarrowFragment(fragment: NarrowFragment): Uint8Array {
  const { level, again, sort, bytes } = fragment;
  const flags = level | (sorts.indexOf(sort) << 2) | (again ? againFlag : 0);
  const numbers = sort === "whole" ? []
    : sort === "piece" ? [fragment.index, fragment.count] : [fragment.length, fragment.number];
  const id = fragment.sort === "whole" ? [] : [fragment.id];
  const body = concat(Uint8Array.of(flags, ...id), ...numbers.map(packNumber), bytes);
  const crc = crc32c(body);
  return concat(body, Uint8Array.of(crc >>> 24, crc >>> 16, crc >>> 8, crc));
}

/** Reads a fragment; null when it is not one, by length, flags, numbers or CRC. */
export function readNarrowFragment(bytes: Uint8Array): NarrowFragment | null {
  const end = bytes.length - trailerBytes;
  if (end < 2) return null;
  const crc = crc32c(bytes, end);
  for (let at = 0; at < trailerBytes; at++) if (bytes[end + at] !== ((crc >>> (24 - 8 * at)) & 255)) return null;
  try {
    return fragmentOf(new PackedReader(bytes.subarray(0, end)));
  } catch (caught) {
    if (!(caught instanceof ChirographError)) throw caught;
    return null;
  }
}

function fragmentOf(reader: PackedReader): NarrowFragment | null {
  const flags = reader.byte();
  const sort = sorts[(flags >> 2) & 3];
  if (sort === undefined || flags >= 2 * againFlag) return null;
  const common = { level: flags & levelMask, again: (flags & againFlag) !== 0 };
  if (sort === "whole") return withBytes({ ...common, sort, bytes: reader.rest() });
  const id = reader.byte();
  if (sort === "piece") {
    const index = reader.number(piecesMax);
    const count = reader.number(piecesMax);
    return index < count && count > 1 ? withBytes({ ...common, sort, id, index, count, bytes: reader.rest() }) : null;
  }
  const length = reader.number(frameBytesMax);
  const number = reader.number(symbolNumberMax);
  const bytes = reader.rest();
  const fits = length > 0 && bytes.length <= length && Math.ceil(length / bytes.length) <= piecesMax;
  return fits ? withBytes({ ...common, sort, id, length, number, bytes }) : null;
}

function withBytes(fragment: NarrowFragment): NarrowFragment | null {
  return fragment.bytes.length > 0 ? fragment : null;
}
