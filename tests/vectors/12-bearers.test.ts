import { ok } from "node:assert/strict";
import { test } from "node:test";
import { runners } from "./12-bearers.cases.ts";
import { readChapter, runVectors, testMusts } from "./vectors.ts";

const chapter = readChapter("12-bearers");

runVectors(chapter, runners);
testMusts(chapter, "B");

test("more datagrams of chapter 12 are refused than read", () => {
  const cases = chapter.files.get("datagrams.json")?.filter(({ input }) => input["datagram"] !== undefined) ?? [];
  ok(cases.filter((one) => !one.accept).length > cases.filter((one) => one.accept).length);
});
