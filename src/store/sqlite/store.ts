// A station's store in one SQLite file: every commit synced, commits that meet written together.

import { statSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { ChirographError } from "../../core/errors.ts";
import type { Batch, Store, StoredEntry } from "../../ports/store.ts";
import { ballastBytes, hasBallast, removeBallast, writeBallast } from "./ballast.ts";
import { closeConnection, openConnection } from "./connection.ts";
import type { Connection } from "./connection.ts";
import { prepareStatements, prefixEnd } from "./statements.ts";
import type { Statements } from "./statements.ts";
import { isFull, storeError } from "./store-error.ts";

/** Most batches written in one transaction. */
export const groupBatchesMax = 1_024;
/** The write-ahead log is folded into the database after about this many bytes. */
export const checkpointBytes = 4 * 1024 * 1024;

/** How to open a SQLite store. */
export interface SqliteStoreOptions {
  /** Database file. Beside it stand `-wal`, `-shm`, `-lock` and `-ballast`. */
  readonly path: string;
  /** Room held back on the disk, in bytes; 0 for none. Default `ballastBytes`. */
  readonly ballastBytes?: number;
  /** Largest size of the database file, or null for none (the default). */
  readonly bytesMax?: number | null;
}

/** A SQLite store, and the room it holds back. */
export interface SqliteStore extends Store {
  /**
   * Gives the ballast back to the disk, so that receipts and our own words still find room after `StoreFull`.
   * Returns whether there was any; the store then takes commits again. What to do with the room is the caller's to hold
   * to.
   */
  releaseBallast(): boolean;
  /** Takes the ballast anew once the disk has room for it twice over. Returns whether it stands. */
  restoreBallast(): Promise<boolean>;
}

/**
 * Opens a store. Errors: store-newer; Errors named StoreInUse, or as SQLite says when the file is no database.
 * `commit` groups: what is called before the next turn of the event loop is written in one transaction with one sync.
 */
export async function createSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const store = new SqliteDriver(options);
  await store.restoreBallast();
  return store;
}

interface Waiting {
  readonly batch: Batch;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

class SqliteDriver implements SqliteStore {
  private readonly options: SqliteStoreOptions;
  private readonly connection: Connection;
  private readonly statements: Statements;
  private readonly ballast: { readonly path: string; readonly bytes: number };
  private waiting: Waiting[] = [];
  private scheduled = false;
  private broken: Error | null = null;
  private closing: Promise<void> | null = null;
  private closed = false;
  /** About how much was written since the last checkpoint. */
  private walBytes = checkpointBytes;

  constructor(options: SqliteStoreOptions) {
    this.options = options;
    this.ballast = { path: `${options.path}-ballast`, bytes: options.ballastBytes ?? ballastBytes };
    this.connection = openConnection(options.path, options.bytesMax ?? null);
    this.statements = prepareStatements(this.connection.db);
  }

  commit(batch: Batch): Promise<void> {
    return new Promise((done, failed) => {
      if (this.closing !== null) throw storeError("StoreClosed", "The store is closed.");
      if (this.broken !== null) throw this.broken;
      check(batch);
      this.waiting.push({ batch, done, failed });
      this.schedule();
    });
  }

  async entry(log: Uint8Array, seq: number): Promise<StoredEntry | null> {
    this.checkOpen();
    const row = this.statements.entry.get(log, seq);
    return row === undefined ? null : (row as unknown as StoredEntry);
  }

  async entries(log: Uint8Array, from: number, to: number, limit: number): Promise<readonly StoredEntry[]> {
    this.checkOpen();
    return this.statements.entries.all(log, from, to, limit) as unknown as StoredEntry[];
  }

  async logs(): Promise<readonly Uint8Array[]> {
    this.checkOpen();
    return this.statements.logs.all().map((row) => row["log"] as Uint8Array);
  }

  async value(key: string): Promise<Uint8Array | null> {
    this.checkOpen();
    return (this.statements.value.get(key)?.["value"] as Uint8Array | undefined) ?? null;
  }

  async values(prefix: string): Promise<readonly (readonly [key: string, value: Uint8Array])[]> {
    this.checkOpen();
    const rows = this.statements.values.all(prefix, prefixEnd(prefix));
    return rows.map((row) => [row["key"] as string, row["value"] as Uint8Array] as const);
  }

  async space(): Promise<{ readonly usedBytes: number; readonly freeBytes: number | null }> {
    this.checkOpen();
    const { path, bytesMax } = this.options;
    const size = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    const pages = this.statements.space.get() as { pages: number; free: number; pageSize: number };
    const ballast = hasBallast(this.ballast.path, this.ballast.bytes) ? this.ballast.bytes : 0;
    const usedBytes = pages.pages * pages.pageSize + size(`${path}-wal`) + ballast;
    const disk = await statfs(dirname(path));
    const freeBytes = disk.bavail * disk.bsize;
    if (bytesMax === undefined || bytesMax === null) return { usedBytes, freeBytes };
    const quota = Math.max(0, bytesMax - (pages.pages - pages.free) * pages.pageSize);
    return { usedBytes, freeBytes: Math.min(freeBytes, quota) };
  }

