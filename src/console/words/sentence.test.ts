import assert from "node:assert/strict";
import { test } from "node:test";

import { parsePo } from "./po.ts";
import { placeholders, writeSentence } from "./sentence.ts";

test("values are put in, and one that is missing stays visible", () => {
  assert.equal(writeSentence("since {time}", { time: "14:30Z" }, "en"), "since 14:30Z");
  assert.equal(writeSentence("since {time}", {}, "en"), "since {time}");
});

test("plurals follow the language", () => {
  const russian = "{n, plural, one {# запись} few {# записи} many {# записей} other {# записи}}";
  const written = [1, 2, 5, 11, 21, 22, 112].map((n) => writeSentence(russian, { n }, "ru"));
  assert.deepEqual(written, [
    "1 запись",
    "2 записи",
    "5 записей",
    "11 записей",
    "21 запись",
    "22 записи",
    "112 записей",
  ]);
  assert.equal(
    writeSentence("{n, plural, =0 {none} other {{written} of #}}", { n: 3, written: "III" }, "en"),
    "III of 3",
  );
  assert.equal(writeSentence("{n, plural, =0 {none} other {#}}", { n: 0 }, "en"), "none");
});

test("a value of the other direction is isolated", () => {
  assert.equal(writeSentence("الخط مع {party}", { party: "VES" }, "ar"), "الخط مع \u2068VES\u2069");
  assert.equal(writeSentence("Officer {name}", { name: "نادية" }, "en"), "Officer \u2068نادية\u2069");
});

test("placeholders are found inside plurals too", () => {
  assert.deepEqual(placeholders("{a} {n, plural, one {{b}} other {#}}"), ["a", "b", "n"]);
});

test("a damaged catalogue is refused with its line", () => {
  assert.deepEqual(parsePo('msgid "a"\nmsgstr "b"\n"c"\n'), [{ id: "a", text: "bc", comment: "" }]);
  assert.throws(() => parsePo('msgid "a"\nmsgstr b'), /line 2/u);
  assert.throws(() => parsePo('msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"'), /twice/u);
});
