// Numbers in a text: in digits, in words, as fractions.

import type { Lexicon } from "./lexicon.ts";

/** A place in a text, in UTF-16 units. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A number as it was found. A weak one is often left unsaid in another language: one, first, both. */
export interface Quantity extends Span {
  readonly value: number;
  readonly weak: boolean;
}

interface Word extends Span {
  readonly text: string;
  /** The value when it is written in digits. */
  readonly digits: number | null;
  /** Whether nothing but spaces and hyphens stands between it and the word before. */
  readonly joined: boolean;
}

/** "Por ciento", "في المائة": a hundred that is none. */
const perHundred = /(?:por ciento|pour cent|per cent|(?:في ال|بال)(?:مائة|مئة))(?!\p{L})/giu;

/** The numbers of a text, in order. What a caller has taken for dates should be blanked out before. */
export function findNumbers(text: string, lexicon: Lexicon): readonly Quantity[] {
  const words = wordsOf(withLatinDigits(text).replaceAll(perHundred, (found) => "%".repeat(found.length)), lexicon);
  const found: Quantity[] = [];
  for (let at = 0; at < words.length;) {
    const read = words[at]?.digits === null ? inWords(words, at, lexicon) : inDigits(words, at, lexicon);
    if (read !== null && !(read.value === 0 && read.weak)) {
      found.push({
        value: Number(read.value.toPrecision(9)), weak: read.weak,
        from: (words[at] as Word).from, to: (words[read.next - 1] as Word).to,
      });
    }
    at = read?.next ?? at + 1;
  }
  return found;
}

/** The text with the digits of every script as 0 to 9; it keeps its length. */
export function withLatinDigits(text: string): string {
  return text.replaceAll(/[\u0660-\u0669\u06F0-\u06F9\uFF10-\uFF19]/gu, (digit) => {
    const point = digit.charCodeAt(0);
    return String((point - (point >= 0xff10 ? 0xff10 : point >= 0x6f0 ? 0x6f0 : 0x660)) % 10);
  });
}

interface Read {
  readonly value: number;
  readonly weak: boolean;
  /** The word after the number. */
  readonly next: number;
}

function wordsOf(text: string, { groups, decimals, language, times }: Lexicon): readonly Word[] {
  // Hours and minutes first (16:00, 16.00 after a preposition), then grouped digits, bare digits, Roman numbers, words.
  const pattern = new RegExp(
    `(?<![0-9.,:])(?:[01]?[0-9]|2[0-3])[:][0-5][0-9](?![0-9:])${times}`
      + `|[0-9]{1,3}(?:[${groups}][0-9]{3})+(?![0-9])(?:[${decimals}][0-9]+)?`
      + `|[0-9]+(?:[${decimals}][0-9]+(?![0-9]))?`
      + "|(?<![\\p{L}\\p{N}])(?:X{1,3}(?:IX|IV|V?I{0,3})|IX|IV|VI{1,3}|I{2,3})(?![\\p{L}\\p{N}])"
      + "|[\\p{L}\\p{M}]+",
    "gu",
  );
  let last = 0;
  return Array.from(text.matchAll(pattern), (match): Word => {
    const [word] = match;
    const joined = /^[\s-]*$/u.test(text.slice(last, match.index));
    last = match.index + word.length;
    const span = { from: match.index, to: last, joined };
    if (/^[IVX]{2}|^X/u.test(word)) return { ...span, text: word, digits: fromRoman(word) };
    if (!/^[0-9]/u.test(word)) return { ...span, text: plainWord(word, language), digits: null };
    const [, hour, minute] = /^([0-9]{1,2})[^0-9,]+([0-5][0-9])(?: мин.*)?$/u.exec(word) ?? [];
    if (/[:а-яh]|^[0-9]+\.[0-9]{2}$/u.test(word) && !(language !== "ru" && word.includes(".")) && hour !== undefined) {
      return { ...span, text: word, digits: Number(hour) * 100 + Number(minute) };
    }
    const bare = word.replaceAll(new RegExp(`[${groups}](?=[0-9]{3}(?:[^0-9]|$))`, "gu"), "");
    const usual = bare.length === word.length && !new RegExp(`[${decimals}]`, "u").test(word);
    return { ...span, text: word, digits: Number(usual ? word : bare.replace(new RegExp(`[${decimals}]`, "u"), ".")) };
  });
}

