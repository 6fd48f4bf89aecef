// Parts of a clause: items of its list, and whether a part of it may be missing.

import { mainLanguage } from "./languages.ts";
import type { Span } from "./numbers.ts";

/** An item of a list, by its place: 1 for (a), а), 1). */
export interface Item extends Span {
  readonly number: number;
}

const latin = "abcdefghijklmnopqrstuvwxyz";
const cyrillic = "абвгдежзиклмнопрстуфхцчшщэюя";
const arabic = "أبجدهوزحط";

/** Items of a list inside a clause: "(a)", "а)", "1)"; a single one is no list. */
export function findItems(text: string): readonly Item[] {
  const pattern = /(?<![\p{L}\p{N}])[(（]?([a-zа-я]|[أ-ي]|[0-9]{1,2}|[ivx]{1,4})[)）](?=[\s\p{L}«"“]|$)/gu;
  const found = Array.from(text.matchAll(pattern), (match) => {
    const mark = match[1] ?? "";
    return { mark, from: match.index, to: match.index + match[0].length };
  });
  const roman = found.some(({ mark }) => mark === "ii");
  const items = found.map(({ mark, from, to }) => ({ number: numberOf(mark, roman), from, to }));
  return items.length > 1 ? items : [];
}

function numberOf(mark: string, roman: boolean): number {
  const numerals = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"];
  if (/^[0-9]/u.test(mark)) return Number(mark);
  if (roman) return numerals.indexOf(mark) + 1;
  for (const letters of [latin, cyrillic, arabic]) if (letters.includes(mark)) return letters.indexOf(mark) + 1;
  return 0;
}

/** How long a text of a language is beside the same in English. */
const lengths: Readonly<Record<string, number>> = { en: 1, ru: 1.05, fr: 1.18, es: 1.13, zh: 0.26, ar: 0.86 };
/** Characters below which lengths say nothing. */
const lengthMin = 24;

/**
 * How much longer one text is than the other leads to expect, as a factor above 1; a factor below 1 stands for a text
 * that is too short. 1 where a language is not known or a text is short.
 */
export function excessOf(text: string, language: string, other: string, otherLanguage: string): number {
  const [one, two] = [inEnglish(text, language), inEnglish(other, otherLanguage)];
  return one === null || two === null || Math.max(one, two) < lengthMin ? 1 : one / two;
}

/** How long a text would be in English, about; its figures are as long in Chinese as anywhere. */
function inEnglish(text: string, language: string): number | null {
  const length = lengths[mainLanguage(language)];
  if (length === undefined) return null;
  const han = mainLanguage(language) === "zh" ? text.match(/\p{Script=Han}/gu)?.length ?? 0 : 0;
  return han > 0 ? han / length + (text.length - han) : text.length / length;
}
