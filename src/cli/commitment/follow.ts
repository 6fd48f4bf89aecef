// chirograph follow: who owes what by when, and what has moved since a time or a meeting.

import type { CommitmentView, FollowView, MovedView } from "../../api/commitment-views.ts";
import type { StationView } from "../../api/views.ts";
import { exit, textOf } from "../cli.ts";
import type { Cli, Command } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { openClient } from "../client.ts";
import type { Client } from "../client.ts";
import { commitmentLine } from "./present.ts";
import { findMeeting } from "../meeting/lookup.ts";
import { partyShort, worldLines } from "../present.ts";
import { findText } from "../text/lookup.ts";
import { parseTime, showTime } from "../time.ts";
import type { WordId } from "../words/words.ts";

export const follow: Command = {
  name: "follow",
  station: true,
  options: [{ flags: "--since <time>", words: "option.since" }],
  async run(cli, _, given) {
    const client = await openClient(cli);
    const state = await client.state();
    const query = await sinceQuery(client, textOf(given, "since"), state.nowMs);
    const view = await client.get<FollowView>(`/follow${query}`);
    cli.answer(view, () => lines(cli, state, view));
    return exit.done;
  },
};

/** A time, a duration back from now ("30d"), or a meeting or a text by its label or the beginning of its object. */
async function sinceQuery(client: Client, since: string | null, nowMs: number): Promise<string> {
  if (since === null) return "";
  if (/^[0-9a-f]{64}$/u.test(since)) return `?since=${since}`;
  if (/^\p{L}[^:]*:\d+$|^[0-9a-f]{12,63}$/iu.test(since)) return `?since=${await objectOf(client, since)}`;
  const ms = /^\d{1,6}[smhd]$/u.test(since) ? 2 * nowMs - parseTime(since, nowMs) : parseTime(since, nowMs);
  return `?since=${Math.max(0, ms)}`;
}

async function objectOf(client: Client, asked: string): Promise<string> {
  try {
    return (await findMeeting(client, asked)).object;
  } catch (error) {
    if (!(error instanceof CliError) || error.code !== "meeting-unknown") throw error;
    return (await findText(client, asked)).object;
  }
}

function lines(cli: Cli, state: StationView, view: FollowView): readonly string[] {
  const part = (id: WordId, all: readonly CommitmentView[]): readonly string[] => (
    [cli.say(id, { n: all.length }), ...all.map((one) => `  ${commitmentLine(cli, state, one)}`)]
  );
  return [
    ...worldLines(cli, state.world),
    cli.say("follow.at", { at: showTime(view.atMs) }),
    ...part("follow.they-owe", view.theyOwe), ...part("follow.we-owe", view.weOwe), ...part("follow.late", view.late),
    ...(view.deemed.length === 0 ? [] : part("follow.deemed", view.deemed)),
    ...(view.disputed.length === 0 ? [] : part("follow.disputed", view.disputed)),
    ...(view.sinceMs === null ? [] : [
      cli.say("follow.moved", { n: view.moved.length, since: showTime(view.sinceMs) }),
      ...view.moved.map((one) => movedLine(cli, state, one)),
    ]),
  ];
}

function movedLine(cli: Cli, state: StationView, { id, what, party, atMs, label }: MovedView): string {
  const [object = "", number = ""] = id.split(":");
  const name = number === "" ? object.slice(0, 12) : `${object.slice(0, 12)}:${number}`;
  const who = party === null ? "" : partyShort(state, party);
  return `  ${[showTime(atMs), name.padEnd(15), cli.say(`moved.${what}` as WordId), who, label ?? ""]
    .filter((one) => one !== "").join("  ")}`;
}
