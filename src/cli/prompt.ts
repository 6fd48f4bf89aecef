// Questions to a person on a terminal; without a terminal nothing is asked and the command says what is missing.

import { createInterface } from "node:readline";
import { Writable } from "node:stream";

import { readBoundedText } from "./bounded-file.ts";
import { CliError } from "./cli-error.ts";
import type { Cli, Given } from "./cli.ts";
import { textOf } from "./cli.ts";
import type { Values, WordId } from "./words/words.ts";

/** Longest passphrase, in characters, and shortest a new one may be. */
export const passphraseMax = 1_000;
export const passphraseMin = 12;

/** Whether a person sits at the other end. */
export function isTerminal(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** Asks one question. Errors: needs-option, when there is no terminal. */
export async function ask(cli: Cli, question: WordId, option: string, otherwise = ""): Promise<string> {
  if (!isTerminal()) throw new CliError("needs-option", { option });
  const shown = otherwise === "" ? "" : ` [${otherwise}]`;
  const answer = await readLine(`${cli.say(question)}${shown} `, false);
  return answer.trim() === "" ? otherwise : answer.trim();
}

/** Asks to go on; true without a question when nobody can be asked. */
export async function confirm(cli: Cli, question: WordId, values: Values): Promise<boolean> {
  if (!isTerminal() || cli.json) return true;
  const yes = cli.say("word.yes");
  const answer = await readLine(`${cli.say(question, values)} (${yes}/${cli.say("word.no")}) `, false);
  return answer.trim().toLowerCase() === yes;
}

/** Where a secret comes from. */
export interface SecretKind {
  readonly option: string;
  readonly environment: string;
  readonly question: WordId;
}

/** A secret from a file, the environment or a person, in this order. `fresh` asks twice and keeps a least length. */
export async function secret(cli: Cli, given: Given, kind: SecretKind, fresh: boolean): Promise<string> {
  const text = await readSecret(cli, textOf(given, camel(kind.option)), kind, fresh);
  if (text.length > passphraseMax) throw new CliError("passphrase-too-long", { limit: passphraseMax });
  if (fresh && text.length < passphraseMin) throw new CliError("passphrase-too-short", { least: passphraseMin });
  return text.normalize("NFC");
}

async function readSecret(cli: Cli, file: string | null, kind: SecretKind, fresh: boolean): Promise<string> {
  // One line: an editor ends a file with a line break that is no part of the secret.
  if (file !== null) return readBoundedText(file, passphraseMax * 4).replace(/\r?\n$/u, "");
  const set = process.env[kind.environment];
  if (set !== undefined) return set;
  if (!isTerminal()) {
    throw new CliError("needs-secret", { option: `--${kind.option}`, environment: kind.environment });
  }
  const first = await readLine(`${cli.say(kind.question)} `, true);
  if (fresh && first !== await readLine(`${cli.say("ask.again")} `, true)) throw new CliError("passphrases-differ");
  return first;
}

function readLine(question: string, hidden: boolean): Promise<string> {
  // What is typed is echoed by the line editor, so a secret's editor writes to nowhere.
  const nowhere = new Writable({ write: (_, __, done) => done() });
  process.stderr.write(question);
  const lines = createInterface({ input: process.stdin, output: hidden ? nowhere : process.stderr, terminal: true });
  return new Promise((resolve, reject) => {
    lines.once("SIGINT", () => reject(new CliError("stopped")));
    lines.once("close", () => reject(new CliError("stopped")));
    lines.once("line", (line) => {
      resolve(line);
      lines.close();
      if (hidden) process.stderr.write("\n");
    });
  });
}

function camel(option: string): string {
  return option.replaceAll(/-(\w)/gu, (_, letter: string) => letter.toUpperCase());
}
