// The limits of chains and envelopes at their very edge: what is just within, and what is just beyond.

import { deepEqual, equal, throws } from "node:assert/strict";
import { test } from "node:test";
import {
  commitOpened, createChains, decodeChains, discardEpochs, encodeChains, learnBoot, learnPrekeys, makePrekeys,
  newestPrekey, takeMessageKey,
} from "./chains.ts";
import { indexMax, jumpMax, learnedMax, peersMax, restartsMax, skippedMax } from "./chain-data.ts";
import { envelopeBytesMax, openResealed, openSealed, parseEnvelope } from "./envelope.ts";
import { epochs } from "./epoch.ts";
import { prekeys } from "./prekey.ts";
import {
  channel, filled, learnRestart, makePair, makeSide, opened, opening, publish, restart, send, stock,
} from "./seal.fixture.ts";
import type { Sent, Side } from "./seal.fixture.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { decode, encode } from "../bytes/cbor.ts";
import type { Value } from "../bytes/cbor.ts";
import { toHex } from "../bytes/hex.ts";

const crypto = createNodeCrypto();
const nothing = filled(0, 0);
const id = (length: number, number: number): Uint8Array =>
  filled(length, 7).with(length - 2, number >> 8).with(length - 1, number & 255);

function read(reader: Side, author: Side, sent: Sent): void {
  commitOpened(reader.chains, opened(reader, author, sent));
}

function codeOf(reader: Side, author: Side, sent: Sent): string {
  const outcome = opening(reader, author, sent);
  return outcome.kind === "not-opened" ? outcome.error.code : outcome.kind;
}

test("an envelope as far ahead as may be opens, and one further is told to wait", () => {
  const { a, b } = makePair(crypto);
  const sent = Array.from({ length: jumpMax + 3 }, () => send(a, nothing));
  equal(codeOf(b, a, sent[jumpMax]!), "opened");
  equal(codeOf(b, a, sent[jumpMax + 1]!), "epoch");
  read(b, a, sent[0]!);
  equal(codeOf(b, a, sent[jumpMax + 1]!), "opened");
  equal(codeOf(b, a, sent[jumpMax + 2]!), "epoch");
});

for (const [missing, ends] of [[skippedMax, true], [skippedMax + 1, false]] as const) {
  test(`a restart with ${missing} messages missing ${ends ? "ends" : "does not end"} the chain before it`, () => {
    for (const bootFirst of [true, false]) {
      const { a, b } = makePair(crypto);
      read(b, a, send(a, nothing));
      const old = a.log;
      const sent = Array.from({ length: missing }, () => send(a, nothing));
      const said = restart(a, 0x1a);
      if (bootFirst) learnRestart(b, a, said);
      const after = send(a, nothing);
      if (!bootFirst) learnRestart(b, a, said);
      read(b, a, after);
      const chain = [...b.chains.readers].find(([at]) => at.startsWith(toHex(old)))?.[1];
      equal(chain?.key.length === 0, ends);
      // Of as many as may be kept each opens; of more, those that come in order.
      read(b, a, sent[0]!);
      read(b, a, sent.at(-1)!);
      equal(b.chains.readers.size, 2);
    }
  });
}

test("of secrets, peers and restarts that wait, the newest are kept", () => {
  const { a, b } = makePair(crypto);
  for (let round = 0; round < learnedMax / 16 + 1; round++) stock(a, [b], 16);
  equal(b.chains.epochsLearned.size, learnedMax);
  const chains = createChains();
  for (let number = 0; number <= peersMax; number++) {
    learnPrekeys(chains, id(16, number), [{ id: 1, key: filled(1_216, 1), until: 50 }], 0);
  }
  deepEqual([chains.peers.size, chains.peers.has(toHex(id(16, 0))), chains.peers.has(toHex(id(16, 1)))], [
    peersMax, false, true,
  ]);
  const boot = (previous: number, epoch: number): Parameters<typeof learnBoot>[4] => ({
    party: filled(32, 1), station: filled(16, 1), roster: filled(32, 0), channelForm: "parties", reason: "start",
    previous: { log: id(16, previous), size: 1, head: filled(32, 0), epoch, index: 3 } as never,
  });
  for (let number = 0; number <= restartsMax; number++) {
    learnBoot(crypto, chains, id(16, number), filled(16, 1), boot(number + 1, 5));
  }
  deepEqual([chains.restarts.size, chains.restarts.has(toHex(id(16, 0)))], [restartsMax, false]);
  // Where no chain goes on there is nothing to wait for.
  learnBoot(crypto, chains, id(16, 900), filled(16, 1), boot(901, 0));
  learnBoot(crypto, chains, id(16, 901), filled(16, 1), { ...boot(1, 1), previous: null });
  equal(chains.restarts.has(toHex(id(16, 900))) || chains.restarts.has(toHex(id(16, 901))), false);
});

