// The main job from the command line: two parties, two processes, one line, one record, and a verifier who has seen
// neither.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { agree, json, list, meet, run, start, startPair, stop, until } from "./stations.ts";
import type { Party } from "./stations.ts";
import { pythonMissing, pythonReports } from "../python-reader/python.ts";

test("a FLASH is released, held, taken, answered, exported and verified", async (t) => {
  const { root, a, b } = await startPair(t);
  json("card", "add", b.card, "--address", b.line, "--folder", a.folder);
  const wrong = run("card", "confirm", "VES", "00000 ".repeat(12).trim(), "--folder", a.folder);
  assert.equal(wrong.status, 1, "digits that differ confirm nobody");
  meet(a, b);
  const early = ["send", "--to", "VES/watch", "--precedence", "FLASH", "Before the charter", "--folder", a.folder];
  assert.notEqual(run(...early).status, 0, "nothing flows before the charter");
  const label = await agree(a, b);

  const flash = ["--to", "VES/watch", "--precedence", "FLASH", "--label", label, "--subject", "Drone", "Not ours."];
  json("send", ...flash, "--yes", "--folder", a.folder);
  await until(() => list(b).length === 1);
  const [came] = list(b);
  assert.ok(came);
  json("take", came.label, "--folder", b.folder);
  await until(() => list(a)[0]?.to[0]?.state === "taken");
  run("show", came.label, "--folder", b.folder);
  json("answer", came.label, "We have checked.", "--label", label, "--yes", "--folder", b.folder);
  await until(() => list(a).find((one) => one.object === came.object)?.to[0]?.state === "answered");

  // Killed, not stopped: the station goes on from what was durable, in a new log.
  await stop(b, "SIGKILL");
  await start(b);
  assert.equal(list(b).length, 2);

  proveOne(root, a, b, came.label);
  verifyAll(root, a, b, came.label);
});

function proveOne(root: string, a: Party, b: Party, label: string): void {
  const path = join(root, "flash.proof");
  const proof = run("show", label, "--proof", "--folder", a.folder).out;
  writeFileSync(path, proof);
  const proven = run("verify", path, "--root", a.card);
  assert.match(proven.out, /Not ours\.[^]*not necessarily true or complete; 0 withheld/u);
  assert.equal(proven.status, 0);
  assert.equal(run("verify", path, "--root", b.card).status, 1, "no root that is trusted vouches for it");
  writeFileSync(path, proof.replace(/size \d+/u, "size 99999"));
  assert.equal(run("verify", path, "--root", a.card).status, 2);
  assert.deepEqual(json("evidence", "--folder", a.folder), []);
}

function verifyAll(root: string, a: Party, b: Party, label: string): void {
  const file = join(root, "record.chirograph");
  json("export", file, "--folder", a.folder);
  const trust = ["--root", a.card, "--root", b.card];
  assert.match(run("verify", file, ...trust).out, /not necessarily true or complete; 0 withheld/u);
  assert.equal(run("verify", file, ...trust).status, 0);
  assert.equal(run("verify", file, "--root", a.card).status, 1);
  if (pythonMissing === null) readByAnotherHand(file, trust);
  json("export", join(root, "less.chirograph"), "--withhold", label, "--folder", a.folder);
  assert.match(run("verify", join(root, "less.chirograph"), ...trust).out, /[1-9] withheld/u);
  const bytes = readFileSync(file);
  const at = bytes.indexOf("Not ours.");
  assert.ok(at > 0);
  bytes[at] = 0x6e;
  writeFileSync(file, bytes);
  const altered = run("verify", file, ...trust, "--json");
  assert.equal(altered.status, 1);
  const { findings } = JSON.parse(altered.out) as { findings: { label: string; code: string }[] };
  assert.deepEqual(findings.map((one) => [one.label, one.code]), [[label, "entry-commit"], ["", "end"]]);
  writeFileSync(file, bytes.subarray(0, 200));
  assert.equal(run("verify", file, ...trust).status, 2);
}

/** The reader that was written from the specification alone comes to the same report. */
function readByAnotherHand(file: string, trust: readonly string[]): void {
  const ours = JSON.parse(run("verify", file, ...trust, "--json").out) as Record<string, unknown>;
  const parties = ours["parties"] as { id: string }[];
  const [theirs] = pythonReports([readFileSync(file)], parties.map((one) => one.id)) as [Record<string, unknown>];
  for (const name of ["result", "channel", "world", "charter", "entries", "withheld", "unchecked", "siblings"]) {
    assert.deepEqual(theirs[name], ours[name], name);
  }
  assert.deepEqual(theirs["findings"], []);
  const byLog = (logs: unknown): unknown => (logs as { log: string }[]).toSorted((x, y) => (x.log < y.log ? -1 : 1));
  assert.deepEqual(byLog(theirs["logs"]), byLog(ours["logs"]));
}
