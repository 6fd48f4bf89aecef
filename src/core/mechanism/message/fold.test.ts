import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { countingHash, makeRecord, say, seeded, shuffled, viewOf } from "../../agree/record.fixture.ts";
import type { MadeEntry, MadeRecord, WholeEntry } from "../../agree/record.fixture.ts";
import { toHex } from "../../bytes/hex.ts";
import { lineTest } from "../line-test/entries.ts";
import { deliveryState } from "./delivery.ts";
import { cancellation, hold, message, refusal, take, translation } from "./entries.ts";
import type { Relation } from "./entries.ts";
import { foldMessage } from "./fold.ts";
import type { MessageState } from "./fold.ts";
import { partyA as A, partyB as B, testCharter, testMessage } from "./message.fixture.ts";

const charter = testCharter();
const tested = { peer: new Uint8Array(16), bearer: "tls", roundTripMs: null, missed: 0 };

function fold(entries: readonly WholeEntry[], about: WholeEntry, at: number): MessageState {
  const state = foldMessage(toHex(about.leaf), entries, viewOf(entries), charter, at);
  ok(state !== null);
  return state;
}

function begin(): { readonly record: MadeRecord; readonly sent: MadeEntry } {
  const record = makeRecord(countingHash());
  return {
    record, sent: say(record, { party: A, time: 1_000, kind: message, content: testMessage(), precedence: "FLASH" }),
  };
}

function related(kind: Relation["kind"], about: WholeEntry, more: object = {}): object {
  return testMessage({ relation: { kind, object: about.leaf }, ...more });
}

test("durable, taken, holding, answered: each its own fact, none taken for another", () => {
  const { record, sent } = begin();
  const state = (): string | null | undefined => fold(record.entries, sent, 5_000).to[0]?.state;
  equal(state(), null);
  say(record, { party: B, time: 1_050, kind: null, hears: [A], heldAt: 1_040 });
  equal(state(), "durable");
  equal(fold(record.entries, sent, 5_000).to[0]?.sinceMs, 1_040);
  say(record, { party: B, time: 1_500, kind: take, content: { desk: "watch", capacity: "" }, object: sent });
  equal(state(), "taken");
  const held = { desk: "watch", nextWordBy: 4_000, word: "received-considering", reason: null };
  say(record, { party: B, time: 1_600, kind: hold, content: held, object: sent });
  equal(state(), "holding");
  say(
    record,
    { party: B, time: 3_000, kind: message, content: related("answers", sent, { to: [{ party: 0, desk: "watch" }] }) }
  );
  equal(state(), "answered");
  const { to, info } = fold(record.entries, sent, 5_000);
  deepEqual(
    [to[0]?.taken?.entry.body.time, to[0]?.holding?.entry.body.time, to[0]?.answered?.entry.body.time],
    [1_500, 1_600, 3_000]
  );
  equal(info[0]?.state, "durable");
  equal(info[0]?.limits.receiptBy, null);
});

test("a receipt stops no clock, a take the receipt clock, only an answer or refusal the answer clock", () => {
  const { record, sent } = begin();
  equal(fold(record.entries, sent, 9_000).to[0]?.limits.receiptBy, null);
  say(record, { party: B, time: 1_050, kind: null, hears: [A], heldAt: 1_040 });
  const clocks = (at: number): (string | undefined)[] => {
    const { receiptBy, answerBy } = fold(record.entries, sent, at).to[0]?.limits ?? {};
    return [receiptBy?.outcome, answerBy?.outcome];
  };
  deepEqual(clocks(2_040), ["running", "running"]);
  deepEqual(clocks(2_041), ["passed", "running"]);
  say(record, { party: B, time: 2_040, kind: take, content: { desk: "watch", capacity: "" }, object: sent });
  deepEqual(clocks(2_041), ["met", "running"]);
  say(
    record,
    {
      party: B, time: 2_050, kind: hold, content: { desk: "watch", nextWordBy: null, word: null, reason: null },
      object: sent,
    }
  );
  deepEqual(clocks(11_041), ["met", "passed"]);
  say(
    record,
    { party: B, time: 11_040, kind: refusal, content: { desk: "watch", word: null, reason: null }, object: sent }
  );
  deepEqual(clocks(11_041), ["met", "met"]);
  equal(fold(record.entries, sent, 11_041).to[0]?.limits.answerBy?.state, "provisional");
  say(record, { party: A, time: 11_200, kind: lineTest, content: tested, hears: [B] });
  say(record, { party: B, time: 11_201, kind: lineTest, content: tested, hears: [A] });
  equal(fold(record.entries, sent, 11_201).to[0]?.limits.answerBy?.state, "final");
});

test("each next word by is a clock of its own, met by any later word of that desk", () => {
  const { record, sent } = begin();
  say(record, { party: B, time: 1_050, kind: null, hears: [A] });
  const holds = (nextWordBy: number): object => ({ desk: "watch", nextWordBy, word: null, reason: null });
  say(record, { party: B, time: 1_100, kind: hold, content: holds(2_000), object: sent });
  say(record, { party: B, time: 1_900, kind: hold, content: holds(3_000), object: sent });
  const outcomes = (at: number): string[] =>
    (fold(record.entries, sent, at).to[0]?.limits.nextWordBy ?? []).map((one) => one.verdict.outcome);
  deepEqual(outcomes(3_001), ["met", "passed"]);
});

test("a receipt whose time cannot be true is disputed, and a limit that passes from it too", () => {
  const { record, sent } = begin();
  say(record, { party: B, time: 1_050, kind: null, hears: [A], heldAt: 800 });
  const state = fold(record.entries, sent, 20_000).to[0];
  equal(state?.receipt?.disputed, true);
  equal(state?.limits.answerBy?.outcome, "disputed");
});

