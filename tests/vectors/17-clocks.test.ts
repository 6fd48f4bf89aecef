import { ok } from "node:assert/strict";
import { test } from "node:test";
import { timeLimit } from "../../src/core/clock/time-limit.ts";
import { workCalendar } from "../../src/core/clock/working-time.ts";
import { cddlRule } from "../../src/core/mechanism/cddl.ts";
import { clockRunners } from "./17-clocks.cases.ts";
import { readChapter, runVectors, testMusts } from "./vectors.ts";

const chapter = readChapter("17-clocks");

runVectors(chapter, clockRunners);
testMusts(chapter, "V");

test("the CDDL of chapter 17 is what the declarations say", () => {
  ok(chapter.spec.includes(cddlRule("time-limit", timeLimit)));
  ok(chapter.spec.includes(cddlRule("working-time", workCalendar)));
});
