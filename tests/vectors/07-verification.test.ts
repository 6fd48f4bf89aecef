import { deepEqual, equal, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { VectorFile } from "./06-messages.cases.ts";
import { runExport, runProof } from "./07-verification.cases.ts";
import type { Edit } from "./07-verification.cases.ts";
import { ChirographError } from "../../src/core/errors.ts";
import { cddlRule } from "../../src/core/mechanism/cddl.ts";
import { exportItems } from "../../src/core/record/export.ts";

const folder = new URL("../../vectors/07-verification/", import.meta.url);
const spec = readFileSync(new URL("../../spec/07-verification.md", import.meta.url), "utf8");
const read = (name: string): VectorFile => JSON.parse(readFileSync(new URL(name, folder), "utf8")) as VectorFile;
const files = { "export.json": read("export.json"), "proof.json": read("proof.json") };

for (const [name, file] of Object.entries(files)) {
  test(`vectors/07-verification/${name}`, () => {
    equal(file.chapter, "07-verification");
    const whole = file.cases[0]?.input ?? {};
    for (const one of file.cases) {
      const edits = (one.input["edits"] ?? []) as readonly Edit[];
      const roots = one.input["trusted"] as readonly string[];
      let made: unknown;
      let error: string | undefined;
      try {
        made = name === "proof.json"
          ? runProof(whole["text"] as string, edits, roots)
          : runExport(Uint8Array.fromHex(whole["file"] as string), edits, roots);
      } catch (caught) {
        if (!(caught instanceof ChirographError)) throw new Error(one.name, { cause: caught });
        error = caught.code;
      }
      equal(error, one.error, one.name);
      deepEqual(JSON.parse(JSON.stringify(made ?? null)), one.expect ?? null, one.name);
    }
  });
}

test("every MUST of chapter 07 has a case, and more is rejected than accepted", () => {
  const cases = Object.values(files).flatMap((file) => file.cases);
  const musts = new Set(spec.match(/\*\*\[V-\d+\]\*\*/gu)?.map((one) => one.slice(3, -3)));
  const shown = new Set(spec.slice(spec.indexOf("## Shown by")).match(/V-\d+/gu));
  ok(musts.size > 15);
  for (const must of musts) ok(shown.has(must) || cases.some((one) => one.must.includes(must)), must);
  for (const one of cases) for (const must of one.must) ok(musts.has(must) || must === "K-14", must);
  ok(cases.filter((one) => !one.accept).length > cases.filter((one) => one.accept).length);
});

test("the CDDL of chapter 07 is what the declarations say", () => {
  for (const [name, shape] of exportItems) ok(spec.includes(cddlRule(`${name}-item`, shape as never)), name);
});
