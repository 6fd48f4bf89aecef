// Whether a clause says the same in its languages, as far as signs of it can be counted. It warns and never rewrites.

import { readBrackets } from "../brackets.ts";
import { findTerms } from "../glossary.ts";
import { mainLanguage, readFigures } from "./languages.ts";
import { differingForces, findForces, obligesInPresent } from "./modality.ts";
import type { ForceFound } from "./modality.ts";
import { boundsDiffer, denialsDiffer, findDenials } from "./negation.ts";
import type { Denials } from "./negation.ts";
import type { Quantity, Span } from "./numbers.ts";
import { excessOf, findItems } from "./parts.ts";
import { unitOf } from "./units.ts";

/** What may differ; each has its sentence in the catalogues. */
export const concordanceCodes = [
  "language-missing", "part-missing", "number", "date", "unit", "force", "denial", "bound", "list", "term", "brackets",
] as const;
export type ConcordanceCode = (typeof concordanceCodes)[number];

/** A doubt about two languages of a clause, with the places that gave rise to it and what stands there. */
export interface Finding {
  readonly code: ConcordanceCode;
  readonly languages: readonly [string, string];
  readonly spans: readonly [readonly Span[], readonly Span[]];
  readonly values: readonly [readonly string[], readonly string[]];
}

/** An agreed term, one a language, in the order of the languages of the text. */
export type GlossaryTerm = readonly string[];

/** Characters of a text beyond which nothing is looked at: those of the longest clause. */
export const checkedCharactersMax = 16_000;

/** The longest that one text may be beside another, as a factor; a short one varies more, by so many characters. */
const excessMax = 1.58;
const excessMaxShort = 1.3;
const excessCharacters = 31;
/** Of that, what is allowed where the shorter one has fewer commas too. */
const excessShare = 0.87;

/** Something of each of two languages. */
type Two<T> = readonly [T, T];

interface Side {
  readonly text: string;
  readonly language: string;
  readonly figures: ReturnType<typeof readFigures>;
  readonly forces: readonly ForceFound[] | null;
  readonly denials: Denials | null;
}

/**
 * Doubts about a clause in its languages: the first one that is written beside each other. Numbers, dates, lists,
 * terms, brackets and missing parts in any language whose words are known (en, ru, fr, es, zh, ar; digits in any);
 * units, force (shall, may, should) and denials between English and Russian. An empty list proves nothing.
 */
export function checkConcordance(
  texts: readonly string[], languages: readonly string[], glossary: readonly GlossaryTerm[] = [],
): readonly Finding[] {
  const sides = texts.map((text, at) => sideOf(text.slice(0, checkedCharactersMax), languages[at] ?? ""));
  const written = sides.findIndex(({ text }) => text.trim() !== "");
  const first = sides[written];
  if (first === undefined) return [];
  return sides.flatMap((side, at) => {
    if (at === written) return [];
    if (side.text.trim() === "") return [finding("language-missing", [first, side], [[], []], [[], []])];
    return checkPair([first, side], glossary.map((term) => [term[written] ?? "", term[at] ?? ""] as const));
  });
}

function sideOf(text: string, language: string): Side {
  return {
    text, language, figures: readFigures(text, language), forces: findForces(text, language),
    denials: findDenials(text, language),
  };
}

function checkPair(pair: Two<Side>, terms: readonly Two<string>[]): readonly Finding[] {
  return [
    ...checkLength(pair), ...checkDates(pair), ...checkNumbers(pair), ...checkUnits(pair), ...checkLists(pair),
    ...checkTerms(pair, terms), ...checkBrackets(pair), ...checkForces(pair), ...checkDenials(pair),
  ];
}

function checkLength(pair: Two<Side>): readonly Finding[] {
  const [one, other] = pair;
  const excess = excessOf(one.text, one.language, other.text, other.language);
  const longer = Math.max(one.text.length, other.text.length);
  const [commas, others] = each(pair, ({ text }) => text.match(/[,;:，；：、،؛]/gu)?.length ?? 0);
  const fewer = excess > 1 ? others < commas : commas < others;
  const most = Math.max(excessMax, excessMaxShort + excessCharacters / longer) * (fewer ? excessShare : 1);
  if (excess <= most && excess >= 1 / most) return [];
  return [finding("part-missing", pair, [[], []], each(pair, ({ text }) => [String(text.length)]))];
}

function checkDates(pair: Two<Side>): readonly Finding[] {
  const found = unmatched(each(pair, ({ figures }) => figures.dates));
  return found.flat().length === 0
    ? [] : [finding("date", pair, found, each(found, (dates) => dates.map(({ value }) => value)))];
}

function checkNumbers(pair: Two<Side>): readonly Finding[] {
  const numbers = each(pair, ({ figures }) => figures.numbers);
  // Where one language repeats a number that the other says once, nothing differs.
  const said = each(numbers, (all) => new Set(all.map(({ value }) => value)));
  const found = each(numbers, (all, at) =>
    all.filter(({ weak, value }) => !weak && !said[at === 0 ? 1 : 0].has(value)));
  return found.flat().length === 0
    ? [] : [finding("number", pair, found, each(found, (all, at) => words(pair[at], all)))];
}

