// chirograph text begin, paste, offer, and the positions: what a party says of a joint text.

import type { ActResult } from "../../api/acts.ts";
import type { OfferedChange } from "../../api/text-acts.ts";
import type { TextView } from "../../api/text-views.ts";
import { checkConcordance } from "../../core/text/concordance/check.ts";
import { changesMax, standsMax, textLanguagesMin } from "../../core/mechanism/text/entries.ts";
import type { Stance } from "../../core/mechanism/text/entries.ts";
import { answerAct, flagOf, listOf, textOf } from "../cli.ts";
import type { Cli, Command, Given } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { openClient } from "../client.ts";
import type { Client } from "../client.ts";
import { findChannel, findParty } from "../lookup.ts";
import { findMeeting } from "../meeting/lookup.ts";
import { withProgress } from "../progress.ts";
import { behind, changesOf } from "./changes.ts";
import { inLanguages, pastedClauses } from "./clauses.ts";
import type { Pasted } from "./clauses.ts";
import { findChanges, findText } from "./lookup.ts";
import { whereOf } from "./present.ts";
import { resolvedChanges } from "./resolve.ts";

/** Bytes of clauses that one offer of a pasted text carries: below what an entry may hold, with room for its frame. */
const offerBytesMax = 48_000;
const clauseOverheadBytes = 80;

const purposes = ["communique", "agreement", "minutes", "glossary", "other"] as const;

export const begin: Command = {
  name: "text begin",
  station: true,
  options: [
    { flags: "--title <language=text>", words: "option.text-title", many: true },
    { flags: "--purpose <word>", words: "option.purpose" },
    { flags: "--principal <party>", words: "option.principal", many: true },
    { flags: "--pen <party>", words: "option.pen" },
    { flags: "--amends <text>", words: "option.amends" },
    { flags: "--meeting <meeting>", words: "option.of-meeting" },
    { flags: "--channel <id>", words: "option.channel" },
  ],
  async run(cli, _, given) {
    const client = await openClient(cli);
    const state = await client.state();
    const channel = findChannel(state, textOf(given, "channel"));
    const titles = listOf(given, "title");
    const languages = titles.map((one) => one.slice(0, Math.max(0, one.indexOf("="))));
    const isEach = new Set(languages).size === languages.length && !languages.includes("");
    if (languages.length < textLanguagesMin || !isEach) throw new CliError("titles-needed");
    const purpose = purposes.find((one) => one === (textOf(given, "purpose") ?? "communique"));
    if (purpose === undefined) throw new CliError("purpose-unknown", { names: purposes.join(", ") });
    const asked = listOf(given, "principal").flatMap((one) => one.split(","));
    const [pen, amends, meeting] = [textOf(given, "pen"), textOf(given, "amends"), textOf(given, "meeting")];
    const result = await client.act({
      act: "text.begin", channel: channel.id, purpose, title: [...inLanguages(given, "title", languages)], languages,
      principals: asked.length === 0 ? [...channel.parties] : asked.map((one) => findParty(state, one).id),
      pen: pen === null ? null : findParty(state, pen).id,
      amends: amends === null ? null : (await findText(client, amends)).object,
      meeting: meeting === null ? null : (await findMeeting(client, meeting)).object,
    });
    const object = result.kind === "done" ? result.object?.slice(0, 12) ?? "" : "";
    return answerAct(cli, result, "text.begun", { object });
  },
};

export const paste: Command = {
  name: "text paste",
  args: "<text>",
  station: true,
  options: [
    { flags: "--file <language=path>", words: "option.text-file", many: true },
    { flags: "--as-aligned", words: "option.as-aligned" },
    { flags: "--after <clause>", words: "option.after" },
  ],
  async run(cli, [asked = ""], given) {
    const client = await openClient(cli);
    const text = await findText(client, asked);
    const clauses = pastedClauses(given, "file", text.languages, flagOf(given, "asAligned"));
    for (const [row, { doubts }] of clauses.entries()) {
      const said = doubts.map((one) => cli.say(`align-doubt.${one}`)).join(", ");
      if (said !== "") cli.note(cli.say("text.doubtful", { number: row + 1, doubts: said }));
    }
    const last = await withProgress(cli, "text.pasting", async (tell) => {
      let [place, done] = [behind(text, given), 0];
      let result: ActResult = { kind: "done", object: text.object, released: false };
      for (const part of partsOf(clauses)) {
        const changes = part.map(({ heading, texts }, index): OfferedChange => ({
          touches: [], clauses: [{
            slot: null, after: index === 0 ? place : `:${index - 1}`, heading, texts: [...texts],
          }],
        }));
        result = await client.act({ act: "text.offer", object: text.object, changes, package: false, note: null });
        if (result.kind === "refused") return result;
        place = `${result.leaf ?? ""}:${part.length - 1}`;
        tell(`${done += part.length} / ${clauses.length}`);
      }
      return result;
    });
    return answerAct(cli, last, "text.pasted", { n: clauses.length });
  },
};

