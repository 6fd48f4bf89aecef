import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { toHex } from "../bytes/hex.ts";
import { charterAcceptance, charterRefusal, charterProposal } from "../mechanism/charter/entries.ts";
import type { CharterAcceptanceContent } from "../mechanism/charter/entries.ts";
import { lineTest } from "../mechanism/line-test/entries.ts";
import type { AgreementView } from "../record/held-entry.ts";
import { foldAgreement } from "./agreement.ts";
import type { Agreement } from "./agreement.ts";
import { countingHash, makeRecord, partyOfByte, say, seeded, shuffled, viewOf, worlds } from "./record.fixture.ts";
import type { MadeRecord, WholeEntry } from "./record.fixture.ts";

const A = 1;
const B = 2;
const terms = { skewMs: 100, courierMs: 1_000, longStopMs: 5_000 };
const digest = new Uint8Array(32).fill(7);
const until = 10_000;
const test8 = { peer: new Uint8Array(16), bearer: "tls", roundTripMs: 1, missed: 0 };

function hexOf(party: number): string {
  return toHex(partyOfByte(party));
}

function accepts(record: MadeRecord, party: number, time: number, to = until, hears: number[] = []): WholeEntry {
  const content = { proposal: digest, rosters: [digest, digest], until: to };
  return say(record, { party, time, kind: charterAcceptance, content, hears });
}

function speaks(record: MadeRecord, party: number, time: number, hears: number[] = [], heldAt = time): WholeEntry {
  return say(record, { party, time, kind: lineTest, content: test8, hears, heldAt });
}

function fold(entries: readonly WholeEntry[], at: number): Agreement {
  return foldAgreement({
    digest: toHex(digest), principals: [toHex(partyOfByte(A)), toHex(partyOfByte(B))],
    acceptances: entries.filter((one) => one.body.kind === charterAcceptance.code).map((entry) => {
      return {
        entry, digest: toHex((entry.content as CharterAcceptanceContent).proposal),
        until: (entry.content as CharterAcceptanceContent).until,
      };
    }),
    refusals: entries.filter(
      (one) => one.body.kind === charterRefusal.code
    ).map((entry) => ({ entry, digest: toHex(digest) })),
  }, viewOf(entries), terms, at);
}

test("adopted when each holds the other's acceptance in time, final when each has seen that both saw it", () => {
  const record = makeRecord(countingHash());
  equal(fold(record.entries, 0).state, "open");
  accepts(record, A, 1_000);
  equal(fold(record.entries, 1_000).state, "accepted-by-some");
  accepts(record, B, 2_000, until, [A]);
  equal(fold(record.entries, 2_000).state, "accepted-by-some");
  speaks(record, A, 3_000, [B]);
  const adopted = fold(record.entries, 3_000);
  deepEqual([adopted.state, adopted.adoptedAt, adopted.verdict], ["adopted", 3_000, "provisional"]);
  speaks(record, B, 4_000, [A]);
  const heard = fold(record.entries, 4_000);
  deepEqual([heard.verdict, heard.unheard], ["provisional", [hexOf(A)]]);
  deepEqual(heard.positions.map((one) => one.round), [3, 4]);
  speaks(record, A, 5_000, [B]);
  const final = fold(record.entries, 5_000);
  deepEqual([final.state, final.verdict, final.rule, final.adoptedAt], ["adopted", "final", "by-entries", 3_000]);
});

test("the earliest until governs", () => {
  const record = makeRecord(countingHash());
  accepts(record, A, 1_000);
  accepts(record, B, 2_000, 2_500, [A]);
  speaks(record, A, 3_000, [B]);
  const state = fold(record.entries, 3_000);
  equal(state.until, 2_500);
  deepEqual([state.state, state.verdict], ["lapsed", "provisional"]);
  speaks(record, A, 3_601);
  speaks(record, B, 3_600, [A]);
  equal(fold(record.entries, 3_700).verdict, "final");
});

test("a lapse is provisional until every principal has let the time go by, or the long stop", () => {
  const record = makeRecord(countingHash());
  accepts(record, A, 1_000);
  speaks(record, A, until + 1_100);
  deepEqual(
    [fold(record.entries, until + 1).state, fold(record.entries, until + 1).verdict], ["lapsed", "provisional"]
  );
  equal(fold(record.entries, until + terms.longStopMs).verdict, "provisional");
  speaks(record, A, until + 1_101);
  equal(fold(record.entries, until + terms.longStopMs - 1).verdict, "provisional");
  const byStop = fold(record.entries, until + terms.longStopMs);
  deepEqual(
    [byStop.state, byStop.verdict, byStop.rule, byStop.unheard], ["lapsed", "final", "at-long-stop", [hexOf(B)]]
  );
  speaks(record, B, until + 1_101, [A]);
  deepEqual([fold(record.entries, until + 1).verdict, fold(record.entries, until + 1).rule], ["final", "by-entries"]);
});

