import assert from "node:assert/strict";
import { test } from "node:test";
import { charterOf } from "./dishonest.fixture.ts";
import {
  confirm, enrol, hold, makePair, makeSelf, must, openEnd, planOf, propose, until, words,
} from "./pair.fixture.ts";
import type { End } from "./pair.fixture.ts";
import type { Actor } from "./surface.ts";
import { createLoopback } from "../bearer/loopback/bearer.ts";
import { toHex } from "../core/bytes/hex.ts";
import { encodeCard } from "../core/keys/card.ts";
import { firstRoster, seedsOf } from "../core/keys/keys.fixture.ts";
import { signRoster } from "../core/keys/roster.ts";
import type { Roster } from "../core/keys/roster.ts";
import { charter as charterShape } from "../core/mechanism/charter/charter.ts";
import { createNodeCrypto } from "../crypto/node/crypto.ts";
import { createMemoryChainFile, createMemoryMedium, createMemoryStore } from "../store/memory/store.ts";

test("a FLASH is held durably, taken and answered, and both sides see the same", async () => {
  const pair = await makePair();
  const { a, b } = pair;
  const rings: string[] = [];
  const totals: number[] = [];
  b.station.subscribe((event) => event.kind === "ring" && rings.push(event.object));
  b.station.subscribe((event) => event.kind === "record" && totals.push(event.total));
  const before = await b.station.record(pair.channel, 0, 1);
  const sent = await must(a.station, a.officer, {
    act: "message.send", seen: 0, content: words(pair, b, {
      language: "ru", subject: "Самолёт", text: "Это не враждебное действие.",
      translations: [{ language: "en", subject: "Aircraft", text: "This is not a hostile act." }],
    }),
  });
  const object = sent.object ?? "";
  const state = (): string | undefined => a.station.thread(object)?.message.to[0]?.state;
  await until(() => state() === "durable");
  assert.deepEqual(rings, [object]);
  assert.ok((totals[0] ?? 0) > (before?.total ?? 0), "listeners hear that the record grew");
  assert.equal(b.station.thread(object)?.message.translations[0]?.text, "This is not a hostile act.");
  await must(b.station, b.officer, { act: "message.take", object, desk: "watch" });
  await until(() => state() === "taken");
  await must(b.station, b.officer, {
    act: "message.send", seen: b.station.state().newestIncoming,
    content: words(pair, a, { relation: { kind: "answers", object } }),
  });
  await until(() => state() === "answered");
  for (const end of [a, b]) {
    assert.deepEqual((await end.station.verify()).findings, []);
    assert.equal(end.station.thread(object)?.message.to[0]?.answerBy?.outcome, "met");
  }
  await pair.stop();
});

test("two of the watch release a pre-agreed word, and nothing beside it", async () => {
  const pair = await makePair();
  const { a, b } = pair;
  const watch = await Promise.all(["First", "Second"].map(async (name) => {
    const { id } = await enrol(a.station, { name, language: "en", roles: ["watch"] });
    return { officer: id, via: "console" } as const;
  }));
  const [first, second] = watch as [Actor, Actor];
  const word = words(pair, b, { word: "accident-not-hostile", subject: "", text: "" });
  const saved = await must(a.station, first, { act: "draft.save", draft: null, content: word });
  const approve = { act: "draft.approve", draft: saved.object ?? "", digest: saved.digest ?? "", seen: 0 } as const;
  assert.equal((await must(a.station, first, approve)).released, false, "one person is not two");
  assert.equal((await must(a.station, first, approve)).released, false, "nor is one person twice");
  const released = await must(a.station, second, approve);
  assert.equal(released.released, true);
  await until(() => b.station.thread(released.object ?? "") !== null);
  assert.equal(b.station.thread(released.object ?? "")?.message.word, "accident-not-hostile");
  const beside = await must(a.station, first, {
    act: "draft.save", draft: null, content: { ...word, text: "And more of our own." },
  });
  const more = { ...approve, draft: beside.object ?? "", digest: beside.digest ?? "" };
  for (const one of watch) assert.equal((await must(a.station, one, more)).released, false, "a text needs a releaser");
  await pair.stop();
});

