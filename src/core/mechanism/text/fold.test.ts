import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { seeded, shuffled } from "../../agree/record.fixture.ts";
import type { MadeEntry } from "../../agree/record.fixture.ts";
import { toHex } from "../../bytes/hex.ts";
import { clausesOf, copyDigest, runsOf } from "./fair-copy.ts";
import { changesMax, textChangesMax, textSlotsMax } from "./entries.ts";
import type { Slot, Stance } from "./entries.ts";
import { addToText, isOverfull, waitedFor } from "./fold.ts";
import { readText, reopenedPlaces } from "./reading.ts";
import {
  amend, both, foldOf, idOf, negotiation, partyA, partyB, partyC, put, readOf, sha256, shortly, slotOf, strike,
  tellText,
} from "./text.fixture.ts";
import type { ToldText } from "./text.fixture.ts";

test("a clause is open until both stand for it, and then has no brackets, ad referendum", () => {
  const told = tellText();
  const one = told.offers(partyA, [put("One")]);
  deepEqual(readOf(told), ["One open"]);
  told.says(partyB, "accept", one);
  deepEqual(readOf(told), ["One settled"]);
  ok(readText(foldOf(told)).clean);
});

test("two that accept each other's offer at once have changed places, and that is what is shown", () => {
  const told = tellText();
  const one = told.offers(partyA, [put("One")]);
  told.says(partyB, "accept", one);
  const by = { hears: [] };
  const two = told.offers(partyA, [amend(slotOf(one), "A's")], by);
  const three = told.offers(partyB, [amend(slotOf(one), "B's")], by);
  deepEqual(readOf(told), ["One bracketed"]);
  told.says(partyA, "accept", three, 0, []);
  told.says(partyB, "accept", two, 0, []);
  deepEqual(readOf(told), ["One bracketed"]);
  told.says(partyA, "accept", two);
  deepEqual(readOf(told), ["A's settled"]);
});

test("a refusal moves nobody; who takes back its own offer stands for nothing there until it says so again", () => {
  const told = tellText();
  const one = told.offers(partyA, [put("One")]);
  told.says(partyB, "accept", one);
  const two = told.offers(partyA, [amend(slotOf(one), "Two")]);
  told.says(partyB, "refuse", two);
  deepEqual(readOf(told), ["One bracketed"]);
  told.says(partyA, "withdraw", two);
  deepEqual(readOf(told), ["One open"]);
  told.says(partyA, "accept", one);
  deepEqual(readOf(told), ["One settled"]);
});

test("what nobody stands for and nobody is asked about is absent", () => {
  const told = tellText();
  const one = told.offers(partyA, [put("One"), put("Two", slotOf(null, 0))]);
  told.says(partyB, "refuse", one, 0);
  deepEqual(readOf(told), ["One bracketed", "Two open"]);
  told.says(partyA, "withdraw", one, 0);
  told.says(partyA, "withdraw", one, 1);
  deepEqual(readOf(told), []);
  told.says(partyB, "accept", one, 1);
  deepEqual(readOf(told), ["Two open"]);
});

test("reserves, brackets in the words, and a language that is missing keep a clause from being settled", () => {
  const told = tellText();
  const one = told.offers(partyA, [put("One"), put("[A: shall | B: should]"), put("")]);
  for (const n of [1, 2]) told.says(partyB, "accept", one, n);
  told.says(partyB, "reserve", one, 0);
  deepEqual(readOf(told), ["One reserved", "[A: shall | B: should] bracketed", " open"]);
});

