import { ok } from "node:assert/strict";
import { test } from "node:test";
import { paper } from "../../src/core/document/paper.ts";
import { documentWords } from "../../src/core/document/words.ts";
import { publicationProof } from "../../src/core/document/publication.ts";
import { cddlRule } from "../../src/core/mechanism/cddl.ts";
import { compiledContent, publicationContent } from "../../src/core/mechanism/document/entries.ts";
import { runners } from "./19-documents.cases.ts";
import { readChapter, runVectors, testMusts } from "./vectors.ts";

const chapter = readChapter("19-documents");
// What an edition makes is tried by itself: it takes a second each.
const others = new Map([...chapter.files].filter(([name]) => name !== "copies.json"));

runVectors({ ...chapter, files: others }, runners);
testMusts(chapter, "F");

test("the structures and words of chapter 19 are those of the code", () => {
  const { spec } = chapter;
  for (const [name, shape] of [
    ["paper", paper], ["compiled", compiledContent], ["publication", publicationContent],
    ["publication-proof", publicationProof],
  ] as const) ok(spec.includes(cddlRule(name, shape as never)), cddlRule(name, shape as never));
  for (const tag of ["en", "ru", "fr", "es", "zh", "ar", "he", "th"]) {
    ok(spec.includes(`| \`${tag}\` | ${Object.values(documentWords(tag)).join(" | ")} |`), tag);
  }
});
