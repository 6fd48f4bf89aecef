// A station whose memory may have gone back: what it may say, what it may not agree to, and whom it believes.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";

import { askPeer } from "./memory.ts";
import { enrol, hand, makePair, must, openEnd, until, words } from "../pair.fixture.ts";
import type { End, Pair } from "../pair.fixture.ts";
import { takeRecollection } from "./recollection.ts";
import type { ChannelView } from "../../api/views.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { checkMemory } from "../../core/evidence/memory.ts";
import { charter as charterShape } from "../../core/mechanism/charter/charter.ts";
import { rootAt, rootOf } from "../../core/record/merkle.ts";
import { recall, signRecollection } from "../../core/record/recollection.ts";
import type { Recollection, SignedRecollection } from "../../core/record/recollection.ts";
import { createMemoryChainFile, createMemoryMedium, createMemoryStore } from "../../store/memory/store.ts";
import type { MemoryMedium } from "../../store/memory/store.ts";

/** A pair whose first station lost everything after a copy of its store was made; `lost` is said in between. */
async function restored(
  t: TestContext, lost: readonly string[], cut = false,
): Promise<{ readonly pair: Pair; readonly a: End; readonly b: End; readonly copy: MemoryMedium }> {
  const medium = createMemoryMedium();
  const pair = await makePair({ stores: [createMemoryStore(medium), createMemoryStore()] });
  const { b, cable } = pair;
  const copy = structuredClone(medium);
  for (const text of lost) {
    const { station, officer } = pair.a;
    await must(station, officer, { act: "message.send", content: words(pair, b, { text }), seen: 0 });
  }
  await until(() => b.station.messages(10, null).length === lost.length);
  await pair.a.station.stop();
  if (cut) cable.cut();
  const bearer = cable.a(toHex(b.self.station));
  const a = await openEnd(pair.a.self, createMemoryStore(copy), createMemoryChainFile(), bearer, pair.a.officer);
  t.after(async () => {
    await a.station.stop();
    await b.station.stop();
  });
  return { pair, a, b, copy };
}

function channelOf({ station }: End): ChannelView {
  const [channel] = station.state().channels;
  assert.ok(channel);
  return channel;
}

const texts = ({ station }: End): readonly string[] => station.messages(10, null).map((one) => one.text).toSorted();
const sentences = ({ station }: End): readonly string[] => station.state().alerts.map((one) => one.sentence);
const memoryIs = (end: End, wanted: ChannelView["memory"]) => (): boolean => channelOf(end).memory === wanted;

test("a first start has nothing to confirm; a clean restart is confirmed by the peer's answer", async (t) => {
  const medium = createMemoryMedium();
  const pair = await makePair({ stores: [createMemoryStore(medium), createMemoryStore()] });
  const { b, cable } = pair;
  assert.equal(channelOf(pair.a).memory, "confirmed");
  await pair.a.station.stop();
  cable.cut();
  const bearer = cable.a(toHex(b.self.station));
  const a = await openEnd(pair.a.self, createMemoryStore(medium), pair.a.chains, bearer, pair.a.officer);
  t.after(async () => {
    await a.station.stop();
    await b.station.stop();
  });
  assert.equal(channelOf(a).memory, "unheard");
  assert.ok(sentences(a).includes("alert.memory-unheard"));
  // BOOT, prekeys and epochs are as urgent as they were when they were said.
  const keysSaid = [...a.runner.state.channels.get(pair.channel)?.keysSaid.values() ?? []].flat();
  // A receipt may stand between them.
  assert.deepEqual([keysSaid.length, keysSaid[0]], [3, 0]);
  cable.restore();
  await until(memoryIs(a, "confirmed"));
  assert.ok(!sentences(a).some((one) => one.startsWith("alert.memory")));
  assert.equal(channelOf(a).wentOnTwice, false);
});

