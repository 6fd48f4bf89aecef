// One station of the demo: a process of its own, and the command line's way into it.

import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { createCli } from "../cli.ts";
import { openClient } from "../client.ts";
import type { Client } from "../client.ts";

/** What `chirograph start --json` says when it is ready. */
export interface Ready {
  readonly url: string;
  readonly line: string | null;
  readonly links: readonly { readonly name: string; readonly link: string }[];
}

/** A running station process. */
export interface StationProcess {
  readonly folder: string;
  readonly ready: Ready;
  readonly client: Client;
  stop(): Promise<void>;
}

/** What a station's Node is started with, as the command itself does it (scripts/setup.mjs says why). */
export const hardened = ["--disable-proto=throw", "--disallow-code-generation-from-strings"];

const main = join(import.meta.dirname, "..", "main.ts");
/** How long a station may take to be ready, in milliseconds. */
const readyMsMax = 180_000;

/**
 * Starts the station of a folder in a process of its own and waits until it is ready. It ends with `signal`, and with
 * this process, however that goes.
 */
export async function startProcess(folder: string, keyFile: string, signal: AbortSignal): Promise<StationProcess> {
  const args = [...hardened, main, "start", folder, "--key-file", keyFile, "--json"];
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "inherit", "ipc"], signal,
  });
  // That it was ended by the signal is told by its end.
  child.on("error", () => undefined);
  const ready = await readyLine(child);
  const client = await openClient(createCli({ language: "en", json: true, folder, officer: null }));
  return {
    folder, ready, client,
    stop: () => new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve();
      child.once("exit", () => resolve());
      child.kill("SIGTERM");
    }),
  };
}

function readyLine(child: ChildProcess): Promise<Ready> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the station was not ready in time")), readyMsMax);
    child.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`the station ended with ${code ?? "a signal"}`));
    });
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).once("line", (line) => {
      clearTimeout(timer);
      resolve(JSON.parse(line) as Ready);
    });
  });
}
