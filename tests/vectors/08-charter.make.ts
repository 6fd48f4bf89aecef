// Makes vectors/08-charter: node tests/vectors/08-charter.make.ts. Same input, same files, byte for byte.

import { writeFileSync } from "node:fs";
import { makeRecord, partyOfByte, say, seeded, shuffled } from "../../src/core/agree/record.fixture.ts";
import type { MadeRecord, Saying } from "../../src/core/agree/record.fixture.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { encodeShape } from "../../src/core/bytes/shape.ts";
import { isReceiptDisputed } from "../../src/core/clock/disputed.ts";
import { verdict } from "../../src/core/clock/verdict.ts";
import type { Fact, Limit } from "../../src/core/clock/verdict.ts";
import { channelId, charter as charterShape, encodeCharter } from "../../src/core/mechanism/charter/charter.ts";
import type { Charter } from "../../src/core/mechanism/charter/charter.ts";
import { charterAcceptance, charterRefusal } from "../../src/core/mechanism/charter/entries.ts";
import { foldCharter } from "../../src/core/mechanism/charter/fold.ts";
import { encodeHouseCharter, houseCharter } from "../../src/core/mechanism/charter/house.ts";
import { lineTest } from "../../src/core/mechanism/line-test/entries.ts";
import { testCharter } from "../../src/core/mechanism/message/message.fixture.ts";
import type { Head } from "../../src/core/record/held-entry.ts";
import { caseEntry, caseView, leafOf, sha256Only, verdictJson } from "./06-messages.cases.ts";
import type { Case } from "./06-messages.cases.ts";

const A = 1;
const B = 2;
const terms = { skewMs: 100, courierMs: 1_000, longStopMs: 5_000 };
const charter: Charter = { ...testCharter(), ...terms };
const channel = channelId(sha256Only, encodeCharter(charter));
const until = 10_000;
const roster = new Uint8Array(32).fill(8);
const folder = new URL("../../vectors/08-charter/", import.meta.url);

function write(name: string, cases: readonly Case[]): void {
  const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(",\n");
  writeFileSync(new URL(`${name}.json`, folder), `{\n  "chapter": "08-charter",\n  "cases": [\n${lines}\n  ]\n}\n`);
}

