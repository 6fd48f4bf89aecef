import { ok } from "node:assert/strict";
import { test } from "node:test";
import { cddlOfKind } from "../../src/core/mechanism/cddl.ts";
import { kinds } from "../../src/core/mechanism/registry.ts";
import { commitmentRunners } from "./18-commitments.cases.ts";
import { readChapter, runVectors, testMusts } from "./vectors.ts";

const chapter = readChapter("18-commitments");

runVectors(chapter, commitmentRunners);
testMusts(chapter, "D");

test("the CDDL of chapter 18 is what the declarations say", () => {
  const here = kinds.filter((kind) => kind.code >= 48 && kind.code <= 54);
  ok(here.length === 7);
  for (const kind of here) ok(chapter.spec.includes(cddlOfKind(kind)), kind.name);
});
