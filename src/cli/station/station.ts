// chirograph station: a further station of a party, at another site. It asks, the root names it, the first answers.

import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { readBounded, readBoundedText, writeWhole } from "../bounded-file.ts";
import { readCard } from "../party/card.ts";
import { answerAct, exit, flagOf, listOf, textOf } from "../cli.ts";
import type { Command } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { openClient } from "../client.ts";
import { files } from "./folder.ts";
import { parseName } from "../party/init.ts";
import { joinSite, rebuildSite, requestSite } from "./new-site.ts";
import { openerOf, openerOptions } from "../opener.ts";
import { stationName } from "../present.ts";
import { readConfig, splitAddress } from "./station-config.ts";
import type { RosterView } from "../../api/views.ts";
import { ChirographError } from "../../core/errors.ts";
import { decodeCardRosters } from "../../core/keys/card.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { answerBytesMax, decodeRequest } from "../../station/peer/joining.ts";
import type { StationRequest } from "../../station/peer/joining.ts";

const requestBytesMax = 65_536;

const request: Command = {
  name: "station request",
  args: "<folder> <file>",
  options: [
    { flags: "--card <path>", words: "option.own-card" },
    { flags: "--name <name>", words: "option.station-name", many: true },
    { flags: "--address <address>", words: "option.own-address" },
    { flags: "--listen <address>", words: "option.listen" },
    { flags: "--http <address>", words: "option.http" },
    { flags: "--overwrite", words: "option.overwrite" },
    ...openerOptions("station"),
  ],
  async run(cli, [asked = "", file = ""], given) {
    const [folder, path] = [resolve(asked), resolve(file)];
    if (existsSync(folder) && readdirSync(folder).length > 0) throw new CliError("folder-not-empty", { folder });
    if (existsSync(path) && !flagOf(given, "overwrite")) throw new CliError("file-exists", { path });
    const card = textOf(given, "card");
    if (card === null) throw new CliError("needs-option", { option: "--card" });
    const { roster } = readCard(resolve(card)).signed;
    const listen = textOf(given, "listen") ?? "0.0.0.0:7401";
    const http = textOf(given, "http") ?? "127.0.0.1:7443";
    const address = textOf(given, "address") ?? "";
    for (const one of [listen, http, ...(address === "" ? [] : [address])]) splitAddress(one);
    const names = listOf(given, "name").map((one) => parseName(one, "="));
    if (names.length === 0) throw new CliError("needs-option", { option: "--name" });
    const opener = await openerOf(cli, given, "station", true);
    const made = requestSite({ folder, roster, names, address, listen, http, storage: opener });
    writeWhole(path, `${made.request.toBase64()}\n`, 0o644);
    cli.answer({ kind: "done", folder, path, station: made.station }, () =>
      cli.say("station.requested", { folder, path, station: made.station.slice(0, 12) }));
    return exit.done;
  },
};

const add: Command = {
  name: "station add",
  args: "<request> <file>",
  station: true,
  options: [
    { flags: "--address <address>", words: "option.own-address", many: true },
    { flags: "--overwrite", words: "option.overwrite" },
  ],
  async run(cli, [asked = "", file = ""], given) {
    const path = resolve(file);
    if (existsSync(path) && !flagOf(given, "overwrite")) throw new CliError("file-exists", { path });
    const { text } = readRequest(resolve(asked));
    const addresses = listOf(given, "address");
    for (const one of addresses) splitAddress(one);
    const client = await openClient(cli);
    const result = await client.act({ act: "station.answer", request: text, addresses: [...addresses] });
    if (result.kind === "done") writeWhole(path, `${result.file ?? ""}\n`);
    return answerAct(cli, result, "station.answered", { path });
  },
};

/** The folder of a site that has been begun and is of no party yet. */
function newSite(asked: string): string {
  const folder = resolve(asked);
  readConfig(folder);
  if (existsSync(join(folder, files.roster))) throw new CliError("station-joined", { folder });
  return folder;
}

const joinStation: Command = {
  name: "station join",
  args: "<folder> <file>",
  options: openerOptions("station"),
  async run(cli, [asked = "", file = ""], given) {
    const folder = newSite(asked);
    const opener = await openerOf(cli, given, "station", false);
    const answer = readBase64(resolve(file), answerBytesMax * 2);
    const joining = unusable(file, () => joinSite(folder, opener, answer));
    cli.answer({ kind: "done", folder, parties: joining.parties.length }, () => cli.say("station.joined", { folder }));
    return exit.done;
  },
};

const rebuild: Command = {
  name: "station rebuild",
  args: "<folder> <card>",
  options: openerOptions("station"),
  async run(cli, [asked = "", card = ""], given) {
    const folder = newSite(asked);
    const rosters = decodeCardRosters(createNodeCrypto(), readCard(resolve(card)).text);
    const opener = await openerOf(cli, given, "station", false);
    rebuildSite(folder, opener, rosters);
    cli.answer({ kind: "done", folder }, () => cli.say("station.rebuilt", { folder }));
    return exit.done;
  },
};

const passSeat: Command = {
  name: "station pass-seat",
  args: "<station>",
  station: true,
  async run(cli, [asked = ""]) {
    const client = await openClient(cli);
    const ours = (await client.get<readonly RosterView[]>("/rosters")).find((one) => one.ours);
    const stations = ours?.stations ?? [];
    const found = stations.filter((one) => asked.length >= 4 && one.id.startsWith(asked.toLowerCase()));
    const [to] = found;
    if (ours === undefined || to === undefined || found.length > 1) {
      const names = stations.map((one) => one.id.slice(0, 12)).join(", ");
      throw new CliError("roster-station", { asked: asked.slice(0, 80), names });
    }
    const result = await client.act({ act: "seat.pass", station: to.id });
    return answerAct(cli, result, "station.seat-passed", { station: stationName(cli, ours, to.id) });
  },
};

export const station: Command = { name: "station", subcommands: [request, add, joinStation, rebuild, passSeat] };

/** A request's file. Errors: request-unusable. */
export function readRequest(path: string): { readonly text: string; readonly asked: StationRequest } {
  const text = readBoundedText(path, requestBytesMax).trim();
  const asked = unusable(path, () => decodeRequest(createNodeCrypto(), readBase64(path, requestBytesMax)));
  return { text, asked };
}

function readBase64(path: string, bytesMax: number): Uint8Array {
  try {
    return Uint8Array.fromBase64(new TextDecoder().decode(readBounded(path, bytesMax)).trim());
  } catch (error) {
    if (error instanceof SyntaxError) throw new CliError("request-unusable", { path, detail: "base64" });
    throw error;
  }
}

function unusable<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ChirographError) throw new CliError("request-unusable", { path, detail: error.code });
    throw error;
  }
}
