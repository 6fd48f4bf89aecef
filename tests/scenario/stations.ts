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

/** The command line of this checkout. */
export const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

/** How long a command may take, and something that is waited for, in milliseconds: ends, and no measures. */
const [commandMsMax, patienceMs] = [300_000, 180_000];

/** Ports below those that the system gives out by itself, so that each stays free while nobody listens there. */
let nextPort = 10_000 + (process.pid * 5) % 22_000;

/** A port for what must come back at the same one: of this process alone, which has five. */
export function ownPort(): number {
  return nextPort++;
}

/** What a command came to. */
export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly error: string;
}

/** Runs one command to its end. */
export function run(...args: readonly string[]): Ran {
  return runProgram(main, args);
}

function runProgram(program: string, args: readonly string[]): Ran {
  const { status, stdout, stderr } = spawnSync(
    process.execPath, [program, ...args], { encoding: "utf8", timeout: commandMsMax },
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
  /** The command line that its people use: this checkout's, or a former release's. */
  program: string;
  line: string;
  /** Where its console is, once it runs. */
  url: string;
  child: ChildProcess | null;
}

/** The JSON of a command that the officer on duty must succeed in with the party's own program. */
export function by<T>(party: Party, ...args: readonly string[]): T {
  const ran = tried(party, ...args);
  assert.equal(ran.status, 0, `${party.short} ${args.join(" ")}: ${ran.error}${ran.out}`);
  return JSON.parse(ran.out) as T;
}

/** What came of a command of the officer on duty. */
function tried(party: Party, ...args: readonly string[]): Ran {
  return runProgram(party.program, [...args, "--folder", party.folder, "--officer", "Duty", "--json"]);
}

/**
 * Two parties with running stations that have not met; both go when the test ends. The second may use another program.
 */
export async function startPair(t: TestContext, other: string = main): Promise<{
  readonly root: string;
  readonly a: Party;
  readonly b: Party
}> {
  const root = mkdtempSync(join(tmpdir(), "chirograph-"));
  const { a, b } = makePair(root, other);
  t.after(async () => {
    await Promise.all([stop(a, "SIGKILL"), stop(b, "SIGKILL")]);
    // What else was started here is ended by whoever started it, and may still write.
    rmSync(root, { recursive: true, force: true, maxRetries: 10 });
  });
  await Promise.all([start(a), start(b)]);
  return { root, a, b };
}

/** Two parties whose stations do not run yet. */
export function makePair(root: string, other: string = main): { readonly a: Party; readonly b: Party } {
  return { a: makeParty(root, "NDL", main), b: makeParty(root, "VES", other) };
}

/** A party whose station was made elsewhere, to be run by this checkout. */
export function adopted(folder: string, key: string, short: string): Party {
  const card = join(folder, `cards/${short}.card`);
  return { folder, key, short, card, program: main, line: "", url: "", child: null };
}

function makeParty(root: string, short: string, program: string): Party {
  const [folder, key] = [join(root, short), join(root, `${short}.key`)];
  const made = runProgram(program, [
    "init", folder, "--short", short, "--name", `en=Institution ${short}`, "--name", `ru=Учреждение ${short}`,
    "--phone", "+00 1", "--officer", "Duty:watch,releaser,administrator,auditor", "--world", "exercise",
    "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--key-file", key,
  ]);
  assert.equal(made.status, 0, `${made.error}${made.out}`);
  return { ...adopted(folder, key, short), program };
}

/** Starts a party's station and waits until it is ready. */
export async function start(party: Party): Promise<void> {
  const args = [...hardened, party.program, "start", party.folder, "--key-file", party.key, "--json"];
  const { child, ready } = running<{ line: string; url: string }>(args);
  party.child = child;
  const { line, url } = await ready;
  Object.assign(party, { line, url });
}

/** Starts Node with a program that goes on; `ready` is the JSON of the line which says that it is. */
export function running<T>(args: readonly string[]): { readonly child: ChildProcess; readonly ready: Promise<T> } {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ready = new Promise<T>((resolve, reject) => {
    const late = (): void => reject(new Error(`it was not ready in time: ${args.join(" ")}`));
    const timer = setTimeout(late, patienceMs);
    createInterface({ input: child.stdout }).once("line", (line) => {
      clearTimeout(timer);
      resolve(JSON.parse(line) as T);
    });
    child.once("exit", () => {
      clearTimeout(timer);
      reject(new Error(`it ended before it was ready: ${args.join(" ")}`));
    });
  });
  return { child, ready };
}

/** Ends a party's station, or whatever else runs; an error where it does not end. */
export async function stop({ child }: Pick<Party, "child">, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`it does not end: ${child.spawnargs.join(" ")}`));
    }, patienceMs);
    child.once("exit", () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill(signal);
  });
}

/** Exchanges cards and compares the digits; `a` dials `b` at its own address or another. */
export function meet(a: Party, b: Party, address = b.line): void {
  by(a, "card", "add", b.card, "--address", address);
  by(b, "card", "add", a.card);
  const { checks } = by<{ checks: { digits: string }[] }>(a, "card", "show");
  const digits = checks[0]?.digits ?? "";
  assert.match(digits, /^(\d{5} ){11}\d{5}$/u);
  by(a, "card", "confirm", b.short, digits);
  by(b, "card", "confirm", a.short, digits);
}

/** Has both adopt the standard charter; the first handling label of it. */
export async function agree(a: Party, b: Party): Promise<string> {
  // A station that was started again agrees to nothing until the other has answered what it holds of it (C-36).
  await until(() => {
    const { status, out, error } = tried(a, "charter", "propose", "--with", b.short, "--until", "7d");
    assert.ok(status === 0 || out.includes("memory-unconfirmed"), `${error}${out}`);
    return status === 0;
  });
  const charters = (party: Party): string => JSON.stringify(by(party, "charter", "show"));
  await until(() => charters(b).includes("accepted-by-them"));
  by(b, "charter", "accept", "--until", "7d");
  await until(() => charters(a).includes("\"adopted\"") && charters(b).includes("\"adopted\""));
  return by<{ labels: { code: string }[] }[]>(a, "charter", "show")[0]?.labels[0]?.code ?? "";
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
  return by<readonly Message[]>(party, "list");
}

/** Waits until something is so; an error when it has not become so for long. */
export async function until(isSo: () => boolean, withinMs = patienceMs): Promise<void> {
  for (const end = Date.now() + withinMs; !isSo();) {
    assert.ok(Date.now() < end, `it never became so: ${isSo.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
