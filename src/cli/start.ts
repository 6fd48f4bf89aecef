// chirograph start: runs the station of a folder, its console and the command line's socket until it is told to stop.

import { existsSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { snapshotBytes } from "./backup/contents.ts";
import { isRunning, socketPath } from "./client.ts";
import { readBoundedText, writeWhole } from "./bounded-file.ts";
import { exit } from "./cli.ts";
import type { Command } from "./cli.ts";
import { CliError } from "./cli-error.ts";
import { files, openStation, readRosters } from "./folder.ts";
import type { OpenedStation } from "./folder.ts";
import { takeRecovery } from "./officer-recover.ts";
import type { FirstOfficer } from "./officer-roles.ts";
import { openerOf, openerOptions } from "./opener.ts";
import { withProgress } from "./progress.ts";
import { stopSignal } from "./stop-signal.ts";
import { splitAddress } from "./station-config.ts";
import { version } from "./version.ts";
import { createServer } from "../server/server.ts";
import type { Server } from "../server/server.ts";
import type { Act } from "../api/acts.ts";
import type { Roster } from "../core/keys/roster.ts";
import type { Crypto } from "../ports/crypto.ts";
import type { Actor, Station } from "../station/surface.ts";

/** Where the built console lies in a checkout and in the package. */
export const consoleFolder = join(import.meta.dirname, "..", "..", "dist", "console");

export const start: Command = {
  name: "start",
  args: "[folder]",
  options: openerOptions("station"),
  async run(cli, [asked], given) {
    const folder = asked === undefined ? cli.folder : resolve(asked);
    if (await runs(folder)) throw new CliError("station-runs", { folder });
    const opener = await openerOf(cli, given, "station", false);
    const opened = await withProgress(cli, "progress.start", () => openStation(folder, opener, version));
    const { server, links } = await ready(opened, folder);
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
async function ready(opened: OpenedStation, folder: string): Promise<{
  readonly server: Awaited<ReturnType<typeof serve>>; readonly links: Awaited<ReturnType<typeof firstOfficers>>;
}> {
  try {
    const links = await firstOfficers(opened, folder);
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

/**
 * Enrols the officers named at init, once, and those the root names where nobody else could; and makes a one-time link
 * for each of them. Errors: officers-there, recovery-bad.
 */
async function firstOfficers(
  { station, crypto, clock }: OpenedStation, folder: string,
): Promise<readonly { readonly name: string; readonly link: string }[]> {
  const recovered = takeRecovery(crypto, folder, rosterInForce(crypto, folder), clock.nowMs());
  const byRoot = await welcome(station, { officer: "root", via: "station" }, recovered);
  const path = join(folder, files.officers);
  if (!existsSync(path)) return byRoot;
  const first = JSON.parse(readBoundedText(path, 65_536)) as FirstOfficer[];
  // Whoever can write a file here must not enrol themselves beside those who work here already.
  const strangers = station.officers().filter((one) => !first.some(({ name }) => name === one.name));
  if (strangers.length > 0) throw new CliError("officers-there", { folder, detail: files.officers });
  const links = await welcome(station, { officer: "init", via: "station" }, first);
  rmSync(path);
  return [...byRoot, ...links];
}

function rosterInForce(crypto: Crypto, folder: string): Roster {
  const newest = readRosters(crypto, folder).at(-1);
  if (newest === undefined) throw new CliError("folder-unusable", { folder, detail: files.roster });
  return newest.roster;
}

/** Enrols officers, or finds those who are, and makes each a link; who has a passkey by now needs none. */
async function welcome(
  station: Station, actor: Actor, officers: readonly FirstOfficer[],
): Promise<readonly { readonly name: string; readonly link: string }[]> {
  const links: { name: string; link: string }[] = [];
  for (const { name, language, roles } of officers) {
    const known = station.officers().find((one) => one.name === name);
    const act: Act = known === undefined
      ? { act: "officer.add", name, language, roles: [...roles] }
      : { act: "officer.roles", officer: known.id, roles: [...roles] };
    const added = await station.act(actor, act);
    if (added.kind === "refused" || added.officer === undefined) throw new CliError("unexpected", { detail: name });
    const made = await station.act(actor, { act: "officer.link", officer: added.officer });
    if (made.kind === "done" && made.link !== undefined) links.push({ name, link: made.link });
  }
  return links;
}
