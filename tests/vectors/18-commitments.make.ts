// Makes vectors/18-commitments: node tests/vectors/18-commitments.make.ts. Same input, same files, byte for byte.

import { writeFileSync } from "node:fs";
import { makeRecord, say, seeded, shuffled } from "../../src/core/agree/record.fixture.ts";
import type { MadeEntry, MadeRecord, Saying } from "../../src/core/agree/record.fixture.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { encodeShape } from "../../src/core/bytes/shape.ts";
import type { Shape } from "../../src/core/bytes/shape.ts";
import { dayMs, dayOfDate, hourMs } from "../../src/core/clock/calendar.ts";
import { noLimit } from "../../src/core/clock/time-limit.ts";
import { ChirographError } from "../../src/core/errors.ts";
import { adoptionEvent, testSchedule, within } from "../../src/core/mechanism/commitment/commitment.fixture.ts";
import type { Start } from "../../src/core/mechanism/commitment/counted-from.ts";
import {
  claim, commitments, finding, objection, occurrence, tolling, waiver,
} from "../../src/core/mechanism/commitment/entries.ts";
import type { Commitment, CommitmentsContent } from "../../src/core/mechanism/commitment/entries.ts";
import type { Kind } from "../../src/core/mechanism/kind.ts";
import { caseEntry, leafOf, sha256Only } from "./06-messages.cases.ts";
import { commitmentRunners } from "./18-commitments.cases.ts";
import type { Case } from "./vectors.ts";

const folder = new URL("../../vectors/18-commitments/", import.meta.url);
const hash = new Uint8Array(32).fill(1);
const spoken = { language: "ru", text: "Выполнено." };
const [A, B] = [1, 2];
const t0 = dayOfDate({ year: 2026, month: 12, day: 28 }) * dayMs + 14 * hourMs;
const due = (dayOfDate({ year: 2027, month: 1, day: 4 }) + 1) * dayMs - 1;
const terms = { skewMs: 1_000, courierMs: 60_000, longStopMs: 30 * dayMs };
const draw = seeded(18);

function write(name: string, cases: readonly Case[]): void {
  const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(",\n");
  writeFileSync(new URL(`${name}.json`, folder), `{\n  "chapter": "18-commitments",\n  "cases": [\n${lines}\n  ]\n}\n`);
}

function made(file: string, name: string, must: readonly string[], input: Case["input"]): Case {
  try {
    return {
      name, must, accept: true, input, expect: commitmentRunners[file]?.({ name, must, accept: true, input }),
    };
  } catch (caught) {
    if (!(caught instanceof ChirographError)) throw caught;
    return { name, must, accept: false, error: caught.code, input };
  }
}

/** One content of every kind, and schedules that do not hold together. */
function contentCases(): Case[] {
  const content = (name: string, must: readonly string[], kind: Kind, item: unknown): Case => made(
    "contents.json", name, must,
    { kind: kind.code, content: toHex(encodeShape(kind.content as Shape<unknown>, item)) },
  );
  const schedule = (name: string, must: string, ...of: Parameters<typeof testSchedule>): Case =>
    content(name, [must], commitments as Kind, testSchedule(...of));
  const calendar = { party: 0, rest: [0, 1, 2, 3], from: 0, to: 1_440, holidays: [] };
  const file = { sha256: hash, size: 9, name: "list.pdf", media: "application/pdf", key: hash };
  return [
    schedule("a schedule", "D-1", [{}]),
    schedule("one from clauses of a text, with all there is", "D-1", [
      { clauses: [0, 7], evidence: ["the list", "список"], verifiers: [1], silence: { amount: 5, unit: "days" },
        alarms: [30, 14, 7, 1], convenor: 1 },
      { owner: [0, 1], to: [0, 1], limit: { ...within(6, "months"), form: "recurring", count: 4 } },
      { limit: within(2, "weeks", { ...adoptionEvent, kind: "fulfilment", item: 0 }), phrase: [] },
    ], { text: hash, digest: hash, calendars: [{ ...calendar, rest: [5, 6], holidays: [20_820] }] }),
    schedule("a text without a digest", "D-2", [{}], { text: hash }),
    schedule("clauses of no text", "D-2", [{ clauses: [1] }]),
    schedule("a language twice", "D-3", [{}], { languages: ["en", "en"] }),
    schedule("a deliverable in one language", "D-3", [{ deliverable: ["one"] }]),
    schedule("a phrase in one language", "D-3", [{ phrase: ["one"] }]),
    schedule("evidence in one language", "D-3", [{ evidence: ["one"] }]),
    schedule("no day in common", "D-3", [{}], { calendars: [calendar, { ...calendar, party: 1, rest: [4, 5, 6] }] }),
    schedule("two working times of one party", "D-3", [{}], { calendars: [calendar, calendar] }),
    schedule("one party alone", "D-4", [{ to: [0] }]),
    schedule("one party to itself", "D-4", [{}, { to: [0] }]),
    schedule("an owner twice", "D-4", [{ owner: [0, 0] }]),
    schedule("alarms that rise", "D-4", [{ alarms: [1, 7] }]),
    schedule("a silence of nothing", "D-5", [{ silence: { amount: 0, unit: "days" } }]),
    schedule("a limit of another form", "D-5", [{ limit: { ...noLimit, at: 5 } }]),
    schedule("a limit that waits for itself", "D-5",
      [{ limit: within(1, "days", { ...adoptionEvent, kind: "fulfilment", item: 0 }) }]),
    content("a claim", ["D-1"], claim as Kind, { item: 0, round: 0, statement: null, evidence: [] }),
    content("a claim with evidence", ["D-1"], claim as Kind,
      { item: 63, round: 2, statement: spoken, evidence: [file] }),
    content("a finding", ["D-1"], finding as Kind, { claim: hash, result: "disputed", reason: spoken }),
    content("a waiver", ["D-1"], waiver as Kind, { item: 0, round: 0, reason: null }),
    content("an occurrence", ["D-1"], occurrence as Kind, { name: "entry into force", time: t0, note: null }),
    content("an objection", ["D-1"], objection as Kind, { to: hash, reason: spoken }),
    content("a tolling", ["D-1"], tolling as Kind,
      { item: 0, from: t0, until: null, ground: "force-majeure", reason: null }),
    made("contents.json", "an item above its limit", ["D-1"], { kind: 49, content: "841840008080" }),
  ];
}