test("the last index is used, and nothing after it; what is discarded is gone with its stock", () => {
  const { a } = makePair(crypto);
  send(a, nothing);
  a.chains.own!.index = indexMax;
  a.chains.stock = [];
  const take = (): number | undefined => takeMessageKey(crypto, a.chains, { channel, log: a.log, nowMs: 0 })?.index;
  deepEqual([take(), take()], [indexMax, undefined]);
  const { b } = makePair(crypto);
  discardEpochs(b.chains);
  deepEqual([b.chains.own, b.chains.stock], [null, []]);
});

test("of several valid prekeys the one that is valid longest is used, whatever the order they came in", () => {
  const one = makeSide(crypto, 1);
  const other = makeSide(crypto, 2);
  const untils = [50, 90, 70];
  learnPrekeys(one.chains, other.station, untils.map((until, number) => (
    { id: number + 1, key: filled(1_216, number), until }
  )), 0);
  equal(newestPrekey(one.chains, other.station, 0)?.until, 90);
  equal(newestPrekey(one.chains, other.station, 90), null);
  publish(other, one);
  equal((newestPrekey(one.chains, other.station, 0)?.until ?? 0) > 90, true);
});

test("an envelope shorter than its head and tag, or longer than the longest, is none", () => {
  const form = (bytes: Uint8Array): string => {
    try {
      return parseEnvelope(bytes).form;
    } catch (error) {
      return (error as { readonly code: string }).code;
    }
  };
  const made = (first: number, length: number): string => form(filled(length, 1).with(0, first));
  deepEqual([made(1, 32), made(1, 33)], ["envelope", "sealed"]);
  deepEqual([made(2, 1_141), made(2, 1_142)], ["envelope", "resealed"]);
  deepEqual([made(0, envelopeBytesMax), made(0, envelopeBytesMax + 1)], ["clear", "envelope"]);
  deepEqual([form(nothing), made(3, 2_000)], ["envelope", "envelope"]);
});

test("what does not open says so, and what opens without a content has no salt", () => {
  const { a, b } = makePair(crypto);
  const sent = send(a, nothing);
  const parsed = parseEnvelope(sent.envelope);
  if (parsed.form !== "sealed") throw new Error("sealed");
  const place = { channel, log: a.log };
  throws(() => openSealed(crypto, filled(32, 1), place, parsed), { code: "envelope" });
  throws(() => openResealed(crypto, filled(32, 1), { ...place, seq: 0 }, {
    form: "resealed", prekey: 1, enc: filled(1_120, 1), sealed: filled(300, 1),
  }), { code: "envelope" });
  const outcome = opened(b, a, sent);
  deepEqual([outcome.content, outcome.salt], [null, null]);
});

test("chains of another version are told as such", () => {
  const [, ...rest] = decode(encodeChains(createChains())) as readonly Value[];
  throws(() => decodeChains(encode([2, ...rest])), { code: "store-newer" });
});

test("ids begin at a random number above 0 and go round to 1", () => {
  const first = (byte: number): number | undefined => {
    const random = { bytes: (length: number) => filled(length, byte) };
    return makePrekeys(crypto, random, createChains(), 0, 1_000_000)[0]?.id;
  };
  // 2^32 - 1 modulo 2^32 - 2 is 1.
  deepEqual([first(0), first(0xff), first(1)], [1, 2, 0x0101_0102]);
  const { a } = makePair(crypto);
  a.chains.nextPrekey = 0xffff_ffff;
  const ids = [1, 2].map(() => makePrekeys(crypto, a.random, a.chains, 0, 1_000_000).at(-1)?.id);
  deepEqual(ids, [0xffff_ffff, 1]);
});

test("an entry of epochs holds as many as its secrets for all readers have room", () => {
  const [a, ...readers] = [1, 2, 3, 4, 5].map((byte) => makeSide(crypto, byte)) as [Side, ...Side[]];
  for (const one of readers) publish(one, a);
  equal(stock(a, readers, 16).length, 12);
  equal(stock(a, readers.slice(0, 3), 16).length, 16);
});

test("prekeys and epochs travel in clear under their codes", () => {
  deepEqual([prekeys, epochs].map(({ code, name, form, about, record }) => [code, name, form, about, record]), [
    [3, "prekeys", "clear", "none", "both"], [4, "epochs", "clear", "none", "channel"],
  ]);
});
