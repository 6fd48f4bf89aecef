// chirograph backup: the record in one sealed file, while the station runs or while it does not; and its keys, once,
// apart.

import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

import { writeParts } from "../bounded-file.ts";
import { exit, flagOf, textOf } from "../cli.ts";
import type { Command } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { downloadSnapshot, isRunning } from "../client.ts";
import { ChirographError } from "../../core/errors.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { createNodeRandom } from "../../crypto/node/random.ts";
import { files, recordNewer } from "../station/folder.ts";
import { openerOf, openerOptions } from "../opener.ts";
import { withProgress } from "../progress.ts";
import { readConfig } from "../station/station-config.ts";
import type { StationConfig } from "../station/station-config.ts";
import { keyParts, recordParts, snapshotBytes } from "./contents.ts";
import { noteBackup } from "./last-backup.ts";
import { sealStream } from "./sealed-stream.ts";
import type { About } from "./sealed-stream.ts";

export const backup: Command = {
  name: "backup",
  args: "[folder]",
  options: [
    { flags: "--to <path>", words: "option.to-file" },
    { flags: "--keys", words: "option.backup-keys" },
    { flags: "--overwrite", words: "option.overwrite" },
    ...openerOptions("backup"),
  ],
  async run(cli, [asked], given) {
    const folder = asked === undefined ? cli.folder : resolve(asked);
    const config = readConfig(folder);
    const to = textOf(given, "to");
    if (to === null) throw new CliError("needs-option", { option: "--to" });
    const kind = flagOf(given, "keys") ? "keys" : "record";
    const timeMs = Date.now();
    const path = pathOf(to, config, kind, timeMs);
    const opener = await openerOf(cli, given, "backup", true);
    const about: About = {
      kind, world: config.world, short: config.short, party: Uint8Array.fromHex(config.party), timeMs,
    };
    const counted = { entries: 0, values: 0 };
    const bytes = await withProgress(cli, "progress.backup", async (tell) => {
      const parts = kind === "keys" ? keyParts(folder) : recordParts(folder, await snapshotOf(folder), counted);
      const sealed = sealStream(createNodeCrypto(), createNodeRandom(), opener, about, parts);
      return await writeParts(path, telling(sealed, () => tell(String(counted.entries))), flagOf(given, "overwrite"));
    });
    if (kind === "record") noteBackup(folder, { path, timeMs, entries: counted.entries });
    cli.answer({ kind: "done", what: kind, path, bytes, ...counted, timeMs }, () =>
      cli.say(kind === "keys" ? "backup.keys-done" : "backup.done", { path, bytes, ...counted }));
    return exit.done;
  },
};

/** The running station's snapshot, or that of its files while none runs. Errors: station-runs, record-missing. */
async function snapshotOf(folder: string): Promise<AsyncIterable<Uint8Array>> {
  if (existsSync(join(folder, files.token)) && await isRunning(folder)) return await downloadSnapshot(folder);
  const path = join(folder, files.record);
  if (!existsSync(path)) throw new CliError("record-missing", { folder });
  return alone(path, folder);
}

async function* alone(path: string, folder: string): AsyncGenerator<Uint8Array> {
  try {
    yield* snapshotBytes(path, true);
  } catch (error) {
    const { name = "", code = "", message = "" } = error as { name?: string; code?: string; message?: string };
    if (name === "StoreInUse") throw new CliError("station-runs", { folder });
    if (error instanceof ChirographError && error.code === "store-newer") throw recordNewer(folder, error);
    if (code !== "ERR_SQLITE_ERROR") throw error;
    throw new CliError("record-damaged", { folder, detail: `${files.record}: ${message || code}.` });
  }
}

/** The file a person named, or, in a folder they named, one with the party and the minute. */
function pathOf(to: string, { short }: StationConfig, kind: About["kind"], timeMs: number): string {
  const path = resolve(to);
  if (!existsSync(path) || !statSync(path).isDirectory()) return path;
  const minute = new Date(timeMs).toISOString().slice(0, 16).replaceAll(/[-:]/gu, "");
  return join(path, `${short}-${minute}Z.${kind === "keys" ? "keys" : "backup"}`);
}

async function* telling(parts: AsyncIterable<Uint8Array>, tell: () => void): AsyncGenerator<Uint8Array> {
  for await (const part of parts) {
    tell();
    yield part;
  }
}
