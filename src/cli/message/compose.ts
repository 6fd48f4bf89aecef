// A message put together from options: what send, answer and correct have in common, and its way out.

import { draft as draftShape } from "../../api/acts.ts";
import type { DraftInput } from "../../api/acts.ts";
import type { PeopleView } from "../../api/people-views.ts";
import type { ChannelView, MessageView, StationView } from "../../api/views.ts";
import { precedences } from "../../core/names.ts";
import { visibleText } from "../../core/text/visible.ts";
import { readBoundedText } from "../bounded-file.ts";
import { CliError } from "../cli-error.ts";
import { answerAct, exit, flagOf, listOf, textOf } from "../cli.ts";
import type { Cli, Exit, Given, Option } from "../cli.ts";
import type { Client } from "../client.ts";
import { findChannel, findParty } from "../lookup.ts";
import { deskLabel, messageLines, nameIn, visibleLines } from "../present.ts";
import { confirm, isTerminal } from "../prompt.ts";
import { noteSeen, seenBy, unseenBy } from "./seen.ts";

/** Longest file of a text, in bytes. */
export const textFileBytesMax = 262_144;

/** Options of every command that composes a message. */
export const composeOptions: readonly Option[] = [
  { flags: "--precedence <precedence>", words: "option.precedence" },
  { flags: "--subject <text>", words: "option.subject" },
  { flags: "--file <path>", words: "option.file" },
  { flags: "--word <code>", words: "option.word" },
  { flags: "--language <code>", words: "option.language" },
  { flags: "--label <code>", words: "option.label" },
  { flags: "--desk <code>", words: "option.desk" },
  { flags: "--capacity <text>", words: "option.capacity" },
  { flags: "--translation <language=path>", words: "option.translation", many: true },
  { flags: "--seen <number>", words: "option.seen" },
  { flags: "--despite-unread", words: "option.despite-unread" },
  { flags: "--yes", words: "option.yes" },
];

/** A message as the options say it. `related` gives what a reply need not repeat. */
export function composeContent(
  client: Client, state: StationView, given: Given, argument: string | undefined, related: RelatedTo | null,
): DraftInput {
  const channel = findChannel(state, textOf(given, "channel") ?? related?.message.channel ?? null);
  const word = textOf(given, "word");
  const language = languageOf(channel, textOf(given, "language") ?? (word === null ? client.officer.language : null));
  const former = related?.message.precedence;
  const text = textOfMessage(given, argument, word !== null);
  const agreed = word === null ? null : channel.words.find((one) => one.code === word) ?? null;
  if (word !== null && agreed === null) {
    throw new CliError("word-unknown", { word, names: channel.words.map((one) => one.code).join(", ") });
  }
  const content: DraftInput = {
    channel: channel.id,
    precedence: precedenceOf(textOf(given, "precedence") ?? agreed?.precedence ?? former ?? "ROUTINE"),
    desk: textOf(given, "desk") ?? state.party.desks[0]?.code ?? "",
    capacity: textOf(given, "capacity") ?? "",
    to: related === null ? addresses(state, listOf(given, "to")) : related.to,
    info: related === null ? addresses(state, listOf(given, "info")) : [],
    label: labelOf(channel, textOf(given, "label") ?? related?.message.handling ?? null),
    language,
    subject: textOf(given, "subject") ?? (related?.message.language === language ? related.message.subject : ""),
    text,
    word,
    relation: related === null ? null : { kind: related.kind, object: related.message.object },
    translations: listOf(given, "translation").map((one) => translation(one, textOf(given, "subject") ?? "")),
  };
  // The station would only say that it is no act; which part is too long is known here.
  const [problem] = draftShape.safeParse(content).error?.issues ?? [];
  if (problem !== undefined) throw new CliError("message-form", { field: problem.path.join(".") });
  return content;
}

/** What a reply, an answer or a correction stands to, and whom it goes to. */
export interface RelatedTo {
  readonly kind: "replies" | "answers" | "corrects" | "supersedes";
  readonly message: MessageView;
  readonly to: DraftInput["to"];
}

/** Reads the message back, and releases it, or keeps it as a draft where two persons must approve. */
export async function releaseContent(
  cli: Cli, client: Client, state: StationView, given: Given, content: DraftInput,
): Promise<Exit> {
  const to = content.to.map((one) => deskLabel(state, one.party, one.desk)).join(", ");
  const world = cli.say(state.world === "exercise" ? "world.word-exercise" : "world.word-actual");
  if (isTerminal() && !cli.json && !flagOf(given, "yes")) {
    for (const line of readBackLines(cli, content)) cli.note(line);
    if (!(await confirm(cli, "send.confirm", { to, world }))) throw new CliError("stopped");
  }
  const seen = seenOption(given) ?? seenBy(cli, client.officer.id);
  const regardless = flagOf(given, "despiteUnread");
  const result = await client.act({ act: "message.send", content, seen, regardless });
  if (result.kind === "done") {
    const message = (await client.get<readonly MessageView[]>("/messages?limit=50"))
      .find((one) => one.object === result.object);
    const label = message?.label ?? result.object?.slice(0, 12) ?? "";
    return answerAct(cli, result, "send.done", { label, to, world });
  }
  // What this way may not release is kept for those who may, at the console.
  const forOthers = ["two-persons", "release-by-console", "release-needs-passkey"];
  if (forOthers.includes(result.reason)) return await keepDraft(cli, client, state, content);
  if (result.reason === "unseen-incoming") return await showUnseen(cli, client, state, result.detail);
  return answerAct(cli, result, "send.done");
}

