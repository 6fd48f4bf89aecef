// idle: what a station with a console open takes of memory.

import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import type { IncomingMessage } from "node:http";
import { platform } from "node:os";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import type { Figure } from "./figure.ts";
import { temporaryFolder } from "./pair.ts";

const commandLine = join(import.meta.dirname, "..", "src", "cli", "main.ts");
const settleMs = 10_000;

/** Resident memory of a new station, ten seconds after a console opened its event stream. In 1,000,000 bytes. */
export async function measureIdle(): Promise<readonly Figure[]> {
  const root = temporaryFolder();
  const [folder, key] = [join(root, "a"), join(root, "a.key")];
  const made = spawnSync(process.execPath, [
    commandLine, "init", folder, "--short", "A", "--name", "en=Institution A", "--phone", "+00 1", "--world",
    "exercise",
    "--officer", "Duty:watch,releaser,administrator,auditor", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0",
    "--key-file", key, "--json",
  ], { encoding: "utf8" });
  if (made.status !== 0) throw new Error(`init: ${made.stderr}${made.stdout}`);
  const child = spawn(process.execPath, [commandLine, "start", folder, "--key-file", key, "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    await ready(child);
    const events = await openEvents(folder);
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    const value = residentBytes(child.pid ?? 0) / 1e6;
    events.destroy();
    return [{ name: "idle.rss", value, unit: "MB" }];
  } finally {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    if (child.exitCode === null && child.kill()) await ended;
    rmSync(root, { recursive: true, force: true });
  }
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    if (child.stdout !== null) createInterface({ input: child.stdout }).once("line", () => resolve());
    child.once("exit", () => reject(new Error("the station did not start")));
  });
}

/** The console's event stream, over the socket of the command line: the same handler, without signing in. */
async function openEvents(folder: string): Promise<IncomingMessage> {
  const token = readFileSync(join(folder, "cli.token"), "utf8").trim();
  const headers = { host: "station", authorization: `Bearer ${token}` };
  const socketPath = relative(process.cwd(), join(folder, "station.sock"));
  const get = (path: string, more: Readonly<Record<string, string>>): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const sent = request({ socketPath, path: `/api/v1${path}`, headers: { ...headers, ...more } }, resolve);
      sent.on("error", reject).end();
    });
  const officers = JSON.parse((await (await get("/officers", {})).toArray()).join("")) as { readonly id: string }[];
  const events = await get("/events", { "x-chirograph-officer": officers[0]?.id ?? "" });
  if (events.statusCode !== 200) throw new Error(`the event stream answers ${events.statusCode}`);
  return events.resume();
}

function residentBytes(pid: number): number {
  if (platform() === "linux") {
    return Number(/VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1_024;
  }
  const told = spawnSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" });
  return Number(told.stdout.trim()) * 1_024;
}
