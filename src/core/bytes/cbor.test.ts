import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { test } from "node:test";
import { encode as encodeByCborg, rfc8949EncodeOptions } from "cborg";
import fc from "fast-check";
import { cborDepthMax, cborItemsMax, decode, encode } from "./cbor.ts";
import type { Value } from "./cbor.ts";
import { ChirographError } from "../errors.ts";

const bytes = (max: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength: max }).map(
  (one) => Uint8Array.from(one),
);
const { value: anyValue } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6 },
    fc.maxSafeNat(), fc.nat(70_000), fc.string({ unit: "binary", maxLength: 300 }).filter((one) => one.isWellFormed()),
    bytes(300), fc.array(tie("value"), { maxLength: 30 }) as fc.Arbitrary<Value>,
  ),
}));

test("what is encoded decodes to the same value, and another library writes the same bytes", () => {
  fc.assert(fc.property(anyValue, (value) => {
    const encoded = encode(value);
    deepEqual(decode(encoded), value);
    // RFC 8949 §4.2.1 for the types of the profile.
    deepEqual(encoded, Uint8Array.from(encodeByCborg(value, rfc8949EncodeOptions)));
  }), { numRuns: 2_000 });
});

test("whatever is accepted encodes to the bytes it came from; everything else is an error with a code", () => {
  let accepted = 0;
  const whole = (input: Uint8Array): void => {
    let value: Value;
    try {
      value = decode(input);
    } catch (error) {
      ok(error instanceof ChirographError && error.code.startsWith("cbor-"), String(error));
      return;
    }
    accepted += 1;
    deepEqual(encode(value), input);
  };
  fc.assert(fc.property(bytes(40), whole), { numRuns: 5_000 });
  // One byte of good bytes changed comes nearer to what an enemy sends than bytes by chance.
  fc.assert(fc.property(anyValue, fc.nat(), fc.nat(255), (value, at, byte) => {
    const input = encode(value);
    whole(input.with(at % input.length, byte));
  }), { numRuns: 3_000 });
  ok(accepted > 1_000, `${accepted} accepted`);
});

test("every beginning of good bytes is cut short, and whatever follows them is one byte too many", () => {
  const code = (wanted: string) => (error: unknown): boolean => error instanceof ChirographError
    && error.code === wanted;
  const input = encode([1, [256, "Ölm", new Uint8Array(30)], 2 ** 53 - 1]);
  for (let length = 0; length < input.length; length++) throws(
    () => decode(input.slice(0, length)), code("cbor-truncated"),
  );
  throws(() => decode(Uint8Array.of(...input, 0)), code("cbor-trailing"));
});

test("a short input that claims much reserves nothing, and depth and counts are bounded", () => {
  const code = (input: Uint8Array): string => {
    try {
      decode(input);
      return "accepted";
    } catch (error) {
      return error instanceof ChirographError ? error.code : String(error);
    }
  };
  equal(code(Uint8Array.of(0x99, 0xff, 0xff)), "cbor-truncated");
  equal(code(Uint8Array.of(0x5b, 0, 0x0f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)), "cbor-truncated");
  equal(code(encode(Array.from({ length: cborItemsMax }, () => 0))), "accepted");
  equal(code(Uint8Array.of(0x9a, 0x00, 0x01, 0x00, 0x01, ...new Uint8Array(cborItemsMax + 1))), "cbor-too-large");
  equal(code(Uint8Array.of(...new Uint8Array(cborDepthMax - 1).fill(0x81), 0x80)), "accepted");
  equal(code(Uint8Array.of(...new Uint8Array(cborDepthMax).fill(0x81), 0x80)), "cbor-too-deep");
});

test("what is not of the profile is our own mistake, and never written", () => {
  for (const one of [-1, 0.5, Number.NaN, 2 ** 53, Infinity]) throws(() => encode(one), /not a uint/u);
});
