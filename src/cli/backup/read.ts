// A backup read from its file: opened, every piece of it checked, and its items in the order they must have.

import { createReadStream } from "node:fs";

import { compareBytes } from "../../core/bytes/hex.ts";
import { ChirographError } from "../../core/errors.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { CliError } from "../cli-error.ts";
import { readableOrThrow } from "../bounded-file.ts";
import type { Opener } from "../sealed-file.ts";
import { keyFiles, recordFiles } from "./contents.ts";
import type { Counted } from "./contents.ts";
import { decodeItems } from "./items.ts";
import type { Item } from "./items.ts";
import { openStream } from "./sealed-stream.ts";
import type { BackupHeader } from "./sealed-stream.ts";

/** An opened backup. Reading `items` to the end without an error is what proves it whole. */
export interface OpenedBackup {
  readonly header: BackupHeader;
  /** Errors: backup-damaged. */
  readonly items: AsyncIterable<Item>;
}

/** Opens the backup at a path. Errors: file-*, backup-none, backup-newer, backup-damaged, backup-*-wrong. */
export async function openBackup(path: string, opener: Opener): Promise<OpenedBackup> {
  readableOrThrow(path);
  const { header, parts } = await openStream(createNodeCrypto(), opener, path, createReadStream(path));
  const names = header.kind === "keys" ? keyFiles : recordFiles;
  return { header, items: inOrder(path, names, decodeItems(parts)) };
}

/**
 * Who has the passphrase wrote the file, and may still have written it badly: files by the names they must have,
 * entries and values once each and in order, and at the end as many as it says.
 */
async function* inOrder(path: string, names: readonly string[], items: AsyncIterable<Item>): AsyncGenerator<Item> {
  const damaged = new CliError("backup-damaged", { path });
  const counted: Counted = { entries: 0, values: 0 };
  let files = 0;
  let last: Item | null = null;
  try {
    for await (const item of items) {
      if (last !== null && !follows(last, item)) throw damaged;
      if (item.item === "file" && item.name !== names[files++]) throw damaged;
      if (item.item === "entry") counted.entries += 1;
      if (item.item === "value") counted.values += 1;
      last = item;
      yield item;
    }
  } catch (error) {
    throw error instanceof ChirographError ? damaged : error;
  }
  const whole = last?.item === "end" && last.entries === counted.entries && last.values === counted.values;
  if (!whole || files !== names.length) throw damaged;
}

const ranks = { file: 0, entry: 1, value: 2, end: 3 } as const;

function follows(last: Item, item: Item): boolean {
  if (last.item === "entry" && item.item === "entry") {
    const logs = compareBytes(last.log, item.log);
    return logs < 0 || (logs === 0 && last.seq < item.seq);
  }
  if (last.item === "value" && item.item === "value") return last.key < item.key;
  return last.item === "file" && item.item === "file" ? true : ranks[last.item] < ranks[item.item];
}
