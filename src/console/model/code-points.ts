// A text as the code points it is made of: what cannot be seen can be counted.

import { escapeLabel, findHidden } from "../../core/text/visible.ts";

/** Most code points laid out at once; a longer text says how many follow. */
export const codePointsMax = 4_000;

export interface CodePoint {
  readonly index: number;
  /** "U+0041". */
  readonly label: string;
  /** The character, or empty when it is not plainly visible. */
  readonly glyph: string;
  readonly hidden: boolean;
}

/** The first code points of a text, and how many there are in all. */
export function codePoints(text: string): { readonly points: readonly CodePoint[]; readonly total: number } {
  const all = [...text];
  const hidden = new Set(findHidden(text).map((one) => one.index));
  const points = all.slice(0, codePointsMax).map((point, index): CodePoint => {
    const codePoint = point.codePointAt(0) ?? 0;
    const unseen = hidden.has(index) || codePoint === 0x0a;
    return { index, label: escapeLabel(codePoint), glyph: unseen ? "" : point, hidden: hidden.has(index) };
  });
  return { points, total: all.length };
}
