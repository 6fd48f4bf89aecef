import { deepEqual, ok, throws } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encode } from "./cbor.ts";
import type { Value } from "./cbor.ts";
import { bytes, decodeShape, encodeShape, list, oneOf, optional, struct, text, uint } from "./shape.ts";
import type { Json } from "./shape.ts";
import { ChirographError } from "../errors.ts";

const shape = struct({
  number: uint(1_000), hash: bytes(4), some: bytes(0, 3), words: text(16, 1), order: oneOf("first", "second"),
  maybe: optional(uint(9)), items: list(struct({ at: uint() }), 3, 1),
});
const good = fc.record({
  number: fc.nat(1_000),
  hash: fc.uint8Array({ minLength: 4, maxLength: 4 }).map((one) => Uint8Array.from(one)),
  some: fc.uint8Array({ maxLength: 3 }).map((one) => Uint8Array.from(one)),
  words: fc.string({ unit: "grapheme", minLength: 1, maxLength: 4 }).filter((one) => Buffer.byteLength(one) <= 16),
  order: fc.constantFrom("first" as const, "second" as const),
  maybe: fc.option(fc.nat(9)),
  items: fc.array(fc.record({ at: fc.maxSafeNat() }, { noNullPrototype: true }), { minLength: 1, maxLength: 3 }),
}, { noNullPrototype: true });

const isShape = (error: unknown): boolean => error instanceof ChirographError && error.code === "shape";

test("bytes and JSON each give the item back", () => {
  fc.assert(fc.property(good, (item) => {
    deepEqual(decodeShape(shape, encodeShape(shape, item)), item);
    deepEqual(shape.fromJson(JSON.parse(JSON.stringify(shape.toJson(item))) as Json, ""), item);
  }));
});

test("any other value, and any other JSON, is refused as a shape and nothing else", () => {
  fc.assert(fc.property(fc.jsonValue(), (json) => {
    try {
      shape.fromJson(json as Json, "");
    } catch (error) {
      ok(isShape(error), String(error));
    }
  }));
  const json = shape.toJson({
    number: 1, hash: new Uint8Array(4), some: new Uint8Array(0), words: "w", order: "first", maybe: null,
    items: [{ at: 0 }],
  }) as Record<string, Json>;
  // A field left out reads as absent, which most places refuse.
  for (const name of Object.keys(json).filter((one) => one !== "maybe")) {
    throws(() => shape.fromJson({ ...json, [name]: null }, ""), isShape, name);
  }
  throws(() => shape.fromJson({ ...json, more: 1 }, ""), isShape);
  throws(() => shape.fromJson(JSON.parse(`{"__proto__": 1}`) as Json, ""), isShape);
  throws(() => shape.fromJson({ ...json, hash: "ABCDEF01" }, ""), isShape, "capitals");
  throws(() => shape.fromJson({ ...json, words: "\ud800" }, ""), isShape, "a lone surrogate");
});

test("a structure has its fields, no more and no fewer", () => {
  const item: readonly Value[] = [1, new Uint8Array(4), new Uint8Array(0), "w", 0, [], [[0]]];
  ok(decodeShape(shape, encode(item)));
  throws(() => decodeShape(shape, encode([...item, 0])), isShape);
  throws(() => decodeShape(shape, encode(item.slice(1))), isShape);
  throws(() => decodeShape(shape, encode(item.with(4, 2))), isShape, "a word beyond the list");
  throws(() => decodeShape(shape, encode(item.with(5, [1, 2]))), isShape, "two where one may be");
});
