// npm run coverage: how much of the core, the verifier and the cryptography the unit tests and vectors reach, folder by
// folder. --list names every branch that nothing reaches.

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";

import { root, say } from "./setup.mjs";

/** Of the branches of each folder this many in a hundred are reached by a test. */
const branchesLeast = 95;
const rooms = ["src/core", "src/verify", "src/crypto"];
const tests = [
  ...rooms.map((room) => `${room}/**/*.test.ts`), "tests/vectors/*.test.ts", "tests/foreign/*.test.ts",
  "tests/fuzz/*.test.ts",
];
const report = join(root, ".build", "coverage.lcov");
/**
 * Our own bug, thrown on: as with an assertion, no test can come there while the code is right, so it is no branch.
 * What another party's bytes can bring about is a ChirographError, and never stands in such a line.
 */
const ownBug = /^\s*(?:if \(!\(\w+ instanceof ChirographError\)[^;]*\) )?throw (?:error|caught);$/u;

main();

function main() {
  const list = process.argv.includes("--list");
  if (process.argv.includes("--help")) {
    say("npm run coverage [-- --list | --json]\n\nExample: npm run coverage -- --list");
    return;
  }
  say("Running the unit tests and vectors with their coverage: about two minutes.");
  mkdirSync(dirname(report), { recursive: true });
  const { status } = spawnSync(process.execPath, [
    "--test", "--experimental-test-coverage",
    ...rooms.map((room) => `--test-coverage-include=${room}/**`),
    ...["test", "fixture", "contract"].map((kind) => `--test-coverage-exclude=**/*.${kind}.ts`),
    "--test-reporter=lcov", `--test-reporter-destination=${report}`,
    "--test-reporter=dot", "--test-reporter-destination=stderr", ...tests,
  ], { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) {
    say("The tests themselves fail.");
    process.exit(status ?? 1);
  }
  const files = read();
  const folders = Map.groupBy(files, ({ path }) => dirname(path));
  const figures = [...folders].map(([folder, inside]) => ({ folder, ...sum(inside) })).sort(byFolder);
  const unread = productFiles().filter((path) => !files.some((one) => one.path === path));
  const low = figures.filter(({ branches }) => branches < branchesLeast);
  if (process.argv.includes("--json")) process.stdout.write(`${JSON.stringify({ figures, unread })}\n`);
  else print(figures);
  if (list) for (const { path, missed } of files) for (const line of missed) process.stdout.write(`${path}:${line}\n`);
  for (const path of unread) say(`${path}: no test loads it.`);
  for (const { folder, branches } of low) say(`${folder}: ${branches} % of branches, below ${branchesLeast} %.`);
  process.exit(low.length + unread.length === 0 ? 0 : 1);
}

/** The files of the report: lines and branches, and the lines of branches that nothing reached. */
function read() {
  return readFileSync(report, "utf8").split("end_of_record").flatMap((record) => {
    const path = /^SF:(.+)$/mu.exec(record)?.[1];
    if (path === undefined) return [];
    const source = readFileSync(join(root, path), "utf8").split("\n");
    const lines = [...record.matchAll(/^DA:(\d+),(\d+)/gmu)];
    const unreached = new Set(lines.filter(([, , count]) => count === "0").map(([, line]) => Number(line)));
    const branches = [...record.matchAll(/^BRDA:(\d+),\d+,\d+,(\d+|-)$/gmu)].filter(([, line, count]) =>
      Number(count) > 0 || !isOwnBug(source, unreached, Number(line)));
    return [{
      path: path.replaceAll("\\", "/"),
      branches: branches.length,
      missed: branches.filter(([, , count]) => count === "0" || count === "-").map(([, line]) => Number(line)),
      lines: lines.length,
      linesReached: lines.length - unreached.size,
    }];
  });
}

/** Whether a branch that begins in this line, or at its end, does nothing but throw our own bug on. */
function isOwnBug(source, unreached, line) {
  const isAt = (number) => ownBug.test(source[number - 1] ?? "");
  return isAt(line) || (isAt(line + 1) && unreached.has(line + 1));
}

function sum(files) {
  const total = (of) => files.reduce((so, one) => so + of(one), 0);
  const branches = total((one) => one.branches);
  return {
    files: files.length,
    branches: percent(branches - total((one) => one.missed.length), branches),
    lines: percent(total((one) => one.linesReached), total((one) => one.lines)),
  };
}

/** In a hundred, cut off after one decimal, so that 94.96 is not shown as 95. */
function percent(part, whole) {
  return whole === 0 ? 100 : Math.floor((1000 * part) / whole) / 10;
}

function byFolder(one, other) {
  return one.folder < other.folder ? -1 : 1;
}

/** Every file that does something: what holds types alone is never loaded. */
function productFiles() {
  return rooms.flatMap((room) => readdirSync(join(root, room), { recursive: true })
    .map((name) => `${room}/${name.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(".ts") && !/\.(?:test|fixture|contract|d)\.ts$/u.test(path))
    .filter((path) => doesSomething(readFileSync(join(root, path), "utf8"))));
}

function doesSomething(text) {
  return /^(?:export )?(?:async )?(?:const|function|class)\b/mu.test(text);
}

function print(figures) {
  const width = Math.max(...figures.map(({ folder }) => folder.length));
  process.stdout.write(`${"folder".padEnd(width)}  files  branches  lines\n`);
  for (const { folder, files, branches, lines } of figures) {
    const cells = [String(files).padStart(5), `${branches} %`.padStart(8), `${lines} %`.padStart(7)];
    process.stdout.write(`${folder.padEnd(width)}  ${cells.join("  ")}\n`);
  }
}
