// node tests/corpora/record.ts 0.1: records the corpora of the release that is checked out. Done once a release.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { by, json, list, makePair, run, start, stop } from "../scenario/stations.ts";
import type { Party } from "../scenario/stations.ts";
import { lasting, live } from "./story.ts";

const [release] = process.argv.slice(2);
assert.match(release ?? "", /^\d+\.\d+$/u, "which release?");
const folder = join(import.meta.dirname, release as string);
assert.ok(!existsSync(folder), `${folder} is there already: what was recorded is never changed`);
const root = mkdtempSync(join(tmpdir(), "chirograph-"));
const { a, b } = makePair(root);
try {
  await Promise.all([start(a), start(b)]);
  await live(root, a, b);
  mkdirSync(folder, { recursive: true });
  files(a, list(a)[0]?.label ?? "");
  await start(b);
  const shown = { NDL: lasting(a), VES: lasting(b) };
  writeFileSync(join(folder, "shown.json"), `${JSON.stringify(shown, null, 1)}\n`);
  await Promise.all([stop(a), stop(b)]);
  for (const party of [a, b]) keep(party);
  const commit = spawnSync("git", ["rev-parse", "HEAD"], { cwd: folder, encoding: "utf8" }).stdout.trim();
  writeFileSync(join(folder, "commit"), `${commit}\n`);
} finally {
  await Promise.all([stop(a, "SIGKILL"), stop(b, "SIGKILL")]);
  rmSync(root, { recursive: true, force: true });
}

/** What a party has handed out: two exports, a proof, a backup and its keys. */
function files(party: Party, label: string): void {
  by(party, "export", join(folder, "record.chirograph"));
  by(party, "export", join(folder, "withheld.chirograph"), "--withhold", label);
  const proof = run("show", label, "--proof", "--folder", party.folder);
  assert.equal(proof.status, 0, proof.error);
  writeFileSync(join(folder, "entry.proof"), proof.out);
  json("backup", party.folder, "--to", join(folder, "NDL.backup"), "--key-file", party.key);
  json("backup", party.folder, "--keys", "--to", join(folder, "NDL.keys"), "--key-file", party.key);
}

/** The station's folder as it stands when it is stopped, without what the next start makes anew. */
function keep(party: Party): void {
  const passing = /record\.db-(?:ballast|lock|shm|wal)$|\.sock$|cli\.token$|last-backup\.json$/u;
  cpSync(party.folder, join(folder, party.short), { recursive: true, filter: (path) => !passing.test(path) });
  cpSync(party.key, join(folder, `${party.short}.key`));
}
