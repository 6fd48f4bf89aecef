// The demo is stopped as a system stops a program: at any moment, and nothing of it goes on.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { main, until } from "./stations.ts";

/** Processes that name the folder of this demo: the demo, its stations, and whatever these start. */
function processesOf(folder: string): readonly string[] {
  return spawnSync("ps", ["-A", "-o", "pid=,args="], { encoding: "utf8" }).stdout.split("\n")
    .filter((line) => line.includes(folder) && !line.includes("ps -A"));
}

function startDemo(t: TestContext): { readonly child: ChildProcess; readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), "chirograph-demo-"));
  const child = spawn(process.execPath, [main, "demo", "--port", "0", "--data", folder, "--json"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  t.after(() => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });
  return { child, folder };
}

async function ready(child: ChildProcess): Promise<void> {
  const input = child.stdout;
  assert.ok(input !== null);
  await new Promise((resolve) => createInterface({ input }).once("line", resolve));
}

async function stopped(child: ChildProcess, folder: string, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  await until(() => (child.exitCode !== null || child.signalCode !== null) && processesOf(folder).length === 0);
}

test("a demo that runs is stopped, and no station of it stays", { timeout: 180_000 }, async (t) => {
  const { child, folder } = startDemo(t);
  await ready(child);
  assert.equal(processesOf(folder).length, 3);
  await stopped(child, folder, "SIGTERM");
  assert.equal(child.exitCode, 0);
});

test("so it is while it is being made, and when it is killed", { timeout: 180_000 }, async (t) => {
  const early = startDemo(t);
  await until(() => existsSync(join(early.folder, "b", "station.json")) && processesOf(early.folder).length > 1);
  await stopped(early.child, early.folder, "SIGTERM");
  assert.equal(early.child.exitCode, 0);
  const killed = startDemo(t);
  await ready(killed.child);
  await stopped(killed.child, killed.folder, "SIGKILL");
});
