import assert from "node:assert/strict";
import { test } from "node:test";

import { takeLinkToken } from "./link-token.ts";
import { directionOf, languageOf, parsePreferences } from "./preferences.ts";

test("damaged preferences are the first ones", () => {
  const first = { language: null, theme: "dark", singleKeys: true };
  for (const bad of [null, "", "{", "null", "[]", '{"theme":"pink","language":7}'])
    assert.deepEqual(parsePreferences(bad), first);
  assert.deepEqual(parsePreferences('{"language":"ru","theme":"light","singleKeys":false}'), {
    language: "ru",
    theme: "light",
    singleKeys: false,
  });
});

test("a language tag is one of ours or none, and Arabic goes from right to left", () => {
  assert.equal(languageOf("ru-RU"), "ru");
  assert.equal(languageOf("de"), null);
  assert.equal(directionOf("ar-EG"), "rtl");
  assert.equal(directionOf("en"), "ltr");
});

test("a one-time link's token is taken only from a fragment of its form", () => {
  assert.equal(takeLinkToken("#/link/abc-DEF_1.2~3"), "abc-DEF_1.2~3");
  for (const other of ["", "#", "#/link/", "#/link/a b", "#/link/a/b", `#/link/${"a".repeat(201)}`, "/link/a"]) {
    assert.equal(takeLinkToken(other), null);
  }
});