test("too few persons for what policy asks is a fault before anything has to be released", async () => {
  const pair = await makePair({ parties: [{ ...planOf("A"), policy: [1, 1, 2, 2] }, planOf("B")] });
  const { a, b } = pair;
  const found = async ({ station }: End): Promise<string | undefined> =>
    (await station.doctor()).checks.find((one) => one.name === "releasers" && !one.ok)?.detail;
  assert.deepEqual([await found(a), await found(b)], ["1: IMMEDIATE, FLASH", undefined]);
  await enrol(a.station, { name: "Second", language: "en", roles: ["watch", "releaser"] });
  assert.equal(await found(a), undefined);
  await pair.stop();
});

test("what is released into a cut arrives when the line is back, once", async () => {
  const pair = await makePair();
  const { a, b } = pair;
  pair.cable.cut();
  await until(() => a.station.line()[0]?.state === "down");
  const rings: string[] = [];
  b.station.subscribe((event) => event.kind === "ring" && rings.push(event.object));
  const sent = await must(a.station, a.officer, { act: "message.send", seen: 0, content: words(pair, b) });
  assert.equal(a.station.thread(sent.object ?? "")?.message.to[0]?.state, "unreachable");
  await new Promise((resolve) => setTimeout(resolve, 5));
  const draft = await must(b.station, b.officer, { act: "draft.save", draft: null, content: words(pair, a) });
  pair.cable.restore();
  await until(() => a.station.thread(sent.object ?? "")?.message.to[0]?.state === "durable");
  assert.deepEqual(rings, [sent.object]);
  // It was signed before the draft was kept, and came after: whoever wrote the draft has not read it.
  assert.deepEqual(b.station.readBack(draft.object ?? "")?.unseen.map((one) => one.object), [sent.object]);
  await pair.stop();
});

test("a station that starts again goes on from its record and its keys", async () => {
  const medium = createMemoryMedium();
  const pair = await makePair({ stores: [createMemoryStore(medium), createMemoryStore()] });
  const { a, b } = pair;
  await must(a.station, a.officer, { act: "message.send", seen: 0, content: words(pair, b) });
  await until(() => b.station.messages(10, null).length === 1);
  await a.station.stop();
  const again = await openEnd(
    a.self, createMemoryStore(medium), a.chains, pair.cable.a(toHex(b.self.station)), a.officer,
  );
  const sent = await must(
    again.station, a.officer, { act: "message.send", seen: 0, content: words(pair, b, { subject: "Again" }) },
  );
  await until(() => again.station.thread(sent.object ?? "")?.message.to[0]?.state === "durable");
  assert.equal(b.station.messages(10, null).length, 2);
  assert.deepEqual((await again.station.verify()).findings, []);
  await again.station.stop();
  await b.station.stop();
});

test("what waits for a receipt is what persons said, over a restart too, and no receipt", async () => {
  const medium = createMemoryMedium();
  const pair = await makePair({ stores: [createMemoryStore(medium), createMemoryStore()] });
  const { a, b, cable } = pair;
  const outstanding = (end: End): number | undefined => end.station.line()[0]?.outstanding;
  const sent = await must(a.station, a.officer, { act: "message.send", seen: 0, content: words(pair, b) });
  await until(() => a.station.thread(sent.object ?? "")?.message.to[0]?.state === "durable");
  // B has said a receipt, which A receipts with nothing.
  assert.deepEqual([outstanding(a), outstanding(b)], [0, 0]);
  cable.cut();
  await until(() => a.station.line()[0]?.state === "down");
  await must(a.station, a.officer, { act: "message.send", seen: 0, content: words(pair, b) });
  assert.equal(outstanding(a), 1);
  await a.station.stop();
  const again = await openEnd(a.self, createMemoryStore(medium), a.chains, cable.a(toHex(b.self.station)), a.officer);
  assert.equal(outstanding(again), 1);
  cable.restore();
  await until(() => outstanding(again) === 0);
  await again.station.stop();
  await b.station.stop();
});

