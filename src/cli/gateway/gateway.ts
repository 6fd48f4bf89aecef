// chirograph gateway: a station's bearers on another host, in a process that has no key and reads nothing.

import { lstatSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { resolve } from "node:path";
import { openDoor } from "./door.ts";
import { wayOptions, waysOf } from "./ways.ts";
import { CliError } from "../cli-error.ts";
import { exit, textOf } from "../cli.ts";
import type { Command } from "../cli.ts";
import { stopSignal } from "../stop-signal.ts";

export const gateway: Command = {
  name: "gateway",
  options: [{ flags: "--socket <path>", words: "option.gateway-socket" }, ...wayOptions],
  async run(cli, _, given) {
    const asked = textOf(given, "socket");
    if (asked === null) throw new CliError("needs-option", { option: "--socket" });
    const path = resolve(asked);
    const ways = waysOf(given);
    await clear(path);
    // Whoever may open the socket speaks through the devices: the account of the gateway, and nobody else.
    process.umask(0o177);
    const door = await openDoor(path, {
      ways,
      told: (way, state, reason) => cli.answer({ kind: "way", way, state, reason }, () =>
        cli.say(`gateway.${state}`, { way, reason })),
    }).catch(() => {
      throw new CliError("gateway-socket", { path });
    });
    const names = [...ways.keys()];
    cli.answer({ kind: "ready", socket: path, ways: names }, () => cli.say("gateway.ready", {
      path, ways: names.join(", "),
    }));
    await stopSignal();
    await door.close();
    return exit.done;
  },
};

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
