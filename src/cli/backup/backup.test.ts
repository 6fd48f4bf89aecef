// Backups of a real station's folder: made, damaged in every way, restored.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";

import { CliError } from "../cli-error.ts";
import { files, openStation } from "../station/folder.ts";
import { makeStation } from "../station/new-station.ts";
import type { Opener } from "../sealed-file.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { createNodeRandom } from "../../crypto/node/random.ts";
import { keyParts, recordParts, snapshotBytes } from "./contents.ts";
import { restoreFolder } from "./restore.ts";
import { sealStream } from "./sealed-stream.ts";

const crypto = createNodeCrypto();
const random = createNodeRandom();
const storage: Opener = { kind: "key", key: random.bytes(32) };
const own: Opener = { kind: "key", key: random.bytes(32) };
const actor = { officer: "init", via: "station" } as const;
const quiet = (): void => undefined;

test("a restored folder holds what was committed, has no chains, and begins with a BOOT that says so", async (t) => {
  const root = place(t);
  const folder = await lived(join(root, "NDL"), 3);
  assert.ok(existsSync(join(folder, files.chains)));
  const [backup, keys] = [join(root, "a.backup"), join(root, "a.keys")];
  writeFileSync(backup, await bytesOf(folder, "record"));
  writeFileSync(keys, await bytesOf(folder, "keys"));
  const target = join(root, "again");
  const restored = await restoreFolder(backup, own, { path: keys, opener: own }, target, quiet);
  assert.equal(restored.short, "NDL");
  assert.ok(restored.entries >= 4);
  assert.deepEqual(readdirSync(target).filter((name) => ["chains", "cli.token"].includes(name)), []);
  assert.deepEqual(readdirSync(join(target, "root")), [], "the root is never taken along");

  const { station } = await openStation(target, storage, "test");
  assert.deepEqual(station.officers().map((one) => one.name), ["Officer 1", "Officer 2", "Officer 3"]);
  const { logs } = await station.house(0, 10);
  assert.deepEqual(logs.map((one) => one.reason).sort(), ["first", "restored"]);
  await station.stop();
});

test("a backup is taken while the station runs and commits, and is one moment of its record", async (t) => {
  const root = place(t);
  const folder = made(join(root, "NDL"));
  const { station } = await openStation(folder, storage, "test");
  t.after(() => station.stop());
  const add = (n: number): Promise<unknown> => station.act(
    actor, { act: "officer.add", name: `Officer ${n}`, language: "en", roles: ["watch"] },
  );
  for (let n = 1; n <= 20; n++) await add(n);
  const path = join(root, "a.backup");
  const total = async (): Promise<number> => (await station.house(0, 1)).total;
  const before = await total();
  const [sealed] = await Promise.all([
    bytesOf(folder, "record", false), ...Array.from({ length: 20 }, (_, n) => add(21 + n)),
  ]);
  writeFileSync(path, sealed);
  const { entries } = await restoreFolder(path, own, null, join(root, "again"), quiet);
  assert.ok(entries >= before && entries <= await total(), `${entries}`);
});

test("every byte that is changed, and every place where it is cut, is found, and nothing is left behind", async (t) => {
  const root = place(t);
  const whole = await bytesOf(await lived(join(root, "NDL"), 1), "record");
  const path = join(root, "a.backup");
  const target = join(root, "again");
  const refused = async (bytes: Uint8Array): Promise<string> => {
    writeFileSync(path, bytes);
    const error = await restoreFolder(path, own, null, target, quiet).then(() => null, (caught: unknown) => caught);
    assert.ok(error instanceof CliError, `${String(error)}`);
    assert.deepEqual(readdirSync(root).toSorted(), ["NDL", "a.backup"]);
    return error.code;
  };
  const step = Math.max(1, Math.floor(whole.length / 60));
  for (let at = 0; at < whole.length; at += step) {
    const damaged = whole.slice();
    damaged[at] = (damaged[at] as number) ^ 1;
    assert.match(await refused(damaged), /^backup-(?:none|newer|damaged|key-wrong)$/u);
    assert.match(await refused(whole.subarray(0, at)), /^backup-(?:none|damaged)$/u);
  }
  assert.equal(await refused(new Uint8Array([...whole, 0])), "backup-damaged");
  assert.equal(await refused(whole.subarray(0, 0)), "backup-none");
  const newer = whole.slice();
  newer[18] = 0x32;
  assert.equal(await refused(newer), "backup-newer");
});