test("a charter proposed while the other party's keys are not here is said after a restart too", async () => {
  const medium = createMemoryMedium();
  const pair = await makePair({ stores: [createMemoryStore(medium), createMemoryStore()] });
  const { a, b, cable } = pair;
  cable.cut();
  await until(() => a.station.line()[0]?.state === "down");
  const charter = charterShape.toJson(charterOf(a.self, b.self));
  const untilMs = Date.now() + 86_400_000;
  const { channel } = await must(a.station, a.officer, { act: "charter.propose", charter, untilMs });
  await a.station.stop();
  const again = await openEnd(a.self, createMemoryStore(medium), a.chains, cable.a(toHex(b.self.station)), a.officer);
  cable.restore();
  await until(() => b.station.state().channels.some((one) => one.id === channel && one.state === "accepted-by-them"));
  await again.station.stop();
});

test("a roster is not replaced by an older one, nor by another of its number (K-14)", async () => {
  const crypto = createNodeCrypto();
  const cable = createLoopback();
  const other = firstRoster(crypto, 1);
  const end = await openEnd(makeSelf("A"), createMemoryStore(), createMemoryChainFile(), cable.a(toHex(other.seat)));
  const add = async (more: Partial<Roster>): Promise<string> => {
    const card = encodeCard(crypto, signRoster(crypto, seedsOf(1), { ...other, ...more }));
    const result = await end.station.act(end.officer, { act: "party.add", card, addresses: [] });
    return result.kind === "done" ? "done" : result.reason;
  };
  assert.equal(await add({ seq: 1 }), "done");
  assert.equal(await add({ seq: 0 }), "card-older");
  assert.equal(await add({ seq: 1, telephone: "+1" }), "roster-fork");
  assert.equal(end.station.evidence()[0]?.label, "A #1");
  assert.equal(await add({ seq: 3 }), "roster-gap");
  assert.equal(await add({ seq: 1 }), "done");
  assert.equal(await add({ seq: 2, telephone: "+1" }), "done");
  assert.equal(await add({ seq: 1 }), "card-older");
  await end.station.stop();
});

test("before the digits are said to be the same nothing is taken, and nothing is sent (K-21)", async () => {
  const cable = createLoopback();
  const [one, two] = [makeSelf("A"), makeSelf("B")];
  const a = await openEnd(one, createMemoryStore(), createMemoryChainFile(), cable.a(toHex(two.station)));
  const b = await openEnd(two, createMemoryStore(), createMemoryChainFile(), cable.b(toHex(one.station)));
  await hold(a, two);
  await hold(b, one);
  await assert.rejects(propose(a, b), /charter\.propose refused/u);
  await confirm(a, two);
  const { channel } = await propose(a, b);
  const sees = (): boolean => b.station.state().channels.some((of) => of.id === channel);
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(sees(), false);
  await confirm(b, one);
  // What was passed over comes anew with the next link, which is sooner than the pause of the line.
  cable.cut();
  for (const end of [a, b]) await until(() => end.station.line()[0]?.state === "down");
  cable.restore();
  await until(sees);
  await a.station.stop();
  await b.station.stop();
});

test("what is being written while everything is read again is no damage", async () => {
  const pair = await makePair();
  const { a, b } = pair;
  for (let n = 0; n < 5; n++) {
    const sending = a.station.act(a.officer, { act: "message.send", seen: 0, content: words(pair, b) });
    assert.deepEqual((await a.station.verify()).findings, []);
    assert.equal((await sending).kind, "done");
  }
  await pair.stop();
});