interface Story {
  readonly record: MadeRecord;
  readonly schedule: MadeEntry;
  says(party: number, time: number, kind: Saying["kind"], content: unknown, more?: Partial<Saying>): MadeEntry;
  speak(time: number): void;
}

const folds: Case[] = [];

function story(
  name: string, must: readonly string[], ats: readonly number[], items: readonly Partial<Commitment>[],
  tell: (one: Story) => void, more: Partial<CommitmentsContent> = {},
  adoption: Start | null = { ms: t0, disputed: false, settled: true },
): void {
  const record = makeRecord(leafOf);
  const schedule = say(record, { party: A, time: t0, kind: commitments, content: testSchedule(items, more) });
  tell({
    record, schedule,
    says: (party, time, kind, content, of = {}) => say(record, { party, time, kind, content, object: schedule, ...of }),
    speak: (time) => {
      for (const [party, other] of [[A, B], [B, A], [A, B]] as const) {
        say(record, { party, time, kind: null, hears: [other] });
      }
    },
  });
  const all = [...record.entries.keys()];
  folds.push(made("fold.json", name, must, {
    object: schedule.object, adoption, terms, ats, entries: record.entries.map(caseEntry),
    orders: [all, all.toReversed(), shuffled(all, draw)],
  }));
}

const done = (item = 0, round = 0): unknown => ({ item, round, statement: null, evidence: [] });
const found = (one: MadeEntry, result: "verified" | "disputed"): unknown => ({ claim: one.leaf, result, reason: null });
const time = (from: number, until: number | null, ground = "force-majeure"): unknown =>
  ({ item: 0, from, until, ground, reason: null });

