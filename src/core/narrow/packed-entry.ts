// An entry in few bytes: what its reader can recompute is left out (spec/11-narrow.md, The packed entry). For one entry
// and one form the bytes are always the same, so that one key never meets two of them.

import { packContent, unpackContent } from "./content.ts";
import { numbersSent, objectsSent, prevSent, rootsSent, sends } from "./form.ts";
import { putBack, sortOf, takeOut } from "./named.ts";
import type { Named } from "./named.ts";
import { packNumber, PackedReader } from "./number.ts";
import { logTag } from "./tag.ts";
import { referenceBytes } from "./view.ts";
import type { NarrowView } from "./view.ts";
import type { Crypto } from "../../ports/crypto.ts";
import { bigEndian, fromBigEndian } from "../bytes/big-endian.ts";
import { decode, encode } from "../bytes/cbor.ts";
import { concat, equalBytes } from "../bytes/hex.ts";
import { ChirographError } from "../errors.ts";
import { precedences } from "../names.ts";
import type { Leaf, LogId, Position, Precedence } from "../names.ts";
import {
  acksMax, commitment, decodeBody, encodeBody, entryVersion, lamportAfter, leavesMax, timeMsMax,
} from "../record/entry.ts";
import type { Ack, Body, Entry, LeafAck } from "../record/entry.ts";

/** An entry with its content, as it is held; `content` is null where it has none. */
export interface WholeEntry {
  readonly entry: Entry;
  readonly content: Uint8Array | null;
}

/** What is known of an entry before it is unpacked. */
export interface PackedContext extends Position {
  readonly form: number;
  readonly epoch: number;
  readonly index: number;
  /** The first bytes of the signature: they go in clear. */
  readonly nonce: Uint8Array;
  /** The salt of its commitment: it follows from its key. */
  readonly salt: Uint8Array;
  readonly nowMs: number;
}

/** Bytes of the signature that go in clear, before what is packed. */
export const nonceBytes = 8;
const signatureBytes = 64;
/** Bytes of a time sent short: it is the nearest one to the reader's own that ends so. */
const shortTimeBytes = 3;
const wholeTimeBytes = 6;

/** What the byte of the shape says: the count of acks, 3 where it follows, and which parts are there. */
const acksCounted = 3;
const withLeaves = 4;
const withObject = 8;
const withContent = 16;
const isCoded = 32;
const withNamed = 64;

const none = new Uint8Array(0);

/** Who packs or unpacks in which form. */
interface Packing {
  readonly crypto: Crypto;
  readonly view: NarrowView;
  readonly form: number;
  /** Finds the entry of a leaf, which is asked only of one that is packed. */
  readonly placeOf: (leaf: Leaf) => Position | null;
}

/**
 * Packs an entry in a form. `placeOf` finds the entry of a leaf. Null where the form cannot say it: what it leaves out
 * is not held here either, two logs have one reference, or the entry breaks a rule.
 */
export function packEntry(
  crypto: Crypto, view: NarrowView, form: number, whole: WholeEntry, placeOf: Packing["placeOf"],
): Uint8Array | null {
  try {
    return pack({ crypto, view, form, placeOf }, whole);
  } catch (error) {
    if (error instanceof ChirographError) return null;
    throw error;
  }
}

/** Unpacks an entry. Nothing of it is anyone's word before it verifies. Errors: envelope, line-frame, cbor-*, shape. */
export function unpackEntry(
  crypto: Crypto, view: NarrowView, context: PackedContext, packed: Uint8Array,
): WholeEntry {
  const places = new Map<string, Position>();
  const placeOf = (leaf: Leaf): Position | null => places.get(leaf.toHex()) ?? null;
  const whole = unpack({ crypto, view, form: context.form, placeOf }, context, new PackedReader(packed), places);
  const again = packEntry(crypto, view, context.form, whole, placeOf);
  if (again !== null && equalBytes(again, packed)) return whole;
  throw new ChirographError("envelope", "The entry is not in its one narrow form.");
}

function notHeld(what: string): never {
  throw new ChirographError("envelope", `${what} is not held.`);
}

