import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { countingHash, makeRecord, seeded, shuffled, say, viewOf } from "../../agree/record.fixture.ts";
import type { MadeRecord, Saying, WholeEntry } from "../../agree/record.fixture.ts";
import { toHex } from "../../bytes/hex.ts";
import { dayMs, dayOfDate, hourMs } from "../../clock/calendar.ts";
import { noLimit } from "../../clock/time-limit.ts";
import { testCharter } from "../message/message.fixture.ts";
import { adoptedAt, adoptionEvent, testCommitment, testSchedule, within } from "./commitment.fixture.ts";
import { claim, commitments, finding, objection, occurrence, tolling, waiver } from "./entries.ts";
import type { Commitment, CommitmentsContent } from "./entries.ts";
import { foldSchedule } from "./fold.ts";
import type { Around, ScheduleState } from "./fold.ts";
import { checkSchedule } from "./schedule.ts";

const charter = { ...testCharter(), skewMs: 1_000, courierMs: 60_000, longStopMs: 30 * dayMs };
/** Parties of the charter by the byte their id is made of, in its order. */
const [A, B] = charter.parties.map((one) => one.id[0] as number) as [number, number];
const t0 = dayOfDate({ year: 2026, month: 12, day: 28 }) * dayMs + 14 * hourMs;
const due = (dayOfDate({ year: 2027, month: 1, day: 4 }) + 1) * dayMs - 1;

interface Story {
  readonly record: MadeRecord;
  readonly schedule: WholeEntry;
  readonly says: (party: number, time: number, kind: Saying["kind"], content: unknown, more?: Partial<Saying>) =>
    WholeEntry;
  /** Both speak, and each has heard the other. */
  readonly speak: (time: number) => void;
  readonly at: (at: number, more?: Partial<Around>, entries?: readonly WholeEntry[]) => ScheduleState;
}

function story(items: readonly Partial<Commitment>[], more: Partial<CommitmentsContent> = {}): Story {
  const record = makeRecord(countingHash());
  const content = testSchedule(items, more);
  checkSchedule(content);
  const schedule = say(record, { party: A, time: t0, kind: commitments, content });
  const says: Story["says"] = (party, time, kind, said, of = {}) =>
    say(record, { party, time, kind, content: said, object: schedule, ...of });
  return {
    record, schedule, says,
    speak: (time) => {
      for (const [party, other] of [[A, B], [B, A], [A, B]] as const) {
        say(record, { party, time, kind: null, hears: [other] });
      }
    },
    at: (at, of = {}, entries = record.entries) => {
      const about = entries.filter((one) => one.object === schedule.object);
      const state = foldSchedule(schedule.object, about, {
        view: viewOf(entries), charter, at, agreement: adoptedAt(t0),
        adoption: { ms: t0, disputed: false, settled: true },
        entryOf: (object) => entries.find((one) => toHex(one.leaf) === object) ?? null, ...of,
      });
      ok(state !== null);
      return state;
    },
  };
}

const done = (item = 0, round = 0): unknown => ({ item, round, statement: null, evidence: [] });
const found = (one: WholeEntry, result: "verified" | "disputed"): unknown => (
  { claim: one.leaf, result, reason: null }
);
const standing = (state: ScheduleState, item = 0): string => {
  const one = state.items.findLast((other) => other.item === item);
  return `${one?.standing} ${one?.verdict?.outcome ?? "-"} ${one?.verdict?.state ?? "-"}`;
};

test("it runs to the last millisecond, is claimed in it, and lapses a millisecond after", () => {
  const one = story([{}]);
  one.speak(t0 + 1);
  equal(standing(one.at(due)), "due running open");
  equal(standing(one.at(due + 1)), "lapsed passed provisional");
  one.speak(due + 1_001);
  equal(standing(one.at(due + 1_002)), "lapsed passed final");
  const met = story([{}]);
  met.speak(t0 + 1);
  const claimed = met.says(A, due, claim, done());
  met.speak(due + 1_001);
  equal(standing(met.at(due + 1_002)), "claimed met provisional");
  met.says(B, due + 2_000, finding, found(claimed, "verified"));
  equal(standing(met.at(due + 3_000)), "verified met final");
  const late = story([{}]);
  late.speak(t0 + 1);
  late.says(A, due + 1, claim, done());
  equal(standing(late.at(due + 2)), "claimed passed provisional");
});

