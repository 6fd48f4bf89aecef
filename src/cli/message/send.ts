// chirograph send: a message drafted, read back and released; a draft where two persons must approve.

import type { Cli, Command, Exit, Given } from "../cli.ts";
import { listOf, textOf } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { openClient } from "../client.ts";
import { composeContent, composeOptions, releaseContent } from "./compose.ts";
import type { RelatedTo } from "./compose.ts";
import { findMessage } from "../lookup.ts";

export const send: Command = {
  name: "send",
  args: "[text]",
  station: true,
  options: [
    { flags: "--to <party/desk>", words: "option.to", many: true },
    { flags: "--info <party/desk>", words: "option.info", many: true },
    { flags: "--reply-to <message>", words: "option.reply-to" },
    { flags: "--channel <id>", words: "option.channel" },
    ...composeOptions,
  ],
  async run(cli: Cli, [text], given: Given): Promise<Exit> {
    const client = await openClient(cli);
    const state = await client.state();
    const replyTo = textOf(given, "replyTo");
    let related: RelatedTo | null = null;
    if (replyTo !== null) {
      const message = await findMessage(client, replyTo);
      related = { kind: "replies", message, to: [{ party: message.party, desk: message.desk }] };
    } else if (listOf(given, "to").length === 0) throw new CliError("needs-option", { option: "--to" });
    const content = composeContent(client, state, given, text, related);
    return await releaseContent(cli, client, state, given, content);
  },
};
