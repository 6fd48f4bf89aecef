// chirograph correct: "sent in error", prepared: a linked correction to the same addressees, or one in its place.

import { flagOf } from "../cli.ts";
import type { Command } from "../cli.ts";
import { openClient } from "../client.ts";
import { composeContent, composeOptions, releaseContent } from "./compose.ts";
import { findMessage } from "../lookup.ts";

export const correct: Command = {
  name: "correct",
  args: "<message> [text]",
  station: true,
  options: [{ flags: "--supersede", words: "option.supersede" }, ...composeOptions],
  async run(cli, [asked = "", text], given) {
    const client = await openClient(cli);
    const state = await client.state();
    const message = await findMessage(client, asked);
    const to = message.to.map(({ party, desk }) => ({ party, desk }));
    const kind = flagOf(given, "supersede") ? "supersedes" : "corrects";
    const content = composeContent(client, state, given, text, { kind, message, to });
    return await releaseContent(cli, client, state, given, content);
  },
};