function claims(): void {
  story("due to the last millisecond, lapsed after it", ["D-7", "D-16"], [due, due + 1, due + 1_002], [{}], (one) => {
    one.speak(t0 + 1);
    one.speak(due + 1_001);
  });
  story("claimed in the last millisecond, and verified", ["D-7", "D-8", "D-9", "D-16"], [due + 3_000], [{}], (one) => {
    one.speak(t0 + 1);
    const claimed = one.says(A, due, claim, done());
    one.speak(due + 1_001);
    one.says(B, due + 2_000, finding, found(claimed, "verified"));
  });
  story("claimed a millisecond late", ["D-7", "D-16"], [due + 2], [{}], (one) => {
    one.speak(t0 + 1);
    one.says(A, due + 1, claim, done());
  });
  story("disputed, claimed again and verified, and words that have no effect", ["D-8", "D-9", "D-11", "D-12"],
    [t0 + 4_000, t0 + 9_000], [{}], (one) => {
      const first = one.says(A, t0 + 1_000, claim, done());
      one.speak(t0 + 2_000);
      one.says(B, t0 + 3_000, finding, found(first, "disputed"));
      const second = one.says(A, t0 + 5_000, claim, done());
      one.says(B, t0 + 7_000, finding, found(second, "verified"));
      for (const [party, kind, content] of [
        [B, claim, done()], [A, finding, found(first, "verified")], [A, waiver, { item: 0, round: 0, reason: null }],
        [A, claim, done(1)], [A, claim, done(0, 1)], [A, objection, { to: first.leaf, reason: null }],
        [B, tolling, { item: 0, from: 9, until: 8, ground: "other", reason: null }],
        [B, finding, { claim: new Uint8Array(32), result: "verified", reason: null }],
      ] as const) one.says(party, t0 + 9_000, kind, content);
      one.says(B, t0 + 9_000, claim, null, { poison: true });
    });
  for (const [name, results] of [
    ["to verify binds, whatever the same party says after it", ["verified", "disputed"]],
    ["of findings that dispute and verify the one that verifies counts", ["disputed", "verified", "disputed"]],
  ] as const) {
    story(name, ["D-9"], [t0 + 9_000], [{}], (one) => {
      const first = one.says(A, t0 + 1_000, claim, done());
      for (const result of results) one.says(B, t0 + 3_000, finding, found(first, result));
    });
  }
  story("nothing that is said after it moves what has passed for good", ["D-14", "D-15", "D-16"], [due + 60_000], [{}],
    (one) => {
      one.speak(t0 + 1);
      one.speak(due + 2_000);
      const late = one.says(A, due + 2_000, claim, done());
      one.says(B, due + 2_000, finding, found(late, "disputed"));
      one.says(A, due + 2_000, tolling, time(t0 + 5_000, t0 + 90 * dayMs));
      one.says(B, due + 2_000, tolling, time(t0 + 5_000, t0 + 90 * dayMs, "agreed"));
      one.speak(due + 3_000);
    });
  story("given up by whom it is owed to", ["D-7", "D-12"], [t0 + 2_000], [{}, { owner: [0, 1], to: [0, 1] }], (one) => {
    one.says(B, t0 + 1_000, waiver, { item: 0, round: 0, reason: null });
    one.says(B, t0 + 1_000, waiver, { item: 1, round: 0, reason: null });
  });
  story("not adopted", ["D-6"], [due + 9], [{}], (one) => {
    one.says(A, t0 + 5, claim, done());
  }, {}, null);
  story("adopted, not for good", ["D-13"], [due + 3_000], [{}], (one) => {
    one.speak(t0 + 1);
    one.speak(due + 2_000);
  }, {}, { ms: t0, disputed: false, settled: false });
}

/** The last moment of two days of silence about a claim that is made at once. */
const end = (dayOfDate({ year: 2026, month: 12, day: 30 }) + 1) * dayMs - 1;

function silences(): void {
  for (const [name, late] of [["silence", null], ["an objection in the last millisecond", 0],
    ["an objection a millisecond later", 1], ["a finding in the last millisecond", 0]] as const) {
    story(name, ["D-10"], [end, end + 1, end + 3_000], [{ silence: { amount: 2, unit: "days" } }], (one) => {
      const claimed = one.says(A, t0 + 1_000, claim, done());
      one.speak(t0 + 2_000);
      if (late !== null && name.startsWith("a finding")) one.says(B, end, finding, found(claimed, "disputed"));
      else if (late !== null) one.says(B, end + late, objection, { to: claimed.leaf, reason: null });
      one.speak(end + 2_000);
    });
  }
  story("a claim that nobody has received", ["D-10"], [end + 1], [{ silence: { amount: 2, unit: "days" } }], (one) => {
    one.says(A, t0 + 1_000, claim, done());
  });
}

/** Heard before the time that it gives itself, which is disputed. */
function objectionFarAhead(): void {
  story("an objection that is timed far ahead", ["D-10"], [end + 3_000], [{ silence: { amount: 2, unit: "days" } }],
    (one) => {
      const claimed = one.says(A, t0 + 1_000, claim, done());
      one.speak(t0 + 2_000);
      one.says(B, end + 10 * dayMs, objection, { to: claimed.leaf, reason: null });
      one.speak(end + 2_000);
    });
}

