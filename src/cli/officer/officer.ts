// chirograph officer: who works at this station and how they sign in.

import { answerAct, exit, textOf } from "../cli.ts";
import type { Cli, Command, Exit } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { openClient } from "../client.ts";
import type { Client } from "../client.ts";
import { decisions } from "./officer-decisions.ts";
import { recover } from "./officer-recover.ts";
import { parseRoles } from "./officer-roles.ts";
import { secret } from "../prompt.ts";
import { linkIn } from "../station/station-config.ts";
import { showTime } from "../time.ts";
import type { WordId } from "../words/words.ts";
import type { Act } from "../../api/acts.ts";
import type { ClaimView, PeopleView } from "../../api/people-views.ts";

const list: Command = {
  name: "officer list",
  isDefault: true,
  station: true,
  async run(cli) {
    const client = await openClient(cli);
    const { officers, claims } = await client.get<PeopleView>("/people");
    for (const one of claims) {
      cli.note(`${showTime(one.timeMs)}  ${claimLine(cli, one)}  ${cli.say("officer.claimed", { site: one.site })}`);
    }
    cli.answer(officers, () => officers.map((one) => [
      one.id, one.name, one.roles.join(","), one.language, cli.say("officer.passkeys", { n: one.passkeys }),
    ].join("  ")));
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
    const language = textOf(given, "language") ?? cli.language;
    const client = await openClient(cli);
    const act: Act = { act: "officer.add", name, language, roles: [...parseRoles(roles)] };
    return change(cli, client, act, "officer.added", name);
  },
};

const roles: Command = {
  name: "officer roles",
  args: "<name> <roles>",
  station: true,
  async run(cli, [name = "", asked = ""]) {
    const client = await openClient(cli);
    const { id, name: whole } = await findOfficer(client, name);
    const act: Act = { act: "officer.roles", officer: id, roles: [...parseRoles(asked)] };
    return change(cli, client, act, "officer.changed", whole);
  },
};

const withdraw: Command = {
  name: "officer withdraw",
  args: "<name>",
  station: true,
  async run(cli, [name = ""]) {
    const client = await openClient(cli);
    const { id, name: whole } = await findOfficer(client, name);
    return change(cli, client, { act: "officer.withdraw", officer: id }, "officer.withdrawn", whole);
  },
};

const reset: Command = {
  name: "officer reset",
  args: "<name>",
  station: true,
  async run(cli, [name = ""]) {
    const client = await openClient(cli);
    const { id, name: whole } = await findOfficer(client, name);
    return change(cli, client, { act: "officer.reset", officer: id }, "officer.link", whole);
  },
};

const link: Command = {
  name: "officer link",
  args: "<name>",
  station: true,
  async run(cli, [name = ""]) {
    const client = await openClient(cli);
    const { id, name: whole } = await findOfficer(client, name);
    return change(cli, client, { act: "officer.link", officer: id }, "officer.link", whole);
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

const sessions: Command = {
  name: "officer sessions",
  station: true,
  async run(cli) {
    const client = await openClient(cli);
    const { sessions: open } = await client.get<PeopleView>("/people");
    cli.answer(open, () => (open.length === 0 ? cli.say("officer.no-sessions") : open.map((one) =>
      [one.session.slice(0, 12), showTime(one.openedMs), one.means, one.officer].join("  "))));
    return exit.done;
  },
};

const revoke: Command = {
  name: "officer revoke",
  args: "<session>",
  station: true,
  async run(cli, [asked = ""]) {
    const client = await openClient(cli);
    const { sessions: open } = await client.get<PeopleView>("/people");
    const found = open.filter(({ session }) => asked.length >= 4 && session.startsWith(asked.toLowerCase()));
    const [only] = found;
    if (only === undefined || found.length > 1) throw new CliError("session-unknown", { asked: asked.slice(0, 80) });
    return answerAct(cli, await client.act({ act: "session.revoke", session: only.session }), "officer.revoked", {
      name: only.officer,
    });
  },
};

function claimLine(cli: Cli, { what }: ClaimView): string {
  if (what.about === "policy") return `${what.name}=${what.allow ? "allow" : "refuse"}`;
  const of = what.about === "passkey" ? cli.say("officer.claimed-passkey", { name: what.name })
    : `${what.name}  ${what.roles.join(",")}`;
  return what.gone ? `${of}  ${cli.say("change.withdraw")}` : of;
}

export const officer: Command = {
  name: "officer",
  subcommands: [list, add, roles, link, reset, withdraw, password, sessions, revoke, ...decisions, recover],
};

/** A change that is done at once, or waits for two persons where policy asks for them. */
async function change(cli: Cli, client: Client, act: Act, done: WordId, name: string): Promise<Exit> {
  const result = await client.act(act);
  if (result.kind === "refused") return answerAct(cli, result, done);
  const proposed = result.object !== null;
  const values = { name, link: linkIn(cli.folder, result.link), proposal: result.object?.slice(0, 12) ?? "" };
  return answerAct(cli, result, proposed ? "officer.proposed" : done, values);
}

async function findOfficer(client: Client, asked: string): Promise<PeopleView["officers"][number]> {
  const { officers } = await client.get<PeopleView>("/people");
  const found = officers.filter((one) => one.id === asked || one.name.toLowerCase() === asked.toLowerCase());
  const [only] = found;
  if (only === undefined || found.length > 1) {
    const names = officers.map((one) => one.name).join(", ");
    throw new CliError("officer-unknown", { name: asked.slice(0, 80), names });
  }
  return only;
}