test("a split, a join, a move and a deletion hold when both stand for all of it", () => {
  const told = tellText();
  const text = told.offers(partyA, [put("One"), put("Two", slotOf(null, 0)), put("Three", slotOf(null, 1))]);
  for (const n of [0, 1, 2]) told.says(partyB, "accept", text, n);
  const [one, two, three] = [0, 1, 2].map((k) => slotOf(text, k)) as [Slot, Slot, Slot];
  const split = told.offers(partyB, [{
    touches: [one], clauses: [
      { slot: one, after: null, heading: 0, texts: both("One a") },
      { slot: null, after: null, heading: 0, texts: both("One b") },
    ],
  }]);
  deepEqual(readOf(told), ["One bracketed", "One b open", "Two settled", "Three settled"]);
  told.says(partyA, "accept", split);
  deepEqual(readOf(told), ["One a settled", "One b settled", "Two settled", "Three settled"]);
  const join = told.offers(partyA, [{
    touches: [two, three], clauses: [{ slot: two, after: null, heading: 0, texts: both("Two and three") }],
  }]);
  told.says(partyB, "accept", join);
  const move = told.offers(partyA, [amend(two, "Two and three", { offer: told.begun.leaf, k: 0 })]);
  deepEqual(readOf(told), ["One a settled", "One b settled", "Two bracketed"]);
  told.says(partyB, "accept", move);
  deepEqual(readOf(told), ["Two and three settled", "One a settled", "One b settled"]);
  told.says(partyA, "accept", told.offers(partyB, [strike(slotOf(split))]));
  deepEqual(readOf(told), ["Two and three settled", "One a settled"]);
  ok(readText(foldOf(told)).clean);
});

test("a package that holds tells at which of its places somebody stands for something else", () => {
  const told = tellText();
  const one = told.offers(partyA, [put("One"), put("Two", slotOf(null, 0))], { package: 1 });
  for (const n of [0, 1]) told.says(partyB, "accept", one, n);
  const reopened = (): readonly (readonly string[])[] => {
    const fold = foldOf(told);
    return readText(fold).slots.map(({ holding }) => (holding === null ? [] : reopenedPlaces(fold, holding)));
  };
  deepEqual(reopened(), [[], []]);
  told.offers(partyA, [amend(slotOf(one, 1), "Two and more")]);
  deepEqual(readOf(told).at(0), "One settled");
  deepEqual(reopened(), [[`${toHex(one.leaf)}:1`], []]);
});

test("of a package all holds or nothing", () => {
  const told = tellText();
  const one = told.offers(partyA, [put("One"), put("Two", slotOf(null, 0))], { package: 1 });
  told.says(partyB, "accept", one, 0);
  deepEqual(readOf(told), ["One open", "Two open"]);
  told.says(partyB, "accept", one, 1);
  deepEqual(readOf(told), ["One settled", "Two settled"]);
  told.says(partyB, "refuse", one, 0);
  deepEqual(readOf(told), ["One bracketed", "Two open"]);
});

test("what was moved stays where it is when it is amended, and what stood behind it stays where that was", () => {
  const told = tellText();
  const text = told.offers(partyA, [put("One"), put("Two", slotOf(null, 0)), put("Three", slotOf(null, 1))]);
  for (const n of [0, 1, 2]) told.says(partyB, "accept", text, n);
  told.says(partyB, "accept", told.offers(partyA, [amend(slotOf(text, 0), "One", slotOf(text, 2))]));
  told.says(partyB, "accept", told.offers(partyA, [put("Behind one", slotOf(text, 0))]));
  deepEqual(readOf(told), ["Two settled", "Three settled", "One settled", "Behind one settled"]);
  told.says(partyA, "accept", told.offers(partyB, [amend(slotOf(text, 0), "One, amended")]));
  deepEqual(readOf(told), ["Two settled", "Three settled", "One, amended settled", "Behind one settled"]);
});

