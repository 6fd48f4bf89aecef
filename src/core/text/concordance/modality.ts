// What a clause obliges, forbids, permits, advises or foresees, in English and Russian.

import { mainLanguage } from "./languages.ts";
import type { Span } from "./numbers.ts";
import { englishWords, russianWords } from "./word-pattern.ts";

/** shall and must; shall not and may not; need not; may; should; will and intend. */
export type Force = "obliges" | "forbids" | "exempts" | "permits" | "advises" | "intends";

/** A word of force as it was found. A loose one may also mean something else: can, может. */
export interface ForceFound extends Span {
  readonly force: Force;
  readonly loose: boolean;
}

type Rule = readonly [Force, RegExp, "loose"?];

/** In the order in which they take words: "shall not" before "shall". */
const englishRules: readonly Rule[] = [
  ["exempts", englishWords("(?:shall|must|is|are) not (?:be )?(?:required|obliged|bound)", "need not")],
  ["forbids", englishWords(
    "(?:shall|must|may|is|are) (?:not|never)(?: be)? (?:permitted|allowed|entitled|authori[sz]ed)",
    "(?:is|are|shall be) (?:prohibited|forbidden)")],
  ["permits", englishWords(
    "(?:(?:shall|must|will) )?(?:have|has|be|is|are) (?:the right|permitted|allowed|entitled|free to)")],
  ["advises", englishWords("should", "(?:is|are) recommended", "recommends?", "ought to")],
  ["forbids", englishWords("(?:shall|must) (?:not|never|neither)")],
  ["forbids", /\bmay\s+(?:not|never|neither)\b/gu],
  ["obliges", englishWords(
    "shall", "must", "undertakes?", "(?:is|are) (?:obliged|required|bound) to", "commits? (?:itself|themselves)")],
  // With a capital it is a month.
  ["permits", /\bmay\b/gu],
  ["permits", englishWords("can be no"), "loose"],
  ["permits", englishWords("can")],
  ["permits", englishWords("could", "cannot", "able", "possible", "possibility"), "loose"],
  ["intends", englishWords("will", "intends?", "plans? to", "(?:is|are) determined", "aims? to")],
];
/** Before "may" or "shall" these make it a prohibition: no vessel may, neither Party shall, none of whom may. */
const englishNegativeSubject = new RegExp(
  "(?:^|[,;:.]\\s*|\\b(?:that|and|but|or|which|where|if|while|as)\\s+)"
    + "(?:no(?!\\s+(?:more|less|fewer|later|earlier|longer|closer|lower|higher|greater)\\b)|neither|none|nobody"
    + "|nothing)\\b[^,;.:]*$", "iu");
/** Characters before a verb in which its subject is looked for. */
const subjectCharactersMax = 160;

const infinitive = "[а-яё]{1,40}(?:ть|ти|чь|ться|тись|чься)";
const mustWords = "должен|должна|должно|должны|надлежит";
const russianRules: readonly Rule[] = [
  ["forbids", russianWords("запреща(?:ется|ются)", "нельзя", "воспреща(?:ется|ются)")],
  ["permits", russianWords("не может не"), "loose"],
  ["exempts", russianWords("не обязан[аоы]?")],
  ["forbids", russianWords(
    "не (?:может|могут|вправе|правомочн[а-яё]+|разрешается|разрешаются|допускается|допускаются|позволяется)",
    `не (?:имеет|имеют) права(?=\\s+[а-яё]{1,40}ть(?:ся)?(?![а-яё]))`, `не (?:${mustWords})`)],
  // "Следует" advises before or after a verb; elsewhere it is "follows".
  ["advises", russianWords(
    `следует(?=\\s(?:[а-яё-]{1,40}\\s){0,3}${infinitive}(?![а-яё]))`, `(?<=${infinitive}\\s)следует`,
    "рекоменду(?:ет|ют)(?:ся)?", "желательно", "целесообразно")],
  ["obliges", russianWords(mustWords, "обязан[аоы]?", "обязу(?:ется|ются)", "обязыва(?:ется|ются)")],
  ["permits", russianWords("вправе", "(?:имеет|имеют) право", "позволяется", "может", "могут", "можно")],
  // "Допускается" is also "is admitted", "разрешается" also "is settled".
  ["permits", russianWords(
    "(?:допуска|разреша)(?:ется|ются)", "могли", "мог", "могла", "возможност[ьи]", "возможно",
    "способн[а-яё]+"), "loose"],
  ["intends", russianWords(
    "(?<!не\\s)(?:намерен[аоы]?|намерева(?:ется|ются)|планиру(?:ет|ют)|стрем(?:ится|ятся))")],
];

