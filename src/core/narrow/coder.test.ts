import { deepEqual, ok, throws } from "node:assert/strict";
import { test } from "node:test";
import { code, decoder } from "./coder.ts";
import { Model } from "./model.ts";
import { ChirographError } from "../errors.ts";
import { seeded } from "../agree/record.fixture.ts";

function decoded(coded: Uint8Array, length: number): Uint8Array {
  const next = decoder(new Model(), coded, length);
  return Uint8Array.from({ length }, () => next());
}

test("what one learns to expect costs next to nothing, and what then surprises still comes back", () => {
  // Evidence runs to its edge on both sides, where a probability is neither all nor nothing.
  for (const byte of [0x00, 0xff, 0x61]) {
    const bytes = new Uint8Array(6_000).fill(byte);
    bytes[5_999] = byte ^ 0xff;
    const coded = code(new Model(), bytes);
    ok(coded.length < 100, `${coded.length} bytes of ${byte}`);
    deepEqual(decoded(coded, bytes.length), bytes);
  }
});

test("a number that ends in zeros is said without them, and read as if they stood there", () => {
  // What begins with ones alone lies at nothing: all its bytes are zeros, and none needs to be said.
  for (let length = 1; length <= 300; length += 23) {
    const bytes = new Uint8Array(length).fill(0xff);
    deepEqual(code(new Model(), bytes), new Uint8Array(0));
    deepEqual(decoded(new Uint8Array(0), length), bytes);
  }
  const draw = seeded(11);
  for (let round = 0; round < 100; round++) {
    const bytes = Uint8Array.from({ length: 1 + draw(6) }, () => draw(3) === 0 ? draw(256) : 0xff);
    const coded = code(new Model(), bytes);
    ok(coded.at(-1) !== 0);
    deepEqual(decoded(coded, bytes.length), bytes);
    deepEqual(decoded(Uint8Array.of(...coded, 0, 0), bytes.length), bytes);
  }
});

test("no more is given than was allowed, whatever the number says", () => {
  const next = decoder(new Model(), Uint8Array.of(1, 2, 3), 2);
  next();
  next();
  throws(next, ChirographError);
});
