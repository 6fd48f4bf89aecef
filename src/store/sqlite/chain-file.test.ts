import { deepEqual, equal, rejects } from "node:assert/strict";
import {
  existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { chainFileContract } from "../../ports/store.contract.ts";
import { createChainFile } from "./chain-file.ts";

chainFileContract("file", async (t) => {
  const path = join(folder(t), "chains");
  return async () => createChainFile(path);
});

test("the file is 0600, its folder 0700, and nothing stays beside it", async (t) => {
  const inner = join(folder(t), "station");
  await createChainFile(join(inner, "chains")).save(new Uint8Array(9));
  equal(statSync(inner).mode & 0o777, 0o700);
  equal(statSync(join(inner, "chains")).mode & 0o777, 0o600);
  deepEqual(readdirSync(inner), ["chains"]);
});

test("what a crash left half written is never read", async (t) => {
  const path = join(folder(t), "chains");
  const file = createChainFile(path);
  writeFileSync(`${path}.new`, "half");
  equal(await file.load(), null);
  await file.save(new Uint8Array(4));
  deepEqual(await file.load(), new Uint8Array(4));
});

test("a save that fails leaves the former bytes, and the next one works", async (t) => {
  const path = join(folder(t), "chains");
  const file = createChainFile(path);
  await file.save(new Uint8Array(4));
  mkdirSync(`${path}.new`);
  await rejects(file.save(new Uint8Array(5)));
  deepEqual(await file.load(), new Uint8Array(4));
  rmSync(`${path}.new`, { recursive: true });
  await file.save(new Uint8Array(5));
  deepEqual(await file.load(), new Uint8Array(5));
});

test("a folder that was moved away is not made again where it was", async (t) => {
  const inner = join(folder(t), "station");
  const file = createChainFile(join(inner, "chains"));
  await file.save(new Uint8Array(4));
  renameSync(inner, `${inner}-moved`);
  await rejects(file.save(new Uint8Array(5)));
  equal(existsSync(inner), false);
});

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "chirograph-chains-"));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}
