// Fragments: pieces of a frame small enough for a link, and their reassembly (spec/05-line.md, Fragments).

import { frameBytesMax } from "./frame.ts";
import type { LinkTerms } from "../../ports/bearer.ts";

/** Bytes before a fragment's piece: message id 2, flags 1, offset 3. */
export const headerBytes = 6;
/** Bytes after it: CRC-32C. */
export const trailerBytes = 4;
/** No link has fragments shorter than this, in bytes. */
export const fragmentBytesMin = 64;
/** A fragment takes about this share of a second at the link's declared rate, so that FLASH never waits longer. */
export const fragmentsPerSecond = 2;
/** Message ids are counted modulo this. */
export const messageIds = 65_536;

/** Most frames being reassembled on one link. */
export const partialsMax = 64;
/** Most bytes kept for them on one link, counting `pieceOverheadBytes` for each piece. */
export const partialBytesMax = 1_048_576;
/** What keeping one piece costs beyond its bytes, roughly. */
export const pieceOverheadBytes = 64;
/** A frame of which nothing has come for this long is given up. */
export const partialIdleMsMax = 120_000;
/** A partial frame this many ids behind the newest is given up, so that no later frame with its id is mixed with it. */
export const partialIdsMax = 16_384;

const lastFlag = 0x04;
const levelMask = 0x03;

/** One fragment, read. `level` is the precedence as a number, 3 for FLASH. */
export interface Fragment {
  readonly id: number;
  readonly level: number;
  readonly last: boolean;
  readonly offset: number;
  readonly piece: Uint8Array;
}

const table = crcTable();

function crcTable(): Uint32Array {
  const made = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ 0x82f6_3b78;
    made[byte] = crc >>> 0;
  }
  return made;
}

