// chirograph bearer: the ways this station has beside TLS, and on what terms.

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { bearerConfig, bearerKinds, bearerName, bearersMax, headerBytesMax, hostPort, peersMax } from "./config.ts";
import type { BearerConfig } from "./config.ts";
import { termOptions, termsOf, termsText } from "./terms.ts";
import { CliError } from "../cli-error.ts";
import { exit, listOf, textOf } from "../cli.ts";
import type { Cli, Command, Given, Option } from "../cli.ts";
import { readConfig, splitAddress, writeConfig } from "../station/station-config.ts";
import { serialMissing } from "../../bearer/kiss/serial.ts";

const placeOptions: readonly Option[] = [
  { flags: "--peer <peer>", words: "option.bearer-peer", many: true },
  { flags: "--listen <address>", words: "option.bearer-listen" },
  { flags: "--modem <address>", words: "option.bearer-modem" },
  { flags: "--device <path>", words: "option.bearer-device" },
  { flags: "--baud <number>", words: "option.bearer-baud" },
  { flags: "--socket <path>", words: "option.bearer-socket" },
  { flags: "--pin <digits>", words: "option.bearer-pin" },
  { flags: "--way <name>", words: "option.bearer-way" },
  { flags: "--headers <bytes>", words: "option.bearer-headers" },
  { flags: "--out <folder>", words: "option.bearer-out" },
  { flags: "--in <folder>", words: "option.bearer-in" },
];

/** Which of them say where a bearer of a kind is; `--peer` goes with all. */
const placesOf: Readonly<Record<BearerConfig["kind"], readonly string[]>> = {
  datagram: ["listen"], modem: ["modem"], serial: ["device", "baud"], gateway: ["socket", "pin", "way", "headers"],
  spool: ["out", "in"],
};

const add: Command = {
  name: "bearer add",
  args: "<name> <kind>",
  station: true,
  options: [...placeOptions, ...termOptions],
  async run(cli, [name = "", kind = ""], given) {
    const bearers = bearersOf(cli);
    if (!bearerName.safeParse(name).success) throw new CliError("bearer-name", { asked: name.slice(0, 40) });
    if (!(bearerKinds as readonly string[]).includes(kind)) {
      throw new CliError("bearer-kind", { asked: kind.slice(0, 40), names: bearerKinds.join(", ") });
    }
    if (bearers.some((one) => one.name === name)) throw new CliError("bearer-taken", { name });
    if (bearers.length >= bearersMax) throw new CliError("bearers-many", { limit: bearersMax });
    const made = bearerOf(kind as BearerConfig["kind"], name, given, null);
    return await keep(cli, [...bearers, made], made, "bearer.added");
  },
};

const change: Command = {
  name: "bearer change",
  args: "<name>",
  station: true,
  options: [...placeOptions, { flags: "--without <peer>", words: "option.bearer-without", many: true }, ...termOptions],
  async run(cli, [name = ""], given) {
    if (name === "tls") return changeTls(cli, given);
    const bearers = bearersOf(cli);
    const before = known(bearers, name);
    const made = bearerOf(before.kind, name, given, before);
    return await keep(cli, bearers.map((one) => (one === before ? made : one)), made, "bearer.changed");
  },
};

const remove: Command = {
  name: "bearer remove",
  args: "<name>",
  station: true,
  async run(cli, [name = ""]) {
    if (name === "tls") return removeTls(cli);
    const bearers = bearersOf(cli);
    const gone = known(bearers, name);
    writeConfig(cli.folder, { ...readConfig(cli.folder), bearers: bearers.filter((one) => one !== gone) });
    cli.answer({ kind: "done", bearer: name }, () => cli.say("bearer.removed", { name }));
    return exit.done;
  },
};

const list: Command = {
  name: "bearer list",
  isDefault: true,
  station: true,
  async run(cli) {
    const { listen, tlsTerms: terms = null } = readConfig(cli.folder);
    const bearers = bearersOf(cli);
    const faults = await Promise.all(bearers.map(faultOf));
    const shown = bearers.map((one, at) => ({ ...one, fault: faults[at] ?? null }));
    cli.answer([{ name: "tls", kind: "tls", listen, terms }, ...shown], () => [
      `tls  ${cli.say("bearer.tls", { listen: listen ?? cli.say("bearer.no-listen") })}`,
      ...(terms === null ? [] : [`  ${termsText(cli, terms)}`]),
      ...shown.flatMap((one) => [
        ...bearerLines(cli, one), ...(one.fault === null ? [] : [`  ${say(cli, one.fault)}`]),
      ]),
    ]);
    return faults.some((one) => one !== null) ? exit.refused : exit.done;
  },
};

