// chirograph draft: drafts that wait for a second person, and their approval after a read-back.

import type { DraftView, MessageView, ReadBack } from "../../api/views.ts";
import { visibleText } from "../../core/text/visible.ts";
import { answerAct, exit, flagOf, textOf } from "../cli.ts";
import type { Cli, Command, Exit } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { openClient } from "../client.ts";
import { seenOption, showUnseen } from "./compose.ts";
import { findDraft } from "../lookup.ts";
import { deskLabel, messageLines, relationText, visibleLines, worldLines } from "../present.ts";
import { confirm, isTerminal } from "../prompt.ts";
import { noteSeen, seenBy, unseenBy } from "./seen.ts";
import type { StationView } from "../../api/views.ts";

const list: Command = {
  name: "draft list",
  isDefault: true,
  station: true,
  async run(cli) {
    const client = await openClient(cli);
    const drafts = await client.get<readonly DraftView[]>("/drafts");
    cli.answer(drafts, () => (drafts.length === 0 ? cli.say("draft.none") : drafts.map((draft) => draftLine(draft))));
    return exit.done;
  },
};

const show: Command = {
  name: "draft show",
  args: "<draft>",
  station: true,
  async run(cli, [asked = ""]) {
    const client = await openClient(cli);
    const draft = await findDraft(client, asked);
    const readBack = await client.get<ReadBack>(`/drafts/${draft.object}/readback`);
    const state = await client.state();
    cli.answer(readBack, () => readBackLines(cli, state, readBack));
    return exit.done;
  },
};

const approve: Command = {
  name: "draft approve",
  args: "<draft>",
  station: true,
  options: [
    { flags: "--hash <short-hash>", words: "option.hash" }, { flags: "--seen <number>", words: "option.seen" },
    { flags: "--despite-unread", words: "option.despite-unread" }, { flags: "--yes", words: "option.yes" },
  ],
  async run(cli, [asked = ""], given): Promise<Exit> {
    const client = await openClient(cli);
    const draft = await findDraft(client, asked);
    const readBack = await client.get<ReadBack>(`/drafts/${draft.object}/readback`);
    const state = await client.state();
    const hash = textOf(given, "hash")?.replaceAll(/\s/gu, "").toLowerCase() ?? null;
    // Whoever approves without reading here says what they read elsewhere: the short hash of the very text.
    if (hash === null && !(isTerminal() && !cli.json)) throw new CliError("needs-option", { option: "--hash" });
    if (hash !== null && hash !== readBack.shortHash.replaceAll(/\s/gu, "")) throw new CliError("hash-differs");
    let seen = seenOption(given) ?? seenBy(cli, client.officer.id);
    if (hash === null) {
      const unseen = await unseenBy(cli, client);
      for (const line of [...unseenLines(cli, state, unseen), ...readBackLines(cli, state, readBack)]) cli.note(line);
      const world = cli.say(state.world === "exercise" ? "world.word-exercise" : "world.word-actual");
      const to = draft.content.to.map((one) => deskLabel(state, one.party, one.desk)).join(", ");
      if (!flagOf(given, "yes") && !(await confirm(cli, "send.confirm", { to, world }))) throw new CliError("stopped");
      noteSeen(cli, client.officer.id, unseen);
      seen = Math.max(seen, readBack.newestIncoming);
    }
    const result = await client.act({
      act: "draft.approve", draft: draft.object, digest: readBack.digest, seen,
      regardless: flagOf(given, "despiteUnread"),
    });
    if (result.kind === "refused" && result.reason === "unseen-incoming") {
      return await showUnseen(cli, client, state, result.detail);
    }
    const released = result.kind === "done" && result.released;
    return answerAct(cli, result, released ? "draft.released" : "draft.approved", { draft: draft.object.slice(0, 12) });
  },
};

const discard: Command = {
  name: "draft discard",
  args: "<draft>",
  station: true,
  async run(cli, [asked = ""]) {
    const client = await openClient(cli);
    const draft = await findDraft(client, asked);
    const result = await client.act({ act: "draft.discard", draft: draft.object });
    return answerAct(cli, result, "draft.discarded", { draft: draft.object.slice(0, 12) });
  },
};

export const draft: Command = { name: "draft", subcommands: [list, show, approve, discard] };

function draftLine(draft: DraftView): string {
  const approvals = `${draft.approvals.length}/${draft.personsNeeded}`;
  const { precedence, subject } = draft.content;
  return [draft.object.slice(0, 12), precedence.padEnd(9), approvals, visibleText(subject)].join("  ");
}

function readBackLines(cli: Cli, state: StationView, readBack: ReadBack): readonly string[] {
  const { content } = readBack.draft;
  const list = (all: readonly { party: string; desk: string }[]): string =>
    all.map((one) => deskLabel(state, one.party, one.desk)).join(", ");
  return [
    ...worldLines(cli, readBack.world),
    `${content.precedence}  ${visibleText(content.label)}  ${content.language}`,
    `${cli.say("field.to")}  ${list(content.to)}`,
    ...(content.info.length === 0 ? [] : [`${cli.say("field.info")}  ${list(content.info)}`]),
    `${cli.say("field.from")}  ${deskLabel(state, state.party.id, content.desk)}`,
    ...(content.capacity === "" ? [] : [`${cli.say("field.capacity")}  ${visibleText(content.capacity)}`]),
    ...(content.relation === null ? [] : [`${cli.say("field.relation")}  ${relationText(cli, content.relation)}`]),
    `${cli.say("field.subject")}  ${visibleText(content.subject)}`,
    "",
    ...(content.word === null ? visibleLines(content.text) : [cli.say("send.word", { word: content.word })]),
    ...content.translations.flatMap((one) => [
      "", `[${visibleText(one.language)}]`, ...(one.subject === "" ? [] : [visibleText(one.subject), ""]),
      ...visibleLines(one.text),
    ]),
    "",
    ...readBack.findings.map((one) => cli.sayCode("finding", one.code, { detail: one.detail })),
    `${cli.say("field.hash")}  ${readBack.shortHash}`,
    ...readBack.draft.approvals.filter((one) => one.regardless)
      .map((one) => cli.say("draft.unread", { officer: one.officer, n: one.unseen })),
  ];
}

function unseenLines(cli: Cli, state: StationView, unseen: readonly MessageView[]): readonly string[] {
  return unseen.flatMap((message) => [cli.say("draft.unseen"), ...messageLines(cli, state, message), ""]);
}
