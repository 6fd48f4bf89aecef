// Meetings between two stations: convened by both, put off, declined; each says of its own part what it wants.

import { deepEqual, equal, ok } from "node:assert/strict";
import { after, before, test } from "node:test";

import { calendarTokensMax } from "../house/calendar-token.ts";
import { hand, makePair, makeSelf, must, openEnd, until } from "../pair.fixture.ts";
import type { End, Pair } from "../pair.fixture.ts";
import type { Act, ActOf } from "../../api/acts.ts";
import type { MeetingView } from "../../api/meeting-views.ts";
import { createLoopback } from "../../bearer/loopback/bearer.ts";
import { createMemoryChainFile, createMemoryMedium, createMemoryStore } from "../../store/memory/store.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
type Convene = ActOf<"meeting.convene">;

let pair: Pair;
before(async () => {
  pair = await makePair();
});
after(() => pair.stop());

function convening(change: Partial<Convene> = {}): Convene {
  const { id = "", parties = [] } = pair.a.station.state().channels[0] ?? {};
  const beginsMs = Date.now() + 10 * dayMs;
  return {
    act: "meeting.convene", channel: id, title: ["Working group on the hotline", "Рабочая группа по линии"],
    level: "senior-officials", venue: "Exercise venue, room 2", host: { party: null, names: ["The host", "Хозяин"] },
    languages: ["en", "ru"], principals: [...parties], beginsMs, endsMs: beginsMs + 8 * hourMs,
    agenda: [["The line", "Линия"], ["Inspections", "Инспекции"]], follows: null, replaces: null, ...change,
  };
}

const doAt = ({ station, officer }: End, act: Act): ReturnType<typeof must> => must(station, officer, act);

async function reasonAt({ station, officer }: End, act: Act): Promise<string> {
  const result = await station.act(officer, act);
  return result.kind === "refused" ? result.reason : "done";
}

async function viewAt(end: End, object: string, isSo: (view: MeetingView) => boolean): Promise<MeetingView> {
  const view = (): MeetingView | null => end.station.meeting(object);
  await until(() => {
    const now = view();
    return now !== null && isSo(now);
  });
  return view() as MeetingView;
}

/** Convenes a meeting, and has both accept it. */
async function convened(change: Partial<Convene> = {}): Promise<string> {
  const { a, b } = pair;
  const { object, digest = "" } = await doAt(a, convening(change));
  const accept: Act = { act: "agree.accept", object: object ?? "", digest, untilMs: Date.now() + dayMs };
  await doAt(a, accept);
  await viewAt(b, object ?? "", ({ agreement }) => agreement.state === "accepted-by-some");
  await doAt(b, accept);
  for (const end of [a, b]) await viewAt(end, object ?? "", ({ state }) => state === "convened");
  return object ?? "";
}

test("a meeting is convened when both have accepted it, and each names its own delegation", async () => {
  const { a, b } = pair;
  const object = await convened();
  await doAt(a, {
    act: "meeting.delegation", object,
    members: [
      { role: "head", names: ["Deputy minister", "Заместитель министра"] },
      { role: "legal-adviser", names: ["Adviser", ""] },
    ],
  });
  for (const member of [
    { role: "head", names: ["", "Директор департамента"] }, { role: "aide", names: ["Aide", "Помощник"] },
  ] as const) {
    const members = [{ role: member.role, names: [...member.names] }];
    await doAt(b, { act: "meeting.delegation", object, members });
  }
  for (const end of [a, b]) {
    const view = await viewAt(end, object, ({ delegations }) => (
      delegations.length === 2
        && delegations.every(({ members }) => members[0]?.role !== "head" || members.length === 2)
    ));
    const roles = view.delegations.map(({ members }) => members.map((one) => one.role));
    deepEqual(roles.sort(), [["aide"], ["head", "legal-adviser"]]);
    equal(view.passedOver.length, 0);
  }
  deepEqual(a.station.meeting(object)?.digest, b.station.meeting(object)?.digest);
});

test("sittings name items of the agenda and texts that are there, or are refused", async () => {
  const { a, b } = pair;
  const object = await convened();
  const held: ActOf<"meeting.sitting"> = {
    act: "meeting.sitting", object, form: "plenary", beginsMs: 5, endsMs: 9, agenda: [], texts: [], note: "",
  };
  equal(await reasonAt(a, { ...held, agenda: [3] }), "agenda-unknown");
  equal(await reasonAt(a, { ...held, agenda: [1], endsMs: 4 }), "ends-before-it-begins");
  equal(await reasonAt(a, { ...held, agenda: [1], texts: ["ab".repeat(32)] }), "text-unknown");
  await doAt(a, { ...held, agenda: [2, 1], note: "Both items were opened." });
  await doAt(b, { ...held, agenda: [1], form: "one-to-one", beginsMs: 2 });
  const view = await viewAt(b, object, ({ sittings }) => sittings.length === 2);
  deepEqual(view.sittings.map(({ form, agenda }) => [form, agenda]), [["one-to-one", [1]], ["plenary", [2, 1]]]);
});

