// What our own people keep about a text stays in our house: nothing of it is in anything that another party holds.

import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { enrol, makePair, must, until } from "../pair.fixture.ts";
import type { Actor, Station } from "../surface.ts";
import { toHex } from "../../core/bytes/hex.ts";

const secret = "not below four weeks";

/** Everything a station would show an outsider of its channel, its contents in clear. */
async function exported(station: Station): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of station.exportRecord(null, []) ?? []) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}

test("private drafts and notes are shown to our own people, and stand in no record but our house's", async () => {
  const pair = await makePair();
  const { a, b } = pair;
  const { id } = await enrol(a.station, { name: "Negotiator", language: "en", roles: ["negotiator"] });
  const anna: Actor = { officer: id, via: "cli" };
  const { object = null } = await must(a.station, anna, {
    act: "text.begin", channel: pair.channel, purpose: "agreement", title: ["T", "Т"], languages: ["en", "ru"],
    principals: [a, b].map(({ self }) => toHex(self.party)), pen: null, amends: null, meeting: null,
  });
  ok(object !== null);
  const clause = { slot: null, after: null, heading: false, texts: ["Within six weeks.", "В течение шести недель."] };
  const { leaf } = await must(a.station, anna, {
    act: "text.offer", object, changes: [{ touches: [], clauses: [clause] }], package: false, note: null,
  });
  const slot = `${leaf}:0`;
  await until(() => b.station.text(object)?.slots.length === 1);
  const said = (): number => a.runner.state.channels.get(pair.channel)?.said.values()
    .reduce((sum, places) => sum + places.length, 0) ?? 0;
  const before = said();
  await must(a.station, anna, { act: "text.note", object, slot, text: `We go ${secret}.` });
  await must(a.station, anna, { act: "text.note", object, slot: null, text: `All of it: ${secret}.` });
  const texts = [`Within five weeks, ${secret}.`, `В течение пяти недель, ${secret}.`];
  await must(a.station, anna, { act: "text.draft", object, slot, after: null, heading: false, texts: ["Old", "Old"] });
  await must(a.station, anna, { act: "text.draft", object, slot, after: null, heading: false, texts });
  await must(a.station, anna, { act: "text.draft", object, slot: null, after: slot, heading: false, texts });

  const view = a.station.text(object);
  deepEqual(view?.private.map(({ texts: [words] }) => words), [`All of it: ${secret}.`]);
  const own = view?.slots[0]?.private ?? [];
  deepEqual(own.map(({ kind, after }) => [kind, after]), [["draft", null], ["draft", slot], ["note", null]]);
  deepEqual(own[0]?.texts, texts);
  equal(own[0]?.officer, "Negotiator");
  await must(a.station, anna, { act: "text.draft", object, slot, after: null, heading: false, texts: ["", ""] });
  equal(a.station.text(object)?.slots[0]?.private.length, 2, "it is given up");

  equal(said(), before, "nothing was said on the channel");
  deepEqual(b.station.text(object)?.slots[0]?.private, []);
  // What is offered after it is written out, and nothing else goes with it.
  await must(a.station, anna, {
    act: "text.offer", object, package: false, note: null,
    changes: [{ touches: [slot], clauses: [{ ...clause, slot, texts: ["Within five weeks.", "В течение пяти."] }] }],
  });
  await until(() => b.station.text(object)?.slots[0]?.changes.length === 2);
  for (const { station } of [a, b]) {
    const file = await exported(station);
    ok(file.includes("Within five weeks."), "contents stand in clear in what was searched");
    ok(!file.includes(secret));
  }
  await pair.stop();
});