test("what is amended after a split or a join was agreed leaves the rest of it as it was", () => {
  const told = tellText();
  const text = told.offers(partyA, [put("One"), put("Two", slotOf(null, 0))]);
  for (const n of [0, 1]) told.says(partyB, "accept", text, n);
  const [one, two] = [slotOf(text, 0), slotOf(text, 1)];
  told.says(partyB, "accept", told.offers(partyA, [{
    touches: [one, two], clauses: [{ slot: one, after: null, heading: 0, texts: both("Joined") }],
  }]));
  const more = told.offers(partyB, [amend(one, "Joined, amended")]);
  deepEqual(readOf(told), ["One bracketed"]);
  told.says(partyA, "accept", more);
  deepEqual(readOf(told), ["Joined, amended settled"]);
});

test("of two moves made at once, each behind the other's slot, both have their effect", () => {
  const told = tellText();
  const text = told.offers(partyA, [put("One"), put("Two", slotOf(null, 0)), put("Three", slotOf(null, 1))]);
  for (const n of [0, 1, 2]) told.says(partyB, "accept", text, n);
  const first = told.offers(partyA, [amend(slotOf(text, 0), "One", slotOf(text, 2))], { hears: [] });
  const second = told.offers(partyB, [amend(slotOf(text, 2), "Three", slotOf(text, 0))], { hears: [] });
  told.says(partyB, "accept", first);
  deepEqual(readOf(told), ["Two settled", "Three bracketed", "One settled"]);
  told.says(partyA, "accept", second);
  deepEqual(readOf(told), ["Two settled", "One settled", "Three settled"]);
});

test("a move in a ring, by one who names what it says it has not heard of, leaves its slot where it was made", () => {
  const told = tellText();
  const one = told.offers(partyA, [put("One")]);
  told.says(partyB, "accept", one);
  const two = told.offers(partyB, [put("Two", slotOf(one))]);
  const move = told.offers(partyA, [amend(slotOf(one), "One", slotOf(two))], { hears: [] });
  told.says(partyA, "accept", two);
  told.says(partyB, "accept", move);
  deepEqual(readOf(told), ["One settled", "Two settled"]);
});

test("who holds the pen without a vote offers alone, and settles nothing", () => {
  const told = tellText({ pen: 2 });
  const one = told.offers(partyC, [put("One")]);
  told.offers(partyA, [put("Mine")]);
  deepEqual(readOf(told), ["One open"]);
  told.says(partyA, "accept", one);
  told.says(partyC, "accept", one);
  deepEqual(readOf(told), ["One open"]);
  told.says(partyB, "accept", one);
  deepEqual(readOf(told), ["One settled"]);
  told.says(partyC, "withdraw", one);
  deepEqual(readOf(told), ["One settled"]);
  const { passedOver } = foldOf(told);
  deepEqual([...passedOver.values()], ["not-the-pen", "not-a-principal"]);
});

test("a party of the charter that is no principal changes nothing", () => {
  const told = tellText();
  const one = told.offers(partyA, [put("One")]);
  told.offers(partyC, [put("Mine")]);
  told.says(partyC, "accept", one);
  deepEqual(readOf(told), ["One open"]);
  deepEqual([...foldOf(told).passedOver.values()], ["not-a-principal", "not-a-principal"]);
});

test("what names an offer that is not held waits for it, and has its effect when it comes", () => {
  const told = tellText();
  const one = told.offers(partyA, [put("One")]);
  const two = told.offers(partyB, [amend(slotOf(one), "Two")]);
  const said = told.says(partyA, "accept", two);
  const [begun] = told.record.entries as [MadeEntry];
  const fold = foldOf(told, [said, begun, two]);
  deepEqual(waitedFor(fold), [toHex(one.leaf), toHex(two.leaf)].toSorted());
  deepEqual(shortly(readText(fold)), []);
  deepEqual(readOf(told, [said, begun, two, one]), ["Two settled"]);
});

