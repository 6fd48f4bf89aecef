// Runs the command line of this checkout in a process of its own and says how much memory it took at most.

import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** What a command came to. */
export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly seconds: number;
  /** Most resident memory, in units of 1,000,000 bytes. */
  readonly residentMb: number;
}

const commandLine = join(import.meta.dirname, "..", "src", "cli", "main.ts");
// On exit the process itself says what the system counted of it.
const tell = "process.on('exit',()=>process.stderr.write('\\nresident '+process.resourceUsage().maxRSS+'\\n'))";

/** Runs one command to its end. */
export function runMeasured(...args: readonly string[]): Ran {
  const preload = `data:text/javascript,${encodeURIComponent(tell)}`;
  const startMs = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath, ["--import", preload, commandLine, ...args], { encoding: "utf8", maxBuffer: 64 * 1_048_576 },
  );
  const seconds = (performance.now() - startMs) / 1_000;
  const kib = Number(/resident (\d+)\s*$/u.exec(stderr)?.[1]);
  return { status: status ?? -1, out: stdout, seconds, residentMb: (kib * 1_024) / 1e6 };
}
