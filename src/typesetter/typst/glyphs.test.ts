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
  deepEqual(fontsFor(["a🕊b\nשלום"]).withoutGlyph, [0x5d5, 0x5dc, 0x5dd, 0x5e9, 0x1f54a]);
});

test("a range holds its ends and nothing beside them", () => {
  const coverage = [[10, 12], [20, 20], [30, 40]] as const;
  deepEqual([9, 10, 12, 13, 19, 20, 21, 30, 40, 41].filter((one) => covers(coverage, one)), [10, 12, 20, 30, 40]);
  deepEqual(covers([], 5), false);
});