function charterCases(): Case[] {
  const bytes = (item: Charter): string => toHex(encodeShape(charterShape, item));
  const good = (name: string, must: string[], item: Charter): Case => ({
    name, must, accept: true, input: { charter: bytes(item) },
    expect: { channel: toHex(channelId(sha256Only, encodeCharter(item))), json: charterShape.toJson(item) },
  });
  const bad = (name: string, must: string, item: Partial<Charter>): Case =>
    ({ name, must: [must], accept: false, error: "charter", input: { charter: bytes({ ...charter, ...item }) } });
  const raw = (name: string, hex: string, error: string): Case =>
    ({ name, must: ["C-1"], accept: false, error, input: { charter: hex } });
  const [first, second] = charter.parties as [Charter["parties"][number], Charter["parties"][number]];
  const [word] = charter.words as [Charter["words"][number]];
  const names = first.names;
  const whole = bytes(charter);
  return [
    good("a charter of two parties", ["C-1", "C-12"], charter),
    good("another nonce is another channel", ["C-12"], { ...charter, nonce: new Uint8Array(16).fill(1) }),
    good("no labels, no rungs, no words", ["C-7", "C-10"], { ...charter, labels: [], ladder: [], words: [] }),
    good("more names than languages", ["C-6"], { ...charter, languages: ["ru"] }),
    raw("cut off", whole.slice(0, -2), "cbor-truncated"),
    raw("a byte after the end", `${whole}00`, "cbor-trailing"),
    raw("an empty array", "80", "shape"),
    raw(
      "the bytes of a house charter",
      toHex(encodeHouseCharter({ v: 1, world: "exercise", nonce: charter.nonce, party: first.id })), "shape"
    ),
    bad("version 2", "C-2", { v: 2 }),
    bad("version 0", "C-2", { v: 0 }),
    bad("a language that is no tag", "C-3", { languages: ["Russian"] }),
    bad("a language twice", "C-3", { languages: ["en", "ru", "en"] }),
    bad("a language of a party twice", "C-3", { parties: [{ ...first, languages: ["en", "en"] }, second] }),
    bad("one party twice", "C-4", { parties: [first, { ...second, id: first.id }] }),
    bad("one short name twice", "C-4", { parties: [first, { ...second, short: "A" }] }),
    bad("a short name in small letters", "C-5", { parties: [first, { ...second, short: "b" }] }),
    bad("a telephone number with letters", "C-5", { parties: [first, { ...second, phone: "call me" }] }),
    bad("a party without a name in one language", "C-6", { parties: [{ ...first, names: names.slice(0, 1) }, second] }),
    bad(
      "two names in one language", "C-6",
      { parties: [{ ...first, names: [...names, names[0] as (typeof names)[number]] }, second] }
    ),
    bad(
      "a hidden character in a name", "C-6",
      { parties: [{ ...first, names: names.map((one) => ({ ...one, text: `${one.text}\u202e` })) }, second] }
    ),
    bad(
      "a name of two lines", "C-6",
      { parties: [{ ...first, names: names.map((one) => ({ ...one, text: "a\nb" })) }, second] }
    ),
    bad("a word without a name in one language", "C-6", { words: [{ ...word, names: word.names.slice(0, 1) }] }),
    bad("a word whose code has capitals", "C-7", { words: [{ ...word, code: "Stand-By" }] }),
    bad("one word twice", "C-7", { words: [word, word] }),
    bad(
      "one label twice", "C-7",
      { labels: [charter.labels[0] as Charter["labels"][number], charter.labels[0] as Charter["labels"][number]] }
    ),
    bad(
      "an answer time shorter than the receipt time", "C-8",
      { limits: charter.limits.map(() => ({ receiptMs: 10, answerMs: 9 })) }
    ),
    bad("a receipt time of nothing", "C-8", { limits: charter.limits.map(() => ({ receiptMs: 0, answerMs: 9 })) }),
    bad("line tests without a time between them", "C-8", { lineTestMs: 0 }),
    bad("a long stop before the slowest courier", "C-9", { longStopMs: terms.skewMs + terms.courierMs - 1 }),
    bad("rungs that do not rise", "C-10", { ladder: [3, 3].map((missed) => ({ missed, names })) }),
    bad("a rung at nothing missed", "C-10", { ladder: [{ missed: 0, names }] }),
    bad("a word that nobody need release", "C-11", { words: [{ ...word, persons: 0 }] }),
  ];
}

function houseCases(): Case[] {
  const item = { v: 1, world: "exercise" as const, nonce: new Uint8Array(16).fill(4), party: partyOfByte(A) };
  const bytes = encodeHouseCharter(item);
  const bad = (name: string, hex: string, error: string): Case => (
    { name, must: ["C-14"], accept: false, error, input: { house: hex } }
  );
  return [
    {
      name: "the charter of a house record", must: ["C-14"], accept: true, input: { house: toHex(bytes) },
      expect: { channel: toHex(sha256Only.sha256(bytes)), json: houseCharter.toJson(item) },
    },
    bad("version 2", toHex(encodeShape(houseCharter, { ...item, v: 2 })), "charter"),
    bad("a charter of parties", toHex(encodeCharter(charter)), "shape"),
    bad("cut off", toHex(bytes.slice(0, -1)), "cbor-truncated"),
  ];
}

const stories: Case[] = [];
const hearsA = { hears: [A] };
const hearsB = { hears: [B] };

function story(
  name: string, must: readonly string[], ats: readonly number[], tell: (record: MadeRecord) => void,
): void {
  const record = makeRecord(leafOf, channel);
  tell(record);
  const { entries } = record;
  const draw = seeded(stories.length);
  const places = entries.map((_, index) => index);
  const orders = [places, [...places].reverse(), shuffled(places, draw)];
  const expect = ats.map((at) => foldCharter(channel, charter, entries, caseView(entries), at));
  const input = { ats, entries: entries.map(caseEntry), orders };
  stories.push({ name, must: [...must, "C-25"], accept: true, input, expect });
}

