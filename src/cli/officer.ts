// chirograph officer: who works at this station and how they sign in.

import { answerAct, exit, textOf } from "./cli.ts";
import type { Command } from "./cli.ts";
import { CliError } from "./cli-error.ts";
import { openClient } from "./client.ts";
import type { Client } from "./client.ts";
import { parseRoles } from "./officer-roles.ts";
import { secret } from "./prompt.ts";
import type { Officer } from "../station/surface.ts";

const list: Command = {
  name: "officer list",
  isDefault: true,
  station: true,
  async run(cli) {
    const client = await openClient(cli);
    const officers = await client.get<readonly Officer[]>("/officers");
    const line = (one: Officer): string => `${one.id}  ${one.name}  ${one.roles.join(",")}  ${one.language}`;
    cli.answer(officers, () => officers.map(line));
    return exit.done;
  },
};

const add: Command = {
  name: "officer add",
  args: "<name>",
  station: true,
  options: [
    { flags: "--roles <roles>", words: "option.roles" },
    { flags: "--language <code>", words: "option.officer-language" },
  ],
  async run(cli, [name = ""], given) {
    const roles = textOf(given, "roles");
    if (roles === null) throw new CliError("needs-option", { option: "--roles" });
    const client = await openClient(cli);
    const result = await client.act({
      act: "officer.add", name, language: textOf(given, "language") ?? cli.language, roles: [...parseRoles(roles)],
    });
    return answerAct(cli, result, "officer.added", { name });
  },
};

const link: Command = {
  name: "officer link",
  args: "<name>",
  station: true,
  async run(cli, [name = ""]) {
    const client = await openClient(cli);
    const officer = await findOfficer(client, name);
    const result = await client.act({ act: "officer.link", officer: officer.id });
    return answerAct(cli, result, "officer.link", {
      name: officer.name, link: result.kind === "done" ? result.link ?? "" : "",
    });
  },
};

const password: Command = {
  name: "officer password",
  args: "<name>",
  station: true,
  options: [{ flags: "--password-file <path>", words: "option.password-file" }],
  async run(cli, [name = ""], given) {
    const client = await openClient(cli);
    const officer = await findOfficer(client, name);
    const kind = { option: "password-file", environment: "CHIROGRAPH_PASSWORD", question: "ask.password" } as const;
    const result = await client.act({
      act: "officer.password", officer: officer.id, password: await secret(cli, given, kind, true),
    });
    return answerAct(cli, result, "officer.password", { name: officer.name });
  },
};

export const officer: Command = { name: "officer", subcommands: [list, add, link, password] };

async function findOfficer(client: Client, asked: string): Promise<Officer> {
  const officers = await client.get<readonly Officer[]>("/officers");
  const found = officers.filter((one) => one.id === asked || one.name.toLowerCase() === asked.toLowerCase());
  const [only] = found;
  if (only === undefined || found.length > 1) {
    const names = officers.map((one) => one.name).join(", ");
    throw new CliError("officer-unknown", { name: asked.slice(0, 80), names });
  }
  return only;
}
