// chirograph gateway: a station's bearers on another host, in a process that has no key and reads nothing.

import { createPrivateKey, randomBytes } from "node:crypto";
import { existsSync, lstatSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { resolve } from "node:path";
import { openDoor } from "./door.ts";
import type { Door, DoorOptions, DoorPlace } from "./door.ts";
import { keepSpliced } from "./splice.ts";
import { spoolsOf, wayOptions, waysOf } from "./ways.ts";
import { readBoundedText, writeWhole } from "../bounded-file.ts";
import { readCard } from "../party/card.ts";
import { CliError } from "../cli-error.ts";
import { exit, textOf } from "../cli.ts";
import type { Cli, Command, Given } from "../cli.ts";
import { splitAddress } from "../station/station-config.ts";
import { stopSignal } from "../stop-signal.ts";
import type { OpenPort } from "../../bearer/kiss/port.ts";
import { createCertificate, pinOfCertificate } from "../../bearer/tls/certificate.ts";
import type { Identity } from "../../bearer/tls/pinned.ts";

/** Longest file of a gateway's key, in bytes. */
export const identityBytesMax = 16_384;

export const gateway: Command = {
  name: "gateway",
  options: [
    { flags: "--socket <path>", words: "option.gateway-socket" },
    { flags: "--listen <address>", words: "option.gateway-listen" },
    { flags: "--key <path>", words: "option.gateway-key" },
    { flags: "--card <path>", words: "option.gateway-card" },
    ...wayOptions,
  ],
  async run(cli, _, given) {
    const ways = waysOf(given);
    const spools = spoolsOf(given, ways);
    const told = teller(cli);
    const place = await placeOf(given);
    if (place === null && spools.size < ways.size) {
      throw new CliError("needs-option", { option: "--socket | --listen" });
    }
    const doorWays = new Map([...ways].filter(([way]) => !spools.has(way)));
    const door = place === null ? null : await openPlace(place, { ways: doorWays, told });
    const pin = place !== null && "identity" in place ? pinOfCertificate(place.identity.certificate).toHex() : null;
    const [names, spooled] = [[...doorWays.keys()], [...spools.keys()]];
    const socket = door?.address ?? null;
    cli.answer({ kind: "ready", socket, pin, ways: names, spools: spooled }, () => [
      ...(socket === null ? [] : [cli.say("gateway.ready", { path: socket, ways: names.join(", ") })]),
      ...(pin === null ? [] : [cli.say("gateway.pin", { pin })]),
      ...(spooled.length === 0 ? [] : [cli.say("gateway.spools", { ways: spooled.join(", ") })]),
    ]);
    const stopping = new AbortController();
    const spliced = [...spools].map(([way, spool]) => {
      const device = ways.get(way) as OpenPort;
      return keepSpliced([device, spool], (state, reason) => told(way, state, reason), stopping.signal);
    });
    await stopSignal();
    stopping.abort();
    await Promise.all([door?.close(), ...spliced]);
    return exit.done;
  },
};

/** Says what becomes of a way, once: a device that stays away is tried again and again. */
function teller(cli: Cli): DoorOptions["told"] {
  const last = new Map<string, string>();
  return (way, state, reason) => {
    const now = `${state} ${reason}`;
    if (last.get(way) === now) return;
    last.set(way, now);
    cli.answer({ kind: "way", way, state, reason }, () => cli.say(`gateway.${state}`, { way, reason }));
  };
}

/** Where stations come to; null: only by folders. Errors: needs-option, address-form, gateway-socket, gateway-key. */
async function placeOf(given: Given): Promise<DoorPlace | null> {
  const [socket, listen] = [textOf(given, "socket"), textOf(given, "listen")];
  if (socket !== null) {
    const path = resolve(socket);
    await clear(path);
    // Whoever may open the socket speaks through the devices: the account of the gateway, and nobody else.
    process.umask(0o177);
    return { path };
  }
  if (listen === null) return null;
  const [key, card] = [textOf(given, "key"), textOf(given, "card")];
  if (key === null || card === null) throw new CliError("needs-option", { option: "--key --card" });
  const pins = readCard(resolve(card)).signed.roster.stations.map(({ tls }) => tls.toHex());
  return { ...splitAddress(listen), identity: readIdentity(resolve(key)), pins: new Set(pins) };
}

/** The gateway's own key; where there is no file one is made. */
function readIdentity(path: string): Identity {
  try {
    if (!existsSync(path)) {
      const { certificate, key } = createCertificate((length) => randomBytes(length));
      writeWhole(path, `${certificate}${key}`);
    }
    const both = readBoundedText(path, identityBytesMax);
    pinOfCertificate(both);
    createPrivateKey(both);
    return { certificate: both, key: both };
  } catch {
    throw new CliError("gateway-key", { path });
  }
}

async function openPlace(place: DoorPlace, options: DoorOptions): Promise<Door> {
  return await openDoor(place, options).catch(() => {
    throw new CliError("gateway-socket", { path: "path" in place ? place.path : `${place.host}:${place.port}` });
  });
}

/** Takes away the socket of a gateway that was killed; what answers, or is no socket, stays. */
async function clear(path: string): Promise<void> {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSocket() !== true) return;
  const answers = await new Promise<boolean>((done) => {
    const socket = connect(path, () => done(true));
    socket.once("error", () => done(false));
    socket.once("connect", () => socket.destroy());
  });
  if (answers) throw new CliError("gateway-socket", { path });
  rmSync(path, { force: true });
}
