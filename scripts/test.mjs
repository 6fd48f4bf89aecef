// npm test: everything the project promises, stage by stage; stops at the first stage that fails.

import { join } from "node:path";

import { buildConsole } from "./build.mjs";
import { root, runNode, say, setUp } from "./setup.mjs";

const stages = [
  ["types, lint, tidiness", ["scripts/check.mjs"]],
  [
    "unit and vectors",
    ["--test", "--test-concurrency=2", "--test-reporter=dot", "src/**/*.test.ts", "tests/vectors/*.test.ts",
      "tests/foreign/*.test.ts", "tests/mutation/*.test.ts", "tests/fuzz/*.test.ts"],
  ],
  [
    "core and verifier without network, writes and processes",
    ["--permission", "--allow-fs-read=*", "--test", "--test-isolation=none", "--test-reporter=dot",
      "src/core/**/*.test.ts", "src/verify/**/*.test.ts", "tests/permission/*.test.ts"],
  ],
  ["models", ["scripts/models.mjs"]],
  ["the reader in Python", ["--test", "tests/python-reader/*.test.ts"]],
  [
    "stories",
    ["--test", "--test-concurrency=2", "tests/scenario/*.test.ts", "tests/corpora/*.test.ts",
      "tests/power-cut/*.test.ts"],
  ],
  ["browser", ["--test", "--test-concurrency=2", "tests/browser/*.test.ts"]],
];

// Hundreds of processes load the same sources: what Node made of a file once is kept, by its contents.
process.env.NODE_COMPILE_CACHE ??= join(root, ".build", "compiled");

const node = setUp();
let started = Date.now();
if (!(await buildConsole(node))) process.exit(1);
for (const [name, args] of stages) {
  say(`-- ${name} (after ${seconds()} s)`);
  const code = await runNode(node, args);
  if (code !== 0) {
    say(`${name}: failed with exit code ${code}.`);
    process.exit(code);
  }
}
say(`All stages passed in ${seconds()} s.`);

function seconds() {
  return Math.round((Date.now() - started) / 1000);
}
