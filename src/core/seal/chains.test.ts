import { deepEqual, equal, notDeepEqual, ok } from "node:assert/strict";
import { test } from "node:test";
import {
  commitOpened, createChains, decodeChains, encodeChains, newestPrekey, prekeysDue, restoredChains, stockEpochs,
  takeMessageKey, discardEpochs, learnPrekeys, makePrekeys,
} from "./chains.ts";
import { epochLifeMs, epochMessagesMax, readersMax, skippedMax } from "./chain-data.ts";
import { prekeysContent } from "./prekey.ts";
import { epochsContent, sealedMax } from "./epoch.ts";
import {
  channel, courierMs, filled, learn, learnRestart, makePair, makeSide, opened, opening, publish, restart,
  send, stock,
} from "./seal.fixture.ts";
import type { Sent, Side } from "./seal.fixture.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { encodeShape } from "../bytes/shape.ts";
import { contentBytesMax } from "../record/entry.ts";

const crypto = createNodeCrypto();
const words = new TextEncoder().encode("words");

function read(reader: Side, author: Side, sent: Sent): void {
  const outcome = opened(reader, author, sent);
  deepEqual(outcome.entry, sent.entry);
  deepEqual(outcome.content, sent.content.length === 0 ? null : sent.content);
  commitOpened(reader.chains, outcome);
}

function refused(reader: Side, author: Side, sent: Sent): string {
  const outcome = opening(reader, author, sent);
  return outcome.kind === "not-opened" ? outcome.error.code : "opened";
}

test("two stations read one another, in order, with and without a content", () => {
  const { a, b } = makePair(crypto);
  for (let count = 0; count < 5; count++) {
    read(b, a, send(a, words));
    read(a, b, send(b, filled(0, 0)));
  }
  equal(a.chains.stock.length, 1);
  equal(b.chains.epochsLearned.size, 1);
  equal([...b.chains.readers.values()][0]?.index, 5);
});

test("one envelope opens for every recipient station", () => {
  const [a, b, c] = [makeSide(crypto, 1), makeSide(crypto, 2), makeSide(crypto, 3)] as const;
  publish(b, a);
  publish(c, a);
  stock(a, [b, c], 1);
  const sent = send(a, words);
  read(b, a, sent);
  read(c, a, sent);
});

test("opening changes nothing, and committing twice changes nothing more", () => {
  const { a, b } = makePair(crypto);
  const before = structuredClone(b.chains);
  const outcome = opened(b, a, send(a, words));
  deepEqual(b.chains, before);
  commitOpened(b.chains, outcome);
  const after = structuredClone(b.chains);
  commitOpened(b.chains, outcome);
  deepEqual(b.chains, after);
});

test("what comes out of order opens, each once", () => {
  const { a, b } = makePair(crypto);
  const sent = Array.from({ length: 6 }, () => send(a, words));
  const order = [3, 0, 5, 1, 4, 2].map((index) => sent[index] as Sent);
  for (const one of order) read(b, a, one);
  for (const one of order) equal(refused(b, a, one), "envelope");
  equal([...b.chains.readers.values()][0]?.skipped.size, 0);
});

test("of the skipped keys the newest stay, up to the limit", () => {
  const { a, b } = makePair(crypto);
  const sent = Array.from({ length: skippedMax + 2 }, () => send(a, filled(0, 0)));
  read(b, a, sent.at(-1) as Sent);
  equal([...b.chains.readers.values()][0]?.skipped.size, skippedMax);
  equal(refused(b, a, sent[0] as Sent), "envelope");
  read(b, a, sent[1] as Sent);
});

test("an index far ahead is refused before anything is derived", () => {
  const { a, b } = makePair(crypto);
  const sent = send(a, words);
  const forged = { ...sent, envelope: sent.envelope.slice() };
  forged.envelope.set([0xff, 0xff, 0xff], 5);
  let count = 0;
  const counting = { ...crypto, hmacSha256: (...all: Parameters<typeof crypto.hmacSha256>) => {
    count += 1;
    return crypto.hmacSha256(...all);
  } };
  equal(refused({ ...b, crypto: counting }, a, forged), "epoch");
  equal(count, 0);
});

test("a clean restart goes on in the new log without a new epoch", () => {
  const { a, b } = makePair(crypto);
  const [first, late, second] = [send(a, words), send(a, words), send(a, words)];
  read(b, a, first);
  const said = restart(a, 0x1a);
  learnRestart(b, a, said);
  const third = send(a, words);
  notDeepEqual(third.key.key, second.key.key);
  equal(third.key.index, 3);
  read(b, a, third);
  read(b, a, late);
  read(b, a, second);
  equal(a.chains.stock.length, 1);
  const ended = [...b.chains.readers.values()].filter((one) => one.key.length === 0);
  equal(ended.length, 1);
});

