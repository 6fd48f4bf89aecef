import { ok } from "node:assert/strict";
import { test } from "node:test";
import { bundleItems, bundleSeal } from "../../src/core/courier/bundle.ts";
import { cddlRule } from "../../src/core/mechanism/cddl.ts";
import { runners } from "./13-courier.cases.ts";
import { readChapter, runVectors, testMusts } from "./vectors.ts";

const chapter = readChapter("13-courier");

runVectors(chapter, runners);
testMusts(chapter, "P");

test("the structures of chapter 13 are those of the code", () => {
  const { spec } = chapter;
  for (const [name, shape] of bundleItems) ok(spec.includes(cddlRule(`bundle-${name}`, shape as never)), name);
  ok(spec.includes(cddlRule("bundle-seal", bundleSeal)));
});

test("more files of chapter 13 are refused than read", () => {
  const cases = chapter.files.get("files.json") ?? [];
  ok(cases.filter((one) => !one.accept).length > cases.filter((one) => one.accept).length);
});
