// chirograph officer proposals, approve, discard, policy: what two persons decide about the house.

import { answerAct, exit } from "../cli.ts";
import type { Cli, Command } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { openClient } from "../client.ts";
import type { Client } from "../client.ts";
import { linkIn } from "../station/station-config.ts";
import type { WordId } from "../words/words.ts";
import type { PeopleView, ProposalView } from "../../api/people-views.ts";
import { policyNames } from "../../core/mechanism/officer/policy.ts";

const proposals: Command = {
  name: "officer proposals",
  station: true,
  async run(cli) {
    const client = await openClient(cli);
    const { proposals: open } = await client.get<PeopleView>("/people");
    cli.answer(open, () => (open.length === 0 ? cli.say("officer.no-proposals") : open.map((one) => line(cli, one))));
    return exit.done;
  },
};

const approve: Command = {
  name: "officer approve",
  args: "<proposal>",
  station: true,
  async run(cli, [asked = ""]) {
    const client = await openClient(cli);
    const { object, digest, officer } = await findProposal(client, asked);
    const result = await client.act({ act: "proposal.assent", proposal: object, digest });
    const enacted = result.kind === "done" && result.object === null;
    const link = result.kind === "done" ? result.link : undefined;
    const done: WordId = link !== undefined ? "officer.link" : enacted ? "officer.enacted" : "officer.assented";
    return answerAct(cli, result, done, { name: officer?.name ?? "", link: linkIn(cli.folder, link) });
  },
};

const discard: Command = {
  name: "officer discard",
  args: "<proposal>",
  station: true,
  async run(cli, [asked = ""]) {
    const client = await openClient(cli);
    const { object } = await findProposal(client, asked);
    return answerAct(cli, await client.act({ act: "proposal.discard", proposal: object }), "officer.discarded");
  },
};

const policy: Command = {
  name: "officer policy",
  args: "[name] [value]",
  station: true,
  async run(cli, [name, value]) {
    const client = await openClient(cli);
    if (name === undefined) {
      const { policy: now } = await client.get<PeopleView>("/people");
      cli.answer(now, () => policyNames.map((one) => {
        const allowed = cli.say(now[one] === true ? "word.allow" : "word.refuse");
        return `${one.padEnd(10)}${allowed.padEnd(10)}${cli.say(`policy.${one}`)}`;
      }));
      return exit.done;
    }
    const which = policyNames.find((one) => one === name);
    if (which === undefined || (value !== "allow" && value !== "refuse")) {
      throw new CliError("policy-unknown", { names: policyNames.join(", ") });
    }
    const result = await client.act({ act: "officer.policy", name: which, allow: value === "allow" });
    const proposed = result.kind === "done" && result.object !== null;
    return answerAct(cli, result, proposed ? "officer.proposed" : "officer.enacted", {
      proposal: result.kind === "done" ? result.object?.slice(0, 12) ?? "" : "",
    });
  },
};

/** What two persons decide. */
export const decisions: readonly Command[] = [proposals, approve, discard, policy];

function line(cli: Cli, one: ProposalView): string {
  const what = one.policy === null
    ? `${one.officer?.name ?? ""}  ${one.officer?.roles.join(",") ?? ""}`
    : `${one.policy.name}=${one.policy.allow ? "allow" : "refuse"}`;
  return [
    one.object.slice(0, 12), cli.say(`change.${one.change}`), what, `${one.assents.length}/2 ${one.assents.join(", ")}`,
  ].join("  ");
}

async function findProposal(client: Client, asked: string): Promise<ProposalView> {
  const { proposals: open } = await client.get<PeopleView>("/people");
  const found = open.filter(({ object }) => asked.length >= 4 && object.startsWith(asked.toLowerCase()));
  const [only] = found;
  if (only === undefined || found.length > 1) throw new CliError("proposal-unknown", { asked: asked.slice(0, 80) });
  return only;
}