test("what is not adopted binds nobody, and nothing is final that is counted from a date that may move", () => {
  const one = story([{}]);
  one.says(A, t0 + 5, claim, done());
  equal(standing(one.at(due + 9, { agreement: { ...adoptedAt(t0), state: "accepted-by-some" } })), "proposed - -");
  one.speak(due + 2_000);
  equal(standing(one.at(due + 3_000, { adoption: { ms: t0, disputed: false, settled: false } })),
    "claimed met provisional");
});

test("a dispute makes the limit disputed, a second claim can meet it, and only who may say so counts", () => {
  const one = story([{}]);
  const first = one.says(A, t0 + 1_000, claim, done());
  one.speak(t0 + 2_000);
  one.says(B, t0 + 3_000, finding, found(first, "disputed"));
  equal(standing(one.at(t0 + 4_000)), "disputed disputed provisional");
  const second = one.says(A, t0 + 5_000, claim, done());
  equal(standing(one.at(t0 + 6_000)), "claimed met provisional");
  one.says(B, t0 + 7_000, finding, found(second, "verified"));
  equal(standing(one.at(t0 + 8_000)), "verified met provisional");
  for (const [party, kind, content] of [
    [B, claim, done()], [A, finding, found(first, "verified")], [A, waiver, { item: 0, round: 0, reason: null }],
    [A, claim, done(1)], [A, claim, done(0, 1)], [A, objection, { to: first.leaf, reason: null }],
    [B, tolling, { item: 0, from: 9, until: 8, ground: "other", reason: null }],
    [B, finding, { claim: new Uint8Array(32), result: "verified", reason: null }],
  ] as const) one.says(party, t0 + 9_000, kind, content);
  deepEqual(one.at(t0 + 9_000).passedOver.map(({ reason }) => reason).sort(), [
    "no-such-claim", "no-such-commitment", "no-such-commitment", "not-a-creditor", "not-a-verifier",
    "not-the-owner", "own-claim", "until-before-from",
  ]);
  equal(standing(one.at(t0 + 9_000)), "verified met provisional");
});

test("everybody to whom it is owed may give it up, and what was verified stays so", () => {
  const one = story([{}]);
  one.says(B, t0 + 1_000, waiver, { item: 0, round: 0, reason: null });
  equal(one.at(t0 + 2_000).items[0]?.standing, "waived");
  const both = story([{ owner: [0, 1], to: [0, 1] }]);
  both.says(B, t0 + 1_000, waiver, { item: 0, round: 0, reason: null });
  equal(both.at(t0 + 2_000).items[0]?.standing, "due");
});

test("silence after the receipt of a claim is fulfilment, an objection in its last millisecond is not", () => {
  const told = (say: "nothing" | "in time" | "late" | "far ahead", at: number): string => {
    const one = story([{ silence: { amount: 2, unit: "days" } }]);
    const claimed = one.says(A, t0 + 1_000, claim, done());
    one.speak(t0 + 2_000);
    const end = (dayOfDate({ year: 2026, month: 12, day: 30 }) + 1) * dayMs - 1;
    const time = end + { "nothing": 0, "in time": 0, "late": 1, "far ahead": 10 * dayMs }[say];
    if (say !== "nothing") one.says(B, time, objection, { to: claimed.leaf, reason: null });
    one.speak(end + 2_000);
    return standing(one.at(end + at));
  };
  equal(told("nothing", 0), "claimed met provisional");
  equal(told("nothing", 1), "deemed met provisional");
  equal(told("in time", 3_000), "disputed disputed provisional");
  equal(told("late", 3_000), "deemed met provisional");
  // It was heard before the time that it gives itself, which is disputed, and is after the silence all the same.
  equal(told("far ahead", 3_000), "deemed met provisional");
});

