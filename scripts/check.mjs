// npm run check: the compiler's walls, the linter, the tidy test.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = (...path) => join(root, "node_modules", ...path);

const steps = [
  [bin("typescript", "bin", "tsc"), "-b"],
  [bin("oxlint", "bin", "oxlint"), "--deny-warnings", "src", "tests", "bench", "scripts", "bin"],
  ["--test", "--test-reporter=dot", "tests/tidy.test.ts"],
];
for (const [file, ...args] of steps) {
  const { status } = spawnSync(process.execPath, [file, ...args], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
