// What every command holds: the language, where to write, how to answer, and its declaration.

import type { ActResult } from "../api/acts.ts";
import { sentence, sentenceOf } from "./words/words.ts";
import type { Language, Values, WordId } from "./words/words.ts";

/** Exit codes: it is done and all is well; it was refused or something was found; it could not be done at all. */
export const exit = { done: 0, refused: 1, unusable: 2 } as const;
export type Exit = (typeof exit)[keyof typeof exit];

/** One run of the command line. */
export interface Cli {
  readonly language: Language;
  readonly json: boolean;
  /** The station's folder, absolute. */
  readonly folder: string;
  /** Identifier or name of the officer who acts, or null to take the only one there is. */
  readonly officer: string | null;
  say(id: WordId, values?: Values): string;
  /** The sentence of a code the station or a file gave. */
  sayCode(prefix: "reason" | "finding" | "error" | "kind" | "evidence-kind" | "witness-failure" | "undertaking"
    | "text-over" | "meeting-over",
    code: string, values?: Values): string;
  /** Writes the one answer: the value as JSON with --json, else the lines. */
  answer(value: unknown, lines: () => string | readonly string[]): void;
  /** Writes a line for a person beside the answer, to the error stream. */
  note(line: string): void;
}

/** Values of the options a person gave, as the parser hands them over. */
export type Given = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** One option. `many` lets it stand more than once. */
export interface Option {
  readonly flags: string;
  readonly words: WordId;
  readonly many?: true;
}

/** One command. Its help stands under "help.<name>", its example under "example.<name>". */
export interface Command {
  readonly name: string;
  /** Arguments in the parser's notation: "<message> [text]". */
  readonly args?: string;
  readonly options?: readonly Option[];
  /** Whether it speaks to a running station, and so takes --folder and --officer. */
  readonly station?: boolean;
  readonly subcommands?: readonly Command[];
  /** Whether the parent's name alone means this subcommand. */
  readonly isDefault?: true;
  run?(cli: Cli, args: readonly (string | undefined)[], given: Given): Promise<Exit>;
}

/** The command line of one run. */
export function createCli(choices: Pick<Cli, "language" | "json" | "folder" | "officer">): Cli {
  const { language, json } = choices;
  return {
    ...choices,
    say: (id, values) => sentence(language, id, values),
    sayCode: (prefix, code, values = {}) => sentenceOf(language, prefix, code, `${prefix}.other`, values),
    answer(value, lines) {
      if (json) return void process.stdout.write(`${JSON.stringify(value)}\n`);
      const text = lines();
      const written = typeof text === "string" ? text : text.join("\n");
      if (written !== "") process.stdout.write(`${written}\n`);
    },
    note: (line) => void process.stderr.write(`${line}\n`),
  };
}

/** Answers with what came of an act: its own sentence when done, the reason when refused. */
export function answerAct(cli: Cli, result: ActResult, id: WordId, values: Values = {}): Exit {
  if (result.kind === "refused") {
    const sentence = cli.sayCode("reason", result.reason, { detail: result.detail });
    cli.answer({ ...result, sentence }, () => sentence);
    return exit.refused;
  }
  cli.answer(result, () => cli.say(id, values));
  return exit.done;
}

/** The text of an option, or null. */
export function textOf(given: Given, name: string): string | null {
  const value = given[name];
  return typeof value === "string" ? value : null;
}

/** Every value of an option that may stand more than once. */
export function listOf(given: Given, name: string): readonly string[] {
  const value = given[name];
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

/** Whether a flag was given. */
export function flagOf(given: Given, name: string): boolean {
  return given[name] === true;
}