test("time that does not count: from who is owed, it moves the limit; from an owner alone, it disputes it", () => {
  const time = (from: number, until: number | null, ground = "force-majeure"): unknown =>
    ({ item: 0, from, until, ground, reason: null });
  const one = story([{}]);
  one.speak(t0 + 1);
  one.says(A, t0 + 1_000, tolling, time(t0 + 1_000, t0 + 1_000 + dayMs));
  equal(standing(one.at(due + 1)), "disputed disputed provisional");
  equal(standing(one.at(due + dayMs)), "disputed disputed provisional");
  equal(standing(one.at(due + dayMs + 1)), "lapsed passed provisional");
  one.says(B, t0 + 2_000, tolling, time(t0 + 1_000, t0 + 1_000 + dayMs, "agreed"));
  equal(standing(one.at(due + dayMs)), "due running open");
  equal(standing(one.at(due + dayMs + 1)), "lapsed passed provisional");
  const alone = story([{}]);
  alone.speak(t0 + 1);
  alone.says(A, t0 + 1_000, tolling, time(t0 + 1_000, null, "other"));
  equal(standing(alone.at(due + 1)), "lapsed passed provisional");
  const open = story([{}]);
  open.says(B, t0 + 1_000, tolling, time(t0 + 1_000, null, "agreed"));
  equal(standing(open.at(due + 400 * dayMs)), "due running open");
  open.says(B, t0 + 2_000, tolling, time(t0 + 1_000, t0 + 2_000, "agreed"));
  equal(standing(open.at(due + 1_001)), "lapsed passed provisional");
});

test("what occurred starts the clock of an owner when the owner holds it, or at the time that the owner says", () => {
  const of = { ...adoptionEvent, kind: "occurrence", name: "entry into force" } as const;
  const happened = (time: number): unknown => ({ name: "entry into force", time, note: null });
  const one = story([{ limit: within(48, "hours", of) }]);
  equal(standing(one.at(due)), "waiting - -");
  const said = one.says(B, t0 + 1_000, occurrence, happened(t0 - dayMs));
  equal(standing(one.at(due)), "waiting - -");
  one.speak(t0 + 5_000);
  equal(one.at(t0 + 5_000).items[0]?.start?.ms, t0 + 5_000);
  one.says(A, t0 + 6_000, occurrence, happened(t0 - dayMs));
  deepEqual(one.at(t0 + 6_000).items[0]?.start, { ms: t0 - dayMs, disputed: false, settled: true });
  one.says(A, t0 + 7_000, occurrence, happened(t0));
  equal(one.at(t0 + 7_000).items[0]?.start?.disputed, false, "a first word stays said");
  one.says(A, t0 + 9_000, objection, { to: said.leaf, reason: null });
  equal(one.at(t0 + 9_000).items[0]?.start?.disputed, true);
  equal(standing(one.at(t0 + 2 * dayMs + 5_001)), "disputed disputed provisional");
  const two = story([{ limit: within(48, "hours", of) }]);
  two.says(B, t0 + 1_000, occurrence, happened(t0 - dayMs));
  two.says(A, t0 + 2_000, occurrence, happened(t0), { hears: [B] });
  equal(two.at(t0 + 3_000).items[0]?.start?.disputed, true);
});

