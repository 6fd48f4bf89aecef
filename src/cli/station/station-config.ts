// station.json: what of a station is no secret and a person may change.

import { join } from "node:path";

import { z } from "zod";

import { bearerConfig, bearersMax, hostPort, linkTerms } from "../bearers/config.ts";
import { readBoundedText, writeWhole } from "../bounded-file.ts";
import { CliError } from "../cli-error.ts";
import { isStationName } from "../../core/mechanism/officer/passkey.ts";

/** Version of the folder's layout. */
export const folderVersion = 1;
/** Longest configuration, in bytes. */
const configBytesMax = 65_536;

const config = z.strictObject({
  version: z.literal(folderVersion),
  world: z.enum(["exercise", "actual"]),
  short: z.string().regex(/^[A-Z0-9]{1,8}$/u),
  party: z.string().regex(/^[0-9a-f]{64}$/u),
  /** Where the line listens; null when this station only dials. */
  listen: hostPort.nullable(),
  /** Where the console listens, and the origins under which browsers reach it besides. */
  http: z.strictObject({
    listen: hostPort,
    origins: z.array(z.url()).max(8),
    /** Files of the certificate and key of the console's https, or null for http on this machine alone. */
    tls: z.strictObject({ certificate: z.string().max(4_096), key: z.string().max(4_096) }).nullable(),
    /** The name passkeys are bound to: a DNS name of the console, or "localhost". Without it, the name of an origin. */
    passkeys: z.string().max(253).refine(isStationName).optional(),
    /** Pages that may show the console in a frame: the demo's alone, and only in an exercise. */
    frameAncestors: z.array(z.url()).max(1).optional(),
  }),
  /** Witnesses that see the heads of our logs: where each answers, and its two verifier keys. */
  witnesses: z.array(z.strictObject({
    address: z.url({ protocol: /^https?$/u }).max(1_024), keys: z.array(z.string().max(4_096)).length(2),
  })).max(8).optional(),
  /** What is declared of the network that TLS goes over; without it nothing need be considered. */
  tlsTerms: linkTerms.optional(),
  /** Ways to other stations beside TLS. */
  bearers: z.array(bearerConfig).max(bearersMax).optional(),
});
/** A station's configuration. */
export type StationConfig = z.infer<typeof config>;

/** Reads a folder's configuration. Errors: folder-unusable. */
export function readConfig(folder: string): StationConfig {
  let text: string;
  try {
    text = readBoundedText(join(folder, "station.json"), configBytesMax);
  } catch (error) {
    throw error instanceof CliError ? unusable(folder, "station.json") : error;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unusable(folder, "station.json");
  }
  const parsed = config.safeParse(value);
  if (parsed.success) return parsed.data;
  throw unusable(folder, `station.json, ${parsed.error.issues[0]?.path.join(".") ?? ""}`);
}

/** The name this station's passkeys are bound to; null where its console is reached by an address alone. */
export function passkeyStationOf({ http }: StationConfig): string | null {
  if (http.passkeys !== undefined) return http.passkeys;
  const named = http.origins.map((origin) => new URL(origin).hostname).find(isStationName);
  const { host } = splitAddress(http.listen);
  return named ?? (host === "127.0.0.1" || host === "::1" || host === "localhost" ? "localhost" : null);
}

/** Where a person opens the console: under the name its passkeys have, else the address it listens on. */
export function consoleOf(config: StationConfig): string {
  const { origins, listen, tls } = config.http;
  const name = passkeyStationOf(config);
  const named = origins.find((origin) => new URL(origin).hostname === name);
  if (named !== undefined) return new URL(named).origin;
  const { host, port } = splitAddress(listen);
  const shown = name ?? (host.includes(":") ? `[${host}]` : host);
  return `${tls === null ? "http" : "https"}://${shown}:${port}`;
}

/** A one-time link of a folder's station as a person opens it; empty where there is none. */
export function linkIn(folder: string, link: string | undefined): string {
  return link === undefined ? "" : `${consoleOf(readConfig(folder))}${link}`;
}

/** Writes a folder's configuration, whole. */
export function writeConfig(folder: string, value: StationConfig): void {
  writeWhole(join(folder, "station.json"), `${JSON.stringify(value, null, 2)}\n`);
}

/** Host and port of "host:port" or "[::1]:port". Errors: address-form. */
export function splitAddress(text: string): { readonly host: string; readonly port: number } {
  const at = text.lastIndexOf(":");
  const port = Number(text.slice(at + 1));
  const good = hostPort.safeParse(text).success && port <= 65_535;
  if (!good) throw new CliError("address-form", { asked: text.slice(0, 80) });
  return { host: text.slice(0, at).replace(/^\[|\]$/gu, ""), port };
}

function unusable(folder: string, detail: string): CliError {
  return new CliError("folder-unusable", { folder, detail });
}
