// What is said of a commitment: claimed, verified, disputed, given up, time that does not count, what occurred,
// objected.

import { answerBinding } from "../agree/binding.ts";
import { flagOf, listOf, textOf } from "../cli.ts";
import type { Cli, Command, Exit } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { openClient } from "../client.ts";
import { findMeeting } from "../meeting/lookup.ts";
import { inLine } from "../present.ts";
import { parseTime } from "../time.ts";
import { keepFile } from "./exhibit.ts";
import { claimOf, findCommitment, findSchedule, shortId } from "./lookup.ts";
import type { ActResult } from "../../api/acts.ts";
import type { KeptExhibit } from "../../station/surface.ts";
import type { ScheduleView } from "../../api/commitment-views.ts";
import type { MeetingView } from "../../api/meeting-views.ts";
import { formatDtg } from "../../core/clock/dtg.ts";
import type { WordId } from "../words/words.ts";

const reasonOption = { flags: "--reason <text>", words: "option.reason" } as const;
const claimOption = { flags: "--claim <label>", words: "option.claim" } as const;

export const claim: Command = {
  name: "commitment claim",
  args: "<commitment>",
  station: true,
  options: [
    { flags: "--statement <text>", words: "option.statement" },
    { flags: "--meeting <meeting>", words: "option.met-by" },
    { flags: "--evidence <file>", words: "option.evidence-file", many: true },
  ],
  async run(cli, [asked = ""], given) {
    const client = await openClient(cli);
    const one = await findCommitment(client, asked);
    const meeting = textOf(given, "meeting");
    const met = meeting === null ? "" : metBy(await findMeeting(client, meeting));
    const evidence: KeptExhibit[] = [];
    for (const path of listOf(given, "evidence")) evidence.push(await keepFile(client, path));
    const result = await client.act({
      act: "commitment.claim", object: one.object, number: one.number, time: one.time ?? 1,
      statement: [met, textOf(given, "statement") ?? ""].filter((words) => words !== "").join("\n"), evidence,
    });
    return answer(cli, result, "commitment.claimed", shortId(one));
  },
};

export const verify: Command = finding("verify", "verified");
export const dispute: Command = finding("dispute", "disputed");

export const waive: Command = {
  name: "commitment waive",
  args: "<commitment>",
  station: true,
  options: [reasonOption],
  async run(cli, [asked = ""], given) {
    const client = await openClient(cli);
    const one = await findCommitment(client, asked);
    const result = await client.act({
      act: "commitment.waive", object: one.object, number: one.number, time: one.time ?? 1,
      reason: textOf(given, "reason") ?? "",
    });
    return answer(cli, result, "commitment.waived", shortId(one));
  },
};

export const toll: Command = {
  name: "commitment toll",
  args: "<commitment>",
  station: true,
  options: [
    { flags: "--from <time>", words: "option.toll-from" }, { flags: "--to <time>", words: "option.toll-to" },
    { flags: "--force-majeure", words: "option.force-majeure" }, { flags: "--agreed", words: "option.toll-agreed" },
    reasonOption,
  ],
  async run(cli, [asked = ""], given) {
    const client = await openClient(cli);
    const one = await findCommitment(client, asked);
    const { nowMs } = await client.state();
    const [from, to] = [textOf(given, "from"), textOf(given, "to")];
    const result = await client.act({
      act: "commitment.toll", object: one.object, number: one.number,
      fromMs: from === null ? nowMs : parseTime(from, nowMs), untilMs: to === null ? null : parseTime(to, nowMs),
      ground: flagOf(given, "forceMajeure") ? "force-majeure" : flagOf(given, "agreed") ? "agreed" : "other",
      reason: textOf(given, "reason") ?? "",
    });
    return answer(cli, result, "commitment.tolled", shortId(one));
  },
};

export const occur: Command = {
  name: "commitment occur",
  args: "<name> [schedule]",
  station: true,
  options: [{ flags: "--at <time>", words: "option.occurred-at" }, reasonOption],
  async run(cli, [name = "", asked = ""], given) {
    const client = await openClient(cli);
    const object = await findSchedule(client, asked);
    const { nowMs } = await client.state();
    const at = textOf(given, "at");
    const result = await client.act({
      act: "commitment.occur", object, name, timeMs: at === null ? nowMs : parseTime(at, nowMs),
      note: textOf(given, "reason") ?? "",
    });
    return answer(cli, result, "commitment.occurred", name);
  },
};

export const object: Command = {
  name: "commitment object",
  args: "<label> [schedule]",
  station: true,
  options: [reasonOption],
  async run(cli, [label = "", asked = ""], given) {
    const client = await openClient(cli);
    const of = await findSchedule(client, asked);
    const schedule = await client.get<ScheduleView>(`/commitments/${of}`);
    const said = [...schedule.commitments.flatMap((one) => one.claims), ...schedule.occurrences];
    const found = said.find((one) => one.label.toLowerCase() === label.toLowerCase());
    if (found === undefined) throw new CliError("claim-none", { id: label.slice(0, 80) });
    const result = await client.act({
      act: "commitment.object", object: of, to: found.leaf, reason: textOf(given, "reason") ?? "",
    });
    return answer(cli, result, "commitment.objected", found.label);
  },
};

function finding(name: "verify" | "dispute", found: "verified" | "disputed"): Command {
  return {
    name: `commitment ${name}`,
    args: "<commitment>",
    station: true,
    options: [claimOption, reasonOption],
    async run(cli, [asked = ""], given) {
      const client = await openClient(cli);
      const one = await findCommitment(client, asked);
      const state = await client.state();
      const of = claimOf(one, state.party.id, textOf(given, "claim"));
      const unseen = of.evidence.filter((file) => file.state !== "here").map(({ name: file }) => inLine(file));
      if (unseen.length > 0) cli.note(cli.say("commitment.unseen", { names: unseen.join(", "), id: shortId(one) }));
      const result = await client.act({
        act: "commitment.find", object: one.object, claim: of.leaf, result: found,
        reason: textOf(given, "reason") ?? "",
      });
      return answer(cli, result, `commitment.${found}`, shortId(one));
    },
  };
}

/** A meeting in a statement: no word of it is in a language, since the claim has that of who claims. */
function metBy({ label, state, beginsMs, endsMs, venue }: MeetingView): string {
  if (state !== "convened") throw new CliError("meeting-not-convened", { meeting: label });
  return `${label}, ${formatDtg(beginsMs)} - ${formatDtg(endsMs)}, ${inLine(venue)}`;
}

function answer(cli: Cli, result: ActResult, said: WordId, id: string): Exit {
  return answerBinding(cli, result, said, "commitment.undertaken", { id });
}
