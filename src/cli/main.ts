// The command line's entry.

import { readFileSync } from "node:fs";

import { commands } from "./commands.ts";
import { runProgram } from "./program.ts";

const packageFile = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
const { version } = JSON.parse(packageFile) as { version: string };
process.exitCode = await runProgram(commands, process.argv.slice(2), version);
