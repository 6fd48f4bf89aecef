import { deepEqual, throws } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { toHex } from "../bytes/hex.ts";
import { decodeNarrowFrame, encodeNarrowFrame, narrowEnvelopeBytesMax } from "./frame.ts";
import type { NarrowFrame } from "./frame.ts";
import { packNumber, PackedReader } from "./number.ts";
import { logTag } from "./tag.ts";

const tag = fc.uint8Array({ minLength: 4, maxLength: 4 });
const seq = fc.maxSafeNat();
const plain = { noNullPrototype: true } as const;
const frame: fc.Arbitrary<NarrowFrame> = fc.oneof(
  fc.record({ name: fc.constant("full-please" as const), tag, seq }, plain),
  fc.record({ name: fc.constant("entry" as const), tag, seq, envelope: fc.uint8Array({ minLength: 1 }) }, plain),
);

test("a frame comes back as it was", () => {
  fc.assert(fc.property(frame, (one) => deepEqual(decodeNarrowFrame(encodeNarrowFrame(one)), one)));
});

test("whatever bytes a frame is read from, they are its only encoding", () => {
  fc.assert(fc.property(fc.uint8Array(), fc.integer({ min: 0, max: 3 }), (rest, type) => {
    const bytes = Uint8Array.of(type, ...rest);
    try {
      deepEqual(encodeNarrowFrame(decodeNarrowFrame(bytes)), bytes);
    } catch (error) {
      deepEqual((error as { code?: string }).code, "line-frame");
    }
  }));
});

test("numbers have one form, and end at 2^53 - 1", () => {
  deepEqual([0, 127, 128, 16_383, 16_384].map((one) => toHex(packNumber(one))), ["00", "7f", "8100", "ff7f", "818000"]);
  const read = (...bytes: number[]): number => new PackedReader(Uint8Array.from(bytes)).number();
  deepEqual(new PackedReader(packNumber(2 ** 53 - 1)).number(), 2 ** 53 - 1);
  throws(() => read(0x80, 0x01), { code: "line-frame" });
  throws(() => read(0x90, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00), { code: "line-frame" });
  throws(() => read(0x81), { code: "line-frame" });
});

test("an entry without bytes, or with too many, is none", () => {
  const whole = (length: number): Uint8Array => encodeNarrowFrame(
    { name: "entry", tag: new Uint8Array(4), seq: 1, envelope: new Uint8Array(length) },
  );
  throws(() => decodeNarrowFrame(whole(0)), { code: "line-frame" });
  throws(() => decodeNarrowFrame(whole(narrowEnvelopeBytesMax + 1)), { code: "line-frame" });
});

test("a tag names a log and its channel", () => {
  const crypto = createNodeCrypto();
  const of = (channel: number, log: number): string => (
    toHex(logTag(crypto, new Uint8Array(32).fill(channel), new Uint8Array(16).fill(log)))
  );
  deepEqual(new Set([of(1, 1), of(1, 2), of(2, 1)]).size, 3);
});
