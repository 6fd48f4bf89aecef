// chirograph text: joint texts.

import type { Command } from "../cli.ts";
import { compileText } from "./compile.ts";

export const text: Command = { name: "text", subcommands: [compileText] };
