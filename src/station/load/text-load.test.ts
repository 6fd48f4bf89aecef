// A text in a long record: a start reads all that was said of it before the station runs, whatever is read after.

import { deepEqual, ok } from "node:assert/strict";
import { test } from "node:test";
import { makePair, must, negotiator, openEnd, until } from "../pair.fixture.ts";
import type { Act } from "../../api/acts.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { createMemoryMedium, createMemoryStore } from "../../store/memory/store.ts";

/** Small, so that a short record is kept too. */
const headEvery = 20;

test("an acceptance of before the start is known before anything else is accepted or offered", async () => {
  const medium = createMemoryMedium();
  const pair = await makePair({ stores: [createMemoryStore(medium), createMemoryStore()], options: { headEvery } });
  const { a, b } = pair;
  const [anna, boris] = [await negotiator(a), await negotiator(b)];
  const { object = null } = await must(a.station, anna, {
    act: "text.begin", channel: pair.channel, purpose: "agreement", title: ["T", "Т"], languages: ["en", "ru"],
    principals: [a, b].map(({ self }) => toHex(self.party)), pen: null, amends: null, meeting: null,
  });
  ok(object !== null);
  const clause = (words: string): Act => ({
    act: "text.offer", object, package: false, note: null,
    changes: [{ touches: [], clauses: [{ slot: null, after: null, heading: false, texts: [words, words] }] }],
  });
  const { leaf } = await must(a.station, anna, clause("One"));
  await until(() => b.station.text(object)?.slots.length === 1);
  await must(b.station, boris, {
    act: "text.position", object, stands: [{ change: `${leaf}:0`, stance: "accept" }], note: null,
  });
  await until(() => a.station.text(object)?.state === "clean");
  const { digest = "" } = await must(a.station, anna, { act: "text.fair-copy", object });
  const accept: Act = { act: "agree.accept", object, digest, untilMs: Date.now() + 86_400_000 };
  await must(a.station, anna, accept);
  for (let count = 0; count < 2 * headEvery; count++) {
    await must(a.station, anna, { act: "text.note", object, slot: null, text: `Note ${count}` });
    await must(b.station, boris, { act: "text.begin", channel: pair.channel, purpose: "other", title: ["U", "У"],
      languages: ["en", "ru"], principals: [a, b].map(({ self }) => toHex(self.party)), pen: null, amends: null,
      meeting: null });
  }
  await until(() => a.station.texts().length === 2 * headEvery + 1);
  const before = a.station.text(object);
  await a.station.stop();

  const store = createMemoryStore(medium);
  const whole = store.entries.bind(store);
  let [loaded, release] = [false, (): void => undefined];
  const gate = new Promise<void>((resolve) => (release = resolve));
  store.entries = async (log, from, to, limit) => {
    if (loaded) await gate;
    return await whole(log, from, to, limit);
  };
  const bearer = pair.cable.a(toHex(b.self.station));
  const again = await openEnd(a.self, store, a.chains, bearer, a.officer, undefined, { headEvery });
  loaded = true;
  ok(again.runner.state.rest !== null, "not everything was read");
  const refusal = async (act: Act): Promise<string> => {
    const result = await again.station.act(anna, act);
    return result.kind === "refused" ? result.reason : "done";
  };
  deepEqual([
    await refusal(accept), await refusal(clause("Two")),
    await refusal({ act: "agree.decline", object, digest, reason: "" }),
  ], ["word-already-said", "bound-to-a-copy", "word-already-said"]);
  const after = again.station.text(object);
  deepEqual(
    [after?.state, after?.slots, after?.private.length, again.station.texts().length],
    [before?.state, before?.slots, before?.private.length, 2 * headEvery + 1],
  );
  release();
  await until(() => again.runner.state.rest === null);
  deepEqual(again.station.text(object)?.slots, before?.slots);
  await again.station.stop();
  await b.station.stop();
});
