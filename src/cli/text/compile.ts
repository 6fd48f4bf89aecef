// chirograph text compile: makes the copies of a fair copy, says what they are, and tells whether all parties' are.

import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { answerAct, exit, flagOf, textOf } from "../cli.ts";
import type { Cli, Command } from "../cli.ts";
import { openClient } from "../client.ts";
import type { StationView } from "../../api/views.ts";
import { inLine, partyShort } from "../present.ts";
import { withProgress } from "../progress.ts";
import { chosenCopy, copiesSentence, writeCopies } from "./copy.ts";
import { findText } from "./lookup.ts";
import type { DocumentView, TextView } from "../../api/text-views.ts";

export const compileText: Command = {
  name: "text compile",
  args: "<text>",
  station: true,
  options: [
    { flags: "--out <folder>", words: "option.compile-out" },
    { flags: "--overwrite", words: "option.overwrite" },
  ],
  async run(cli, [asked = ""], given) {
    const client = await openClient(cli);
    const copy = chosenCopy(await findText(client, asked));
    const { object, digest } = copy;
    const act = { act: "text.compile", object, digest } as const;
    const result = await withProgress(cli, "progress.compile", () => client.act(act));
    if (result.kind === "refused") return answerAct(cli, result, "compile.same");
    const out = textOf(given, "out");
    if (out !== null) {
      const folder = resolve(out);
      mkdirSync(folder, { recursive: true });
      await writeCopies(client, copy, folder, flagOf(given, "overwrite"));
    }
    const { document } = chosenCopy(await client.get<TextView>(`/texts/${object}`));
    const state = await client.state();
    cli.answer({ kind: "done", object, digest, ...document }, () => lines(cli, state, document));
    return document.copies === "same" || document.copies === "waiting" ? exit.done : exit.refused;
  },
};

/** What each party's station has compiled, copy by copy, and how it compares. */
function lines(cli: Cli, state: StationView, { compiled, copies }: DocumentView): readonly string[] {
  return [
    ...compiled.map(({ party, copyOf, sha256, edition }) => cli.say("compile.copy", {
      party: partyShort(state, party), of: partyShort(state, copyOf), hash: sha256, edition: inLine(edition),
    })),
    copiesSentence(cli, copies),
  ];
}
