// chirograph text align, check-files: whole texts from files, side by side. They need no station and change nothing.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { align, alignedCharactersMax } from "../../core/text/align.ts";
import type { AlignedRow } from "../../core/text/align.ts";
import { normalizeAuthored } from "../../core/text/authored.ts";
import { checkConcordance } from "../../core/text/concordance/check.ts";
import type { Finding, GlossaryTerm } from "../../core/text/concordance/check.ts";
import { termsMax } from "../../core/text/glossary.ts";
import { areLanguages } from "../../core/text/named.ts";
import { visibleText } from "../../core/text/visible.ts";
import { readBoundedText, writeWhole } from "../bounded-file.ts";
import { exit, flagOf, textOf } from "../cli.ts";
import type { Cli, Command, Given } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { whereOf } from "./present.ts";

/** Longest file of a text in one language, in bytes; below that the limit of what is aligned, in characters. */
const fileBytesMax = 16 * 1_048_576;

export const alignFiles: Command = {
  name: "text align",
  args: "<files...>",
  options: [
    { flags: "--sentences", words: "option.align-sentences" }, { flags: "--into <folder>", words: "option.align-into" },
  ],
  async run(cli, asked, given) {
    const { languages, rows } = read(asked, given);
    const doubtful = rows.filter(({ doubts }) => doubts.length > 0).length;
    const written = write(textOf(given, "into"), languages, rows);
    cli.answer({ languages, rows, written }, () => [
      ...rows.flatMap((row, at) => rowLines(cli, languages, row, at)),
      ...written.map((path) => cli.say("align.written", { path })),
      cli.say("align.counted", { rows: rows.length, doubtful }),
    ]);
    return doubtful === 0 ? exit.done : exit.refused;
  },
};

export const checkFiles: Command = {
  name: "text check-files",
  args: "<files...>",
  options: [
    { flags: "--sentences", words: "option.align-sentences" },
    { flags: "--glossary <file>", words: "option.glossary-file" },
  ],
  async run(cli, asked, given) {
    const { languages, rows } = read(asked, given);
    const terms = glossary(textOf(given, "glossary"), languages.length);
    const found = rows.flatMap((row, at) => {
      const findings = checkConcordance(row.texts, languages, terms);
      return findings.length === 0 ? [] : [{ number: at + 1, row, findings }];
    });
    cli.answer({ languages, clauses: rows.length, found }, () => [
      ...found.flatMap(({ number, row, findings }) => [
        ...rowLines(cli, languages, { ...row, doubts: [] }, number - 1),
        ...findings.map((finding) => `       ${findingLine(cli, finding)}`),
      ]),
      cli.say(found.length === 0 ? "text.no-findings" : "text.findings", {
        n: found.reduce((sum, { findings }) => sum + findings.length, 0), clauses: rows.length,
      }),
    ]);
    return found.length === 0 ? exit.done : exit.refused;
  },
};

/** What the files hold, aligned. Errors: align-files, align-too-long, those of a file. */
function read(asked: readonly (string | undefined)[], given: Given): {
  readonly languages: readonly string[]; readonly rows: readonly AlignedRow[];
} {
  const files = asked.flat().map((one) => /^([^=]+)=(.+)$/u.exec(one ?? ""));
  const languages = files.map((one) => one?.[1] ?? "");
  const usable = files.length > 1 && areLanguages(languages);
  if (!usable) throw new CliError("align-files", {});
  const texts = files.map((one) => normalizeAuthored(readBoundedText(one?.[2] ?? "", fileBytesMax)));
  const long = texts.findIndex((text) => text.length > alignedCharactersMax);
  if (long >= 0) throw new CliError("align-too-long", { path: files[long]?.[2] ?? "", limit: alignedCharactersMax });
  return { languages, rows: align(texts, languages, flagOf(given, "sentences") ? "sentence" : undefined) };
}

/** Terms of a file, one a line, a tab between languages. Errors: glossary-file. */
function glossary(path: string | null, languages: number): readonly GlossaryTerm[] {
  if (path === null) return [];
  const lines = normalizeAuthored(readBoundedText(path, fileBytesMax)).split("\n").filter((line) => line.trim() !== "");
  const terms = lines.map((line) => line.split("\t").map((term) => term.trim()));
  const wrong = terms.findIndex(({ length }) => length !== languages);
  if (wrong >= 0 || terms.length > termsMax) throw new CliError("glossary-file", { path, line: wrong + 1, languages });
  return terms;
}

/**
 * Writes a file for each language, one clause behind another with an empty line between, as `text paste` takes them.
 * Errors: align-missing where a clause is not in every language, for then the clauses would shift; those of a file.
 */
function write(folder: string | null, languages: readonly string[], rows: readonly AlignedRow[]): readonly string[] {
  if (folder === null) return [];
  const missing = rows.findIndex(({ texts }) => texts.includes(""));
  if (missing >= 0) throw new CliError("align-missing", { number: missing + 1 });
  mkdirSync(folder, { recursive: true });
  return languages.map((language, at) => {
    const path = join(folder, `${language}.txt`);
    const clauses = rows.map(({ texts }) => oneLine(texts[at] ?? ""));
    writeWhole(path, `${clauses.join("\n\n")}\n`, 0o644);
    return path;
  });
}

/** A clause without the line breaks of the file that it came from. */
function oneLine(text: string): string {
  return text.replaceAll(/[ \t]*\n\s*/gu, " ");
}

function rowLines(cli: Cli, languages: readonly string[], row: AlignedRow, at: number): readonly string[] {
  return [
    ...languages.map((language, which) => {
      const text = oneLine(row.texts[which] ?? "");
      const number = which === 0 ? String(at + 1).padStart(4) : "    ";
      return `${number}  ${language}  ${text === "" ? cli.say("align.nothing") : visibleText(text)}`;
    }),
    ...row.doubts.map((doubt) => `      ? ${cli.say(`align-doubt.${doubt}`)}`),
  ];
}

function findingLine(cli: Cli, finding: Finding): string {
  return `! ${cli.say(`concordance.${finding.code}`)}: ${whereOf(finding)}`;
}
