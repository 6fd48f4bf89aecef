// chirograph refuse: we will not answer; a reason is offered, never compulsory.

import { answerAct, textOf } from "../cli.ts";
import type { Command } from "../cli.ts";
import { openClient } from "../client.ts";
import { findMessage } from "../lookup.ts";
import { ownDesk } from "./own-desk.ts";

export const refuse: Command = {
  name: "refuse",
  args: "<message>",
  station: true,
  options: [{ flags: "--reason <text>", words: "option.reason" }, { flags: "--desk <code>", words: "option.desk" }],
  async run(cli, [asked = ""], given) {
    const client = await openClient(cli);
    const message = await findMessage(client, asked);
    const desk = ownDesk(await client.state(), message, textOf(given, "desk"));
    const reason = textOf(given, "reason");
    const result = await client.act({ act: "message.refuse", object: message.object, desk, reason });
    return answerAct(cli, result, "refuse.done", { label: message.label });
  },
};
