// What whole texts are aligned by: paragraphs, and sentences inside them.

import type { Span } from "../concordance/numbers.ts";
import { segmenterOf } from "../segmenter.ts";

/** A paragraph or sentence of a text, without the spaces around it. */
export type Unit = Span;

const label = new RegExp(
  "^\\s*(?:(?:Article|Art\\.|Section|Статья|Ст\\.|Раздел|Пункт|Artículo|المادة)\\s+)?"
    + "[(（]?([0-9]{1,3}(?:\\.[0-9]{1,3}){0,3}|[a-zа-я]|[ivxIVX]{1,5})[.)）]?(?=[\\s.:]|$)", "u");

/** The number or letter that a paragraph begins with: "1.", "2.1", "(a)", "б)", "Article 5", "第三条"; "" for none. */
export function labelOf(text: string): string {
  const found = label.exec(text);
  const chinese = /^\s*第([〇零一二三四五六七八九十百]{1,5})[条章款]/u.exec(text);
  if (chinese !== null) return chinese[1] ?? "";
  const bare = found?.[1] ?? "";
  // A letter without a bracket is a word: "a", "в".
  return /^[a-zа-я]$/u.test(bare) && !/^\s*[(（]?[a-zа-я][)）]/u.test(text) ? "" : placeOf(bare.toLowerCase());
}

/** Letters by their place, so that "(b)" is "б)". */
function placeOf(label: string): string {
  const at = label.length === 1 ? "абвгдежзиклмн".indexOf(label) : -1;
  return at < 0 ? label : "abcdefghijklm".charAt(at);
}

/**
 * The paragraphs of a text. A line break ends one behind a line that is over, and before a blank line or a label; lines
 * that were only wrapped are one paragraph.
 */
export function paragraphsOf(text: string): readonly Unit[] {
  const lines = Array.from(text.matchAll(/[^\n]+/gu), (match) =>
    ({ from: match.index, to: match.index + match[0].length }));
  const longest = lines.reduce((most, { from, to }) => Math.max(most, to - from), 0);
  const found: { from: number; to: number }[] = [];
  let last: Span | null = null;
  for (const line of lines) {
    const written = text.slice(line.from, line.to);
    if (written.trim() === "") {
      last = null;
      continue;
    }
    const current = found.at(-1);
    const open = last !== null && current !== undefined && labelOf(written) === ""
      && !ends(text.slice(last.from, last.to), longest);
    if (open && text.slice(last?.to, line.from) === "\n") (current as { to: number }).to = line.to;
    else found.push({ ...line });
    last = line;
  }
  return found.map((one) => trimmed(text, one));
}

/** Whether a paragraph is over after a line: it ends a sentence, or is much shorter than lines may be. */
function ends(line: string, longest: number): boolean {
  return /[.;:!?。；：！？؛؟…][»”"')\]]*\s*$/u.test(line) || line.length < longest * 0.7;
}

// After these a full stop ends no sentence.
const abbreviations: Readonly<Record<string, RegExp>> = {
  en: after("Arts?|Nos?|paras?|Mr|Mrs|Ms|Dr|St|vols?|pp?|cf|e\\.g|i\\.e|approx|Gen|Col|Capt|vs|Ch|Sec|Fig"),
  ru: after("ст|п|пп|т|др|пр|им|см|стр|гл|ч|мин|руб|тыс|ул|д|подп|абз|изд|ред|проф|т\\.\\s?[едп]|и\\s?т\\.\\s?д"),
  fr: after("art|n°|p|pp|cf|M|MM|Mme|al|par"),
  es: after("art|núm|p|pp|cf|Sr|Sra|párr"),
};
function after(words: string): RegExp {
  return new RegExp(`(?:^|[\\s(])(?:${words})\\.\\s*$`, "iu");
}
const initial = /(?:^|[\s(.])\p{Lu}\.\s*$/u;
const bareLabel = /^\s*[(（]?(?:[0-9]{1,3}(?:\.[0-9]{1,3}){0,3}|\p{Ll}|[ivxIVX]{1,5})[.)）]+\s*$/u;

/** The sentences of a paragraph as its language ends them; abbreviations, initials and bare labels end none. */
export function sentencesOf(text: string, paragraph: Unit, language: string): readonly Unit[] {
  const main = language.split("-")[0] ?? "";
  const segmenter = segmenterOf(language, "sentence");
  const found: { from: number; to: number }[] = [];
  for (const { segment, index } of segmenter.segment(text.slice(paragraph.from, paragraph.to))) {
    const from = paragraph.from + index;
    const last = found.at(-1);
    const before = last === undefined ? "" : text.slice(last.from, last.to);
    const open = last !== undefined && (abbreviations[main]?.test(before.slice(-24)) === true
      || initial.test(before.slice(-4)) || bareLabel.test(before)
      || /^\p{Ll}/u.test(segment) || !/[\p{L}\p{N}]/u.test(segment));
    if (open) last.to = from + segment.length;
    else found.push({ from, to: from + segment.length });
  }
  return found.map((one) => trimmed(text, one)).filter(({ from, to }) => to > from);
}

function trimmed(text: string, { from, to }: Span): Unit {
  const written = text.slice(from, to);
  const start = from + (written.length - written.trimStart().length);
  return { from: start, to: Math.max(start, start + written.trim().length) };
}
