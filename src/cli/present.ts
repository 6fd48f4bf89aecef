// How messages and names look on a terminal. Foreign text passes `visibleText`, since terminals obey what they are
// sent; what stands in a line of ours passes `inLine`.

import type { AddresseeView, MessageView, RosterView, StationView } from "../api/views.ts";
import type { Named } from "../core/text/named.ts";
import { visibleText } from "../core/text/visible.ts";
import type { Cli } from "./cli.ts";
import { showTime } from "./time.ts";
import type { WordId } from "./words/words.ts";

/** A text's lines, each plainly visible. */
export function visibleLines(text: string): readonly string[] {
  return text.split("\n").map((line) => visibleText(line));
}

/** Words of others in one line: none of theirs may look like a line of ours. */
export function inLine(text: string): string {
  return visibleText(text).replaceAll("\n", " ");
}

/** A name in the person's language, else in English, else the first there is; in one line. */
export function nameIn(cli: Cli, names: readonly Named[]): string {
  const of = (language: string): Named | undefined => names.find((one) => one.language === language);
  return inLine((of(cli.language) ?? of("en") ?? names[0])?.text ?? "");
}

/** What stands above whatever is shown of an exercise. */
export function worldLines(cli: Cli, world: StationView["world"]): readonly string[] {
  return world === "exercise" ? [cli.say("world.exercise")] : [];
}

/** A label as the first column of a line: a long one keeps a space behind it. */
export function labelColumn(label: string): string {
  return `${label.padEnd(9)} `;
}

/** A field with its name before it; none where it is empty. */
export function fieldLines(cli: Cli, id: WordId, value: string | null): readonly string[] {
  return value === null || value === "" ? [] : [`${cli.say(id).padEnd(14)}  ${value}`];
}

/** A field in each of its languages. */
export function namedLines(cli: Cli, id: WordId, all: readonly Named[], before = ""): readonly string[] {
  return all.flatMap(({ language, text }) => fieldLines(cli, id, `${before}${inLine(language)}: ${inLine(text)}`));
}

/** "NDL/watch" for a party's desk. */
export function deskLabel(state: StationView, party: string, desk: string): string {
  return `${partyShort(state, party)}/${inLine(desk)}`;
}

/** One line of a list of messages. */
export function messageLine(cli: Cli, state: StationView, message: MessageView): string {
  const waitsForAnswer = message.waitsForAnswer ? cli.say("list.answer") : "";
  const waits = message.waitsForTake ? cli.say("list.take") : waitsForAnswer;
  const said = message.subject === "" && message.word !== null ? message.word : message.subject;
  const subject = message.unreadable ? cli.say("message.unreadable") : inLine(said);
  const ended = message.cancelled !== null ? cli.say("list.cancelled") : cli.say("list.superseded");
  const stands = message.direction === "out" ? message.to.map((one) => stateWord(cli, one)).join(", ") : waits;
  const states = message.cancelled !== null || message.supersededBy.length > 0 ? ended : stands;
  const memory = memoryWords(cli, message).join(", ");
  const { label, dtg, precedence } = message;
  return [label.padEnd(10), dtg, precedence.padEnd(9), fromTo(state, message), subject, states, memory]
    .filter((part) => part !== "").join("  ");
}

