// chirograph answer: the message that answers another and stops its clock.

import type { Command } from "../cli.ts";
import { openClient } from "../client.ts";
import { composeContent, composeOptions, releaseContent } from "./compose.ts";
import { findMessage } from "../lookup.ts";

export const answer: Command = {
  name: "answer",
  args: "<message> [text]",
  station: true,
  options: composeOptions,
  async run(cli, [asked = "", text], given) {
    const client = await openClient(cli);
    const state = await client.state();
    const message = await findMessage(client, asked);
    const to = [{ party: message.party, desk: message.desk }];
    const content = composeContent(client, state, given, text, { kind: "answers", message, to });
    return await releaseContent(cli, client, state, given, content);
  },
};
