import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { seeded, shuffled, viewOf } from "../../agree/record.fixture.ts";
import { runsOf } from "./fair-copy.ts";
import {
  amend, charterOfThree, foldOf, idOf, partyA, partyB, partyC, put, sha256, shortly, slotOf, stateOf, tellText,
} from "./text.fixture.ts";
import type { ToldText } from "./text.fixture.ts";
import { waitedFor } from "./fold.ts";
import { readText } from "./reading.ts";
import { textState } from "./state.ts";

/** A text of one clause that both stand for, and the digest of its fair copy. */
function clean(words = "One"): { readonly told: ToldText; readonly digest: string } {
  const told = tellText();
  told.says(partyB, "accept", told.offers(partyA, [put(words)]));
  return { told, digest: copy(told) };
}

/** Says the fair copy of what is clean. */
function copy(told: ToldText, party: number = partyB): string {
  const said = told.copies(party, runsOf(readText(foldOf(told))));
  return stateOf(told)?.copies.find((one) => one.said.some(({ entry }) => entry.at === said.at))?.digest ?? "";
}

function adopt(told: ToldText, digest: string): void {
  told.agrees(partyA, digest);
  told.agrees(partyB, digest);
  for (const party of [partyA, partyB, partyA, partyB]) told.speaks(party);
}

test("a text is negotiated, clean, accepted by some, adopted; and then for good", () => {
  const told = tellText();
  equal(stateOf(told)?.state, "negotiating");
  told.says(partyB, "accept", told.offers(partyA, [put("One")]));
  equal(stateOf(told)?.state, "clean");
  const digest = copy(told);
  deepEqual([stateOf(told)?.state, stateOf(told)?.chosen?.digest], ["clean", digest]);
  told.agrees(partyA, digest);
  equal(stateOf(told)?.state, "accepted-by-some");
  told.agrees(partyB, digest);
  told.speaks(partyA);
  equal(stateOf(told)?.state, "adopted");
  for (const party of [partyA, partyB, partyA, partyB]) told.speaks(party);
  equal(stateOf(told)?.chosen?.agreement.verdict, "final");
});

test("what is offered after the acceptance has no effect, whoever says it", () => {
  const { told, digest } = clean();
  const slot = slotOf(told.record.entries[1] ?? null);
  adopt(told, digest);
  const late = [
    told.offers(partyA, [amend(slot, "Other")]), told.offers(partyC, [amend(slot, "Third")]),
  ];
  const state = stateOf(told);
  deepEqual([state?.state, state === null ? [] : shortly(state.reading)], ["adopted", ["One settled"]]);
  deepEqual([...state?.passedOver ?? []], [[late[0]?.at, "adopted"], [late[1]?.at, "not-a-principal"]]);
});

test("an offer made at once with the adoption undoes nothing, and stays to be seen where it came before", () => {
  const { told, digest } = clean();
  const slot = slotOf(told.record.entries[1] ?? null);
  told.agrees(partyA, digest, []);
  told.offers(partyB, [amend(slot, "Other")], { hears: [] });
  told.agrees(partyB, digest);
  told.speaks(partyA);
  const state = stateOf(told);
  equal(state?.state, "adopted");
  deepEqual(state?.chosen?.clauses().map((one) => one.texts[0]), ["One"]);
  deepEqual(state === null ? [] : shortly(state.reading), ["One bracketed"]);
});

test("what was said in time about an offer that came too late waits for nothing, since that is held", () => {
  const { told, digest } = clean();
  told.agrees(partyB, digest);
  const late = told.offers(partyB, [amend(slotOf(told.record.entries[1] ?? null), "Late")]);
  const word = told.says(partyA, "accept", late);
  told.agrees(partyA, digest);
  told.speaks(partyB);
  const state = stateOf(told);
  equal(state?.state, "adopted");
  deepEqual(state === null ? null : waitedFor(state.fold), []);
  deepEqual([...state?.passedOver ?? []], [[word.at, "change-unknown"], [late.at, "adopted"]]);
});

test("of two copies each accepted by one neither is adopted", () => {
  const { told, digest } = clean();
  told.agrees(partyA, digest);
  told.says(partyA, "accept", told.offers(partyB, [put("Two")]));
  const other = copy(told);
  told.agrees(partyB, other);
  for (const party of [partyA, partyB]) told.speaks(party);
  const state = stateOf(told);
  equal(state?.state, "accepted-by-some");
  deepEqual(state?.copies.map((one) => one.agreement.state), ["accepted-by-some", "accepted-by-some"]);
  deepEqual(state?.copies.map((one) => one.current), [false, true]);
});

