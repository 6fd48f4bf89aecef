// Numbers and dates as Arabic has them: words with and without their prefixes, duals, two sets of months.

import { table } from "./lexicon.ts";
import type { Lexicon } from "./lexicon.ts";

const cardinals = `1: واحد واحدة; 2: اثنان اثنين اثنتان اثنتين اثنا اثني كلا كلتا; 3: ثلاث ثلاثة; 4: أربع أربعة;
  5: خمس خمسة; 6: ست ستة; 7: سبع سبعة; 8: ثمان ثماني ثمانية; 9: تسع تسعة; 10: عشر عشرة; 20: عشرون عشرين;
  30: ثلاثون ثلاثين; 40: أربعون أربعين; 50: خمسون خمسين; 60: ستون ستين; 70: سبعون سبعين; 80: ثمانون ثمانين;
  90: تسعون تسعين; 100: مئة مائة; 200: مئتان مئتين مائتان مائتين`;
// A dual of a measure is two of them.
const duals = `2: يومان يومين شهران شهرين سنتان سنتين عامان عامين أسبوعان أسبوعين ساعتان ساعتين مرتان مرتين ميلان ميلين
  مفتشان مترجمان نسختان نسختين لغتان لغتين`;
const ordinals = `1: أول أولى; 2: ثاني ثانية ثان; 3: ثالث ثالثة; 4: رابع رابعة; 5: خامس خامسة; 6: سادس سادسة;
  7: سابع سابعة;
  8: ثامن ثامنة; 9: تاسع تاسعة; 10: عاشر عاشرة`;

/** The words of a table, each also after "and", "in", "for", "the". */
function prefixed(text: string): ReadonlyMap<string, number> {
  const prefixes = ["", "و", "ب", "ل", "ف", "ال", "وال", "بال", "لل", "فال"];
  return new Map([...table(text)].flatMap(([word, value]) =>
    prefixes.map((prefix) => [prefix + word, value] as const)));
}

export const arabic: Lexicon = {
  language: "ar",
  groups: "٬, \\u00A0\\u202F",
  decimals: ".٫",
  times: "",
  cardinals: prefixed(cardinals),
  ordinals: prefixed(ordinals),
  multipliers: table("1000: ألف آلاف ألفا; 1000000: مليون ملايين; 1000000000: مليار مليارات"),
  alone: new Map([...prefixed(duals), ...prefixed(`0.5: نصف; 0.25: ربع; ${1 / 3}: ثلث; ${2 / 3}: ثلثا ثلثي ثلثين`)]),
  denominators: table("3: أثلاث; 4: أرباع; 5: أخماس; 10: أعشار"),
  joints: new Set(),
  weak: new Set(prefixed("1: واحد واحدة أول أولى كلا كلتا").keys()),
  unitsFirst: true,
  inside: () => null,
  months: table(`1: يناير كانون_الثاني; 2: فبراير شباط; 3: مارس آذار; 4: أبريل نيسان; 5: مايو أيار; 6: يونيو حزيران;
    7: يوليو تموز; 8: أغسطس آب; 9: سبتمبر أيلول; 10: أكتوبر تشرين_الأول; 11: نوفمبر تشرين_الثاني;
    12: ديسمبر كانون_الأول`),
};
