// Agreed terms in a clause, in whatever form a language gives them there.

import type { Span } from "./concordance/numbers.ts";

/** A term of a glossary where it stands in a text. */
export interface TermHit extends Span {
  /** Which of the terms it is. */
  readonly term: number;
  /** Whether it begins a sentence, where every word is capitalised. */
  readonly initial: boolean;
}

/** Most terms that are looked for; a glossary is a text of at most 5,000 clauses. */
export const termsMax = 5_000;

/**
 * Where terms of a language stand in a text, in order; where two begin at one place, the longer one. A term is found in
 * every number and case, as far as endings tell (Russian, English, French, Spanish, Arabic with its prefixes); Chinese
 * has no endings. A term that is capitalised in the glossary is found only where it is capitalised: a Party, not a
 * party.
 */
export function findTerms(text: string, language: string, terms: readonly string[]): readonly TermHit[] {
  const main = language.split("-")[0] ?? "";
  if (main === "zh") return uncovered(terms.slice(0, termsMax).flatMap((term, at) => wherever(text, term, at)));
  const words = wordsOf(text, main);
  const places = new Map<string, number[]>();
  for (const [at, word] of words.entries()) {
    const known = places.get(word.stem);
    if (known === undefined) places.set(word.stem, [at]);
    else known.push(at);
  }
  const hits: TermHit[] = [];
  for (const [term, wanted] of terms.slice(0, termsMax).entries()) {
    const parts = wordsOf(wanted, main);
    if (parts.length === 0) continue;
    for (const at of places.get(parts[0]?.stem ?? "") ?? []) {
      const found = words.slice(at, at + parts.length);
      if (found.length < parts.length || found.some((one, part) => !fits(one, parts[part] as Word))) continue;
      const { from } = found[0] as Word;
      const initial = /(?:^|[.!?:;)])$/u.test(text.slice(Math.max(0, from - 8), from).trimEnd());
      hits.push({ term, from, to: (found.at(-1) as Word).to, initial });
    }
  }
  return uncovered(hits);
}

/** A word without its ending, so that the forms of one word are alike; different words may come out alike too. */
export function stem(word: string, language: string): string {
  const small = word.toLowerCase().replaceAll("ё", "е");
  if (language === "ru") return russianStem(small);
  if (language === "ar") {
    return small.replaceAll(/[\u064B-\u0652\u0640]/gu, "").replace(/^(?:[وفبكل]?ال|لل|و(?=.{3}))/u, "")
      .replace(/(?:ات|ون|ين|ان|ة|ه|ي|ا)$/u, "");
  }
  if (language === "fr" || language === "es") {
    return small.replace(/^(?:[ldnsjcm]|qu)[’']/u, "").replace(/(?:es|s|x|e|a|o)$/u, "");
  }
  return small.replace(/[’']s$/u, "").replace(/ies$/u, "y").replace(/(?:(?<=s|x|z|ch|sh)es|(?<=[^s])s)$/u, "")
    .replace(/(?<=..)e$/u, "");
}

const russianEndings = new RegExp(
  "(?:иями|ями|ами|иях|ях|ах|иям|ям|ам|ием|ией|ей|ой|ий|ый|ая|яя|ое|ее|ие|ые|ого|его|ому|ему|ым|им|ом|ем|ую|юю|ых|их"
    + "|ыми|ими|ов|ев|ии|ия|ию|ью|ья|ю|у|а|я|о|е|ы|и|й)$", "u");

function russianStem(word: string): string {
  const bare = word.length > 3 ? word.replace(russianEndings, "") : word;
  const kept = bare.length < 3 ? word : bare;
  // "огонь", "огня": the vowel before the last consonant comes and goes.
  return kept.replace(/ь$/u, "").replace(/(?<=..)[ое](?=[бвгджзклмнпрстфхцчшщ]$)/u, "");
}

interface Word extends Span {
  readonly stem: string;
  readonly capital: boolean;
}

function wordsOf(text: string, language: string): readonly Word[] {
  return Array.from(text.matchAll(/[\p{L}\p{M}\p{N}]+(?:[’'][\p{L}\p{M}]+)?/gu), (match) => ({
    stem: stem(match[0], language), capital: /^\p{Lu}/u.test(match[0]),
    from: match.index, to: match.index + match[0].length,
  }));
}

function fits(word: Word, wanted: Word): boolean {
  return word.stem === wanted.stem && (word.capital || !wanted.capital);
}

function wherever(text: string, term: string, at: number): readonly TermHit[] {
  const hits: TermHit[] = [];
  for (let from = term === "" ? -1 : text.indexOf(term); from >= 0; from = text.indexOf(term, from + term.length)) {
    hits.push({ term: at, from, to: from + term.length, initial: false });
  }
  return hits;
}

/** Without hits that lie inside a longer one. */
function uncovered(hits: readonly TermHit[]): readonly TermHit[] {
  const ordered = hits.toSorted((one, other) => one.from - other.from || other.to - one.to || one.term - other.term);
  const kept: TermHit[] = [];
  for (const hit of ordered) if (kept.length === 0 || hit.from >= (kept.at(-1) as TermHit).to) kept.push(hit);
  return kept;
}
