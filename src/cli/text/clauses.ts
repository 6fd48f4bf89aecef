// Clauses as a person gives them on the command line: one text a language, "en=…", or whole files of them.

import { listOf } from "../cli.ts";
import type { Given } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { readBoundedText } from "../bounded-file.ts";
import { align, alignedCharactersMax } from "../../core/text/align.ts";
import type { AlignDoubt } from "../../core/text/align.ts";
import { normalizeAuthored } from "../../core/text/authored.ts";

/** Longest file of a whole text in one language, in bytes. */
export const textFileBytesMax = 16 * 1_048_576;

/** Values "en=words" of an option, in order; each language of the text once. Errors: languages-needed. */
export function inLanguages(given: Given, option: string, languages: readonly string[]): readonly string[] {
  const [only, ...more] = manyInLanguages(given, option, languages);
  if (only === undefined || more.length > 0) throw needed(option, languages);
  return only;
}

/** The same where the option may stand several times for each language, as often for each. */
export function manyInLanguages(
  given: Given, option: string, languages: readonly string[],
): readonly (readonly string[])[] {
  const values = listOf(given, option).map((one) => {
    const at = one.indexOf("=");
    return { language: at < 0 ? "" : one.slice(0, at), words: normalizeAuthored(one.slice(at + 1)) };
  });
  const columns = languages.map((language) => values.filter((one) => one.language === language));
  const [first = []] = columns;
  const isWhole = columns.every((one) => one.length === first.length)
    && values.every(({ language }) => languages.includes(language));
  if (!isWhole) throw needed(option, languages);
  return first.map((_, row) => columns.map((column) => column[row]?.words ?? ""));
}

function needed(option: string, languages: readonly string[]): CliError {
  return new CliError("languages-needed", { option: `--${option}`, languages: languages.join(", ") });
}

/** A clause of a whole text, in each language. */
export interface Pasted {
  readonly heading: boolean;
  readonly texts: readonly string[];
  /** What a person should look at: the passages may not belong together. */
  readonly doubts: readonly AlignDoubt[];
}

/**
 * Whole texts from files, "en=path", put side by side paragraph by paragraph; one that begins with "# " is a heading.
 * Where a passage is missing in a language, or several had to be put together, nothing is offered by guessing: then it
 * is refused, unless `asAligned`. Errors: clauses-differ, heading-differs, languages-needed, too-large.
 */
export function pastedClauses(
  given: Given, option: string, languages: readonly string[], asAligned: boolean,
): readonly Pasted[] {
  const whole = inLanguages(given, option, languages).map((path) => (
    normalizeAuthored(readBoundedText(path, textFileBytesMax))
  ));
  if (whole.some((one) => one.length > alignedCharactersMax)) throw new CliError("too-large");
  const rows = align(whole, languages, "paragraph");
  const guessed = rows.flatMap(({ doubts }, row) => (
    doubts.some((one) => one === "missing" || one === "joined") ? [row + 1] : []
  ));
  if (guessed.length > 0 && !asAligned) {
    throw new CliError("clauses-differ", { numbers: guessed.slice(0, 20).join(", ") });
  }
  return rows.map(({ texts, doubts }, row) => {
    const written = texts.filter((one) => one !== "");
    const headings = written.filter((one) => one.startsWith("# ")).length;
    if (headings > 0 && headings < written.length) throw new CliError("heading-differs", { number: row + 1 });
    const heading = headings > 0;
    return { heading, texts: heading ? texts.map((one) => one.slice(2).trim()) : texts, doubts };
  });
}