test("a BOOT before its epoch, and several restarts with nothing read between, still lead to the chain", () => {
  const [a, b] = [makeSide(crypto, 1), makeSide(crypto, 2)];
  publish(b, a);
  const content = stock(a, [b], 1, []);
  const missed = [send(a, words), send(a, words)];
  const first = restart(a, 0x11);
  const between = send(a, words);
  learnRestart(b, { ...a }, first);
  const second = restart(a, 0x12);
  learnRestart(b, a, second);
  const sent = send(a, words);
  equal(refused(b, a, sent), "epoch");
  learn(a, b, content);
  read(b, a, sent);
  for (const one of [...missed, between]) read(b, a, one);
  equal([...b.chains.readers.values()].filter((one) => one.key.length === 32).length, 1);
});

test("sibling BOOTs of one head do not open each other's words", () => {
  const { a, b } = makePair(crypto);
  read(b, a, send(a, words));
  const clone: Side = { ...a, chains: structuredClone(a.chains) };
  learnRestart(b, a, restart(a, 0x1a));
  learnRestart(b, clone, restart(clone, 0x1b));
  read(b, a, send(a, words));
  equal(refused(b, clone, send(clone, words)), "epoch");
});

test("a station cannot end another's chain by naming it in its BOOT", () => {
  const { a, b } = makePair(crypto);
  read(b, a, send(a, words));
  const said = restart({ ...a, chains: structuredClone(a.chains) }, 0x1a);
  learnRestart(b, { ...makeSide(crypto, 9) }, said);
  read(b, a, send(a, words));
});

test("a BOOT that names an index far ahead costs a bounded number of steps", () => {
  const { a, b } = makePair(crypto);
  read(b, a, send(a, words));
  const said = restart(a, 0x1a);
  const previous = said.previous === null ? null : { ...said.previous, index: 0xff_ffff };
  learnRestart(b, a, { ...said, previous });
  equal(refused(b, a, send(a, words)), "epoch");
  learnRestart(b, a, { ...said, previous: { log: a.log, size: 1, root: filled(32, 0), epoch: 7, index: 1 } });
  equal(refused(b, a, send(a, words)), "epoch");
});

test("the next epoch is opened after a day, and after its messages; an exhausted stock prolongs the last", () => {
  const { a, b } = makePair(crypto);
  const first = send(a, words, 0);
  equal(send(a, words, epochLifeMs - 1).key.epoch, first.key.epoch);
  const next = send(a, words, epochLifeMs);
  deepEqual([next.key.epoch, next.key.index], [first.key.epoch + 1, 0]);
  read(b, a, next);
  equal(send(a, words, 10 * epochLifeMs).key.epoch, next.key.epoch);
  stock(a, [b], 1);
  if (a.chains.own !== null) {
    a.chains.own = { ...a.chains.own, openedMs: 10 * epochLifeMs, index: epochMessagesMax };
  }
  equal(send(a, words, 10 * epochLifeMs).key.epoch, next.key.epoch + 1);
});

test("without a stock there is no key, and after the last index there is none either", () => {
  const { a } = makePair(crypto);
  const context = { channel, log: a.log, nowMs: 0 };
  equal(takeMessageKey(crypto, createChains(), context), null);
  ok(takeMessageKey(crypto, a.chains, context) !== null);
  a.chains.stock = [];
  if (a.chains.own !== null) a.chains.own.index = 0x100_0000;
  equal(takeMessageKey(crypto, a.chains, context), null);
  discardEpochs(a.chains);
  equal(a.chains.own, null);
});

test("the key that was taken is not in the state, and what was used cannot be had from it", () => {
  const { a, b } = makePair(crypto);
  const sent = send(a, words);
  const hex = sent.key.key.toHex();
  ok(!encodeChains(a.chains).toHex().includes(hex));
  read(b, a, sent);
  ok(!encodeChains(b.chains).toHex().includes(hex));
  equal(b.chains.epochsLearned.size, 1);
});

