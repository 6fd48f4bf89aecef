// chirograph officer recover: an administrator named by the party's root, where nobody is left who could enrol one.

import { join } from "node:path";

import { exit, listOf, textOf } from "../cli.ts";
import type { Command } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { files, readRosters } from "../station/folder.ts";
import { parseOfficer } from "./officer-roles.ts";
import { openerOf, openerOptions } from "../opener.ts";
import { openRoot } from "../party/root-folder.ts";
import { writeOfficers } from "./root-officers.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { createNodeRandom } from "../../crypto/node/random.ts";

export const recover: Command = {
  name: "officer recover",
  options: [
    { flags: "--folder <path>", words: "option.folder" },
    { flags: "--root-folder <path>", words: "option.root-folder" },
    { flags: "--officer <officer>", words: "option.first-officer", many: true },
    ...openerOptions("root"),
  ],
  async run(cli, _args, given) {
    const officers = listOf(given, "officer").map((text) => parseOfficer(text, cli.language));
    if (officers.length === 0) throw new CliError("needs-option", { option: "--officer" });
    const crypto = createNodeCrypto();
    const opener = await openerOf(cli, given, "root", false);
    const folder = textOf(given, "rootFolder") ?? join(cli.folder, "root");
    const root = openRoot(crypto, folder, opener, () => readRosters(crypto, cli.folder));
    const party = root.rosters.at(-1)?.roster.party ?? new Uint8Array(0);
    const said = { party, time: Date.now(), reason: "recovery" } as const;
    writeOfficers(crypto, createNodeRandom(), join(cli.folder, files.recovery), root.present, said, officers);
    cli.answer({ kind: "done", officers }, () => cli.say("officer.recovery", {
      name: officers.map(({ name }) => name).join(", "), folder: cli.folder,
    }));
    return exit.done;
  },
};
