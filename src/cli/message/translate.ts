// chirograph translate: a courtesy translation, a signed object of its own; the original prevails.

import { answerAct, listOf, textOf } from "../cli.ts";
import type { Command } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { openClient } from "../client.ts";
import { readText } from "./compose.ts";
import { findMessage } from "../lookup.ts";

export const translate: Command = {
  name: "translate",
  args: "<message> [text]",
  station: true,
  options: [
    { flags: "--language <code>", words: "option.language" },
    { flags: "--subject <text>", words: "option.subject" },
    { flags: "--file <path>", words: "option.file" },
    { flags: "--doubt <note>", words: "option.doubt", many: true },
  ],
  async run(cli, [asked = "", argument], given) {
    const language = textOf(given, "language");
    if (language === null) throw new CliError("needs-option", { option: "--language" });
    const file = textOf(given, "file");
    const text = file === null ? argument : readText(file);
    if (text === undefined) throw new CliError("text-missing");
    const client = await openClient(cli);
    const message = await findMessage(client, asked);
    const result = await client.act({
      act: "message.translate", object: message.object, language, subject: textOf(given, "subject") ?? "", text,
      doubts: [...listOf(given, "doubt")],
    });
    return answerAct(cli, result, "translate.done", { label: message.label, language });
  },
};
