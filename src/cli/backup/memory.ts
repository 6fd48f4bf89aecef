// chirograph memory: whether the other parties, and our own other sites, have confirmed since this start that nothing
// of ours is lost here.

import { join as inFolder } from "node:path";

import type { ChannelView, StationView } from "../../api/views.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { joinStatement, readJoin, signJoin } from "../../core/record/join.ts";
import { encodeJoinSigned, joinFileBytesMax, readJoinAsked, readJoinSigned } from "../../core/record/join-file.ts";
import { equalBytes } from "../../core/bytes/hex.ts";
import { ChirographError } from "../../core/errors.ts";
import { shortHash } from "../../core/text/short-hash.ts";
import { readBoundedText, writeWhole } from "../bounded-file.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { answerAct, exit, textOf } from "../cli.ts";
import type { Cli, Command, Exit } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { openClient } from "../client.ts";
import type { Client } from "../client.ts";
import { readRosters } from "../station/folder.ts";
import { openerOf, openerOptions } from "../opener.ts";
import { partyShort } from "../present.ts";
import { openRoot } from "../party/root-folder.ts";

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
  options: [
    { flags: "--signed <path>", words: "option.join-signed" },
    { flags: "--root-folder <path>", words: "option.root-folder" }, ...openerOptions("root"),
  ],
  async run(cli, _, given) {
    const client = await openClient(cli);
    const file = textOf(given, "signed");
    if (file !== null) return bring(cli, client, file);
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

/** What the root is to sign, in a file that is brought to it. */
const ask: Command = {
  name: "memory ask",
  args: "<out>",
  station: true,
  async run(cli, [out = ""]) {
    const client = await openClient(cli);
    const { channels } = await client.state();
    if (!channels.some((one) => one.wentOnTwice)) throw new CliError("nothing-to-join");
    writeWhole(out, await client.downloadWhole("/memory/join-asked"));
    cli.answer({ kind: "done", path: out }, () => cli.say("memory.asked", { path: out }));
    return exit.done;
  },
};

/** Where the root is: it reads what the file asks for, signs it, and needs no station. */
const signed: Command = {
  name: "memory sign",
  args: "<asked> <out>",
  options: [{ flags: "--root-folder <path>", words: "option.root-folder" }, ...openerOptions("root")],
  async run(cli, [asked = "", out = ""], given) {
    const crypto = createNodeCrypto();
    const said = readFile(asked, (file) => readJoinAsked(file).map(readJoin));
    const folder = textOf(given, "rootFolder") ?? inFolder(cli.folder, "root");
    const opener = await openerOf(cli, given, "root", false);
    const root = openRoot(crypto, folder, opener, () => readRosters(crypto, cli.folder));
    const newest = root.rosters.at(-1)?.roster;
    const other = said.find((one) => newest === undefined || !equalBytes(one.party, newest.party));
    if (other !== undefined) throw new CliError("join-other-party", { path: asked });
    const joins = said.map((one) => signJoin(crypto, root.present, one));
    writeWhole(out, encodeJoinSigned(joins));
    cli.answer({ kind: "done", path: out, statements: said.map((one) => joinStatement.toJson(one)) }, () => [
      ...said.flatMap((one) => [
        `${toHex(one.channel).slice(0, 12)}  ${toHex(one.station).slice(0, 12)}`,
        ...one.branches.map((branch) => `  ${toHex(branch.log)}  ${branch.size}  ${shortHash(branch.root)}`),
      ]),
      cli.say("memory.signed", { path: out }),
    ]);
    return exit.done;
  },
};

export const memory: Command = { name: "memory", subcommands: [show, confirm, join, ask, signed] };

/** Brings what the root has signed elsewhere. */
async function bring(cli: Cli, client: Client, path: string): Promise<Exit> {
  const joins = readFile(path, readJoinSigned);
  for (const { statement, ed25519, mlDsa87 } of joins) {
    const result = await client.act({
      act: "memory.join", statement: toHex(statement), ed25519: toHex(ed25519), mlDsa87: toHex(mlDsa87),
    });
    if (result.kind === "refused") return answerAct(cli, result, "memory.joined");
  }
  cli.answer({ kind: "done", joins: joins.length }, () => cli.say("memory.joined", { n: joins.length }));
  return exit.done;
}

function readFile<T>(path: string, read: (file: string) => T): T {
  try {
    return read(readBoundedText(path, joinFileBytesMax));
  } catch (error) {
    if (error instanceof ChirographError) throw new CliError("join-file", { path, detail: error.code });
    throw error;
  }
}

function channelLines(cli: Cli, state: StationView, channel: ChannelView): readonly string[] {
  const others = channel.parties.filter((party) => party !== state.party.id).map((party) => partyShort(state, party));
  return [
    `${channel.id.slice(0, 12)}  ${others.join(", ")}  ${cli.say(`memory.${channel.memory}`)}`,
    ...(channel.wentOnTwice ? [`  ${cli.say("memory.twice")}`] : []),
  ];
}
