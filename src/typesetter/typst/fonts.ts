// The fonts of a copy: five families from packages, of which a document has those that its characters need.

import { readFileSync } from "node:fs";
import { coverageOf, covers } from "./glyphs.ts";
import type { Coverage } from "./glyphs.ts";
import type { Glyphs } from "./copy-input.ts";
import { fileOf } from "./packages.ts";

interface Family {
  readonly name: string;
  readonly coverage: Coverage;
  readonly files: readonly Uint8Array[];
}

/** In the order in which a character looks for its font; the first is always there. */
const families = [
  { name: "Noto Sans", in: "latin", files: ["fonts/NotoSans-Regular.ttf", "fonts/NotoSans-Bold.ttf"] },
  {
    name: "Noto Naskh Arabic", in: "arabic",
    files: ["fonts/NotoNaskhArabic-Regular.ttf", "fonts/NotoNaskhArabic-Bold.ttf"],
  },
  {
    name: "Noto Sans Hebrew", in: "hebrew",
    files: ["fonts/NotoSansHebrew-Regular.ttf", "fonts/NotoSansHebrew-Bold.ttf"],
  },
  {
    name: "Noto Sans Thai", in: "thai",
    files: ["400Regular/NotoSansThai_400Regular.ttf", "700Bold/NotoSansThai_700Bold.ttf"],
  },
  // It is forty times as large as all others together, so it comes last.
  {
    name: "Noto Sans S Chinese", in: "chinese",
    files: ["fonts/NotoSansHans-Regular.otf", "fonts/NotoSansHans-Bold.otf"],
  },
] as const;
/** Families that come first in a language: a table, since what the platform knows of a language may change. */
const firstIn: Readonly<Record<string, string>> = {
  ar: "Noto Naskh Arabic", fa: "Noto Naskh Arabic", ur: "Noto Naskh Arabic", he: "Noto Sans Hebrew",
  yi: "Noto Sans Hebrew", th: "Noto Sans Thai", zh: "Noto Sans S Chinese",
};
/** Scripts (ISO 15924) of which these families have what their languages need. */
export const scripts: ReadonlySet<string> = new Set(
  ["Latn", "Cyrl", "Grek", "Deva", "Arab", "Hebr", "Thai", "Hans", "Hant"],
);

/** The fonts that a document needs. */
export interface FontSet extends Glyphs {
  readonly files: readonly Uint8Array[];
  /** Characters of the texts that no family has, in order. */
  readonly withoutGlyph: readonly number[];
}

/** Chooses fonts for these texts; a family that nothing needs is not read. */
export function fontsFor(texts: readonly string[]): FontSet {
  let open = new Set(texts.flatMap((text) => Array.from(text, (point) => point.codePointAt(0) as number)));
  open.delete(0x0a);
  const taken: Family[] = [];
  for (const [index, { name, in: place, files }] of families.entries()) {
    if (index > 0 && open.size === 0) break;
    const read = files.map((file) => readFileSync(fileOf(place, file)));
    const coverage = coverageOf(read[0] as Uint8Array);
    const left = new Set([...open].filter((code) => !covers(coverage, code)));
    if (index === 0 || left.size < open.size) taken.push({ name, coverage, files: read });
    open = left;
  }
  return {
    files: taken.flatMap(({ files }) => files),
    withoutGlyph: [...open].toSorted((a, b) => a - b),
    has: (codePoint) => taken.some(({ coverage }) => covers(coverage, codePoint)),
    fontsFor: (language) => {
      const first = firstIn[language.split("-")[0] as string];
      const names = taken.map(({ name }) => name);
      return first !== undefined && names.includes(first) ? [first, ...names.filter((one) => one !== first)] : names;
    },
  };
}