/** Parts of a text that fit into one offer each, in order. */
function partsOf(clauses: readonly Pasted[]): readonly (readonly Pasted[])[] {
  const parts: Pasted[][] = [];
  let bytes = Infinity;
  for (const clause of clauses) {
    const length = clause.texts.reduce((sum, one) => sum + Buffer.byteLength(one) + 5, clauseOverheadBytes);
    const part = parts.at(-1);
    if (part === undefined || bytes + length > offerBytesMax || part.length >= changesMax) {
      parts.push([clause]);
      bytes = length;
    } else {
      part.push(clause);
      bytes += length;
    }
  }
  return parts;
}

export const offer: Command = {
  name: "text offer",
  args: "<text>",
  station: true,
  options: [
    { flags: "--text <language=text>", words: "option.clause-text", many: true },
    { flags: "--amend <clause>", words: "option.amend" },
    { flags: "--delete <clause>", words: "option.delete" },
    { flags: "--split <clause>", words: "option.split" },
    { flags: "--join <clauses>", words: "option.join" },
    { flags: "--move <clause>", words: "option.move" },
    { flags: "--after <clause>", words: "option.after" },
    { flags: "--heading", words: "option.heading" },
    { flags: "--changes <file>", words: "option.changes" },
    { flags: "--resolve <party>", words: "option.resolve" },
    { flags: "--link <number>", words: "option.bracket-link" },
    { flags: "--package", words: "option.package" },
    { flags: "--note <text>", words: "option.note" },
  ],
  async run(cli, [asked = ""], given) {
    const client = await openClient(cli);
    const text = await findText(client, asked);
    const resolving = textOf(given, "resolve");
    const changes = [...(resolving === null ? changesOf(text, given) : await resolved(client, text, given, resolving))];
    for (const { texts } of changes.flatMap(({ clauses }) => clauses)) tellDoubts(cli, texts, text.languages);
    // Brackets of one number belong together: all of them, or none.
    const isPackage = flagOf(given, "package") || (textOf(given, "link") !== null && changes.length > 1);
    const result = await client.act({
      act: "text.offer", object: text.object, changes, package: isPackage, note: textOf(given, "note"),
    });
    return answerAct(cli, result, "text.offered", { n: changes.length });
  },
};

/** Says where the languages of an offered clause seem not to say the same. It goes out all the same. */
function tellDoubts(cli: Cli, texts: readonly string[], languages: readonly string[]): void {
  for (const one of checkConcordance(texts, languages)) {
    cli.note(cli.say("text.offer-doubtful", { what: cli.say(`concordance.${one.code}`), where: whereOf(one) }));
  }
}

async function resolved(
  client: Client, text: TextView, given: Given, asked: string,
): Promise<readonly OfferedChange[]> {
  const state = await client.state();
  const shorts = [state.party, ...state.parties].map((party) => party.short);
  return resolvedChanges(text, given, shorts, findParty(state, asked).short);
}

/** A position on changes, by the word that stands for it. */
function stand(stance: Stance): Command {
  return {
    name: `text ${stance}`,
    args: "<text> [changes...]",
    station: true,
    options: [
      { flags: "--all", words: "option.all-waiting" }, { flags: "--note <text>", words: "option.note" },
    ],
    async run(cli, args, given) {
      const [asked = "", ...named] = args.flat() as readonly string[];
      const client = await openClient(cli);
      const text = await findText(client, asked);
      const isAll = flagOf(given, "all");
      const changes = isAll ? await waiting(client, text) : named.flatMap((one) => findChanges(text, one));
      if (changes.length === 0) throw new CliError(isAll ? "nothing-waits" : "change-needed");
      const result = await sayAll(cli, client, text, changes, stance, textOf(given, "note"));
      return answerAct(cli, result, "text.positioned", { n: changes.length });
    },
  };
}

export const [accept, reserve, refuse, withdraw] = [
  stand("accept"), stand("reserve"), stand("refuse"), stand("withdraw"),
] as const;

/** Changes of others that wait for our word: of each clause the newest that somebody stands for. */
async function waiting(client: Client, text: TextView): Promise<readonly string[]> {
  const us = (await client.state()).party.id;
  const found = text.slots.flatMap(({ state, changes }) => {
    const newest = changes.find((one) => one.by !== us && !one.withdrawn);
    const isSaid = newest?.standing.includes(us) === true;
    return state === "settled" || state === "absent" || newest === undefined || isSaid ? [] : [newest.change];
  });
  return [...new Set(found)];
}

/** Positions on as many changes as there are, in as many entries as it takes. */
async function sayAll(
  cli: Cli, client: Client, text: TextView, changes: readonly string[], stance: Stance, note: string | null,
): Promise<ActResult> {
  return withProgress(cli, "text.saying", async (tell) => {
    let result: ActResult = { kind: "done", object: text.object, released: false };
    for (let from = 0; from < changes.length; from += standsMax) {
      const stands = changes.slice(from, from + standsMax).map((change) => ({ change, stance }));
      result = await client.act({ act: "text.position", object: text.object, stands, note });
      if (result.kind === "refused") return result;
      tell(`${from + stands.length} / ${changes.length}`);
    }
    return result;
  });
}
