// From one version of the schema to the next: whole or not at all, whenever the process is killed.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { migrate, schemaVersion, storedVersion } from "./schema.ts";
import { createSqliteStore } from "./store.ts";

const rows = 4_000;
const migration = fileURLToPath(new URL("migration.fixture.ts", import.meta.url));

async function madeStore(t: { after(done: () => void): void }): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "chirograph-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "record.db");
  const store = await createSqliteStore({ path, ballastBytes: 0 });
  const log = new Uint8Array(16).fill(7);
  const blob = new Uint8Array(500).fill(1);
  const leafOf = (seq: number): Uint8Array => new Uint8Array(32).fill(seq % 256);
  const entries = Array.from({ length: rows }, (_, seq) => ({ log, seq, leaf: leafOf(seq), blob }));
  await store.commit({ entries, values: [["house/charter", blob]] });
  await store.close();
  return path;
}

/** Runs the migration of the fixture in a process of its own, killed before a part, while it commits, or never. */
function migrateAndKill(path: string, killAt: number | "commit" | "never"): Promise<"finished" | "killed"> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [migration, path, String(killAt)], { stdio: ["ignore", "pipe", "inherit"] });
    child.stdout.on("data", () => void (killAt === "commit" && child.kill("SIGKILL")));
    child.once("exit", (code, signal) => {
      if (signal === "SIGKILL") resolve("killed");
      else if (code === 0) resolve("finished");
      else reject(new Error(`the migration ended with ${code}`));
    });
  });
}

/** What stands in the file, whichever version it is of. */
function standing(
  path: string,
): { readonly version: number; readonly entries: number; readonly copied: number | null } {
  const version = storedVersion(path);
  const db = new DatabaseSync(path);
  const count = (table: string): number => Number(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.["n"]);
  const isThere = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'entries_next'").get() !== undefined;
  const found = { version, entries: count("entries"), copied: isThere ? count("entries_next") : null };
  assert.equal(db.prepare("PRAGMA integrity_check").get()?.["integrity_check"], "ok");
  db.close();
  return found;
}

test("a migration killed anywhere leaves the former version whole, and the next one goes through", async (t) => {
  const path = await madeStore(t);
  const before = { version: schemaVersion, entries: rows, copied: null };
  const after = { version: schemaVersion + 1, entries: rows, copied: rows };
  for (const part of [0, 1, 7, 20, 39, 40]) {
    assert.equal(await migrateAndKill(path, part), "killed");
    assert.deepEqual(standing(path), before, `killed before part ${part}`);
  }
  // Whether the commit was through before the kill is nobody's to say; it was, or it was not.
  await migrateAndKill(path, "commit");
  const found = standing(path);
  assert.deepEqual(found, found.version === schemaVersion ? before : after);
  if (found.version === schemaVersion) assert.equal(await migrateAndKill(path, "never"), "finished");
  assert.deepEqual(standing(path), after);
});

test("a former program refuses a newer record with both versions, and changes nothing of it", async (t) => {
  const path = await madeStore(t);
  await migrateAndKill(path, "never");
  const newer = { code: "store-newer", evidence: { written: schemaVersion + 1, known: schemaVersion } };
  await assert.rejects(createSqliteStore({ path, ballastBytes: 0 }), newer);
  assert.deepEqual(standing(path), { version: schemaVersion + 1, entries: rows, copied: rows });
});

test("a step that fails is undone with all those before it", async (t) => {
  const path = await madeStore(t);
  const db = new DatabaseSync(path);
  const published = Array.from({ length: schemaVersion }, () => "");
  assert.throws(() => migrate(db, [...published, "CREATE TABLE next (a) STRICT", "CREATE TABLE ("]));
  assert.equal(db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'next'").get(), undefined);
  db.close();
  assert.equal(storedVersion(path), schemaVersion);
});