test("a lapsed proposal is never revived by entries that claim to have been in time and come too late", () => {
  const record = makeRecord(countingHash());
  accepts(record, A, 1_000);
  speaks(record, A, until + 2_000);
  // B's log was cut off: it claims to have accepted and acknowledged in time, and A sees it only now.
  accepts(record, B, 2_000, until, [A]);
  const seen = speaks(record, A, until + 3_000, [B]);
  equal(seen.body.time, until + 3_000);
  for (const at of [until + 3_000, until + terms.longStopMs, until + 9 * terms.longStopMs]) {
    equal(fold(record.entries, at).state, "lapsed");
  }
});

test("what each held in time and one saw too late is lapsed, contested, and in the end final", () => {
  const record = makeRecord(countingHash());
  accepts(record, A, 1_000);
  accepts(record, B, 2_000, until, [A]);
  speaks(record, A, 3_000, [B]);
  // The word that A holds B's acceptance comes to B too late.
  speaks(record, B, until + 1_101, [A]);
  const late = fold(record.entries, until + 1_200);
  deepEqual([late.state, late.verdict, late.contested, late.unheard], ["lapsed", "provisional", true, [hexOf(A)]]);
  speaks(record, A, until + 1_300, [B]);
  equal(fold(record.entries, until + 1_300).rule, "by-entries");
});

test("the first act of a principal binds it: neither withdrawal nor second thought has an effect", () => {
  const record = makeRecord(countingHash());
  accepts(record, A, 1_000);
  say(record, { party: A, time: 1_100, kind: charterRefusal, content: { proposal: digest, reason: null } });
  accepts(record, A, 1_200, 1_300);
  accepts(record, B, 2_000, until, [A]);
  speaks(record, A, 3_000, [B]);
  const state = fold(record.entries, 3_000);
  equal(state.state, "adopted");
  deepEqual(state.passedOver.map((one) => one.reason), ["not-the-first", "not-the-first"]);
});

test("a refusal as first act refuses, whatever the others do", () => {
  const record = makeRecord(countingHash());
  accepts(record, A, 1_000);
  say(record, { party: B, time: 2_000, kind: charterRefusal, content: { proposal: digest, reason: null }, hears: [A] });
  accepts(record, B, 2_100, until, [A]);
  equal(fold(record.entries, 2_100).state, "refused");
});

test("acceptances of strangers, beyond a gap, or already over have no effect", () => {
  const record = makeRecord(countingHash());
  accepts(record, 9, 1_000);
  const over = accepts(record, A, 1_500, 1_400);
  const content = { proposal: digest, rosters: [digest, digest], until };
  say(record, { party: B, time: 1_600, kind: charterAcceptance, content, proofPending: true });
  deepEqual(fold(record.entries, 1_600).passedOver.map((one) => one.reason),
    ["until-before-its-own-time", "proof-pending", "not-a-principal"]);
  equal(fold(record.entries, 1_600).state, "open");
  ok(over.at.endsWith(":0"));
});

test("what is timed after one's own clock is not known before one's clock has come so far", () => {
  const record = makeRecord(countingHash());
  accepts(record, A, 5_000);
  speaks(record, B, 4_899, [A]);
  accepts(record, B, 4_899, until, [A]);
  speaks(record, A, 5_300, [B]);
  equal(fold(record.entries, 5_300).state, "accepted-by-some");
  speaks(record, B, 4_900);
  speaks(record, A, 5_400, [B]);
  deepEqual([fold(record.entries, 5_400).state, fold(record.entries, 5_400).adoptedAt], ["adopted", 5_300]);
});

test("of a party that has denied and shows another log, the others' order decides", () => {
  const tell = (isSeenFirst: boolean): Agreement => {
    const record = makeRecord(countingHash());
    accepts(record, A, 1_000);
    accepts(record, B, 2_000, until, [A]);
    speaks(record, A, 3_000, [B]);
    if (isSeenFirst) speaks(record, B, 3_000, [A]);
    if (isSeenFirst) speaks(record, A, 3_500, [B]);
    say(record, { party: B, log: 12, time: 1_500, kind: charterRefusal, content: { proposal: digest, reason: null } });
    speaks(record, A, 4_000, [B]);
    if (!isSeenFirst) speaks(record, B, 3_000, [A]);
    speaks(record, A, 5_000, [B]);
    return fold(record.entries, until * 10);
  };
  deepEqual([tell(true).state, tell(true).verdict, tell(true).adoptedAt], ["adopted", "final", 3_000]);
  deepEqual([tell(false).state, tell(false).verdict, tell(false).rule], ["refused", "final", "by-entries"]);
});

