import assert from "node:assert/strict";
import { test } from "node:test";
import { makePair, makeSeeds, makeSelf, must, openEnd, planOf, propose, until, words } from "../pair.fixture.ts";
import type { End, Pair } from "../pair.fixture.ts";
import { concat, toHex } from "../../core/bytes/hex.ts";
import { encodeCard, encodeCardOf } from "../../core/keys/card.ts";
import { rootsHash, rootsOf } from "../../core/keys/party.ts";
import type { RootSeeds } from "../../core/keys/party.ts";
import { signRoster } from "../../core/keys/roster.ts";
import type { Roster, SignedRoster } from "../../core/keys/roster.ts";
import { checkRosterFork } from "../../core/keys/roster-fork.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { createMemoryChainFile, createMemoryMedium, createMemoryStore } from "../../store/memory/store.ts";
import { verifyExport } from "../../verify/verify.ts";

const crypto = createNodeCrypto();

interface Rooted extends Pair {
  /** Root of A: the present one, and the one its rosters name. */
  readonly roots: readonly [RootSeeds, RootSeeds];
  sign(after: SignedRoster, change: Partial<Roster>, seeds?: RootSeeds): SignedRoster;
}

async function rooted(): Promise<Rooted> {
  const roots = [makeSeeds(), makeSeeds()] as const;
  const self = makeSelf("A", planOf("A"), roots[0], roots[1]);
  const pair = await makePair({ selves: [self, makeSelf("B")] });
  return {
    ...pair, roots,
    sign: (after, change, seeds = roots[0]) => signRoster(crypto, seeds, {
      ...after.roster, seq: after.roster.seq + 1, time: after.roster.time + 1, ...change,
    }),
  };
}

const seqOf = (end: End, of: End): number | undefined =>
  end.station.rosters().find((one) => one.party === toHex(of.self.party))?.seq;

const exported = async ({ station }: End, channel: string): Promise<Uint8Array> => {
  const parts: Uint8Array[] = [];
  for await (const part of station.exportRecord(channel, []) ?? []) parts.push(part);
  return concat(...parts);
};

test("a roster that the root signs is taken in by a running station and followed by the other", async () => {
  const pair = await rooted();
  const { a, b } = pair;
  const next = pair.sign(a.self.roster, { telephone: "+00 1 555 0199" });
  await must(a.station, a.officer, { act: "roster.adopt", card: encodeCard(crypto, next) });
  assert.equal(seqOf(a, a), 1);
  await until(() => seqOf(b, a) === 1);
  assert.equal(b.station.state().parties[0]?.phone, "+00 1 555 0199");
  // Words go on under the new one, and the record proves itself to a stranger.
  await must(a.station, a.officer, { act: "message.send", content: words(pair, b), seen: 0 });
  await until(() => b.station.messages(10, null).length === 1);
  await until(() => a.station.messages(1, null)[0]?.to[0]?.receipt !== null);
  const report = verifyExport(crypto, await exported(b, pair.channel), [a, b].map((end) => toHex(end.self.party)));
  assert.deepEqual([report.result, report.siblings], ["clean", []]);
  // Again is no news; an older one is not taken.
  await must(a.station, a.officer, { act: "roster.adopt", card: encodeCard(crypto, next) });
  const older = await a.station.act(a.officer, { act: "roster.adopt", card: b.station.card().armour });
  assert.equal(older.kind === "refused" && older.reason, "roster-other-party");
  await pair.stop();
});

test("a changed root is followed from the record, and a stranger follows it from the card", async () => {
  const pair = await rooted();
  const { a, b, roots } = pair;
  const after = makeSeeds();
  const turned = pair.sign(a.self.roster, {
    roots: rootsOf(crypto, roots[1]), nextRoots: rootsHash(crypto, rootsOf(crypto, after)),
  }, roots[1]);
  const last = pair.sign(turned, { telephone: "+1" }, roots[1]);
  const card = encodeCardOf(crypto, [a.self.roster, turned, last]);
  await must(a.station, a.officer, { act: "roster.adopt", card });
  await until(() => seqOf(b, a) === 2);
  const c = await openEnd(makeSelf("C"), createMemoryStore(), createMemoryChainFile(), pair.cable.a("none"));
  await must(c.station, c.officer, { act: "party.add", card: b.station.card().armour, addresses: [] });
  await must(c.station, c.officer, { act: "party.add", card: a.station.card().armour, addresses: [] });
  assert.equal(seqOf(c, a), 2);
  await c.station.stop();
  await pair.stop();
});