test("an entry is passed over for what is wrong with it, and what names it too", () => {
  const told = tellText();
  const one = told.offers(partyA, [put("One")]);
  const oneLanguage = { touches: [], clauses: [{ slot: null, after: null, heading: 0, texts: ["a", "b", "c"] }] };
  const bad = [
    told.offers(partyA, [oneLanguage]), told.offers(partyA, [{ touches: [], clauses: [] }]),
    told.offers(partyA, [strike(slotOf(one, 1))]), told.offers(partyA, [strike(slotOf(null))]),
    told.offers(partyA, [put("x", slotOf(null, 0))]), told.offers(partyA, [amend(slotOf(one), "x", slotOf(one))]),
    told.offers(partyA, [{ ...amend(slotOf(one), "x"), touches: [] }]),
    told.offers(partyA, [{ ...strike(slotOf(one)), touches: [slotOf(one), slotOf(one)] }]),
    told.says(partyB, "accept", one, 1), told.offers(partyB, [strike({ offer: told.begun.leaf, k: 0 })]),
    told.copies(partyA, [{ offer: one.leaf, from: 0, count: 2 }]),
    told.copies(partyA, [{ offer: one.leaf, from: 0, count: 0 }]),
    told.copies(partyA, [{ offer: one.leaf, from: 0, count: 1 }, { offer: one.leaf, from: 0, count: 1 }]),
  ];
  told.offers(partyB, [strike(slotOf(bad[0] as MadeEntry))]);
  const fold = foldOf(told);
  deepEqual([...fold.passedOver.values()], [
    "languages", "not-a-change", "slot-unknown", "not-a-change", "slot-unknown", "not-a-change", "not-a-change",
    "not-a-change", "change-unknown", "slot-unknown", "clause-unknown", "not-a-copy", "not-a-copy", "slot-unknown",
  ]);
  deepEqual(shortly(readText(fold)), ["One open"]);
  equal(fold.copies.length, 0);
});

test("a text that does not fit itself or its charter is none, and nothing about it has an effect", () => {
  for (const more of [
    { principals: [0, 0] }, { principals: [1, 0] }, { principals: [0, 3] }, { pen: 3 }, { languages: ["en", "en"] },
    { languages: ["en", "RU"] },
    { title: ["One", "Two", "Three"] },
  ]) {
    const told = tellText(more);
    told.offers(partyA, [put("One")]);
    const fold = foldOf(told);
    deepEqual([fold.begun, fold.slots.size], [null, 0]);
  }
});

test("what is placed behind a clause by the offer that moves it stays where the clause was", () => {
  const told = tellText();
  const text = told.offers(partyA, [put("One"), put("Two", slotOf(null, 0))]);
  for (const n of [0, 1]) told.says(partyB, "accept", text, n);
  const [one, two] = [slotOf(text, 0), slotOf(text, 1)];
  const move = told.offers(partyA, [amend(one, "One", two), put("Behind", one)]);
  for (const n of [0, 1]) told.says(partyB, "accept", move, n);
  deepEqual(readOf(told), ["Behind settled", "Two settled", "One settled"]);
});

test("a copy of 5,000 clauses is looked at, and one of more is none; what is withheld is no poison", () => {
  const told = tellText();
  const one = told.offers(partyA, [put("One")]);
  const run = (count: number) => ({ offer: one.leaf, from: 0, count });
  told.copies(partyA, [run(2_048), run(2_048), run(904)]);
  told.copies(partyA, [run(2_048), run(2_048), run(905)]);
  const said = told.says(partyB, "accept", one);
  const entries = told.record.entries.map((entry) => (entry === said ? { ...entry, content: null } : entry));
  const fold = foldOf(told, entries);
  deepEqual([...fold.passedOver.values()], ["clause-unknown", "not-a-copy", "withheld"]);
  equal(fold.newest?.at, said.at);
  equal(foldOf(told, entries.toReversed()).newest?.at, said.at);
});

