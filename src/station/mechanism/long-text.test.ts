// A text as long as a text may be, from the first offer to the adoption.

import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { makePair, must, negotiator, until } from "../pair.fixture.ts";
import type { OfferedChange } from "../../api/text-acts.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { standsMax, textSlotsMax } from "../../core/mechanism/text/entries.ts";

const ofOffer = 80;

const clause = (words: string, after: string): OfferedChange => (
  { touches: [], clauses: [{ slot: null, after, heading: false, texts: [words, `${words} (ru)`] }] }
);

test("5,000 clauses are offered, accepted and adopted in their order, and one more is refused", async () => {
  const pair = await makePair();
  const { a, b } = pair;
  const [anna, boris] = [await negotiator(a), await negotiator(b)];
  const { object = null } = await must(a.station, anna, {
    act: "text.begin", channel: pair.channel, purpose: "agreement", title: ["T", "Т"], languages: ["en", "ru"],
    principals: [a, b].map(({ self }) => toHex(self.party)), pen: null, amends: null, meeting: null,
  });
  let place = "start";
  for (let from = 0; from < textSlotsMax; from += ofOffer) {
    const count = Math.min(ofOffer, textSlotsMax - from);
    const changes = Array.from({ length: count }, (_, k) => (
      clause(`Clause ${from + k}.`, k === 0 ? place : `:${k - 1}`)
    ));
    const { leaf } = await must(a.station, anna, {
      act: "text.offer", object: object ?? "", package: false, note: null, changes,
    });
    place = `${leaf}:${count - 1}`;
  }
  const more = await a.station.act(anna, {
    act: "text.offer", object: object ?? "", package: false, note: null, changes: [clause("One more.", place)],
  });
  equal(more.kind === "refused" ? more.reason : "done", "too-many-clauses");
  const there = (): number => b.station.text(object ?? "")?.slots.length ?? 0;
  await until(() => there() === textSlotsMax);
  const changes = b.station.text(object ?? "")?.slots.map((slot) => slot.changes[0]?.change ?? "") ?? [];
  for (let from = 0; from < changes.length; from += standsMax) {
    await must(b.station, boris, {
      act: "text.position", object: object ?? "", note: null,
      stands: changes.slice(from, from + standsMax).map((change) => ({ change, stance: "accept" })),
    });
  }
  await until(() => a.station.text(object ?? "")?.state === "clean");
  const { digest = "" } = await must(a.station, anna, { act: "text.fair-copy", object: object ?? "" });
  await until(() => b.station.text(object ?? "")?.fairCopies.length === 1);
  for (const [{ station }, actor] of [[a, anna], [b, boris]] as const) {
    await must(station, actor, { act: "agree.accept", object: object ?? "", digest, untilMs: Date.now() + 86_400_000 });
  }
  for (const { station } of [a, b]) {
    await until(() => station.text(object ?? "")?.state === "adopted");
    const [copy] = station.text(object ?? "")?.fairCopies ?? [];
    deepEqual(copy?.clauses.map(({ texts }) => texts[0]), changes.map((_, index) => `Clause ${index}.`));
  }
  await pair.stop();
});