test("a roster skips, forks or goes back: it is refused, and two of one number are kept as evidence", async () => {
  const pair = await rooted();
  const { a, b } = pair;
  const [one, other] = [pair.sign(a.self.roster, { telephone: "+1" }), pair.sign(a.self.roster, { telephone: "+2" })];
  const beyond = pair.sign(one, {});
  const bring = async (end: End, signed: SignedRoster): Promise<string> => {
    const card = encodeCard(crypto, signed);
    const act = end === a
      ? { act: "roster.adopt" as const, card }
      : { act: "party.add" as const, card, addresses: [] };
    const result = await end.station.act(end.officer, act);
    return result.kind === "done" ? "done" : result.reason;
  };
  const first = a.self.roster;
  for (const end of [b, a]) {
    assert.equal(await bring(end, beyond), "roster-gap");
    assert.equal(await bring(end, one), "done");
    assert.equal(await bring(end, other), "roster-fork");
    assert.equal(await bring(end, first), "card-older");
    const [found] = end.station.evidence();
    const file = end.station.evidenceFile(found?.id ?? "") ?? new Uint8Array(0);
    assert.deepEqual(checkRosterFork(crypto, file), { party: a.self.party, seq: 1, short: "A" });
  }
  await pair.stop();
});

test("a station keeps its roster over a restart, and takes in at its start what its folder brings", async () => {
  const medium = createMemoryMedium();
  const seeds = makeSeeds();
  const self = makeSelf("A", planOf("A"), seeds);
  const stores = [createMemoryStore(medium), createMemoryStore()] as const;
  const pair = await makePair({ selves: [self, makeSelf("B")], stores });
  const { a, b, cable } = pair;
  const first = a.self.roster;
  const sign = (seq: number): SignedRoster => signRoster(crypto, seeds, { ...first.roster, seq });
  await must(a.station, a.officer, { act: "roster.adopt", card: encodeCard(crypto, sign(1)) });
  await until(() => seqOf(b, a) === 1);
  await a.station.stop();
  const bearer = (): ReturnType<typeof cable.a> => cable.a(toHex(b.self.station));
  const again = await openEnd(self, createMemoryStore(medium), a.chains, bearer(), a.officer);
  assert.equal(seqOf(again, again), 1);
  await again.station.stop();
  self.roster = sign(2);
  const third = await openEnd(self, createMemoryStore(medium), a.chains, bearer(), a.officer);
  assert.equal(seqOf(third, third), 2);
  await until(() => seqOf(b, a) === 2);
  await third.station.stop();
  await b.station.stop();
});

test("a station that its own roster drops signs nothing any more, and the other seals nothing to it", async () => {
  const pair = await rooted();
  const { a, b } = pair;
  const stranger = makeSelf("A").roster.roster.stations;
  const next = pair.sign(a.self.roster, { stations: stranger, seat: stranger[0]?.id ?? new Uint8Array(16) });
  const channel = b.runner.state.channels.get(pair.channel);
  assert.ok(channel !== undefined && channel.chains.stock.length > 0);
  const size = channel.ledger.logs.size;
  await must(b.station, b.officer, { act: "party.add", card: encodeCard(crypto, next), addresses: [] });
  assert.deepEqual([channel.chains.own, channel.chains.stock.length], [null, 0]);
  await must(a.station, a.officer, { act: "roster.adopt", card: encodeCard(crypto, next) });
  const sent = await a.station.act(a.officer, { act: "message.send", content: words(pair, b), seen: 0 });
  assert.equal(sent.kind === "refused" && sent.reason, "station-removed");
  assert.ok(a.station.state().impaired.includes("removed"));
  assert.equal(channel.ledger.logs.size, size);
  await assert.rejects(propose(a, b), /station-removed/u);
  await pair.stop();
});

test("a station that was dropped starts again, shows what it holds, and signs nothing", async () => {
  const medium = createMemoryMedium();
  const seeds = makeSeeds();
  const self = makeSelf("A", planOf("A"), seeds);
  const stores = [createMemoryStore(medium), createMemoryStore()] as const;
  const pair = await makePair({ selves: [self, makeSelf("B")], stores });
  const { a, b, cable } = pair;
  await must(a.station, a.officer, { act: "message.send", content: words(pair, b, { text: "before" }), seen: 0 });
  await until(() => b.station.messages(10, null).length === 1);
  const stranger = makeSelf("A").roster.roster.stations;
  const next = signRoster(crypto, seeds, {
    ...self.roster.roster, seq: 1, stations: stranger, seat: stranger[0]?.id ?? new Uint8Array(16),
  });
  await must(a.station, a.officer, { act: "roster.adopt", card: encodeCard(crypto, next) });
  const rows = async (): Promise<number> => (await createMemoryStore(medium).logs()).length;
  await a.station.stop();
  const before = await rows();
  const again = await openEnd(self, createMemoryStore(medium), a.chains, cable.a(toHex(b.self.station)), a.officer);
  assert.ok(again.station.state().impaired.includes("removed"));
  assert.deepEqual(again.station.messages(10, null).map((one) => one.text), ["before"]);
  assert.ok((await again.station.doctor()).checks.length > 0 && again.station.line().length === 2);
  // Somebody signs in, or tries to: that would be an entry too.
  assert.equal(await again.station.redeemLink("no such link"), null);
  const sent = await again.station.act(again.officer, { act: "line.test", party: toHex(b.self.party) });
  assert.equal(sent.kind === "refused" && sent.reason, "station-removed");
  await again.station.stop();
  assert.equal(await rows(), before);
  await b.station.stop();
});
