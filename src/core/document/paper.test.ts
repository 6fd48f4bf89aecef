import { deepEqual, equal, throws } from "node:assert/strict";
import { test } from "node:test";
import { samplePaper } from "./paper.fixture.ts";
import { clauseNumbers, directionOf, encodePaper, paperBytesMax } from "./paper.ts";

test("languages written from right to left, and scripts that a tag names, are set so; all others are not", () => {
  const rightToLeft = "ar arc ckb dv fa he ks ku nqo ps sd syr ug ur yi ar-EG az-Arab yi-hebr ff-Nkoo sq-Syrc si-Thaa";
  deepEqual(rightToLeft.split(" ").filter((tag) => directionOf(tag) !== "rtl"), []);
  const others = "en ru zh-Hant fr-CA ku-Latn ug-Cyrl ar-Latn-EG heb";
  deepEqual(others.split(" ").filter((tag) => directionOf(tag) !== "ltr"), []);
});

test("clauses are numbered over headings", () => {
  const { clauses } = samplePaper();
  deepEqual(clauseNumbers({ ...samplePaper(), clauses: [...clauses, ...clauses] }), [null, 1, 2, 3, null, 4, 5, 6]);
});

test("what is no paper is not written either, and one that is too long is none", () => {
  const paper = samplePaper(["en", "ru"], 1);
  throws(() => encodePaper({ ...paper, place: ["Geneva"] }), { code: "shape", message: /paper: place/u });
  const long = { heading: 0, texts: ["x".repeat(16_000), "y".repeat(16_000)] };
  const clauses = Array.from({ length: Math.floor(paperBytesMax / 32_010) }, () => long);
  equal(encodePaper({ ...paper, clauses }).length <= paperBytesMax, true);
  throws(() => encodePaper({ ...paper, clauses: [...clauses, long] }), { code: "shape", message: /paper: too large/u });
});