test("what has passed for good is moved by nothing that is said after it", () => {
  const of = { ...adoptionEvent, kind: "occurrence", name: "x" } as const;
  const one = story([{ limit: within(1, "days", of) }]);
  const said = one.says(B, t0 + 1_000, occurrence, { name: "x", time: t0, note: null });
  one.speak(t0 + 2_000);
  const passed = one.at(t0 + 40 * dayMs).items[0]?.due;
  ok(passed?.kind === "at");
  const late = passed.ms + 2_000;
  one.speak(late);
  equal(standing(one.at(late)), "lapsed passed final");
  const claimed = one.says(A, late, claim, done());
  one.says(B, late, finding, found(claimed, "disputed"));
  one.says(A, late, objection, { to: said.leaf, reason: null });
  one.says(A, late, occurrence, { name: "x", time: t0 + dayMs, note: null });
  for (const [party, ground] of [[A, "force-majeure"], [B, "agreed"]] as const) {
    one.says(party, late, tolling, { item: 0, from: t0 + 3_000, until: t0 + 90 * dayMs, ground, reason: null });
  }
  one.speak(late + 1);
  const { verdict, due: after } = one.at(late + 60_000).items[0] ?? {};
  deepEqual([verdict?.outcome, verdict?.state, after], ["passed", "final", passed]);
});

test("to verify binds, and what ended is not made longer", () => {
  const one = story([{}]);
  one.speak(t0 + 1);
  const claimed = one.says(A, t0 + 1_000, claim, done());
  one.says(B, t0 + 2_000, finding, found(claimed, "verified"));
  one.says(B, t0 + 3_000, finding, found(claimed, "disputed"));
  one.speak(due + 2_000);
  equal(standing(one.at(due + 3_000)), "verified met final");
  const tolled = story([{}]);
  const time = (until: number | null): unknown =>
    ({ item: 0, from: t0 + 1_000, until, ground: "agreed", reason: null });
  for (const until of [null, t0 + 2_000, t0 + 9_000]) tolled.says(B, t0 + 1_000, tolling, time(until));
  deepEqual(tolled.at(due).items[0]?.due, { kind: "at", ms: due + 1_000 });
});

test("one that comes after another waits for it, and a receipt starts the clock when it was held", () => {
  const after = { ...adoptionEvent, kind: "fulfilment", item: 0 } as const;
  const one = story([{}, { owner: [1], to: [0], limit: within(1, "days", after) }]);
  const claimed = one.says(A, t0 + 1_000, claim, done());
  equal(standing(one.at(t0 + 2_000), 1), "waiting - -");
  one.says(B, t0 + 3_000, finding, found(claimed, "verified"));
  equal(one.at(t0 + 4_000).items[1]?.start?.ms, t0 + 1_000);
  // The entry after the schedule is the second that the record counts.
  const object = new Uint8Array(32).fill(0xaa);
  object.set([0, 2]);
  const receipt = story([{ limit: within(1, "hours", { ...adoptionEvent, kind: "receipt", object }) }]);
  equal(standing(receipt.at(due)), "waiting - -");
  const notice = say(receipt.record, { party: B, time: t0 + 100, kind: finding, content: {
    claim: object, result: "verified", reason: null,
  } });
  equal(notice.leaf.toHex(), object.toHex());
  equal(standing(receipt.at(due)), "waiting - -");
  say(receipt.record, { party: A, time: t0 + 900, kind: null, hears: [B], heldAt: t0 + 700 });
  deepEqual(receipt.at(t0 + 1_000).items[0]?.due, { kind: "at", ms: t0 + 700 + hourMs });
});

test("one that recurs shows all its times up to the next, each with its own claims", () => {
  const half = { ...noLimit, form: "recurring", span: { amount: 6, unit: "months" }, of: adoptionEvent } as const;
  const one = story([{ limit: half }]);
  one.speak(t0 + 1);
  one.says(A, t0 + 1_000, claim, done(0, 1));
  const rounds = one.at(t0 + 400 * dayMs).items.map(({ round, standing: is }) => `${round} ${is}`);
  deepEqual(rounds, ["0 lapsed", "1 claimed", "2 due"]);
  deepEqual(one.at(t0 + 10).items.map(({ round, standing: is }) => `${round} ${is}`), ["0 due", "1 claimed"]);
});