test("what a restored station had said comes back from the peer and is shown as that", async (t) => {
  const { pair, a, b, copy } = await restored(t, ["One", "Two", "Three"]);
  await until(memoryIs(a, "confirmed"));
  assert.deepEqual(texts(a), ["One", "Three", "Two"]);
  for (const message of a.station.messages(10, null)) {
    assert.deepEqual([message.direction, message.returned, message.memoryUnconfirmed], ["out", true, false]);
    assert.equal(message.to[0]?.state, "durable");
    const line = a.station.thread(message.object)?.chain.find((one) => one.leaf === message.object);
    assert.equal(line?.officer, null, "the house record of it is gone: nobody is named for it");
  }
  assert.equal(a.station.state().counts.waitingTheirs, 3);
  assert.equal(a.station.line()[0]?.outstanding, 0, "the peer's receipts of before are known again");
  const { station, officer } = a;
  await must(station, officer, { act: "message.send", content: words(pair, b, { text: "Four" }), seen: 0 });
  await until(() => b.station.messages(10, null).length === 4);
  // No two of them are called the same, here or there.
  for (const end of [a, b]) assert.equal(new Set(end.station.messages(10, null).map((one) => one.label)).size, 4);
  assert.deepEqual(...([a, b].map((end) => end.station.messages(10, null).map((one) => one.label).toSorted()) as
    [string[], string[]]));
  assert.match(a.station.messages(10, null).find((one) => one.text === "Four")?.label ?? "", /^A:\d+-[0-9a-f]{4}$/u);
  assert.deepEqual([a.station.evidence(), b.station.evidence()], [[], []]);
  const { logs = [] } = (await a.station.record(null, 0, 1)) ?? {};
  assert.ok(logs.some((one) => one.reason === "restored"));
  // And it is still known as brought back when it is read from the store.
  await a.station.stop();
  const bearer = pair.cable.a(toHex(b.self.station));
  const again = await openEnd(a.self, createMemoryStore(copy), a.chains, bearer, a.officer);
  const returned = again.station.messages(10, null).filter((one) => one.returned).map((one) => one.text);
  assert.deepEqual(returned.toSorted(), ["One", "Three", "Two"]);
  await again.station.stop();
});

test("until it is answered a station speaks, marked, and agrees to nothing; two officers may stand in", async (t) => {
  const { pair, a, b } = await restored(t, ["Lost"], true);
  const { station, officer } = a;
  const until_ = Date.now() + 86_400_000;
  const said = await must(station, officer, { act: "message.send", content: words(pair, b, { text: "Now" }), seen: 0 });
  const marked = station.messages(10, null).find((one) => one.object === said.object);
  assert.deepEqual([marked?.memoryUnconfirmed, marked?.returned], [true, false]);
  const accept = () => station.act(officer, { act: "charter.accept", channel: pair.channel, untilMs: until_ });
  const refuse = () => station.act(officer, { act: "charter.refuse", channel: pair.channel, reason: "" });
  const reason = async (act: () => ReturnType<typeof accept>): Promise<string> => {
    const result = await act();
    return result.kind === "refused" ? result.reason : "done";
  };
  assert.equal(await reason(propose), "memory-unconfirmed");

  const allow = (is: boolean): ReturnType<typeof must> => (
    must(station, hand, { act: "officer.policy", name: "token", allow: is })
  );
  await allow(false);
  const byCommand = await reason(() => station.act(officer, { act: "memory.confirm" }));
  assert.equal(byCommand, "confirm-by-policy", "who has the token is not two persons");
  await allow(true);
  assert.equal((await station.act(officer, { act: "memory.confirm" })).kind, "done");
  assert.equal(await reason(() => station.act(officer, { act: "memory.confirm" })), "already-confirmed");
  assert.equal(await reason(propose), "memory-unconfirmed", "one person is not two");
  const second = await enrol(station, { name: "Second", language: "en", roles: ["releaser"] });
  await must(station, { officer: second.id, via: "cli" }, { act: "memory.confirm" });
  assert.equal(await reason(propose), "done");
  const house = await station.house(0, 50);
  const confirmations = house.entries.filter((one) => one.kind === "memory-confirmation");
  assert.deepEqual(confirmations.map((one) => one.officer).toSorted(), ["Officer", "Second"]);
  assert.equal(await reason(accept), "already-accepted");
  assert.equal(await reason(refuse), "already-adopted");

  function propose(): ReturnType<typeof accept> {
    const charter = { ...charterJson(pair), nonce: "07".repeat(16) };
    return station.act(officer, { act: "charter.propose", charter, untilMs: until_ });
  }
});

