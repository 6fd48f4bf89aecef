// chirograph roster: who speaks for a party, over time. The root signs offline; a running station takes it in.

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { RosterView } from "../../api/views.ts";
import { readBoundedText, writeWhole } from "../bounded-file.ts";
import { answerAct, exit, flagOf, listOf, textOf } from "../cli.ts";
import type { Cli, Command, Given } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { openClient } from "../client.ts";
import { readRosters, writeRosters } from "../station/folder.ts";
import { parseDesk, parseName, parsePersons } from "./init.ts";
import { openerOf, openerOptions } from "../opener.ts";
import { nameIn, stationName } from "../present.ts";
import { withProgress } from "../progress.ts";
import { openRoot, rootAfterNext, signNext, turnRoot } from "./root-folder.ts";
import { readRequest } from "../station/station.ts";
import { showTime } from "../time.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { ChirographError } from "../../core/errors.ts";
import { decodeCardRosters, encodeCardOf } from "../../core/keys/card.ts";
import type { Roster, SignedRoster } from "../../core/keys/roster.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { createNodeRandom } from "../../crypto/node/random.ts";

const show: Command = {
  name: "roster show",
  isDefault: true,
  station: true,
  async run(cli) {
    const client = await openClient(cli);
    const rosters = await client.get<readonly RosterView[]>("/rosters");
    cli.answer(rosters, () => rosters.flatMap((one) => rosterLines(cli, one)));
    return exit.done;
  },
};

const change: Command = {
  name: "roster change",
  args: "<file>",
  options: [
    { flags: "--folder <path>", words: "option.folder" },
    { flags: "--root-folder <path>", words: "option.root-folder" },
    { flags: "--name <name>", words: "option.name", many: true },
    { flags: "--desk <desk>", words: "option.desk-name", many: true },
    { flags: "--persons <numbers>", words: "option.persons" },
    { flags: "--phone <number>", words: "option.phone" },
    { flags: "--add-station <request>", words: "option.add-station", many: true },
    { flags: "--drop-station <station>", words: "option.drop-station", many: true },
    { flags: "--seat <station>", words: "option.seat" },
    { flags: "--new-root", words: "option.new-root" },
    { flags: "--overwrite", words: "option.overwrite" },
    ...openerOptions("root"),
  ],
  async run(cli, [asked = ""], given) {
    const path = resolve(asked);
    if (existsSync(path) && !flagOf(given, "overwrite")) throw new CliError("file-exists", { path });
    const folder = textOf(given, "rootFolder") ?? join(cli.folder, "root");
    const opener = await openerOf(cli, given, "root", false);
    const [crypto, random] = [createNodeCrypto(), createNodeRandom()];
    const root = openRoot(crypto, folder, opener, () => readRosters(crypto, cli.folder));
    const before = root.rosters.at(-1) as SignedRoster;
    const turns = flagOf(given, "newRoot");
    const after = turns ? rootAfterNext(crypto, random, folder, opener) : null;
    const changed = changeRoster(given, before.roster);
    const rosters = await withProgress(cli, "progress.roster", async () =>
      signNext(crypto, root, changed, Date.now(), after));
    writeWhole(path, encodeCardOf(crypto, rosters), 0o644);
    if (after !== null) turnRoot(crypto, random, root, opener, after);
    const { seq, stations } = (rosters.at(-1) as SignedRoster).roster;
    cli.answer({ kind: "done", path, seq, stations: stations.map(({ id }) => toHex(id)) }, () =>
      cli.say("roster.changed", { path, seq: String(seq) }));
    return exit.done;
  },
};

