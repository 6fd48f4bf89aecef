// A mutant that counts when a module is loaded, such as one of a named limit: a process of its own for each test file.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { applied } from "./mutants.ts";
import type { Mutant } from "./mutants.ts";

/** A test file may take so long before its mutant counts as one that hangs. */
const testMsMax = 180_000;
const heapMiB = 2_048;

/** Whether one of the test files, in their order, fails with the mutant in the place of the file. */
export async function judgeApart(
  root: string, mutant: Mutant, source: string, files: readonly string[],
): Promise<"killed" | "hung" | "survived"> {
  const folder = mkdtempSync(join(tmpdir(), "chirograph-mutant-"));
  try {
    const text = join(folder, "mutant.ts");
    writeFileSync(text, applied(mutant, source));
    for (const file of files) {
      const outcome = await runOne(root, file, pathToFileURL(join(root, mutant.file)).href, text);
      if (outcome !== "survived") return outcome;
    }
    return "survived";
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function runOne(root: string, file: string, url: string, text: string): Promise<"killed" | "hung" | "survived"> {
  const hook = new URL("swap.ts", import.meta.url).href;
  const child = spawn(process.execPath, [
    `--max-old-space-size=${heapMiB}`, "--import", hook, "--test-reporter=tap", file,
  ], { cwd: root, env: { ...process.env, MUTANT_OF: url, MUTANT_TEXT: text }, stdio: ["ignore", "pipe", "ignore"] });
  return new Promise((resolve) => {
    const end = (outcome: "killed" | "hung" | "survived"): void => {
      clearTimeout(limit);
      child.kill("SIGKILL");
      resolve(outcome);
    };
    const limit = setTimeout(() => end("hung"), testMsMax);
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      if (/^\s*not ok\b/mu.test(chunk)) end("killed");
    });
    child.on("close", (code) => end(code === 0 ? "survived" : "killed"));
  });
}
