// The command line's entry.

import { commands } from "./commands.ts";
import { runProgram } from "./program.ts";
import { version } from "./version.ts";

// Who reads what we write may have read enough (`| head`), and a terminal may close under a station that goes on.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
  });
}

process.exitCode = await runProgram(commands, process.argv.slice(2), version);
