// Whole texts in several languages, put side by side clause by clause.

import { anchorsOf } from "./alignment/anchors.ts";
import { findBeads } from "./alignment/beads.ts";
import type { Bead, Measured } from "./alignment/beads.ts";
import { learnedUnitsMin, stemsOf, withLearned } from "./alignment/learned.ts";
import { labelOf, paragraphsOf, sentencesOf } from "./alignment/units.ts";
import type { Unit } from "./alignment/units.ts";
import { excessOf } from "./concordance/parts.ts";

/** Most characters of one text that are aligned: 5,000 clauses and more. */
export const alignedCharactersMax = 4_000_000;

/**
 * Why a person should look at a row: a text is missing in a language; several passages were put together; the lengths
 * or the numbers, dates and names do not fit; the numbering differs.
 */
export type AlignDoubt = "missing" | "joined" | "lengths" | "figures" | "numbering";

/** A clause in each language. What stands between the rows of a text is nothing but space. */
export interface AlignedRow {
  /** One a language; empty where the clause is missing there. */
  readonly texts: readonly string[];
  readonly spans: readonly Unit[];
  /** Whether it begins a paragraph of the first language that has it. */
  readonly begins: boolean;
  readonly doubts: readonly AlignDoubt[];
}

/** Clauses are paragraphs, or sentences. */
export type AlignedBy = "paragraph" | "sentence";

/**
 * The texts, one a language, row by row in the order of the first. By paragraphs, or where each text is one paragraph
 * by sentences, unless said. Every character that is no space stands in exactly one row. A guess: a row says its
 * doubts, and people decide. Throws a RangeError above `alignedCharactersMax`.
 */
export function align(texts: readonly string[], languages: readonly string[], by?: AlignedBy): readonly AlignedRow[] {
  if (texts.some((text) => text.length > alignedCharactersMax)) throw new RangeError("a text is too long to align");
  const all = texts.map((text, at) => new Text(text, languages[at] ?? ""));
  const paragraphs = all.map((one) => paragraphsOf(one.text));
  const rows = rowsOf(all, paragraphs, "paragraph").map((units) => ({ units, begins: true }));
  const single = paragraphs.every(({ length }) => length <= 1);
  const found = (by ?? (single ? "sentence" : "paragraph")) === "paragraph" ? rows : rows.flatMap(({ units }) =>
    rowsOf(all, units.map((some, at) => some.flatMap((unit) => all[at]?.sentences(unit) ?? [])), "sentence")
      .map((inner, number) => ({ units: inner, begins: number === 0 })));
  return found.map(({ units, begins }) => rowOf(all, units, begins));
}

/** A text that is measured once. */
class Text {
  readonly text: string;
  readonly language: string;

  constructor(text: string, language: string) {
    this.text = text;
    this.language = language;
  }

  sentences(paragraph: Unit): readonly Unit[] {
    return sentencesOf(this.text, paragraph, this.language);
  }

  measure({ from, to }: Unit): Measured {
    const written = this.text.slice(from, to);
    return { length: to - from, label: labelOf(written), anchors: anchorsOf(written, this.language) };
  }
}

/** Units of each language for each row: every other text beside the first, and rows joined where one of them asks. */
function rowsOf(
  all: readonly Text[], units: readonly (readonly Unit[])[], by: AlignedBy,
): readonly (readonly (readonly Unit[])[])[] {
  const measured = units.map((some, at) => some.map((unit) => (all[at] as Text).measure(unit)));
  const [first = [], ...others] = measured;
  const stems = first.length < learnedUnitsMin ? null : units.map((some, at) => some.map(({ from, to }) => {
    const { text, language } = all[at] as Text;
    return stemsOf(text.slice(from, to), language);
  }));
  const ways = others.map((other, at) => {
    const beads = findBeads(first, other, by);
    if (stems === null) return new Way(beads);
    // What came together once teaches which words belong together; with these the texts are aligned again.
    const learned = withLearned([first, other], [stems[0] ?? [], stems[at + 1] ?? []], beads);
    return new Way(findBeads(...learned, by));
  });
  const rows: Unit[][][] = [];
  for (let place = 0, start = 0; place <= first.length; place++) {
    if (place > start && ways.every((way) => way.boundaries.has(place))) {
      rows.push(units.map((some, at) => (at === 0
        ? some.slice(start, place) : (ways[at - 1] as Way).between(start, place).map((unit) => some[unit] as Unit))));
      start = place;
    }
    // What only another language has stands where it was found there.
    if (start === place) for (const [at, way] of ways.entries()) for (const unit of way.extra.get(place) ?? []) {
      rows.push(units.map((some, which) => (which === at + 1 ? [some[unit] as Unit] : [])));
    }
  }
  return rows;
}

/** The beads of one language beside the first. */
class Way {
  /** Places between units of the first text at which a bead ends. */
  readonly boundaries = new Set<number>([0]);
  /** Units that the first text does not have, by the place where they stand. */
  readonly extra = new Map<number, number[]>();
  readonly #of = new Map<number, number[]>();

  constructor(beads: readonly Bead[]) {
    let [row, column] = [0, 0];
    for (const { ours, theirs } of beads) {
      const units = Array.from({ length: theirs }, (_, at) => column + at);
      if (ours === 0) this.extra.set(row, [...this.extra.get(row) ?? [], ...units]);
      else this.#of.set(row, units);
      row += ours;
      column += theirs;
      this.boundaries.add(row);
    }
  }

  /** Units beside those of the first text from one place to another; what was extra within goes with them. */
  between(start: number, end: number): readonly number[] {
    const found: number[] = [];
    for (let at = start; at < end; at++) {
      if (at > start) found.push(...this.extra.get(at) ?? []);
      found.push(...this.#of.get(at) ?? []);
    }
    return found;
  }
}

/** Factor between lengths above which a row is doubtful. */
const excessMax = 1.8;

function rowOf(all: readonly Text[], units: readonly (readonly Unit[])[], begins: boolean): AlignedRow {
  const spans = units.map((some): Unit => ({ from: some[0]?.from ?? 0, to: some.at(-1)?.to ?? 0 }));
  const texts = spans.map(({ from, to }, at) => (all[at] as Text).text.slice(from, to));
  const doubts: AlignDoubt[] = [];
  if (texts.includes("")) doubts.push("missing");
  if (units.some(({ length }) => length > 1)) doubts.push("joined");
  const figuresOf = (text: string, language: string): string =>
    [...anchorsOf(text, language)].filter((one) => /^[#@]/u.test(one)).toSorted().join();
  const [first, ...others] = all.map(({ language }, at) => ({ text: texts[at] as string, language }))
    .filter(({ text }) => text !== "").map(({ text, language }) =>
      ({ text, language, label: labelOf(text), figures: figuresOf(text, language) }));
  for (const other of first === undefined ? [] : others) {
    if (first === undefined) break;
    const excess = excessOf(first.text, first.language, other.text, other.language);
    if (excess > excessMax || excess < 1 / excessMax) doubts.push("lengths");
    if (first.figures !== other.figures) doubts.push("figures");
    if (first.label !== "" && other.label !== "" && first.label !== other.label) doubts.push("numbering");
  }
  return { texts, spans, begins, doubts: [...new Set(doubts)] };
}