test("a text of more slots than whoever keeps to the rules can make reads as none, in whatever order", () => {
  for (const [more, makers] of [[{}, 2], [{ pen: 2 }, 3], [{ pen: 1 }, 2]] as const) {
    const told = tellText(more);
    const by = "pen" in more ? more.pen + 1 : partyA;
    const first = told.offers(by, [put("One")]);
    told.says(partyB, "accept", first);
    const most = makers * textSlotsMax;
    for (let left = most - 1; left > 0; left -= changesMax) {
      told.offers(by, Array.from({ length: Math.min(changesMax, left) }, () => put("")), { hears: [] });
    }
    const { slots } = readText(foldOf(told));
    deepEqual([slots.length, foldOf(told).made], [most, most]);
    const last = told.offers(by, [put("One too many")]);
    told.says(partyB, "refuse", last);
    told.copies(partyA, [{ offer: first.leaf, from: 0, count: 1 }]);
    for (const entries of [told.record.entries, told.record.entries.toReversed()]) {
      const fold = foldOf(told, entries);
      deepEqual([readText(fold), isOverfull(fold), fold.slots.size], [{ slots: [], clean: false }, true, 0]);
      deepEqual([fold.copies.length, [...fold.passedOver]], [1, []]);
      deepEqual(clausesOf(fold, fold.copies[0]?.runs ?? []).map(({ texts }) => texts[0]), ["One"]);
    }
  }
});

test("so does one of more changes, though they touch few slots", () => {
  const told = tellText();
  const one = told.offers(partyA, [put("One")]);
  told.says(partyB, "accept", one);
  const fold = foldOf(told);
  const add = (): boolean => {
    addToText(fold, told.offers(partyB, [amend(slotOf(one), "Other")]), true);
    return isOverfull(fold);
  };
  fold.changed = 2 * textChangesMax - 1;
  deepEqual([add(), shortly(readText(fold))], [false, ["One bracketed"]]);
  deepEqual([add(), readText(fold).slots, fold.slots.size], [true, [], 0]);
});

test("what does not count has no effect", () => {
  const told = tellText();
  const one = told.offers(partyA, [put("One")]);
  const said = told.says(partyB, "accept", one);
  const fold = foldOf(told, told.record.entries, (at) => at !== said.at);
  deepEqual(shortly(readText(fold)), ["One open"]);
  deepEqual([...fold.passedOver], [[said.at, "key-revoked"]]);
});

test("a fair copy names what is clean, and its digest is that of texts, languages, titles and principals", () => {
  const told = tellText();
  const one = told.offers(partyA, [put("One"), put("Two", slotOf(null, 0)), put("Three", slotOf(null, 1))]);
  for (const n of [0, 1, 2]) told.says(partyB, "accept", one, n);
  deepEqual(runsOf(readText(foldOf(told))), [{ offer: one.leaf, from: 0, count: 3 }]);
  const two = told.offers(partyA, [amend(slotOf(one, 1), "Two, amended")]);
  told.says(partyB, "accept", two);
  const runs = runsOf(readText(foldOf(told)));
  deepEqual(runs.map(({ offer, from, count }) => [toHex(offer), from, count]), [
    [toHex(one.leaf), 0, 1], [toHex(two.leaf), 0, 1], [toHex(one.leaf), 2, 1],
  ]);
  const said = told.copies(partyB, runs);
  const fold = foldOf(told);
  deepEqual(fold.copies.map(({ entry }) => entry.at), [said.at]);
  const clauses = clausesOf(fold, runs);
  deepEqual(clauses.map(({ texts }) => texts[0]), ["One", "Two, amended", "Three"]);
  ok(fold.begun);
  const digest = copyDigest(sha256, told.record.channel, fold.object, fold.begun, clauses);
  const other = copyDigest(sha256, told.record.channel, fold.object, fold.begun, clauses.slice(1));
  const asHeading = clauses.map((clause) => ({ ...clause, heading: true }));
  equal(digest.length, 64);
  ok(new Set([digest, other, copyDigest(sha256, told.record.channel, fold.object, fold.begun, asHeading)]).size === 3);
});

