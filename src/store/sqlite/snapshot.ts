// What a database holds at one moment, read row by row while others go on writing: for backups.

import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { busyMsMax } from "./connection.ts";
import { schemaVersion } from "./schema.ts";
import { storeError } from "./store-error.ts";
import { ChirographError } from "../../core/errors.ts";
import type { StoredEntry } from "../../ports/store.ts";

/** One row of a snapshot: an entry, or a value with its key. Both are sealed at rest, as they stand in the store. */
export type SnapshotRow =
  | { readonly kind: "entry"; readonly entry: StoredEntry }
  | { readonly kind: "value"; readonly key: string; readonly value: Uint8Array };

/**
 * Reads everything that was committed when it is first asked, entries in order of log and seq, then values. Nothing is
 * copied and nothing written: the rows come one by one out of one read transaction, so that a record may be larger than
 * the memory. While it lasts the write-ahead log is not folded in. Errors: store-newer; an Error named StoreInUse when
 * `alone` and a station has the database open.
 */
export function* snapshotRows(path: string, alone: boolean): Generator<SnapshotRow> {
  // The lock of a station that does not run is held meanwhile, so that none starts in the middle.
  const lock = alone ? lockOf(path) : null;
  const db = new DatabaseSync(path, { readOnly: true, timeout: busyMsMax });
  try {
    db.exec("BEGIN");
    const version = Number(db.prepare("SELECT max(version) AS version FROM schema_version").get()?.["version"] ?? 0);
    const versions = { written: version, known: schemaVersion };
    if (version > schemaVersion) throw new ChirographError("store-newer", "", versions);
    for (const row of db.prepare("SELECT log, seq, leaf, blob FROM entries ORDER BY log, seq").iterate()) {
      yield { kind: "entry", entry: row as unknown as StoredEntry };
    }
    for (const row of db.prepare("SELECT key, value FROM keyed_values ORDER BY key").iterate()) {
      yield { kind: "value", ...(row as unknown as { key: string; value: Uint8Array }) };
    }
  } finally {
    db.close();
    lock?.close();
  }
}

function lockOf(path: string): DatabaseSync {
  if (!existsSync(path)) throw storeError("StoreBroken", `There is no ${path}.`);
  const lock = new DatabaseSync(`${path}-lock`, { timeout: 0 });
  try {
    lock.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock.close();
    throw storeError("StoreInUse", `Another process has ${path} open.`, error);
  }
}
