// Commitments between two stations: proposed, accepted, claimed, verified, disputed, given up; what is refused, and
// what rings.

import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { hand, makePair, must, until } from "../pair.fixture.ts";
import type { End, Pair } from "../pair.fixture.ts";
import type { Act, ActResult } from "../../api/acts.ts";
import type { CommitmentView } from "../../api/commitment-views.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { dayMs } from "../../core/clock/calendar.ts";
import { noLimit } from "../../core/clock/time-limit.ts";
import { testSchedule, within } from "../../core/mechanism/commitment/commitment.fixture.ts";
import { commitmentsContent } from "../../core/mechanism/commitment/entries.ts";
import type { Commitment } from "../../core/mechanism/commitment/entries.ts";

interface Story {
  readonly pair: Pair;
  readonly object: string;
  readonly do: (end: End, act: Act) => Promise<ActResult>;
  readonly see: (end: End, number?: number) => CommitmentView;
}

async function adopted(items: readonly Partial<Commitment>[]): Promise<Story> {
  const pair = await makePair();
  const { a, b, channel } = pair;
  const schedule = commitmentsContent.toJson(testSchedule(items));
  const { object, digest = "" } = await must(a.station, a.officer, { act: "commitment.propose", channel, schedule });
  const name = object ?? "";
  await until(() => b.station.schedule(name) !== null);
  equal(b.station.schedule(name)?.digest, digest);
  const untilMs = Date.now() + dayMs;
  for (const end of [a, b]) {
    await must(end.station, end.officer, { act: "agree.accept", object: name, digest, untilMs });
  }
  for (const { station } of [a, b]) await until(() => station.schedule(name)?.agreement.state === "adopted");
  return {
    pair, object: name, do: (end, act) => end.station.act(end.officer, act),
    see: (end, number = 1) => end.station.commitments({ party: null, state: null, channel: null })
      .find((one) => one.object === name && one.number === number) as CommitmentView,
  };
}

const refusal = (result: ActResult): string => (result.kind === "refused" ? result.reason : "done");

test("a schedule is proposed, adopted, claimed and verified, and both read the same", async () => {
  const one = await adopted([{ limit: within(7, "days") }]);
  const { pair: { a, b }, object } = one;
  deepEqual([one.see(a).state, one.see(a).dueMs], ["due", one.see(b).dueMs]);
  const claim: Act = { act: "commitment.claim", object, number: 1, time: 1, statement: "Done.", evidence: [] };
  equal(refusal(await one.do(b, claim)), "not-the-owner");
  equal(refusal(await one.do(a, claim)), "done");
  await until(() => one.see(b).claims.length === 1);
  const said = one.see(b).claims[0]?.leaf ?? "";
  const find = { act: "commitment.find", object, claim: said, result: "verified", reason: "" } as const;
  equal(refusal(await one.do(a, find)), "not-a-verifier");
  equal(refusal(await one.do(b, { ...find, result: "disputed", reason: "Not complete." })), "done");
  await until(() => one.see(a).state === "disputed");
  equal(refusal(await one.do(b, find)), "done");
  equal(refusal(await one.do(b, find)), "already-done");
  equal(refusal(await one.do(b, { ...find, result: "disputed", reason: "Too late." })), "already-done", "D-17 of D-9");
  await until(() => one.see(a).state === "verified");
  equal(one.see(a).verdict?.outcome, "met");
  equal(refusal(await one.do(a, claim)), "already-done");
  const { moved = [] } = a.station.follow("0") ?? {};
  deepEqual(moved.map(({ what }) => what), ["adopted", "claimed", "verified"]);
  equal(a.station.follow("ff".repeat(32)), null);
  equal(a.station.follow(object)?.sinceMs, a.station.schedule(object)?.proposedMs);
  await one.pair.stop();
});

test("nothing is said of what is not adopted, nor by whom it is not for", async () => {
  const pair = await makePair();
  const { a, channel } = pair;
  const propose = (content: ReturnType<typeof testSchedule>): Promise<ActResult> => a.station.act(
    a.officer, { act: "commitment.propose", channel, schedule: commitmentsContent.toJson(content) },
  );
  equal(refusal(await propose(testSchedule([{ verifiers: [7] }]))), "unknown-party");
  equal(refusal(await propose(testSchedule([{ to: [0] }]))), "shape");
  equal(refusal(await propose(testSchedule([{ deliverable: ["a\u202e", "b"] }]))), "text-forbidden");
  const faulty = { act: "commitment.propose", channel, schedule: { items: [] } } as const;
  equal(refusal(await a.station.act(a.officer, faulty)), "shape");
  const { object = "" } = await must(a.station, a.officer, {
    act: "commitment.propose", channel, schedule: commitmentsContent.toJson(testSchedule([{}])),
  });
  equal(a.station.schedule(object ?? "")?.commitments[0]?.state, "proposed");
  equal(refusal(await a.station.act(a.officer, {
    act: "commitment.claim", object: object ?? "", number: 1, time: 1, statement: "", evidence: [],
  })), "not-adopted");
  await pair.stop();
});