test("in whatever order entries come, and however often, the text is the same", () => {
  for (let seed = 0; seed < 200; seed++) {
    const told = negotiation(seed);
    const { entries } = told.record;
    const told1 = snapshot(told, entries);
    for (let round = 1; round < 4; round++) {
      const order = shuffled(entries, seeded(seed * 10 + round));
      deepEqual(snapshot(told, [...order, ...order.slice(0, 10)]), told1, `seed ${seed}`);
    }
  }
});

test("well-formed nonsense about a text throws nothing, and reads the same in every order", () => {
  for (let seed = 0; seed < 150; seed++) {
    const draw = seeded(seed);
    const told = tellText(draw(3) === 0 ? { pen: draw(3) } : {});
    const leaves = [told.begun.leaf, new Uint8Array(32).fill(0xee)];
    const slot = (): Slot => ({ offer: draw(6) === 0 ? null : leaves[draw(leaves.length)] ?? null, k: draw(4) });
    const maybe = (): Slot | null => (draw(3) === 0 ? null : slot());
    const some = <T>(most: number, one: () => T): T[] => Array.from({ length: draw(most + 1) }, one);
    for (let step = 0; step < 25; step++) {
      const party = 1 + draw(3);
      const hears = [partyA, partyB, partyC].filter((one) => one !== party && draw(2) === 0);
      const which = draw(10);
      if (which < 6) {
        const clause = () => ({
          slot: maybe(), after: maybe(), heading: draw(2), texts: draw(12) === 0 ? ["a", "b", "c"] : both(`${step}`),
        });
        const change = () => ({ touches: some(2, slot), clauses: some(2, clause) });
        leaves.push(told.offers(party, [change(), ...some(2, change)], { hears, package: draw(2) }).leaf);
      } else if (which < 9) {
        const of = { ...told.begun, leaf: leaves[draw(leaves.length)] ?? told.begun.leaf };
        const stances: readonly Stance[] = ["accept", "reserve", "refuse", "withdraw"];
        told.says(party, stances[draw(4)] ?? "accept", of, draw(3), hears);
      } else {
        const from = { offer: leaves[draw(leaves.length)] ?? told.begun.leaf, from: draw(3), count: draw(3) };
        told.copies(party, [from]);
      }
    }
    const { entries } = told.record;
    deepEqual(snapshot(told, shuffled(entries, draw)), snapshot(told, entries), `seed ${seed}`);
  }
});

test("nobody is shown to stand for what it did not say it stands for", () => {
  for (let seed = 0; seed < 200; seed++) {
    const told = negotiation(seed);
    for (const { state, holding } of readText(foldOf(told)).slots) {
      if (state !== "settled" || holding === null) continue;
      for (const party of [partyA, partyB]) {
        ok(said(told, party, toHex(holding.offer.entry.leaf), holding.n), `seed ${seed}`);
      }
    }
  }
});

/** Whether a party itself has offered a change or said that it accepts it. */
function said(told: ToldText, party: number, leaf: string, n: number): boolean {
  return told.record.entries.some((entry) => {
    if (toHex(entry.party) !== idOf(party)) return false;
    if (toHex(entry.leaf) === leaf) return true;
    const { stands = [] } = (entry.content ?? {}) as {
      readonly stands?: readonly { offer: Uint8Array; change: number; stance: Stance }[];
    };
    return stands.some((one) => toHex(one.offer) === leaf && one.change === n && one.stance === "accept");
  });
}

function snapshot(told: ToldText, entries: readonly MadeEntry[]): unknown {
  const fold = foldOf(told, entries);
  const { slots, clean } = readText(fold);
  return {
    clean, passedOver: [...fold.passedOver].toSorted(), waiting: waitedFor(fold),
    slots: slots.map(({ slot, state, clause }) => [
      slot.slot, state, clause?.index ?? null,
      [...slot.stands].map(([party, word]) => `${party} ${word.entry.at} ${word.stance}`).toSorted(),
    ]),
  };
}
