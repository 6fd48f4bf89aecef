#!/usr/bin/env node
// The command in a checkout: finds the pinned Node, builds the console the first time a station starts, and runs it.

import { existsSync } from "node:fs";
import { join } from "node:path";

import { buildConsole } from "../scripts/build.mjs";
import { hardened, root, runNode, say, setUp } from "../scripts/setup.mjs";

const main = join(root, "src/cli/main.ts");
const node = setUp();
// A station without its console still keeps the line: where it cannot be built (a folder nobody may write), it starts.
const shows = ["start", "demo"].includes(process.argv[2] ?? "") && !process.argv.includes("--help");
if (shows && !existsSync(join(root, "dist/console/index.html")) && !(await buildConsole(node))) {
  say("The console could not be built: the station starts without it. Run `npm start` once where this may be written.");
}
process.exit(await runNode(node, [...hardened, main, ...process.argv.slice(2)], process.cwd()));