test("what it does not open, whose it is not, and where something lies already are told apart", async (t) => {
  const root = place(t);
  const one = await lived(join(root, "NDL"), 1);
  const other = await lived(join(root, "VES"), 1, "VES");
  const path = (name: string): string => join(root, name);
  writeFileSync(path("one"), await bytesOf(one, "record"));
  writeFileSync(path("one.keys"), await bytesOf(one, "keys"));
  writeFileSync(path("other.keys"), await bytesOf(other, "keys"));
  const refused = async (
    opener: Opener, file: string, keys: string | null, folder = path("again"),
  ): Promise<string> => {
    const named = keys === null ? null : { path: path(keys), opener: own };
    const error = await restoreFolder(path(file), opener, named, folder, quiet).then(() => null, (caught) => caught);
    assert.ok(error instanceof CliError, `${String(error)}`);
    assert.ok(!existsSync(path("again")));
    return error.code;
  };
  assert.equal(await refused({ kind: "key", key: random.bytes(32) }, "one", null), "backup-key-wrong");
  assert.equal(await refused({ kind: "passphrase", passphrase: "of another kind" }, "one", null), "backup-key-wrong");
  assert.equal(await refused(own, "one.keys", null), "backup-keys-only");
  assert.equal(await refused(own, "one", "one"), "backup-not-keys");
  assert.equal(await refused(own, "one", "other.keys"), "backup-other");
  assert.equal(await refused(own, "one", null, other), "folder-not-empty");
  mkdirSync(path("empty"));
  await restoreFolder(path("one"), own, { path: path("one.keys"), opener: own }, path("empty"), quiet);
  await assert.rejects(restoreFolder(path("nowhere"), own, null, path("again"), quiet), { code: "file-missing" });
});

test("nothing of the record, no open key and no name stands in clear in the file", async (t) => {
  const root = place(t);
  const folder = await lived(join(root, "NDL"), 2);
  const sealed = Buffer.from(await bytesOf(folder, "record"));
  const snapshot = snapshotBytes(join(folder, files.record), true);
  const plain = Buffer.concat(await Array.fromAsync(recordParts(folder, snapshot, { entries: 0, values: 0 })));
  for (const secret of ["Officer 1", Buffer.from(storage.kind === "key" ? storage.key : [])]) {
    assert.equal(sealed.includes(secret), false);
    assert.equal(plain.includes(secret), false, "the record is sealed at rest within the backup as well");
  }
  const stationKeys = readFileSync(join(folder, files.stationKeys));
  assert.equal(plain.includes(stationKeys), false, "the signing keys are in a file of their own");
});

function place(t: TestContext): string {
  const root = mkdtempSync(join(tmpdir(), "chirograph-backup-"));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  return root;
}

function made(folder: string, short = "NDL"): string {
  const names = ["en", "ru"].map((language) => ({ language, text: `Institution ${short}` }));
  makeStation({
    folder, world: "exercise", short, names, desks: [{ code: "watch", names }], policy: [1, 1, 1, 1], telephone: "+00",
    listen: null, http: "127.0.0.1:0", origins: [], frameAncestors: [], officers: [], timeMs: Date.now(), storage,
    root: storage,
  });
  return folder;
}

/** A folder whose station has run, enrolled so many officers and stopped. */
async function lived(folder: string, officers: number, short = "NDL"): Promise<string> {
  const { station } = await openStation(made(folder, short), storage, "test");
  for (let n = 1; n <= officers; n++) {
    await station.act(actor, { act: "officer.add", name: `Officer ${n}`, language: "en", roles: ["watch"] });
  }
  await station.stop();
  return folder;
}

async function bytesOf(folder: string, kind: "record" | "keys", alone = true): Promise<Uint8Array> {
  const { short, party } = JSON.parse(readFileSync(join(folder, "station.json"), "utf8")) as Record<string, string>;
  const about = {
    kind, world: "exercise", short: short ?? "", party: Uint8Array.fromHex(party ?? ""), timeMs: Date.now(),
  } as const;
  const snapshot = snapshotBytes(join(folder, files.record), alone);
  const parts = kind === "keys" ? keyParts(folder) : recordParts(folder, snapshot, { entries: 0, values: 0 });
  return new Uint8Array(Buffer.concat(await Array.fromAsync(sealStream(crypto, random, own, about, parts))));
}
