import { ok } from "node:assert/strict";
import { test } from "node:test";
import { cddlOfKind, cddlRule } from "../../src/core/mechanism/cddl.ts";
import { carried, sealedInside } from "../../src/core/seal/envelope.ts";
import { epochs } from "../../src/core/seal/epoch.ts";
import { prekeys } from "../../src/core/seal/prekey.ts";
import { runners } from "./04-seal.cases.ts";
import { deterministicCrypto } from "./04-seal.crypto.ts";
import { readChapter, runVectors, testMusts } from "./vectors.ts";
import type { Case } from "./vectors.ts";

const chapter = readChapter("04-seal");
const { spec } = chapter;
const crypto = deterministicCrypto();

runVectors(chapter, Object.fromEntries(Object.entries(runners).map(([file, run]) => {
  return [file, ({ input }: Case) => run(crypto, input)] as const;
})));
testMusts(chapter, "S");

test("the CDDL of chapter 04 is what the declarations say", () => {
  const rules = [
    cddlOfKind(prekeys), cddlOfKind(epochs), cddlRule("carried", carried), cddlRule("sealed-inside", sealedInside),
  ];
  for (const rule of rules) ok(spec.includes(rule), rule);
});
