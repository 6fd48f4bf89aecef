// What single words of a phrase about time mean, whatever the language they stand in.

import type { PeriodKind } from "../calendar.ts";
import type { Unit } from "../time-limit.ts";

/** The part that a word plays in saying when. */
export type Meaning =
  | { readonly is: "number"; readonly value: number }
  | { readonly is: "ordinal"; readonly value: number }
  | { readonly is: "month"; readonly value: number }
  | { readonly is: "weekday"; readonly value: number }
  /** A unit, or so many of one; many also name a period of the calendar. */
  | { readonly is: "unit"; readonly unit: Unit; readonly times?: number; readonly period?: PeriodKind }
  /** Days and hours of work, or of the calendar. */
  | { readonly is: "working" | "calendar" }
  /** A named part of the year: a quarter by its number. */
  | { readonly is: "part"; readonly kind: PeriodKind; readonly number: number }
  | { readonly is: "recurs"; readonly amount: number; readonly unit: Unit }
  /** It recurs, in one of two ways that the same word is used for. */
  | { readonly is: "recurs-or"; readonly unit: Unit }
  | { readonly is: Word };

/**
 * "by" includes its day; "until" is read both ways; "before" does not include it, "not-later" does. "from" begins what
 * is counted from, "when" what is waited for. "skip" says nothing.
 */
type Word =
  | "without-delay" | "within" | "in" | "by" | "until" | "before" | "not-later" | "end" | "from" | "every" | "when"
  | "this" | "skip";

/** A language: its words and runs of words, in small letters, and how it names what is counted from. */
export interface Lexicon {
  readonly words: ReadonlyMap<string, Meaning>;
  /** Beginnings of words by which the adoption of the text is named, its signature, and a commitment before. */
  readonly adoption: readonly string[];
  readonly signature: readonly string[];
  readonly fulfilment: readonly string[];
  /** Units that mean one of them where nothing says how many. */
  readonly single: readonly string[];
}

/** Words from rows of "meaning: words, words". */
export function wordsOf(rows: readonly (readonly [Meaning, string])[]): Map<string, Meaning> {
  return new Map(rows.flatMap(([meaning, words]) => words.split(", ").map((word) => [word, meaning] as const)));
}

/** Rows of words in an order that begins with a number. */
export function counted(is: "number" | "ordinal" | "month" | "weekday", from: number, rows: readonly string[]):
readonly (readonly [Meaning, string])[] {
  return rows.map((words, index) => [{ is, value: from + index }, words] as const);
}
