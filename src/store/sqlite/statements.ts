// Every statement the store runs, prepared once.

import type { DatabaseSync, StatementSync } from "node:sqlite";

const sql = {
  begin: "BEGIN IMMEDIATE",
  commit: "COMMIT",
  rollback: "ROLLBACK",
  savepoint: "SAVEPOINT batch",
  rollbackTo: "ROLLBACK TO batch",
  release: "RELEASE batch",
  // Changes nothing, and says so, when another leaf stands at the position.
  putEntry: `INSERT INTO entries (log, seq, leaf, blob) VALUES (?, ?, ?, ?)
    ON CONFLICT (log, seq) DO UPDATE SET blob = excluded.blob WHERE leaf = excluded.leaf`,
  mendEntry: "INSERT OR REPLACE INTO entries (log, seq, leaf, blob) VALUES (?, ?, ?, ?)",
  putValue: `INSERT INTO keyed_values (key, value) VALUES (?, ?)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
  removeValue: "DELETE FROM keyed_values WHERE key = ?",
  entry: "SELECT log, seq, leaf, blob FROM entries WHERE log = ? AND seq = ?",
  entries: "SELECT log, seq, leaf, blob FROM entries WHERE log = ? AND seq >= ? AND seq < ? ORDER BY seq LIMIT ?",
  // From each log to the next greater one: to group would read every entry.
  logs: `WITH RECURSIVE found (log) AS (
      SELECT min(log) FROM entries
      UNION ALL SELECT (SELECT min(log) FROM entries WHERE log > found.log) FROM found WHERE log IS NOT NULL
    ) SELECT log FROM found WHERE log IS NOT NULL`,
  value: "SELECT value FROM keyed_values WHERE key = ?",
  values: "SELECT key, value FROM keyed_values WHERE key >= ? AND key < ? ORDER BY key",
  space: `SELECT page_count AS pages, freelist_count AS free, page_size AS pageSize
    FROM pragma_page_count, pragma_freelist_count, pragma_page_size`,
  checkpoint: "PRAGMA wal_checkpoint(PASSIVE)",
} as const;

export type Statements = { readonly [Name in keyof typeof sql]: StatementSync };

/** Prepares them all. */
export function prepareStatements(db: DatabaseSync): Statements {
  const prepared = Object.entries(sql).map(([name, text]) => [name, db.prepare(text)] as const);
  return Object.fromEntries(prepared) as Statements;
}

/** The first text after every key that begins with `prefix`; keys are printable ASCII. */
export function prefixEnd(prefix: string): string {
  return `${prefix}\u007f`;
}
