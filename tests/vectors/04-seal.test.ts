import { deepEqual, equal, ok } from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { ChirographError } from "../../src/core/errors.ts";
import { cddlOfKind, cddlRule } from "../../src/core/mechanism/cddl.ts";
import { carried, sealedInside } from "../../src/core/seal/envelope.ts";
import { epochs } from "../../src/core/seal/epoch.ts";
import { prekeys } from "../../src/core/seal/prekey.ts";
import { runners } from "./04-seal.cases.ts";
import { deterministicCrypto } from "./04-seal.crypto.ts";
import type { VectorFile } from "./06-messages.cases.ts";

const folder = new URL("../../vectors/04-seal/", import.meta.url);
const spec = readFileSync(new URL("../../spec/04-seal.md", import.meta.url), "utf8");
const crypto = deterministicCrypto();
const files = readdirSync(folder).map((name) => [name, read(name)] as const);

function read(name: string): VectorFile {
  return JSON.parse(readFileSync(new URL(name, folder), "utf8")) as VectorFile;
}

for (const [name, file] of files) {
  test(`vectors/04-seal/${name}`, () => {
    equal(file.chapter, "04-seal");
    const run = runners[name];
    ok(run !== undefined, "a runner for every file");
    for (const one of file.cases) {
      let made: unknown;
      let error: string | null = null;
      try {
        made = run(crypto, one.input);
      } catch (caught) {
        if (!(caught instanceof ChirographError)) throw new Error(one.name, { cause: caught });
        error = caught.code;
      }
      equal(error, one.accept ? null : one.error, one.name);
      if (one.accept) deepEqual(JSON.parse(JSON.stringify(made)), one.expect, one.name);
    }
  });
}

test("every MUST of chapter 04 has a case, or is shown by a test the chapter names", () => {
  const musts = new Set(spec.match(/\*\*\[S-\d+\]\*\*/gu)?.map((one) => one.slice(3, -3)));
  ok(musts.size > 30);
  const covered = new Set(files.flatMap(([, file]) => file.cases.flatMap((one) => one.must)));
  const shown = new Set(spec.slice(spec.indexOf("## Shown by")).match(/S-\d+/gu));
  for (const must of musts) ok(covered.has(must) || shown.has(must), must);
  for (const must of covered) ok(musts.has(must), `${must} is no MUST`);
});

test("the CDDL of chapter 04 is what the declarations say", () => {
  const rules = [
    cddlOfKind(prekeys), cddlOfKind(epochs), cddlRule("carried", carried), cddlRule("sealed-inside", sealedInside),
  ];
  for (const rule of rules) ok(spec.includes(rule), rule);
});
