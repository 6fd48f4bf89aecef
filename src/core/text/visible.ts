// What may be shown of a text: every character plainly visible, or as an escape that is.

import { hiddenReason, isMark, joinerIsPlain, marksMax } from "./characters.ts";
import type { HiddenReason } from "./characters.ts";
import { suspectWord } from "./mixed-script.ts";
import type { Suspicion } from "./mixed-script.ts";

/** A part of a text as it is shown. The parts' texts, one after the other, are the text itself. */
export type Segment =
  | { readonly kind: "plain"; readonly text: string }
  /** Shown as its label in a box, for example "U+202E". */
  | { readonly kind: "escape"; readonly text: string; readonly label: string; readonly reason: HiddenReason }
  /** Shown with a mark: a word whose letters come from scripts that look alike, or a number with letters in it. */
  | { readonly kind: "mixed"; readonly text: string; readonly suspicion: Suspicion };

/** A character that is not plainly visible, at an index counted in code points. */
export interface Hidden {
  readonly index: number;
  readonly codePoint: number;
  readonly reason: HiddenReason;
}

/** The segments of a text for display: a pure function of the text (P12, spec/06-messages.md). */
export function visible(text: string): readonly Segment[] {
  const points = [...text];
  const hidden = new Map(findHidden(text).map((one) => [one.index, one]));
  const segments: Segment[] = [];
  let plain = "";
  const flush = (): void => {
    if (plain !== "") segments.push(...splitWords(plain));
    plain = "";
  };
  for (const [index, point] of points.entries()) {
    const found = hidden.get(index);
    if (found === undefined) {
      plain += point;
      continue;
    }
    flush();
    segments.push({ kind: "escape", text: point, label: escapeLabel(found.codePoint), reason: found.reason });
  }
  flush();
  return joinPlain(segments);
}

/** The text in plainly visible characters, for logs, terminals and paper: "<U+202E>" for each escape; lines stay. */
export function visibleText(text: string): string {
  return visible(text).map((part) => (part.kind === "escape" ? `<${part.label}>` : part.text)).join("");
}

/** The characters of a text that are not plainly visible, in order. */
export function findHidden(text: string): readonly Hidden[] {
  const points = Array.from(text, (point) => point.codePointAt(0) as number);
  const found: Hidden[] = [];
  let marks = 0;
  let base = false;
  for (const [index, codePoint] of points.entries()) {
    const mark = isMark(codePoint);
    marks = mark ? marks + 1 : 0;
    const stacked: boolean = mark && (!base || marks > marksMax);
    const reason: HiddenReason | null = reasonAt(points, index) ?? (stacked ? "stacked" : null);
    if (reason !== null) found.push({ index, codePoint, reason });
    // A mark needs something visible to stand on, else it would sit on what the console shows before the text.
    if (!mark || reason !== null) base = reason === null && codePoint !== 0x0a;
  }
  return found;
}

/** "U+202E" for a code point. */
export function escapeLabel(codePoint: number): string {
  return `U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}`;
}

function reasonAt(points: readonly number[], index: number): HiddenReason | null {
  const codePoint = points[index] as number;
  if (codePoint !== 0x200c && codePoint !== 0x200d) return hiddenReason(codePoint);
  const before = skipMarks(points, index, -1);
  const after = skipMarks(points, index, 1);
  return joinerIsPlain(codePoint, points[index - 1] ?? 0, before, after) ? null : "invisible";
}

// RFC 5892 A.1 looks past transparent characters; in Arabic script these are the vowel marks. Bounded by `marksMax`.
function skipMarks(points: readonly number[], from: number, step: 1 | -1): number {
  let index = from + step;
  for (let skipped = 0; skipped < marksMax && isMark(points[index] ?? 0); skipped++) index += step;
  return points[index] ?? 0;
}

function splitWords(plain: string): Segment[] {
  return plain.split(/([\p{L}\p{M}\p{N}'\u2019]+)/u).filter((part) => part !== "").map((part) => {
    const suspicion = suspectWord(part);
    return suspicion === null ? { kind: "plain", text: part } : { kind: "mixed", text: part, suspicion };
  });
}

function joinPlain(segments: readonly Segment[]): readonly Segment[] {
  const joined: Segment[] = [];
  for (const segment of segments) {
    const last = joined.at(-1);
    if (segment.kind === "plain" && last?.kind === "plain") {
      joined[joined.length - 1] = { kind: "plain", text: last.text + segment.text };
    } else joined.push(segment);
  }
  return joined;
}
