// The calendar feed, read with the reader that people's calendars have.

import assert from "node:assert/strict";
import test from "node:test";

import ICAL from "ical.js";

import { calendarOf } from "./calendar.ts";
import type { CommitmentView } from "../api/commitment-views.ts";
import type { MeetingView } from "../api/meeting-views.ts";
import type { Station } from "../station/surface.ts";

const meeting: Partial<MeetingView> = {
  object: "ab".repeat(32), state: "convened", beginsMs: Date.UTC(2027, 7, 30, 9), endsMs: Date.UTC(2027, 7, 30, 17),
  title: [{ language: "en", text: "Plenary; with, commas" }, { language: "ru", text: "Пленарное заседание" }],
  venue: "Room\u202e 2\r\nBEGIN:VALARM", label: "NDL:7", principals: ["p1", "p2"], atMs: Date.UTC(2026, 10, 26),
};

/** A station that tells of these and of nothing else: the feed reads no more of one. */
function telling(
  meetings: readonly Partial<MeetingView>[], commitments: readonly unknown[], world: "exercise" | "actual" = "exercise",
): Station {
  const party = (id: string, short: string): object => ({ id, short });
  return {
    state: () => ({ world, station: "0a".repeat(16), party: party("p1", "NDL"), parties: [party("p2", "VES")] }),
    meetings: () => meetings, commitments: () => commitments,
  } as unknown as Station;
}

function events(text: string): readonly ICAL.Component[] {
  return new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vevent");
}

test("a convened meeting stands at its hours, in the language asked for, marked as an exercise", () => {
  const text = calendarOf(telling([meeting], []), "ru");
  const [event] = events(text);
  assert.equal(event?.getFirstPropertyValue("summary"), "EXERCISE EXERCISE: Пленарное заседание");
  assert.equal(String(event?.getFirstPropertyValue("dtstart")), "2027-08-30T09:00:00Z");
  assert.equal(event?.getFirstPropertyValue("status"), "CONFIRMED");
  assert.ok(text.endsWith("END:VCALENDAR\r\n") && text.split("\r\n").every((line) => Buffer.byteLength(line) <= 75));
});

test("nothing that the other party writes begins a line of its own, or hides", () => {
  const [event, ...others] = events(calendarOf(telling([meeting], []), "en"));
  assert.equal(others.length, 0);
  assert.equal(event?.getAllSubcomponents("valarm").length, 0);
  assert.match(String(event?.getFirstPropertyValue("location")), /^Room.*202E.*2.* BEGIN:VALARM$/u);
  assert.equal(event?.getFirstPropertyValue("summary"), "EXERCISE EXERCISE: Plenary; with, commas");
});

test("a meeting that was put off is cancelled under its own name, with a later number", () => {
  const said = (state: MeetingView["state"]): readonly [unknown, unknown, unknown] => {
    const [event] = events(calendarOf(telling([{ ...meeting, state }], []), "en"));
    return [event?.getFirstPropertyValue("uid"), event?.getFirstPropertyValue("status"),
      event?.getFirstPropertyValue("sequence")];
  };
  const [uid] = said("proposed");
  assert.deepEqual(said("replaced"), [uid, "CANCELLED", 3]);
  assert.deepEqual(said("proposed"), [uid, "TENTATIVE", 0]);
});

test("a limit has its alarms, and none once the commitment is kept; one without a date is not there", () => {
  const due = Date.UTC(2027, 7, 31, 23, 59, 59, 999);
  const commitment = {
    id: "cd:1", dueMs: due, startMs: 0, state: "due", owner: ["p2"], rule: { article: "3", source: "Statement" },
    deliverable: [{ language: "en", text: "Meet again" }], alarms: [30, 14, 7, 1].map((days) => ({ days })),
  } as unknown as CommitmentView;
  const [event] = events(calendarOf(telling([], [commitment], "actual"), "en"));
  assert.equal(event?.getFirstPropertyValue("summary"), "VES: Meet again");
  assert.deepEqual(event?.getAllSubcomponents("valarm").map((one) => String(one.getFirstPropertyValue("trigger"))), [
    "-P30D", "-P2W", "-P1W", "-P1D",
  ]);
  const [kept] = events(calendarOf(telling([], [{ ...commitment, state: "verified" }]), "en"));
  assert.equal(kept?.getAllSubcomponents("valarm").length, 0);
  assert.deepEqual(events(calendarOf(telling([], [{ ...commitment, dueMs: null }]), "en")), []);
});
