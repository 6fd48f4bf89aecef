// chirograph memory: whether the other parties, and our own other sites, have confirmed since this start that nothing
// of ours is lost here.

import { join as inFolder } from "node:path";

import type { ChannelView, StationView } from "../api/views.ts";
import { toHex } from "../core/bytes/hex.ts";
import { signJoin } from "../core/record/join.ts";
import { createNodeCrypto } from "../crypto/node/crypto.ts";
import { answerAct, exit, textOf } from "./cli.ts";
import type { Cli, Command } from "./cli.ts";
import { CliError } from "./cli-error.ts";
import { openClient } from "./client.ts";
import { readRosters } from "./folder.ts";
import { openerOf, openerOptions } from "./opener.ts";
import { partyShort } from "./present.ts";
import { openRoot } from "./root-folder.ts";

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
    const { houseMemory: house } = state;
    const whole = house === "confirmed" && channels.every((one) => one.memory === "confirmed" && !one.wentOnTwice);
    const lines = state.channels.flatMap((channel) => channelLines(cli, state, channel));
    const isOnSites = state.lines.some((one) => one.ours);
    if (isOnSites) lines.push(cli.say("memory.house", { memory: cli.say(`memory.${house}`) }));
    cli.answer({ kind: whole ? "confirmed" : "unconfirmed", channels, house }, () => (
      lines.length === 0 ? cli.say("memory.no-channel") : lines
    ));
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

const join: Command = {
  name: "memory join",
  station: true,
  options: [{ flags: "--root-folder <path>", words: "option.root-folder" }, ...openerOptions("root")],
  async run(cli, _, given) {
    const client = await openClient(cli);
    const state = await client.state();
    const twice = state.channels.filter((one) => one.wentOnTwice);
    if (twice.length === 0) throw new CliError("nothing-to-join");
    const crypto = createNodeCrypto();
    const folder = textOf(given, "rootFolder") ?? inFolder(cli.folder, "root");
    const opener = await openerOf(cli, given, "root", false);
    const root = openRoot(crypto, folder, opener, () => readRosters(crypto, cli.folder));
    for (const { id, branches } of twice) {
      const { statement, ed25519, mlDsa87 } = signJoin(crypto, root.present, {
        party: Uint8Array.fromHex(state.party.id), station: Uint8Array.fromHex(state.station),
        channel: Uint8Array.fromHex(id),
        branches: branches.map(({ log, size, root: hash }) => (
          { log: Uint8Array.fromHex(log), size, root: Uint8Array.fromHex(hash) }
        )),
      });
      const result = await client.act({
        act: "memory.join", statement: toHex(statement), ed25519: toHex(ed25519), mlDsa87: toHex(mlDsa87),
      });
      if (result.kind === "refused") return answerAct(cli, result, "memory.joined");
    }
    const n = twice.length;
    cli.answer({ kind: "done", channels: twice.map((one) => one.id) }, () => cli.say("memory.joined", { n }));
    return exit.done;
  },
};

export const memory: Command = { name: "memory", subcommands: [show, confirm, join] };

function channelLines(cli: Cli, state: StationView, channel: ChannelView): readonly string[] {
  const others = channel.parties.filter((party) => party !== state.party.id).map((party) => partyShort(state, party));
  return [
    `${channel.id.slice(0, 12)}  ${others.join(", ")}  ${cli.say(`memory.${channel.memory}`)}`,
    ...(channel.wentOnTwice ? [`  ${cli.say("memory.twice")}`] : []),
  ];
}
