import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { scriptOf } from "./script.ts";

test("a language has its script, a tag may name another, and a language that nobody knows has none", () => {
  const known = {
    "en": "Latn", "ru": "Cyrl", "he": "Hebr", "th": "Thai", "ar": "Arab", "zh": "Hans", "zh-TW": "Hant", "ja": "Jpan",
    "sr": "Cyrl", "sr-Latn": "Latn", "az-arab-IR": "Arab", "xx-Latn": "Latn", "en-a": "Latn", "xx": null, "qaa": null,
  };
  deepEqual(Object.fromEntries(Object.keys(known).map((tag) => [tag, scriptOf(tag)])), known);
});