function accepts(record: MadeRecord, party: number, time: number, more: Partial<Saying> = {}, to = until): void {
  const content = { proposal: channel, rosters: [roster, roster], until: to };
  say(record, { party, time, kind: charterAcceptance, content, ...more });
}

function refuses(record: MadeRecord, party: number, time: number, more: Partial<Saying> = {}): void {
  say(record, { party, time, kind: charterRefusal, content: { proposal: channel, reason: null }, ...more });
}

function speaks(record: MadeRecord, party: number, time: number, more: Partial<Saying> = {}): void {
  const content = { peer: new Uint8Array(16), bearer: "tls", roundTripMs: 1, missed: 0 };
  say(record, { party, time, kind: lineTest, content, ...more });
}

function agreementCases(): Case[] {
  adoptions();
  lapses();
  doubts();
  return stories;
}

function adoptions(): void {
  story("nothing said", ["C-18"], [0, until * 10], () => {});
  story("accepted by one", ["C-18", "C-22"], [
    1_000, until, until + 1, until + terms.longStopMs,
  ], (one) => { accepts(one, A, 1_000); });
  story("accepted by both, one acknowledgement missing", ["C-18"], [2_000, until], (one) => {
    accepts(one, A, 1_000);
    accepts(one, B, 2_000, hearsA);
  });
  const mustA = ["C-18", "C-19", "C-23"];
  story("adopted, provisionally, on the date of the last acknowledgement", mustA, [3_000, until * 10], (one) => {
    accepts(one, A, 1_000);
    accepts(one, B, 2_000, hearsA);
    speaks(one, A, 3_000, hearsB);
  });
  const mustB = ["C-18", "C-19", "C-23"];
  story("adopted for good: each has seen the other's acknowledgement", mustB, [4_000, until * 10], (one) => {
    accepts(one, A, 1_000);
    accepts(one, B, 2_000, hearsA);
    speaks(one, A, 3_000, hearsB);
    speaks(one, B, 4_000, hearsA);
  });
  story("accepted at the same time, neither knowing of the other", ["C-18", "C-25"], [1_200], (one) => {
    accepts(one, A, 1_000);
    accepts(one, B, 1_000);
    speaks(one, A, 1_200, hearsB);
    speaks(one, B, 1_200, { ...hearsA, heldAt: 1_100 });
  });
}

function lapses(): void {
  story("the earliest until governs", ["C-17"], [2_400, 3_000, 3_200], (one) => {
    accepts(one, A, 1_000);
    accepts(one, B, 2_000, hearsA, 2_500);
    speaks(one, A, 3_000, hearsB);
    speaks(one, B, 3_100, hearsA);
  });
  story("an acknowledgement at the last moment is in time", ["C-18"], [until], (one) => {
    accepts(one, A, 1_000);
    accepts(one, B, 2_000, hearsA);
    speaks(one, A, until, hearsB);
  });
  story("an acknowledgement a moment after is not", ["C-18", "C-22", "C-23"], [until + 1, until + 200], (one) => {
    accepts(one, A, 1_000);
    accepts(one, B, 2_000, hearsA);
    speaks(one, A, until + 1, hearsB);
    speaks(one, A, until + 101, hearsB);
    speaks(one, B, until + 101, hearsA);
  });
  story("a lapse is never revived: B's entries claim to be in time and come after A's lapse", ["C-21", "C-22", "C-23"],
    [until + 3_000, until + terms.longStopMs, until * 10], (one) => {
      accepts(one, A, 1_000);
      speaks(one, A, until + 2_000);
      accepts(one, B, 2_000, hearsA);
      speaks(one, A, until + 3_000, hearsB);
    });
  story("theirs not heard: the lapse is final at the long stop, since our own log has gone on", ["C-23"],
    [until + terms.longStopMs - 1, until + terms.longStopMs], (one) => {
      accepts(one, A, 1_000);
      speaks(one, A, until + 1_101);
    });
  story("nobody has written past the courier delay: nothing is final", ["C-23"], [until + terms.longStopMs], (one) => {
    accepts(one, A, 1_000);
    speaks(one, A, until + 1_100);
  });
  story("an adoption not heard to have been seen stays provisional", ["C-24"], [until + terms.longStopMs], (one) => {
    accepts(one, A, 1_000);
    accepts(one, B, 2_000, hearsA);
    speaks(one, A, 3_000, hearsB);
    speaks(one, A, until + terms.longStopMs);
  });
}