test("the same entries in any order, some of them twice, come to the same bytes", () => {
  const draw = seeded(48);
  const of = { ...adoptionEvent, kind: "occurrence", name: "x" } as const;
  for (let round = 0; round < 60; round++) {
    const one = story([
      { silence: { amount: 1, unit: "days" } }, { limit: within(2, "days", of) }, { owner: [1], to: [0] },
      { owner: [0, 1], to: [0, 1], limit: { ...within(1, "weeks"), form: "recurring" } },
    ]);
    const leaves = [one.schedule.leaf];
    for (let step = 0; step < 25; step++) {
      const party = draw(2) === 0 ? A : B;
      const item = draw(4);
      const time = t0 + step * hourMs * (1 + draw(6));
      const leaf = leaves[draw(leaves.length)] as Uint8Array;
      const [kind, content] = ([
        [claim, done(item, item === 3 ? draw(3) : 0)],
        [finding, { claim: leaf, result: draw(2) === 0 ? "verified" : "disputed", reason: null }],
        [waiver, { item, round: 0, reason: null }], [occurrence, { name: "x", time: t0 + draw(3), note: null }],
        [objection, { to: leaf, reason: null }],
        [tolling, { item, from: t0 + draw(3) * dayMs, until: draw(2) === 0 ? null : t0 + 3 * dayMs,
          ground: draw(2) === 0 ? "force-majeure" : "agreed", reason: null }],
      ] as const)[draw(6)] as readonly [Saying["kind"], unknown];
      leaves.push(one.says(party, time, kind, content, { hears: draw(2) === 0 ? [A, B] : [] }).leaf);
    }
    for (const at of [t0 + dayMs, due, due + 60 * dayMs]) {
      const told = JSON.stringify(one.at(at));
      const again = [...one.record.entries, ...one.record.entries.slice(0, 5)];
      for (let order = 0; order < 3; order++) {
        const about = shuffled(again, draw).filter((entry) => entry.object === one.schedule.object);
        const state = foldSchedule(one.schedule.object, about, {
          view: viewOf(one.record.entries), charter, at, agreement: adoptedAt(t0),
          adoption: { ms: t0, disputed: false, settled: true }, entryOf: () => null,
        });
        equal(JSON.stringify(state), told);
      }
    }
  }
});

test("a schedule that does not hold together is none", () => {
  const bad = (content: CommitmentsContent, detail: string): void => {
    try {
      checkSchedule(content);
    } catch (error) {
      equal((error as Error).message.includes(detail), true, `${(error as Error).message} ${detail}`);
      return;
    }
    throw new Error(detail);
  };
  bad(testSchedule([{}], { text: new Uint8Array(32) }), "digest");
  bad(testSchedule([{}], { languages: ["en", "en"] }), "languages");
  bad(testSchedule([{ to: [0] }]), "principals");
  bad(testSchedule([{}, { to: [0] }]), "items[1].to");
  bad(testSchedule([{ deliverable: ["one"] }]), "items[0].deliverable");
  bad(testSchedule([{ phrase: ["one"] }]), "items[0].phrase");
  bad(testSchedule([{ evidence: ["one"] }]), "items[0].evidence");
  bad(testSchedule([{ clauses: [1] }]), "items[0].clauses");
  bad(testSchedule([{ alarms: [1, 7] }]), "items[0].alarms");
  bad(testSchedule([{ owner: [0, 0] }]), "items[0].owner");
  bad(testSchedule([{ silence: { amount: 0, unit: "days" } }]), "items[0].silence");
  bad(testSchedule([{ limit: { ...noLimit, at: 5 } }]), "items[0].limit.at");
  bad(testSchedule([{ limit: within(1, "days", { ...adoptionEvent, kind: "fulfilment", item: 0 }) }]),
    "items[0].limit.item");
  const calendar = { party: 0, rest: [0, 1, 2, 3], from: 0, to: 1_440, holidays: [] };
  bad(testSchedule([{}], { calendars: [calendar, { ...calendar, party: 1, rest: [4, 5, 6] }] }), "calendars");
  checkSchedule(testSchedule([testCommitment()]));
});
