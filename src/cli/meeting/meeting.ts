// chirograph meeting: where, when and about what parties meet; proposed from a file, convened when all have accepted.

import type { MeetingView } from "../../api/meeting-views.ts";
import { shortHash } from "../../core/text/short-hash.ts";
import { readBoundedText } from "../bounded-file.ts";
import { answerAct, exit, flagOf, textOf } from "../cli.ts";
import type { Command } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { openClient } from "../client.ts";
import { findChannel } from "../lookup.ts";
import { confirm } from "../prompt.ts";
import { parseTime, showTime } from "../time.ts";
import { findMeeting } from "./lookup.ts";
import { exampleMeeting, fileOfMeeting, readMeeting } from "./meeting-file.ts";
import { meetingLine, meetingLines, proposedLines } from "./present.ts";
import { delegation, regret, sitting } from "./say.ts";

/** Longest file of a meeting, in bytes. */
export const meetingFileBytesMax = 262_144;
/** How long an acceptance binds unless told otherwise. */
const untilDefault = "7d";

const list: Command = {
  name: "meeting list",
  isDefault: true,
  station: true,
  async run(cli) {
    const client = await openClient(cli);
    const state = await client.state();
    const all = await client.get<readonly MeetingView[]>("/meetings");
    cli.answer(all, () => [
      ...(state.world === "exercise" ? [cli.say("world.exercise")] : []),
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
    cli.answer(one, () => [
      ...(state.world === "exercise" ? [cli.say("world.exercise")] : []), ...meetingLines(cli, state, one),
    ]);
    return exit.done;
  },
};

const template: Command = {
  name: "meeting template",
  station: true,
  options: [
    { flags: "--replaces <meeting>", words: "option.replaces" }, { flags: "--channel <id>", words: "option.channel" },
  ],
  async run(cli, _, given) {
    const client = await openClient(cli);
    const state = await client.state();
    const replaces = textOf(given, "replaces");
    const channel = findChannel(state, textOf(given, "channel"));
    const them = state.parties.find((one) => channel.parties.includes(one.id))?.short ?? "VES";
    const file = replaces === null ? exampleMeeting(state.party.short, them)
      : fileOfMeeting(state, await findMeeting(client, replaces));
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
  options: [{ flags: "--until <time>", words: "option.until" }, { flags: "--yes", words: "option.yes" }],
  async run(cli, [asked = ""], given) {
    const client = await openClient(cli);
    const state = await client.state();
    const one = await findMeeting(client, asked);
    const untilMs = parseTime(textOf(given, "until") ?? untilDefault, state.nowMs);
    const values = {
      meeting: one.label, hash: shortHash(Uint8Array.fromHex(one.digest)), until: showTime(untilMs),
    };
    // What is accepted is what was read: all of it, in every language.
    if (!flagOf(given, "yes")) {
      for (const line of proposedLines(cli, state, one)) cli.note(line);
      if (!await confirm(cli, "meeting.accept-sure", values)) throw new CliError("stopped");
    }
    const result = await client.act({ act: "agree.accept", object: one.object, digest: one.digest, untilMs });
    const undertaking = result.kind === "done" && !result.released ? result.object?.slice(0, 12) ?? "" : "";
    return answerAct(cli, result, undertaking === "" ? "meeting.accepted" : "meeting.undertaken", {
      ...values, undertaking,
    });
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
