import { deepEqual, equal, ok } from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { decode, encode } from "../../src/core/bytes/cbor.ts";
import { encodeShape } from "../../src/core/bytes/shape.ts";
import type { Json } from "../../src/core/bytes/shape.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { ChirographError } from "../../src/core/errors.ts";
import { example, shapes, shown } from "./01-encoding.cases.ts";
import type { Case, VectorFile } from "./06-messages.cases.ts";

const folder = new URL("../../vectors/01-encoding/", import.meta.url);
const spec = readFileSync(new URL("../../spec/01-encoding.md", import.meta.url), "utf8");
const files = readdirSync(folder).map((name) => {
  return [name, JSON.parse(readFileSync(new URL(name, folder), "utf8")) as VectorFile] as const;
});

const runners: Readonly<Record<string, (one: Case) => unknown>> = {
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

for (const [name, file] of files) {
  test(`vectors/01-encoding/${name}`, () => {
    equal(file.chapter, "01-encoding");
    const run = runners[name];
    ok(run !== undefined, "a runner for every file");
    for (const one of file.cases) {
      let made: unknown;
      let error: string | null = null;
      try {
        made = run(one);
      } catch (caught) {
        if (!(caught instanceof ChirographError)) throw new Error(one.name, { cause: caught });
        error = caught.code;
      }
      equal(error, one.accept ? null : one.error, one.name);
      if (one.accept) deepEqual(JSON.parse(JSON.stringify(made)), one.expect, one.name);
    }
  });
}

test("every MUST of chapter 01 has a case", () => {
  const musts = new Set(spec.match(/\*\*\[E-\d+\]\*\*/gu)?.map((one) => one.slice(3, -3)));
  equal(musts.size, 13);
  const covered = new Set(files.flatMap(([, file]) => file.cases.flatMap((one) => one.must)));
  const elsewhere = spec.slice(spec.indexOf("## Shown by")).includes("| E-13 | `vectors/02-keys") ? ["E-13"] : [];
  deepEqual([...musts].sort(), [...covered, ...elsewhere].sort());
});

test("more cases are refused than accepted, and the worked example is what the chapter says", () => {
  const all = files.flatMap(([, file]) => file.cases);
  ok(all.filter((one) => !one.accept).length > all.filter((one) => one.accept).length);
  const reply = Uint8Array.of(0, 255, 0, 255);
  const item = { name: "Ölm", reply, sent: 1_000, order: "second" } as const;
  ok(spec.includes(toHex(encodeShape(example, item))));
  ok(spec.includes(toHex(encodeShape(example, { ...item, reply: null }))));
  ok(spec.includes(`example = ${example.cddl}`));
});