test("no answer counts that is replayed, another's, to another, or signed by no station of the peer", async (t) => {
  const { pair, a, b } = await restored(t, [], true);
  const { state } = a.runner;
  const peer = toHex(b.self.station);
  const answers = (change: Partial<Recollection> = {}, signer = b.self.signer): SignedRecollection => {
    const { party, station, rosterDigest: roster } = b.self;
    const channel = a.runner.state.channels.get(pair.channel);
    assert.ok(channel);
    const heads = recall(state.self.crypto, channel.ledger, a.self.station);
    return signRecollection(signer, {
      party, station, roster, askerParty: a.self.party, askerStation: a.self.station,
      nonce: state.memory.asked.get(peer)?.nonce ?? new Uint8Array(16), heads, ...change,
    });
  };
  const take = (answer: SignedRecollection): ChannelView["memory"] => {
    takeRecollection(state, peer, answer);
    return channelOf(a).memory;
  };
  const right = answers();
  assert.equal(take(answers({ nonce: new Uint8Array(16).fill(7) })), "unheard", "not our nonce");
  assert.equal(take(answers({ askerParty: b.self.party })), "unheard", "said to another party");
  assert.equal(take(answers({ askerStation: b.self.station })), "unheard", "said to another station");
  assert.equal(take(answers({}, a.self.signer)), "unheard", "signed by another key");
  assert.equal(take(answers({ party: a.self.party })), "unheard", "its roster is another party's");
  const ours = { party: a.self.party, station: a.self.station, roster: a.self.rosterDigest };
  assert.equal(take(answers(ours, a.self.signer)), "unheard", "our own answer is nobody's");
  assert.equal(take(answers({ roster: new Uint8Array(32) })), "unheard", "an unknown roster");
  const { statement, signature } = right;
  const hurt = statement.slice();
  hurt[hurt.length - 1] = (hurt.at(-1) as number) ^ 1;
  assert.equal(take({ statement: hurt, signature }), "unheard", "damaged");
  assert.equal(take({ statement: statement.slice(0, 40), signature }), "unheard", "cut short");
  assert.equal(take(answers({ heads: [] })), "unheard", "it has not heard of this start");
  assert.equal(take(right), "unheard", "answered to the nonce before: each is asked once");
  assert.equal(take(answers()), "confirmed");
  assert.ok(a.runner.state.refusals.size > 0, "what was badly signed is counted and shown");
});

test("a peer that claims more of our logs keeps us waiting, and one that claims another tree is told", async (t) => {
  const { pair, a, b } = await restored(t, [], true);
  const { state } = a.runner;
  const peer = toHex(b.self.station);
  const channel = state.channels.get(pair.channel);
  assert.ok(channel);
  const own = channel.ledger.logs.get(toHex(channel.ownLog));
  const old = [...channel.ledger.logs.values()].find((log) => log !== own && equalBytes(log.station, a.self.station));
  assert.ok(own !== undefined && old !== undefined);
  const { crypto } = state.self;
  const head = (log: typeof own, size: number, root: Uint8Array): Recollection["heads"][number] =>
    ({ channel: channel.id, log: log.log, size, root });
  const take = (...heads: Recollection["heads"][number][]): ChannelView["memory"] => {
    const { party, station, rosterDigest: roster } = b.self;
    takeRecollection(state, peer, signRecollection(b.self.signer, {
      party, station, roster, askerParty: a.self.party, askerStation: a.self.station,
      nonce: state.memory.asked.get(peer)?.nonce ?? new Uint8Array(16),
      heads: [head(own, own.size, rootOf(crypto, own.tree)), ...heads],
    }));
    return channelOf(a).memory;
  };
  const propose = async (): Promise<string> => {
    const charter = { ...charterJson(pair), nonce: "07".repeat(16) };
    const act = { act: "charter.propose", charter, untilMs: Date.now() + 86_400_000 } as const;
    const result = await a.station.act(a.officer, act);
    return result.kind === "refused" ? result.reason : "done";
  };
  assert.equal(take(head(old, old.size + 3, new Uint8Array(32))), "behind");
  assert.ok(sentences(a).includes("alert.memory-behind"));
  assert.equal(await propose(), "memory-unconfirmed");
  assert.equal(take(head(old, old.size, new Uint8Array(32))), "contradicted");
  assert.ok(sentences(a).includes("alert.memory-contradicted"));
  // What they signed and what we had signed are kept together: a file that anyone can check.
  await until(() => a.station.evidence().length > 0);
  const [kept] = a.station.evidence();
  assert.deepEqual([kept?.sort, kept?.signers], ["memory", [b, a].map(({ self }) => toHex(self.party))]);
  const shown = checkMemory(crypto, state.rosters, a.station.evidenceFile(kept?.id ?? "") ?? new Uint8Array(0));
  assert.deepEqual([toHex(shown.evidence.log), shown.evidence.size], [old.hex, old.size]);
  assert.equal(await propose(), "memory-contradicted");
  // Two officers can stand in for a party that is silent, not for one that has signed against us.
  const second = await enrol(a.station, { name: "Second", language: "en", roles: ["releaser"] });
  await must(a.station, a.officer, { act: "memory.confirm" });
  await must(a.station, { officer: second.id, via: "cli" }, { act: "memory.confirm" });
  assert.equal(await propose(), "memory-contradicted");
  assert.equal(take(), "confirmed");
});