test("what binds waits for a second person where the house asks for one, an objection does not", async () => {
  const one = await adopted([{ silence: { amount: 2, unit: "days" } }]);
  const { pair: { a, b }, object } = one;
  for (const { station } of [a, b]) await must(station, hand, { act: "officer.policy", name: "alone", allow: false });
  const claim: Act = { act: "commitment.claim", object, number: 1, time: 1, statement: "", evidence: [] };
  const waiting = await must(a.station, a.officer, claim);
  ok(waiting.digest !== undefined && !waiting.released);
  equal(one.see(a).claims.length, 0);
  const [open] = a.station.people(a.officer.officer).undertakings;
  ok(open !== undefined);
  equal(open.what, "commitment.claim");
  ok(open.lines.some((line) => line.text?.includes("Список контактов")));
  await must(a.station, hand, { act: "officer.policy", name: "alone", allow: true });
  await must(a.station, a.officer, claim);
  await until(() => one.see(b).claims.length === 1);
  const said = one.see(b).claims[0]?.leaf ?? "";
  equal(one.see(b).claims[0]?.silence?.state, "running");
  equal(refusal(await one.do(b, { act: "commitment.object", object, to: said, reason: "No." })), "done");
  await until(() => one.see(a).state === "disputed");
  await one.pair.stop();
});

test("whoever verifies one of two claims is shown which, and all that it says", async () => {
  const one = await adopted([{}]);
  const { pair: { a, b }, object } = one;
  const claim = { act: "commitment.claim" as const, object, number: 1, time: 1 };
  for (const statement of ["Handed over.", "Handed over, but for the annex."]) {
    await must(a.station, a.officer, { ...claim, statement, evidence: [] });
  }
  await until(() => one.see(b).claims.length === 2);
  await must(b.station, hand, { act: "officer.policy", name: "alone", allow: false });
  for (const { leaf, label, reason } of one.see(b).claims) {
    await must(b.station, b.officer, { act: "commitment.find", object, claim: leaf, result: "verified", reason: "" });
    const { lines = [] } = b.station.people(b.officer.officer).undertakings.find(
      (open) => open.lines.some(({ text }) => text === label),
    ) ?? {};
    deepEqual(lines.filter(({ name }) => name === "claim" || name === "statement").map(({ text }) => text), [
      label, `${reason?.language}: ${reason?.text}`,
    ]);
  }
  await one.pair.stop();
});

test("what is owed is given up, time does not count, and what occurred starts a clock", async () => {
  const of = { kind: "occurrence", object: null, time: null, name: "entry into force", item: null } as const;
  const one = await adopted([{}, { limit: within(2, "days", of) }, { limit: { ...noLimit, form: "at", at: 4e12 } }]);
  const { pair: { a, b }, object } = one;
  equal(refusal(await one.do(b, { act: "commitment.waive", object, number: 1, time: 1, reason: "" })), "done");
  await until(() => one.see(a).state === "waived");
  equal(one.see(a, 2).state, "waiting");
  const timeMs = Date.now();
  equal(refusal(await one.do(b, { act: "commitment.occur", object, name: of.name, timeMs, note: "" })), "done");
  await until(() => one.see(b, 2).state === "due");
  equal(refusal(await one.do(b, {
    act: "commitment.toll", object, number: 3, fromMs: timeMs + dayMs, untilMs: timeMs + dayMs + 1_000,
    ground: "agreed", reason: "",
  })), "done");
  await until(() => one.see(a, 3).dueMs === 4e12 + 1_000);
  equal(one.see(b, 3).dueMs, 4e12 + 1_000);
  await one.pair.stop();
});

test("an alarm rings on its day, and on the convenor where nobody did it", async () => {
  const soon = Date.now() + dayMs / 2;
  const one = await adopted([
    { limit: { ...noLimit, form: "at", at: soon }, alarms: [30, 1] },
    { owner: [0, 1], to: [0, 1], limit: { ...noLimit, form: "at", at: 5 }, alarms: [30], convenor: 1 },
  ]);
  const { pair: { a, b } } = one;
  const alerts = ({ station }: End): readonly string[] => station.state().alerts
    .filter(({ kind }) => kind === "clock").map(({ sentence, values }) => `${sentence} ${values["days"]}`);
  deepEqual(alerts(a), ["alert.commitment-ours 1", "alert.commitment-lapsed 30"]);
  const parties = [a, b].map(({ self }) => toHex(self.party)).sort();
  deepEqual([1, 2].map((number) => one.see(a, number).verdict?.unheard), [parties, []], "who was not heard");
  deepEqual(alerts(b), ["alert.commitment-theirs 1", "alert.commitment-convene 30"]);
  await one.pair.stop();
});

