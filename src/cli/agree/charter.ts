// chirograph charter: what the line is, proposed by one and accepted by all; nothing else flows before.

import { randomBytes } from "node:crypto";

import { channelLines } from "../message/compose.ts";
import { bytesOfHex } from "../../core/bytes/hex.ts";
import type { ChannelView, PartyView, StationView } from "../../api/views.ts";
import type { Json } from "../../core/bytes/shape.ts";
import { charter as charterShape } from "../../core/mechanism/charter/charter.ts";
import type { CharterParty } from "../../core/mechanism/charter/charter.ts";
import { standardCharter } from "../../core/mechanism/charter/standard-charter.ts";
import { jsonDepth, jsonDepthMax } from "../../server/bounded-json.ts";
import { answerBinding, untilOf, untilOption } from "./binding.ts";
import { readBoundedText } from "../bounded-file.ts";
import { answerAct, exit, listOf, textOf } from "../cli.ts";
import type { Cli, Command, Given } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { openClient } from "../client.ts";
import { findChannel, findParty } from "../lookup.ts";
import { showTime } from "../time.ts";

/** Longest file of a charter, in bytes: what one act may carry. */
export const charterFileBytesMax = 60_000;

const withParties = [
  { flags: "--with <party>", words: "option.with", many: true },
  { flags: "--languages <codes>", words: "option.languages" },
] as const;

const template: Command = {
  name: "charter template",
  station: true,
  options: withParties,
  async run(cli, _, given) {
    const client = await openClient(cli);
    const json = standard(await client.state(), given);
    cli.answer(json, () => JSON.stringify(json, null, 2));
    return exit.done;
  },
};

const propose: Command = {
  name: "charter propose",
  station: true,
  options: [
    ...withParties,
    { flags: "--file <path>", words: "option.charter-file" },
    untilOption,
  ],
  async run(cli, _, given) {
    const client = await openClient(cli);
    const state = await client.state();
    const file = textOf(given, "file");
    const charter = file === null ? standard(state, given) : readCharter(file);
    const untilMs = untilOf(given, state.nowMs);
    const result = await client.act({ act: "charter.propose", charter, untilMs });
    const channel = result.kind === "done" ? result.channel?.slice(0, 12) ?? "" : "";
    return answerBinding(cli, result, "charter.proposed", "charter.proposed-alone", {
      channel, until: showTime(untilMs),
    });
  },
};

const show: Command = {
  name: "charter show",
  isDefault: true,
  args: "[channel]",
  station: true,
  async run(cli, [asked]) {
    const client = await openClient(cli);
    const state = await client.state();
    const shown = asked === undefined ? state.channels : [findChannel(state, asked)];
    cli.answer(shown, () => (shown.length === 0
      ? cli.say("charter.none")
      : shown.flatMap((channel) => charterLines(cli, state, channel))));
    return exit.done;
  },
};

const accept: Command = {
  name: "charter accept",
  args: "[channel]",
  station: true,
  options: [untilOption],
  async run(cli, [asked], given) {
    const client = await openClient(cli);
    const state = await client.state();
    const channel = findChannel(state, asked ?? waiting(state));
    const untilMs = untilOf(given, state.nowMs);
    const result = await client.act({ act: "charter.accept", channel: channel.id, untilMs });
    return answerBinding(cli, result, "charter.accepted", "charter.undertaken", {
      channel: channel.id.slice(0, 12), until: showTime(untilMs),
    });
  },
};

const refuse: Command = {
  name: "charter refuse",
  args: "[channel]",
  station: true,
  options: [{ flags: "--reason <text>", words: "option.reason" }],
  async run(cli, [asked], given) {
    const client = await openClient(cli);
    const state = await client.state();
    const channel = findChannel(state, asked ?? waiting(state));
    const result = await client.act({
      act: "charter.refuse", channel: channel.id, reason: textOf(given, "reason") ?? "",
    });
    return answerAct(cli, result, "charter.refused", { channel: channel.id.slice(0, 12) });
  },
};

export const charter: Command = { name: "charter", subcommands: [template, propose, show, accept, refuse] };

/** The one channel that waits for our word, when it is clear which. */
function waiting(state: StationView): string | null {
  const open = state.channels.filter((one) => one.state === "proposed" || one.state === "accepted-by-them");
  return open.length === 1 ? open[0]?.id ?? null : null;
}

/** The standard charter between us and the parties named, as JSON. */
function standard(state: StationView, given: Given): Json {
  const asked = listOf(given, "with").flatMap((one) => one.split(","));
  if (asked.length === 0) throw new CliError("needs-option", { option: "--with" });
  const parties = [state.party, ...asked.map((one) => findParty(state, one))];
  const common = languagesOf(state.party).filter((code) => parties.every((one) => languagesOf(one).includes(code)));
  const languages = textOf(given, "languages")?.split(",").map((one) => one.trim()) ?? common;
  if (languages.length === 0) throw new CliError("languages-none");
  return charterShape.toJson(standardCharter({
    world: state.world, nonce: new Uint8Array(randomBytes(16)), parties: parties.map(principal), languages,
  }));
}

function languagesOf(party: PartyView): readonly string[] {
  return party.names.map((name) => name.language);
}

function principal(party: PartyView): CharterParty {
  return {
    id: bytesOfHex(party.id),
    short: party.short,
    names: party.names,
    languages: languagesOf(party),
    phone: party.phone,
  };
}

function readCharter(path: string): unknown {
  const text = readBoundedText(path, charterFileBytesMax);
  if (jsonDepth(text) > jsonDepthMax) throw new CliError("charter-file", { path });
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new CliError("charter-file", { path });
  }
}

function charterLines(cli: Cli, state: StationView, channel: ChannelView): readonly string[] {
  const known = [state.party, ...state.parties];
  const names = channel.parties.map((id) => known.find((one) => one.id === id)?.short ?? id.slice(0, 12));
  return [
    `${channel.id.slice(0, 12)}  ${cli.say(`charter.state-${channel.state}`)}  ${names.join(" - ")}  ${channel.world}`,
    ...(channel.untilMs === null ? [] : [cli.say("charter.until", { until: showTime(channel.untilMs) })]),
    ...channel.limits.map((one) => cli.say("charter.limit", {
      precedence: one.precedence.padEnd(9), receipt: one.receiptMs / 60_000, answer: one.answerMs / 60_000,
    })),
    ...channelLines(cli, channel),
  ];
}
