// Numbers in Chinese: characters for digits and places, counted only where they count something.

import type { Quantity } from "./numbers.ts";

const digits: Readonly<Record<string, number>> = {
  〇: 0, 零: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9,
};
const places: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1_000 };
const greatPlaces: Readonly<Record<string, number>> = { 万: 10_000, 亿: 100_000_000 };
// What is counted. Without one of these 一 is "uniform", 三 is in a name, 十分 is "very".
const counted = "天日个名周星期年月小时次条款项份人国方种艘架辆点部页米公里海吨级阶段成件批座轮届岁倍枚处组台把封";
const number = "[〇零一二两三四五六七八九十百千万亿]+";

/** Numbers of a Chinese text in words; those in digits are found as everywhere. */
export function findChineseNumbers(text: string): readonly Quantity[] {
  const pattern = new RegExp(
    `(?<whole>${number})分之(?<part>${number})|第(?<ordinal>${number})|(?<count>${number})(?=[${counted}])|(?<half>半|一半)`,
    "gu",
  );
  return Array.from(text.matchAll(pattern), (match): Quantity => {
    const { whole, part, ordinal, count } = match.groups ?? {};
    const value = whole !== undefined && part !== undefined ? fraction(valueOf(whole), valueOf(part))
      : valueOf(ordinal ?? count ?? "");
    return {
      value: match.groups?.["half"] === undefined ? Number(value.toPrecision(9)) : 0.5,
      weak: value === 1, from: match.index, to: match.index + match[0].length,
    };
  });
}

/** "百分之四十" is forty percent, "三分之二" two thirds. */
function fraction(whole: number, part: number): number {
  return whole === 100 ? part : part / whole;
}

function valueOf(text: string): number {
  let [total, section, digit] = [0, 0, 0];
  for (const character of text) {
    const great = greatPlaces[character];
    const place = places[character];
    if (great !== undefined) {
      total = (total + section + digit) * great;
      [section, digit] = [0, 0];
    } else if (place === undefined) digit = digit * (digit > 0 ? 10 : 1) + (digits[character] ?? 0);
    else {
      section += (digit === 0 ? 1 : digit) * place;
      digit = 0;
    }
  }
  return total + section + digit;
}
