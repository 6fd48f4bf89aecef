// chirograph export: the record as one file that anyone can verify; contents may be withheld.

import { resolve } from "node:path";

import { writeParts } from "../bounded-file.ts";
import { exit, flagOf, listOf, textOf } from "../cli.ts";
import type { Command } from "../cli.ts";
import { openClient } from "../client.ts";
import { findChannel, findMessage } from "../lookup.ts";
import { withProgress } from "../progress.ts";

export const exportRecord: Command = {
  name: "export",
  args: "<file>",
  station: true,
  options: [
    { flags: "--channel <id>", words: "option.channel" },
    { flags: "--withhold <message>", words: "option.withhold", many: true },
    { flags: "--overwrite", words: "option.overwrite" },
  ],
  async run(cli, [file = ""], given) {
    const client = await openClient(cli);
    const channel = findChannel(await client.state(), textOf(given, "channel"));
    const withhold: string[] = [];
    for (const asked of listOf(given, "withhold").flatMap((one) => one.split(","))) {
      withhold.push((await findMessage(client, asked)).object);
    }
    const path = resolve(file);
    const bytes = await withProgress(cli, "progress.export", async (tell) => {
      const parts = await client.download(`/record/export?channel=${channel.id}&withhold=${withhold.join(",")}`);
      return await writeParts(path, counted(parts, tell), flagOf(given, "overwrite"));
    });
    cli.answer({ kind: "done", path, bytes, channel: channel.id, withheld: withhold.length }, () =>
      cli.say(withhold.length === 0 ? "export.whole" : "export.done", { path, bytes, withheld: withhold.length }));
    return exit.done;
  },
};

async function* counted(parts: AsyncIterable<Uint8Array>, tell: (done: string) => void): AsyncIterable<Uint8Array> {
  let bytes = 0;
  for await (const part of parts) {
    bytes += part.length;
    tell(`${Math.round(bytes / 1_024)} KiB`);
    yield part;
  }
}
