// chirograph doctor: what could go wrong on this machine, each with its remedy.

import { readdirSync, statSync, statfsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

import type { LineView } from "../../api/line-views.ts";
import type { DoctorView } from "../../api/views.ts";
import { readLastBackup } from "../backup/last-backup.ts";
import { faultOf } from "../bearers/bearer.ts";
import { exit } from "../cli.ts";
import type { Cli, Command } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { isRunning, openClient, socketPath } from "../client.ts";
import { withProgress } from "../progress.ts";
import { readConfig, splitAddress } from "./station-config.ts";
import type { StationConfig } from "./station-config.ts";
import { files } from "./folder.ts";
import { showTime } from "../time.ts";
import { version } from "../version.ts";
import type { Values, WordId } from "../words/words.ts";
import { entryVersion as protocolVersion } from "../../core/record/entry.ts";
import { schemaVersion, storedVersion } from "../../store/sqlite/schema.ts";

/** Free space below which the station stops taking in, in MiB (P19). */
const freeMibMin = 64;
const nodeMajorMin = 26;
/** Age of the newest backup from which an actual station's doctor speaks of it, in days. */
const backupDaysMax = 7;
const keyFiles = [files.storageKey, files.stationKeys, files.roster];

type CheckName = "node" | "folder" | "permissions" | "clock" | "disk" | "keys" | "root" | "store" | "chains" | "socket"
  | "port" | "outside" | "backup" | "station" | "versions" | "bearers";
type Check = DoctorView["checks"][number];

export const doctor: Command = {
  name: "doctor",
  station: true,
  async run(cli) {
    const checks = await withProgress(cli, "progress.doctor", () => check(cli));
    const bad = checks.filter((one) => !one.ok);
    cli.answer({ kind: bad.length === 0 ? "good" : "findings", checks }, () => [
      ...checks.flatMap((one) => [
        `${cli.say(labelOf(one)).padEnd(12)}${one.detail}`,
        ...(one.fix === null ? [] : [`${" ".repeat(12)}${one.fix}`]),
      ]),
      ...(bad.length === 0 ? [cli.say("doctor.all-good")] : []),
    ]);
    return bad.length === 0 ? exit.done : exit.refused;
  },
};

/** What is well and yet has something to be done was left open. */
function labelOf({ ok, fix }: Check): WordId {
  return !ok ? "doctor.bad" : fix === null ? "doctor.good" : "doctor.open";
}

async function check(cli: Cli): Promise<readonly Check[]> {
  const tell = (name: CheckName, ok: boolean, values: Values = {}): Check => {
    const fix = ok || name === "station" ? null : cli.say(`doctor.${name}-fix`, values);
    return { name, ok, detail: cli.say(`doctor.${name}`, values), fix };
  };
  const machine = [checkNode(tell), checkClock(tell)];
  let config: StationConfig;
  try {
    config = readConfig(cli.folder);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return [...machine, tell("folder", false, { path: cli.folder })];
  }
  const running = await isRunning(cli.folder);
  return [
    ...machine,
    tell("folder", true, { path: cli.folder }),
    checkPermissions(cli, tell),
    checkDisk(cli, tell),
    checkVersions(cli, tell),
    checkFiles(cli, tell, "keys", keyFiles),
    checkRoot(cli, config, tell),
    checkBackup(cli, config, tell),
    ...(running || hasRecord(cli) ? [checkFiles(cli, tell, "chains", [files.chains])] : []),
    checkSocket(cli, tell),
    ...(running ? [] : await checkPorts(config, tell)),
    ...await checkBearers(cli, config, running, tell),
    tell("station", true, { found: cli.say(running ? "doctor.running" : "doctor.stopped") }),
    ...(running ? await askStation(cli) : []),
  ];
}

type Tell = (name: CheckName, ok: boolean, values?: Values) => Check;

function checkNode(tell: Tell): Check {
  return tell("node", Number(process.versions.node.split(".")[0]) >= nodeMajorMin, { found: process.versions.node });
}

/** A clock before this program was written is wrong; more cannot be told without asking another machine. */
function checkClock(tell: Tell): Check {
  const nowMs = Date.now();
  const plausible = nowMs > Date.UTC(2026, 0, 1) && nowMs < Date.UTC(2100, 0, 1);
  return tell("clock", plausible, { found: new Date(nowMs).toISOString() });
}

function checkPermissions(cli: Cli, tell: Tell): Check {
  const open = [".", "station.json", "cli.token", "record.db", "chains", "keys", "root"]
    .filter((name) => modeOf(join(cli.folder, name)) % 0o100 !== 0);
  const found = open.length === 0 ? cli.say("doctor.nobody") : open.join(", ");
  return tell("permissions", open.length === 0, { found, path: cli.folder });
}

function checkDisk(cli: Cli, tell: Tell): Check {
  const { bavail, bsize } = statfsSync(cli.folder);
  const mib = Math.floor((bavail * bsize) / 1_048_576);
  return tell("disk", mib >= freeMibMin, { found: mib, least: freeMibMin });
}

/** What the record was written by and what this program knows. A newer record is opened by a newer program alone. */
function checkVersions(cli: Cli, tell: Tell): Check {
  const values = { program: version, protocol: protocolVersion, known: schemaVersion };
  try {
    const written = hasRecord(cli) ? storedVersion(join(cli.folder, files.record)) : 0;
    const found = written === 0 ? cli.say("doctor.none") : String(written);
    return tell("versions", written <= schemaVersion, { ...values, found });
  } catch (error) {
    return tell("versions", false, { ...values, found: (error as Error).message });
  }
}

function checkFiles(cli: Cli, tell: Tell, name: CheckName, wanted: readonly string[]): Check {
  const missing = wanted.filter((file) => modeOf(join(cli.folder, file)) === 0);
  const found = missing.length === 0 ? cli.say("doctor.present") : `${cli.say("doctor.absent")}: ${missing.join(", ")}`;
  return tell(name, missing.length === 0, { found });
}

/** In an actual world the root has no business beside the station; in an exercise it may stay. */
function checkRoot(cli: Cli, config: StationConfig, tell: Tell): Check {
  const path = join(cli.folder, "root");
  const there = modeOf(path) !== 0 && readdirSync(path).length > 0;
  return tell("root", !there || config.world === "exercise", {
    found: cli.say(there ? "doctor.present" : "doctor.moved"), path,
  });
}

/** In an actual world a record that lies in one place only is a fault; so is a backup nobody has made for a while. */
function checkBackup(cli: Cli, config: StationConfig, tell: Tell): Check {
  const last = readLastBackup(cli.folder);
  const fresh = last !== null && Date.now() - last.timeMs < backupDaysMax * 86_400_000;
  const found = last === null ? cli.say("doctor.no-backup") : `${showTime(last.timeMs)}, ${last.path}`;
  return tell("backup", fresh || config.world === "exercise", { found, days: backupDaysMax });
}

function checkSocket(cli: Cli, tell: Tell): Check {
  try {
    return tell("socket", true, { found: socketPath(cli.folder) });
  } catch {
    return tell("socket", false, { found: join(cli.folder, "station.sock") });
  }
}

async function checkPorts(config: StationConfig, tell: Tell): Promise<readonly Check[]> {
  const addresses = [config.listen, config.http.listen].filter((one) => one !== null);
  return await Promise.all(addresses.map(async (address) => {
    const { host, port } = splitAddress(address);
    return tell("port", await canListen(host, port), { found: address });
  }));
}

/** The ways beside TLS: what each lacks on this machine, and, of a running station, whether anything is heard on it. */
async function checkBearers(
  cli: Cli, config: StationConfig, running: boolean, tell: Tell,
): Promise<readonly Check[]> {
  const bearers = config.bearers ?? [];
  if (bearers.length === 0) return [];
  const heard = running ? await heardBearers(cli) : null;
  const states = await Promise.all(bearers.map(async (one) => {
    const fault = await faultOf(one);
    const silent = heard !== null && !heard.has(one.name);
    return { ok: fault === null && !silent, text: `${one.name} (${fault?.detail ?? cli.say("doctor.not-heard")})` };
  }));
  const bad = states.filter((one) => !one.ok);
  const found = bad.length === 0 ? String(bearers.length) : bad.map((one) => one.text).join(", ");
  return [tell("bearers", bad.length === 0, { found })];
}

/** Bearers on which any line of the running station is heard; null where nobody may ask. */
async function heardBearers(cli: Cli): Promise<ReadonlySet<string> | null> {
  try {
    const lines = await (await openClient(cli)).get<readonly LineView[]>("/line");
    return new Set(lines.flatMap((line) => line.bearers.filter((one) => one.state === "up").map((one) => one.name)));
  } catch (error) {
    if (error instanceof CliError) return null;
    throw error;
  }
}

function canListen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

/**
 * The running station's own checks. They need an officer. Where it is only not said which of several asks, they are
 * left open, and nothing is wrong; an officer that is unknown, or may not ask, is a fault.
 */
async function askStation(cli: Cli): Promise<readonly Check[]> {
  try {
    const client = await openClient(cli);
    const { checks } = await client.get<DoctorView>("/doctor");
    return checks.map((one) => {
      const id = `doctor.at-${one.name}` as WordId;
      const found = one.detail === "" ? cli.say("doctor.none") : one.detail;
      return { ...one, detail: cli.say(id, { found }), fix: one.ok ? null : cli.say(`${id}-fix` as WordId) };
    });
  } catch (error) {
    if (error instanceof CliError && ["officer-which", "not-allowed", "officer-unknown"].includes(error.code)) {
      const name = "unasked";
      return [
        {
          name, ok: error.code === "officer-which", detail: cli.say("doctor.unasked"),
          fix: cli.sayCode("error", error.code, error.values),
        },
      ];
    }
    throw error;
  }
}

function hasRecord(cli: Cli): boolean {
  return modeOf(join(cli.folder, "record.db")) !== 0;
}

/** The permission bits of a file, or 0 when it is not there. */
function modeOf(path: string): number {
  try {
    return statSync(path).mode & 0o777;
  } catch {
    return 0;
  }
}