function starts(): void {
  const of = { ...adoptionEvent, kind: "occurrence", name: "entry into force" } as const;
  const happened = (at: number): unknown => ({ name: "entry into force", time: at, note: null });
  story("what occurred, said by whom it is owed to, starts the clock when the owner holds it", ["D-14"],
    [t0 + 2_000, t0 + 6_000, t0 + 2 * dayMs + 5_001], [{ limit: within(48, "hours", of) }], (one) => {
      one.says(B, t0 + 1_000, occurrence, happened(t0 - dayMs));
      one.speak(t0 + 5_000);
    });
  story("said alike by both it is the time they say", ["D-14"], [t0 + 9_000], [{ limit: within(48, "hours", of) }],
    (one) => {
      one.says(B, t0 + 1_000, occurrence, happened(t0 - dayMs));
      one.says(A, t0 + 2_000, occurrence, happened(t0 - dayMs));
    });
  story("two times are in dispute", ["D-14"], [t0 + 3 * dayMs], [{ limit: within(48, "hours", of) }], (one) => {
    one.says(B, t0 + 1_000, occurrence, happened(t0 - dayMs));
    one.says(A, t0 + 2_000, occurrence, happened(t0));
    one.speak(t0 + 3_000);
  });
  story("an objection to what occurred", ["D-14", "D-12"], [t0 + 3 * dayMs], [{ limit: within(48, "hours", of) }],
    (one) => {
      const said = one.says(B, t0 + 1_000, occurrence, happened(t0));
      one.speak(t0 + 3_000);
      one.says(A, t0 + 4_000, objection, { to: said.leaf, reason: null });
      one.says(B, t0 + 4_000, objection, { to: said.leaf, reason: null });
    });
  const after = { ...adoptionEvent, kind: "fulfilment", item: 0 } as const;
  story("one that waits for another", ["D-14"], [t0 + 2_000, t0 + 4_000],
    [{}, { owner: [1], to: [0], limit: within(1, "days", after) }], (one) => {
      const claimed = one.says(A, t0 + 1_000, claim, done());
      one.says(B, t0 + 3_000, finding, found(claimed, "verified"));
    });
  const half = { ...noLimit, form: "recurring", span: { amount: 6, unit: "months" }, of: adoptionEvent } as const;
  story("one that recurs", ["D-8"], [t0 + 10, t0 + 400 * dayMs], [{ limit: half }], (one) => {
    one.speak(t0 + 1);
    one.says(A, t0 + 1_000, claim, done(0, 1));
  });
}

function tolled(): void {
  story("force majeure that an owner alone claims", ["D-15"], [due + 1, due + dayMs, due + dayMs + 1], [{}], (one) => {
    one.speak(t0 + 1);
    one.says(A, t0 + 1_000, tolling, time(t0 + 1_000, t0 + 1_000 + dayMs));
  });
  story("time that whom it is owed to says does not count", ["D-15"], [due + 1, due + dayMs, due + dayMs + 1], [{}],
    (one) => {
      one.speak(t0 + 1);
      one.says(B, t0 + 1_000, tolling, time(t0 + 1_000, t0 + 1_000 + dayMs, "agreed"));
    });
  story("an owner's other reasons move nothing", ["D-15"], [due + 1], [{}], (one) => {
    one.says(A, t0 + 1_000, tolling, time(t0 + 1_000, null, "other"));
  });
  story("time that goes on, and then ends", ["D-15"], [due + 400 * dayMs], [{}, {}], (one) => {
    one.says(B, t0 + 1_000, tolling, { ...time(t0 + 1_000, null, "agreed") as object, item: 1 });
    one.says(B, t0 + 1_000, tolling, time(t0 + 1_000, null, "agreed"));
    one.says(B, t0 + 2_000, tolling, time(t0 + 1_000, t0 + 2_000, "agreed"));
  });
}

function exhibitCases(): Case[] {
  const seal = (name: string, piece: number, bytes: Uint8Array): Case => made("exhibits.json", name, ["D-19"], {
    key: toHex(hash), sha256: toHex(sha256Only.sha256(bytes)), size: bytes.length, piece, bytes: toHex(bytes),
  });
  const text = (letters: string): Uint8Array => Uint8Array.from(letters, (letter) => letter.codePointAt(0) ?? 0);
  const type = (media: string, letters: string): Case => made(
    "exhibits.json", `${media} that begins with ${toHex(text(letters))}`, ["D-21"],
    { media, bytes: toHex(text(letters)) },
  );
  return [
    seal("the only piece", 0, text("The list.")), seal("the second piece", 1, text("The list.")),
    seal("a file without bytes", 0, new Uint8Array(0)),
    type("application/pdf", "%PDF-1.7"), type("application/pdf", "MZ"), type("image/png", "\u0089PNG\r\n"),
    type("image/webp", "RIFF....WEBP"), type("image/webp", "RIFF....WAVE"), type("audio/wav", "RIFF....WAVE"),
    type("image/tiff", "MM\0*"), type("text/plain", "Plain."), type("text/plain", "#!/bin/sh"),
    type("text/plain", "\u00ff\u00fe"), type("text/csv", "a\0b"), type("application/octet-stream", "any"),
    type("application/octet-stream", "\u007fELF"), type("application/vnd.oasis.opendocument.text", "PK\u0003\u0004"),
    type("application/vnd.oasis.opendocument.text", "%PDF-"), type("application/json", "{}"),
  ];
}

claims();
silences();
starts();
tolled();
objectionFarAhead();
write("contents", contentCases());
write("fold", folds);
write("exhibits", exhibitCases());
