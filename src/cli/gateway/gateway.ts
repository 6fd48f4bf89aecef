// chirograph gateway: a station's bearers on another host, in a process that has no key and reads nothing.

import { lstatSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { resolve } from "node:path";
import { openDoor } from "./door.ts";
import type { Door, DoorOptions, WayState } from "./door.ts";
import { keepSpliced } from "./splice.ts";
import { spoolsOf, wayOptions, waysOf } from "./ways.ts";
import { CliError } from "../cli-error.ts";
import { exit, textOf } from "../cli.ts";
import type { Command } from "../cli.ts";
import { stopSignal } from "../stop-signal.ts";
import type { OpenPort } from "../../bearer/kiss/port.ts";

export const gateway: Command = {
  name: "gateway",
  options: [{ flags: "--socket <path>", words: "option.gateway-socket" }, ...wayOptions],
  async run(cli, _, given) {
    const ways = waysOf(given);
    const spools = spoolsOf(given, ways);
    const told = (way: string, state: WayState, reason: string): void =>
      cli.answer({ kind: "way", way, state, reason }, () => cli.say(`gateway.${state}`, { way, reason }));
    const asked = textOf(given, "socket");
    if (asked === null && spools.size < ways.size) throw new CliError("needs-option", { option: "--socket" });
    const doorWays = new Map([...ways].filter(([way]) => !spools.has(way)));
    const door = asked === null ? null : await openSocket(resolve(asked), { ways: doorWays, told });
    const socket = asked === null ? null : resolve(asked);
    cli.answer({ kind: "ready", socket, ways: [...doorWays.keys()], spools: [...spools.keys()] }, () => [
      ...(socket === null ? [] : [cli.say("gateway.ready", { path: socket, ways: [...doorWays.keys()].join(", ") })]),
      ...(spools.size === 0 ? [] : [cli.say("gateway.spools", { ways: [...spools.keys()].join(", ") })]),
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

async function openSocket(path: string, options: DoorOptions): Promise<Door> {
  await clear(path);
  // Whoever may open the socket speaks through the devices: the account of the gateway, and nobody else.
  process.umask(0o177);
  return await openDoor(path, options).catch(() => {
    throw new CliError("gateway-socket", { path });
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
