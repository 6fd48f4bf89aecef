// chirograph hold: we have it and will answer, perhaps by a time we name.

import { answerAct, textOf } from "../cli.ts";
import type { Command } from "../cli.ts";
import { openClient } from "../client.ts";
import { findMessage } from "../lookup.ts";
import { ownDesk } from "./own-desk.ts";
import { parseTime } from "../time.ts";

export const hold: Command = {
  name: "hold",
  args: "<message>",
  station: true,
  options: [
    { flags: "--next-word-by <time>", words: "option.next-word-by" },
    { flags: "--word <code>", words: "option.word" },
    { flags: "--desk <code>", words: "option.desk" },
  ],
  async run(cli, [asked = ""], given) {
    const client = await openClient(cli);
    const message = await findMessage(client, asked);
    const state = await client.state();
    const by = textOf(given, "nextWordBy");
    const result = await client.act({
      act: "message.hold",
      object: message.object,
      desk: ownDesk(state, message, textOf(given, "desk")),
      nextWordByMs: by === null ? null : parseTime(by, state.nowMs),
      word: textOf(given, "word"),
    });
    return answerAct(cli, result, "hold.done", { label: message.label });
  },
};
