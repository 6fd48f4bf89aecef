// Opening the database file: permissions, one owner, what SQLite must do about durability, the schema.

import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { syncFolder } from "./ballast.ts";
import { migrate } from "./schema.ts";
import { isBusy, storeError } from "./store-error.ts";

/** How long a write waits for another process that holds the database (a backup, an inspection), in milliseconds. */
export const busyMsMax = 5_000;

/** An open database and the lock that keeps other stations off it. */
export interface Connection {
  readonly db: DatabaseSync;
  readonly lock: DatabaseSync;
}

/**
 * Opens the file, making it (0600) and its folder (0700) when they are not there, and brings it to the present schema.
 * Errors: store-newer; an Error named StoreInUse when another store, here or in another process, has it open.
 */
export function openConnection(path: string, bytesMax: number | null): Connection {
  const folder = dirname(path);
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = own(`${path}-lock`);
  try {
    makePrivate(path);
    const db = new DatabaseSync(path, { timeout: busyMsMax, enableForeignKeyConstraints: false });
    try {
      configure(db, bytesMax);
      foldIn(db);
      migrate(db);
      syncFolder(folder);
      return { db, lock };
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    lock.close();
    throw error;
  }
}

/** Closes both; the last of it, so that the next owner finds everything written. */
export function closeConnection({ db, lock }: Connection): void {
  db.close();
  lock.close();
}

// Two daemons on one folder would be two incarnations: seen, but better prevented. Node has no file lock of its own;
// a write transaction that is never finished is one, and the system drops it with the process.
function own(path: string): DatabaseSync {
  makePrivate(path);
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    lock.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock.close();
    throw isBusy(error) ? storeError("StoreInUse", `Another process has ${path} open.`, error) : error;
  }
}

// After a failed sync the log may hold pages that the system has in memory but never wrote. Read now, they would be
// taken for durable; copied into the database and synced, they are.
function foldIn(db: DatabaseSync): void {
  if (db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get()?.["busy"] !== 0) {
    throw storeError("StoreInUse", "Another process keeps the write-ahead log open.");
  }
}

function makePrivate(path: string): void {
  // SQLite gives the -wal and -shm files the permissions of the database.
  closeSync(openSync(path, "a", 0o600));
  chmodSync(path, 0o600);
}

function configure(db: DatabaseSync, bytesMax: number | null): void {
  // With less than FULL a power cut loses commits that had been answered. fullfsync is what FULL needs on macOS.
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  db.exec("PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON");
  // SQLite's own checkpoints swallow a failed sync and try the same pages again; ours stop (P14).
  db.exec("PRAGMA wal_autocheckpoint = 0");
  db.exec("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0");
  const pageSize = Number(db.prepare("PRAGMA page_size").get()?.["page_size"]);
  if (bytesMax !== null) db.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(bytesMax / pageSize))}`);
}
