// chirograph proof: the proof of one entry as a file, in the record's own form or under a cosigned checkpoint.

import { resolve } from "node:path";

import type { ProofView } from "../../api/views.ts";
import { writeParts } from "../bounded-file.ts";
import { exit, flagOf } from "../cli.ts";
import type { Command } from "../cli.ts";
import { openClient } from "../client.ts";
import { findMessage } from "../lookup.ts";
import { utf8 } from "../../core/bytes/cbor.ts";

export const proof: Command = {
  name: "proof",
  args: "<message> [file]",
  station: true,
  options: [
    { flags: "--tlog", words: "option.tlog" },
    { flags: "--overwrite", words: "option.overwrite" },
  ],
  async run(cli, [asked = "", file], given) {
    const client = await openClient(cli);
    const { object } = await findMessage(client, asked);
    const form = flagOf(given, "tlog") ? "tlog-proof" : "proof";
    const made = await client.get<ProofView>(`/messages/${object}/${form}`);
    if (file === undefined) {
      cli.answer(made, () => made.text.trimEnd());
      return exit.done;
    }
    const path = resolve(file);
    const bytes = await writeParts(path, [utf8(made.text)], flagOf(given, "overwrite"));
    cli.answer({ kind: "done", path, bytes, object }, () => cli.say("proof.saved", { path }));
    return exit.done;
  },
};
