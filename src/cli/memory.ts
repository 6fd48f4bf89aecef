// chirograph memory: whether the other parties have confirmed, since this start, that nothing of ours is lost here.

import type { ChannelView, StationView } from "../api/views.ts";
import { answerAct, exit } from "./cli.ts";
import type { Cli, Command } from "./cli.ts";
import { openClient } from "./client.ts";
import { partyShort } from "./present.ts";

const show: Command = {
  name: "memory show",
  isDefault: true,
  station: true,
  async run(cli) {
    const client = await openClient(cli);
    const state = await client.state();
    const channels = state.channels.map((one) => (
      { id: one.id, parties: one.parties, memory: one.memory, wentOnTwice: one.wentOnTwice }
    ));
    const whole = channels.every((one) => one.memory === "confirmed" && !one.wentOnTwice);
    cli.answer({ kind: whole ? "confirmed" : "unconfirmed", channels }, () => state.channels.length === 0
      ? cli.say("memory.no-channel")
      : state.channels.flatMap((channel) => channelLines(cli, state, channel)));
    return whole ? exit.done : exit.refused;
  },
};

const confirm: Command = {
  name: "memory confirm",
  station: true,
  async run(cli) {
    const client = await openClient(cli);
    return answerAct(cli, await client.act({ act: "memory.confirm" }), "memory.confirmed-by", {
      name: client.officer.name,
    });
  },
};

export const memory: Command = { name: "memory", subcommands: [show, confirm] };

function channelLines(cli: Cli, state: StationView, channel: ChannelView): readonly string[] {
  const others = channel.parties.filter((party) => party !== state.party.id).map((party) => partyShort(state, party));
  return [
    `${channel.id.slice(0, 12)}  ${others.join(", ")}  ${cli.say(`memory.${channel.memory}`)}`,
    ...(channel.wentOnTwice ? [`  ${cli.say("memory.twice")}`] : []),
  ];
}
