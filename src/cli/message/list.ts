// chirograph list: messages, newest last, or those that wait, most urgent last, with where each stands.

import type { MessageView } from "../../api/views.ts";
import { exit, flagOf, textOf } from "../cli.ts";
import type { Command } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { openClient } from "../client.ts";
import { messageLine, worldLines } from "../present.ts";

export const list: Command = {
  name: "list",
  station: true,
  options: [{ flags: "--limit <number>", words: "option.limit" }, { flags: "--waiting", words: "option.waiting" }],
  async run(cli, _, given) {
    const asked = textOf(given, "limit") ?? "50";
    if (!/^[1-9]\d{0,2}$/u.test(asked)) throw new CliError("number-unknown", { asked: asked.slice(0, 40) });
    const client = await openClient(cli);
    const state = await client.state();
    const waiting = flagOf(given, "waiting");
    const path = waiting ? "/messages?waiting=1" : `/messages?limit=${asked}`;
    const waits = (message: MessageView): boolean => !waiting || message.waitsForTake || message.waitsForAnswer;
    const all = (await client.get<readonly MessageView[]>(path)).filter(waits);
    // What is newest, or most urgent, stands last, next to the prompt.
    const shown = all.slice(0, Number(asked)).toReversed();
    cli.answer(shown, () => [
      ...worldLines(cli, state.world),
      ...(shown.length === 0 ? [cli.say(waiting ? "list.none-waiting" : "list.none")] : shown.map(
        (message) => messageLine(cli, state, message),
      )),
    ]);
    return exit.done;
  },
};