  close(): Promise<void> {
    this.closing ??= new Promise((resolve) => {
      setImmediate(() => {
        while (this.waiting.length > 0) this.writeGroup();
        this.closed = true;
        closeConnection(this.connection);
        resolve();
      });
    });
    return this.closing;
  }

  releaseBallast(): boolean {
    return removeBallast(this.ballast.path);
  }

  async restoreBallast(): Promise<boolean> {
    const { path, bytes } = this.ballast;
    if (bytes === 0) return removeBallast(path);
    if (hasBallast(path, bytes)) return true;
    const disk = await statfs(dirname(path));
    return disk.bavail * disk.bsize >= 2 * bytes && writeBallast(path, bytes);
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    // The end of this turn: everything that other sockets and acts bring until then shares the sync.
    setImmediate(() => {
      this.scheduled = false;
      if (this.waiting.length > 0) this.writeGroup();
      if (this.waiting.length > 0) this.schedule();
      else if (this.walBytes >= checkpointBytes) setImmediate(() => this.checkpoint());
    });
  }

  private writeGroup(): void {
    const group = this.waiting.splice(0, groupBatchesMax);
    const refused = new Map<Waiting, unknown>();
    try {
      if (this.broken !== null) throw this.broken;
      this.statements.begin.run();
      this.walBytes += groupOverheadBytes;
      for (const one of group) this.writeBatch(one, refused);
      this.statements.commit.run();
    } catch (error) {
      const reason = this.fail(error);
      for (const one of group) one.failed(refused.get(one) ?? reason);
      return;
    }
    for (const one of group) {
      if (refused.has(one)) one.failed(refused.get(one));
      else one.done();
    }
  }

  // A batch that meets another leaf at its position goes back alone; the others of its group stand.
  private writeBatch(one: Waiting, refused: Map<Waiting, unknown>): void {
    const { statements } = this;
    statements.savepoint.run();
    for (const { log, seq, leaf, blob, mends } of one.batch.entries) {
      const put = mends === true ? statements.mendEntry : statements.putEntry;
      if (put.run(log, seq, leaf, blob).changes === 0) {
        refused.set(one, new ChirographError("store-position-taken", "", { log, seq, refused: leaf }));
        statements.rollbackTo.run();
        break;
      }
      this.walBytes += blob.length + overheadBytes;
    }
    if (!refused.has(one)) {
      for (const [key, value] of one.batch.values) {
        if (value === null) statements.removeValue.run(key);
        else statements.putValue.run(key, value);
        this.walBytes += (value?.length ?? 0) + overheadBytes;
      }
    }
    statements.release.run();
  }

  /**
   * What is said to the callers. A full medium has written no whole transaction (the frame that would have committed it
   * did not fit), so the driver goes on; after anything else nobody knows what the medium holds, so it stops for good.
   */
  private fail(error: unknown): Error {
    try {
      if (this.connection.db.isTransaction) this.statements.rollback.run();
    } catch (also) {
      return this.stop(also);
    }
    return isFull(error) ? storeError("StoreFull", "The medium has no room.", error) : this.stop(error);
  }

  private stop(error: unknown): Error {
    this.broken ??= storeError("StoreBroken", "A write or a sync failed; open the store anew.", error);
    return this.broken;
  }

  private checkpoint(): void {
    if (this.closed || this.broken !== null || this.waiting.length > 0) return;
    this.walBytes = 0;
    try {
      this.statements.checkpoint.get();
    } catch (error) {
      // No room in the database file: the log still holds everything, so this is tried again when it has grown.
      if (!isFull(error)) this.stop(error);
    }
  }

  private checkOpen(): void {
    if (this.closing !== null) throw storeError("StoreClosed", "The store is closed.");
  }
}

// Pages are written whole: what a group and each thing in it cost beyond their bytes. An estimate, to space the
// checkpoints.
const groupOverheadBytes = 8_192;
const overheadBytes = 1_024;

/** Stops on what is no batch, before it stands beside others in a transaction. */
function check(batch: Batch): void {
  for (const { log, seq, leaf } of batch.entries) {
    if (log.length !== 16 || leaf.length !== 32 || !Number.isSafeInteger(seq) || seq < 0) {
      throw new Error("not an entry");
    }
  }
  for (const [key] of batch.values) if (!/^[ -~]{1,200}$/u.test(key)) throw new Error("not a key");
}
