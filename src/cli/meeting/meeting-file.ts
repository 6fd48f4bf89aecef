// A meeting as a person writes it in a file: parties by their codes, times as dates, names by their languages.

import { z } from "zod";

import type { ActOf } from "../../api/acts.ts";
import type { MeetingView } from "../../api/meeting-views.ts";
import type { ChannelView, StationView } from "../../api/views.ts";
import type { Named } from "../../core/text/named.ts";
import { agendaMax, levels, meetingLanguagesMax } from "../../core/mechanism/meeting/entries.ts";
import { normalizeAuthored } from "../../core/text/authored.ts";
import { CliError } from "../cli-error.ts";
import { findParty } from "../lookup.ts";
import { partyShort } from "../present.ts";
import { parseTime, showTime } from "../time.ts";

const inLanguages = z.record(z.string(), z.string());

/** What stands in the file. */
const meetingFile = z.strictObject({
  languages: z.array(z.string()).min(1).max(meetingLanguagesMax),
  title: inLanguages,
  level: z.enum(levels),
  venue: z.string().min(1).max(400),
  host: z.strictObject({ party: z.string().optional(), names: inLanguages }).optional(),
  principals: z.array(z.string()).optional(),
  begins: z.string(),
  ends: z.string(),
  agenda: z.array(inLanguages).max(agendaMax).optional(),
  follows: z.string().optional(),
  replaces: z.string().optional(),
});
type MeetingFile = z.infer<typeof meetingFile>;

/** Another meeting that a file names, by its label or the beginning of its object. */
type FindOther = (asked: string) => Promise<string>;

/** An example to be changed, between us and another party. */
export function exampleMeeting(us: string, them: string): MeetingFile {
  return {
    languages: ["en", "ru"],
    title: { en: "Working group on the line", ru: "Рабочая группа по линии связи" },
    level: "senior-officials", venue: "Exercise venue, room 2",
    host: { party: us, names: { en: "The inviting party", ru: "Приглашающая сторона" } },
    principals: [us, them], begins: "2027-03-01T09:00:00Z", ends: "2027-03-02T16:00:00Z",
    agenda: [
      { en: "The state of the line", ru: "Состояние линии связи" },
      { en: "The next exercise", ru: "Следующее учение" },
    ],
  };
}

/** The file of a meeting that puts another one off, or goes on from it: that one's, to be given other times. */
export function fileOfMeeting(state: StationView, one: MeetingView, as: "replaces" | "follows"): MeetingFile {
  const { host } = one;
  return {
    languages: [...one.languages], title: named(one.title), level: one.level, venue: one.venue,
    ...(host === null ? {} : { host: {
      ...(host.party === null ? {} : { party: partyShort(state, host.party) }), names: named(host.names),
    } }),
    principals: one.principals.map((party) => partyShort(state, party)), begins: showTime(one.beginsMs),
    ends: showTime(one.endsMs), agenda: one.agenda.map(named), [as]: one.object,
  };
}

/** Reads a file as the act that proposes its meeting. Errors: meeting-file, party-unknown, time-unknown. */
export async function readMeeting(
  state: StationView, channel: ChannelView, text: string, findOther: FindOther,
): Promise<ActOf<"meeting.convene">> {
  const file = parsed(text);
  const { languages, host, level } = file;
  const idOf = (asked: string): string => findParty(state, asked).id;
  const other = (asked: string | undefined): Promise<string> | null => (asked === undefined ? null : findOther(asked));
  const each = (texts: Readonly<Record<string, string>>, where: string): string[] => {
    const stranger = Object.keys(texts).find((language) => !languages.includes(language));
    if (stranger !== undefined) throw new CliError("meeting-file", { detail: `${where}.${stranger}` });
    return languages.map((language) => normalizeAuthored(texts[language] ?? ""));
  };
  return {
    act: "meeting.convene", channel: channel.id, title: each(file.title, "title"), level,
    venue: normalizeAuthored(file.venue),
    host: host === undefined ? null : {
      party: host.party === undefined ? null : idOf(host.party), names: each(host.names, "host.names"),
    },
    languages, principals: file.principals?.map(idOf) ?? [...channel.parties],
    beginsMs: parseTime(file.begins, state.nowMs), endsMs: parseTime(file.ends, state.nowMs),
    agenda: (file.agenda ?? []).map((item, at) => each(item, `agenda.${at}`)),
    follows: await other(file.follows), replaces: await other(file.replaces),
  };
}

function parsed(text: string): MeetingFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new CliError("meeting-file", { detail: "JSON" });
  }
  const found = meetingFile.safeParse(json);
  if (found.success) return found.data;
  const [issue] = found.error.issues;
  throw new CliError("meeting-file", { detail: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}` });
}

function named(names: readonly Named[]): Record<string, string> {
  return Object.fromEntries(names.map(({ language, text }) => [language, text]));
}
