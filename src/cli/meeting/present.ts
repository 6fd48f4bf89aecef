// Meetings on a terminal.

import type { MeetingView, SittingView } from "../../api/meeting-views.ts";
import type { StationView } from "../../api/views.ts";
import type { Named } from "../../core/text/named.ts";
import type { Cli } from "../cli.ts";
import { fieldLines, inLine, namedLines, nameIn, partyShort } from "../present.ts";
import { agreementLines, summaryLines } from "../text/present.ts";
import { showTime } from "../time.ts";
import type { WordId } from "../words/words.ts";

/** One line of a list. */
export function meetingLine(cli: Cli, state: StationView, one: MeetingView): string {
  return [
    one.label.padEnd(10), one.object.slice(0, 12), showTime(one.beginsMs), cli.say(`meeting.state-${one.state}`),
    one.principals.map((party) => partyShort(state, party)).join(","), nameIn(cli, one.title),
    inLine(one.venue),
  ].join("  ");
}

/** A meeting in full. */
export function meetingLines(cli: Cli, state: StationView, one: MeetingView): readonly string[] {
  return [
    `${one.label}  ${one.object.slice(0, 12)}  ${cli.say(`meeting.state-${one.state}`)}`,
    ...proposedLines(cli, state, one),
    ...agreementLines(cli, state, one.agreement).map((line) => `  ${line}`),
    ...one.delegations.flatMap(({ party, label, members }) => [
      cli.say("meeting.delegation", { party: partyShort(state, party), label }),
      ...members.map(({ role, names }) => `  ${cli.say(`meeting.role-${role}`)}: ${nameIn(cli, names)}`),
    ]),
    ...one.sittings.flatMap((sitting) => sittingLines(cli, state, sitting)),
    ...one.regrets.map(({ party, label, reason }) => (
      `${cli.say("meeting.regret", { party: partyShort(state, party), label })}${said(reason)}`
    )),
    ...one.texts.flatMap((text) => summaryLines(cli, state, text)),
    ...one.passedOver.map(({ label, reason }) => cli.say("text.passed-over", {
      label, reason: cli.sayCode("meeting-over", reason),
    })),
  ];
}

/** What its proposal says: all that an acceptance binds to. */
export function proposedLines(cli: Cli, state: StationView, one: MeetingView): readonly string[] {
  const field = (id: WordId, value: string | null): readonly string[] => fieldLines(cli, id, value);
  const names = (id: WordId, all: readonly Named[], before = ""): readonly string[] => namedLines(cli, id, all, before);
  const { host } = one;
  const hostParty = host?.party == null ? null : partyShort(state, host.party);
  return [
    ...names("meeting.title", one.title), ...field("meeting.level", cli.say(`meeting.level-${one.level}`)),
    ...field("meeting.when", `${showTime(one.beginsMs)} - ${showTime(one.endsMs)}`),
    ...field("meeting.venue", inLine(one.venue)), ...field("meeting.host", hostParty),
    ...names("meeting.host", host?.names ?? []), ...field("meeting.languages", inLine(one.languages.join(", "))),
    ...field("meeting.principals", one.principals.map((party) => partyShort(state, party)).join(", ")),
    ...one.agenda.flatMap((item, at) => names("meeting.agenda", item, `${at + 1}  `)),
    ...field("meeting.follows", short(one.follows)), ...field("meeting.replaces", short(one.replaces)),
    ...field("meeting.replaced-by", short(one.replacedBy)),
  ];
}

function sittingLines(cli: Cli, state: StationView, one: SittingView): readonly string[] {
  const { party, label, form, beginsMs, endsMs, agenda, texts, note } = one;
  const head = cli.say("meeting.sitting", {
    label, party: partyShort(state, party), form: cli.say(`meeting.form-${form}`), from: showTime(beginsMs),
    to: showTime(endsMs),
  });
  return [
    `${head}${said(note)}`,
    ...(agenda.length === 0 ? [] : [`  ${cli.say("meeting.agenda")}: ${agenda.join(", ")}`]),
    ...texts.map((text) => `  ${text.slice(0, 12)}`),
  ];
}

function said(words: Named | null): string {
  return words === null ? "" : `  ${inLine(words.text)}`;
}

function short(object: string | null): string | null {
  return object?.slice(0, 12) ?? null;
}
