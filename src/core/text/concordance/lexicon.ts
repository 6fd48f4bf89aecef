// What the readers of numbers and dates know of a language.

/** Words of numbers, marks of numbers and names of months; every word in small letters. */
export interface Lexicon {
  /** Main language, as in `en`. */
  readonly language: string;
  /** Characters between groups of three digits, and before a decimal part: the insides of character classes. */
  readonly groups: string;
  readonly decimals: string;
  /** Further ways of writing hours and minutes: alternatives of a pattern, each after a bar. */
  readonly times: string;
  /** Number words that are added to each other, largest first; ordinals end a number and count alike. */
  readonly cardinals: ReadonlyMap<string, number>;
  readonly ordinals: ReadonlyMap<string, number>;
  /** Words that multiply what stands before them: thousand, млн. */
  readonly multipliers: ReadonlyMap<string, number>;
  /** Words that are a number of their own, which no other joins: half, twice. */
  readonly alone: ReadonlyMap<string, number>;
  /** Lower parts of a fraction, after a cardinal: thirds. */
  readonly denominators: ReadonlyMap<string, number>;
  /** Words that may stand inside a number: "and". */
  readonly joints: ReadonlySet<string>;
  /** Words whose number is often left unsaid in the other language: one, first, both. */
  readonly weak: ReadonlySet<string>;
  /** Small units stand before tens: Arabic. */
  readonly unitsFirst: boolean;
  /** A number that is part of a longer word: "трёхдневный"; null when there is none. */
  readonly inside: (word: string) => number | null;
  readonly months: ReadonlyMap<string, number>;
}

/** A table from "word word=2 word=3": all words before a number have it. */
export function table(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const group of text.trim().split(/\s*;\s*/u)) {
    const [value, words = ""] = group.split(":");
    for (const word of words.trim().split(/\s+/u)) found.set(word, Number(value));
  }
  return found;
}
