// chirograph meeting: where, when and about what parties meet; proposed from a file, convened when all have accepted.

import type { MeetingView } from "../../api/meeting-views.ts";
import { acceptDigest, untilOption, yesOption } from "../agree/binding.ts";
import { readBoundedText } from "../bounded-file.ts";
import { answerAct, exit, textOf } from "../cli.ts";
import type { Command } from "../cli.ts";
import { openClient } from "../client.ts";
import { findChannel } from "../lookup.ts";
import { worldLines } from "../present.ts";
import { findMeeting } from "./lookup.ts";
import { exampleMeeting, fileOfMeeting, readMeeting } from "./meeting-file.ts";
import { meetingLine, meetingLines, proposedLines } from "./present.ts";
import { delegation, regret, sitting } from "./say.ts";

/** Longest file of a meeting, in bytes. */
export const meetingFileBytesMax = 262_144;

const list: Command = {
  name: "meeting list",
  isDefault: true,
  station: true,
  async run(cli) {
    const client = await openClient(cli);
    const state = await client.state();
    const all = await client.get<readonly MeetingView[]>("/meetings");
    cli.answer(all, () => [
      ...worldLines(cli, state.world),
      ...(all.length === 0 ? [cli.say("meeting.none")] : all.map((one) => meetingLine(cli, state, one))),
    ]);
    return exit.done;
  },
};

const show: Command = {
  name: "meeting show",
  args: "<meeting>",
  station: true,
  async run(cli, [asked = ""]) {
    const client = await openClient(cli);
    const state = await client.state();
    const one = await findMeeting(client, asked);
    cli.answer(one, () => [...worldLines(cli, state.world), ...meetingLines(cli, state, one)]);
    return exit.done;
  },
};

const template: Command = {
  name: "meeting template",
  station: true,
  options: [
    { flags: "--follows <meeting>", words: "option.follows" },
    { flags: "--replaces <meeting>", words: "option.replaces" }, { flags: "--channel <id>", words: "option.channel" },
  ],
  async run(cli, _, given) {
    const client = await openClient(cli);
    const state = await client.state();
    const [follows, replaces] = [textOf(given, "follows"), textOf(given, "replaces")];
    const former = follows ?? replaces;
    const channel = findChannel(state, textOf(given, "channel"));
    const them = state.parties.find((one) => channel.parties.includes(one.id))?.short ?? "VES";
    const file = former === null ? exampleMeeting(state.party.short, them)
      : fileOfMeeting(state, await findMeeting(client, former), follows === null ? "replaces" : "follows");
    cli.answer(file, () => JSON.stringify(file, null, 2));
    return exit.done;
  },
};

const convene: Command = {
  name: "meeting convene",
  args: "<file>",
  station: true,
  options: [{ flags: "--channel <id>", words: "option.channel" }],
  async run(cli, [file = ""], given) {
    const client = await openClient(cli);
    const state = await client.state();
    const channel = findChannel(state, textOf(given, "channel"));
    const text = readBoundedText(file, meetingFileBytesMax);
    const act = await readMeeting(state, channel, text, async (asked) => (await findMeeting(client, asked)).object);
    const result = await client.act(act);
    const meeting = result.kind === "done" ? result.object?.slice(0, 12) ?? "" : "";
    return answerAct(cli, result, "meeting.proposed", { meeting });
  },
};

const accept: Command = {
  name: "meeting accept",
  args: "<meeting>",
  station: true,
  options: [untilOption, yesOption],
  async run(cli, [asked = ""], given) {
    const client = await openClient(cli);
    const state = await client.state();
    const one = await findMeeting(client, asked);
    const { object, digest, label } = one;
    return acceptDigest(cli, client, given, { object, digest, lines: proposedLines(cli, state, one) }, {
      sure: "meeting.accept-sure", said: "meeting.accepted", waits: "meeting.undertaken",
    }, { meeting: label });
  },
};

const decline: Command = {
  name: "meeting decline",
  args: "<meeting> [reason]",
  station: true,
  async run(cli, [asked = "", reason = ""]) {
    const client = await openClient(cli);
    const { object, digest, label } = await findMeeting(client, asked);
    const result = await client.act({ act: "agree.decline", object, digest, reason });
    return answerAct(cli, result, "meeting.declined", { meeting: label });
  },
};

export const meeting: Command = {
  name: "meeting",
  subcommands: [list, show, template, convene, accept, decline, delegation, sitting, regret],
};