test("a meeting that is put off is replaced once the other one is convened, and not before", async () => {
  const { a, b } = pair;
  const first = await convened();
  const later = Date.now() + 30 * dayMs;
  const { object, digest = "" } = await doAt(b, {
    ...convening(), beginsMs: later, endsMs: later + hourMs, replaces: first,
  });
  const second = object ?? "";
  await viewAt(a, second, ({ state }) => state === "proposed");
  equal(a.station.meeting(first)?.state, "convened");
  const accept: Act = { act: "agree.accept", object: second, digest, untilMs: Date.now() + dayMs };
  await must(b.station, hand, { act: "officer.policy", name: "alone", allow: false });
  await doAt(b, accept);
  const [waiting] = b.station.people(b.officer.officer).undertakings;
  equal(waiting?.what, "accept.meeting", "what waits for two persons is called what it is");
  equal(waiting?.lines.find(({ name }) => name === "replaces")?.text, a.station.meeting(first)?.label);
  await must(b.station, hand, { act: "officer.policy", name: "alone", allow: true });
  await doAt(b, { act: "undertaking.discard", undertaking: waiting?.object ?? "" });
  await doAt(b, accept);
  await doAt(a, accept);
  for (const end of [a, b]) {
    const view = await viewAt(end, first, ({ state }) => state === "replaced");
    equal(view.replacedBy, second);
  }
  const { digest: former = "" } = a.station.meeting(first) ?? {};
  equal(await reasonAt(a, { ...accept, object: first, digest: former }), "word-already-said");
});

test("who says that it will not come is shown so until it names a delegation again", async () => {
  const { a, b } = pair;
  const object = await convened();
  await doAt(b, { act: "meeting.regret", object, reason: "The venue is not agreed." });
  const view = await viewAt(a, object, ({ regrets }) => regrets.length === 1);
  equal(view.regrets[0]?.reason?.text, "The venue is not agreed.");
  equal(view.state, "convened", "its acceptance stands all the same");
  await doAt(b, { act: "meeting.delegation", object, members: [{ role: "head", names: ["Head", ""] }] });
  await viewAt(a, object, ({ regrets }) => regrets.length === 0);
});

test("what does not read as a meeting is refused, and says nothing", async () => {
  const { a } = pair;
  const before = a.station.meetings().length;
  const [us = ""] = convening().principals;
  equal(await reasonAt(a, convening({ principals: [us, us] })), "meeting-faulty");
  equal(await reasonAt(a, convening({ languages: ["en", "en"] })), "meeting-faulty");
  equal(await reasonAt(a, convening({ title: ["", ""] })), "meeting-faulty");
  equal(await reasonAt(a, convening({ endsMs: 1, beginsMs: 2 })), "ends-before-it-begins");
  equal(await reasonAt(a, convening({ venue: "Room \u202e2" })), "text-forbidden");
  equal(await reasonAt(a, convening({ follows: "ab".repeat(32) })), "object-unknown");
  equal(a.station.meetings().length, before);
});

test("a calendar's address opens nothing once it was taken back, and another one never did", async () => {
  const { a } = pair;
  const { link = "" } = await doAt(a, { act: "calendar.link" });
  const token = link.split("/").at(-1) ?? "";
  ok(a.station.opensCalendar(token));
  equal(a.station.opensCalendar("ab".repeat(32)), false);
  equal(a.station.opensCalendar(""), false);
  await doAt(a, { act: "calendar.revoke" });
  equal(a.station.opensCalendar(token), false);
});

test("the ninth address takes the place of the first, after a start too", async () => {
  const [self, medium, chains] = [makeSelf("C"), createMemoryMedium(), createMemoryChainFile()];
  const open = (officer: End["officer"] | null): Promise<End> =>
    openEnd(self, createMemoryStore(medium), chains, createLoopback().a("0a".repeat(16)), officer);
  const first = await open(null);
  const linkAt = async (end: End): Promise<string> => (
    (await doAt(end, { act: "calendar.link" })).link ?? ""
  ).split("/").at(-1) ?? "";
  const tokens: string[] = [];
  for (let count = 0; count < calendarTokensMax; count++) tokens.push(await linkAt(first));
  await first.station.stop();
  const again = await open(first.officer);
  tokens.push(await linkAt(again));
  deepEqual(tokens.map((token) => again.station.opensCalendar(token)), tokens.map((_, at) => at > 0));
  await again.station.stop();
});