test("prekeys are due at half their life, and expire", () => {
  const side = makeSide(crypto, 1);
  const peer = makeSide(crypto, 2);
  equal(prekeysDue(side.chains, 0), true);
  publish(side, peer, 0);
  equal(prekeysDue(side.chains, courierMs / 2 - 1), false);
  equal(prekeysDue(side.chains, courierMs / 2), true);
  const first = newestPrekey(peer.chains, side.station, courierMs - 1);
  ok(first !== null);
  equal(newestPrekey(peer.chains, side.station, courierMs), null);
  publish(side, peer, courierMs / 2);
  equal(newestPrekey(peer.chains, side.station, courierMs / 2)?.id, first.id + 1);
  equal(newestPrekey(peer.chains, filled(0, 0), 0), null);
  makePrekeys(crypto, side.random, side.chains, 2 * courierMs, courierMs);
  deepEqual(side.chains.prekeys.map((one) => one.id), [first.id + 1, first.id + 2]);
});

test("a later key under a known id is not learned", () => {
  const chains = createChains();
  learnPrekeys(chains, filled(16, 1), [{ id: 5, key: filled(1_216, 1), until: 10 }], 0);
  learnPrekeys(chains, filled(16, 1), [{ id: 5, key: filled(1_216, 2), until: 20 }], 0);
  deepEqual(newestPrekey(chains, filled(16, 1), 0)?.key, filled(1_216, 1));
});

test("epochs are stocked for those with a valid prekey only, within the longest content", () => {
  const a = makeSide(crypto, 1);
  const readers = [2, 3, 4].map((byte) => makeSide(crypto, byte));
  const context = { channel, party: a.party, station: a.station, nowMs: 0, count: 99 };
  const recipients = readers.map((one) => one.station);
  equal(stockEpochs(crypto, a.random, a.chains, { ...context, recipients }), null);
  for (const one of readers.slice(1)) publish(one, a);
  const content = stockEpochs(crypto, a.random, a.chains, { ...context, recipients });
  deepEqual(content?.map((one) => one.sealed.length), Array.from({ length: 16 }, () => 2));
  equal(stockEpochs(crypto, a.random, a.chains, { ...context, recipients, nowMs: courierMs }), null);
  publish(readers[0] as Side, a);
  const full = stockEpochs(crypto, a.random, a.chains, { ...context, recipients });
  equal(full?.flatMap((one) => one.sealed).length, sealedMax);
  ok(full !== undefined && full !== null && encodeShape(epochsContent, full).length < contentBytesMax);
  const eight = Array.from({ length: 8 }, (_, id) => ({ id, key: filled(1_216, 1), until: 1 }));
  ok(encodeShape(prekeysContent, eight).length < contentBytesMax);
});

test("an epoch whose hash, author, channel or recipient differs is not learned", () => {
  const { a, b } = makePair(crypto, 1);
  b.chains.epochsLearned.clear();
  const content = stock(a, [b], 1, []);
  const wrongHash = content.map((one) => ({ ...one, hash: filled(32, 1) }));
  learn(a, b, wrongHash);
  learn({ ...a, station: b.station }, b, content);
  learn({ ...a, party: b.party }, b, content);
  learn(a, { ...b, station: filled(16, 7) }, content);
  equal(b.chains.epochsLearned.size, 0);
  learn(a, b, content);
  equal(b.chains.epochsLearned.size, 1);
});

test("a restored station keeps nothing secret, and goes on under new numbers", () => {
  const { a, b } = makePair(crypto);
  read(b, a, send(a, words));
  const old = a.chains.own?.epoch;
  a.chains = restoredChains(a.chains);
  deepEqual({ ...a.chains, peers: new Map() }, createChains());
  equal(prekeysDue(a.chains, 0), true);
  equal(takeMessageKey(crypto, a.chains, { channel, log: a.log, nowMs: 0 }), null);
  restart(a, 0x1a);
  publish(a, b);
  stock(a, [b], 1);
  const sent = send(a, words);
  notDeepEqual(sent.key.epoch, old);
  read(b, a, sent);
});

test("chains go to bytes and back", () => {
  const { a, b } = makePair(crypto);
  const [late, early] = [send(a, words), send(a, words)];
  read(b, a, early);
  learnRestart(b, a, { ...restart(a, 0x1a), station: filled(16, 3) });
  const lost = { log: filled(16, 9), size: 1, root: filled(32, 0), epoch: 4, index: 1 };
  learnRestart(b, { ...a, log: filled(16, 8) }, { ...restart(a, 0x1b), previous: lost });
  for (const side of [a, b]) {
    const back = decodeChains(encodeChains(side.chains));
    deepEqual(back, side.chains);
    side.chains = back;
  }
  read(b, a, late);
});

test("no more chains are kept than the limit", () => {
  const { a, b } = makePair(crypto, 1);
  for (let round = 0; round < readersMax + 3; round++) {
    read(b, a, send(a, words));
    learnRestart(b, a, restart(a, 0x20 + round));
  }
  equal(b.chains.readers.size, readersMax);
  read(b, a, send(a, words));
});
