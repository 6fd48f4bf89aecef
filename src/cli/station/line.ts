// chirograph line: the line to each party as it is now; a line test.

import type { BearerView, LineView } from "../../api/line-views.ts";
import type { StationView } from "../../api/views.ts";
import { termsText } from "../bearers/terms.ts";
import { answerAct, exit } from "../cli.ts";
import type { Cli, Command } from "../cli.ts";
import { openClient } from "../client.ts";
import { findParty } from "../lookup.ts";
import { nameIn } from "../present.ts";
import { readConfig } from "./station-config.ts";
import { showTime } from "../time.ts";

const test: Command = {
  name: "line test",
  args: "<party>",
  station: true,
  async run(cli, [asked = ""]) {
    const client = await openClient(cli);
    const party = findParty(await client.state(), asked);
    const result = await client.act({ act: "line.test", party: party.id });
    return answerAct(cli, result, "line.tested", { party: party.short });
  },
};

const show: Command = {
  name: "line show",
  isDefault: true,
  station: true,
  async run(cli) {
    const client = await openClient(cli);
    const state = await client.state();
    const lines = await client.get<readonly LineView[]>("/line");
    const text = lines.length === 0 ? [cli.say("line.none")] : lines.flatMap((one) => lineText(cli, state, one));
    cli.answer(lines, () => text);
    return parted(lines) ? exit.refused : exit.done;
  },
};

export const line: Command = { name: "line", subcommands: [show, test] };

/** Whether a party is reached at none of its stations. */
function parted(lines: readonly LineView[]): boolean {
  const isUp = (party: string): boolean => lines.some((one) => one.party === party && one.state === "up");
  return lines.some((one) => !one.ours && !isUp(one.party));
}

function lineText(cli: Cli, state: StationView, line: LineView): readonly string[] {
  const party = [state.party, ...state.parties].find((one) => one.id === line.party);
  const values = {
    party: `${party?.short ?? line.party.slice(0, 12)} ${nameIn(cli, line.names)}`,
    since: showTime(line.sinceMs), heard: showTime(line.lastHeardMs),
    outstanding: line.outstanding, missed: line.missedTests, phone: party?.phone ?? "",
  };
  return [
    cli.say(line.state === "up" ? "line.up" : "line.down", values),
    cli.say("line.facts", values),
    ...(line.epochsLeft === 0 && line.prekeyUntilMs === null ? [] : [cli.say(
      line.keysLow ? "line.keys-low" : "line.keys", { epochs: line.epochsLeft, until: showTime(line.prekeyUntilMs) },
    )]),
    ...(line.wentBack ? [cli.say("line.went-back", values)] : []),
    ...line.bearers.flatMap((one) => bearerLines(cli, one, state.nowMs)),
    ...(line.ladder === null ? [] : [`  ${nameIn(cli, line.ladder)}`]),
  ];
}

/** Through which gateway or folders a way goes, where it does. */
function via(cli: Cli, name: string): readonly string[] {
  const config = readConfig(cli.folder).bearers?.find((one) => one.name === name);
  if (config?.kind === "gateway") return [cli.say("bearer.gateway", { way: config.way, socket: config.socket })];
  if (config?.kind === "spool") return [cli.say("bearer.spool", { out: config.out ?? "-", in: config.in ?? "-" })];
  return [];
}

/** A bearer in lines: how it is, what is on it, what waits. */
function bearerLines(cli: Cli, bearer: BearerView, nowMs: number): readonly string[] {
  const { name, state, roundTripMs, terms, lastHeardMs, underWay, waiting } = bearer;
  const inSeconds = (atMs: number): number => Math.max(1, Math.ceil((atMs - nowMs) / 1_000));
  return [
    [
      `  ${name}`, cli.say(`line.bearer-${state}`),
      ...(state === "up" || lastHeardMs === null ? [] : [cli.say("line.heard", { heard: showTime(lastHeardMs) })]),
      ...(roundTripMs === null ? [] : [`${roundTripMs} ms`]), ...(terms === null ? [] : [termsText(cli, terms)]),
      ...via(cli, name),
    ].join("  "),
    ...underWay.slice(0, 1).map(({ precedence, goneBytes: gone, bytes, arrivesMs }) => [
      cli.say("line.going", { precedence, gone, bytes }),
      ...(arrivesMs === null ? [] : [cli.say("line.arrives", { n: inSeconds(arrivesMs) })]),
    ].join(", ")),
    ...waiting.map(({ precedence, entries, arrivesMs }) => [
      cli.say("line.waiting", { precedence, entries }),
      ...(arrivesMs === null ? [] : [cli.say("line.last-arrives", { n: inSeconds(arrivesMs) })]),
    ].join(", ")),
  ];
}
