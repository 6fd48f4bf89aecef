import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { heldWith, proven } from "./held-content.ts";
import type { RecentContents } from "./held-content.ts";
import { encodeShape } from "../core/bytes/shape.ts";
import { offer, offerContent } from "../core/mechanism/text/entries.ts";
import type { OfferContent } from "../core/mechanism/text/entries.ts";
import type { HeldEntry } from "../core/record/held-entry.ts";

const entry = {
  at: `${"01".repeat(16)}:1`, leaf: new Uint8Array(32), party: new Uint8Array(32), station: new Uint8Array(16),
  body: { log: new Uint8Array(16), seq: 1, time: 1, lamport: 1, precedence: "ROUTINE", kind: offer.code },
  object: "02".repeat(32), proofPending: true,
} as const;

function offering(clauses: number): OfferContent {
  return {
    changes: Array.from({ length: clauses }, (_, n) => (
      { touches: [], clauses: [{ slot: null, after: null, heading: 0, texts: [`${n}`, ""] }] }
    )),
    package: 0, note: null,
  };
}

function hold(content: OfferContent, recent: RecentContents): HeldEntry {
  return heldWith(entry, encodeShape(offerContent, content), recent);
}

test("of a content of many parts the bytes are kept, and it reads as any other", () => {
  const recent: RecentContents = new Map();
  const few = hold(offering(2), recent);
  const many = hold(offering(200), recent);
  deepEqual([few.content, many.content], [offering(2), offering(200)]);
  deepEqual([...recent.keys()], [many], "few parts stay decoded");
  equal(many.content, many.content);
  for (const one of [few, many]) {
    const there = proven(one);
    deepEqual([there.proofPending, there.at, there.poison, there.content], [false, one.at, false, one.content]);
  }
});

test("of those of many parts a few stay decoded: the ones that were asked for last", () => {
  const recent: RecentContents = new Map();
  const held = Array.from({ length: 40 }, (_, n) => hold(offering(100 + n), recent));
  for (const [n, one] of held.entries()) deepEqual(one.content, offering(100 + n));
  ok(recent.size < 8 && recent.has(held.at(-1) as HeldEntry) && !recent.has(held[0] as HeldEntry));
});

test("what does not decode is poison, and what is withheld is nothing", () => {
  const poison = heldWith(entry, Uint8Array.of(0x80), new Map());
  const withheld = heldWith(entry, null, new Map());
  deepEqual([poison.content, poison.poison, withheld.content, withheld.poison], [null, true, null, false]);
});