/** A message in full, as `show` prints it. */
export function messageLines(cli: Cli, state: StationView, message: MessageView): readonly string[] {
  const desk = (one: AddresseeView): string => deskLabel(state, one.party, one.desk);
  const list = (all: readonly AddresseeView[]): string => all.map(desk).join(", ");
  const head: [WordId, string][] = [
    ["field.from", deskLabel(state, message.party, message.desk)],
    ["field.to", list(message.to)],
    ["field.info", list(message.info)],
    ["field.capacity", inLine(message.capacity)],
    ["field.handling", inLine(message.handling)],
    ["field.subject", inLine(message.subject)],
    ["field.relation", message.relation === null ? "" : relationText(cli, message.relation)],
    ["field.hash", `${message.shortHash}  ${message.object}`],
    ["field.held", message.heldMs === null ? "" : showTime(message.heldMs)],
  ];
  const width = Math.max(...head.map(([id]) => cli.say(id).length));
  return [
    ...worldLines(cli, state.world),
    `${message.precedence}  ${message.dtg}  ${message.label}`,
    ...head.filter(([, value]) => value !== "").map(([id, value]) => `${cli.say(id).padEnd(width)}  ${value}`),
    ...(message.revoked ? [cli.say("message.revoked")] : []),
    ...(message.byCourier ? [cli.say("courier.came")] : []),
    ...(message.cameBy === null ? [] : [cli.say("message.came-by", { bearer: message.cameBy })]),
    ...(message.proofPending ? [cli.say("message.proof-pending")] : []),
    ...memoryWords(cli, message),
    ...cancelledLines(cli, message),
    "",
    ...(message.unreadable ? [cli.say("message.unreadable")] : saidLines(cli, state, message)),
    ...message.translations.flatMap((one) => [
      "", cli.say("message.translation", { language: inLine(one.language), party: partyShort(state, one.party) }),
      inLine(one.subject), ...visibleLines(one.text),
    ]),
    "",
    ...message.to.map((one) => `${desk(one)}  ${stateWord(cli, one)}  ${showTime(one.sinceMs)}`),
  ];
}

function cancelledLines(cli: Cli, { cancelled }: MessageView): readonly string[] {
  if (cancelled === null) return [];
  const reason = cancelled.reason === null ? [] : visibleLines(cancelled.reason);
  return [cli.say("message.cancelled", { time: showTime(cancelled.timeMs) }), ...reason];
}

/** What a message says: a pre-agreed word in the person's own language as the charter has it, then the text. */
function saidLines(cli: Cli, state: StationView, message: MessageView): readonly string[] {
  const words = state.channels.find((one) => one.id === message.channel)?.words ?? [];
  const agreed = words.find((one) => one.code === message.word);
  const word = message.word === null ? [] : [
    cli.say("send.word", { word: inLine(message.word) }),
    ...(agreed === undefined ? [] : [nameIn(cli, agreed.names)]),
  ];
  return [...word, ...(message.text === "" ? [] : visibleLines(message.text))];
}

/** The state of a message at one addressee, in words that are never confused. */
function stateWord(cli: Cli, addressee: AddresseeView): string {
  const word = cli.say(`state.${addressee.state}`);
  if (addressee.wentBack) return `${word} (${cli.say("state.went-back")})`;
  // What rests on the receipt alone rests on an entry whose predecessors are still missing.
  if (addressee.state === "carried" && addressee.byCourier) return `${word} (${cli.say("state.by-courier")})`;
  const pending = addressee.state === "durable" && addressee.receipt?.proofPending === true;
  return pending ? `${word} (${cli.say("state.proof-pending")})` : word;
}

/** What a message of ours rests on, where that is not what it should be. */
function memoryWords(cli: Cli, { memoryUnconfirmed, returned }: MessageView): readonly string[] {
  return [
    ...(memoryUnconfirmed ? [cli.say("state.memory-unconfirmed")] : []),
    ...(returned ? [cli.say("state.returned")] : []),
  ];
}

function fromTo(state: StationView, message: MessageView): string {
  if (message.direction === "in") return `< ${deskLabel(state, message.party, message.desk)}`;
  return `> ${message.to.map((one) => deskLabel(state, one.party, one.desk)).join(",")}`;
}

export function relationText(cli: Cli, relation: NonNullable<MessageView["relation"]>): string {
  return `${cli.say(`relation.${relation.kind}` as WordId)} ${relation.object.slice(0, 12)}`;
}

export function partyShort(state: StationView, id: string): string {
  return [state.party, ...state.parties].find((party) => party.id === id)?.short ?? id.slice(0, 12);
}

/** A station of a roster as people know it: its name, and the beginning of its identifier. */
export function stationName(cli: Cli, { stations }: RosterView, id: string): string {
  const found = stations.find((one) => one.id === id);
  return `${found === undefined ? "" : nameIn(cli, found.names)} ${id.slice(0, 12)}`.trim();
}