test("a convened meeting answers a commitment to meet again: no alarm rings till it has begun", async () => {
  const one = await adopted([{
    owner: [0, 1], to: [0, 1], limit: { ...noLimit, form: "at", at: Date.now() + 10 * dayMs }, alarms: [30, 14, 7, 1],
    convenor: 1,
  }]);
  const { pair: { a, b, channel } } = one;
  const alerts = ({ station }: End): readonly string[] => station.state().alerts
    .filter(({ kind }) => kind === "clock").map(({ sentence, values }) => `${sentence} ${values["days"]}`);
  deepEqual(one.see(a).alarms.filter(({ rings }) => rings).map(({ days }) => days), [30, 14]);
  equal(one.see(a).meeting, null);
  for (const end of [a, b]) deepEqual(alerts(end), ["alert.commitment-ours 14"]);
  const convene = async (beginsMs: number): Promise<string> => {
    const { object = null, digest = "" } = await must(b.station, b.officer, {
      act: "meeting.convene", channel, title: ["Second meeting", "Вторая встреча"], level: "experts", venue: "Room 2",
      host: null, languages: ["en", "ru"], principals: [a, b].map(({ self }) => toHex(self.party)), beginsMs,
      endsMs: beginsMs + 3_600_000, agenda: [], follows: null, replaces: null,
    });
    ok(object !== null);
    await until(() => a.station.meeting(object) !== null);
    equal(one.see(a).meeting?.object === object, false, "a proposal answers nothing");
    for (const end of [a, b]) {
      await must(end.station, end.officer, { act: "agree.accept", object, digest, untilMs: Date.now() + dayMs });
    }
    for (const end of [a, b]) await until(() => end.station.meeting(object)?.state === "convened");
    return object;
  };
  const late = await convene(Date.now() + 20 * dayMs);
  equal(one.see(a).meeting?.object, late);
  ok(one.see(a).alarms.some(({ rings }) => rings), "one after the limit comes too late");
  const soon = await convene(Date.now() + 500);
  for (const end of [a, b]) {
    equal(one.see(end).meeting?.object, soon);
    ok(!one.see(end).alarms.some(({ rings }) => rings));
  }
  await until(() => Date.now() > (one.see(a).meeting?.beginsMs ?? Infinity));
  // What is alerted is found anew when something is said of the schedule.
  await must(a.station, a.officer, { act: "commitment.occur", object: one.object, name: "x", timeMs: 1, note: "" });
  deepEqual(alerts(a), ["alert.commitment-sat 0"]);
  await one.pair.stop();
});

test("commitments come from clauses of an adopted text, and are counted from its adoption", async () => {
  const pair = await makePair();
  const { a, b, channel } = pair;
  const both = [a, b].map(({ self }) => toHex(self.party));
  const doAt = (end: End, act: Act): ReturnType<typeof must> => must(end.station, hand, act);
  const { object = "" } = await doAt(a, {
    act: "text.begin", channel, purpose: "communique", title: ["Communique", "Коммюнике"], languages: ["en", "ru"],
    principals: both, pen: null, amends: null, meeting: null,
  });
  const text = object ?? "";
  await doAt(a, {
    act: "text.offer", object: text, package: false, note: null, changes: [{
      touches: [],
      clauses: [{ slot: null, after: null, heading: false, texts: ["They hand over a list.", "Передают."] }],
    }],
  });
  const changeAt = (end: End): string => end.station.text(text)?.slots[0]?.changes[0]?.change ?? "";
  await until(() => changeAt(b) !== "");
  const stands = [{ change: changeAt(b), stance: "accept" as const }];
  await doAt(b, { act: "text.position", object: text, stands, note: null });
  await until(() => a.station.text(text)?.state === "clean");
  const { digest = "" } = await doAt(a, { act: "text.fair-copy", object: text });
  const propose = (of: { clauses: number[]; digest?: string }): Promise<ActResult> => a.station.act(a.officer, {
    act: "commitment.propose", channel, schedule: commitmentsContent.toJson(testSchedule([{ clauses: of.clauses }], {
      text: Uint8Array.fromHex(text), digest: Uint8Array.fromHex(of.digest ?? digest),
    })),
  });
  equal(refusal(await propose({ clauses: [0] })), "text-not-adopted");
  const untilMs = Date.now() + dayMs;
  await until(() => b.station.text(text)?.fairCopies.some((one) => one.digest === digest) === true);
  for (const end of [a, b]) {
    await must(end.station, end.officer, { act: "agree.accept", object: text, digest, untilMs });
  }
  for (const end of [a, b]) await until(() => end.station.text(text)?.state === "adopted");
  equal(refusal(await propose({ clauses: [1] })), "clause-unknown");
  equal(refusal(await propose({ clauses: [0], digest: "ab".repeat(32) })), "text-not-adopted");
  const proposed = await propose({ clauses: [0] });
  const schedule = proposed.kind === "done" ? proposed.object ?? "" : "";
  const of = proposed.kind === "done" ? proposed.digest ?? "" : "";
  await until(() => b.station.schedule(schedule) !== null);
  for (const end of [a, b]) {
    await must(end.station, end.officer, { act: "agree.accept", object: schedule, digest: of, untilMs });
  }
  for (const { station } of [a, b]) {
    await until(() => station.schedule(schedule)?.agreement.state === "adopted");
    const [one] = station.schedule(schedule)?.commitments ?? [];
    await until(() => station.schedule(schedule)?.commitments[0]?.startMs === station.text(text)?.adoptedAtMs);
    deepEqual([one?.text, one?.clauses, one?.state], [text, [0], "due"]);
  }
  await pair.stop();
});