async function keepDraft(cli: Cli, client: Client, state: StationView, content: DraftInput): Promise<Exit> {
  const kept = await client.act({ act: "draft.save", draft: null, content });
  const draft = kept.kind === "done" ? kept.object?.slice(0, 12) ?? "" : "";
  const { policy } = await client.get<PeopleView>("/people");
  const atConsole = state.world === "actual" && policy["token"] !== true;
  return answerAct(cli, kept, atConsole ? "send.draft-console" : "send.draft", { draft });
}

/** Shows what came in meanwhile; only then may the officer release. */
export async function showUnseen(cli: Cli, client: Client, state: StationView, detail: string): Promise<Exit> {
  const unseen = await unseenBy(cli, client);
  cli.answer({ kind: "refused", reason: "unseen-incoming", detail, unseen }, () => [
    ...unseen.flatMap((message) => [...messageLines(cli, state, message), "", "-".repeat(72)]),
    cli.sayCode("reason", "unseen-incoming"),
  ]);
  noteSeen(cli, client.officer.id, unseen);
  return exit.refused;
}

/** What will be signed, for the person to read before they release it. */
function readBackLines(cli: Cli, content: DraftInput): readonly string[] {
  return [
    `${content.precedence}  ${content.language}  ${visibleText(content.label)}`,
    visibleText(content.subject),
    ...visibleLines(content.text),
    ...(content.word === null ? [] : [cli.say("send.word", { word: content.word })]),
    ...content.translations.flatMap((one) => ["", one.language, visibleText(one.subject), ...visibleLines(one.text)]),
  ];
}

function textOfMessage(given: Given, argument: string | undefined, hasWord: boolean): string {
  const file = textOf(given, "file");
  if (file !== null) return readText(file);
  if (argument === "-") return readText("/dev/stdin");
  if (argument !== undefined) return argument;
  if (hasWord) return "";
  throw new CliError("text-missing");
}

/** A file's text with plain line breaks, without the last one: editors add it, authors do not mean it. */
export function readText(path: string): string {
  return readBoundedText(path, textFileBytesMax).replace(/\r\n/gu, "\n").replace(/\n$/u, "");
}

function addresses(state: StationView, asked: readonly string[]): { party: string; desk: string }[] {
  return asked.flatMap((one) => one.split(",")).map((one) => {
    const [name = "", desk] = one.split("/");
    const party = findParty(state, name);
    const code = desk ?? party.desks[0]?.code;
    if (code === undefined) throw new CliError("desk-missing", { party: party.short });
    if (desk !== undefined && !party.desks.some((known) => known.code === desk)) {
      throw new CliError("desk-unknown", { desk, names: party.desks.map((known) => known.code).join(", ") });
    }
    return { party: party.id, desk: code };
  });
}

function precedenceOf(asked: string): DraftInput["precedence"] {
  const found = precedences.find((precedence) => precedence === asked.toUpperCase());
  if (found === undefined) throw new CliError("precedence-unknown", { asked, names: precedences.join(", ") });
  return found;
}

function languageOf(channel: ChannelView, asked: string | null): string {
  if (asked !== null && channel.languages.includes(asked)) return asked;
  if (asked === null) return channel.languages[0] ?? "en";
  throw new CliError("language-unknown", { asked, names: channel.languages.join(", ") });
}

function labelOf(channel: ChannelView, asked: string | null): string {
  const [only] = channel.labels;
  if (asked === null && channel.labels.length <= 1) return only?.code ?? "";
  const names = channel.labels.map((label) => label.code).join(", ");
  if (asked === null) throw new CliError("label-missing", { names });
  if (channel.labels.length > 0 && !channel.labels.some((label) => label.code === asked)) {
    throw new CliError("label-unknown", { asked, names });
  }
  return asked;
}

/** "ru=path": the first line of the file is the subject when the message itself has one. */
function translation(asked: string, subject: string): DraftInput["translations"][number] {
  const at = asked.indexOf("=");
  if (at < 1) throw new CliError("translation-form", { asked: asked.slice(0, 80) });
  const text = readText(asked.slice(at + 1));
  const [first = "", ...rest] = text.split("\n");
  return subject === ""
    ? { language: asked.slice(0, at), subject: "", text }
    : { language: asked.slice(0, at), subject: first, text: rest.join("\n").replace(/^\n/u, "") };
}

/** The number of --seen, or null. */
export function seenOption(given: Given): number | null {
  const asked = textOf(given, "seen");
  if (asked === null) return null;
  if (!/^\d{1,12}$/u.test(asked)) throw new CliError("number-unknown", { asked: asked.slice(0, 40) });
  return Number(asked);
}

/** Handling labels and words of a channel, for those who ask what may be said. */
export function channelLines(cli: Cli, channel: ChannelView): readonly string[] {
  return [
    ...channel.labels.map((label) => `${label.code.padEnd(26)}${nameIn(cli, label.names)}`),
    ...channel.words.map((word) => `${word.code.padEnd(26)}${word.precedence.padEnd(11)}${nameIn(cli, word.names)}`),
  ];
}
