import { deepEqual, equal, notDeepEqual, throws } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { concat } from "../bytes/hex.ts";
import { digestOfHeads, encodeControl, readNarrowContent } from "./narrow-control.ts";
import type { Control, HeadsPart } from "./narrow-control.ts";

const plain = { noNullPrototype: true } as const;
const tag = fc.uint8Array({ minLength: 4, maxLength: 4 });
const digest = fc.uint8Array({ minLength: 8, maxLength: 8 });
const number = fc.nat(2 ** 30);
const byte = fc.nat(255);
const name = <N extends string>(one: N): fc.Arbitrary<N> => fc.constant(one);
const head = fc.record({ tag, size: number, singles: fc.array(number, { maxLength: 5 }) }, plain);
const control: fc.Arbitrary<Control> = fc.oneof(
  fc.record({ name: name("full-please"), tag, seq: number }, plain),
  fc.record({ name: name("unopened"), tag, seq: number }, plain),
  fc.record({ name: name("ping"), counter: byte, digest }, plain),
  fc.record({ name: name("pong"), counter: byte }, plain),
  fc.record({ name: name("more"), id: byte, count: fc.nat(4_096) }, plain),
  fc.record({
    name: name("heads"), part: fc.constantFrom<HeadsPart>("some", "more", "last"),
    heads: fc.array(head, { maxLength: 5 }), rest: fc.constant(null),
  }, plain),
  fc.record({
    name: name("heads"), part: fc.constant<HeadsPart>("newest"), heads: fc.array(head, { maxLength: 5 }), rest: digest,
  }, plain),
  fc.record({
    name: name("want"),
    ranges: fc.array(fc.record({ tag, from: number, to: number }, plain).filter(({ from, to }) => from <= to), {
      maxLength: 5,
    }),
  }, plain),
  fc.record({
    name: name("lack"), id: byte,
    runs: fc.uniqueArray(fc.nat(4_096), { maxLength: 10 }).map((ends) => {
      const sorted = ends.toSorted((a, b) => a - b);
      return sorted.flatMap((to, at) => at % 2 === 1 ? [{ from: sorted[at - 1] as number, to }] : []);
    }),
  }, plain),
);

test("control frames stand one after the other, and a frame with an entry after them", () => {
  const entry = fc.constantFrom(null, Uint8Array.of(1, 2, 3), Uint8Array.of(0x85, 3));
  fc.assert(fc.property(fc.array(control, { minLength: 1, maxLength: 6 }), entry, (controls, rest) => {
    const bytes = concat(...controls.map(encodeControl), rest ?? new Uint8Array(0));
    deepEqual(readNarrowContent(bytes), { controls, rest });
  }));
});

test("bytes that are no frames are refused, and nothing else is thrown", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), byte, (noise, type) => {
    try {
      const { controls, rest } = readNarrowContent(Uint8Array.of(type % 14, ...noise));
      deepEqual(concat(...controls.map(encodeControl), rest ?? new Uint8Array(0)), Uint8Array.of(type % 14, ...noise));
    } catch (caught) {
      equal((caught as { code?: string }).code, "line-frame");
    }
  }), { numRuns: 2_000 });
  for (const bad of [[0], [13], [127], [4], [4, 1, 0], [9, 1, 0x80, 1], [8, 1, 1, 0x9f, 0x7f, 0x9f, 0x7f]]) {
    throws(() => readNarrowContent(Uint8Array.from(bad)), { code: "line-frame" });
  }
});

test("a ping takes ten bytes, a pong two", () => {
  equal(encodeControl({ name: "ping", counter: 1, digest: new Uint8Array(8) }).length, 10);
  equal(encodeControl({ name: "pong", counter: 1 }).length, 2);
});

test("the digest of heads is one, whatever their order, and another for any other holding", () => {
  const crypto = createNodeCrypto();
  const log = (of: number): Uint8Array => new Uint8Array(16).fill(of);
  const [one, two] = [{ log: log(1), size: 3, singles: [] }, { log: log(2), size: 1, singles: [7, 5] }];
  const all = digestOfHeads(crypto, [one, two]);
  equal(all.length, 8);
  deepEqual(digestOfHeads(crypto, [{ ...two, singles: [5, 7] }, one]), all);
  deepEqual(digestOfHeads(crypto, [one, two, { log: log(3), size: 0, singles: [] }]), all);
  const others = [[one], [one, { ...two, size: 2 }], [one, { ...two, singles: [5] }], [{ ...one, log: log(4) }, two]];
  for (const other of others) {
    notDeepEqual(digestOfHeads(crypto, other), all);
  }
});
