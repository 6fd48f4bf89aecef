// Dates in a text: a day of a month, with or without its year; a month of a year.

import type { Lexicon } from "./lexicon.ts";
import { withLatinDigits } from "./numbers.ts";
import type { Span } from "./numbers.ts";

/** A date as it was found, in the form of ISO 8601: 2021-06-16, --06-16, 2021-06. */
export interface DateFound extends Span {
  readonly value: string;
}

/** The dates of a text, in order. */
export function findDates(text: string, lexicon: Lexicon | null): readonly DateFound[] {
  const latin = withLatinDigits(text);
  const found = [...inFigures(latin), ...(lexicon === null ? inChinese(latin) : inNames(latin, lexicon))];
  return found.toSorted((one, other) => one.from - other.from)
    .filter((one, at, all) => at === 0 || one.from >= (all[at - 1]?.to ?? 0));
}

/** The text with the places of dates blanked out, at the same length. */
export function withoutDates(text: string, dates: readonly Span[]): string {
  let blank = text;
  for (const { from, to } of dates) blank = blank.slice(0, from) + "\n".repeat(to - from) + blank.slice(to);
  return blank;
}

/** 2021-06-16, and 16.06.2021 with its day first; with bars, days and months cannot be told apart. */
function inFigures(text: string): readonly DateFound[] {
  const pattern = /(?<![0-9])(?:(\d{4})-(\d{2})-(\d{2})|(\d{1,2})\.(\d{2})\.(\d{4}))(?![0-9])/gu;
  return Array.from(text.matchAll(pattern), (match) => {
    const [, year, month, day, dayFirst, second, last] = match;
    return at(match, Number(year ?? last), Number(month ?? second), Number(day ?? dayFirst));
  });
}

function inNames(text: string, { months, language }: Lexicon): readonly DateFound[] {
  const names = [...months.keys()].map((one) => one.replace("_", " ")).toSorted((a, b) => b.length - a.length);
  const name = `(?<name>${names.join("|")})${language === "en" ? "\\.?" : ""}(?:/(?:${names.join("|")}))?(?![\\p{L}])`;
  const of = language === "es" ? "(?:\\s+del?)?" : language === "en" ? "(?:\\s+of)?" : "";
  const year = `(?:${of},?\\s+(?<year>[12][0-9]{3})(?![0-9]))?`;
  const day = "(?<![0-9.,])(?<day>[0-9]{1,2})(?:st|nd|rd|th|er|º|-?(?:го|е|й))?";
  const patterns = [
    `${day}${of}\\s+${name}${year}`, `(?<![\\p{L}])${name}${of}\\s+(?<year>[12][0-9]{3})(?![0-9])`,
    ...(language === "en" ? [`(?<![\\p{L}])${name}\\s+(?<day>[0-9]{1,2})(?![0-9])(?:st|nd|rd|th)?${year}`] : []),
  ];
  const found = patterns.flatMap((one) => [...text.matchAll(new RegExp(one, "giu"))]);
  const taken: DateFound[] = [];
  for (const match of found) {
    const { name: said = "", year: ofYear, day: ofDay } = match.groups ?? {};
    // "may" is a month where it is written as one.
    if (language === "en" && said.startsWith("m") && said.length === 3) continue;
    const month = months.get(said.toLowerCase().replaceAll("ё", "е").replace(" ", "_")) ?? 0;
    const date = at(match, numberOf(ofYear), month, numberOf(ofDay));
    if (taken.every((one) => date.from >= one.to || date.to <= one.from)) taken.push(date);
  }
  return taken;
}

function inChinese(text: string): readonly DateFound[] {
  const pattern = /(?:(?<year>[12][0-9]{3}) ?年 ?)?(?<month>[0-9]{1,2}) ?月(?: ?(?<day>[0-9]{1,2}) ?日)?/gu;
  return Array.from(text.matchAll(pattern)).flatMap((match) => {
    const { year, month, day } = match.groups ?? {};
    if (year === undefined && day === undefined) return [];
    return [at(match, numberOf(year), Number(month), numberOf(day))];
  });
}

function numberOf(digits: string | undefined): number | null {
  return digits === undefined ? null : Number(digits);
}

function at(match: RegExpExecArray, year: number | null, month: number, day: number | null): DateFound {
  const two = (value: number): string => String(value).padStart(2, "0");
  const value = `${year ?? "-"}-${two(month)}${day === null ? "" : `-${two(day)}`}`;
  return { value, from: match.index, to: match.index + match[0].length };
}