function pack(packing: Packing, { entry, content }: WholeEntry): Uint8Array {
  const { form } = packing;
  const body = decodeBody(entry.payload);
  const { acks, leaves, time, prev, lamport, object } = body;
  if ((content === null) !== (body.commit.length === 0)) notHeld("The content");
  const value = content === null ? null : decode(content);
  const taken = value === null ? null : takeOut(body.kind, value);
  const left = taken?.content ?? value;
  const packed = left === null ? null : packContent(body.kind, left);
  const shape = Math.min(acks.length, acksCounted) + (leaves.length > 0 ? withLeaves : 0) +
    (object.length > 0 ? withObject : 0) + (taken === null ? 0 : withNamed) +
    (packed === null ? 0 : withContent) + (packed?.coded === true ? isCoded : 0);
  return concat(
    entry.signature.subarray(nonceBytes),
    packNumber(body.kind * precedences.length + precedences.indexOf(body.precedence)), Uint8Array.of(shape),
    acks.length < acksCounted ? none : packNumber(acks.length), leaves.length === 0 ? none : packNumber(leaves.length),
    bigEndian(time, timeBytes(form)),
    sends(form, prevSent) ? prev : none,
    sends(form, prevSent | rootsSent) ? packNumber(lamport) : none,
    ...acks.map((one) => packAck(packing, time, one.log, one.size, one.root, one.heldAt)),
    ...leaves.map((one) => packAck(packing, time, one.log, one.seq, one.leaf, one.heldAt)),
    object.length === 0 ? none : packLeaf(packing, object),
    taken === null ? none : packNamed(packing, taken.named),
    packed?.bytes ?? none,
  );
}

function timeBytes(form: number): number {
  return sends(form, numbersSent) ? wholeTimeBytes : shortTimeBytes;
}

function packAck(
  packing: Packing, time: number, log: LogId, number: number, hash: Uint8Array, heldAt: number,
): Uint8Array {
  if (heldAt > time) notHeld("Anything from later");
  const said = sends(packing.form, rootsSent);
  return concat(
    said ? log : referenceOf(packing, log), packNumber(number), said ? hash : none, packNumber(time - heldAt),
  );
}

/** The bytes that stand for a log, where it is the only one that they stand for. */
function referenceOf({ crypto, view }: Packing, log: LogId): Uint8Array {
  const reference = logTag(crypto, view.channel, log).subarray(0, referenceBytes);
  const found = view.logOf(reference);
  return found !== null && equalBytes(found, log) ? reference : notHeld("The only log of its reference");
}

function packLeaf(packing: Packing, leaf: Leaf): Uint8Array {
  if (sends(packing.form, objectsSent)) return leaf.length === 32 ? leaf : notHeld("The object");
  const place = packing.placeOf(leaf) ?? notHeld("The object");
  return concat(referenceOf(packing, place.log), packNumber(place.seq));
}

function packNamed(packing: Packing, { sort, bytes }: Named): Uint8Array {
  if (sort === "leaf") return packLeaf(packing, bytes);
  if (sends(packing.form, objectsSent)) return bytes;
  const reference = bytes.subarray(0, referenceBytes);
  const found = packing.view.stationOf(reference);
  return found !== null && equalBytes(found, bytes) ? reference : notHeld("The only station of its reference");
}

function unpack(
  packing: Packing, context: PackedContext, reader: PackedReader, places: Map<string, Position>,
): WholeEntry {
  const { view, form } = packing;
  const { log, seq, epoch, index, salt } = context;
  const signature = concat(context.nonce, reader.take(signatureBytes - nonceBytes));
  const what = reader.number();
  const shape = reader.byte();
  const ackCount = shape % 4 < acksCounted ? shape % 4 : reader.number(acksMax);
  const leafCount = (shape & withLeaves) === 0 ? 0 : reader.number(leavesMax);
  const time = timeOf(fromBigEndian(reader.take(timeBytes(form))), form, context.nowMs);
  const prev = sends(form, prevSent) ? reader.take(32) : view.rootAt(log, seq) ?? notHeld("What stands before");
  const said = sends(form, prevSent | rootsSent) ? reader.number() : null;
  const acks = repeated(ackCount, () => readAck(packing, reader, time));
  const leaves = repeated(leafCount, () => readLeafAck(packing, reader, time));
  const lamport = said ?? lamportOf(view, context, acks);
  const object = (shape & withObject) === 0 ? none : readLeaf(packing, reader, places);
  const kind = Math.floor(what / precedences.length);
  const content = (shape & withContent) === 0 ? null : readContent(packing, reader, kind, shape, places);
  reader.end();
  const body: Body = {
    v: entryVersion, channel: view.channel, log, seq, prev, acks, leaves, time, lamport,
    precedence: precedences[what % precedences.length] as Precedence, kind, object, epoch, index,
    commit: content === null ? none : commitment(packing.crypto, salt, content),
  };
  return { entry: { payload: encodeBody(body), signature }, content };
}

