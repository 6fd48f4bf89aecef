// chirograph agree: what would bind this party and waits for persons; assenting to it, and giving it up.

import { answerAct, exit } from "../cli.ts";
import type { Cli, Command } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { openClient } from "../client.ts";
import type { Client } from "../client.ts";
import { showTime } from "../time.ts";
import type { PeopleView, ReadBackLine, UndertakingView } from "../../api/people-views.ts";

/** Room for the name of a line that is read back. */
const nameWidth = 22;

const list: Command = {
  name: "agree list",
  isDefault: true,
  station: true,
  async run(cli) {
    const client = await openClient(cli);
    const { undertakings: open } = await client.get<PeopleView>("/people");
    cli.answer(open, () => (open.length === 0 ? cli.say("agree.none") : open.flatMap((one) => linesOf(cli, one))));
    return exit.done;
  },
};

const assent: Command = {
  name: "agree assent",
  args: "<undertaking>",
  station: true,
  async run(cli, [asked = ""]) {
    const client = await openClient(cli);
    const { object, digest } = await find(client, asked);
    const result = await client.act({ act: "undertaking.assent", undertaking: object, digest });
    return answerAct(cli, result, result.kind === "done" && result.released ? "agree.said" : "agree.assented");
  },
};

const discard: Command = {
  name: "agree discard",
  args: "<undertaking>",
  station: true,
  async run(cli, [asked = ""]) {
    const client = await openClient(cli);
    const { object } = await find(client, asked);
    return answerAct(cli, await client.act({ act: "undertaking.discard", undertaking: object }), "agree.discarded");
  },
};

export const agree: Command = { name: "agree", subcommands: [list, assent, discard] };

function linesOf(cli: Cli, one: UndertakingView): readonly string[] {
  return [
    cli.say("agree.head", {
      undertaking: one.object.slice(0, 12), act: cli.sayCode("undertaking", one.what), by: one.by,
      n: one.assents.length, persons: one.persons, names: one.assents.join(", "), hash: one.shortHash,
    }),
    ...one.lines.map((line) => {
      // Words of another party may have lines of their own: none of them begins where ours do.
      const value = valueOf(line).replaceAll("\n", `\n${" ".repeat(2 + nameWidth)}`);
      return `  ${cli.sayCode("undertaking", line.name).padEnd(nameWidth)}${value}`;
    }),
  ];
}

function valueOf({ text, timeMs }: ReadBackLine): string {
  return text ?? (timeMs === null ? "" : showTime(timeMs));
}

async function find(client: Client, asked: string): Promise<UndertakingView> {
  const { undertakings: open } = await client.get<PeopleView>("/people");
  const found = open.filter(({ object }) => asked.length >= 4 && object.startsWith(asked.toLowerCase()));
  const [only] = found;
  if (only === undefined || found.length > 1) throw new CliError("undertaking-unknown", { asked: asked.slice(0, 80) });
  return only;
}
