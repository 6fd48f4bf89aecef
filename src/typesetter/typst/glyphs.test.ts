import { deepEqual, ok } from "node:assert/strict";
import { test } from "node:test";
import { fontsFor } from "./fonts.ts";
import { covers } from "./glyphs.ts";

const points = (text: string): readonly number[] => Array.from(text, (one) => one.codePointAt(0) as number);

test("what each family is for it has, and only what is needed is taken", () => {
  const latin = fontsFor(["Line Ёлка Ελλάς é ß №"]);
  deepEqual([latin.files.length, latin.fontsFor("ar")], [2, ["Noto Sans"]]);
  const all = fontsFor(["Line", "مشترك", "直通线路。"]);
  deepEqual([all.files.length, all.withoutGlyph], [6, []]);
  deepEqual(all.fontsFor("zh-Hant"), ["Noto Sans S Chinese", "Noto Sans", "Noto Naskh Arabic"]);
  ok(points("Ёмشт直").every((one) => all.has(one)));
  const hebrew = fontsFor(["Line", "הודעה משותפת"]);
  deepEqual([hebrew.files.length, hebrew.fontsFor("he")], [4, ["Noto Sans Hebrew", "Noto Sans"]]);
  deepEqual(fontsFor(["แถลงการณ์ร่วม ๑๒"]).files.length, 4);
  deepEqual(fontsFor(["a🕊b\nქართ"]).withoutGlyph, [0x10d0, 0x10d7, 0x10e0, 0x10e5, 0x1f54a]);
});

test("a range holds its ends and nothing beside them", () => {
  const coverage = [[10, 12], [20, 20], [30, 40]] as const;
  deepEqual([9, 10, 12, 13, 19, 20, 21, 30, 40, 41].filter((one) => covers(coverage, one)), [10, 12, 20, 30, 40]);
  deepEqual(covers([], 5), false);
});