test("what one says right after it has accepted has no effect, when nothing was heard in between", () => {
  const { told, digest } = clean();
  told.agrees(partyA, digest);
  const late = told.offers(partyA, [amend(slotOf(told.record.entries[1] ?? null), "Late")], { hears: [] });
  equal(stateOf(told)?.chosen?.digest, digest);
  deepEqual(stateOf(told)?.copies.map((one) => one.current), [false]);
  told.agrees(partyB, digest);
  told.speaks(partyA);
  deepEqual([...stateOf(told)?.passedOver ?? []], [[late.at, "adopted"]]);
});

test("a fold that is asked again says what is so then, and keeps what is final", () => {
  const { told, digest } = clean();
  told.agrees(partyA, digest, undefined, 10_000);
  const fold = foldOf(told);
  const ask = (at: number): string | undefined => textState(fold, aboutIt(told), {
    crypto: sha256, channel: told.record.channel, charter: charterOfThree(), view: viewOf(told.record.entries), at,
  })?.state;
  deepEqual([ask(10_000), ask(10_001), ask(10_000)], ["accepted-by-some", "lapsed", "accepted-by-some"]);
  equal(fold.final.size, 0);
});

function aboutIt(told: ToldText): ToldText["record"]["entries"] {
  return told.record.entries.filter((one) => one.object === told.begun.object);
}

test("of two copies that both have accepted the one adopted first is the text", () => {
  const { told, digest } = clean();
  told.says(partyA, "accept", told.offers(partyB, [put("Two")]));
  const other = copy(told);
  adopt(told, other);
  adopt(told, digest);
  equal(stateOf(told)?.chosen?.digest, other);
});

test("a copy that was declined, or accepted too late, leaves the text to be negotiated", () => {
  const { told, digest } = clean();
  told.declines(partyA, digest);
  equal(stateOf(told)?.state, "declined");
  told.says(partyA, "accept", told.offers(partyB, [put("Two")]));
  equal(stateOf(told)?.state, "clean");
  const { told: slow, digest: late } = clean();
  slow.agrees(partyA, late, undefined, 10_000);
  equal(stateOf(slow, undefined, 10_000)?.state, "accepted-by-some");
  equal(stateOf(slow, undefined, 10_001)?.state, "lapsed");
});

test("whoever holds the same entries reads the same state, in whatever order they came", () => {
  for (let seed = 0; seed < 60; seed++) {
    const draw = seeded(seed);
    const { told, digest } = clean(`One ${seed}`);
    for (let step = 0; step < 12; step++) {
      const party = 1 + draw(3);
      const hears = [partyA, partyB, partyC].filter((one) => one !== party && draw(2) === 0);
      if (draw(3) === 0) told.agrees(party, digest, hears, draw(2) === 0 ? 2_000 : 1_000_000);
      else if (draw(5) === 0) told.declines(party, digest, hears);
      else told.offers(party, [amend(slotOf(told.record.entries[1] ?? null), `${step}`)], { hears });
    }
    const { entries } = told.record;
    const first = short(told, entries);
    for (let round = 0; round < 3; round++) deepEqual(short(told, shuffled(entries, draw)), first, `seed ${seed}`);
  }
});

function short(told: ToldText, entries: ToldText["record"]["entries"]): unknown {
  const state = stateOf(told, entries);
  ok(state !== null);
  return [
    state.state, shortly(state.reading, true), state.chosen?.digest, [...state.passedOver].toSorted(),
    state.copies.map((one) => [one.digest, one.current, one.agreement]),
  ];
}

test("a party of the charter that is no principal accepts in vain", () => {
  const { told, digest } = clean();
  told.agrees(partyA, digest);
  told.agrees(partyC, digest);
  told.speaks(partyA);
  const state = stateOf(told);
  equal(state?.state, "accepted-by-some");
  deepEqual(state?.chosen?.agreement.positions.map((one) => one.party), [idOf(partyA), idOf(partyB)]);
  deepEqual(state?.chosen?.agreement.passedOver.map((one) => one.reason), ["not-a-principal"]);
});
