import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { turned } from "../bearer/rates.ts";
import { concat } from "../bytes/hex.ts";
import { fragmentBytesMin, partialsMax } from "./fragment.ts";
import { symbolOf } from "./fountain.ts";
import { frameBytesMax } from "./frame.ts";
import { seeded } from "./line.fixture.ts";
import {
  emptyAssembly, lackedRuns, narrowIdleMsMax, narrowPartialBytesMax, takePart, wholeMax,
} from "./narrow-assembly.ts";
import type { Assembled } from "./narrow-assembly.ts";
import {
  encodeNarrowFragment, halfSecondBytes, isNarrow, narrowFragmentLength, pieceLength, piecesMax, readNarrowFragment,
} from "./narrow-fragment.ts";
import type { NarrowFragment } from "./narrow-fragment.ts";

type Part = Exclude<NarrowFragment, { sort: "whole" }>;

const common = { level: fc.nat(3), again: fc.boolean() };
const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });
const plain = { noNullPrototype: true } as const;
const fragment: fc.Arbitrary<NarrowFragment> = fc.oneof(
  fc.record({ ...common, sort: fc.constant("whole" as const), bytes }, plain),
  fc.record({
    ...common, sort: fc.constant("piece" as const), id: fc.nat(255), index: fc.nat(1_000),
    count: fc.integer({ min: 1_001, max: piecesMax }), bytes,
  }, plain),
  fc.record({
    ...common, sort: fc.constant("symbol" as const), id: fc.nat(255), length: fc.integer({ min: 300, max: 4_096 }),
    number: fc.nat(65_535), bytes,
  }, plain),
);

test("a fragment comes back as it was, and with one byte hurt not at all", () => {
  fc.assert(fc.property(fragment, fc.nat(), fc.integer({ min: 1, max: 255 }), (one, at, by) => {
    const made = encodeNarrowFragment(one);
    deepEqual(readNarrowFragment(made), one);
    made[at % made.length] = (made[at % made.length] as number) ^ by;
    equal(readNarrowFragment(made), null);
  }));
});

test("a frame that goes whole costs five bytes more", () => {
  const whole = encodeNarrowFragment({ level: 3, again: false, sort: "whole", bytes: new Uint8Array(300) });
  equal(whole.length, 305);
});

test("a link is narrow by its declared rate or its greatest fragment, and by nothing else", () => {
  deepEqual([64_000, 64_001, null].map((rateBps) => isNarrow({ rateBps, mtuBytes: 1_024 })), [true, false, false]);
  deepEqual([1_023, 1_024].map((mtuBytes) => isNarrow({ rateBps: null, mtuBytes })), [true, false]);
});

test("a link that is narrow in one direction is narrow for both ends, and each cuts by what it sends", () => {
  const ship = { rateBps: 1_200, backBps: 256_000, mtuBytes: 1_200 };
  deepEqual([isNarrow(ship), isNarrow(turned(ship))], [true, true]);
  deepEqual([narrowFragmentLength(ship), narrowFragmentLength(turned(ship))], [64, 1_200]);
  equal(isNarrow({ rateBps: null, backBps: 300, mtuBytes: 1_200 }), true);
  equal(isNarrow({ rateBps: null, backBps: null, mtuBytes: 1_200 }), false);
  const wired = { rateBps: 2_400, mtuBytes: 1_200, aroundBytes: 3 };
  equal(narrowFragmentLength(wired), 147, "what stands around a fragment is what the terms say");
});

test("a fragment and what the bearer puts around it take half a second, or 64 bytes", () => {
  const lengths = [2_400, 300, 75, 9_600].map((rateBps) => narrowFragmentLength({ rateBps, mtuBytes: 400 }));
  deepEqual(lengths, [122, 64, 64, 400]);
  equal(narrowFragmentLength({ rateBps: null, mtuBytes: 400 }), 400);
  equal(halfSecondBytes({ rateBps: 2_400 }), 150);
});

/** A frame in pieces for fragments of a length. */
function cut(frame: Uint8Array, id: number, fragmentBytes: number, level = 0): Part[] {
  const length = pieceLength(frame.length, fragmentBytes);
  const count = Math.ceil(frame.length / length);
  return Array.from({ length: count }, (_, index) => (
    { level, again: false, sort: "piece", id, index, count, bytes: frame.slice(index * length, (index + 1) * length) }
  ));
}

test("pieces fit, and come together in any order, some of them twice", () => {
  const frames = fc.uint8Array({ minLength: 2, maxLength: 9_000 });
  fc.assert(fc.property(frames, fc.integer({ min: 64, max: 300 }), fc.nat(1e9), (frame, fragmentBytes, seed) => {
    const draw = seeded(seed);
    const parts = cut(frame, 5, fragmentBytes);
    ok(parts.every((part) => encodeNarrowFragment(part).length <= fragmentBytes));
    if (parts.length < 2) return;
    const assembly = emptyAssembly();
    const order = [...parts, ...parts.filter(() => draw() < 0.3)].toSorted(() => draw() - 0.5);
    const outcomes = order.map((part) => takePart(assembly, part, 0));
    deepEqual(outcomes.flatMap((one) => one.frame === null ? [] : [one.frame]), [frame]);
    equal(assembly.bytes, 0);
  }), { numRuns: 60 });
});

