// The command line's entry: every command, one file each.

import { readFileSync } from "node:fs";

import { answer } from "./answer.ts";
import { cancel } from "./cancel.ts";
import { charter } from "./charter.ts";
import { correct } from "./correct.ts";
import { draft } from "./draft.ts";
import { exportRecord } from "./export.ts";
import { hold } from "./hold.ts";
import { line } from "./line.ts";
import { list } from "./list.ts";
import { officer } from "./officer.ts";
import { runProgram } from "./program.ts";
import { refuse } from "./refuse.ts";
import { send } from "./send.ts";
import { show } from "./show.ts";
import { take } from "./take.ts";
import { translate } from "./translate.ts";

/** Every command, in the order the help lists them: making, agreeing, running, saying, acting, proving. */
const commands = [
  charter, send, draft, list, show, take, hold, answer, refuse, correct, cancel, translate, line, exportRecord, officer,
];

const packageFile = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
const { version } = JSON.parse(packageFile) as { version: string };
process.exitCode = await runProgram(commands, process.argv.slice(2), version);
