// chirograph drill: what a station's people rehearse before they need it.

import { resolve } from "node:path";

import { exit, textOf } from "../cli.ts";
import type { Cli, Command, Exit, Given } from "../cli.ts";
import { isOpenerGiven, openerOf, openerOptions } from "../opener.ts";
import { withProgress } from "../progress.ts";
import { showTime } from "../time.ts";
import type { WordId } from "../words/words.ts";
import { proveBackup } from "./own-backup.ts";
import { compromise } from "./compromise.ts";
import { lostStation } from "./lost-station.ts";
import { rehearse, StepFailed } from "./rehearsal.ts";
import type { Rehearsal, Step } from "./rehearsal.ts";
import { siteLoss } from "./site-loss.ts";
import { totalLoss } from "./total-loss.ts";

const restore: Command = {
  name: "drill restore",
  isDefault: true,
  args: "[folder]",
  options: [
    { flags: "--file <path>", words: "option.backup-file" },
    ...openerOptions("backup"),
    ...openerOptions("folder"),
  ],
  async run(cli, [folder], given) {
    if (folder !== undefined) return await ownBackup(cli, resolve(folder), given);
    return await rehearsal(cli, lostStation, "drill.done");
  },
};

const loss: Command = {
  name: "drill site-loss",
  run: (cli) => rehearsal(cli, siteLoss, "drill.done-site-loss"),
};

const theft: Command = {
  name: "drill compromise",
  run: (cli) => rehearsal(cli, compromise, "drill.done-compromise"),
};

const total: Command = {
  name: "drill total-loss",
  run: (cli) => rehearsal(cli, totalLoss, "drill.done-total-loss"),
};

export const drill: Command = { name: "drill", subcommands: [restore, loss, theft, total] };

/** Plays a rehearsal on scratch stations, and tells it step by step. */
async function rehearsal(cli: Cli, story: Rehearsal, end: WordId): Promise<Exit> {
  const done: Step[] = [];
  let failed: StepFailed | null = null;
  if (!cli.json) cli.note(cli.say("world.exercise"));
  try {
    await withProgress(cli, "progress.drill", (tell) => rehearse(story, (step) => {
      done.push(step);
      tell(`${done.length}/${story.steps.length}`);
      if (!cli.json) cli.note(stepLine(cli, step));
    }));
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    failed = error;
  }
  const ms = done.reduce((sum, one) => sum + one.ms, 0);
  const seconds = (ms / 1_000).toFixed(1);
  if (failed === null) {
    cli.answer({ kind: "done", ms, steps: done }, () => cli.say(end, { seconds }));
    return exit.done;
  }
  const { step, message } = failed;
  cli.answer({ kind: "failed", step, detail: message, ms, steps: done }, () =>
    cli.say("drill.failed", { what: cli.say(`drill.${step}`, { count: "?" }), detail: message }));
  return exit.refused;
}

function stepLine(cli: Cli, { step, ms, count }: Step): string {
  return `${`${ms} ms`.padStart(10)}  ${cli.say(`drill.${step}`, { count })}`;
}

/** A station's own newest backup, opened and read aside. */
async function ownBackup(cli: Cli, folder: string, given: Given): Promise<Exit> {
  const opener = await openerOf(cli, given, "backup", false);
  const storage = isOpenerGiven(given, "folder") ? await openerOf(cli, given, "folder", false) : null;
  const proved = await withProgress(cli, "progress.drill", () =>
    proveBackup(folder, textOf(given, "file"), opener, storage));
  const { path, short, entries, timeMs, verified, damaged } = proved;
  const whole = damaged.length === 0;
  const values = { path, short, entries, time: showTime(timeMs), verified, damaged: damaged.join(", ") };
  cli.answer({ kind: whole ? "done" : "findings", ...proved }, () => [
    cli.say("drill.opens", values),
    cli.say(storage === null ? "drill.unread" : whole ? "drill.verified" : "drill.damaged", values),
  ]);
  return whole ? exit.done : exit.refused;
}
