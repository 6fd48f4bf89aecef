// chirograph watch: who holds the watch, and its change in three steps.

import { answerAct, exit, flagOf } from "../cli.ts";
import type { Cli, Command } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { openClient } from "../client.ts";
import type { Client } from "../client.ts";
import { inLine } from "../present.ts";
import { showTime } from "../time.ts";
import type { HandoverView, WatchView } from "../../api/views.ts";
import { visibleText } from "../../core/text/visible.ts";

const show: Command = {
  name: "watch show",
  isDefault: true,
  station: true,
  async run(cli) {
    const client = await openClient(cli);
    const { watch } = await client.state();
    const handover = watch.handover === null ? null : await client.get<HandoverView>("/handover");
    cli.answer({ ...watch, handover }, () => [
      ...holderLines(cli, watch), ...(handover === null ? [] : handoverLines(cli, handover)),
    ]);
    return exit.done;
  },
};

const take: Command = {
  name: "watch take",
  station: true,
  async run(cli) {
    const client = await openClient(cli);
    return answerAct(cli, await client.act({ act: "watch.take" }), "watch.taken");
  },
};

const prepare: Command = {
  name: "watch prepare",
  args: "[remarks]",
  station: true,
  async run(cli, [remarks = ""]) {
    const client = await openClient(cli);
    return answerAct(cli, await client.act({ act: "watch.prepare", remarks }), "watch.prepared");
  },
};

const seen: Command = {
  name: "watch seen",
  args: "[items...]",
  station: true,
  options: [{ flags: "--all", words: "option.all" }],
  async run(cli, args, given) {
    const client = await openClient(cli);
    const handover = await handoverNow(client);
    const asked = args.flat() as readonly (string | undefined)[];
    const items = flagOf(given, "all") ? handover.items.map(({ object }) => object)
      : asked.flatMap((one) => (one === undefined ? [] : [itemNamed(handover, one)]));
    if (items.length === 0) {
      if (handover.items.length > 0) throw new CliError("needs-option", { option: "--all" });
      return answerAct(cli, { kind: "done", object: null, released: false }, "watch.seen");
    }
    const result = await client.act({ act: "watch.seen", handover: handover.object, items });
    return answerAct(cli, result, "watch.seen");
  },
};

const accept: Command = {
  name: "watch accept",
  station: true,
  async run(cli) {
    const client = await openClient(cli);
    const { object } = await handoverNow(client);
    return answerAct(cli, await client.act({ act: "watch.accept", handover: object }), "watch.yours");
  },
};

export const watch: Command = { name: "watch", subcommands: [show, take, prepare, seen, accept] };

function holderLines(cli: Cli, { holder, sinceMs, alone }: WatchView): readonly string[] {
  if (holder === null) return [cli.say("watch.nobody")];
  const held = cli.say("watch.held", { name: holder.name, since: showTime(sinceMs) });
  return alone === null ? [held] : [held, cli.say("watch.alone", { why: alone })];
}

function handoverLines(cli: Cli, handover: HandoverView): readonly string[] {
  const { by: name, timeMs, left, remarks, items } = handover;
  return [
    cli.say("watch.handover", { name, time: showTime(timeMs), left }),
    ...remarks.split("\n").filter((line) => line !== "").map((line) => `  ${visibleText(line)}`),
    ...items.map((one) => [
      one.mine ? "x" : "-", one.kind === "draft" ? one.object.slice(0, 12) : one.label, one.precedence.padEnd(9),
      inLine(one.subject), one.seenBy.join(", "),
    ].join("  ")),
  ];
}

async function handoverNow(client: Client): Promise<HandoverView> {
  const { watch: { handover } } = await client.state();
  if (handover === null) throw new CliError("no-handover");
  return client.get<HandoverView>("/handover");
}

function itemNamed(handover: HandoverView, asked: string): string {
  const found = handover.items.filter(({ label, object }) =>
    label.toLowerCase() === asked.toLowerCase() || (asked.length >= 4 && object.startsWith(asked.toLowerCase())));
  const [only] = found;
  if (only === undefined || found.length > 1) throw new CliError("item-unknown", { asked: asked.slice(0, 80) });
  return only.object;
}