export const bearer: Command = { name: "bearer", subcommands: [list, add, change, remove] };

/** TLS is always there; what a person declares is the network that it goes over. */
function changeTls(cli: Cli, given: Given): typeof exit.done {
  const places = placeOptions.map(({ flags }) => flags.slice(2).split(" ", 1)[0] ?? "");
  if (["without", ...places].some((name) => name in given)) {
    throw new CliError("bearer-tls");
  }
  const config = readConfig(cli.folder);
  const terms = termsOf(given, config.tlsTerms ?? null);
  writeConfig(cli.folder, { ...config, tlsTerms: terms });
  cli.answer({ kind: "done", bearer: { name: "tls", kind: "tls", terms } }, () => [
    cli.say("bearer.changed", { name: "tls" }), `  ${termsText(cli, terms)}`,
  ]);
  return exit.done;
}

function removeTls(cli: Cli): typeof exit.done {
  const { tlsTerms, ...config } = readConfig(cli.folder);
  if (tlsTerms === undefined) throw new CliError("bearer-tls");
  writeConfig(cli.folder, config);
  cli.answer({ kind: "done", bearer: "tls" }, () => cli.say("bearer.tls-terms"));
  return exit.done;
}

function bearersOf(cli: Cli): readonly BearerConfig[] {
  return readConfig(cli.folder).bearers ?? [];
}

function known(bearers: readonly BearerConfig[], name: string): BearerConfig {
  const found = bearers.find((one) => one.name === name);
  if (found !== undefined) return found;
  throw new CliError("bearer-unknown", { asked: name.slice(0, 40), names: bearers.map((one) => one.name).join(", ") });
}

/**
 * A bearer of the options, over what it was.
 * Errors: bearer-option, needs-option, address-form, bearer-peer, term-form, bearer-form.
 */
function bearerOf(kind: BearerConfig["kind"], name: string, given: Given, before: BearerConfig | null): BearerConfig {
  const names = placesOf[kind];
  const foreign = Object.values(placesOf).flat().find((option) => option in given && !names.includes(option));
  if (foreign !== undefined) {
    throw new CliError("bearer-option", { option: `--${foreign}`, kind, names: `--${names.join(", --")}` });
  }
  const common = { name, terms: termsOf(given, before?.terms ?? null), peers: peersOf(kind, given, before) };
  const made = { ...placeOf(kind, given, before), ...common };
  const parsed = bearerConfig.safeParse(made);
  if (parsed.success) return parsed.data;
  throw new CliError("bearer-form", { field: parsed.error.issues[0]?.path.join(".") ?? "" });
}

function placeOf(kind: BearerConfig["kind"], given: Given, before: BearerConfig | null): object {
  if (kind === "datagram") {
    return { kind, listen: address(given, "listen", before?.kind === kind ? before.listen : null) };
  }
  if (kind === "modem") {
    return { kind, address: address(given, "modem", before?.kind === kind ? before.address : null) };
  }
  if (kind === "spool") return spoolOf(given, before?.kind === kind ? before : null);
  if (kind === "gateway") return gatewayOf(given, before?.kind === kind ? before : null);
  const [path, rate] = before?.kind === kind ? [before.device, before.baudRate] : [null, 9_600];
  const baud = textOf(given, "baud");
  if (baud !== null && !/^\d{2,7}$/u.test(baud)) {
    throw new CliError("term-form", { option: "--baud", asked: baud.slice(0, 40), from: 50, to: 4_000_000 });
  }
  return { kind, device: required("--device", textOf(given, "device") ?? path), baudRate: Number(baud ?? rate) };
}

function spoolOf(given: Given, before: Extract<BearerConfig, { kind: "spool" }> | null): object {
  const [out, from] = (["out", "in"] as const).map((name) => {
    const asked = textOf(given, name);
    return asked === null ? before?.[name] ?? null : resolve(asked);
  });
  if (out === null && from === null) throw new CliError("needs-option", { option: "--out | --in" });
  return { kind: "spool", out, in: from };
}

function gatewayOf(given: Given, before: Extract<BearerConfig, { kind: "gateway" }> | null): object {
  const headers = textOf(given, "headers") ?? String(before?.headerBytes ?? 0);
  if (!/^\d{1,3}$/u.test(headers) || Number(headers) > headerBytesMax) {
    throw new CliError("term-form", { option: "--headers", asked: headers.slice(0, 40), from: 0, to: headerBytesMax });
  }
  const pin = textOf(given, "pin") ?? before?.pin ?? null;
  const asked = required("--socket", textOf(given, "socket") ?? before?.socket ?? null);
  if (pin !== null) splitAddress(asked);
  return {
    kind: "gateway", socket: pin === null ? resolve(asked) : asked, pin,
    way: required("--way", textOf(given, "way") ?? before?.way ?? null), headerBytes: Number(headers),
  };
}

