import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { words } from "../../src/core/narrow/words.ts";
import { runners } from "./11-narrow.cases.ts";
import { readChapter, runVectors, testMusts } from "./vectors.ts";
import type { Case } from "./vectors.ts";

const chapter = readChapter("11-narrow");

runVectors(chapter, Object.fromEntries(Object.entries(runners).map(([file, run]) => (
  [file, ({ input }: Case) => run(input)] as const
))));
testMusts(chapter, "N");

test("the words of the model are the inputs of words.json, in order", () => {
  const said = (chapter.files.get("words.json") ?? []).map(({ input: { language, party, subject, text } }) => (
    [language, party, subject, text].join("|")
  ));
  deepEqual(said, words);
});
