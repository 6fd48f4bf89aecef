// What a party says of its own part in a meeting: whom it sends, a sitting as it has it, that it will not come.

import { memberRoles, sittingForms } from "../../core/mechanism/meeting/entries.ts";
import { normalizeAuthored } from "../../core/text/authored.ts";
import { answerAct, listOf, textOf } from "../cli.ts";
import type { Command } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { openClient } from "../client.ts";
import { findText } from "../text/lookup.ts";
import { parseTime } from "../time.ts";
import { findMeeting } from "./lookup.ts";

export const delegation: Command = {
  name: "meeting delegation",
  args: "<meeting>",
  station: true,
  options: [{ flags: "--member <role|language=name>", words: "option.member", many: true }],
  async run(cli, [asked = ""], given) {
    const client = await openClient(cli);
    const { object, label, languages } = await findMeeting(client, asked);
    const members = listOf(given, "member").map((one) => memberOf(one, languages));
    if (members.length === 0) throw memberForm("", languages);
    const result = await client.act({ act: "meeting.delegation", object, members });
    return answerAct(cli, result, "meeting.delegated", { meeting: label, n: members.length });
  },
};

export const sitting: Command = {
  name: "meeting sitting",
  args: "<meeting>",
  station: true,
  options: [
    { flags: "--form <word>", words: "option.sitting-form" },
    { flags: "--from <time>", words: "option.sitting-from" },
    { flags: "--to <time>", words: "option.sitting-to" },
    { flags: "--agenda <numbers>", words: "option.sitting-agenda" },
    { flags: "--text <text>", words: "option.sitting-text", many: true },
    { flags: "--note <text>", words: "option.note" },
  ],
  async run(cli, [asked = ""], given) {
    const client = await openClient(cli);
    const { nowMs } = await client.state();
    const { object, label, beginsMs, endsMs } = await findMeeting(client, asked);
    const form = sittingForms.find((one) => one === (textOf(given, "form") ?? "plenary"));
    if (form === undefined) throw new CliError("sitting-form", { names: sittingForms.join(", ") });
    const [from, to] = [textOf(given, "from"), textOf(given, "to")];
    const texts: string[] = [];
    for (const text of listOf(given, "text")) texts.push((await findText(client, text)).object);
    const result = await client.act({
      act: "meeting.sitting", object, form, beginsMs: from === null ? beginsMs : parseTime(from, nowMs),
      endsMs: to === null ? endsMs : parseTime(to, nowMs), agenda: numbersOf(textOf(given, "agenda")), texts,
      note: normalizeAuthored(textOf(given, "note") ?? ""),
    });
    return answerAct(cli, result, "meeting.sat", { meeting: label });
  },
};

export const regret: Command = {
  name: "meeting regret",
  args: "<meeting>",
  station: true,
  options: [{ flags: "--reason <text>", words: "option.reason" }],
  async run(cli, [asked = ""], given) {
    const client = await openClient(cli);
    const { object, label } = await findMeeting(client, asked);
    const reason = normalizeAuthored(textOf(given, "reason") ?? "");
    const result = await client.act({ act: "meeting.regret", object, reason });
    return answerAct(cli, result, "meeting.regretted", { meeting: label });
  },
};

/** "head|en=Deputy minister|ru=Заместитель министра": a role, and a name in at least one language of the meeting. */
function memberOf(written: string, languages: readonly string[]): {
  readonly role: (typeof memberRoles)[number];
  readonly names: string[];
} {
  const [first = "", ...rest] = written.split("|").map((one) => one.trim());
  const role = memberRoles.find((one) => one === first);
  const given = rest.map((one) => ({
    language: one.slice(0, Math.max(0, one.indexOf("="))), text: normalizeAuthored(one.slice(one.indexOf("=") + 1)),
  }));
  const isEachOnce = new Set(given.map((one) => one.language)).size === given.length;
  const isKnown = given.every((one) => languages.includes(one.language) && one.text !== "");
  if (role === undefined || given.length === 0 || !isEachOnce || !isKnown) throw memberForm(written, languages);
  return { role, names: languages.map((language) => given.find((one) => one.language === language)?.text ?? "") };
}

function memberForm(written: string, languages: readonly string[]): CliError {
  return new CliError("member-form", {
    member: written.slice(0, 80), roles: memberRoles.join(", "), languages: languages.join(", "),
  });
}

function numbersOf(written: string | null): number[] {
  if (written === null) return [];
  const all = written.split(",").map((one) => one.trim());
  const isEachOne = all.every((one) => /^[1-9]\d{0,3}$/u.test(one));
  if (!isEachOne) throw new CliError("agenda-numbers", { asked: written.slice(0, 80) });
  return all.map(Number);
}
