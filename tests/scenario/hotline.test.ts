// The main job from the command line: two parties, two processes, one line, one record, and a verifier who has seen
// neither.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

interface Ran { readonly status: number; readonly out: string; readonly error: string }

function run(...args: readonly string[]): Ran {
  const { status, stdout, stderr } = spawnSync(
    process.execPath, [main, ...args], { encoding: "utf8", timeout: 60_000 },
  );
  return { status: status ?? -1, out: stdout, error: stderr };
}

function json<T>(...args: readonly string[]): T {
  const ran = run(...args, "--json");
  assert.equal(ran.status, 0, `${args.join(" ")}: ${ran.error}${ran.out}`);
  return JSON.parse(ran.out) as T;
}

interface Party {
  readonly folder: string; readonly key: string; readonly short: string; line: string; child: ChildProcess | null;
}

function makeParty(root: string, short: string): Party {
  const [folder, key] = [join(root, short), join(root, `${short}.key`)];
  json("init", folder, "--short", short, "--name", `en=Institution ${short}`, "--name", `ru=Учреждение ${short}`,
  "--phone", "+00 1",
    "--officer", "Duty:watch,releaser,administrator,auditor", "--world", "exercise", "--listen", "127.0.0.1:0",
    "--http", "127.0.0.1:0",
    "--key-file", key);
  return { folder, key, short, line: "", child: null };
}

async function start(party: Party): Promise<void> {
  const child = spawn(process.execPath, [main, "start", party.folder, "--key-file", party.key, "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  party.child = child;
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("exit", () => reject(new Error("the station did not start")));
  });
  party.line = (JSON.parse(line) as { line: string }).line;
}

async function stop(party: Party, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  const { child } = party;
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((resolve) => {
    child.once("exit", resolve);
    child.kill(signal);
  });
}

interface Message { readonly object: string; readonly label: string; readonly direction: string; readonly to: {
  readonly state: string,
}[] }
const list = (party: Party): readonly Message[] => json<readonly Message[]>("list", "--folder", party.folder);

async function until(isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + 30_000; !isSo();) {
    assert.ok(Date.now() < end, `it never became so: ${isSo.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test("a FLASH is released, held, taken, answered, exported and verified", { timeout: 240_000 }, async (t) => {
  const root = mkdtempSync(join(tmpdir(), "chirograph-"));
  const [a, b] = [makeParty(root, "NDL"), makeParty(root, "VES")];
  t.after(async () => {
    await Promise.all([stop(a, "SIGKILL"), stop(b, "SIGKILL")]);
    rmSync(root, { recursive: true, force: true });
  });
  await Promise.all([start(a), start(b)]);
  const card = (party: Party): string => join(party.folder, `cards/${party.short}.card`);
  json("card", "add", card(b), "--address", b.line, "--folder", a.folder);
  json("card", "add", card(a), "--folder", b.folder);
  const wrong = run("card", "confirm", "VES", "00000 ".repeat(12).trim(), "--folder", a.folder);
  assert.equal(wrong.status, 1);
  const { checks } = json<{ checks: { digits: string }[] }>("card", "show", "--folder", a.folder);
  const digits = checks[0]?.digits ?? "";
  assert.match(digits, /^(\d{5} ){11}\d{5}$/u);
  json("card", "confirm", "VES", digits, "--folder", a.folder);
  json("card", "confirm", "NDL", digits, "--folder", b.folder);

  assert.equal(
    run("send", "--to", "VES/watch", "--precedence", "FLASH", "Before the charter", "--folder", a.folder).status === 0,
    false,
  );
  json("charter", "propose", "--with", "VES", "--until", "7d", "--folder", a.folder);
  const charters = (party: Party): string => run("charter", "show", "--folder", party.folder, "--json").out;
  await until(() => charters(b).includes("accepted-by-them"));
  json("charter", "accept", "--until", "7d", "--folder", b.folder);
  await until(() => charters(a).includes("\"adopted\"") && charters(b).includes("\"adopted\""));

  const label = (JSON.parse(charters(a)) as { labels: { code: string }[] }[])[0]?.labels[0]?.code ?? "parties-only";
  json("send", "--to", "VES/watch", "--precedence", "FLASH", "--label", label, "--subject", "Drone", "Not ours.",
  "--yes",
    "--folder", a.folder);
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

  const proof = run("show", came.label, "--proof", "--folder", a.folder).out;
  writeFileSync(join(root, "flash.proof"), proof);
  const proven = run("verify", join(root, "flash.proof"), "--root", card(a));
  assert.match(proven.out, /Not ours\.[^]*not necessarily true or complete; 0 withheld/u);
  assert.equal(proven.status, 0);
  assert.equal(run("verify", join(root, "flash.proof"), "--root", card(b)).status, 1);
  writeFileSync(join(root, "flash.proof"), proof.replace(/size \d+/u, "size 99999"));
  assert.equal(run("verify", join(root, "flash.proof"), "--root", card(a)).status, 2);
  assert.deepEqual(json("evidence", "--folder", a.folder), []);

  const file = join(root, "record.chirograph");
  json("export", file, "--folder", a.folder);
  const trust = ["--root", card(a), "--root", card(b)];
  assert.match(run("verify", file, ...trust).out, /not necessarily true or complete; 0 withheld/u);
  assert.equal(run("verify", file, ...trust).status, 0);
  assert.equal(run("verify", file, "--root", card(a)).status, 1);
  json("export", join(root, "less.chirograph"), "--withhold", came.label, "--folder", a.folder);
  assert.match(run("verify", join(root, "less.chirograph"), ...trust).out, /[1-9] withheld/u);
  const bytes = readFileSync(file);
  const at = bytes.indexOf("Not ours.");
  assert.ok(at > 0);
  bytes[at] = 0x6e;
  writeFileSync(file, bytes);
  const altered = run("verify", file, ...trust, "--json");
  assert.equal(altered.status, 1);
  const { findings } = JSON.parse(altered.out) as { findings: { label: string; code: string }[] };
  assert.deepEqual(findings.map((one) => [one.label, one.code]), [[came.label, "entry-commit"], ["", "end"]]);
  writeFileSync(file, bytes.subarray(0, 200));
  assert.equal(run("verify", file, ...trust).status, 2);
});
