import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import {
  crc32c, cutFragment, emptyReassembly, fragmentLength, headerBytes, messageIds, partialBytesMax, partialIdleMsMax,
  partialIdsMax, partialsMax, pieceOverheadBytes, readFragment, takeFragment, trailerBytes,
} from "./fragment.ts";
import type { Fragment, Reassembly } from "./fragment.ts";
import { frameBytesMax } from "./frame.ts";

const lengthAt = (mtuBytes: number, rateBps: number | null): number => fragmentLength({ mtuBytes, rateBps });
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const counted = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => (at * 7) ^ (at >> 8));

/** All fragments of a frame, none longer than `length`. */
function cut(frame: Uint8Array, id: number, length: number, level = 0): Fragment[] {
  const made: Fragment[] = [];
  for (let at = 0; at < frame.length; at += length - headerBytes - trailerBytes) {
    made.push(readFragment(cutFragment(frame, id, level, at, length)) as Fragment);
  }
  return made;
}

function piece(id: number, offset: number, length: number, last = false, level = 0): Fragment {
  return { id, level, last, offset, piece: new Uint8Array(length).fill(id) };
}

function takeAll(reassembly: Reassembly, fragments: readonly Fragment[], nowMs = 0): (Uint8Array | null)[] {
  return fragments.map((one) => takeFragment(reassembly, one, nowMs).frame);
}

// The check value of CRC-32C in every catalogue of CRCs, and an example of RFC 3720 B.4.
test("the checksum is CRC-32C", () => {
  equal(crc32c(ascii("123456789")), 0xe306_9283);
  equal(crc32c(new Uint8Array(32)), 0x8a91_36aa);
  equal(crc32c(ascii("123456789 and more"), 9), 0xe306_9283);
});

test("a fragment says what it was cut as: any id, level, offset, and whether it is the last", () => {
  const frame = counted(frameBytesMax);
  const places = [[0, 0, 0, 64], [0x1234, 3, 0x1_2345, 100], [0xffff, 2, 131_000, 82]] as const;
  for (const [id, level, at, length] of places) {
    const fragment = readFragment(cutFragment(frame, id, level, at, length));
    const end = Math.min(frame.length, at + length - 10);
    deepEqual(fragment, { id, level, last: end === frame.length, offset: at, piece: frame.slice(at, end) });
  }
});

test("a fragment that reaches to the longest frame is one, a byte further it is none, and so is a flipped one", () => {
  const last = cutFragment(counted(frameBytesMax), 1, 0, frameBytesMax - 30, 64);
  equal(readFragment(last)?.last, true);
  equal(readFragment(cutFragment(counted(frameBytesMax + 1), 1, 0, frameBytesMax - 29, 64)), null);
  for (let at = 0; at < last.length; at++) equal(readFragment(last.with(at, last[at]! ^ 0x10)), null, `byte ${at}`);
});

test("fragments are as long as half a second of the link's rate, within what the bearer takes", () => {
  deepEqual([lengthAt(1_200, null), lengthAt(1_200, 2_400)], [1_200, 150]);
  deepEqual([lengthAt(1_200, 75), lengthAt(1_200, 1_000_000)], [64, 1_200]);
});

test("a frame comes together in whatever order, once, and nothing of it is kept", () => {
  const frame = counted(70_000);
  const fragments = cut(frame, 0x0102, 1_000);
  const orders = [fragments, fragments.toReversed(), [...fragments.slice(30), ...fragments.slice(0, 30)]];
  for (const order of orders) {
    const reassembly = emptyReassembly();
    equal(reassembly.bytes, 0);
    const frames = takeAll(reassembly, order);
    deepEqual(frames.at(-1), frame);
    equal(frames.filter((one) => one !== null).length, 1);
    deepEqual([reassembly.bytes, reassembly.partials.size], [0, 0]);
  }
  // A whole frame in one fragment needs nothing kept, not even for a moment.
  const whole = emptyReassembly();
  const small = counted(40);
  const only = cut(small, 9, 64)[0] as Fragment;
  const { frame: made } = takeFragment(whole, only, 0);
  deepEqual([made, whole.partials.size], [small, 0]);
  // The bearer may use its buffer again.
  only.piece.fill(0);
  deepEqual(made, small);
});

test("a piece that comes twice counts once; pieces that overlap or go past the end make no frame", () => {
  const reassembly = emptyReassembly();
  takeAll(reassembly, [piece(1, 0, 10), piece(1, 0, 10)]);
  equal(reassembly.bytes, 10 + pieceOverheadBytes);
  deepEqual(takeAll(reassembly, [piece(1, 8, 10), piece(1, 18, 2, true)]), [null, null]);
  deepEqual([reassembly.bytes, reassembly.partials.size], [0, 0]);
  deepEqual(takeAll(reassembly, [piece(2, 0, 10), piece(2, 5, 15), piece(2, 20, 5, true)]), [null, null, null]);
  equal(reassembly.partials.size, 0);
  deepEqual(takeAll(reassembly, [piece(3, 0, 30), piece(3, 4, 4, true)]), [null, null]);
  equal(reassembly.bytes, 0);
});

test("a frame is begun anew under another level, after two minutes of nothing, and when ids have come round", () => {
  const begun = (change: (reassembly: Reassembly) => void): boolean => {
    const reassembly = emptyReassembly();
    takeFragment(reassembly, piece(5, 0, 10), 0);
    change(reassembly);
    return reassembly.partials.get(5)?.pieces.has(0) ?? false;
  };
  equal(begun((one) => takeFragment(one, piece(5, 10, 10, false, 1), 1)), false);
  equal(begun((one) => takeFragment(one, piece(5, 10, 10), partialIdleMsMax)), true);
  equal(begun((one) => takeFragment(one, piece(5, 10, 10), partialIdleMsMax + 1)), false);
  equal(begun((one) => takeFragment(one, piece(6, 10, 10), partialIdleMsMax)), true);
  equal(begun((one) => takeFragment(one, piece(6, 10, 10), partialIdleMsMax + 1)), false);
  equal(begun((one) => takeFragment(one, piece(5 + partialIdsMax, 10, 10), 1)), true);
  equal(begun((one) => takeFragment(one, piece(5 + partialIdsMax + 1, 10, 10), 1)), false);
  equal(begun((one) => takeFragment(one, piece(5 + messageIds - partialIdsMax, 10, 10), 1)), true);
  equal(begun((one) => takeFragment(one, piece(5 + messageIds - partialIdsMax - 1, 10, 10), 1)), false);
});

test("at most so many frames and bytes are kept; what was heard of least lately gives way", () => {
  const many = emptyReassembly();
  for (let id = 0; id < partialsMax; id++) equal(takeFragment(many, piece(id, 10, 1), 0).evicted, 0);
  takeFragment(many, piece(0, 20, 1), 0);
  deepEqual(takeFragment(many, piece(partialsMax, 10, 1), 0), { frame: null, evicted: 1, full: false });
  deepEqual([many.partials.has(0), many.partials.has(1), many.partials.size], [true, false, partialsMax]);
  const large = emptyReassembly();
  const size = partialBytesMax / 16 - pieceOverheadBytes;
  for (let id = 0; id < 16; id++) equal(takeFragment(large, piece(id, 10, size), 0).full, false);
  equal(large.bytes, partialBytesMax);
  deepEqual(takeFragment(large, piece(99, 10, 1), 0), { frame: null, evicted: 1, full: true });
  equal(large.bytes, partialBytesMax / 16 * 15 + 1 + pieceOverheadBytes);
});
