// chirograph init: a new party with its offline root, its first station, its first officers.

import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { exit, listOf, textOf } from "../cli.ts";
import type { Cli, Command, Given } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { makeStation } from "../station/new-station.ts";
import type { NewStation } from "../station/new-station.ts";
import { parseOfficer } from "../officer/officer-roles.ts";
import { openerOf, openerOptions } from "../opener.ts";
import { withProgress } from "../progress.ts";
import { ask, secret } from "../prompt.ts";
import { splitAddress } from "../station/station-config.ts";
import { isCode } from "../../core/mechanism/charter/charter.ts";
import { isLanguage } from "../../core/text/named.ts";
import type { Names } from "../../core/text/named.ts";

const deskNames: Names = [
  { language: "en", text: "Duty watch" }, { language: "ru", text: "Дежурная вахта" },
  { language: "fr", text: "Permanence" },
  { language: "es", text: "Guardia" }, { language: "zh", text: "值班室" }, { language: "ar", text: "المناوبة" },
];

export const init: Command = {
  name: "init",
  args: "<folder>",
  options: [
    { flags: "--world <world>", words: "option.world" },
    { flags: "--short <code>", words: "option.short" },
    { flags: "--name <name>", words: "option.name", many: true },
    { flags: "--desk <desk>", words: "option.desk-name", many: true },
    { flags: "--phone <number>", words: "option.phone" },
    { flags: "--officer <officer>", words: "option.first-officer", many: true },
    { flags: "--persons <numbers>", words: "option.persons" },
    { flags: "--listen <address>", words: "option.listen" },
    { flags: "--http <address>", words: "option.http" },
    { flags: "--root-passphrase-file <path>", words: "option.root-passphrase-file" },
    ...openerOptions("station"),
  ],
  async run(cli, [asked = ""], given) {
    const folder = resolve(asked);
    if (existsSync(folder) && readdirSync(folder).length > 0) throw new CliError("folder-not-empty", { folder });
    const options = await read(cli, folder, given);
    const { roster } = await withProgress(cli, "progress.init", async () => makeStation(options));
    const party = roster.roster.party.toHex();
    const { short, world } = options;
    const [card, root] = [join(folder, `cards/${short}.card`), join(folder, "root")];
    cli.answer({ kind: "done", folder, party, card, root }, () =>
      cli.say("init.done", { short, folder, world: cli.say(`world.word-${world}`), party, card, root }));
    const releasers = options.officers.filter((one) => one.roles.includes("releaser")).length;
    const needed = Math.max(...options.policy);
    if (releasers < needed) cli.note(cli.say("init.releasers", { n: releasers, needed }));
    return exit.done;
  },
};

async function read(cli: Cli, folder: string, given: Given): Promise<NewStation> {
  const world = await one(cli, given, "world", "ask.world", "exercise");
  if (world !== "exercise" && world !== "actual") throw new CliError("world-unknown", { asked: world });
  const short = await one(cli, given, "short", "ask.short");
  if (!/^[A-Z0-9]{1,8}$/u.test(short)) throw new CliError("short-form", { asked: short.slice(0, 80) });
  const telephone = await one(cli, given, "phone", "ask.phone");
  if (!/^[+0-9 ()-]{0,64}$/u.test(telephone)) throw new CliError("phone-form", { asked: telephone.slice(0, 80) });
  const names = await namesOf(cli, given);
  const officers = listOf(given, "officer");
  const asked = officers.length > 0 ? officers : [await ask(cli, "ask.officer", "--officer")];
  const listen = textOf(given, "listen") ?? "0.0.0.0:7401";
  const http = textOf(given, "http") ?? "127.0.0.1:7443";
  for (const address of [listen, http]) splitAddress(address);
  const desks = listOf(given, "desk").map(parseDesk);
  const storage = await openerOf(cli, given, "station", true);
  const rootFile = textOf(given, "rootPassphraseFile");
  const kind = {
    option: "root-passphrase-file", environment: "CHIROGRAPH_ROOT_PASSPHRASE", question: "ask.passphrase",
  } as const;
  const root = rootFile === null
    ? storage
    : { kind: "passphrase", passphrase: await secret(cli, given, kind, true) } as const;
  return {
    folder, world, short, names, desks: desks.length > 0 ? desks : [{ code: "watch", names: deskNames }],
    policy: parsePersons(textOf(given, "persons") ?? (world === "actual" ? "2,2,1,1" : "1,1,1,1")), telephone, listen,
    http,
    origins: [], frameAncestors: [], officers: asked.map((text) => parseOfficer(text, cli.language)),
    timeMs: Date.now(), storage, root,
  };
}

async function one(
  cli: Cli, given: Given, name: string, question: Parameters<typeof ask>[1], otherwise = "",
): Promise<string> {
  return textOf(given, name) ?? (await ask(cli, question, `--${name}`, otherwise));
}

async function namesOf(cli: Cli, given: Given): Promise<Names> {
  const names = listOf(given, "name");
  if (names.length > 0) return names.map((text) => parseName(text, "="));
  return [
    { language: "en", text: await ask(cli, "ask.name-en", "--name") },
    { language: "ru", text: await ask(cli, "ask.name-ru", "--name") },
  ];
}

/** "en=Name", the sign given. Errors: name-form. */
export function parseName(text: string, sign: string): Names[number] {
  const at = text.indexOf(sign);
  const [language, name] = [text.slice(0, at), text.slice(at + 1).trim()];
  if (at < 0 || !isLanguage(language) || name === "") throw new CliError("name-form", { asked: text.slice(0, 80) });
  return { language, text: name };
}

/** "watch=Watch", or "watch=en:Watch|ru:Вахта". */
export function parseDesk(text: string): NewStation["desks"][number] {
  const at = text.indexOf("=");
  const [code, rest] = [text.slice(0, at), text.slice(at + 1).trim()];
  if (at < 0 || !isCode(code) || rest === "") throw new CliError("desk-form", { asked: text.slice(0, 80) });
  if (!rest.includes(":")) return { code, names: [{ language: "en", text: rest }] };
  return { code, names: rest.split("|").map((part) => parseName(part.trim(), ":")) };
}

/** FLASH first, as people write it; the roster counts from ROUTINE. */
export function parsePersons(text: string): readonly number[] {
  const persons = text.split(",").map(Number);
  if (persons.length !== 4 || persons.some((count) => count !== 1 && count !== 2)) {
    throw new CliError("persons-form", { asked: text.slice(0, 80) });
  }
  return persons.reverse();
}