function doubts(): void {
  story("a heldAt before the acceptance was made is disputed", ["C-20"], [5_300, until + 1], (one) => {
    accepts(one, A, 5_000);
    accepts(one, B, 5_100);
    speaks(one, B, 5_200, { ...hearsA, heldAt: 4_000 });
    speaks(one, A, 5_300, hearsB);
  });
  story("a heldAt after the other already knew of the acknowledgement is disputed", ["C-20"], [6_300], (one) => {
    accepts(one, A, 5_000);
    accepts(one, B, 6_000, { ...hearsA, heldAt: 6_000 });
    speaks(one, A, 5_500, hearsB);
  });
  story("seen too late: after until, skew and courier delay", ["C-21"], [until + 1_200], (one) => {
    accepts(one, A, 1_000);
    accepts(one, B, 2_000, hearsA);
    speaks(one, A, until + 1_101, hearsB);
  });
  story("a withdrawal has no effect, and neither has a second acceptance", ["C-16", "C-27"], [3_000], (one) => {
    accepts(one, A, 1_000);
    refuses(one, A, 1_100);
    accepts(one, A, 1_200, {}, 1_300);
    accepts(one, B, 2_000, hearsA);
    speaks(one, A, 3_000, hearsB);
  });
  story("a refusal refuses, whatever follows", ["C-16", "C-26"], [2_100, until * 10], (one) => {
    accepts(one, A, 1_000);
    refuses(one, B, 2_000, hearsA);
    accepts(one, B, 2_100, hearsA);
  });
  story("a stranger, an acceptance beyond a gap, and one that was over when it was made", ["C-27"], [2_000], (one) => {
    accepts(one, 9, 1_000);
    accepts(one, A, 1_500, {}, 1_400);
    accepts(one, B, 1_600, { proofPending: true });
  });
  story("an acceptance that names one roster for two parties, and one of another digest", ["C-15"], [3_000], (one) => {
    say(
      one,
      {
        party: A, time: 1_000, kind: charterAcceptance,
        content: { proposal: channel, rosters: [roster, roster, roster], until },
      }
    );
    say(
      one,
      {
        party: B, time: 1_000, kind: charterAcceptance,
        content: { proposal: roster, rosters: [roster, roster], until },
      }
    );
  });
}

