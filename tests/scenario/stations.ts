// Two parties as two processes, each driven from the command line alone: what the stories stand on.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

import { hardened } from "../../src/cli/demo/process.ts";

const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

/** What a command came to. */
export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly error: string;
}

/** Runs one command to its end. */
export function run(...args: readonly string[]): Ran {
  const { status, stdout, stderr } = spawnSync(
    process.execPath, [main, ...args], { encoding: "utf8", timeout: 60_000 },
  );
  return { status: status ?? -1, out: stdout, error: stderr };
}

/** The JSON of a command that must succeed. */
export function json<T>(...args: readonly string[]): T {
  const ran = run(...args, "--json");
  assert.equal(ran.status, 0, `${args.join(" ")}: ${ran.error}${ran.out}`);
  return JSON.parse(ran.out) as T;
}

/** One party: its station's folder, and its process while it runs. */
export interface Party {
  readonly folder: string;
  readonly key: string;
  readonly short: string;
  readonly card: string;
  line: string;
  child: ChildProcess | null;
}

/** Two parties with running stations that have not met; both go when the test ends. */
export async function startPair(t: TestContext): Promise<{
  readonly root: string;
  readonly a: Party;
  readonly b: Party
}> {
  const root = mkdtempSync(join(tmpdir(), "chirograph-"));
  const [a, b] = [makeParty(root, "NDL"), makeParty(root, "VES")];
  t.after(async () => {
    await Promise.all([stop(a, "SIGKILL"), stop(b, "SIGKILL")]);
    rmSync(root, { recursive: true, force: true });
  });
  await Promise.all([start(a), start(b)]);
  return { root, a, b };
}

function makeParty(root: string, short: string): Party {
  const [folder, key] = [join(root, short), join(root, `${short}.key`)];
  json(
    "init", folder, "--short", short, "--name", `en=Institution ${short}`, "--name", `ru=Учреждение ${short}`,
    "--phone", "+00 1", "--officer", "Duty:watch,releaser,administrator,auditor", "--world", "exercise",
    "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--key-file", key,
  );
  return { folder, key, short, card: join(folder, `cards/${short}.card`), line: "", child: null };
}

/** Starts a party's station and waits until it is ready. */
export async function start(party: Party): Promise<void> {
  const args = [...hardened, main, "start", party.folder, "--key-file", party.key, "--json"];
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "inherit"],
  });
  party.child = child;
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("exit", () => reject(new Error("the station did not start")));
  });
  party.line = (JSON.parse(line) as { line: string }).line;
}

/** Ends a party's station. */
export async function stop(party: Party, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  const { child } = party;
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((resolve) => {
    child.once("exit", resolve);
    child.kill(signal);
  });
}

/** Exchanges cards and compares the digits. */
export function meet(a: Party, b: Party): void {
  json("card", "add", b.card, "--address", b.line, "--folder", a.folder);
  json("card", "add", a.card, "--folder", b.folder);
  const { checks } = json<{ checks: { digits: string }[] }>("card", "show", "--folder", a.folder);
  const digits = checks[0]?.digits ?? "";
  assert.match(digits, /^(\d{5} ){11}\d{5}$/u);
  json("card", "confirm", "VES", digits, "--folder", a.folder);
  json("card", "confirm", "NDL", digits, "--folder", b.folder);
}

/** Has both adopt the standard charter; the first handling label of it. */
export async function agree(a: Party, b: Party): Promise<string> {
  json("charter", "propose", "--with", "VES", "--until", "7d", "--folder", a.folder);
  const charters = (party: Party): string => run("charter", "show", "--folder", party.folder, "--json").out;
  await until(() => charters(b).includes("accepted-by-them"));
  json("charter", "accept", "--until", "7d", "--folder", b.folder);
  await until(() => charters(a).includes("\"adopted\"") && charters(b).includes("\"adopted\""));
  return (JSON.parse(charters(a)) as { labels: { code: string }[] }[])[0]?.labels[0]?.code ?? "";
}

/** A message as `list` and `show` print it. */
export interface Message {
  readonly object: string;
  readonly label: string;
  readonly direction: string;
  readonly text: string;
  readonly translations: readonly { readonly language: string; readonly text: string }[];
  readonly to: readonly { readonly state: string }[];
}

export function list(party: Party): readonly Message[] {
  return json<readonly Message[]>("list", "--folder", party.folder);
}

/** Waits until something is so; an error after half a minute. */
export async function until(isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + 30_000; !isSo();) {
    assert.ok(Date.now() < end, `it never became so: ${isSo.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
