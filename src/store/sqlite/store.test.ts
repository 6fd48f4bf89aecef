import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { storeContract } from "../../ports/store.contract.ts";
import type { Batch } from "../../ports/store.ts";
import { schemaVersion } from "./schema.ts";
import { createSqliteStore } from "./store.ts";
import type { SqliteStore } from "./store.ts";

storeContract("sqlite", async (t) => {
  const path = join(folder(t), "record.db");
  const store = await open(t, path);
  const reopen = async (): Promise<SqliteStore> => {
    await store.close();
    return open(t, path);
  };
  return { store, reopen };
});

test("files are 0600 and a folder it makes is 0700", async (t) => {
  const inner = join(folder(t), "station");
  const path = join(inner, "record.db");
  const store = await createSqliteStore({ path, ballastBytes: 1_000_000 });
  t.after(() => store.close());
  await store.commit(put("k", 1));
  equal(statSync(inner).mode & 0o777, 0o700);
  for (const end of ["", "-wal", "-shm", "-lock", "-ballast"]) equal(statSync(path + end).mode & 0o777, 0o600, end);
});

test("a database of a newer version is refused with nothing written", async (t) => {
  const path = join(folder(t), "record.db");
  await (await open(t, path)).close();
  const db = new DatabaseSync(path);
  db.exec(`INSERT INTO schema_version VALUES (${schemaVersion + 1})`);
  db.close();
  await rejects(createSqliteStore({ path, ballastBytes: 0 }), { code: "store-newer" });
});

test("a file that is no database is refused and not harmed", async (t) => {
  const path = join(folder(t), "record.db");
  writeFileSync(path, "x".repeat(5_000));
  await rejects(createSqliteStore({ path, ballastBytes: 0 }), { code: "ERR_SQLITE_ERROR" });
  equal(statSync(path).size, 5_000);
});

test("a second store on the same file is refused until the first is closed", async (t) => {
  const path = join(folder(t), "record.db");
  const store = await open(t, path);
  await rejects(createSqliteStore({ path, ballastBytes: 0 }), { name: "StoreInUse" });
  await store.commit(put("k", 1));
  await store.close();
  deepEqual(await (await open(t, path)).value("k"), new Uint8Array(1));
});

test("a full database refuses the commit and takes a smaller one", async (t) => {
  const path = join(folder(t), "record.db");
  const store = await createSqliteStore({ path, ballastBytes: 0, bytesMax: 200_000 });
  t.after(() => store.close());
  const outcomes = await Promise.allSettled([store.commit(put("a", 1_000)), store.commit(put("b", 500_000))]);
  deepEqual(outcomes.map(({ status }) => status), ["rejected", "rejected"]);
  await rejects(store.commit(put("b", 500_000)), { name: "StoreFull" });
  equal(await store.value("b"), null);
  await store.commit(put("a", 1_000));
  ok(((await store.space()).freeBytes as number) < 200_000);
});

test("the ballast holds room, is given back and taken anew", async (t) => {
  const path = join(folder(t), "record.db");
  const store = await createSqliteStore({ path, ballastBytes: 3_000_001 });
  t.after(() => store.close());
  equal(statSync(`${path}-ballast`).size, 3_000_001);
  ok(statSync(`${path}-ballast`).blocks * 512 >= 3_000_000);
  equal(store.releaseBallast(), true);
  equal(store.releaseBallast(), false);
  equal(existsSync(`${path}-ballast`), false);
  await store.commit(put("k", 1));
  equal(await store.restoreBallast(), true);
  equal(statSync(`${path}-ballast`).size, 3_000_001);
});

