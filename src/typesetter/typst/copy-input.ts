// What the form is given of a document for one party's copy: values that are ready to be set.

import { formatDtg, formatIso } from "../../core/clock/dtg.ts";
import {
  clauseNumbers, directionOf, groupedDigest, languageOrder, paperDigest, principalOrder,
} from "../../core/document/paper.ts";
import type { Hasher, Paper } from "../../core/document/paper.ts";
import { documentWords } from "../../core/document/words.ts";
import type { DocumentWords } from "../../core/document/words.ts";
import { visibleText } from "../../core/text/visible.ts";

/** A word longer than this may be broken after so many characters, so that it stays on the page. */
const wordMax = 30;
const brokenAfter = 18;
/** Thai has no spaces: the program finds its words, and is helped where a syllable begins, or at last anywhere. */
const thaiBrokenAfter = 30;
const brokenAtLast = 36;
const breakHere = "\u200b";

/** The input `copy` of the form. Of everything said in several languages one stands for each, in the copy's order. */
export interface CopyInput {
  readonly title: string;
  /** Year, month, day, hour, minute, second. */
  readonly date: readonly number[];
  readonly time: string;
  readonly digest: string;
  readonly fonts: readonly string[];
  readonly languages: readonly {
    readonly lang: string; readonly region: string | null; readonly dir: "ltr" | "rtl";
    readonly fonts: readonly string[];
  }[];
  readonly banner: readonly string[] | null;
  readonly words: readonly DocumentWords[];
  readonly titles: readonly string[];
  readonly parties: readonly (readonly string[])[];
  readonly numbers: readonly (number | null)[];
  readonly clauses: readonly (readonly string[])[];
  readonly place: readonly string[];
}

/** How a text is set: `has` says which characters a font has; each other one stands as its code. */
export interface Glyphs {
  has(codePoint: number): boolean;
  /** Fonts for a language, the first to be asked first. */
  fontsFor(language: string): readonly string[];
}

/** The copy of a party; `copyOf` is its place among the principals. */
export function copyInput(crypto: Hasher, item: Paper, copyOf: number, glyphs: Glyphs): CopyInput {
  const order = languageOrder(item, copyOf);
  const inOrder = (texts: readonly string[]): readonly string[] => order.map((at) => settable(texts[at] ?? "", glyphs));
  const languages = order.map((at) => item.languages[at] as string);
  const words = languages.map(documentWords);
  const titles = inOrder(item.titles);
  const numbersOf = formatIso(item.time).split(/[-T:.Z]/u).slice(0, 6).map(Number);
  return {
    title: titles[0] as string,
    date: numbersOf,
    time: formatDtg(item.time),
    digest: groupedDigest(paperDigest(crypto, item)),
    fonts: glyphs.fontsFor(languages[0] as string),
    languages: languages.map((tag) => ({
      lang: tag.split("-")[0] as string, region: tag.split("-").find((one) => /^[A-Z]{2}$/u.test(one)) ?? null,
      dir: directionOf(tag), fonts: glyphs.fontsFor(tag),
    })),
    banner: item.world === "exercise" ? [...new Set(words.map(({ exercise }) => exercise))] : null,
    words,
    titles,
    parties: principalOrder(item, copyOf).map(({ names }) => inOrder(names)),
    numbers: clauseNumbers(item),
    clauses: item.clauses.map(({ texts }) => inOrder(texts)),
    place: item.place.length === 0 ? [] : inOrder(item.place),
  };
}

/** Every text of a document as it will be shown, for finding what fonts it needs. */
export function textsOf(item: Paper): readonly string[] {
  return [
    ...item.titles, ...item.place, ...item.principals.flatMap(({ names }) => names),
    ...item.clauses.flatMap(({ texts }) => texts),
    ...item.languages.flatMap((tag) => Object.values(documentWords(tag)) as string[]),
  ].map(visibleText);
}

function settable(text: string, glyphs: Glyphs): string {
  const shown = Array.from(visibleText(text), (point) => {
    const code = point.codePointAt(0) as number;
    return code === 0x0a || glyphs.has(code) ? point : `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
  });
  let unbroken = 0;
  const ends = wordEnds(shown);
  return shown.map((point, index) => {
    const breaks = (ends[index] as number) > wordMax && mayBreak(unbroken, point, shown[index - 1] ?? "");
    unbroken = isSpace(point) ? 0 : breaks ? 1 : unbroken + 1;
    return breaks ? breakHere + point : point;
  }).join("");
}

/** Whether a long word may be broken before a character: a mark stays with what it stands on. */
function mayBreak(unbroken: number, point: string, before: string): boolean {
  if (unbroken >= brokenAtLast) return true;
  if (/^[\p{M}ะาำๅๆฯ]$/u.test(point) || /^[เแโใไ]$/u.test(before)) return false;
  return unbroken >= (/^[ก-ฮ]$/u.test(point) ? thaiBrokenAfter : brokenAfter);
}

/** Of each character the length of the word that it stands in. */
function wordEnds(points: readonly string[]): readonly number[] {
  const lengths: number[] = [];
  let from = 0;
  for (let index = 0; index <= points.length; index++) {
    if (index < points.length && !isSpace(points[index] as string)) continue;
    for (let at = from; at < index; at++) lengths.push(index - from);
    if (index < points.length) lengths.push(0);
    from = index + 1;
  }
  return lengths;
}

function isSpace(point: string): boolean {
  return /^[\s\p{Script=Han}]$/u.test(point);
}
