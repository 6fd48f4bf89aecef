// Builds the console when its sources have changed since the last build.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { root, runNode, say } from "./setup.mjs";

const built = join(root, "dist", "console");
const marker = join(root, "dist", "console.sources");

/** Builds the console with the given Node when needed; returns false when the build failed. */
export async function buildConsole(node) {
  const sources = hashOfSources();
  if (existsSync(join(built, "index.html")) && existsSync(marker) && readFileSync(marker, "utf8") === sources) {
    return true;
  }
  say("Building the console, once for each change of its sources.");
  const vite = join("node_modules", "vite", "bin", "vite.js");
  const code = await runNode(node, [vite, "build", "--config", "src/console/vite.config.ts", "--logLevel", "warn"]);
  if (code === 0) writeFileSync(marker, sources);
  return code === 0;
}

function hashOfSources() {
  const hash = createHash("sha256");
  hash.update(readFileSync(join(root, "package-lock.json")));
  for (const folder of ["src/console", "src/api", "src/core"]) {
    const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).filter(
      (file) => file.isFile(),
    );
    for (const path of files.map((file) => join(file.parentPath, file.name)).sort()) {
      hash.update(path).update(readFileSync(path));
    }
  }
  return hash.digest("hex");
}
