// What opens a station's storage key: a passphrase, or a file of 32 bytes that lies elsewhere.

import { existsSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { readBounded, writeWhole } from "./bounded-file.ts";
import { textOf } from "./cli.ts";
import type { Cli, Given, Option } from "./cli.ts";
import { CliError } from "./cli-error.ts";
import { passphrase } from "./prompt.ts";
import type { Opener } from "./sealed-file.ts";

/** Options every command has that opens or makes a station. */
export const openerOptions: readonly Option[] = [
  { flags: "--passphrase-file <path>", words: "option.passphrase-file" },
  { flags: "--key-file <path>", words: "option.key-file" },
];

/** The opener a person gave. With `fresh` a key file that is not there is made. Errors: key-file, passphrase-*. */
export async function openerOf(cli: Cli, given: Given, fresh: boolean): Promise<Opener> {
  const path = textOf(given, "keyFile");
  if (path === null) return { kind: "passphrase", passphrase: await passphrase(cli, given, fresh) };
  if (fresh && !existsSync(path)) writeWhole(path, randomBytes(32));
  const key = readBounded(path, 64);
  if (key.length !== 32) throw new CliError("key-file", { path });
  return { kind: "key", key };
}