function checkUnits(pair: Two<Side>): readonly Finding[] {
  const units = each(pair, (side) => {
    const byValue = new Map<number, { readonly number: Quantity; readonly unit: string | null }[]>();
    for (const number of side.figures.numbers) {
      const one = { number, unit: unitOf(side.text, number, side.language) };
      byValue.set(number.value, byValue.get(number.value)?.concat(one) ?? [one]);
    }
    return byValue;
  });
  return [...units[0]].flatMap(([value, mine]) => {
    const theirs = units[1].get(value) ?? [];
    const named = each([mine, theirs], (all) => all.filter(({ unit }) => unit !== null).map(({ number, unit }) =>
      ({ number, value: unit ?? "" })));
    // A number may stand again without its unit, and be any of these.
    if (named[0].length < mine.length && named[1].length < theirs.length) return [];
    const [left, right] = unmatched(named);
    const [one, other] = [left[0], right[0]];
    return one === undefined || other === undefined
      ? [] : [finding("unit", pair, [[one.number], [other.number]], [[one.value], [other.value]])];
  });
}

function checkLists(pair: Two<Side>): readonly Finding[] {
  const items = each(pair, ({ text }) => findItems(text));
  const numbers = each(items, (all) => all.map(({ number }) => String(number)));
  return numbers[0].join() === numbers[1].join() ? [] : [finding("list", pair, items, numbers)];
}

function checkTerms(pair: Two<Side>, terms: readonly Two<string>[]): readonly Finding[] {
  const named = terms.filter(([mine, theirs]) => mine !== "" && theirs !== "");
  const hits = each(pair, ({ text, language }, at) => findTerms(text, language, named.map((term) => term[at])));
  return named.flatMap((term, number) => {
    const found = each(hits, (all) => all.filter((hit) => hit.term === number));
    // Every word is capitalised where a sentence begins, so such a hit may be none.
    const firm = each(found, (all, at) => all.some(({ initial }) => !(initial && /^\p{Lu}/u.test(term[at]))));
    const differs = (firm[0] && found[1].length === 0) || (firm[1] && found[0].length === 0);
    return differs ? [finding("term", pair, found, each(term, (word) => [word]))] : [];
  });
}

function checkBrackets(pair: Two<Side>): readonly Finding[] {
  const found = each(pair, ({ text }) =>
    // Full-width ones look like brackets, and are none.
    Array.from(text.matchAll(/[[［］]/gu), ({ index }) => ({ from: index, to: index + 1 })));
  // Nobody's name is needed to see that a bracket is not closed.
  const read = each(pair, ({ text }) => readBrackets(text, []));
  const faulty = read.some(({ kind }) => kind === "malformed") || pair.some(({ text }) => /[［］]/u.test(text));
  if (found[0].length === found[1].length && !faulty) return [];
  return [finding("brackets", pair, found, each(read, (tree, at) => (tree.kind === "malformed"
    ? [tree.code] : words(pair[at], found[at]))))];
}

/** Which of a pair is English, when the other is Russian; null otherwise. */
function englishOf(pair: Two<Side>): 0 | 1 | null {
  const tags = each(pair, ({ language }) => mainLanguage(language)).join();
  return tags === "en,ru" ? 0 : tags === "ru,en" ? 1 : null;
}

function checkForces(pair: Two<Side>): readonly Finding[] {
  const english = englishOf(pair);
  if (english === null) return [];
  const forces = each(pair, (side) => side.forces ?? []);
  const [one, other] = english === 0 ? forces : [forces[1], forces[0]];
  const differ = differingForces(one, other).length > 0 || obligesInPresent(one, pair[english === 0 ? 1 : 0].text);
  return differ ? [finding("force", pair, forces, each(forces, (found, at) => words(pair[at], found)))] : [];
}

function checkDenials(pair: Two<Side>): readonly Finding[] {
  const [left, right] = each(pair, (side) => side.denials);
  const english = englishOf(pair);
  if (english === null || left === null || right === null) return [];
  const [one, other] = english === 0 ? [left, right] : [right, left];
  const found = (code: ConcordanceCode, places: Two<readonly Span[]>): Finding =>
    finding(code, pair, places, each(places, (all, at) => words(pair[at], all)));
  return [
    ...(denialsDiffer(one, other) ? [found("denial", [left.denials, right.denials])] : []),
    ...(boundsDiffer(one, other)
      ? [found("bound", each([left, right], ({ bounds, turned }) => [...bounds, ...turned]))] : []),
  ];
}

function words({ text }: Side, places: readonly Span[]): readonly string[] {
  return places.map(({ from, to }) => text.slice(from, to));
}

function each<A, B>([one, other]: Two<A>, of: (value: A, at: 0 | 1) => B): Two<B> {
  return [of(one, 0), of(other, 1)];
}

/** What is left on each side when equal values are taken away, one for one. */
function unmatched<T extends { readonly value: unknown }>([one, other]: Two<readonly T[]>): Two<readonly T[]> {
  const rest = [...other];
  const left = one.filter(({ value }) => {
    const at = rest.findIndex((each) => each.value === value);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
  return [left, rest];
}

function finding(
  code: ConcordanceCode, pair: Two<Side>, spans: Two<readonly Span[]>, values: Finding["values"],
): Finding {
  return {
    code, languages: each(pair, ({ language }) => language),
    spans: each(spans, (all) => all.map(({ from, to }) => ({ from, to }))), values,
  };
}
