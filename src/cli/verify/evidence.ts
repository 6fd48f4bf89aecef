// chirograph evidence: proofs that somebody signed two things that cannot both be true, listed and saved as files.

import { resolve } from "node:path";

import type { EvidenceView } from "../../api/views.ts";
import { writeParts } from "../bounded-file.ts";
import { exit, flagOf } from "../cli.ts";
import type { Command } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { openClient } from "../client.ts";
import { findMessage } from "../lookup.ts";
import { labelColumn, partyShort } from "../present.ts";

const list: Command = {
  name: "evidence list",
  isDefault: true,
  station: true,
  async run(cli) {
    const client = await openClient(cli);
    const all = await client.get<readonly EvidenceView[]>("/evidence");
    const state = await client.state();
    const short = (id: string): string => partyShort(state, id);
    cli.answer(all, () => all.length === 0
      ? cli.say("evidence.none")
      : all.map((one) => `${one.id}  ${labelColumn(one.label)}${one.signers.map(short).join(" / ")}`));
    return all.length === 0 ? exit.done : exit.refused;
  },
};

const save: Command = {
  name: "evidence save",
  args: "<id> <file>",
  station: true,
  options: [{ flags: "--overwrite", words: "option.overwrite" }],
  async run(cli, [id = "", file = ""], given) {
    const client = await openClient(cli);
    const known = await client.get<readonly EvidenceView[]>("/evidence");
    if (!known.some((one) => one.id === id)) throw new CliError("evidence-unknown", { asked: id.slice(0, 80) });
    const path = resolve(file);
    const bytes = await writeParts(path, await client.download(`/evidence/${id}`), flagOf(given, "overwrite"));
    cli.answer({ kind: "done", path, bytes, evidence: id }, () => cli.say("evidence.saved", { path }));
    return exit.done;
  },
};

const time: Command = {
  name: "evidence time",
  args: "<message> <file>",
  station: true,
  options: [{ flags: "--overwrite", words: "option.overwrite" }],
  async run(cli, [asked = "", file = ""], given) {
    const client = await openClient(cli);
    const { object, to } = await findMessage(client, asked);
    if (!to.some((one) => one.receipt?.disputed === true)) throw new CliError("time-undisputed");
    const path = resolve(file);
    const bytes = await writeParts(path, await client.download(`/messages/${object}/times`),
      flagOf(given, "overwrite"));
    cli.answer({ kind: "done", path, bytes, object }, () => cli.say("evidence.saved", { path }));
    return exit.done;
  },
};

export const evidence: Command = { name: "evidence", subcommands: [list, save, time] };
