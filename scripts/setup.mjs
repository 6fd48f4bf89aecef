// Sets the checkout up from the npm registry, once: plain JavaScript that Node 20 runs.

import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = join(root, "node_modules");
const marker = join(packages, ".chirograph-packages");

/**
 * What the product runs with: no way to change every object's prototype, no program made from a text. Node's own
 * permission model would forbid fsync, without which nothing is durable; docs/decisions/web-checklist.md says more.
 */
export const hardened = ["--disable-proto=throw", "--disallow-code-generation-from-strings"];

/** Installs what the lock file names when it is not there yet, and returns the path of the pinned Node. */
export function setUp() {
  const lock = createHash("sha256").update(readFileSync(join(root, "package-lock.json"))).digest("hex");
  const fits = existsSync(marker) && readFileSync(marker, "utf8") === lock;
  // Packages that stand elsewhere serve other checkouts too: npm would empty the place they stand in.
  if (!fits && lstatSync(packages, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    say("node_modules leads elsewhere and is not of this lock file; it is left as it is.");
  } else if (!fits) {
    const count = Object.keys(JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages).length - 1;
    say(
      `Installing up to ${count} packages from the npm registry, once (among them Node 26). No install script runs.`,
    );
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    const ended = spawnSync(npm, args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
    if (ended.status !== 0) {
      fail("npm ci did not succeed. It needs the npm registry the first time; nothing else was changed.");
    }
    writeFileSync(marker, lock);
  }
  return pinnedNode();
}

/** Runs the pinned Node with these arguments in the foreground and resolves with its exit code. */
export function runNode(node, args, cwd = root) {
  const child = start(node, args, { cwd, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.on("exit", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 1)));
  });
}

/** Runs it beside others: resolves with its exit code and all that it said; `signal` ends it. */
export function runNodeQuietly(node, args, signal) {
  const child = start(node, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  const parts = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => parts.push(part));
  const end = () => child.kill();
  signal.addEventListener("abort", end);
  process.on("exit", end);
  return new Promise((resolve) => {
    child.on("close", (code) => resolve({ code: code ?? 1, said: Buffer.concat(parts) }));
  });
}

function start(node, args, options) {
  const path = `${dirname(node)}${delimiter}${process.env.PATH ?? ""}`;
  return spawn(node, args, { ...options, env: { ...process.env, PATH: path } });
}

/** One line to the person. */
export function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}

function pinnedNode() {
  const system = process.platform === "win32" ? "win" : process.platform;
  const file = process.platform === "win32" ? "node.exe" : "node";
  const pinned = join(root, "node_modules", `node-${system}-${process.arch}`, "bin", file);
  if (existsSync(pinned)) return pinned;
  // No package of this version for the platform (Apple silicon): a Node 26 on the machine will do.
  if (Number(process.versions.node.split(".")[0]) >= 26) return process.execPath;
  return fail(
    `There is no packaged Node 26 for ${process.platform} ${process.arch}. Install Node 26 and run this again.`,
  );
}

function fail(sentence) {
  say(sentence);
  process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setUp();
