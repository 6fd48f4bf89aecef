import assert from "node:assert/strict";
import { test } from "node:test";
import { namedWitnesses, seenAtMs } from "./fold.ts";
import { namingKind } from "./entries.ts";
import { makeRecord, partyOfByte, say, seeded, shuffled, viewOf } from "../../agree/record.fixture.ts";
import { countingHash } from "../../agree/record.fixture.ts";
import { toHex } from "../../bytes/hex.ts";
import { isActDisputed, isReceiptDisputed } from "../../clock/disputed.ts";
import type { RecordView } from "../../record/held-entry.ts";

const terms = { skewMs: 100, courierMs: 1_000, longStopMs: 5_000 };
const witnessOf = (byte: number) => (
  { name: `w.example/${byte}`, ed25519: new Uint8Array(32).fill(byte), mlDsa44: new Uint8Array(1_312).fill(byte) }
);

test("a witness settles times when every principal has named it, in whatever order", () => {
  const record = makeRecord(countingHash());
  const principals = [1, 2].map((byte) => toHex(partyOfByte(byte)));
  const naming = (party: number, byte: number, more = {}) =>
    say(record, { party, time: 1_000, kind: namingKind, content: witnessOf(byte), ...more });
  const entries = [
    naming(1, 7), naming(2, 7), naming(1, 8), naming(1, 9), naming(2, 9, { proofPending: true }), naming(3, 8),
    naming(2, 8, { poison: true }),
  ];
  const draw = seeded(1);
  for (let round = 0; round < 20; round++) {
    const named = namedWitnesses(shuffled(entries, draw), principals);
    assert.deepEqual(named.map((one) => [one.witness.name, one.by.length, one.agreed]), [
      ["w.example/7", 2, true], ["w.example/8", 1, false], ["w.example/9", 1, false],
    ]);
  }
  const sameName = { ...witnessOf(7), mlDsa44: new Uint8Array(1_312).fill(1) };
  const other = say(record, { party: 2, time: 1_000, kind: namingKind, content: sameName });
  assert.equal(namedWitnesses([entries[0] as typeof other, other], principals).some((one) => one.agreed), false);
});

test("an entry was seen at the earliest head that covers it", () => {
  const log = "a1".repeat(16);
  const seen = [{ log, size: 4, timeMs: 5_000 }, { log, size: 2, timeMs: 3_000 },
    { log: "b1".repeat(16), size: 9, timeMs: 1 }];
  assert.deepEqual([0, 1, 2, 3, 4].map((seq) => seenAtMs(seen, `${log}:${seq}`)), [3_000, 3_000, 5_000, 5_000, null]);
});

function seenBy(view: RecordView, at: string, timeMs: number): RecordView {
  return { ...view, heads: view.heads, seenAtMs: (one) => (one === at ? timeMs : null) };
}

test("a receipt before its entry's own time is not disputed when a witness saw the entry by then", () => {
  const record = makeRecord(countingHash());
  const entry = say(record, { party: 1, time: 3_000, kind: null });
  say(record, { party: 2, time: 4_000, kind: null, hears: [1], heldAt: 2_000 });
  const view = viewOf(record.entries);
  const [receipt] = view.firstAcks(entry.at);
  assert.ok(receipt !== undefined);
  assert.equal(isReceiptDisputed(entry, receipt, view, terms), true);
  assert.equal(isReceiptDisputed(entry, receipt, seenBy(view, entry.at, 2_100), terms), false,
    "to the last of the skew");
  assert.equal(isReceiptDisputed(entry, receipt, seenBy(view, entry.at, 2_101), terms), true);
});

test("an act that was heard too late counts when a witness saw it in time; one before its message never does", () => {
  const record = makeRecord(countingHash());
  const about = say(record, { party: 1, time: 1_000, kind: null });
  const act = say(record, { party: 2, time: 2_000, kind: null, object: about });
  say(record, { party: 1, time: 9_000, kind: null, hears: [2], heldAt: 8_000 });
  const view = viewOf(record.entries);
  const disputed = (by: RecordView, aboutMs = 1_000): boolean =>
    isActDisputed(act, aboutMs, toHex(partyOfByte(1)), 3_000, by, terms);
  assert.equal(disputed(view), true);
  assert.equal(disputed(seenBy(view, act.at, 3_100)), false);
  assert.equal(disputed(seenBy(view, act.at, 3_101)), true);
  assert.equal(disputed(seenBy(view, act.at, 2_000), 2_101), true, "a witness does not make it later than it says");
});
