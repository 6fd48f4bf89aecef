import { deepEqual, equal, ok } from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import type { Shape } from "../../src/core/bytes/shape.ts";
import { ChirographError } from "../../src/core/errors.ts";
import { frames } from "../../src/core/line/frame.ts";
import { cddlRule } from "../../src/core/mechanism/cddl.ts";
import { runners } from "./05-line.cases.ts";
import type { VectorFile } from "./05-line.cases.ts";

const folder = new URL("../../vectors/05-line/", import.meta.url);
const spec = readFileSync(new URL("../../spec/05-line.md", import.meta.url), "utf8");
const files = readdirSync(folder).map((name) => [name, read(name)] as const);

function read(name: string): VectorFile {
  return JSON.parse(readFileSync(new URL(name, folder), "utf8")) as VectorFile;
}

for (const [name, file] of files) {
  test(`vectors/05-line/${name}`, () => {
    equal(file.chapter, "05-line");
    const run = runners[name];
    ok(run !== undefined, "a runner for every file");
    for (const one of file.cases) {
      let made: unknown;
      let error: string | null = null;
      try {
        made = run(one.input);
      } catch (caught) {
        if (!(caught instanceof ChirographError)) throw new Error(one.name, { cause: caught });
        error = caught.code;
      }
      equal(error, one.accept ? null : one.error, one.name);
      if (one.accept) deepEqual(JSON.parse(JSON.stringify(made)), one.expect, one.name);
    }
  });
}

test("every MUST of chapter 05 has a case, or is shown by a test the chapter names", () => {
  const musts = new Set(spec.match(/\*\*\[L-\d+\]\*\*/gu)?.map((one) => one.slice(3, -3)));
  ok(musts.size > 30);
  const covered = new Set(files.flatMap(([, file]) => file.cases.flatMap((one) => one.must)));
  const shown = new Set(spec.slice(spec.indexOf("## Shown by")).match(/L-\d+/gu));
  for (const must of musts) ok(covered.has(must) || shown.has(must), must);
  for (const must of covered) ok(musts.has(must), `${must} is no MUST`);
});

test("the CDDL of chapter 05 is what the declarations say", () => {
  for (const [name, shape] of Object.entries(frames)) ok(spec.includes(cddlRule(name, shape as Shape<unknown>)), name);
});
