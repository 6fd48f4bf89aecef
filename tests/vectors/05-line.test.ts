import { ok } from "node:assert/strict";
import { test } from "node:test";
import type { Shape } from "../../src/core/bytes/shape.ts";
import { frames } from "../../src/core/line/frame.ts";
import { cddlRule } from "../../src/core/mechanism/cddl.ts";
import { runners } from "./05-line.cases.ts";
import { readChapter, runVectors, testMusts } from "./vectors.ts";

const chapter = readChapter("05-line");
const { spec } = chapter;

runVectors(chapter, runners);
testMusts(chapter, "L");

test("the CDDL of chapter 05 is what the declarations say", () => {
  for (const [name, shape] of Object.entries(frames)) ok(spec.includes(cddlRule(name, shape as Shape<unknown>)), name);
});