function address(given: Given, option: string, before: string | null): string {
  const asked = required(`--${option}`, textOf(given, option) ?? before);
  splitAddress(asked);
  return asked;
}

function required(option: string, value: string | null): string {
  if (value === null) throw new CliError("needs-option", { option });
  return value;
}

/** Peers are "PARTY" or "PARTY=host:port"; a station's id may stand for the party's code. */
function peersOf(kind: BearerConfig["kind"], given: Given, before: BearerConfig | null): BearerConfig["peers"] {
  const peers = new Map((before?.peers ?? []).map((one) => [one.peer, one]));
  for (const asked of listOf(given, "without")) {
    if (!peers.delete(asked)) throw new CliError("bearer-peer", { asked: asked.slice(0, 80) });
  }
  for (const asked of listOf(given, "peer")) {
    const at = asked.indexOf("=");
    const [peer, where] = at === -1 ? [asked, null] : [asked.slice(0, at), asked.slice(at + 1)];
    const named = /^(?:[A-Z0-9]{1,8}|[0-9a-f]{32})$/u.test(peer);
    const placed = where === null || (kind === "datagram" && hostPort.safeParse(where).success);
    if (!named || !placed) throw new CliError("bearer-peer", { asked: asked.slice(0, 80) });
    if (where !== null) splitAddress(where);
    peers.set(peer, { peer, address: where });
  }
  if (peers.size === 0) throw new CliError("needs-option", { option: "--peer" });
  if (peers.size > peersMax) throw new CliError("bearers-many", { limit: peersMax });
  return [...peers.values()];
}

async function keep(
  cli: Cli, bearers: readonly BearerConfig[], made: BearerConfig, sentence: "bearer.added" | "bearer.changed",
): Promise<typeof exit.done> {
  writeConfig(cli.folder, { ...readConfig(cli.folder), bearers: [...bearers] });
  const fault = await faultOf(made);
  cli.answer({ kind: "done", bearer: made, fault }, () => [
    cli.say(sentence, { name: made.name }), ...bearerLines(cli, made), ...(fault === null ? [] : [say(cli, fault)]),
  ]);
  return exit.done;
}

/** Why a bearer cannot work on this machine as it is, or null. */
export async function faultOf(one: BearerConfig): Promise<{ readonly code: string; readonly detail: string } | null> {
  const missing = one.kind === "serial" ? await serialMissing() : null;
  if (missing !== null) return { code: "no-serial", detail: missing };
  const away = process.platform === "win32" ? undefined : pathsOf(one).find((path) => !existsSync(path));
  return away === undefined ? null : { code: "no-device", detail: away };
}

/** What of a bearer stands as a file, a device or a folder on this machine. */
function pathsOf(one: BearerConfig): readonly string[] {
  switch (one.kind) {
    case "datagram": case "modem": return [];
    case "serial": return [one.device];
    case "gateway": return one.pin === null ? [one.socket] : [];
    case "spool": return [one.out, one.in].filter((path) => path !== null);
  }
}

function say(cli: Cli, { code, detail }: { readonly code: string; readonly detail: string }): string {
  if (code === "no-serial") return cli.say("bearer.no-serial", { detail });
  return cli.say("bearer.no-device", { device: detail });
}

function placeLine(cli: Cli, one: BearerConfig): string {
  switch (one.kind) {
    case "datagram": return cli.say("bearer.datagram", { listen: one.listen });
    case "modem": return cli.say("bearer.modem", { address: one.address });
    case "serial": return cli.say("bearer.serial", { device: one.device, baud: one.baudRate });
    case "gateway": return cli.say("bearer.gateway", { way: one.way, socket: one.socket });
    case "spool": return cli.say("bearer.spool", { out: one.out ?? "-", in: one.in ?? "-" });
  }
}

function bearerLines(cli: Cli, one: BearerConfig): readonly string[] {
  const place = placeLine(cli, one);
  const peers = one.peers.map(({ peer, address: where }) => (where === null ? peer : `${peer} (${where})`)).join(", ");
  return [`${one.name}  ${place}`, `  ${cli.say("bearer.peers", { peers })}`, `  ${termsText(cli, one.terms)}`];
}
