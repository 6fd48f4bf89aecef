// What a station may say of a meeting: what every reader would take, and plain words (spec/16-meetings.md).

import { isPlainText } from "../../text/authored.ts";
import { areLanguages, isNamedOnce } from "../../text/named.ts";
import { arePrincipals } from "../agreed/principals.ts";
import type { MeetingContent, SittingContent } from "./entries.ts";

/** Why a station says no such thing; each is a reason of the catalogues. */
export type MeetingRefusal = "meeting-faulty" | "text-forbidden" | "ends-before-it-begins" | "agenda-unknown";

/** What is wrong with a meeting that is to be convened in a charter of so many parties, or null (G-2). */
export function checkMeeting(content: MeetingContent, parties: number): MeetingRefusal | null {
  const { languages, principals, host, title, agenda, venue } = content;
  const named = [title, ...agenda, ...(host === null ? [] : [host.names])];
  if (content.ends < content.begins) return "ends-before-it-begins";
  if (!isWholeMeeting(content, parties)) return "meeting-faulty";
  if (principals.length < 2 || languages.length === 0) return "meeting-faulty";
  return [venue, ...named.flat().map((one) => one.text)].every(isPlainText) ? null : "text-forbidden";
}

/** Whether a meeting reads as one: its languages, parties and times are what they should be (G-2). */
export function isWholeMeeting(content: MeetingContent, parties: number): boolean {
  const { languages, principals, host, title, agenda } = content;
  const named = [title, ...agenda, ...(host === null ? [] : [host.names])];
  return arePrincipals(principals, parties) && areLanguages(languages) && named.every(isNamedOnce)
    && (host?.party ?? 0) < parties
    && content.ends >= content.begins;
}

/** What is wrong with a sitting of a meeting, or null. */
export function checkSitting(
  { begins, ends, agenda, note }: SittingContent, meeting: MeetingContent,
): MeetingRefusal | null {
  if (ends < begins) return "ends-before-it-begins";
  if (agenda.some((item) => item >= meeting.agenda.length)) return "agenda-unknown";
  return isPlainText(note?.text ?? "") ? null : "text-forbidden";
}
