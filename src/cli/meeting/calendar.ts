// chirograph calendar: meetings and limits as a calendar file, and the address that a calendar subscribes to.

import { resolve } from "node:path";

import { writeWhole } from "../bounded-file.ts";
import { answerAct, exit, textOf } from "../cli.ts";
import type { Command } from "../cli.ts";
import { openClient } from "../client.ts";
import { linkIn } from "../station/station-config.ts";

const show: Command = {
  name: "calendar show",
  isDefault: true,
  station: true,
  options: [{ flags: "--out <file>", words: "option.calendar-out" }],
  async run(cli, _, given) {
    const client = await openClient(cli);
    const bytes = await client.downloadWhole("/calendar");
    const out = textOf(given, "out");
    if (out === null) {
      const text = new TextDecoder().decode(bytes);
      cli.answer({ calendar: text }, () => text.trimEnd());
      return exit.done;
    }
    const path = resolve(out);
    writeWhole(path, bytes);
    cli.answer({ kind: "done", path, bytes: bytes.length }, () => cli.say("calendar.written", { path }));
    return exit.done;
  },
};

const link: Command = {
  name: "calendar link",
  station: true,
  async run(cli) {
    const client = await openClient(cli);
    const result = await client.act({ act: "calendar.link" });
    const address = linkIn(cli.folder, result.kind === "done" ? result.link : undefined);
    return answerAct(cli, result, "calendar.linked", { address });
  },
};

const revoke: Command = {
  name: "calendar revoke",
  station: true,
  async run(cli) {
    const client = await openClient(cli);
    return answerAct(cli, await client.act({ act: "calendar.revoke" }), "calendar.revoked");
  },
};

export const calendar: Command = { name: "calendar", subcommands: [show, link, revoke] };
