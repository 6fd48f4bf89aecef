// chirograph commitment: who owes what by when; proposed as a schedule, accepted, and followed through.

import type { CommitmentView, ScheduleView } from "../../api/commitment-views.ts";
import { readPhrase } from "../../core/clock/phrase/read.ts";
import { timeLimit } from "../../core/clock/time-limit.ts";
import { acceptDigest, untilOption, yesOption } from "../agree/binding.ts";
import { readBoundedText } from "../bounded-file.ts";
import { answerAct, exit, textOf } from "../cli.ts";
import type { Command } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { openClient } from "../client.ts";
import { findChannel, findParty } from "../lookup.ts";
import { worldLines } from "../present.ts";
import { findText } from "../text/lookup.ts";
import type { WordId } from "../words/words.ts";
import { evidence } from "./exhibit.ts";
import { limitWords } from "./limit-words.ts";
import { findCommitment, findSchedule } from "./lookup.ts";
import { commitmentLine, commitmentLines } from "./present.ts";
import { claim, dispute, object, occur, toll, verify, waive } from "./say.ts";
import { exampleFile, readSchedule } from "./schedule-file.ts";
import { scheduleOfText } from "./text-schedule.ts";

/** Longest file of a schedule, in bytes. */
export const scheduleFileBytesMax = 262_144;

const list: Command = {
  name: "commitment list",
  isDefault: true,
  station: true,
  options: [{ flags: "--party <party>", words: "option.commitment-party" },
    { flags: "--state <state>", words: "option.commitment-state" }],
  async run(cli, _, given) {
    const client = await openClient(cli);
    const state = await client.state();
    const [party, asked] = [textOf(given, "party"), textOf(given, "state")];
    const query = [
      ...(party === null ? [] : [`party=${findParty(state, party).id}`]),
      ...(asked === null ? [] : [`state=${encodeURIComponent(asked)}`]),
    ].join("&");
    const all = await client.get<readonly CommitmentView[]>(`/commitments${query === "" ? "" : `?${query}`}`);
    cli.answer(all, () => [
      ...worldLines(cli, state.world),
      ...(all.length === 0 ? [cli.say("commitment.none")] : all.map((one) => commitmentLine(cli, state, one))),
    ]);
    return exit.done;
  },
};

const show: Command = {
  name: "commitment show",
  args: "<commitment>",
  station: true,
  async run(cli, [asked = ""]) {
    const client = await openClient(cli);
    const state = await client.state();
    const one = await findCommitment(client, asked);
    cli.answer(one, () => [...worldLines(cli, state.world), ...commitmentLines(cli, state, one)]);
    return exit.done;
  },
};

const template: Command = {
  name: "commitment template",
  station: true,
  options: [
    { flags: "--channel <id>", words: "option.channel" }, { flags: "--text <text>", words: "option.of-text" },
    { flags: "--clause <numbers>", words: "option.of-clauses" },
  ],
  async run(cli, _, given) {
    const client = await openClient(cli);
    const state = await client.state();
    const text = textOf(given, "text");
    const from = text === null ? null : await findText(client, text);
    const channel = findChannel(state, from?.channel ?? textOf(given, "channel"));
    const them = state.parties.find((one) => channel.parties.includes(one.id))?.short ?? "VES";
    const clauses = textOf(given, "clause");
    const example = from === null ? exampleFile(state.party.short, them)
      : scheduleOfText(state, from, clauses === null ? null : clauseNumbers(clauses));
    cli.answer(example, () => JSON.stringify(example, null, 2));
    return exit.done;
  },
};

/** "3,4": numbers of clauses, from 1. Errors: clause-unknown. */
function clauseNumbers(written: string): readonly number[] {
  const all = written.split(",").map((one) => one.trim());
  const wrong = all.find((one) => !/^[1-9]\d{0,3}$/u.test(one));
  if (wrong !== undefined) throw new CliError("clause-unknown", { asked: wrong.slice(0, 80) });
  return all.map(Number);
}

const propose: Command = {
  name: "commitment propose",
  args: "<file>",
  station: true,
  options: [{ flags: "--channel <id>", words: "option.channel" }],
  async run(cli, [file = ""], given) {
    const client = await openClient(cli);
    const state = await client.state();
    const channel = findChannel(state, textOf(given, "channel"));
    const text = readBoundedText(file, scheduleFileBytesMax);
    const { schedule, read } = readSchedule(cli, state, channel, text);
    for (const { number, phrase, reading } of read) {
      const assumed = reading.assumed.map((one) => cli.say(`assumed.${one}` as WordId)).join("; ");
      cli.note(cli.say("commitment.read", { number, phrase, limit: limitWords(cli, reading.limit), assumed }));
    }
    const result = await client.act({ act: "commitment.propose", channel: channel.id, schedule });
    const schedulesId = result.kind === "done" ? result.object?.slice(0, 12) ?? "" : "";
    return answerAct(cli, result, "commitment.proposed", { schedule: schedulesId });
  },
};

const accept: Command = {
  name: "commitment accept",
  args: "[schedule]",
  station: true,
  options: [untilOption, yesOption],
  async run(cli, [asked = ""], given) {
    const client = await openClient(cli);
    const state = await client.state();
    const object = await findSchedule(client, asked);
    const { digest, commitments } = await client.get<ScheduleView>(`/commitments/${object}`);
    const lines = commitments.flatMap((one) => commitmentLines(cli, state, one));
    return acceptDigest(cli, client, given, { object, digest, lines }, {
      sure: "commitment.accept-sure", said: "commitment.accepted", waits: "commitment.undertaken",
    }, { id: object.slice(0, 12) });
  },
};

const phrase: Command = {
  name: "commitment phrase",
  args: "<phrase>",
  options: [{ flags: "--language <code>", words: "option.language" }],
  // It asks no station: whoever drafts can try a phrase anywhere.
  run(cli, [words = ""], given) {
    const found = readPhrase(words, textOf(given, "language") ?? cli.language, Date.now());
    if (found.kind === "unknown") throw new CliError("phrase-unknown", { phrase: words.slice(0, 200) });
    const readings = found.kind === "read" ? [found.reading] : found.readings;
    const json = readings.map(({ limit, assumed }) => ({ limit: timeLimit.toJson(limit), assumed }));
    const question = found.kind === "question" ? found.question : null;
    cli.answer({ kind: found.kind, question, readings: json }, () => [
      ...(question === null ? [] : [cli.say(`question.${question}` as WordId)]),
      ...readings.map(({ limit, assumed }) => [
        limitWords(cli, limit), ...assumed.map((one) => cli.say(`assumed.${one}` as WordId)),
      ].join("; ")),
    ]);
    return Promise.resolve(found.kind === "read" ? exit.done : exit.refused);
  },
};

export const commitment: Command = {
  name: "commitment",
  subcommands: [
    list, show, template, propose, accept, claim, evidence, verify, dispute, waive, toll, occur, object, phrase,
  ],
};
