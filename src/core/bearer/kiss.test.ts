import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { createNumbers } from "../../emulator/draw.ts";
import { createKissReader, encodeKiss } from "./kiss.ts";

const everyByte = Uint8Array.from({ length: 256 }, (_, at) => at);
const bytesOf = (hex: string): Uint8Array => Uint8Array.fromHex(hex);

test("ends and escapes stand escaped, and every byte comes back", () => {
  deepEqual(encodeKiss(Uint8Array.of(0xc0, 0xdb, 0xdc, 0xdd, 1)), bytesOf("c000dbdcdbdddcdd01c0"));
  deepEqual(createKissReader(256).read(encodeKiss(everyByte)), [everyByte]);
});

test("however the stream is cut, the same comes out", () => {
  const stream = Uint8Array.from([everyByte, Uint8Array.of(1), everyByte].flatMap((one) => [...encodeKiss(one)]));
  for (const size of [1, 2, 7, 100]) {
    const reader = createKissReader(256);
    const came: Uint8Array[] = [];
    for (let at = 0; at < stream.length; at += size) came.push(...reader.read(stream.subarray(at, at + size)));
    deepEqual(came, [everyByte, Uint8Array.of(1), everyByte]);
  }
});

test("garbage, a wrong escape, another command and a frame too long: passed over, and the next one is read", () => {
  const good = encodeKiss(Uint8Array.of(5, 6));
  for (const before of ["0102030405", "c000db01c0", "c000dbc0", "c00601c0", "c0c0c0", "c000c0", "c010aac0"]) {
    const reader = createKissReader(4);
    deepEqual(reader.read(Uint8Array.of(...bytesOf(before), ...good)), [Uint8Array.of(5, 6)], before);
  }
  const reader = createKissReader(4);
  deepEqual(reader.read(encodeKiss(Uint8Array.of(1, 2, 3, 4))), [Uint8Array.of(1, 2, 3, 4)]);
  deepEqual(reader.read(encodeKiss(Uint8Array.of(1, 2, 3, 4, 5))), []);
  deepEqual(reader.read(good), [Uint8Array.of(5, 6)]);
});

test("a frame is being heard from its command byte to its end", () => {
  const reader = createKissReader(8);
  equal(reader.inside, false);
  reader.read(Uint8Array.of(0xc0));
  equal(reader.inside, false);
  reader.read(Uint8Array.of(0));
  equal(reader.inside, true);
  reader.read(Uint8Array.of(1, 0xc0));
  equal(reader.inside, false);
  deepEqual(reader.read(Uint8Array.of(0, 5, 0xc0)), [Uint8Array.of(5)], "the first bytes of all may be a frame's");
});

test("whatever bytes come, a reader keeps one frame's worth, and reads what is whole afterwards", () => {
  const next = createNumbers(11, "garbage");
  const reader = createKissReader(64);
  for (let round = 0; round < 200; round++) {
    const byte = (): number => (next() % 3 === 0 ? [0xc0, 0xdb, 0xdc, 0][next() % 4]! : next());
    const noise = Uint8Array.from({ length: next() % 500 }, byte);
    for (const one of reader.read(noise)) equal(one.length <= 64, true);
    deepEqual(reader.read(encodeKiss(Uint8Array.of(round & 255, 1))).at(-1), Uint8Array.of(round & 255, 1));
    equal(reader.inside, false);
  }
});
