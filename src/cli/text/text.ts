// chirograph text: a joint text, from the first clause to the word that binds and the copy on paper.

import type { Command } from "../cli.ts";
import { adopt, decline, fairCopy } from "./adopt.ts";
import { compileText } from "./compile.ts";
import { alignFiles, checkFiles } from "./files.ts";
import { note } from "./private.ts";
import { check, compare, history, list, show } from "./read.ts";
import { accept, begin, offer, paste, refuse, reserve, withdraw } from "./write.ts";

export const text: Command = {
  name: "text",
  subcommands: [
    list, show, begin, alignFiles, checkFiles, paste, offer, accept, reserve, refuse, withdraw, history, compare,
    check, fairCopy, adopt, decline, note, compileText,
  ],
};