function verdictCases(): Case[] {
  const hexA = toHex(partyOfByte(A));
  const hexB = toHex(partyOfByte(B));
  const limit: Limit = { source: "case", limitMs: until, principals: [hexA, hexB], startDisputed: false };
  const head = (party: string, time: number, more: Partial<Head> = {}): Head => (
    { log: party.slice(0, 32), party, size: 3, time, ...more }
  );
  const fact = (time: number, more: Partial<Fact> = {}): Fact =>
    ({ at: `${hexB.slice(0, 32)}:${time}`, time, disputed: false, heardMs: time + 1, ...more });
  const later = [head(hexA, until + 101), head(hexB, until + 101)];
  const sooner = [head(hexA, 9_000), head(hexB, 9_000)];
  const made = (
    name: string, must: string, at: number, facts: readonly Fact[], heads: readonly Head[], more: Partial<Limit> = {},
    missedTests: readonly string[] = [],
  ): Case => ({
    name, must: [must], accept: true, input: { limit: { ...limit, ...more }, facts, heads, at, terms, missedTests },
    expect: verdictJson(verdict({ ...limit, ...more }, facts, { heads, firstAcks: () => [] }, at, terms, missedTests)),
  });
  const oneSided = [head(hexA, until + 4_900), head(hexB, 9_000)];
  return [
    made("running at the last moment", "C-28", until, [], sooner),
    made("passed a moment later, provisionally", "C-28", until + 1, [], sooner),
    made("met at the last moment", "C-28", until + 1, [fact(until)], sooner),
    made("not met a moment later", "C-28", until + 1, [fact(until + 1)], sooner),
    made("met by the first of two facts", "C-28", until + 1, [fact(9_000), fact(8_000)], sooner),
    made("a disputed fact meets nothing", "C-28", until + 1, [fact(8_000, { disputed: true })], sooner),
    made(
      "one fact beyond dispute is enough", "C-28", until + 1, [fact(8_000, { disputed: true }), fact(9_000)], sooner
    ),
    made("counted from a disputed time", "C-28", until + 1, [], sooner, { startDisputed: true }),
    made("final: every log is past limit and skew", "C-29", until + 102, [], later),
    made(
      "not final: one log is at limit and skew exactly", "C-29", until + 102, [],
      [head(hexA, until + 101), head(hexB, until + 100)]
    ),
    made(
      "not final: a second open log of one principal stays behind", "C-32", until + 102, [],
      [...later, head(hexB, 9_000, { log: "99".repeat(16) })]
    ),
    made(
      "final: the log that stays behind was continued", "C-32", until + 102, [],
      [...later, head(hexB, 9_000, { log: "99".repeat(16), closed: true })]
    ),
    made("not final: nothing of one principal is held", "C-29", until + 102, [], [head(hexA, until + 101)]),
    made("met, and final once somebody else has confirmed the fact", "C-29", until + 102, [fact(9_000)], later),
    made("met by a fact that nobody has confirmed", "C-29", until + 102, [fact(9_000, { heardMs: null })], later),
    made("before the long stop, theirs not heard", "C-30", until + 4_999, [], oneSided),
    made("at the long stop, theirs not heard", "C-30", until + 5_000, [], oneSided),
    made(
      "by default, with missed line tests on the record", "C-30", until + 5_000, [], oneSided, {},
      [`${hexA.slice(0, 32)}:1`]
    ),
    made(
      "at the long stop, but nobody has written past the courier delay", "C-30", until + 5_000, [],
      [head(hexA, until + 1_100), head(hexB, 9_000)]
    ),
    made(
      "evidence heard after the long stop contests", "C-31", until + 6_000, [fact(9_000, { heardMs: until + 5_001 })],
      later
    ),
    made(
      "evidence heard at the long stop counts", "C-31", until + 6_000, [fact(9_000, { heardMs: until + 5_000 })],
      later
    ),
    made(
      "our own word that nobody confirmed contests", "C-31", until + 5_000, [fact(9_000, { heardMs: null })], oneSided
    ),
  ];
}

/** Times of receipts and acts: disputed or not. */
function disputeCases(): Case[] {
  const cases: Case[] = [];
  const receipt = (name: string, heldAt: number, time: number, next: number | null): void => {
    const record = makeRecord(leafOf, channel);
    const content = { peer: new Uint8Array(16), bearer: "tls", roundTripMs: 1, missed: 0 };
    const entry = say(record, { party: A, time: 5_000, kind: lineTest, content });
    say(record, { party: B, time, kind: null, hears: [A], heldAt });
    if (next !== null) say(record, { party: A, time: next, kind: lineTest, content, hears: [B] });
    const view = caseView(record.entries);
    const [ack] = view.firstAcks(entry.at);
    if (ack === undefined) throw new Error(name);
    cases.push({
      name, must: ["C-33"], accept: true, input: { at: entry.at, entries: record.entries.map(caseEntry) },
      expect: { disputed: isReceiptDisputed(entry, ack, view, terms) },
    });
  };
  receipt("held as long before the entry as the skew allows", 4_900, 6_000, 6_100);
  receipt("held before the entry by more than the skew", 4_899, 6_000, 6_100);
  receipt("held as long after the author knew of it as the skew allows", 6_000, 6_000, 5_900);
  receipt("held after the author knew of it by more than the skew", 6_000, 6_000, 5_899);
  receipt("held far in the future, and the author has not yet spoken", 9_000, 9_000, null);
  return cases;
}

write("charter", charterCases());
write("house-charter", houseCases());
write("agreement", agreementCases());
write("verdict", verdictCases());
write("disputed", disputeCases());