/** Words of force of a text, in order; null for a language whose words are not known. */
export function findForces(text: string, language: string): readonly ForceFound[] | null {
  const main = mainLanguage(language);
  if (main !== "en" && main !== "ru") return null;
  const found: ForceFound[] = [];
  for (const [force, pattern, loose] of main === "en" ? englishRules : russianRules) {
    for (const match of text.matchAll(pattern)) {
      const span = { from: match.index, to: match.index + match[0].length };
      if (found.some((one) => span.from < one.to && one.from < span.to)) continue;
      const before = text.slice(Math.max(0, span.from - subjectCharactersMax), span.from);
      const negative = main === "en" && /^(?:may|shall|must)$/iu.test(match[0]) && englishNegativeSubject.test(before);
      found.push({ force: negative ? "forbids" : force, loose: loose !== undefined, ...span });
    }
  }
  return found.toSorted((one, other) => one.from - other.from);
}

/** Verbs in the present tense of an imperfective stem, by which a Russian treaty obliges; and verbs of what will be. */
const russianPresent = russianWords("(?!буд|явля|состав|означа|обменя|сдела|узна)[а-яё]{2,30}[ауя](?:ет|ют)(?:ся)?");
const russianFuture = russianWords(
  "(?:буд(?:ет|ут)|[а-яё]{2,30}(?:нет|нут|йдет|йдёт|йдут|нут|жет|жут|шет|шут))(?:ся)?");

/**
 * Whether an English clause says only what will be and the Russian one says it as an obligation, in the present tense.
 */
export function obligesInPresent(english: readonly ForceFound[], russian: string): boolean {
  return english.some(({ force }) => force === "intends")
    && !english.some(({ force }) => force === "obliges" || force === "forbids")
    && russian.search(russianPresent) >= 0 && russian.search(russianFuture) < 0;
}

/** Forces that an English and a Russian text do not have in common, by the rule of `forcesDiffer`. */
export function differingForces(
  english: readonly ForceFound[], russian: readonly ForceFound[],
): readonly Force[] {
  const count = (found: readonly ForceFound[], force: Force, loose = false): number =>
    found.filter((one) => one.force === force && one.loose === loose).length;
  const [mayEnglish, mayRussian] = [count(english, "permits"), count(russian, "permits")];
  const differing: Force[] = [];
  // "Can" may be said as "может", and "may be able" without it.
  const spare = count(russian, "permits", true) - count(english, "permits", true);
  if (mayEnglish > mayRussian + Math.max(0, spare) || mayRussian > mayEnglish + Math.max(0, -spare)) {
    differing.push("permits");
  }
  if (count(english, "advises") !== count(russian, "advises")) differing.push("advises");
  // A Russian treaty obliges in the present tense, without a word of its own; the other way round no word is to spare.
  if (count(russian, "obliges") > count(english, "obliges")) differing.push("obliges");
  if (count(russian, "exempts") > count(english, "exempts")) differing.push("exempts");
  if (count(russian, "intends") > count(english, "intends") + count(english, "advises")) differing.push("intends");
  if (count(russian, "forbids") > count(english, "forbids") + count(english, "permits", true)
    && !differing.includes("permits")) differing.push("forbids");
  return differing;
}
