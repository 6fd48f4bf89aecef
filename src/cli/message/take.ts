// chirograph take: a person at a desk has the message.

import { answerAct } from "../cli.ts";
import type { Command } from "../cli.ts";
import { textOf } from "../cli.ts";
import { openClient } from "../client.ts";
import { findMessage } from "../lookup.ts";
import { ownDesk } from "./own-desk.ts";

export const take: Command = {
  name: "take",
  args: "<message>",
  station: true,
  options: [{ flags: "--desk <code>", words: "option.desk" }],
  async run(cli, [asked = ""], given) {
    const client = await openClient(cli);
    const message = await findMessage(client, asked);
    const desk = ownDesk(await client.state(), message, textOf(given, "desk"));
    const result = await client.act({ act: "message.take", object: message.object, desk });
    return answerAct(cli, result, "take.done", { label: message.label, desk });
  },
};
