// A party that says a great deal about a text: reading it costs what there is to show.

import { deepEqual, ok } from "node:assert/strict";
import { test } from "node:test";
import { adopted, makeArena } from "../dishonest.fixture.ts";
import { must, until } from "../pair.fixture.ts";
import { textsShownMax } from "../view/text-view.ts";
import { encodeShape } from "../../core/bytes/shape.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { acceptance, acceptanceContent } from "../../core/mechanism/agreed/entries.ts";
import {
  changeClausesMax, changesMax, fairCopy, fairCopyContent, offer, offerClausesMax, offerContent, textBegun,
  textContent,
} from "../../core/mechanism/text/entries.ts";
import type { Clause } from "../../core/mechanism/text/entries.ts";

const flood = 100;

test("a text of a hundred fair copies, and acceptances of none, is folded a few times to be shown", async () => {
  const arena = await makeArena();
  const line = await adopted(arena);
  const { station, link, runner, self, peer } = arena;
  const begun = line.log.say(textBegun.code, encodeShape(textContent, {
    purpose: "other", title: ["T", "Т"], languages: ["en", "ru"], principals: [0, 1], pen: null, amends: null,
    meeting: null,
  }));
  const about = { object: begun.leaf };
  const clauses = Array.from({ length: flood + 1 }, (_, k) => (
    { touches: [], clauses: [{ slot: null, after: null, heading: 0, texts: [`Clause ${k}`, `Пункт ${k}`] }] }
  ));
  const made = line.log.say(offer.code, encodeShape(offerContent, { changes: clauses, package: 0, note: null }), about);
  link.bring(begun, made);
  for (let n = 0; n < flood; n++) {
    const runs = [{ offer: made.leaf, from: n, count: 1 }];
    const digest = new Uint8Array(32).fill(n);
    const rosters = [self.rosterDigest, peer.rosterDigest];
    link.bring(
      line.log.say(fairCopy.code, encodeShape(fairCopyContent, { runs }), about),
      line.log.say(acceptance.code, encodeShape(acceptanceContent, { digest, rosters, until: 2 ** 47 }), about),
    );
    await runner.flushed();
  }
  const object = toHex(begun.leaf);
  await until(() => line.channel.objects.get(object)?.length === 2 + 2 * flood);
  const { folds } = line.channel.texts;
  let asked = 0;
  folds.get = (key) => {
    asked += 1;
    return Map.prototype.get.call(folds, key);
  };
  const view = station.text(object);
  ok(asked > 0 && asked < 10, `${asked}`);
  const copies = view?.fairCopies ?? [];
  deepEqual([view?.state, copies.length, copies.every(({ agreement }) => agreement.state === "open")],
    ["negotiating", 64, true]);
  deepEqual(copies[0]?.clauses.map(({ texts }) => texts[0]), [`Clause ${flood - 1}`]);
  await station.stop();
});

test("five hundred texts that only another party speaks of hide none of ours", async () => {
  const arena = await makeArena();
  const { channel, log } = await adopted(arena);
  const { station, officer, link, runner, self, peer } = arena;
  const begin = { title: ["T", "Т"], languages: ["en", "ru"], pen: null, amends: null, meeting: null };
  const { object } = await must(station, officer, {
    act: "text.begin", channel: channel.hex, ...begin, purpose: "other", principals: [self, peer].map(
      ({ party }) => toHex(party),
    ),
  });
  for (let n = 0; n < textsShownMax; n++) {
    link.bring(log.say(textBegun.code, encodeShape(textContent, { ...begin, purpose: "other", principals: [0, 1] })));
    if (n % flood === 0) await runner.flushed();
  }
  await until(() => channel.texts.objects.size === textsShownMax + 1);
  const shown = station.texts();
  ok(shown.length === textsShownMax && shown.some((one) => one.object === object));
  await station.stop();
});

test("of many texts of tiny clauses few are kept folded, and a list reads each once", async () => {
  const arena = await makeArena();
  const { channel, log } = await adopted(arena);
  const { station, link, runner } = arena;
  const begin = { title: ["T", "Т"], languages: ["en", "ru"], pen: null, amends: null, meeting: null };
  const clause = { slot: null, after: null, heading: 0, texts: ["", ""] };
  const changes = Array.from({ length: changesMax }, () => (
    { touches: [], clauses: Array(changeClausesMax).fill(clause) as Clause[] }
  ));
  const count = 8;
  for (let n = 0; n < count; n++) {
    const begun = log.say(textBegun.code, encodeShape(textContent, { ...begin, purpose: "other", principals: [0, 1] }));
    link.bring(begun);
    // Of the last one so many that it is overfull.
    for (let offers = 0; offers < (n === count - 1 ? 5 : 4); offers++) {
      const content = encodeShape(offerContent, { changes, package: 0, note: null });
      link.bring(log.say(offer.code, content, { object: begun.leaf }));
    }
    await runner.flushed();
  }
  await until(() => channel.objects.get([...channel.texts.objects][count - 1] ?? "")?.length === 6);
  const shown = station.texts();
  deepEqual(shown.map(({ clauses, overfull }) => [clauses, overfull]).sort(), [
    [0, true], ...Array.from({ length: count - 1 }, () => [offerClausesMax * 4, false]),
  ]);
  const { folds } = channel.texts;
  ok(folds.size < count, `${folds.size} folds`);
  folds.get = () => {
    throw new Error("a list reads a text again that has not changed");
  };
  deepEqual(station.texts(), shown);
  await station.stop();
});