test("a reader that goes back is told at once and sent everything again; no status stays green", async (t) => {
  const medium = createMemoryMedium();
  const pair = await makePair({ stores: [createMemoryStore(), createMemoryStore(medium)] });
  const { a, cable } = pair;
  const copy = structuredClone(medium);
  const send = (text: string) =>
    must(a.station, a.officer, { act: "message.send", content: words(pair, pair.b, { text }), seen: 0 });
  const { object } = await send("One");
  await until(() => a.station.messages(1, null)[0]?.to[0]?.state === "durable");
  await pair.b.station.stop();
  const epochOf = (): number | undefined => a.runner.state.channels.get(pair.channel)?.chains.own?.epoch;
  const before = epochOf();
  assert.equal(a.station.line()[0]?.wentBack, false);
  const told: string[][] = [];
  const end = a.station.subscribe((event) => {
    if (event.kind === "message" && event.message.object === object && event.message.to[0]?.wentBack === true) {
      told.push([event.message.to[0].state, ...sentences(a)]);
    }
  });
  const bearer = cable.b(toHex(a.self.station));
  const b = await openEnd(pair.b.self, createMemoryStore(copy), createMemoryChainFile(), bearer, pair.b.officer);
  t.after(async () => {
    end();
    await a.station.stop();
    await b.station.stop();
  });
  await until(() => told.length > 0);
  assert.ok(told[0]?.includes("alert.went-back"));
  await until(() => b.station.messages(10, null).length === 1);
  await until(() => a.station.messages(1, null)[0]?.to[0]?.wentBack === false);
  await until(() => a.station.line()[0]?.wentBack === false);
  assert.ok(!sentences(a).includes("alert.went-back"));
  assert.deepEqual([a.station.evidence(), b.station.evidence()], [[], []]);
  // What is said now is sealed to what it has, not asked for again entry by entry.
  await until(memoryIs(b, "confirmed"));
  await send("Two");
  assert.notEqual(epochOf(), before);
  // And what was sealed before goes to it sealed anew at once.
  const readers = a.runner.state.channels.get(pair.channel)?.epochReaders.get(before ?? 0);
  assert.equal(readers?.has(toHex(b.self.station)), false);
  await until(() => b.station.messages(10, null).length === 2);
});

test("an answer that was given before an acknowledgement came does not make the reader go back", async (t) => {
  const { pair, a, b } = await restored(t, [], true);
  const { state } = a.runner;
  const peer = toHex(b.self.station);
  const channel = state.channels.get(pair.channel);
  const own = channel?.ledger.logs.get(toHex(channel.ownLog));
  assert.ok(channel !== undefined && own !== undefined);
  const { crypto } = state.self;
  const { party, station, rosterDigest: roster } = b.self;
  const reading = `${toHex(station)} ${own.hex}`;
  const answer = (size: number): void => takeRecollection(state, peer, signRecollection(b.self.signer, {
    party, station, roster, askerParty: a.self.party, askerStation: a.self.station,
    nonce: state.memory.asked.get(peer)?.nonce ?? new Uint8Array(16),
    heads: [{ channel: channel.id, log: own.log, size, root: rootAt(crypto, own.tree, size) }],
  }));
  assert.ok(own.size >= 2);
  channel.read.set(reading, { size: 2, asks: state.memory.asks });
  answer(1);
  assert.equal(a.station.line()[0]?.wentBack, false, "the acknowledgement came after the question");
  askPeer(state, peer, true);
  answer(1);
  assert.equal(a.station.line()[0]?.wentBack, true, "this question came after the acknowledgement");
});

/** The charter of a pair as it was proposed, in JSON. */
function charterJson(pair: Pair): Record<string, unknown> {
  const { charter } = pair.b.runner.state.channels.get(pair.channel) ?? {};
  assert.ok(charter != null);
  return JSON.parse(JSON.stringify(charterShape.toJson(charter))) as Record<string, unknown>;
}