/** A record drawn from a seed: acceptances, refusals, talk, with clocks at times wrong by more than the skew. */
function drawn(seed: number): MadeRecord {
  const draw = seeded(seed);
  const record = makeRecord(countingHash());
  const clock: Record<number, number> = { [A]: 1_000, [B]: 1_000 };
  say(record, { party: A, time: 1_000, kind: charterProposal, content: null, poison: true });
  const steps = 4 + draw(12);
  for (let step = 0; step < steps; step++) {
    const party = 1 + draw(2);
    clock[party] = (clock[party] as number) + draw(4_000);
    const time = clock[party] as number;
    const hears = draw(3) > 0 ? [3 - party] : [];
    const what = draw(6);
    if (what < 3) accepts(record, party, time, until + draw(3) * 1_000, hears);
    else if (what === 3 && draw(4) === 0) {
      say(record, { party, time, kind: charterRefusal, content: { proposal: digest, reason: null }, hears });
    } else speaks(record, party, time, hears, Math.max(0, time - draw(300)));
  }
  return record;
}

test("any order of arrival gives the same result, byte for byte", () => {
  for (let seed = 0; seed < worlds(400); seed++) {
    const record = drawn(seed);
    const draw = seeded(seed + 1_000_000);
    const at = draw(25_000);
    const expected = JSON.stringify(fold(record.entries, at));
    for (let round = 0; round < 4; round++) {
      equal(JSON.stringify(fold(shuffled(record.entries, draw), at)), expected, `seed ${seed}`);
    }
  }
});

test("what is final stays: no longer record and no later time revives a lapse or undoes an adoption", () => {
  let adopted = 0;
  let lapsed = 0;
  for (let seed = 0; seed < worlds(1_500); seed++) {
    const record = drawn(seed);
    const draw = seeded(seed + 2_000_000);
    for (let round = 0; round < 12; round++) {
      // What one principal may hold: its own log so far, what that acknowledges, and perhaps more of the other's.
      const us = 1 + draw(2);
      const at = draw(30_000);
      const own = record.entries.filter((one) => one.party[0] === us && one.body.time <= at);
      const least = Math.max(0, ...own.flatMap((one) => one.body.acks.map((ack) => ack.size)));
      const more = least + draw(4);
      const held = record.entries.filter((one) => own.includes(one) || (one.party[0] !== us && one.body.seq < more));
      const before = fold(held, at);
      if (before.verdict !== "final") continue;
      const after = fold(record.entries, at + 50_000);
      // A party may still say no to what has lapsed; nothing else is left to say.
      const allowed = before.state === "lapsed" ? ["lapsed", "refused"] : [before.state];
      ok(allowed.includes(after.state), `seed ${seed} round ${round}: ${before.state} became ${after.state}`);
      equal(after.adoptedAt, before.adoptedAt);
      if (before.state === "adopted") adopted += 1;
      if (before.state === "lapsed") lapsed += 1;
    }
  }
  // Sometimes seen, or this proves nothing.
  ok(adopted > 20 && lapsed > 20, `adopted ${adopted} lapsed ${lapsed}`);
});

test("a party that accepts again and again is read by its first word, however often it is", () => {
  const record = makeRecord(countingHash());
  const first = accepts(record, A, 1_000);
  const log = first.at.slice(0, 32);
  const again = Array.from({ length: 200_000 }, (_, seq): WholeEntry => (
    { ...first, at: `${log}:${seq}`, body: { ...first.body, seq, lamport: seq + 1 } }
  ));
  const view: AgreementView = {
    ...viewOf([first]), logs: viewOf([first]).logs.map((one) => ({ ...one, size: again.length })),
  };
  const told = foldAgreement({
    digest: toHex(digest), principals: [A, B].map(hexOf), refusals: [],
    acceptances: again.map((entry) => ({ entry, digest: toHex(digest), until })),
  }, view, terms, 2_000);
  deepEqual([told.state, told.positions[0]?.at, told.passedOver.length], ["accepted-by-some", first.at, 199_999]);
});