function repeated<T>(count: number, each: () => T): T[] {
  return Array.from({ length: count }, each);
}

/** The time nearest to the reader's own that ends in these bytes; of two the earlier. */
function timeOf(number: number, form: number, nowMs: number): number {
  if (sends(form, numbersSent)) return number;
  const unit = 256 ** shortTimeBytes;
  const near = nowMs - nowMs % unit + number;
  const times = [near - unit, near, near + unit].filter((time) => time >= 0 && time <= timeMsMax);
  return times.reduce((best, time) => (Math.abs(time - nowMs) < Math.abs(best - nowMs) ? time : best));
}

function readAck(packing: Packing, reader: PackedReader, time: number): Ack {
  const said = sends(packing.form, rootsSent);
  const log = said ? reader.take(16) : readReference(packing, reader);
  const size = reader.number();
  const root = said ? reader.take(32) : packing.view.rootAt(log, size) ?? notHeld("What is acknowledged");
  return { log, size, root, heldAt: before(time, reader.number()) };
}

function readLeafAck(packing: Packing, reader: PackedReader, time: number): LeafAck {
  const said = sends(packing.form, rootsSent);
  const log = said ? reader.take(16) : readReference(packing, reader);
  const seq = reader.number();
  const leaf = said ? reader.take(32) : packing.view.leafAt(log, seq) ?? notHeld("What is acknowledged");
  return { log, seq, leaf, heldAt: before(time, reader.number()) };
}

function before(time: number, age: number): number {
  return age <= time ? time - age : notHeld("A time before all times");
}

function readReference({ view }: Packing, reader: PackedReader): LogId {
  return view.logOf(reader.take(referenceBytes)) ?? notHeld("The only log of its reference");
}

function readLeaf(packing: Packing, reader: PackedReader, places: Map<string, Position>): Leaf {
  if (sends(packing.form, objectsSent)) return reader.take(32);
  const log = readReference(packing, reader);
  const seq = reader.number();
  const leaf = packing.view.leafAt(log, seq) ?? notHeld("The object");
  places.set(leaf.toHex(), { log, seq });
  return leaf;
}

function readNamed(
  packing: Packing, reader: PackedReader, sort: Named["sort"], places: Map<string, Position>,
): Uint8Array {
  if (sort === "leaf") return readLeaf(packing, reader, places);
  if (sends(packing.form, objectsSent)) return reader.take(16);
  return packing.view.stationOf(reader.take(referenceBytes)) ?? notHeld("The only station of its reference");
}

function readContent(
  packing: Packing, reader: PackedReader, kind: number, shape: number, places: Map<string, Position>,
): Uint8Array {
  const name = (shape & withNamed) === 0 ? null : readNamed(packing, reader, sortOf(kind), places);
  const content = unpackContent(kind, { coded: (shape & isCoded) !== 0, bytes: reader.rest() });
  if (name === null) return encode(content);
  return encode(putBack(kind, content, name) ?? notHeld("The place of a name"));
}

/** 1 + the highest of the lamports before: where all are held, no other would be admitted. */
function lamportOf(view: NarrowView, { log, seq }: Position, acks: readonly Ack[]): number {
  const known = [view.lamportAt(log, seq - 1), ...acks.map((one) => view.lamportAt(one.log, one.size - 1))];
  if (known.includes(null)) notHeld("A lamport");
  return lamportAfter(Math.max(...known as number[]));
}
