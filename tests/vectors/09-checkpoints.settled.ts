// Cases of disputed times that what agreed witnesses have seen settles, and of which witnesses are agreed.

import { caseEntry, leafOf } from "./06-messages.cases.ts";
import type { Case } from "./vectors.ts";
import { makeRecord, partyOfByte, say } from "../../src/core/agree/record.fixture.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { namingKind } from "../../src/core/mechanism/checkpoint/entries.ts";
import { filled } from "../../src/core/record/ledger.fixture.ts";

const [A, B] = [1, 2];
const terms = { skewMs: 100, courierMs: 1_000, longStopMs: 5_000 };

type Good = (name: string, must: string[], input: Case["input"]) => Case;

/** Which witnesses are agreed. */
export function namingCases(good: Good): Case[] {
  const principals = [A, B].map((byte) => toHex(partyOfByte(byte)));
  const witnessOf = (byte: number) => (
    { name: `w.example/${byte}`, ed25519: filled(32, byte), mlDsa44: filled(1_312, byte) }
  );
  const told = (name: string, tell: (record: ReturnType<typeof makeRecord>) => void): Case => {
    const record = makeRecord(leafOf);
    tell(record);
    return good(name, ["W-26"], { principals, entries: record.entries.map(caseEntry) });
  };
  const names = (record: ReturnType<typeof makeRecord>, party: number, content: unknown, more = {}): void =>
    void say(record, { party, time: 1_000, kind: namingKind, content, ...more });
  return [
    told("named by both", (record) => [A, B].forEach((party) => names(record, party, witnessOf(7)))),
    told("named by one", (record) => names(record, A, witnessOf(7))),
    told("named by one twice", (record) => [A, A].forEach((party) => names(record, party, witnessOf(7)))),
    told("named by one and by nobody who is a principal", (record) =>
      [A, 3].forEach((party) => names(record, party, witnessOf(7)))),
    told("one name, other keys", (record) => {
      names(record, A, witnessOf(7));
      names(record, B, { ...witnessOf(7), mlDsa44: filled(1_312, 8) });
    }),
    told("one of the two is beyond a gap", (record) => {
      names(record, A, witnessOf(7));
      names(record, B, witnessOf(7), { proofPending: true });
    }),
    told("one of the two is poison", (record) => {
      names(record, A, witnessOf(7));
      names(record, B, witnessOf(7), { poison: true });
    }),
    told("two witnesses", (record) => {
      for (const party of [A, B]) for (const byte of [8, 7]) names(record, party, witnessOf(byte));
    }),
  ];
}

/** Times that are settled, and those that are not. */
export function settledCases(good: Good): Case[] {
  const receipt = (name: string, seen: readonly (readonly [party: number, size: number, timeMs: number])[]): Case => {
    const record = makeRecord(leafOf);
    const entry = say(record, { party: A, time: 3_000, kind: null });
    say(record, { party: B, time: 4_000, kind: null, hears: [A], heldAt: 2_000 });
    return good(name, ["W-27"], {
      sort: "receipt", at: entry.at, terms, entries: record.entries.map(caseEntry), seen: seen.map(shown),
    });
  };
  const act = (name: string, timeMs: number, seen: Parameters<typeof receipt>[1]): Case => {
    const record = makeRecord(leafOf);
    const about = say(record, { party: A, time: 1_000, kind: null });
    const done = say(record, { party: B, time: timeMs, kind: null, object: about });
    say(record, { party: A, time: 9_000, kind: null, hears: [B], heldAt: 8_000 });
    return good(name, ["W-27"], {
      sort: "act", at: done.at, aboutMs: 1_000, reader: toHex(partyOfByte(A)), limitMs: 3_000, terms,
      entries: record.entries.map(caseEntry), seen: seen.map(shown),
    });
  };
  return [
    receipt("a receipt before its entry was written, seen by nobody", []),
    receipt("the entry was seen as late as the skew allows", [[A, 1, 2_100]]),
    receipt("the entry was seen later", [[A, 1, 2_101]]),
    receipt("of two heads the earlier counts", [[A, 2, 9_000], [A, 1, 2_000]]),
    receipt("a head that does not cover the entry", [[A, 0, 1_000]]),
    receipt("a head of another log", [[B, 9, 1_000]]),
    act("an act heard too late, seen by nobody", 2_000, []),
    act("an act heard too late, seen as late after its limit as the skew allows", 2_000, [[B, 1, 3_100]]),
    act("an act heard too late, and seen too late", 2_000, [[B, 1, 3_101]]),
    act("an act timed before what it is about is never settled", 800, [[B, 1, 900]]),
    act("an act timed after its reader had acknowledged it is never settled", 9_101, [[B, 1, 9_000]]),
  ];
}

function shown([party, size, timeMs]: readonly [number, number, number]): Record<string, unknown> {
  return { log: toHex(filled(16, party)), size, timeMs };
}
