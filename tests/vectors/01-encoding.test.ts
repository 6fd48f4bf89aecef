import { equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { decode, encode } from "../../src/core/bytes/cbor.ts";
import { encodeShape } from "../../src/core/bytes/shape.ts";
import type { Json } from "../../src/core/bytes/shape.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { example, shapes, shown } from "./01-encoding.cases.ts";
import { readChapter, runVectors, testMusts } from "./vectors.ts";
import type { Runner } from "./vectors.ts";

const chapter = readChapter("01-encoding");
const { spec } = chapter;

const runners: Readonly<Record<string, Runner>> = {
  "values.json": ({ input }) => {
    const value = decode(Uint8Array.fromHex(input["bytes"] as string));
    equal(toHex(encode(value)), input["bytes"]);
    return shown(value);
  },
  "shapes.json": ({ input }) => {
    const shape = shapes[input["shape"] as string];
    ok(shape !== undefined);
    if (input["json"] !== undefined) return shape.toJson(shape.fromJson(input["json"] as Json, ""));
    const item = shape.fromValue(decode(Uint8Array.fromHex(input["bytes"] as string)), "");
    equal(toHex(encode(shape.toValue(item))), input["bytes"]);
    return shape.toJson(item);
  },
};

runVectors(chapter, runners);
testMusts(chapter, "E");

test("more cases are refused than accepted, and the worked example is what the chapter says", () => {
  const all = [...chapter.files.values()].flat();
  ok(all.filter((one) => !one.accept).length > all.filter((one) => one.accept).length);
  const reply = Uint8Array.of(0, 255, 0, 255);
  const item = { name: "Ölm", reply, sent: 1_000, order: "second" } as const;
  ok(spec.includes(toHex(encodeShape(example, item))));
  ok(spec.includes(toHex(encodeShape(example, { ...item, reply: null }))));
  ok(spec.includes(`example = ${example.cddl}`));
});
