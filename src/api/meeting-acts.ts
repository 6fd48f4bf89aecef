// Acts about meetings (spec/16-meetings.md).

import { z } from "zod";

import {
  agendaMax, levels, meetingLanguagesMax, memberRoles, membersMax, sittingForms, sittingTextsMax,
} from "../core/mechanism/meeting/entries.ts";
import { hex, languageTag, objectId as object, principals, timeMs, words } from "./fields.ts";

/** One text a language of the meeting, in their order; an empty one is not said. */
const named = z.array(z.string().max(300)).min(1).max(meetingLanguagesMax);

/** The acts, for the one list of all acts. */
export const meetingActs = [
  /** Proposes a meeting; the result has its digest, which every principal then accepts. Parties by their ids. */
  z.strictObject({
    act: z.literal("meeting.convene"), channel: hex(32), title: named, level: z.enum(levels),
    venue: z.string().min(1).max(400), host: z.strictObject({ party: hex(32).nullable(), names: named }).nullable(),
    languages: z.array(languageTag).min(1).max(meetingLanguagesMax), principals,
    beginsMs: timeMs, endsMs: timeMs, agenda: z.array(named).max(agendaMax), follows: object.nullable(),
    replaces: object.nullable(),
  }),
  /** Whom we send; a newer list takes the place of the former. */
  z.strictObject({
    act: z.literal("meeting.delegation"), object,
    members: z.array(z.strictObject({ role: z.enum(memberRoles), names: named })).min(1).max(membersMax),
  }),
  /** A sitting as we have it; items of the agenda from 1. */
  z.strictObject({
    act: z.literal("meeting.sitting"), object, form: z.enum(sittingForms), beginsMs: timeMs, endsMs: timeMs,
    agenda: z.array(z.number().int().min(1).max(agendaMax)).max(agendaMax), texts: z.array(object).max(sittingTextsMax),
    note: words,
  }),
  /** We will not come. */
  z.strictObject({ act: z.literal("meeting.regret"), object, reason: words }),
  /** Makes the address of a calendar feed, which reads nothing but meetings and limits; or takes all of them back. */
  z.strictObject({ act: z.literal("calendar.link") }),
  z.strictObject({ act: z.literal("calendar.revoke") }),
] as const;
