import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { toHex } from "../../src/core/bytes/hex.ts";
import type { Json } from "../../src/core/bytes/shape.ts";
import { encodePaper, paper } from "../../src/core/document/paper.ts";
import { documentWords } from "../../src/core/document/words.ts";
import { publicationProof } from "../../src/core/document/publication.ts";
import { cddlRule } from "../../src/core/mechanism/cddl.ts";
import { compiledContent, publicationContent } from "../../src/core/mechanism/document/entries.ts";
import { createTypstTypesetter } from "../../src/typesetter/typst/typesetter.ts";
import { crypto, runners } from "./19-documents.cases.ts";
import { readChapter, runVectors, testMusts } from "./vectors.ts";

const chapter = readChapter("19-documents");
const copies = chapter.files.get("copies.json") ?? [];
const others = new Map([...chapter.files].filter(([name]) => name !== "copies.json"));

runVectors({ ...chapter, files: others }, runners);
testMusts(chapter, "F");

test("vectors/19-documents/copies.json: the edition makes these bytes and no others", async () => {
  ok(copies.length > 0);
  const typesetter = createTypstTypesetter();
  for (const { name, input, expect } of copies) {
    equal(input["edition"], typesetter.edition, "another edition has other bytes: make the vectors anew");
    const made = await typesetter.copies(encodePaper(paper.fromJson(input["paper"] as Json, "paper")));
    ok(made.kind === "set", name);
    deepEqual({ copies: made.copies.map((one) => toHex(crypto.sha256(one))) }, expect, name);
  }
});

test("the structures and words of chapter 19 are those of the code", () => {
  const { spec } = chapter;
  for (const [name, shape] of [
    ["paper", paper], ["compiled", compiledContent], ["publication", publicationContent],
    ["publication-proof", publicationProof],
  ] as const) ok(spec.includes(cddlRule(name, shape as never)), cddlRule(name, shape as never));
  for (const tag of ["en", "ru", "fr", "es", "zh", "ar"]) {
    ok(spec.includes(`| \`${tag}\` | ${Object.values(documentWords(tag)).join(" | ")} |`), tag);
  }
});