test("a copy of the files taken at any moment opens and holds every commit that had resolved", async (t) => {
  const source = folder(t);
  const path = join(source, "record.db");
  const store = await open(t, path);
  for (let round = 1; round <= 20; round++) {
    await Promise.all(Array.from({ length: round }, (_, index) => store.commit(put(`${round}/${index}`, round * 400))));
    const copy = join(folder(t), "record.db");
    for (const end of ["", "-wal"]) copyFileSync(path + end, copy + end);
    const other = await open(t, copy);
    equal((await other.values("")).length, (round * (round + 1)) / 2);
    await other.close();
  }
});

test("what was answered before kill -9 is there afterwards, and what was not is whole or absent", async (t) => {
  const path = join(folder(t), "record.db");
  const program = `
    import { createSqliteStore } from ${JSON.stringify(new URL("./store.ts", import.meta.url).href)};
    const store = await createSqliteStore({ path: ${JSON.stringify(path)}, ballastBytes: 0 });
    for (let n = 0; ; n++) {
      const value = new Uint8Array(3000);
      await store.commit({ entries: [], values: [["a" + n, value], ["b" + n, value]] });
      process.stdout.write(n + "\\n");
    }`;
  let answered = -1;
  for (let round = 0; round < 3; round++) {
    const child = spawn(
      process.execPath,
      [...process.execArgv.filter((flag) => flag.startsWith("--preserve")), "--input-type=module", "-e", program],
    );
    let text = "";
    for await (const chunk of child.stdout) {
      text += String(chunk);
      if (text.length > 200) child.kill("SIGKILL");
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    answered = Math.max(answered, ...text.split("\n").slice(0, -1).map(Number));
    const store = await open(t, path);
    const [a, b] = [await store.values("a"), await store.values("b")];
    ok(a.length > answered && a.length === b.length, `${a.length} ${b.length} ${answered}`);
    await store.close();
  }
});

test("after a failed write every commit is refused, reads go on, and opening anew heals", {
  skip: process.platform === "win32",
}, async (t) => {
  const path = join(folder(t), "record.db");
  // A limit on file size makes a write fail in the middle, as a dying disk does. The lock and ballast stay below it.
  const program = `
    import { createSqliteStore } from ${JSON.stringify(new URL("./store.ts", import.meta.url).href)};
    const store = await createSqliteStore({ path: ${JSON.stringify(path)}, ballastBytes: 0 });
    await store.commit({ entries: [], values: [["first", new Uint8Array(10)]] });
    const said = [];
    for (const length of [5_000_000, 10]) {
      await store.commit({ entries: [], values: [["next", new Uint8Array(length)]] }).catch(
        (error) => said.push(error.name),
      );
    }
    said.push((await store.value("first")).length, await store.value("next"));
    console.log(JSON.stringify(said));
    await store.close();`;
  const flags = process.execArgv.filter((flag) => flag.startsWith("--preserve"));
  const child = spawn("sh", [
    "-c", 'ulimit -f 1024; exec "$@"', "sh", process.execPath, ...flags, "--input-type=module", "-e", program,
  ]);
  let text = "";
  child.stderr.on("data", (chunk) => process.stderr.write(String(chunk)));
  for await (const chunk of child.stdout) text += String(chunk);
  deepEqual(JSON.parse(text), ["StoreBroken", "StoreBroken", 10, null]);
  const store = await open(t, path);
  deepEqual((await store.values("")).map(([key]) => key), ["first"]);
  await store.commit(put("next", 10));
});

test("the write-ahead log is folded in and does not grow without end", async (t) => {
  const path = join(folder(t), "record.db");
  const store = await open(t, path);
  for (let round = 0; round < 40; round++) {
    await store.commit(put("k", 1_000_000));
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  }
  ok(statSync(`${path}-wal`).size < 24_000_000, String(statSync(`${path}-wal`).size));
});

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "chirograph-store-"));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

async function open(t: TestContext, path: string): Promise<SqliteStore> {
  const store = await createSqliteStore({ path, ballastBytes: 0 });
  t.after(() => store.close());
  return store;
}

function put(key: string, length: number): Batch {
  return { entries: [], values: [[key, new Uint8Array(length)]] };
}