const adopt: Command = {
  name: "roster adopt",
  args: "<file>",
  station: true,
  async run(cli, [asked = ""]) {
    const client = await openClient(cli);
    const path = resolve(asked);
    const card = readBoundedText(path, 200_000);
    const rosters = cardRosters(path, card);
    const result = await client.act({ act: "roster.adopt", card });
    // The folder follows the station: what it says without one running must not be older than what stands in the
    // record.
    if (result.kind === "done") writeRosters(createNodeCrypto(), cli.folder, rosters);
    return answerAct(cli, result, "roster.adopted", { seq: String(rosters.at(-1)?.roster.seq ?? 0) });
  },
};

export const roster: Command = { name: "roster", subcommands: [show, change, adopt] };

function cardRosters(path: string, card: string): readonly SignedRoster[] {
  try {
    return decodeCardRosters(createNodeCrypto(), card);
  } catch (error) {
    if (error instanceof ChirographError) throw new CliError("card-unusable", { path, detail: error.code });
    throw error;
  }
}

/** The roster with what the options change; everything else stays as it was. */
function changeRoster(given: Given, before: Roster): Roster {
  const names = listOf(given, "name").map((text) => parseName(text, "="));
  const desks = listOf(given, "desk").map(parseDesk);
  const persons = textOf(given, "persons");
  const dropped = listOf(given, "dropStation").map((asked) => stationNamed(before, asked));
  const added = listOf(given, "addStation").map((path) => readRequest(resolve(path)).asked);
  const strange = added.find(({ party }) => toHex(party) !== toHex(before.party));
  if (strange !== undefined) throw new CliError("answer-of-another");
  const kept = before.stations.filter((one) => !dropped.includes(one));
  const isKept = (id: Uint8Array): boolean => kept.some((one) => toHex(one.id) === toHex(id));
  const stations = [...kept, ...added.map((one) => one.station).filter(({ id }) => !isKept(id))];
  const asked = textOf(given, "seat");
  const seat = asked === null ? before.seat : stationNamed({ ...before, stations }, asked).id;
  if (!stations.some((one) => toHex(one.id) === toHex(seat))) {
    throw new CliError("roster-seat", { names: stations.map((one) => toHex(one.id).slice(0, 12)).join(", ") });
  }
  return {
    ...before, seat, stations,
    names: names.length > 0 ? names : before.names,
    desks: desks.length > 0 ? desks : before.desks,
    policy: persons === null ? before.policy : parsePersons(persons),
    telephone: textOf(given, "phone") ?? before.telephone,
  };
}

/** A station by the beginning of its identifier. Errors: roster-station. */
function stationNamed(roster: Roster, asked: string): Roster["stations"][number] {
  const found = roster.stations.filter((one) => asked.length >= 4 && toHex(one.id).startsWith(asked.toLowerCase()));
  const [station] = found;
  if (station !== undefined && found.length === 1) return station;
  const names = roster.stations.map((one) => toHex(one.id).slice(0, 12)).join(", ");
  throw new CliError("roster-station", { asked: asked.slice(0, 80), names });
}

function rosterLines(cli: Cli, view: RosterView): readonly string[] {
  const mark = (one: RosterView["stations"][number]): string => [
    ...(one.here ? [cli.say("roster.here")] : []), ...(one.seat ? [cli.say("roster.seat")] : []),
  ].join(", ");
  return [
    cli.say(view.ours ? "roster.ours" : "roster.theirs", {
      party: view.short, seq: String(view.seq), time: showTime(view.timeMs),
    }),
    cli.say("roster.roots", { root: view.root.slice(0, 16), next: view.nextRoot.slice(0, 16) }),
    ...view.stations.map((one) => `  ${one.id.slice(0, 12)}  ${nameIn(cli, one.names)}  ${mark(one)}`.trimEnd()),
    ...view.passed.map(({ channel, station }) => cli.say("roster.passed", {
      channel: channel.slice(0, 12), station: stationName(cli, view, station),
    })),
    ...view.desks.map((one) => `  ${one.code.padEnd(12)}  ${nameIn(cli, one.names)}`),
    cli.say("roster.policy", { persons: view.policy.toReversed().join(", ") }),
  ];
}
