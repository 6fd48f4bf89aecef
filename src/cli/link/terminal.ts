// A pseudo-terminal: a device path for somebody who expects a serial line, and its bytes here.

import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";

/** How long a pseudo-terminal may take to stand. */
const openMsMax = 30_000;
/** Longest line in which its path is said, in characters. */
const pathCharactersMax = 200;

/** One end is `path`; the other is this. */
export interface Terminal {
  readonly path: string;
  write(bytes: Uint8Array): void;
  close(): Promise<void>;
}

/**
 * Makes a pseudo-terminal without echo or line editing; `data` is told what is written to its path. It is held by
 * `script` of util-linux, which stands on every Debian; Node itself makes none. Rejects where there is no such program.
 */
export async function openTerminal(data: (bytes: Uint8Array) => void): Promise<Terminal> {
  // Detached, so that an interrupt of ours does not end it before we do; the inner shell only keeps the device open.
  const child = spawn("script", ["-qfc", "stty raw -echo && tty && exec sleep 2147483647", "/dev/null"], {
    stdio: ["pipe", "pipe", "ignore"], detached: true,
  });
  child.stdin.on("error", () => undefined);
  const path = await pathOf(child, data);
  return {
    path,
    write: (bytes) => void child.stdin.write(bytes),
    close: () => end(child),
  };
}

function pathOf(child: ChildProcess, data: (bytes: Uint8Array) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    let known = false;
    const timer = setTimeout(() => fail(new Error("the terminal did not say its name")), openMsMax);
    const fail = (error: Error): void => {
      clearTimeout(timer);
      reject(error);
      void end(child);
    };
    child.once("error", fail);
    child.once("exit", () => fail(new Error("the terminal ended")));
    child.stdout?.on("data", (bytes: Buffer) => {
      if (known) return data(bytes);
      said += bytes.toString("latin1");
      const at = said.indexOf("\n");
      const path = said.slice(0, at).trim();
      if (at === -1 && said.length < pathCharactersMax) return;
      if (!path.startsWith("/dev/")) return fail(new Error("the terminal has no name"));
      known = true;
      clearTimeout(timer);
      resolve(path);
    });
  });
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}
