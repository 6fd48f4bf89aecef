import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import type { MadeEntry } from "../../agree/record.fixture.ts";
import { checkBeginning, checkOffer, checkPosition, mayCopy } from "./act.ts";
import type { TextRefusal } from "./act.ts";
import { textChangesMax, textSlotsMax } from "./entries.ts";
import type { Change, OfferContent, Stance, TextContent } from "./entries.ts";
import type { Begun, TextFold } from "./fold.ts";
import {
  amend, foldOf, idOf, partyA, partyB, partyC, put, slotOf, strike, tellText,
} from "./text.fixture.ts";

const content: TextContent = {
  purpose: "other", title: ["Title", "Название"], languages: ["en", "ru"], principals: [0, 1], pen: null, amends: null,
  meeting: null,
};

/** A text of one clause by A. */
function text(more: Partial<TextContent> = {}): { fold: TextFold; begun: Begun; one: MadeEntry } {
  const told = tellText(more);
  const one = told.offers(more.pen === 2 ? partyC : partyA, [put("One")]);
  const fold = foldOf(told);
  ok(fold.begun !== null);
  return { fold, begun: fold.begun, one };
}

const offering = (changes: readonly Change[], more: Partial<OfferContent> = {}): OfferContent => (
  { changes, package: 0, note: null, ...more }
);
const written = (words: string): Change => (
  { touches: [], clauses: [{ slot: null, after: null, heading: 0, texts: ["x", words] }] }
);

test("a text is begun when it is whole, and its titles are one line of plain text", () => {
  equal(checkBeginning(content, 3), null);
  const wrong: readonly (readonly [Partial<TextContent>, TextRefusal])[] = [
    [{ title: ["T\nT", "Т"] }, "text-forbidden"], [{ title: ["T\u200bT", "Т"] }, "text-forbidden"],
    [{ title: ["T", "ы".repeat(401)] }, "too-long"], [{ principals: [0, 3] }, "text-faulty"],
    [{ pen: 3 }, "text-faulty"], [{ languages: ["en", "e"] }, "text-faulty"],
  ];
  for (const [more, reason] of wrong) equal(checkBeginning({ ...content, ...more }, 3), reason);
  equal(checkBeginning({ ...content, title: ["T", "ы".repeat(400)], pen: 2 }, 3), null);
});

test("who offers is a principal, or holds the pen", () => {
  const open = text();
  const penned = text({ pen: 2 });
  const offer = offering([put("Two")]);
  deepEqual([partyA, partyB, partyC].map((party) => checkOffer(open.fold, open.begun, idOf(party), offer)),
    [null, null, "not-a-principal"]);
  deepEqual([partyA, partyB, partyC].map((party) => checkOffer(penned.fold, penned.begun, idOf(party), offer)),
    ["not-the-pen", "not-the-pen", null]);
});

test("an offer says something, about clauses that there are, once about each, in words that may be signed", () => {
  const { fold, begun, one } = text();
  const slot = slotOf(one);
  const cases: readonly (readonly [OfferContent, TextRefusal | null])[] = [
    [offering([amend(slot, "Other"), put("Two", slot)]), null], [offering([strike(slot)]), null],
    [offering([put("Two"), put("Three", slotOf(null, 0))]), null],
    [offering([put("Two", slotOf(null, 0))]), "slot-unknown"], [offering([strike(slotOf(one, 1))]), "slot-unknown"],
    [offering([amend(slot, "Other"), strike(slot)]), "touched-twice"],
    [offering([{ touches: [], clauses: [] }]), "not-a-change"],
    [offering([{ touches: [], clauses: [{ slot: null, after: null, heading: 0, texts: ["a", "b", "c"] }] }]),
      "languages"],
    [offering([written("a\u202eb")]), "text-forbidden"], [offering([written("e\u0301")]), "text-forbidden"],
    [offering([put("Two")], { note: { language: "en", text: "\u200e" } }), "text-forbidden"],
    [offering([written("ы".repeat(8_000))]), null], [offering([written("ы".repeat(8_001))]), "too-long"],
    [offering([put("Two")], { note: { language: "en", text: "Why." } }), null],
  ];
  for (const [offer, reason] of cases) equal(checkOffer(fold, begun, idOf(partyB), offer), reason);
});

test("a text has so many clauses and changes, and no more", () => {
  const { fold, begun, one } = text();
  fold.made = textSlotsMax - 1;
  equal(checkOffer(fold, begun, idOf(partyA), offering([put("Last")])), null);
  equal(checkOffer(fold, begun, idOf(partyA), offering([put("Last"), put("More")])), "too-many-clauses");
  fold.changed = textChangesMax - 1;
  equal(checkOffer(fold, begun, idOf(partyA), offering([put("Last")])), null);
  equal(checkOffer(fold, begun, idOf(partyA), offering([put("Last"), strike(slotOf(one))])), "too-many-offers");
});

test("a position is a principal's, on a change that there is; who holds the pen takes its own back", () => {
  const { fold, begun, one } = text();
  const penned = text({ pen: 2 });
  const on = (of: MadeEntry, change: number, stance: Stance = "accept", note = "") => (
    { stands: [{ offer: of.leaf, change, stance }], note: note === "" ? null : { language: "en", text: note } }
  );
  equal(checkPosition(fold, begun, idOf(partyB), on(one, 0)), null);
  equal(checkPosition(fold, begun, idOf(partyB), on(one, 1)), "change-unknown");
  equal(checkPosition(fold, begun, idOf(partyB), on(one, 0, "accept", "a\u2066")), "text-forbidden");
  equal(checkPosition(fold, begun, idOf(partyC), on(one, 0)), "not-a-principal");
  equal(checkPosition(fold, begun, idOf(partyC), on(one, 0, "withdraw")), "not-a-principal");
  equal(checkPosition(penned.fold, penned.begun, idOf(partyC), on(penned.one, 0, "withdraw")), null);
  equal(checkPosition(penned.fold, penned.begun, idOf(partyC), on(penned.one, 0, "refuse")), "not-a-principal");
  deepEqual([partyA, partyB, partyC].map((party) => mayCopy(penned.begun, idOf(party))), [true, true, true]);
  deepEqual([partyA, partyC].map((party) => mayCopy(begun, idOf(party))), [true, false]);
});
