// The rehearsal that a person runs, and the proof of a station's own backup.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, test } from "node:test";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

import { keyParts, recordParts, snapshotBytes } from "../backup/contents.ts";
import { noteBackup } from "../backup/last-backup.ts";
import { sealStream } from "../backup/sealed-stream.ts";
import { writeParts } from "../bounded-file.ts";
import { files, openStation } from "../station/folder.ts";
import { makeStation } from "../station/new-station.ts";
import type { Opener } from "../sealed-file.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { createNodeRandom } from "../../crypto/node/random.ts";
import { proveBackup } from "./own-backup.ts";
import { compromise, saidBeforeTheft } from "./compromise.ts";
import { lostStation, saidAfter, saidBefore } from "./lost-station.ts";
import { rehearse } from "./rehearsal.ts";
import type { Rehearsal, StepName } from "./rehearsal.ts";
import { saidAlone, saidByEach, siteLoss } from "./site-loss.ts";
import { saidByEach as saidByBoth, totalLoss } from "./total-loss.ts";

const [crypto, random] = [createNodeCrypto(), createNodeRandom()];
const storage: Opener = { kind: "key", key: random.bytes(32) };
const own: Opener = { kind: "key", key: random.bytes(32) };
// A place of this file's own, so that what it counts is nobody else's.
process.env["TMPDIR"] = mkdtempSync(join(tmpdir(), "chirograph-drills-"));
after(() => rmSync(tmpdir(), { recursive: true, force: true }));
const left = (): readonly string[] => readdirSync(tmpdir()).filter((name) => name.startsWith("chirograph-drill-"));

test("a lost station is whole again after every step, and nothing of the rehearsal is left", async () => {
  const counted = await played(lostStation);
  const said = (["say", "more", "returned"] as const).map((step) => counted.get(step));
  assert.deepEqual(said, [saidBefore, saidAfter, saidAfter]);
});

test("a lost site is gone on without, its seat moved, nothing lost, and nothing of the rehearsal is left", async () => {
  const counted = await played(siteLoss);
  const said = (["say", "both", "flash", "no-seat", "followed", "seated"] as const).map((step) => counted.get(step));
  assert.deepEqual(said, [saidAlone, 2 * saidByEach, 1, 1, 1, 1]);
  assert.ok((counted.get("holds") ?? 0) > saidAlone + 2 * saidByEach, "the house record is there too");
});

test("a stolen key is seen, revoked and counted out, what was acknowledged stands, and nothing is left", async () => {
  const counted = await played(compromise);
  const said = (["say", "both-spoke", "seen", "frozen", "agreed-again"] as const).map((step) => counted.get(step));
  assert.deepEqual(said, [saidBeforeTheft, 2, 2, 2, 1]);
  assert.ok((counted.get("by-hand") ?? 0) > 0, "what the thief signed since counts for nothing");
});

test("when all but the root is lost the other party gives everything back that was not ours alone", async () => {
  const counted = await played(totalLoss);
  const said = (["both", "given-back", "gone", "agreed-again"] as const).map((step) => counted.get(step));
  assert.deepEqual(said, [2 * saidByBoth, 2 * saidByBoth, saidByBoth, 1]);
});

test("a step that does not come to what it must is named, and nothing is left either", async () => {
  const before = left();
  const broken: Rehearsal = {
    steps: ["keys", "lost"],
    play: async ({ doing }) => {
      await doing("keys", () => 0);
      await doing("lost", () => Promise.reject(new Error("why")));
    },
  };
  await assert.rejects(rehearse(broken, () => undefined), { name: "StepFailed", step: "lost", message: "why" });
  assert.deepEqual(left(), before);
});

test("Ctrl+C in the midst of a rehearsal leaves nothing, and says so by its status", async () => {
  const main = fileURLToPath(new URL("../main.ts", import.meta.url));
  const child = spawn(process.execPath, [main, "drill", "site-loss"], { stdio: ["ignore", "ignore", "pipe"] });
  let told = "";
  child.stderr.on("data", (part: Buffer) => {
    told += part.toString();
    // The first steps are done, and stations run.
    if (told.split("\n").length > 3) child.kill("SIGINT");
  });
  const [status] = await once(child, "exit") as [number | null];
  assert.equal(status, 130);
  assert.deepEqual(left(), []);
});

