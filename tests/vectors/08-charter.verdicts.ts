// Cases of verdicts on a limit, and of times that are disputed.

import { makeRecord, partyOfByte, say } from "../../src/core/agree/record.fixture.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { isReceiptDisputed } from "../../src/core/clock/disputed.ts";
import { verdict } from "../../src/core/clock/verdict.ts";
import type { Fact, Limit } from "../../src/core/clock/verdict.ts";
import { lineTest } from "../../src/core/mechanism/line-test/entries.ts";
import type { Head } from "../../src/core/record/held-entry.ts";
import { caseEntry, caseView, leafOf, verdictJson } from "./06-messages.cases.ts";
import type { Case } from "./vectors.ts";
import { A, B, channel, terms, until } from "./08-charter.telling.ts";

type Make = (
  name: string, must: string, at: number, facts: readonly Fact[], heads: readonly Head[], more?: Partial<Limit>,
) => Case;

const hexA = toHex(partyOfByte(A));
const hexB = toHex(partyOfByte(B));
const limit: Limit = { source: "case", limitMs: until, principals: [hexA, hexB], startDisputed: false };

function head(party: string, time: number, more: Partial<Head> = {}): Head {
  return { log: party.slice(0, 32), party, size: 3, time, ...more };
}

function fact(time: number, more: Partial<Fact> = {}): Fact {
  return { at: `${hexB.slice(0, 32)}:${time}`, time, disputed: false, heardMs: time + 1, ...more };
}

const later = [head(hexA, until + 101), head(hexB, until + 101)];
const sooner = [head(hexA, 9_000), head(hexB, 9_000)];
const oneSided = [head(hexA, until + 4_900), head(hexB, 9_000)];
const made: Make = (name, must, at, facts, heads, more = {}) => ({
  name, must: [must, "C-47"], accept: true,
  input: { limit: { ...limit, ...more }, facts, heads, at, terms },
  expect: verdictJson(verdict(
    { ...limit, ...more }, facts,
    { heads, firstAcks: () => [], earlyAcks: () => [], counts: () => true, inSeat: () => true }, at, terms,
  )),
});

export function verdictCases(): Case[] {
  return [...outcomes(), ...final(), ...longStops(), ...others()];
}

function outcomes(): Case[] {
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
  ];
}

function final(): Case[] {
  return [
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
    made(
      "not final: the other principal has acknowledged more of a log that was continued", "C-32", until + 102, [],
      [...later, head(hexB, 9_000, { log: "99".repeat(16), closed: true, claimedBy: [hexA] })]
    ),
    made(
      "final: only somebody else says that a log that was continued went on", "C-32", until + 102, [],
      [...later, head(hexB, 9_000, { log: "99".repeat(16), closed: true, claimedBy: ["cc".repeat(32)] })]
    ),
    made("not final: nothing of one principal is held", "C-29", until + 102, [], [head(hexA, until + 101)]),
    made("met, and final once somebody else has confirmed the fact", "C-29", until + 102, [fact(9_000)], later),
    made("met by a fact that nobody has confirmed", "C-29", until + 102, [fact(9_000, { heardMs: null })], later),
  ];
}

function longStops(): Case[] {
  return [
    made("before the long stop, theirs not heard", "C-30", until + 4_999, [], oneSided),
    made("at the long stop, theirs not heard", "C-30", until + 5_000, [], oneSided),
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

/** Facts at one time, and what does not count. */
function others(): Case[] {
  return [
    made("met by the lower place of two facts at one time, by number", "C-28", until + 1, [10, 9].map(
      (seq) => fact(9_000, { at: `${hexB.slice(0, 32)}:${seq}` })
    ), sooner),
    made("disputed by the lower place of two", "C-28", until + 1, [10, 9].map(
      (seq) => fact(9_000, { at: `${hexB.slice(0, 32)}:${seq}`, disputed: true })
    ), sooner),
    made("disputed by a fact, and final once it was heard", "C-29", until + 102,
      [fact(9_000, { disputed: true })], later),
    made("disputed by a fact that nobody has confirmed", "C-29", until + 102,
      [fact(9_000, { disputed: true, heardMs: null })], later),
    made("running though disputed is where it is counted from", "C-28", until, [], sooner, { startDisputed: true }),
    made("met by a fact that was heard, theirs not heard, before the long stop", "C-30", until + 4_999,
      [fact(9_000)], oneSided),
    made("met by a fact that was heard, theirs not heard, at the long stop", "C-30", until + 5_000,
      [fact(9_000)], oneSided),
    made("a fact heard too late that changes nothing does not contest", "C-31", until + 6_000,
      [fact(9_000), fact(9_500, { heardMs: until + 5_001 })], later),
    made("a disputed fact heard too late contests what has passed", "C-31", until + 6_000,
      [fact(9_000, { disputed: true, heardMs: until + 5_001 })], later),
    made("a party that is no principal holds nothing open", "C-29", until + 102, [],
      [...later, head("09".repeat(32), 1)]),
  ];
}

/** Times of receipts and acts: disputed or not. */
export function disputeCases(): Case[] {
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
      name, must: ["C-33"], accept: true, input: { at: entry.at, terms, entries: record.entries.map(caseEntry) },
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
