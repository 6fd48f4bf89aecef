// chirograph text note: what our own people keep to themselves about a text, in our house record and nowhere else.

import { answerAct, flagOf, listOf, textOf } from "../cli.ts";
import type { Command } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { openClient } from "../client.ts";
import { behind } from "./changes.ts";
import { inLanguages } from "./clauses.ts";
import { findSlot, findText } from "./lookup.ts";

export const note: Command = {
  name: "text note",
  args: "<text> [words]",
  station: true,
  options: [
    { flags: "--clause <clause>", words: "option.note-clause" },
    { flags: "--text <language=text>", words: "option.clause-text", many: true },
    { flags: "--after <clause>", words: "option.after" },
    { flags: "--give-up", words: "option.give-up" },
  ],
  async run(cli, [asked = "", words], given) {
    const client = await openClient(cli);
    const text = await findText(client, asked);
    const { object, languages } = text;
    const clause = textOf(given, "clause");
    const slot = clause === null ? null : findSlot(text, clause).slot;
    const isDraft = flagOf(given, "giveUp") || listOf(given, "text").length > 0;
    if (isDraft) {
      const texts = flagOf(given, "giveUp") ? languages.map(() => "") : [...inLanguages(given, "text", languages)];
      const after = slot === null ? behind(text, given) : null;
      const result = await client.act({ act: "text.draft", object, slot, after, heading: false, texts });
      return answerAct(cli, result, "text.kept");
    }
    if (words === undefined || words.trim() === "") throw new CliError("note-empty");
    return answerAct(cli, await client.act({ act: "text.note", object, slot, text: words }), "text.kept");
  },
};