/** What each step of a rehearsal counted; nothing of it may be left. */
async function played(rehearsal: Rehearsal): Promise<ReadonlyMap<StepName, number>> {
  const before = left();
  const counted = new Map<StepName, number>();
  await rehearse(rehearsal, ({ step, count }) => void counted.set(step, count));
  assert.deepEqual([...counted.keys()], rehearsal.steps);
  assert.deepEqual(left(), before);
  return counted;
}

test("a station's newest backup is found, opened and read whole, beside the running station", async (t) => {
  const { folder, party } = await lived(t);
  await assert.rejects(proveBackup(folder, null, own, storage), { code: "no-backup" });
  await backUp(folder, party);
  const { station } = await openStation(folder, storage, "test");
  const before = left();
  const proved = await proveBackup(folder, null, own, storage);
  assert.ok(proved.entries > 3);
  assert.deepEqual([proved.verified, proved.damaged], [proved.entries, []]);
  assert.equal((await proveBackup(folder, null, own, null)).verified, 0, "without its key nothing is read");
  assert.deepEqual(left(), before);
  await assert.rejects(proveBackup(folder, null, storage, null), { code: "backup-key-wrong" });
  await assert.rejects(proveBackup(folder, null, own, own), { code: "key-wrong" });
  await station.stop();
});

test("an entry that was damaged before the backup was made is named", async (t) => {
  const { folder, party } = await lived(t);
  const db = new DatabaseSync(join(folder, files.record));
  const second = db.prepare("SELECT log, seq, blob FROM entries ORDER BY log, seq LIMIT 1 OFFSET 1").get();
  const { log, seq, blob } = second as { log: Uint8Array; seq: number; blob: Uint8Array };
  blob[blob.length - 1] = (blob.at(-1) as number) ^ 1;
  db.prepare("UPDATE entries SET blob = ? WHERE log = ? AND seq = ?").run(blob, log, seq);
  db.close();
  await backUp(folder, party);
  const { damaged, verified, entries } = await proveBackup(folder, null, own, storage);
  assert.deepEqual(damaged, [`${log.toHex()}:${seq}`]);
  assert.equal(verified, entries - 1);
});

test("the keys, and another party's backup, prove nothing of this station", async (t) => {
  const [one, other] = [await lived(t), await lived(t)];
  await backUp(other.folder, other.party);
  const path = join(one.folder, "keys.backup");
  const about = { kind: "keys", world: "exercise", short: "NDL", party: one.party, timeMs: 1 } as const;
  await writeParts(path, sealStream(crypto, random, own, about, keyParts(one.folder)), false);
  await assert.rejects(proveBackup(one.folder, path, own, storage), { code: "backup-keys-only" });
  const theirs = join(other.folder, "record.backup");
  await assert.rejects(proveBackup(one.folder, theirs, own, storage), { code: "backup-other" });
});

/** A folder whose station has run and stopped. */
async function lived(t: TestContext): Promise<{ readonly folder: string; readonly party: Uint8Array }> {
  const folder = mkdtempSync(join(tmpdir(), "chirograph-lived-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const names = ["en", "ru"].map((language) => ({ language, text: "Institution" }));
  const { roster } = makeStation({
    folder, world: "exercise", short: "NDL", names, desks: [{ code: "watch", names }], policy: [1, 1, 1, 1],
    telephone: "+00", listen: null, http: "127.0.0.1:0", origins: [], frameAncestors: [], officers: [],
    timeMs: Date.now(), storage, root: storage,
  });
  const { station } = await openStation(folder, storage, "test");
  for (const name of ["Watch one", "Watch two"]) {
    await station.act({ officer: "init", via: "station" }, {
      act: "officer.add", name, language: "en", roles: ["watch", "administrator"],
    });
  }
  await station.stop();
  return { folder, party: roster.roster.party };
}

async function backUp(folder: string, party: Uint8Array): Promise<void> {
  const path = join(folder, "record.backup");
  const about = { kind: "record", world: "exercise", short: "NDL", party, timeMs: Date.now() } as const;
  const parts = recordParts(folder, snapshotBytes(join(folder, files.record), true), { entries: 0, values: 0 });
  await writeParts(path, sealStream(crypto, random, own, about, parts), false);
  noteBackup(folder, { path, timeMs: about.timeMs, entries: 0 });
}