test("acts of desks that were not asked, of other parties, and of other hands have no effect and are listed", () => {
  const { record, sent } = begin();
  say(
    record, { party: B, time: 1_100, kind: take, content: { desk: "radar", capacity: "" }, object: sent, hears: [A] }
  );
  say(record, { party: A, time: 1_100, kind: take, content: { desk: "watch", capacity: "" }, object: sent });
  say(record, { party: B, time: 1_200, kind: cancellation, content: { desk: "watch", reason: null }, object: sent });
  say(record, { party: B, time: 1_300, kind: message, content: related("supersedes", sent) });
  say(record, { party: B, time: 1_400, kind: take, poison: true, object: sent });
  const state = fold(record.entries, sent, 2_000);
  equal(state.to[0]?.state, "durable");
  equal(state.live, true);
  deepEqual(state.passedOver.map((one) => one.reason).sort(),
    ["not-an-action-addressee", "not-an-action-addressee", "not-the-author", "not-the-author", "poison"]);
});

test("corrections and supersessions are the author's; two live supersessions are a conflict that nobody wins", () => {
  const { record, sent } = begin();
  say(record, { party: A, time: 1_100, kind: message, content: related("corrects", sent) });
  equal(fold(record.entries, sent, 2_000).live, true);
  const first = say(record, { party: A, time: 1_200, kind: message, content: related("supersedes", sent) });
  equal(fold(record.entries, sent, 2_000).live, false);
  const second = say(record, { party: A, log: 11, time: 1_200, kind: message, content: related("supersedes", sent) });
  deepEqual([...fold(record.entries, sent, 2_000).conflict].sort(), [toHex(first.leaf), toHex(second.leaf)].sort());
  say(record, { party: A, time: 1_300, kind: cancellation, content: { desk: "watch", reason: null }, object: second });
  deepEqual(fold(record.entries, sent, 2_000).conflict, []);
  equal(fold(record.entries, sent, 2_000).supersessions.length, 2);
});

test("the author's cancellation ends a clock that nothing has met, and takes nothing away", () => {
  const { record, sent } = begin();
  say(record, { party: B, time: 1_050, kind: null, hears: [A] });
  say(record, { party: B, time: 1_500, kind: take, content: { desk: "watch", capacity: "" }, object: sent });
  const reason = { language: "en", text: "Sent in error." };
  say(record, { party: A, time: 1_600, kind: cancellation, content: { desk: "watch", reason }, object: sent });
  const state = fold(record.entries, sent, 50_000);
  equal(state.cancellation?.content.reason?.text, "Sent in error.");
  deepEqual([state.to[0]?.limits.receiptBy?.outcome, state.to[0]?.limits.answerBy], ["met", null]);
  equal(state.to[0]?.state, "taken");
});

test("a withheld or unreadable message is shown as such and has no addressees", () => {
  const record = makeRecord(countingHash());
  const sent = say(record, { party: A, time: 1_000, kind: message, poison: true, proofPending: true });
  const state = fold(record.entries, sent, 2_000);
  deepEqual([state.content, state.poison, state.proofPending, state.to], [null, true, true, []]);
  equal(foldMessage("00", record.entries, viewOf(record.entries), charter, 0), null);
});

test("line knowledge never passes for proof", () => {
  equal(deliveryState(null, { reachable: true, carried: false }), "composed");
  equal(deliveryState(null, { reachable: false, carried: false }), "unreachable");
  equal(deliveryState(null, { reachable: false, carried: true }), "carried");
  equal(deliveryState("durable", { reachable: false, carried: false }), "durable");
});

test("any order of arrival, with duplicates, gives the same state", () => {
  for (let seed = 0; seed < 300; seed++) {
    const draw = seeded(seed);
    const { record, sent } = begin();
    const clock: Record<number, number> = { [A]: 1_000, [B]: 1_000 };
    for (let step = 0; step < 14; step++) {
      const party = 1 + draw(2);
      clock[party] = (clock[party] as number) + draw(1_500);
      const common = {
        party, time: clock[party] as number, hears: draw(2) === 0 ? [3 - party] : [],
        log: draw(8) === 0 ? party + 10 : party,
      };
      const desk = draw(4) === 0 ? "radar" : "watch";
      const what = draw(7);
      if (what === 0) say(record, { ...common, kind: take, content: { desk, capacity: "" }, object: sent });
      else if (what === 1) say(
        record,
        { ...common, kind: hold, content: { desk, nextWordBy: clock[party], word: null, reason: null }, object: sent }
      );
      else if (what === 2) say(
        record, { ...common, kind: refusal, content: { desk, word: null, reason: null }, object: sent }
      );
      else if (what === 3) say(
        record, { ...common, kind: cancellation, content: { desk, reason: null }, object: sent }
      );
      else if (what === 4) {
        const kinds = ["replies", "answers", "corrects", "supersedes"] as const;
        say(record, { ...common, kind: message, content: related(kinds[draw(4)] as Relation["kind"], sent, { desk }) });
      } else if (what === 5) {
        const content = { language: "ru", subject: "Тема", text: "Текст.", doubts: [], capacity: "" };
        say(record, { ...common, kind: translation, content, object: sent });
      } else say(record, { ...common, kind: null });
    }
    const expected = JSON.stringify(fold(record.entries, sent, 9_000));
    for (let round = 0; round < 4; round++) {
      const arrived = shuffled([...record.entries, ...record.entries.slice(0, 5)], draw);
      const state = foldMessage(toHex(sent.leaf), arrived, viewOf(record.entries), charter, 9_000);
      equal(JSON.stringify(state), expected, `seed ${seed}`);
    }
  }
});
