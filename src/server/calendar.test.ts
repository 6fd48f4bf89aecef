// The calendar feed of a real station, read with the reader that people's calendars have.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";

import ICAL from "ical.js";

import { calendarOf, eventsMax } from "./calendar.ts";
import type { Act } from "../api/acts.ts";
import { encodeShape } from "../core/bytes/shape.ts";
import { dayMs } from "../core/clock/calendar.ts";
import { noLimit } from "../core/clock/time-limit.ts";
import { testSchedule, within } from "../core/mechanism/commitment/commitment.fixture.ts";
import { commitmentsContent } from "../core/mechanism/commitment/entries.ts";
import type { Commitment } from "../core/mechanism/commitment/entries.ts";
import { meeting, meetingContent } from "../core/mechanism/meeting/entries.ts";
import { timeMsMax } from "../core/record/entry.ts";
import { append } from "../station/append.ts";
import { hand, makePair, must, until } from "../station/pair.fixture.ts";
import type { End, Pair } from "../station/pair.fixture.ts";
import { meetingsShownMax } from "../station/view/meeting-view.ts";

const beginsMs = Date.UTC(2027, 7, 30, 9);
const hourMs = 3_600_000;
const title = ["Plenary; with, commas", "Пленарное заседание"];

let pair: Pair;
before(async () => {
  pair = await makePair();
});
after(() => pair.stop());

/** Proposes a meeting; its object and digest. */
async function proposed(end: End, replaces: string | null = null): Promise<readonly [object: string, digest: string]> {
  const { id: channel = "", parties = [] } = end.station.state().channels[0] ?? {};
  const { object, digest } = await must(end.station, end.officer, {
    act: "meeting.convene", channel, title, level: "experts", venue: "Room 2", host: null, languages: ["en", "ru"],
    principals: [...parties], beginsMs, endsMs: beginsMs + 8 * hourMs, agenda: [], follows: null, replaces,
  });
  return [object ?? "", digest ?? ""];
}

/** Has both accept what the first of them proposed. */
async function agreed({ a, b }: Pair, object: string, digest: string, isHere: () => boolean): Promise<void> {
  const accept: Act = { act: "agree.accept", object, digest, untilMs: Date.now() + dayMs };
  await must(a.station, a.officer, accept);
  await until(isHere);
  await must(b.station, b.officer, accept);
}

async function convened(replaces: string | null = null): Promise<string> {
  const { a, b } = pair;
  const [object, digest] = await proposed(a, replaces);
  await agreed(pair, object, digest, () => b.station.meeting(object) !== null);
  for (const { station } of [a, b]) await until(() => station.meeting(object)?.state === "convened");
  return object;
}

function eventsOf({ station }: End, language = "en"): readonly ICAL.Component[] {
  return new ICAL.Component(ICAL.parse(calendarOf(station, language))).getAllSubcomponents("vevent");
}

function eventOf(end: End, object: string, language = "en"): ICAL.Component {
  const isOf = (event: ICAL.Component): boolean => String(event.getFirstPropertyValue("uid")).includes(object);
  const [event, ...others] = eventsOf(end, language).filter(isOf);
  assert.ok(event !== undefined && others.length === 0);
  return event;
}

test("a convened meeting stands at its hours, in the language asked for, marked as an exercise", async () => {
  const event = eventOf(pair.b, await convened(), "ru");
  assert.equal(event.getFirstPropertyValue("summary"), "EXERCISE EXERCISE: Пленарное заседание");
  assert.equal(String(event.getFirstPropertyValue("dtstart")), "2027-08-30T09:00:00Z");
  assert.equal(event.getFirstPropertyValue("status"), "CONFIRMED");
  const text = calendarOf(pair.b.station, "ru");
  assert.ok(text.endsWith("END:VCALENDAR\r\n") && text.split("\r\n").every((line) => Buffer.byteLength(line) <= 75));
});

test("nothing that the other party writes begins a line of its own, or hides", async () => {
  const { a, b } = pair;
  const { state } = b.runner;
  const channel = state.channels.get(pair.channel);
  assert.ok(channel !== undefined);
  const names = ["en", "ru"].map((language, index) => ({ language, text: title[index] ?? "" }));
  // B is dishonest: its own surface would refuse this.
  append(state, channel, {
    kind: meeting, precedence: "PRIORITY", object: new Uint8Array(0), officer: null, act: "meeting.convene",
    content: encodeShape(meetingContent, {
      title: names, level: "experts", venue: "Room\u202e 2\r\nBEGIN:VALARM", host: null, languages: ["en", "ru"],
      principals: [0, 1], begins: beginsMs, ends: beginsMs + 1, agenda: [], follows: null, replaces: null,
    }),
  });
  b.runner.feed({ kind: "flush" });
  const objectAt = (): string | undefined => (
    a.station.meetings().find(({ venue }) => venue.includes("VALARM"))?.object
  );
  await until(() => objectAt() !== undefined);
  const event = eventOf(a, objectAt() ?? "");
  assert.equal(eventsOf(a).length, a.station.meetings().length);
  assert.equal(event.getAllSubcomponents("valarm").length, 0);
  assert.match(String(event.getFirstPropertyValue("location")), /^Room.*202E.*2.* BEGIN:VALARM$/u);
  assert.equal(event.getFirstPropertyValue("summary"), "EXERCISE EXERCISE: Plenary; with, commas");
});

