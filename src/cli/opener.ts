// What opens a station's storage key, or a backup: a passphrase, or a file of 32 bytes that lies elsewhere.

import { existsSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { readBounded, writeWhole } from "./bounded-file.ts";
import { textOf } from "./cli.ts";
import type { Cli, Given, Option } from "./cli.ts";
import { CliError } from "./cli-error.ts";
import { secret } from "./prompt.ts";
import type { SecretKind } from "./prompt.ts";
import type { Opener } from "./sealed-file.ts";
import type { WordId } from "./words/words.ts";

/** What may be opened; one command may have to open several, so each has options and an environment of its own. */
const openers = {
  station: {
    prefix: "", environment: "CHIROGRAPH_PASSPHRASE", question: "ask.passphrase",
    words: ["option.passphrase-file", "option.key-file"],
  },
  backup: {
    prefix: "", environment: "CHIROGRAPH_BACKUP_PASSPHRASE", question: "ask.backup-passphrase",
    words: ["option.backup-passphrase-file", "option.key-file"],
  },
  root: {
    prefix: "", environment: "CHIROGRAPH_ROOT_PASSPHRASE", question: "ask.root-passphrase",
    words: ["option.root-passphrase-of", "option.key-file"],
  },
  // The station of a folder, where the plain options are a backup's.
  folder: {
    prefix: "station-", environment: "CHIROGRAPH_PASSPHRASE", question: "ask.passphrase",
    words: ["option.station-passphrase-file", "option.station-key-file"],
  },
  keys: {
    prefix: "keys-", environment: "CHIROGRAPH_KEYS_PASSPHRASE", question: "ask.backup-passphrase",
    words: ["option.keys-passphrase-file", "option.keys-key-file"],
  },
} as const satisfies Record<string, {
  readonly prefix: string; readonly environment: string; readonly question: WordId;
  readonly words: readonly [WordId, WordId];
}>;
export type Openable = keyof typeof openers;

/** Options a command has that opens or makes it. */
export function openerOptions(what: Openable): readonly Option[] {
  const { prefix, words } = openers[what];
  return [
    { flags: `--${prefix}passphrase-file <path>`, words: words[0] },
    { flags: `--${prefix}key-file <path>`, words: words[1] },
  ];
}

/**
 * The opener a person gave. With `fresh` a passphrase is asked for twice and a key file that is not there is made.
 * Errors: key-file, passphrase-*.
 */
export async function openerOf(cli: Cli, given: Given, what: Openable, fresh: boolean): Promise<Opener> {
  const path = keyFileOf(given, what);
  const { prefix, environment, question } = openers[what];
  const kind: SecretKind = { option: `${prefix}passphrase-file`, environment, question };
  if (path === null) return { kind: "passphrase", passphrase: await secret(cli, given, kind, fresh) };
  if (fresh && !existsSync(path)) writeWhole(path, randomBytes(32));
  const key = readBounded(path, 64);
  if (key.length !== 32) throw new CliError("key-file", { path });
  return { kind: "key", key };
}

/** Whether a person named an opener of its own for something, by option or environment. */
export function isOpenerGiven(given: Given, what: Openable): boolean {
  const { prefix, environment } = openers[what];
  const option = textOf(given, camel(`${prefix}passphrase-file`));
  return keyFileOf(given, what) !== null || option !== null || process.env[environment] !== undefined;
}

function keyFileOf(given: Given, what: Openable): string | null {
  return textOf(given, camel(`${openers[what].prefix}key-file`));
}

function camel(option: string): string {
  return option.replaceAll(/-(\w)/gu, (_, letter: string) => letter.toUpperCase());
}
