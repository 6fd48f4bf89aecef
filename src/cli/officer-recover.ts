// chirograph officer recover: an administrator named by the party's root, where nobody is left who could enrol one.

import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";

import { z } from "zod";

import { readBoundedText, writeWhole } from "./bounded-file.ts";
import { exit, listOf, textOf } from "./cli.ts";
import type { Command } from "./cli.ts";
import { CliError } from "./cli-error.ts";
import { files, readRosters } from "./folder.ts";
import { parseOfficer } from "./officer-roles.ts";
import type { FirstOfficer } from "./officer-roles.ts";
import { openerOf, openerOptions } from "./opener.ts";
import { openRoot } from "./root-folder.ts";
import { encode, utf8 } from "../core/bytes/cbor.ts";
import { fromHex, toHex } from "../core/bytes/hex.ts";
import type { Roster } from "../core/keys/roster.ts";
import { roles } from "../core/mechanism/house/entries.ts";
import { createNodeCrypto } from "../crypto/node/crypto.ts";
import type { Crypto } from "../ports/crypto.ts";

/** What the root signed is good for so long: it is made for the next start. */
export const recoveryLifeMs = 24 * 3_600_000;
const bytesMax = 65_536;

const recovery = z.strictObject({
  timeMs: z.number().int().min(0),
  officers: z.array(z.strictObject({
    name: z.string().min(1).max(200), language: z.string().max(35), roles: z.array(z.enum(roles)).min(1),
  })).min(1).max(8),
  signature: z.string().regex(/^[0-9a-f]{128}$/u),
});

export const recover: Command = {
  name: "officer recover",
  options: [
    { flags: "--folder <path>", words: "option.folder" },
    { flags: "--root-folder <path>", words: "option.root-folder" },
    { flags: "--officer <officer>", words: "option.first-officer", many: true },
    ...openerOptions("root"),
  ],
  async run(cli, _args, given) {
    const officers = listOf(given, "officer").map((text) => parseOfficer(text, cli.language));
    if (officers.length === 0) throw new CliError("needs-option", { option: "--officer" });
    const crypto = createNodeCrypto();
    const opener = await openerOf(cli, given, "root", false);
    const folder = textOf(given, "rootFolder") ?? join(cli.folder, "root");
    const root = openRoot(crypto, folder, opener, () => readRosters(crypto, cli.folder));
    const party = root.rosters.at(-1)?.roster.party ?? new Uint8Array(0);
    const timeMs = Date.now();
    const signature = toHex(crypto.ed25519Sign(root.present.ed25519, signedPart(party, timeMs, officers)));
    writeWhole(join(cli.folder, files.recovery), JSON.stringify({ timeMs, officers, signature }));
    cli.answer({ kind: "done", officers }, () => cli.say("officer.recovery", {
      name: officers.map(({ name }) => name).join(", "), folder: cli.folder,
    }));
    return exit.done;
  },
};

/**
 * The officers of a folder's recovery, checked against the root in force and taken away: it is good once. None where
 * there is none. Errors: recovery-bad.
 */
export function takeRecovery(crypto: Crypto, folder: string, roster: Roster, nowMs: number): readonly FirstOfficer[] {
  const path = join(folder, files.recovery);
  if (!existsSync(path)) return [];
  const read = recovery.safeParse(JSON.parse(readBoundedText(path, bytesMax)));
  rmSync(path);
  if (!read.success) throw new CliError("recovery-bad", { folder });
  const { timeMs, officers, signature } = read.data;
  const signed = signedPart(roster.party, timeMs, officers);
  const holds = crypto.ed25519Verify(roster.roots.ed25519, signed, fromHex(signature) ?? new Uint8Array(0));
  if (!holds || timeMs > nowMs || nowMs - timeMs > recoveryLifeMs) throw new CliError("recovery-bad", { folder });
  return officers;
}

function signedPart(party: Uint8Array, timeMs: number, officers: readonly FirstOfficer[]): Uint8Array {
  const plain = officers.map(({ name, language, roles: own }) => ({ name, language, roles: [...own] }));
  return encode(["chirograph/1 recovery", party, timeMs, utf8(JSON.stringify(plain))]);
}
