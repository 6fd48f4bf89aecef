// The command line's entry.

import { commands } from "./commands.ts";
import { runProgram } from "./program.ts";
import { version } from "./version.ts";

process.exitCode = await runProgram(commands, process.argv.slice(2), version);
