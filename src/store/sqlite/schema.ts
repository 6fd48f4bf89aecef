// The tables of a station's database, and how an older one becomes the present one.

import { DatabaseSync } from "node:sqlite";
import { ChirographError } from "../../core/errors.ts";

/**
 * One migration for each version, the first from an empty file. A published one is never changed; a new version is a
 * new line. Entries are clustered by position, so that appending to a log dirties one page.
 */
const migrations: readonly string[] = [
  `CREATE TABLE entries (
     log BLOB NOT NULL CHECK (length(log) = 16),
     seq INTEGER NOT NULL CHECK (seq >= 0),
     leaf BLOB NOT NULL CHECK (length(leaf) = 32),
     blob BLOB NOT NULL,
     PRIMARY KEY (log, seq)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE keyed_values (
     key TEXT NOT NULL PRIMARY KEY CHECK (length(key) BETWEEN 1 AND 200),
     value BLOB NOT NULL
   ) STRICT, WITHOUT ROWID;`,
  // The rows of our own entries hold the key of their narrow forms from here on; a program of before would not read it.
  "SELECT 1",
];

/** Version of the schema that this program writes. */
export const schemaVersion = migrations.length;

/**
 * Brings the database to the version that `steps` lead to, in one transaction: a crash leaves the former version whole.
 * Errors: store-newer, and then nothing was written.
 */
export function migrate(db: DatabaseSync, steps: readonly string[] = migrations): void {
  db.exec("BEGIN IMMEDIATE");
  try {
    db.exec("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL) STRICT");
    const from = versionIn(db);
    if (from > steps.length) throw new ChirographError("store-newer", "", { written: from, known: steps.length });
    for (let version = from; version < steps.length; version++) {
      db.exec(steps[version] as string);
      db.prepare("INSERT INTO schema_version (version) VALUES (?)").run(version + 1);
    }
    db.exec("COMMIT");
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

/** Version of the schema that a file was written by, read without changing anything; 0 for one that holds none yet. */
export function storedVersion(path: string): number {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    const there = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'schema_version'").get() !== undefined;
    return there ? versionIn(db) : 0;
  } finally {
    db.close();
  }
}

function versionIn(db: DatabaseSync): number {
  return Number(db.prepare("SELECT max(version) AS version FROM schema_version").get()?.["version"] ?? 0);
}
