// The languages whose numbers and dates can be read.

import { arabic } from "./arabic.ts";
import { findChineseNumbers } from "./chinese.ts";
import { findDates, withoutDates } from "./dates.ts";
import type { DateFound } from "./dates.ts";
import { english } from "./english.ts";
import { french } from "./french.ts";
import type { Lexicon } from "./lexicon.ts";
import { findNumbers } from "./numbers.ts";
import type { Quantity } from "./numbers.ts";
import { russian } from "./russian.ts";
import { spanish } from "./spanish.ts";

const lexicons: Readonly<Record<string, Lexicon>> = {
  en: english, ru: russian, fr: french, es: spanish, ar: arabic,
};
/** Digits everywhere; the words of a language that is not known are not read. */
const digitsOnly: Lexicon = {
  language: "", groups: ", \\u00A0\\u202F", decimals: ".", times: "", cardinals: new Map(), ordinals: new Map(),
  multipliers: new Map(), alone: new Map(), denominators: new Map(), joints: new Set(), weak: new Set(),
  unitsFirst: false, inside: () => null, months: new Map(),
};

/** The main language of a tag: "en" of "en-GB". */
export function mainLanguage(tag: string): string {
  return tag.split("-")[0] ?? "";
}

/** The dates of a text of a language, and the numbers that are none of them. */
export function readFigures(text: string, tag: string): {
  readonly dates: readonly DateFound[];
  readonly numbers: readonly Quantity[];
} {
  const main = mainLanguage(tag);
  const lexicon = lexicons[main] ?? digitsOnly;
  const dates = findDates(text, main === "zh" ? null : lexicon);
  const rest = withoutDates(text, dates);
  if (main !== "zh") return { dates, numbers: findNumbers(rest, lexicon) };
  const great = { ...digitsOnly, multipliers: new Map([["万", 10_000], ["亿", 100_000_000]]) };
  const numbers = [...findNumbers(rest, great), ...findChineseNumbers(rest)];
  return { dates, numbers: numbers.toSorted((one, other) => one.from - other.from) };
}
