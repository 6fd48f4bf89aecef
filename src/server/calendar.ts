// The calendar feed (RFC 5545): meetings, and the limits of commitments with their alarms. It holds no message, and
// whoever has its address can read nothing else.

import ICAL from "ical.js";

import type { CommitmentView } from "../api/commitment-views.ts";
import type { MeetingView } from "../api/meeting-views.ts";
import type { StationView } from "../api/views.ts";
import type { Named } from "../core/text/named.ts";
import { visibleText } from "../core/text/visible.ts";
import type { Station } from "../station/surface.ts";

/**
 * Most events of one feed: what is agreed before what is proposed, and of each the latest; and the longest summary, in
 * characters.
 */
export const eventsMax = 1_000;
const summaryMax = 200;
const hourMs = 3_600_000;
/** The last moment that a calendar can name (RFC 5545): one beyond it would spoil the feed for whoever reads it. */
const lastMs = Date.UTC(9999, 11, 31, 23, 59, 59);
const everything = { party: null, state: null, channel: null } as const;

/** The feed as it stands now, in the language asked for where the record has it. */
export function calendarOf(station: Station, language: string): string {
  const state = station.state();
  const calendar = new ICAL.Component("vcalendar");
  calendar.addPropertyWithValue("version", "2.0");
  calendar.addPropertyWithValue("prodid", "-//Chirograph//calendar//EN");
  calendar.addPropertyWithValue("calscale", "GREGORIAN");
  calendar.addPropertyWithValue("method", "PUBLISH");
  const events = [
    ...station.meetings().filter((one) => one.state !== "void" && one.endsMs <= lastMs).map((one) => ({
      agreed: one.state === "convened" || one.state === "replaced", atMs: one.beginsMs,
      made: () => meetingEvent(state, one, language),
    })),
    ...station.commitments(everything).flatMap(({ dueMs, ...rest }) => (
      dueMs === null || dueMs > lastMs || rest.state === "proposed" ? []
        : [{ agreed: true, atMs: dueMs, made: () => limitEvent(state, { ...rest, dueMs }, language) }]
    )),
  ].sort((a, b) => Number(b.agreed) - Number(a.agreed) || b.atMs - a.atMs);
  for (const { made } of events.slice(0, eventsMax)) calendar.addSubcomponent(made());
  return `${calendar.toString()}\r\n`;
}

/** The content type of a feed. */
export const calendarType = "text/calendar; charset=utf-8; method=PUBLISH";

const statuses: Readonly<Record<MeetingView["state"], readonly [status: string, sequence: number]>> = {
  proposed: ["TENTATIVE", 0], convened: ["CONFIRMED", 1], declined: ["CANCELLED", 2], lapsed: ["CANCELLED", 2],
  replaced: ["CANCELLED", 3], void: ["CANCELLED", 3],
};

function meetingEvent(state: StationView, one: MeetingView, language: string): ICAL.Component {
  const [status, sequence] = statuses[one.state];
  const event = begin(state, `meeting-${one.object}`, one.atMs, nameIn(one.title, language));
  event.addPropertyWithValue("status", status);
  event.addPropertyWithValue("sequence", sequence);
  event.addPropertyWithValue("dtstart", time(one.beginsMs));
  event.addPropertyWithValue("dtend", time(one.endsMs));
  event.addPropertyWithValue("location", plain(one.venue));
  event.addPropertyWithValue("description", `${one.label}: ${shorts(state, one.principals)}`);
  return event;
}

/** The last moment of a commitment that is still to be kept, with an alarm for each that was agreed. */
function limitEvent(
  state: StationView, one: CommitmentView & { readonly dueMs: number }, language: string,
): ICAL.Component {
  const isOver = ["verified", "deemed", "waived"].includes(one.state);
  const what = `${shorts(state, one.owner)}: ${nameIn(one.deliverable, language)}`;
  const event = begin(state, `commitment-${one.id.replaceAll(":", "-")}`, one.startMs ?? one.dueMs, what);
  event.addPropertyWithValue("status", isOver ? "CANCELLED" : "CONFIRMED");
  event.addPropertyWithValue("sequence", isOver ? 1 : 0);
  event.addPropertyWithValue("dtstart", time(one.dueMs - hourMs));
  event.addPropertyWithValue("dtend", time(one.dueMs));
  event.addPropertyWithValue("description", plain(`${one.rule.article} ${one.rule.source}`));
  for (const { days } of isOver ? [] : one.alarms) {
    const alarm = new ICAL.Component("valarm");
    alarm.addPropertyWithValue("action", "DISPLAY");
    alarm.addPropertyWithValue("description", event.getFirstPropertyValue("summary") ?? "");
    alarm.addPropertyWithValue("trigger", ICAL.Duration.fromSeconds(-days * 86_400));
    event.addSubcomponent(alarm);
  }
  return event;
}

/** An event with what every one has. What the world is stands before everything else. */
function begin(state: StationView, uid: string, stampMs: number, summary: string): ICAL.Component {
  const event = new ICAL.Component("vevent");
  const mark = state.world === "exercise" ? "EXERCISE EXERCISE: " : "";
  event.addPropertyWithValue("uid", `${uid}@${state.station}.chirograph`);
  event.addPropertyWithValue("dtstamp", time(stampMs));
  event.addPropertyWithValue("summary", mark + plain(summary).slice(0, summaryMax));
  return event;
}

function time(ms: number): ICAL.Time {
  return ICAL.Time.fromJSDate(new Date(ms), true);
}

/** A text of the other party in one line, with everything that would hide shown as an escape (P12). */
function plain(text: string): string {
  return visibleText(text).replaceAll(/\s+/gu, " ").trim();
}

function nameIn(all: readonly Named[], language: string): string {
  return (all.find((one) => one.language === language) ?? all[0])?.text ?? "";
}

function shorts(state: StationView, parties: readonly string[]): string {
  const known = [state.party, ...state.parties];
  return parties.map((id) => known.find((one) => one.id === id)?.short ?? id.slice(0, 8)).join(", ");
}
