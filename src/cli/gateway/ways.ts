// The ways of a gateway as a person writes them: "sat=127.0.0.1:7402,192.0.2.7:7402".

import { resolve } from "node:path";
import { CliError } from "../cli-error.ts";
import { listOf } from "../cli.ts";
import type { Given, Option } from "../cli.ts";
import { splitAddress } from "../station/station-config.ts";
import { openModem } from "../../bearer/kiss/modem.ts";
import type { OpenPort } from "../../bearer/kiss/port.ts";
import { openSerial } from "../../bearer/kiss/serial.ts";
import { openSpool } from "../../bearer/kiss/spool.ts";
import { openUdp } from "../../bearer/kiss/udp.ts";
import { isWayName } from "../../core/bearer/gateway.ts";

/** Most ways of one gateway. */
export const waysMax = 16;

export const wayOptions: readonly Option[] = [
  { flags: "--udp <way>", words: "option.gateway-udp", many: true },
  { flags: "--modem <way>", words: "option.gateway-modem", many: true },
  { flags: "--serial <way>", words: "option.gateway-serial", many: true },
  { flags: "--spool <way>", words: "option.gateway-spool", many: true },
];

const kinds: Readonly<Record<string, (place: string) => OpenPort>> = {
  udp: (place) => {
    const [listen, to, ...more] = place.split(",");
    if (listen === undefined || to === undefined || more.length > 0) {
      throw new CliError("gateway-way", { asked: place.slice(0, 80) });
    }
    return openUdp({ listen: splitAddress(listen), to: splitAddress(to) });
  },
  modem: (place) => openModem(splitAddress(place)),
  serial: (place) => {
    const [, path, baud] = /^(.{1,1024}),(\d{2,7})$/u.exec(place) ?? [];
    if (path === undefined) throw new CliError("gateway-way", { asked: place.slice(0, 80) });
    return openSerial({ path, baudRate: Number(baud) });
  },
};

/** The ways of the options. Errors: gateway-way, address-form, bearers-many, needs-option. */
export function waysOf(given: Given): ReadonlyMap<string, OpenPort> {
  const ways = new Map<string, OpenPort>();
  for (const [kind, open] of Object.entries(kinds)) {
    for (const asked of listOf(given, kind)) {
      const [name = "", place] = [asked.split("=", 1)[0], asked.slice(asked.indexOf("=") + 1)];
      if (!isWayName(name) || ways.has(name)) throw new CliError("gateway-way", { asked: asked.slice(0, 80) });
      ways.set(name, open(place));
    }
  }
  if (ways.size === 0) throw new CliError("needs-option", { option: "--udp | --modem | --serial" });
  if (ways.size > waysMax) throw new CliError("bearers-many", { limit: waysMax });
  return ways;
}

/** Folders in place of the socket: for each way named, the one that a crossing empties and the one that it fills. */
export function spoolsOf(given: Given, ways: ReadonlyMap<string, OpenPort>): ReadonlyMap<string, OpenPort> {
  const spools = new Map<string, OpenPort>();
  for (const asked of listOf(given, "spool")) {
    const [, name = "", out = "", from = ""] = /^([^=]{1,32})=([^,]{1,1024}),([^,]{1,1024})$/u.exec(asked) ?? [];
    if (!ways.has(name) || spools.has(name)) throw new CliError("gateway-spool", { asked: asked.slice(0, 80) });
    const [away, here] = [out, from].map((folder) => (folder === "-" ? null : resolve(folder)));
    spools.set(name, openSpool({ out: away ?? null, in: here ?? null }));
  }
  return spools;
}
