// Words that stand for each other in two texts, learned from the texts themselves: those that come in the same rows.

import { stem } from "../glossary.ts";
import { mainLanguage } from "../concordance/languages.ts";
import type { Bead, Measured } from "./beads.ts";

/** Units of a text below which nothing can be learned from it. */
export const learnedUnitsMin = 20;
/** Rows a word must be in; and the most of a hundred rows: what is everywhere tells nothing. */
const rowsMin = 2;
const shareMax = 20;
/** How much of the rows of two words must be common, of one (Dice). */
const commonMin = 0.6;
/** Standard deviations of length beyond which a row is not learned from. */
const strainMax = 1.5;

/** The stems of the words of a text, each once; none for a language that writes no spaces. */
export function stemsOf(text: string, language: string): ReadonlySet<string> {
  if (mainLanguage(language) === "zh") return new Set();
  return new Set(Array.from(text.matchAll(/\p{L}{3,}/gu), ([word]) => stem(word, language)));
}

/** What is measured of both texts, with an anchor more for each pair of words that was learned from the beads. */
export function withLearned(
  measured: readonly [readonly Measured[], readonly Measured[]],
  stems: readonly [readonly ReadonlySet<string>[], readonly ReadonlySet<string>[]], beads: readonly Bead[],
): readonly [readonly Measured[], readonly Measured[]] {
  const rows: (readonly [ReadonlySet<string>, ReadonlySet<string>])[] = [];
  let [row, column] = [0, 0];
  for (const { ours, theirs, strain } of beads) {
    const [one, other] = [stems[0][row], stems[1][column]];
    const fits = ours === 1 && theirs === 1 && strain < strainMax;
    if (fits && one !== undefined && other !== undefined) rows.push([one, other]);
    row += ours;
    column += theirs;
  }
  const pairs = pairsOf(rows);
  const names = [pairs, new Map([...pairs].map(([one, other]) => [other, one]))] as const;
  const extended = (side: 0 | 1): readonly Measured[] => measured[side].map((unit, at) => {
    const found = [...stems[side][at] ?? []].filter((word) => names[side].has(word));
    const anchors = found.map((word) => `&${side === 0 ? word : names[1].get(word) ?? ""}`);
    return { ...unit, anchors: new Set([...unit.anchors, ...anchors]) };
  });
  return [extended(0), extended(1)];
}

/** Words of the first text, each with the one of the other that it shares most rows with, when that is so both ways. */
function pairsOf(rows: readonly (readonly [ReadonlySet<string>, ReadonlySet<string>])[]): ReadonlyMap<string, string> {
  const counts = [0, 1].map((side) => {
    const all = new Map<string, number>();
    for (const row of rows) for (const word of row[side as 0 | 1]) all.set(word, (all.get(word) ?? 0) + 1);
    return all;
  }) as [Map<string, number>, Map<string, number>];
  const most = Math.max(rowsMin, (rows.length * shareMax) / 100);
  const usable = (side: 0 | 1, word: string): boolean => {
    const count = counts[side].get(word) ?? 0;
    return count >= rowsMin && count <= most;
  };
  const together = new Map<string, Map<string, number>>();
  for (const [one, other] of rows) {
    const others = [...other].filter((word) => usable(1, word));
    for (const word of one) if (usable(0, word)) {
      const beside = together.get(word) ?? new Map<string, number>();
      together.set(word, beside);
      for (const translation of others) beside.set(translation, (beside.get(translation) ?? 0) + 1);
    }
  }
  const best = new Map<string, string>();
  const taken = new Map<string, { readonly word: string; readonly common: number }>();
  for (const [word, beside] of together) for (const [translation, count] of beside) {
    const common = (2 * count) / ((counts[0].get(word) ?? 0) + (counts[1].get(translation) ?? 0));
    if (count < rowsMin || common < commonMin || common <= (taken.get(translation)?.common ?? 0)) continue;
    taken.set(translation, { word, common });
  }
  for (const [translation, { word, common }] of taken) {
    const known = best.get(word);
    if (known === undefined || common > (taken.get(known)?.common ?? 0)) best.set(word, translation);
  }
  return best;
}
