// Finds where a clause says when: a proposal for the person who makes a commitment of it.

import { lexiconOf, readPhrase, tokensOf } from "./read.ts";
import type { Meaning } from "./lexicon.ts";

/** Longest clause that is looked through, in characters. */
export const clauseSearchedMax = 4_000;
/** Most words of a phrase, and most phrases of a clause that are tried: another party may have written it. */
const phraseWordsMax = 40;
export const phrasesTriedMax = 512;
/** What a phrase may begin with; a day that is only named ("on 1 June") sets nobody a time. */
const begins: ReadonlySet<Meaning["is"]> = new Set<Meaning["is"]>([
  "without-delay", "within", "by", "until", "before", "not-later", "every", "recurs", "recurs-or",
]);
const onlyNames: ReadonlySet<string> = new Set(["on"]);

/**
 * The first part of a clause that says when, as it stands there and as far as it can be read; null where none does.
 * What is counted from something else than the adoption is left to the person. Of languages that nobody reads nothing
 * is found.
 */
export function findPhrase(clause: string, language: string, nowMs: number): string | null {
  if (clause.length > clauseSearchedMax || !/^(?:en|ru)(?:-|$)/u.test(language)) return null;
  const tokens = tokensOf(clause, lexiconOf(language));
  let tried = 0;
  for (const [first, { meaning, text, from }] of tokens.entries()) {
    if (meaning === null || !begins.has(meaning.is) || onlyNames.has(text)) continue;
    for (let last = endOf(clause, tokens, first); last >= first; last--) {
      // "within three hours of receipt" is not "within three hours".
      if (tokens[last + 1]?.meaning?.is === "from") continue;
      if (++tried > phrasesTriedMax) return null;
      const phrase = clause.slice(from, tokens[last]?.to);
      if (says(phrase, language, nowMs)) return phrase;
    }
  }
  return null;
}

/** The last token before a mark of punctuation or an "and" that begins something else, or as many as a phrase has. */
function endOf(clause: string, tokens: ReturnType<typeof tokensOf>, first: number): number {
  let last = first;
  while (last + 1 < Math.min(tokens.length, first + phraseWordsMax)) {
    const [one, next] = [tokens[last], tokens[last + 1]];
    if (/[,;:.!?\n]/u.test(clause.slice(one?.to, next?.from)) || ["and", "и"].includes(next?.text ?? "")) break;
    last += 1;
  }
  return last;
}

function says(phrase: string, language: string, nowMs: number): boolean {
  const found = readPhrase(phrase, language, nowMs);
  if (found.kind === "question") return true;
  return found.kind === "read" && !found.reading.assumed.includes("occurrence");
}
