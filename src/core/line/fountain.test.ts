import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  blockSymbolsMax, coefficients, emptyFountain, fountainFrame, multiply, symbolOf, symbolsToSend, takeSymbol,
} from "./fountain.ts";
import { seeded } from "./line.fixture.ts";

const byte = fc.nat(255);

test("multiplication is that of a field", () => {
  equal(multiply(2, 128), 0x1d);
  equal(multiply(0x57, 0x13), multiply(0x13, 0x57));
  fc.assert(fc.property(byte, byte, byte, (a, b, c) => {
    equal(multiply(a, b ^ c), multiply(a, b) ^ multiply(a, c));
    equal(multiply(a, multiply(b, c)), multiply(multiply(a, b), c));
    equal(multiply(a, 1), a);
  }));
  for (let a = 1; a < 256; a++) {
    equal(new Set(Array.from({ length: 256 }, (_, b) => multiply(a, b))).size, 256, "no two products are one");
  }
});

/** What is put together of some symbols of a frame: the frame, and how many of the symbols said something new. */
function assemble(frame: Uint8Array, symbolBytes: number, numbers: readonly number[]): [Uint8Array | null, number] {
  const fountain = emptyFountain(frame.length, symbolBytes);
  const news = numbers.filter((number) => takeSymbol(fountain, number, symbolOf(frame, symbolBytes, number)));
  return [fountainFrame(fountain), news.length];
}

const frameAndSymbol = fc.tuple(
  fc.uint8Array({ minLength: 1, maxLength: 3_000 }), fc.integer({ min: 8, max: 200 }), fc.nat(1e9),
).map(([frame, symbolBytes, seed]) => ({ frame, symbolBytes: Math.min(symbolBytes, frame.length), seed }));

test("the sources alone give the frame, in any order", () => {
  fc.assert(fc.property(frameAndSymbol, ({ frame, symbolBytes, seed }) => {
    const draw = seeded(seed);
    const sources = Math.ceil(frame.length / symbolBytes);
    const numbers = Array.from({ length: sources }, (_, at) => at).toSorted(() => draw() - 0.5);
    deepEqual(assemble(frame, symbolBytes, numbers), [frame, sources]);
  }), { numRuns: 50 });
});

test("any symbols that are independent and as many as the sources give the frame, and fewer never do", () => {
  fc.assert(fc.property(frameAndSymbol, ({ frame, symbolBytes, seed }) => {
    const draw = seeded(seed);
    const sources = Math.ceil(frame.length / symbolBytes);
    const fountain = emptyFountain(frame.length, symbolBytes);
    const heard = new Set<number>();
    let news = 0;
    while (fountain.lacking > 0) {
      equal(fountainFrame(fountain), null);
      const number = Math.floor(draw() * (sources * 4 + 16));
      const isNew = takeSymbol(fountain, number, symbolOf(frame, symbolBytes, number));
      ok(!(isNew && heard.has(number)), "the same symbol says nothing twice");
      heard.add(number);
      if (isNew) news += 1;
    }
    equal(news, sources);
    deepEqual(fountainFrame(fountain), frame);
  }), { numRuns: 50 });
});

test("repair alone gives a frame of several blocks, with hardly a symbol too many", () => {
  const frame = Uint8Array.from({ length: 20 * (2 * blockSymbolsMax + 30) }, (_, at) => (at * 31) ^ (at >> 7));
  const sources = frame.length / 20;
  const [made, news] = assemble(frame, 20, Array.from({ length: sources + 12 }, (_, at) => 5_000 + at));
  deepEqual(made, frame);
  equal(news, sources);
});

test("the coefficients are those of the specification", () => {
  deepEqual([...coefficients(1, 4)], [107, 144, 100, 231]);
  deepEqual([...coefficients(1, 2)], [...coefficients(1, 4)].slice(0, 2));
});

test("as many symbols are sent as the declared loss asks for: about one frame in a hundred is not whole", () => {
  const draw = seeded(7);
  for (const [sources, loss] of [[1, 0], [1, 0.3], [6, 0.2], [30, 0.4], [100, 0.25]] as const) {
    let lost = 0;
    for (let round = 0; round < 1_000; round++) {
      let heard = 0;
      for (let sent = 0; sent < symbolsToSend(sources, loss); sent++) if (draw() >= loss) heard += 1;
      if (heard < sources) lost += 1;
    }
    ok(lost <= 20, `${sources} sources at ${loss}: ${lost} of 1,000 not whole`);
  }
});
