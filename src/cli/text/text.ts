// chirograph text: joint texts.

import type { Command } from "../cli.ts";
import { compileText } from "./compile.ts";
import { alignFiles, checkFiles } from "./files.ts";

export const text: Command = { name: "text", subcommands: [compileText, alignFiles, checkFiles] };
