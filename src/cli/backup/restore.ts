// chirograph restore: a backup made into a station's folder again; all of it is checked before any of it is seen.

import {
  closeSync, existsSync, fsyncSync, mkdirSync, mkdtempSync, openSync, readdirSync, renameSync, rmSync, rmdirSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";

import { writeWhole } from "../bounded-file.ts";
import { exit, textOf } from "../cli.ts";
import type { Command } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { encodeCardOf } from "../../core/keys/card.ts";
import type { SignedRoster } from "../../core/keys/roster.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import type { StoredEntry } from "../../ports/store.ts";
import { createSqliteStore } from "../../store/sqlite/store.ts";
import { files, makeFolder, readRosters } from "../station/folder.ts";
import { isOpenerGiven, openerOf, openerOptions } from "../opener.ts";
import { withProgress } from "../progress.ts";
import type { Opener } from "../sealed-file.ts";
import { readConfig } from "../station/station-config.ts";
import { showTime } from "../time.ts";
import { openBackup } from "./read.ts";
import type { OpenedBackup } from "./read.ts";

/** Rows written in one transaction. */
const rowsAtOnce = 500;

export const restore: Command = {
  name: "restore",
  args: "<file> <folder>",
  options: [
    { flags: "--keys <path>", words: "option.restore-keys" },
    ...openerOptions("backup"),
    ...openerOptions("keys"),
  ],
  async run(cli, [file = "", asked = ""], given) {
    const [path, folder] = [resolve(file), resolve(asked)];
    refuseOccupied(folder);
    const opener = await openerOf(cli, given, "backup", false);
    const named = textOf(given, "keys");
    // Where nothing else is said, what opens the one opens the other.
    const own = isOpenerGiven(given, "keys");
    const keys = named === null ? null : {
      path: resolve(named), opener: own ? await openerOf(cli, given, "keys", false) : opener,
    };
    const work = (tell: (done: string) => void): Promise<Restored> => restoreFolder(path, opener, keys, folder, tell);
    const restored = await withProgress(cli, "progress.restore", work);
    const time = showTime(restored.timeMs);
    cli.answer({ kind: "done", folder, ...restored, keys: keys !== null }, () => [
      cli.say("restore.done", { folder, entries: restored.entries, short: restored.short, time }),
      cli.say(keys === null ? "restore.no-keys" : "restore.next", { folder }),
    ]);
    return exit.done;
  },
};

/** What was restored. */
export interface Restored {
  readonly short: string;
  readonly party: string;
  readonly entries: number;
  readonly timeMs: number;
}

/** A keys backup and what opens it. */
export interface KeysFile {
  readonly path: string;
  readonly opener: Opener;
}

/**
 * Makes the folder from a backup and, where it is given, a keys backup. It is made under another name beside its place
 * and renamed when everything has been read to the end, checked and synced; after an error nothing is left. There is no
 * chain file in it: the next start finds none, says `restored` in its BOOTs and begins with keys of its own (S-14).
 * Errors: folder-not-empty, disk-full, backup-*.
 */
export async function restoreFolder(
  path: string, opener: Opener, keys: KeysFile | null, folder: string, tell: (done: string) => void,
): Promise<Restored> {
  refuseOccupied(folder);
  const opened = await openBackup(path, opener);
  const { header } = opened;
  if (header.kind !== "record") throw new CliError("backup-keys-only", { path });
  mkdirSync(dirname(folder), { recursive: true });
  const made = mkdtempSync(`${folder}.restoring-`);
  try {
    makeFolder(made);
    const entries = await layRecord(opened, made, tell);
    if (keys !== null) await layKeys(keys, header.party, made);
    checkFolder(path, header.party, made);
    syncFolders(made);
    if (existsSync(folder)) rmdirSync(folder);
    renameSync(made, folder);
    syncFolders(dirname(folder));
    return { short: header.short, party: toHex(header.party), entries, timeMs: header.timeMs };
  } catch (error) {
    rmSync(made, { recursive: true, force: true });
    throw isFull(error) ? new CliError("disk-full", { path: folder }) : error;
  }
}

function refuseOccupied(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0) throw new CliError("folder-not-empty", { folder });
}

/** Lays files and rows into the folder; returns how many entries there were. */
async function layRecord(opened: OpenedBackup, folder: string, tell: (done: string) => void): Promise<number> {
  const store = await createSqliteStore({ path: join(folder, files.record), ballastBytes: 0 });
  let rows: { entries: StoredEntry[]; values: [string, Uint8Array][] } = { entries: [], values: [] };
  let entries = 0;
  const write = async (): Promise<void> => {
    await store.commit(rows);
    rows = { entries: [], values: [] };
    tell(String(entries));
  };
  tell("0");
  try {
    for await (const item of opened.items) {
      if (item.item === "file") writeWhole(join(folder, item.name), item.content);
      else if (item.item === "entry") {
        entries += 1;
        const { log, seq, leaf, blob } = item;
        rows.entries.push({ log, seq, leaf, blob });
      } else if (item.item === "value") rows.values.push([item.key, item.value]);
      if (rows.entries.length + rows.values.length >= rowsAtOnce) await write();
    }
    await write();
  } finally {
    await store.close();
  }
  return entries;
}

/** Lays the station's signing keys beside the record. Errors: backup-not-keys, backup-other. */
async function layKeys(keys: KeysFile, party: Uint8Array, folder: string): Promise<void> {
  const { header, items } = await openBackup(keys.path, keys.opener);
  if (header.kind !== "keys") throw new CliError("backup-not-keys", { path: keys.path });
  if (!equalBytes(header.party, party)) throw new CliError("backup-other", { path: keys.path, short: header.short });
  for await (const item of items) {
    // The storage key of the record's backup is the newer one: its passphrase may have been changed since.
    if (item.item === "file" && item.name === files.stationKeys) writeWhole(join(folder, item.name), item.content);
  }
}

/** What can be checked of a folder without what opens it: the configuration, the signed roster, whose they are. */
function checkFolder(path: string, party: Uint8Array, folder: string): void {
  try {
    const config = readConfig(folder);
    const crypto = createNodeCrypto();
    const rosters = readRosters(crypto, folder);
    const { short, party: signed } = (rosters.at(-1) as SignedRoster).roster;
    // The card is public and follows from the rosters: whoever looks for it finds it where it was.
    writeWhole(join(folder, `cards/${short}.card`), encodeCardOf(crypto, rosters), 0o644);
    if (config.party === toHex(party) && equalBytes(signed, party)) return;
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
  }
  throw new CliError("backup-damaged", { path });
}

function syncFolders(...folders: readonly string[]): void {
  // Windows cannot open a folder; there a rename is durable with the file's own sync.
  if (process.platform === "win32") return;
  for (const folder of folders) {
    const descriptor = openSync(folder, "r");
    fsyncSync(descriptor);
    closeSync(descriptor);
  }
}

function isFull(error: unknown): boolean {
  const { name, code } = error as { readonly name?: unknown; readonly code?: unknown };
  return name === "StoreFull" || code === "ENOSPC";
}
