// The typesetter: Typst as WebAssembly, in a process of its own for each document.

import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import type { Socket } from "node:net";
import { setPriority } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { paperBytesMax, decodePaper } from "../../core/document/paper.ts";
import { ChirographError } from "../../core/errors.ts";
import { scriptOf } from "../../core/text/script.ts";
import { scripts } from "./fonts.ts";
import { packageFolders } from "./packages.ts";
import type { Typeset, Typesetter } from "../../ports/typesetter.ts";

/** A change of the program, of a font or of the form is another edition; a test holds its bytes to it. */
export const edition = "typst 0.14.2, chirograph 2";
/** Longest that all copies of a document may be, in bytes. */
export const copiesBytesMax = 268_435_456;
/** Documents that wait while one is set. */
export const waitingMax = 16;
/** How long a document may take, in milliseconds, however slow the machine. */
const patienceMs = 300_000;
/** How long a process that was started ahead waits for its document, in milliseconds: it holds 250 MB. */
export const readyMs = 300_000;
/** A copy can wait; a FLASH cannot. */
const niceness = 10;

/** The program itself: nothing beside it, where a station's folder may stand. */
const folder = fileURLToPath(new URL("../../", import.meta.url));
const program = fileURLToPath(new URL(`set-copies${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url));

const readable = [folder, join(folder, "../package.json"), join(folder, "../node_modules"), ...packageFolders()].map(
  (path) => `--allow-fs-read=${path}*`,
);

/** A process of the typesetter, as Node starts it: its pipes are sockets. */
type Process = ChildProcess & { readonly stdin: Socket; readonly stdout: Socket };

/** One that was started ahead, and what ends it when no document comes. */
interface Ready {
  readonly child: Process;
  readonly timer: NodeJS.Timeout;
}

/** Starts a process; null where the system has no room for one now. */
export type StartProcess = (...args: readonly string[]) => Process | null;

/** A typesetter that starts a process for each document, one after the other; or has started it ahead. */
export function createTypstTypesetter(start: StartProcess = startProcess): Typesetter {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let ready: Ready | null = null;
  const forget = (): void => {
    clearTimeout(ready?.timer);
    ready = null;
  };
  const prepare = (): void => {
    if (ready !== null) return;
    const child = start("ahead");
    if (child === null) return;
    const timer = setTimeout(() => {
      forget();
      child.kill("SIGKILL");
    }, readyMs);
    // Neither the process nor its time keeps the station from ending.
    for (const one of [timer, child, child.stdin, child.stdout]) one.unref();
    for (const end of ["exit", "error"]) child.once(end, () => ready?.child === child && forget());
    ready = { child, timer };
  };
  const take = (): Process | null => {
    const child = ready?.child ?? start();
    forget();
    return child;
  };
  return {
    prepare,
    edition,
    sets: (language) => scripts.has(scriptOf(language) ?? ""),
    copies: (document) => {
      if (waiting > waitingMax) return Promise.resolve({ kind: "not-set", reason: "busy" });
      waiting += 1;
      const made = last.then(() => setCopies(document, take)).finally(() => {
        waiting -= 1;
      });
      // A fault of ours in one document is no fault of the next.
      last = made.catch(() => undefined);
      return made;
    },
  };
}

async function setCopies(document: Uint8Array, take: () => Process | null): Promise<Typeset> {
  if (document.length > paperBytesMax) return { kind: "not-set", reason: "too-long" };
  try {
    decodePaper(document);
  } catch (error) {
    if (error instanceof ChirographError) return { kind: "not-set", reason: "shape" };
    throw error;
  }
  const child = take();
  const frames = child === null ? null : await run(child, document);
  if (frames === null) return { kind: "not-set", reason: "failed" };
  const [head, page, text, ...copies] = frames;
  const withoutGlyph = JSON.parse(Buffer.from(head as Uint8Array).toString("utf8")) as number[];
  return { kind: "set", copies, page: page as Uint8Array, text: text as Uint8Array, withoutGlyph };
}

function startProcess(...args: readonly string[]): Process | null {
  let child: ChildProcess;
  try {
    // No variable of the environment, and no folder to be in: nothing of the machine reaches the copies.
    child = spawn(process.execPath, ["--permission", ...readable, program, ...args], {
      cwd: folder, env: {}, stdio: ["pipe", "pipe", "ignore"],
    });
  } catch {
    // Without memory for a process nothing is set now; a later document is tried anew.
    return null;
  }
  child.on("spawn", () => {
    if (child.pid !== undefined) lower(child.pid);
  });
  // A process that is gone already takes nothing; that it is gone is told by its end.
  child.on("error", () => undefined);
  child.stdin?.on("error", () => undefined);
  // Where no more files can be opened it has no pipes either.
  return child.stdin === null || child.stdin === undefined ? null : child as Process;
}

/** What the process wrote; null when it failed, wrote too much or took too long. */
function run(child: Process, document: Uint8Array): Promise<readonly Uint8Array[] | null> {
  return new Promise((resolve) => {
    const { stdin, stdout } = child;
    for (const one of [child, stdin, stdout]) one.ref();
    const patience = setTimeout(() => child.kill("SIGKILL"), patienceMs);
    const parts: Buffer[] = [];
    let length = 0;
    stdout.on("data", (part: Buffer) => {
      length += part.length;
      if (length <= copiesBytesMax) parts.push(part);
      else child.kill("SIGKILL");
    });
    const end = (frames: readonly Uint8Array[] | null): void => {
      clearTimeout(patience);
      resolve(frames);
    };
    child.on("error", () => end(null));
    child.on("close", (code) => end(code === 0 ? framesOf(Buffer.concat(parts)) : null));
    stdin.end(document);
  });
}

function lower(process: number): void {
  try {
    setPriority(process, niceness);
  } catch {
    // It has ended already, or the system has no such thing.
  }
}

function framesOf(written: Buffer): readonly Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (let at = 0; at + 4 <= written.length;) {
    const length = written.readUInt32BE(at);
    frames.push(Uint8Array.from(written.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return frames;
}