test("the longest frame goes in pieces of the shortest fragments", () => {
  const frame = new Uint8Array(frameBytesMax).fill(7);
  const parts = cut(frame, 0, fragmentBytesMin);
  ok(parts.length <= piecesMax && parts.every((part) => encodeNarrowFragment(part).length <= fragmentBytesMin));
});

test("what has not come is named in runs", () => {
  const assembly = emptyAssembly();
  const parts = cut(new Uint8Array(600).fill(1), 9, 64);
  equal(parts.length, 11);
  let last: Assembled | null = null;
  for (const at of [0, 3, 4, 9]) last = takePart(assembly, parts[at] as Part, 0);
  const partial = last?.partial;
  ok(partial !== undefined && partial !== null);
  deepEqual(lackedRuns(partial, 64), [{ from: 1, to: 3 }, { from: 5, to: 9 }, { from: 10, to: 11 }]);
  deepEqual(lackedRuns(partial, 2), [{ from: 1, to: 3 }, { from: 5, to: 9 }]);
});

test("a late piece of a frame that was whole begins none, and one of another frame does", () => {
  const assembly = emptyAssembly();
  const parts = cut(new Uint8Array(200).fill(1), 9, 64);
  for (const part of parts) takePart(assembly, part, 0);
  equal(takePart(assembly, parts[0] as Part, 0).late, true);
  equal(takePart(assembly, cut(new Uint8Array(300), 9, 64)[0] as Part, 0).late, false);
  for (let id = 100; id < 100 + wholeMax; id++) for (const part of cut(new Uint8Array(90), id, 64)) {
    takePart(assembly, part, 0);
  }
  equal(takePart(assembly, parts[0] as Part, 0).late, false, "sixteen are remembered");
});

test("symbols come together whatever is lost", () => {
  const frame = Uint8Array.from({ length: 700 }, (_, at) => at * 3);
  const assembly = emptyAssembly();
  const made = [1, 2, 3, 20, 21, 22, 23, 24, 25].map((number) => takePart(assembly, {
    level: 3, again: false, sort: "symbol", id: 1, length: 700, number, bytes: symbolOf(frame, 100, number),
  }, 0));
  deepEqual(made.flatMap((one) => one.frame === null ? [] : [one.frame]), [frame]);
  equal(made.filter((one) => one.late).length, 2);
});

test("what is put together keeps within its limits, the longest silent giving way", () => {
  const assembly = emptyAssembly();
  const begun = (id: number, length: number, nowMs = 0): Assembled => takePart(assembly, {
    level: 0, again: false, sort: "piece", id, index: 0, count: 4, bytes: new Uint8Array(length),
  }, nowMs);
  for (let id = 0; id < partialsMax; id++) equal(begun(id, 10).evicted, 0);
  equal(begun(200, 10).evicted, 1);
  ok(!assembly.partials.has(0) && assembly.partials.has(1));
  equal(begun(201, 10, narrowIdleMsMax + 1).evicted, 0);
  deepEqual([...assembly.partials.keys()], [201], "what nothing came of is no excess");
  for (let id = 0; id < 40; id++) begun(id, 60_000, narrowIdleMsMax + 1);
  ok(assembly.bytes <= narrowPartialBytesMax);
  const evictedFountain = takePart(assembly, {
    level: 0, again: false, sort: "symbol", id: 250, length: 4_096, number: 9_000, bytes: Uint8Array.of(1),
  }, narrowIdleMsMax + 1);
  ok(evictedFountain.evicted > 0 && assembly.bytes <= narrowPartialBytesMax, "a fountain counts with all it may take");
});

test("nothing that is read can make the assembly throw", () => {
  const draw = seeded(3);
  const assembly = emptyAssembly();
  for (let round = 0; round < 20_000; round++) {
    const length = 1 + Math.floor(draw() * 60);
    const noise = Uint8Array.from({ length }, () => draw() * 256);
    noise[0] = [4, 8, 0x14, 0x18][Math.floor(draw() * 4)] as number;
    const read = readNarrowFragment(concat(noise, crcOf(noise)));
    if (read !== null && read.sort !== "whole") takePart(assembly, read, round * 100);
  }
  ok(assembly.bytes <= narrowPartialBytesMax && assembly.partials.size <= partialsMax);
});

function crcOf(body: Uint8Array): Uint8Array {
  const whole = encodeNarrowFragment({ level: 0, again: false, sort: "whole", bytes: body });
  ok(whole.length === body.length + 5);
  let crc = 0xffff_ffff;
  for (const byte of body) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ 0x82f6_3b78;
  }
  crc = ~crc;
  return Uint8Array.of(crc >>> 24, crc >>> 16, crc >>> 8, crc);
}