test("a meeting that was put off is cancelled under its own name, with a later number", async () => {
  const { a, b } = pair;
  const said = (object: string): readonly unknown[] => (
    ["uid", "status", "sequence"].map((name) => eventOf(b, object).getFirstPropertyValue(name))
  );
  const [object, digest] = await proposed(a);
  await until(() => b.station.meeting(object) !== null);
  const [uid, ...then] = said(object);
  assert.deepEqual(then, ["TENTATIVE", 0]);
  await agreed(pair, object, digest, () => true);
  await until(() => b.station.meeting(object)?.state === "convened");
  assert.deepEqual(said(object), [uid, "CONFIRMED", 1]);
  await convened(object);
  await until(() => b.station.meeting(object)?.state === "replaced");
  assert.deepEqual(said(object), [uid, "CANCELLED", 3]);
});

test("a limit has its alarms, and none once the commitment is kept; one without a date is not there", async (t) => {
  const actual = await makePair({ world: "actual" });
  t.after(() => actual.stop());
  const { a, b, channel } = actual;
  // Here one person binds the house, by command.
  for (const { station } of [a, b]) {
    for (const name of ["alone", "token"] as const) {
      await must(station, hand, { act: "officer.policy", name, allow: true });
    }
  }
  const dueMs = Date.UTC(2127, 7, 31, 23, 59, 59, 999);
  const of = { kind: "occurrence", object: null, time: null, name: "entry into force", item: null } as const;
  const items: readonly Partial<Commitment>[] = [
    {
      deliverable: ["Meet again", "Встретиться"], limit: { ...noLimit, form: "at", at: dueMs }, alarms: [30, 14, 7, 1],
    },
    { limit: within(2, "days", of) },
  ];
  const { object = "", digest = "" } = await must(a.station, a.officer, {
    act: "commitment.propose", channel, schedule: commitmentsContent.toJson(testSchedule(items)),
  });
  const schedule = object ?? "";
  assert.deepEqual(eventsOf(a), [], "nobody has accepted it");
  await agreed(actual, schedule, digest, () => b.station.schedule(schedule) !== null);
  for (const { station } of [a, b]) await until(() => station.schedule(schedule)?.agreement.state === "adopted");
  const [event, ...others] = eventsOf(b);
  assert.deepEqual(others, []);
  assert.equal(event?.getFirstPropertyValue("summary"), "A: Meet again");
  assert.deepEqual(event?.getAllSubcomponents("valarm").map((one) => String(one.getFirstPropertyValue("trigger"))), [
    "-P30D", "-P2W", "-P1W", "-P1D",
  ]);
  const item = { object: schedule, number: 1, time: 1 };
  await must(a.station, a.officer, { act: "commitment.claim", ...item, statement: "We met.", evidence: [] });
  const claim = (): string => b.station.schedule(schedule)?.commitments[0]?.claims[0]?.leaf ?? "";
  await until(() => claim() !== "");
  await must(b.station, b.officer, {
    act: "commitment.find", object: schedule, claim: claim(), result: "verified", reason: "",
  });
  const [kept] = eventsOf(b);
  assert.deepEqual([kept?.getFirstPropertyValue("status"), kept?.getAllSubcomponents("valarm")], ["CANCELLED", []]);
  // Of more than a feed holds the first that are over give way, and none that is to come.
  const [one] = b.station.commitments({ party: null, state: null, channel: null });
  assert.ok(one !== undefined);
  const many = Array.from({ length: eventsMax + 1 }, (_, at) => ({ ...one, id: `many:${at}`, dueMs: at * hourMs }));
  const full = calendarOf({ ...b.station, commitments: () => many }, "en");
  const uids = new ICAL.Component(ICAL.parse(full)).getAllSubcomponents("vevent").map(
    (event) => String(event.getFirstPropertyValue("uid")),
  );
  assert.equal(uids.length, eventsMax);
  assert.deepEqual(["many-0@", `many-${eventsMax}@`].map((id) => uids.some((uid) => uid.includes(id))), [false, true]);
});

test("proposals of others hide no meeting of ours, and one beyond all years spoils no calendar", async () => {
  const { a, b } = pair;
  const own = await convened();
  const channel = b.runner.state.channels.get(pair.channel);
  assert.ok(channel !== undefined);
  const names = [{ language: "en", text: "Never" }];
  for (let n = 0; n < meetingsShownMax; n++) {
    append(b.runner.state, channel, {
      kind: meeting, precedence: "PRIORITY", object: new Uint8Array(0), officer: null, act: "meeting.convene",
      content: encodeShape(meetingContent, {
        title: names, level: "experts", venue: `Room ${n}`, host: null, languages: ["en"], principals: [0, 1],
        begins: timeMsMax - 1, ends: timeMsMax, agenda: [], follows: null, replaces: null,
      }),
    });
  }
  b.runner.feed({ kind: "flush" });
  const known = (): number => a.runner.state.channels.get(pair.channel)?.meetings.size ?? 0;
  await until(() => known() > meetingsShownMax);
  const shown = a.station.meetings();
  assert.deepEqual([shown.length, shown.some(({ object }) => object === own)], [meetingsShownMax, true]);
  assert.equal(eventOf(a, own).getFirstPropertyValue("status"), "CONFIRMED");
  assert.ok(!calendarOf(a.station, "en").includes("Never"));
  const dated = calendarOf(a.station, "en").split("\r\n").filter((line) => line.startsWith("DT"));
  for (const line of dated) assert.match(line, /^DT\w+:\d{8}T\d{6}Z$/u);
});
