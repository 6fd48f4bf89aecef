// npm test: everything the project promises, stage by stage; ends at the first that fails. Stages that leave a
// processor free, since they wait or compute on one alone, go side by side.

import { join } from "node:path";

import { buildConsole } from "./build.mjs";
import { root, runNodeQuietly, say, setUp } from "./setup.mjs";

/** One after the other; the stages of one row at once. */
const rows = [
  [["types, lint, tidiness", ["scripts/check.mjs"]]],
  [
    [
      "units",
      ["--test", "--test-concurrency=2", "--test-reporter=dot", "src/!(core|verify|console|emulator)/**/*.test.ts",
        "tests/vectors/*.copies.test.ts", "tests/mutation/*.test.ts", "tests/fuzz/*.test.ts"],
    ],
    [
      "core, verifier and console, vectors, without network, writes and processes",
      ["--permission", "--allow-fs-read=*", "--test", "--test-isolation=none", "--test-reporter=dot",
        "src/{core,verify,console,emulator}/**/*.test.ts", "tests/vectors/!(*.copies).test.ts",
        "tests/foreign/*.test.ts", "tests/permission/*.test.ts"],
    ],
  ],
  [
    [
      "stories",
      ["--test", "--test-concurrency=3", "tests/scenario/*.test.ts", "tests/guide/*.test.ts", "tests/corpora/*.test.ts",
        "tests/power-cut/*.test.ts"],
    ],
    ["the reader in Python", ["--test", "tests/python-reader/*.test.ts"]],
  ],
  [
    ["browser", ["--test", "--test-concurrency=2", "tests/browser/*.test.ts"]],
    ["models", ["scripts/models.mjs"]],
  ],
];

// Hundreds of processes load the same sources: what Node made of a file once is kept, by its contents.
process.env.NODE_COMPILE_CACHE ??= join(root, ".build", "compiled");

const node = setUp();
const started = Date.now();
if (!(await buildConsole(node))) process.exit(1);
for (const row of rows) {
  say(`-- ${row.map(([name]) => name).join("; ")} (after ${seconds(started)} s)`);
  const ends = new AbortController();
  await Promise.all(row.map((stage) => run(stage, ends)));
  if (ends.signal.aborted) process.exit(1);
}
say(`All stages passed in ${seconds(started)} s.`);

/** Runs a stage, and says what it said once it is over; those beside it end with the first that fails. */
async function run([name, args], ends) {
  const began = Date.now();
  const { code, said } = await runNodeQuietly(node, args, ends.signal);
  if (ends.signal.aborted) return;
  process.stdout.write(said);
  say(`${name}: ${code === 0 ? "passed" : `failed with exit code ${code}`}, ${seconds(began)} s`);
  if (code !== 0) ends.abort();
}

function seconds(since) {
  return Math.round((Date.now() - since) / 1000);
}