/** A word in small letters, "е" for "ё". */
function plainWord(word: string, language: string): string {
  return word.toLowerCase().replaceAll("ё", "е").replaceAll(language === "ar" ? /[\u064B-\u0652\u0640]/gu : /$^/gu, "");
}

function fromRoman(text: string): number {
  const values: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10 };
  const all = Array.from(text, (letter) => values[letter] ?? 0);
  return all.reduce((sum, value, at) => sum + (value < (all[at + 1] ?? 0) ? -value : value), 0);
}

function inDigits(words: readonly Word[], at: number, lexicon: Lexicon): Read {
  let value = words[at]?.digits ?? 0;
  let next = at + 1;
  for (;;) {
    const word = words[next];
    const by = word?.joined === true ? lexicon.multipliers.get(word.text) : undefined;
    if (by === undefined) return { value, weak: false, next };
    value *= by;
    next++;
  }
}

function inWords(words: readonly Word[], start: number, lexicon: Lexicon): Read | null {
  const text = (at: number): string => (at === start || words[at]?.joined === true ? words[at]?.text ?? "" : "");
  const first = text(start);
  const inside = lexicon.inside(first);
  if (inside !== null) return { value: inside, weak: false, next: start + 1 };
  const cardinal = sumOf(words, start, lexicon);
  if (cardinal === null) {
    const alone = lexicon.alone.get(first);
    if (alone !== undefined) return { value: alone, weak: lexicon.weak.has(first), next: start + 1 };
    const by = lexicon.multipliers.get(first);
    // "a thousand" is a number, "thousands of people" is none.
    return by === undefined || by < 100 || !/(?:nd|ed|on|ча|чу|mille|mil)$/u.test(first)
      ? null : { value: by, weak: false, next: start + 1 };
  }
  if (text(cardinal.next) === "and" && text(cardinal.next + 1) === "a" && text(cardinal.next + 2) === "half") {
    return { value: cardinal.value + 0.5, weak: false, next: cardinal.next + 3 };
  }
  const denominator = lexicon.denominators.get(text(cardinal.next));
  if (denominator !== undefined && !cardinal.ordinal) {
    return { value: cardinal.value / denominator, weak: false, next: cardinal.next + 1 };
  }
  return cardinal;
}

/** Words that add up to one number: two hundred and fifty thousand. */
function sumOf(words: readonly Word[], start: number, lexicon: Lexicon): (Read & { readonly ordinal: boolean }) | null {
  let [total, current, next, least, ordinal] = [0, 0, start, Infinity, false];
  while (!ordinal && (next === start || words[next]?.joined === true)) {
    const at = next > start && lexicon.joints.has(words[next]?.text ?? "") ? next + 1 : next;
    const word = words[at]?.text ?? "";
    const by = lexicon.multipliers.get(word);
    if (by !== undefined && at === next && next > start) {
      [total, current] = by === 100 || by === 12 ? [total, current * by] : [total + current * by, 0];
      least = by;
      next++;
      continue;
    }
    const counted = lexicon.cardinals.get(word);
    const value = lexicon.language === "fr" && word.startsWith("vingt") && current % 100 === 4
      ? 76 : counted ?? lexicon.ordinals.get(word);
    if (value === undefined || !joins(value, least, at - next, lexicon)) break;
    ordinal = counted === undefined;
    current += value;
    // "quatre-vingt" is four twenties.
    least = value === 76 ? 80 : value;
    next = at + 1;
  }
  if (next === start) return null;
  const weak = next === start + 1 && lexicon.weak.has(words[start]?.text ?? "");
  return { value: total + current, weak, next, ordinal };
}

/** Whether a number word goes on with what stands before it, whose last word has the value `least`. */
function joins(value: number, least: number, joints: number, { unitsFirst, language }: Lexicon): boolean {
  if (least === Infinity || value === 76) return true;
  // "soixante-dix" is sixty and ten.
  if (language === "fr" && value < (least === 60 || least === 80 ? 20 : least === 10 ? 10 : 0)) return true;
  if (unitsFirst && least < 10 && value >= 10 && value < 100) return true;
  // "two and three" is two numbers; "two hundred and three" is one.
  if (joints > 0 && least < 20) return false;
  return value > 0 && value < least && (least >= 100 || (least >= 20 && value < 10));
}
