import { deepEqual, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { pageWords } from "./words.ts";

test("each language of the page has every sentence, with the same values in it, and every sentence is shown", () => {
  const { en = {} } = pageWords;
  const valuesIn = (text: string): readonly string[] => (text.match(/\{\w+\}/gu) ?? []).toSorted();
  for (const [language, words] of Object.entries(pageWords)) {
    deepEqual(Object.keys(words), Object.keys(en), language);
    for (const [id, text] of Object.entries(words)) {
      ok(text.trim() !== "", `${language} ${id}`);
      deepEqual(valuesIn(text), valuesIn(en[id as keyof typeof en] ?? ""), `${language} ${id}`);
    }
  }
  const page = ["index.html", "page.js"].map(
    (name) => readFileSync(new URL(`../page/${name}`, import.meta.url), "utf8"),
  ).join("\n");
  const isShown = (id: string): boolean => page.includes(`"${id}"`) || page.includes(`\`${id.replace(/-.*/u, "-")}\${`);
  deepEqual(Object.keys(en).filter((id) => !isShown(id)), []);
});