/** CRC-32C (Castagnoli, RFC 3720 §12.1) of the first `length` bytes. It guards against noise, not against malice. */
export function crc32c(bytes: Uint8Array, length: number = bytes.length): number {
  let crc = 0xffff_ffff;
  for (let index = 0; index < length; index++) {
    crc = (crc >>> 8) ^ (table[(crc ^ (bytes[index] as number)) & 0xff] as number);
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}

/** Length of a link's fragments, from its largest and its declared rate. */
export function fragmentLength({ mtuBytes, rateBps }: Pick<LinkTerms, "mtuBytes" | "rateBps">): number {
  if (rateBps === null) return mtuBytes;
  return Math.min(mtuBytes, Math.max(fragmentBytesMin, Math.floor(rateBps / 8 / fragmentsPerSecond)));
}

/** The fragment of `frame` that begins at `offset`, at most `length` bytes long. */
export function cutFragment(frame: Uint8Array, id: number, level: number, offset: number, length: number): Uint8Array {
  const end = Math.min(frame.length, offset + length - headerBytes - trailerBytes);
  const size = end - offset;
  const made = new Uint8Array(headerBytes + size + trailerBytes);
  made[0] = id >>> 8;
  made[1] = id;
  made[2] = level | (end === frame.length ? lastFlag : 0);
  made[3] = offset >>> 16;
  made[4] = offset >>> 8;
  made[5] = offset;
  made.set(frame.subarray(offset, end), headerBytes);
  const crc = crc32c(made, headerBytes + size);
  for (let index = 0; index < trailerBytes; index++) made[headerBytes + size + index] = crc >>> (24 - 8 * index);
  return made;
}

/** Reads a fragment; null when it is not one, by length, flags, place or CRC. */
export function readFragment(bytes: Uint8Array): Fragment | null {
  const end = bytes.length - trailerBytes;
  if (end <= headerBytes) return null;
  const at = (index: number): number => bytes[index] as number;
  const crc = ((at(end) << 24) | (at(end + 1) << 16) | (at(end + 2) << 8) | at(end + 3)) >>> 0;
  const flags = at(2);
  if ((flags & ~(lastFlag | levelMask)) !== 0 || crc !== crc32c(bytes, end)) return null;
  const offset = at(3) * 65_536 + at(4) * 256 + at(5);
  if (offset + end - headerBytes > frameBytesMax) return null;
  const piece = bytes.subarray(headerBytes, end);
  return { id: at(0) * 256 + at(1), level: flags & levelMask, last: (flags & lastFlag) !== 0, offset, piece };
}

/** A frame of which a part has come. */
interface Partial {
  readonly level: number;
  readonly pieces: Map<number, Uint8Array>;
  bytes: number;
  total: number | null;
  heardMs: number;
}

/** What is being reassembled on one link; the least recently continued comes first. */
export interface Reassembly {
  readonly partials: Map<number, Partial>;
  bytes: number;
}

export function emptyReassembly(): Reassembly {
  return { partials: new Map(), bytes: 0 };
}

/** What came of one more fragment: the whole frame when it is complete, and how many partial frames had to give way. */
export interface Reassembled {
  readonly frame: Uint8Array | null;
  readonly evicted: number;
  /** Whether they gave way for the sake of bytes, not of their number. */
  readonly full: boolean;
}

/** Takes one fragment. The pieces are copied, since a bearer may use its buffer again. */
export function takeFragment(reassembly: Reassembly, fragment: Fragment, nowMs: number): Reassembled {
  const { id, level, last, offset, piece } = fragment;
  let partial = reassembly.partials.get(id);
  if (partial === undefined && last && offset === 0) return { frame: piece.slice(), evicted: 0, full: false };
  if (partial !== undefined && (partial.level !== level || nowMs - partial.heardMs > partialIdleMsMax)) {
    drop(reassembly, id);
    partial = undefined;
  }
  if (partial === undefined) {
    dropStale(reassembly, id, nowMs);
    partial = { level, pieces: new Map(), bytes: 0, total: null, heardMs: nowMs };
  }
  // Deleting and setting again keeps the map in the order of the last piece heard.
  reassembly.partials.delete(id);
  reassembly.partials.set(id, partial);
  partial.heardMs = nowMs;
  if (!partial.pieces.has(offset)) {
    partial.pieces.set(offset, piece.slice());
    partial.bytes += piece.length;
    reassembly.bytes += piece.length + pieceOverheadBytes;
  }
  if (last) partial.total = offset + piece.length;
  const frame = complete(reassembly, id, partial);
  const full = reassembly.bytes > partialBytesMax;
  return { frame, evicted: evict(reassembly), full };
}

function complete(reassembly: Reassembly, id: number, partial: Partial): Uint8Array | null {
  if (partial.bytes > (partial.total ?? frameBytesMax)) drop(reassembly, id);
  if (partial.bytes !== partial.total) return null;
  drop(reassembly, id);
  const frame = new Uint8Array(partial.total);
  for (let at = 0; at < frame.length; ) {
    const piece = partial.pieces.get(at);
    if (piece === undefined || at + piece.length > frame.length) return null;
    frame.set(piece, at);
    at += piece.length;
  }
  return frame;
}

function drop(reassembly: Reassembly, id: number): void {
  const partial = reassembly.partials.get(id);
  if (partial === undefined) return;
  reassembly.partials.delete(id);
  reassembly.bytes -= partial.bytes + partial.pieces.size * pieceOverheadBytes;
}

function dropStale(reassembly: Reassembly, newest: number, nowMs: number): void {
  for (const [id, partial] of reassembly.partials) {
    const behind = (newest - id + messageIds) % messageIds;
    const old = behind > partialIdsMax && behind < messageIds - partialIdsMax;
    if (old || nowMs - partial.heardMs > partialIdleMsMax) drop(reassembly, id);
  }
}

function evict(reassembly: Reassembly): number {
  let evicted = 0;
  while (reassembly.partials.size > partialsMax || reassembly.bytes > partialBytesMax) {
    drop(reassembly, reassembly.partials.keys().next().value as number);
    evicted += 1;
  }
  return evicted;
}
