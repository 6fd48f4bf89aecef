// What a process did to the files of one folder, in order, as the traced library wrote it down.

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** The folder itself, as a file whose sync makes names durable. */
export const folderFile = "folder";

/** One thing done. Files are told apart by number; a name is where a file stands in the folder. */
export type Step =
  | { readonly what: "open"; readonly file: string; readonly name: string; readonly emptied: boolean }
  | { readonly what: "write"; readonly file: string; readonly at: number; readonly bytes: Uint8Array }
  | { readonly what: "truncate"; readonly file: string; readonly size: number }
  | { readonly what: "sync"; readonly file: string }
  | { readonly what: "rename"; readonly from: string; readonly to: string }
  | { readonly what: "unlink"; readonly name: string };

/** Why nothing can be traced here, or null when it can. */
export function untraceable(): string | null {
  if (process.platform !== "linux") return "writes are traced on Linux only";
  return spawnSync("cc", ["--version"]).status === 0 ? null : "there is no C compiler (cc) to build the tracer with";
}

/** Runs a program of Node with every write in `folder` written down; returns the steps. Errors: its failure. */
export function traced(program: string, args: readonly string[], folder: string, work: string): readonly Step[] {
  const library = join(work, "trace.so");
  const source = join(import.meta.dirname, "trace.c");
  const built = spawnSync("cc", ["-O1", "-shared", "-fPIC", "-o", library, source, "-ldl", "-lpthread"]);
  if (built.status !== 0) throw new Error(`the tracer was not built: ${built.stderr.toString()}`);
  mkdirSync(folder, { recursive: true });
  const file = join(work, "trace");
  const env = { ...process.env, LD_PRELOAD: library, CHIROGRAPH_TRACED: folder, CHIROGRAPH_TRACE: file };
  const ran = spawnSync(process.execPath, [program, ...args], { env, encoding: "utf8", timeout: 300_000 });
  if (ran.status !== 0) throw new Error(`the traced program failed: ${ran.stderr}${ran.stdout}`);
  return readTrace(readFileSync(file));
}

const headBytes = 25;

function readTrace(bytes: Uint8Array): readonly Step[] {
  const steps: Step[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at + headBytes <= bytes.length; ) {
    const [letter, number, offset, length] = [
      String.fromCharCode(bytes[at] as number), view.getBigUint64(at + 1, true),
      Number(view.getBigUint64(at + 9, true)), Number(view.getBigUint64(at + 17, true)),
    ];
    const data = bytes.subarray(at + headBytes, at + headBytes + length);
    const file = number === 2n ** 64n - 1n ? folderFile : String(number);
    steps.push(stepOf(letter, file, offset, data));
    at += headBytes + length;
  }
  return steps;
}

function stepOf(letter: string, file: string, offset: number, data: Uint8Array): Step {
  const text = (): string => Buffer.from(data).toString();
  switch (letter) {
    case "o": return { what: "open", file, name: basename(text()), emptied: offset === 1 };
    case "w": return { what: "write", file, at: offset, bytes: data };
    case "t": return { what: "truncate", file, size: offset };
    case "s": return { what: "sync", file };
    case "r": {
      const [from = "", to = ""] = text().split("\n");
      return { what: "rename", from: basename(from), to: basename(to) };
    }
    case "u": return { what: "unlink", name: basename(text()) };
    default: throw new Error(`a step of no kind: ${letter}`);
  }
}
