// chirograph link: a bad link in a process of its own, between two stations or any two programs.

import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { openModemEnds, openSerialEnds, openTcpEnds, openUdpEnds } from "./ends.ts";
import type { Ends, EndsOptions } from "./ends.ts";
import { giveOrder, obey, openControl, takeOrders } from "./orders.ts";
import type { OrderAnswer } from "./orders.ts";
import type { WireStat } from "./wire.ts";
import { CliError } from "../cli-error.ts";
import { exit, textOf } from "../cli.ts";
import type { Cli, Command, Given } from "../cli.ts";
import { splitAddress } from "../station/station-config.ts";
import { stopSignal } from "../stop-signal.ts";
import { presets } from "../../emulator/conditions.ts";
import type { Conditions, LinkConditions } from "../../emulator/conditions.ts";
import { readOrder } from "../../emulator/order.ts";

/** How each kind of link is opened. */
const kinds: Readonly<Record<string, (options: EndsOptions) => Promise<Ends>>> = {
  udp: openUdpEnds, modem: openModemEnds, serial: openSerialEnds, tcp: openTcpEnds,
};
const anywhere = "127.0.0.1:0";

const run: Command = {
  name: "link run",
  isDefault: true,
  args: "<kind>",
  options: [
    { flags: "--a <address>", words: "option.link-a" },
    { flags: "--b <address>", words: "option.link-b" },
    { flags: "--to-a <address>", words: "option.link-to-a" },
    { flags: "--to-b <address>", words: "option.link-to-b" },
    { flags: "--preset <name>", words: "option.link-like" },
    { flags: "--set <words>", words: "option.link-set" },
    { flags: "--seed <number>", words: "option.link-seed" },
    { flags: "--control <path>", words: "option.link-control" },
  ],
  async run(cli, [kind = ""], given) {
    const open = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
    const names = Object.keys(kinds).join(", ");
    if (open === undefined) throw new CliError("link-kind", { asked: kind.slice(0, 40), names });
    const options = optionsOf(kind, given);
    const ends = await open(options).catch((error: unknown) => {
      throw new CliError("link-open", { detail: error instanceof Error ? error.message.slice(0, 200) : "" });
    });
    const control = textOf(given, "control");
    const server = control === null ? null : await openControl(resolve(control), ends.wire).catch(() => null);
    if (control !== null && server === null) {
      await ends.close();
      throw new CliError("link-control", { path: control });
    }
    const [a, b] = ends.sides;
    cli.answer({ kind: "ready", link: kind, a, b, seed: options.seed, conditions: options.conditions }, () => [
      cli.say("link.ready", { a, b }), ...conditionLines(cli, options.conditions), cli.say("link.orders"),
    ]);
    takeOrders(process.stdin, (text) => {
      const answer = obey(ends.wire, text);
      cli.answer(answer, () => answerLines(cli, answer));
    });
    await stopSignal();
    process.stdin.destroy();
    server?.close();
    if (control !== null) rmSync(resolve(control), { force: true });
    await ends.close();
    return exit.done;
  },
};

const tell: Command = {
  name: "link tell",
  args: "<control> <order...>",
  async run(cli, [control = "", ...words]) {
    const order = words.flat().join(" ");
    const answer = await giveOrder(resolve(control), order).catch(() => {
      throw new CliError("link-away", { path: control });
    });
    if (answer.kind !== "wrong") {
      cli.answer(answer, () => answerLines(cli, answer));
      return exit.done;
    }
    const [sentence = ""] = answerLines(cli, answer);
    cli.answer({ ...answer, sentence }, () => sentence);
    return exit.refused;
  },
};

export const link: Command = { name: "link", subcommands: [run, tell] };

function optionsOf(kind: string, given: Given): EndsOptions {
  const seed = textOf(given, "seed") ?? "1";
  if (!/^\d{1,9}$/u.test(seed)) throw new CliError("number-unknown", { asked: seed.slice(0, 40) });
  const to = (["toA", "toB"] as const).map((name) => {
    const asked = textOf(given, name);
    return asked === null ? null : splitAddress(asked);
  });
  const [toA = null, toB = null] = to;
  if (kind === "tcp" && toA === null && toB === null) throw new CliError("needs-option", { option: "--to-b" });
  return {
    seed: Number(seed), conditions: conditionsOf(given), to: [toA, toB],
    listen: [splitAddress(textOf(given, "a") ?? anywhere), splitAddress(textOf(given, "b") ?? anywhere)],
  };
}

function conditionsOf(given: Given): LinkConditions {
  const preset = textOf(given, "preset") ?? "fibre";
  if (!Object.hasOwn(presets, preset)) {
    throw new CliError("preset-unknown", { asked: preset.slice(0, 40), names: Object.keys(presets).join(", ") });
  }
  const from = presets[preset] as LinkConditions;
  const words = textOf(given, "set");
  if (words === null) return from;
  const order = readOrder(`set ${words}`, from);
  if (order.kind === "become") return order.link;
  throw new CliError("link-order", { word: order.kind === "wrong" ? order.word.slice(0, 80) : "" });
}

function answerLines(cli: Cli, answer: OrderAnswer): readonly string[] {
  switch (answer.kind) {
    case "wrong": return [cli.say("error.link-order", { word: answer.word.slice(0, 80) })];
    case "done": return conditionLines(cli, answer.conditions);
    case "stat": return [
      ...conditionLines(cli, answer.conditions),
      countLine(cli, cli.say("link.there"), answer.there), countLine(cli, cli.say("link.back"), answer.back),
    ];
  }
}

function countLine(cli: Cli, way: string, counts: WireStat["there"]): string {
  const { sent, sentBytes, arrived, lost, corrupted, duplicated, reordered, refused, waitingBytes } = counts;
  const values = { way, sent, sentBytes, arrived, lost, corrupted, duplicated, reordered, refused, waitingBytes };
  return cli.say("link.counts", values);
}

function conditionLines(cli: Cli, { ways: [there, back], turnaroundMs }: LinkConditions): readonly string[] {
  const same = JSON.stringify(there) === JSON.stringify(back);
  return [
    ...(same ? [wayLine(cli, cli.say("link.both"), there)]
      : [wayLine(cli, cli.say("link.there"), there), wayLine(cli, cli.say("link.back"), back)]),
    ...(turnaroundMs === null ? [] : [cli.say("terms.half-duplex", { n: turnaroundMs })]),
  ];
}

function wayLine(cli: Cli, way: string, conditions: Conditions): string {
  if (conditions.cut) return `${way}: ${cli.say("link.cut")}`;
  const { rateBps, delayMs, lossShare, burst, corruptShare, duplicateShare, reorderShare } = conditions;
  const percent = (share: number): number => Math.round(share * 1_000) / 10;
  const rate = rateBps === null ? cli.say("terms.any-rate") : cli.say("terms.rate", { n: rateBps });
  const values = {
    loss: percent(lossShare), burst, corrupt: percent(corruptShare), duplicate: percent(duplicateShare),
    reorder: percent(reorderShare), delay: delayMs,
  };
  return `${way}: ${rate}, ${cli.say("link.way", values)}`;
}
