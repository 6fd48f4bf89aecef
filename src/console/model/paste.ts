// Whole texts that were pasted, as clauses to be offered: so many at a time as one entry holds.

import type { OfferedChange } from "../../api/text-acts.ts";

/** Bytes of text, and clauses, that one offer takes: well below what an entry and a request may hold. */
const offerBytesMax = 30_000;
const offerClausesMax = 200;

/** Rows of clauses in portions, each small enough for one offer. */
export function portionsOf(rows: readonly (readonly string[])[]): readonly (readonly (readonly string[])[])[] {
  const portions: (readonly string[])[][] = [];
  let bytes = Infinity;
  const encoder = new TextEncoder();
  for (const row of rows) {
    const size = row.reduce((sum, text) => sum + encoder.encode(text).length, 0);
    const last = portions.at(-1);
    if (last === undefined || bytes + size > offerBytesMax || last.length === offerClausesMax) {
      portions.push([row]);
      bytes = size;
    } else {
      last.push(row);
      bytes += size;
    }
  }
  return portions;
}

/** The changes of one portion: each clause new, each behind the one before, the first behind `after`. */
export function insertions(rows: readonly (readonly string[])[], after: string): OfferedChange[] {
  return rows.map((texts, k) => ({
    touches: [],
    clauses: [{ slot: null, after: k === 0 ? after : `:${k - 1}`, heading: false, texts: [...texts] }],
  }));
}
