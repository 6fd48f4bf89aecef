// chirograph start: runs the station of a folder, its console and the command line's socket until it is told to stop.

import { existsSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { snapshotBytes } from "../backup/contents.ts";
import { isRunning, socketPath } from "../client.ts";
import { readBoundedText, writeWhole } from "../bounded-file.ts";
import { exit } from "../cli.ts";
import type { Cli, Command } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { files, openStation } from "./folder.ts";
import type { OpenedStation } from "./folder.ts";
import { openerOf, openerOptions } from "../opener.ts";
import { withProgress } from "../progress.ts";
import { readOfficers } from "../officer/root-officers.ts";
import { stopSignal } from "../stop-signal.ts";
import { splitAddress } from "./station-config.ts";
import { version } from "../version.ts";
import { createServer } from "../../server/server.ts";
import type { Server } from "../../server/server.ts";
import type { Actor, Station } from "../../station/surface.ts";

/** Where the built console lies in a checkout and in the package. */
export const consoleFolder = join(import.meta.dirname, "..", "..", "..", "dist", "console");

export const start: Command = {
  name: "start",
  args: "[folder]",
  options: openerOptions("station"),
  async run(cli, [asked], given) {
    const folder = asked === undefined ? cli.folder : resolve(asked);
    if (await runs(folder)) throw new CliError("station-runs", { folder });
    const opener = await openerOf(cli, given, "station", false);
    const opened = await withProgress(cli, "progress.start", () => openStation(folder, opener, version));
    const { server, links } = await ready(cli, opened, folder);
    const { short, world } = opened.config;
    const { url } = server;
    cli.answer({ kind: "ready", short, world, url, line: opened.lineAddress, links }, () => [
      cli.say("start.ready", { short, world: cli.say(`world.word-${world}`), url }),
      ...links.map((one) => cli.say("start.link", { name: one.name, link: `${url}${one.link}` })),
    ]);
    await stopSignal();
    cli.note(cli.say("start.stopping"));
    await server.server.close();
    await opened.station.stop();
    rmSync(join(folder, files.token), { force: true });
    return exit.done;
  },
};

async function runs(folder: string): Promise<boolean> {
  return existsSync(join(folder, files.token)) && isRunning(folder);
}

/** Welcomes who is new and opens the doors; where either fails the station is stopped again, and says why. */
async function ready(cli: Cli, opened: OpenedStation, folder: string): Promise<{
  readonly server: Awaited<ReturnType<typeof serve>>; readonly links: readonly NewLink[];
}> {
  try {
    const links = await rootOfficers(cli, opened, folder);
    return { links, server: await serve(opened, folder) };
  } catch (error) {
    await opened.station.stop();
    throw error;
  }
}

async function serve(
  opened: OpenedStation, folder: string,
): Promise<{ readonly server: Server; readonly url: string }> {
  const { config, station, clock, random } = opened;
  const { listen, origins, tls, frameAncestors } = config.http;
  const server = createServer(station, {
    clock, random, short: config.short, consoleFolder: existsSync(consoleFolder) ? consoleFolder : null, origins,
    snapshot: () => snapshotBytes(join(folder, files.record), false),
    secure: tls !== null, frameAncestors: config.world === "exercise" ? (frameAncestors ?? []) : [],
    onError: (error) => process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : "error"}\n`),
  });
  const { host, port } = splitAddress(listen);
  const pem = tls === null ? undefined : {
    key: readBoundedText(resolve(folder, tls.key), 65_536),
    cert: readBoundedText(resolve(folder, tls.certificate), 65_536),
  };
  const token = random.bytes(32).toHex();
  writeWhole(join(folder, files.token), `${token}\n`);
  await server.listenSocket(socketPath(folder), token);
  try {
    const url = new URL(await server.listen(host, port, pem));
    // An address has no passkeys: whoever follows the printed line comes under the name that has.
    if (station.passkeyStation === "localhost" && host !== "localhost") url.hostname = "localhost";
    return { server, url: url.origin };
  } catch (error) {
    throw new CliError("port-taken", { address: listen, detail: (error as NodeJS.ErrnoException).code ?? "" });
  }
}

interface NewLink { readonly name: string; readonly link: string }

/**
 * Enrols the officers named at init, and those the root names where nobody else could, each file once; and makes a
 * one-time link for each of them. A file that the root has not signed enrols nobody, and is said to have been there.
 */
async function rootOfficers(cli: Cli, { station }: OpenedStation, folder: string): Promise<readonly NewLink[]> {
  const links: NewLink[] = [];
  for (const [file, officer] of [[files.officers, "init"], [files.recovery, "root"]] as const) {
    const path = join(folder, file);
    if (!existsSync(path)) continue;
    const actor: Actor = { officer, via: "station" };
    const named = readOfficers(path);
    const result = named === null ? null : await station.act(actor, named.act);
    rmSync(path);
    if (named === null || result?.kind !== "done") cli.note(cli.say("start.officers-bad", { file, folder }));
    else links.push(...await welcome(station, actor, named.names));
  }
  return links;
}

/** Makes each of them a link; who has a passkey by now needs none. */
async function welcome(station: Station, actor: Actor, names: readonly string[]): Promise<readonly NewLink[]> {
  const links: NewLink[] = [];
  for (const name of names) {
    const known = station.officers().find((one) => one.name === name);
    const made = await station.act(actor, { act: "officer.link", officer: known?.id ?? "" });
    if (made.kind === "done" && made.link !== undefined) links.push({ name, link: made.link });
  }
  return links;
}
