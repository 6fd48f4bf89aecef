// The reader in Python, as the tests call it: another code base that was written from the specification alone.

import { equal } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const oldest = [3, 11];

/** Why the reader cannot be run here, or null where it can. */
export const pythonMissing = missing();

function missing(): string | null {
  const { status, stdout } = spawnSync("python3", ["-c", "import sys; print(*sys.version_info[:2])"], {
    encoding: "utf8",
  });
  if (status !== 0) return "NOT run: there is no python3 here. The reader in Python needs Python 3.11 or newer.";
  const [major = 0, minor = 0] = stdout.trim().split(" ").map(Number);
  const good = major > (oldest[0] as number) || (major === oldest[0] && minor >= (oldest[1] as number));
  return good ? null : `NOT run: the reader in Python needs Python 3.11 or newer, and this is ${major}.${minor}.`;
}

/** Runs one of the reader's programs; its words and exit code. */
export function runPython(program: string, args: readonly string[], input = ""): { out: string; status: number } {
  const { stdout, stderr, status } = spawnSync("python3", ["-B", join(import.meta.dirname, program), ...args], {
    encoding: "utf8", input, maxBuffer: 2 ** 30,
  });
  return { out: stdout + stderr, status: status ?? -1 };
}

/** What the reader in Python says of each file: its report, or `{error}`. */
export function pythonReports(files: readonly Uint8Array[], trusted: readonly string[]): readonly unknown[] {
  const lines = files.map((file) => `${JSON.stringify({ file: Buffer.from(file).toString("hex"), trusted })}\n`);
  const { out, status } = runPython("verify.py", ["--lines"], lines.join(""));
  equal(status, 0, out);
  return out.trim().split("\n").map((line) => JSON.parse(line) as unknown);
}
