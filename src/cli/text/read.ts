// chirograph text list, show, history, compare, check: what a joint text says, and has said.

import type { ChangeView, SlotHistory, TextSummary, TextView } from "../../api/text-views.ts";
import { compare as compareTexts } from "../../core/text/compare.ts";
import { checkConcordance } from "../../core/text/concordance/check.ts";
import type { GlossaryTerm } from "../../core/text/concordance/check.ts";
import { visibleText } from "../../core/text/visible.ts";
import { exit, textOf } from "../cli.ts";
import type { Command } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { openClient } from "../client.ts";
import type { Client } from "../client.ts";
import { worldLines } from "../present.ts";
import { changeLabel, findSlot, findText, numbered } from "./lookup.ts";
import { changeLines, summaryLines, textLines, whereOf } from "./present.ts";

export const list: Command = {
  name: "text list",
  isDefault: true,
  station: true,
  async run(cli) {
    const client = await openClient(cli);
    const state = await client.state();
    const all = await client.get<readonly TextSummary[]>("/texts");
    cli.answer(all, () => [
      ...worldLines(cli, state.world),
      ...(all.length === 0 ? [cli.say("text.none")] : all.toReversed().flatMap((one) => summaryLines(cli, state, one))),
    ]);
    return exit.done;
  },
};

export const show: Command = {
  name: "text show",
  args: "<text>",
  station: true,
  async run(cli, [asked = ""]) {
    const client = await openClient(cli);
    const state = await client.state();
    const text = await findText(client, asked);
    cli.answer(text, () => [...worldLines(cli, state.world), ...textLines(cli, state, text)]);
    return exit.done;
  },
};

export const history: Command = {
  name: "text history",
  args: "<text> <clause>",
  station: true,
  async run(cli, [asked = "", clause = ""]) {
    const client = await openClient(cli);
    const state = await client.state();
    const text = await findText(client, asked);
    const { slot } = findSlot(text, clause);
    const told = await client.get<SlotHistory>(`/texts/${text.object}/history/${slot}`);
    cli.answer(told, () => told.changes.flatMap((one) => changeLines(cli, state, text, one)));
    return exit.done;
  },
};

export const compare: Command = {
  name: "text compare",
  args: "<text> <clause>",
  station: true,
  options: [
    { flags: "--from <label>", words: "option.version-from" }, { flags: "--to <label>", words: "option.version-to" },
  ],
  async run(cli, [asked = "", clause = ""], given) {
    const client = await openClient(cli);
    const text = await findText(client, asked);
    const { slot } = findSlot(text, clause);
    const { changes } = await client.get<SlotHistory>(`/texts/${text.object}/history/${slot}`);
    const written = changes.filter(({ texts }) => texts !== null);
    const from = versionOf(written, textOf(given, "from")) ?? written.at(-2) ?? written[0];
    const to = versionOf(written, textOf(given, "to")) ?? written.at(-1);
    if (from === undefined || to === undefined) throw new CliError("version-unknown-here", { asked: "" });
    const differences = text.languages.map((language, index) => ({
      language, parts: compareTexts(from.texts?.[index] ?? "", to.texts?.[index] ?? "", language),
    }));
    cli.answer({ from: from.change, to: to.change, differences }, () => [
      cli.say("text.compared", { from: changeLabel(from), to: changeLabel(to) }),
      ...differences.map(({ language, parts }) => {
        const shown = parts.map(({ op, text: words }) => {
          const plain = visibleText(words);
          return op === "same" ? plain : op === "gone" ? `[-${plain}-]` : `{+${plain}+}`;
        }).join("");
        // A clause may have lines of its own: they stay under its language.
        return `  ${language}  ${shown.replaceAll("\n", `\n${" ".repeat(4 + language.length)}`)}`;
      }),
    ]);
    return exit.done;
  },
};

function versionOf(changes: readonly ChangeView[], asked: string | null): ChangeView | null {
  if (asked === null) return null;
  const wanted = asked.toLowerCase();
  const found = changes.find((one) => [changeLabel(one), one.label].some((label) => label.toLowerCase() === wanted));
  if (found === undefined) throw new CliError("version-unknown-here", { asked: asked.slice(0, 80) });
  return found;
}

/** Agreed terms of the channel's glossaries, in the order of the text's languages. */
async function glossaryFor(client: Client, { channel, languages }: TextView): Promise<readonly GlossaryTerm[]> {
  const all = await client.get<readonly TextSummary[]>("/texts");
  const found = all.filter((one) => (
    one.purpose === "glossary" && one.channel === channel && languages.every((tag) => one.languages.includes(tag))
  ));
  const glossaries = await Promise.all(found.map(({ object }) => client.get<TextView>(`/texts/${object}`)));
  return glossaries.flatMap((one) => one.slots.flatMap(({ state, texts }) => (
    state !== "settled" || texts === null ? [] : [languages.map((tag) => texts[one.languages.indexOf(tag)] ?? "")]
  )));
}

export const check: Command = {
  name: "text check",
  args: "<text>",
  station: true,
  async run(cli, [asked = ""]) {
    const client = await openClient(cli);
    const text = await findText(client, asked);
    const terms = await glossaryFor(client, text);
    const slots = numbered(text).map((slot, index) => ({
      number: index + 1, slot: slot.slot, texts: slot.texts ?? slot.changes.find((one) => one.texts !== null)?.texts,
    }));
    const found = slots.flatMap(({ number, slot, texts }) => (
      texts === undefined || texts === null ? [] : checkConcordance(texts, text.languages, terms)
        .map((finding) => ({ number, slot, ...finding }))
    ));
    cli.answer(found, () => [
      ...found.map((one) => cli.say("text.finding", {
        number: one.number, what: cli.say(`concordance.${one.code}`), where: whereOf(one),
      })),
      cli.say(found.length === 0 ? "text.no-findings" : "text.findings", { n: found.length, clauses: slots.length }),
    ]);
    return found.length === 0 ? exit.done : exit.refused;
  },
};
