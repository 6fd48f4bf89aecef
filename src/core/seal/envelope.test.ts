import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { test } from "node:test";
import { learnPrekeys, makePrekeys, newestPrekey } from "./chains.ts";
import { clearEnvelope, envelopeBytesMax, resealEnvelope, saltOf, sealEnvelope } from "./envelope.ts";
import { padded, paddedBytesMax, unpadded } from "./padding.ts";
import { aeadKeyOf } from "./ratchet.ts";
import { channel, courierMs, filled, makeEntry, makePair, opened, opening, send } from "./seal.fixture.ts";
import type { Side } from "./seal.fixture.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { encode } from "../bytes/cbor.ts";
import { concat } from "../bytes/hex.ts";
import { commitment, contentBytesMax, payloadBytesMax } from "../record/entry.ts";

const crypto = createNodeCrypto();
const words = new TextEncoder().encode("words");
const salt = filled(32, 5);

function codeOf(reader: Side, author: Side, envelope: Uint8Array, seq = 0): string {
  const outcome = opening(reader, author, { envelope, log: author.log, seq });
  return outcome.kind === "not-opened" ? outcome.error.code : "opened";
}

function kept(author: Side): Parameters<typeof clearEnvelope>[0] {
  return { ...makeEntry(author, 0, null, commitment(crypto, salt, words)), salt, content: words };
}

test("a clear envelope opens before anything is known of its log", () => {
  const { a, b } = makePair(crypto, 1);
  const envelope = clearEnvelope(kept(a));
  const outcome = opening(b, a, { envelope, log: a.log, seq: 0 }, { author: null });
  ok(outcome.kind === "opened");
  deepEqual([outcome.content, outcome.salt, outcome.advance], [words, salt, null]);
  equal(codeOf(b, a, envelope, 1), "envelope");
  equal(codeOf(b, a, envelope.subarray(0, -1)), "envelope");
  equal(codeOf(b, a, concat(envelope, filled(1, 0))), "envelope");
});

test("a sealed envelope is 33 bytes over its padded plaintext, and flipped anywhere it does not open", () => {
  const { a, b } = makePair(crypto, 1);
  const sent = send(a, words);
  equal(sent.envelope.length, 1 + 4 + 3 + 8 + 256 + 16);
  for (let at = 0; at < sent.envelope.length; at++) {
    for (const flip of [1, 0x80]) {
      const envelope = sent.envelope.slice();
      envelope[at] = (envelope[at] as number) ^ flip;
      ok(codeOf(b, a, envelope) !== "opened", `byte ${at}`);
    }
  }
  for (let length = 0; length < sent.envelope.length; length++) {
    equal(codeOf(b, a, sent.envelope.subarray(0, length)), "envelope");
  }
  equal(codeOf(b, a, sent.envelope), "opened");
});

test("a sealed envelope opens at its place only", () => {
  const { a, b } = makePair(crypto, 1);
  const sent = send(a, words);
  const author = b.station;
  for (const change of [{ channel: filled(32, 1) }, { log: filled(16, 1) }, { seq: 1 }, { author }, { author: null }]) {
    equal(opening(b, a, sent, change).kind, "not-opened");
  }
});

test("the salt follows from the message key, and is that of the commitment", () => {
  const { a, b } = makePair(crypto, 1);
  const sent = send(a, words);
  deepEqual(opened(b, a, sent).salt, saltOf(crypto, sent.key));
});

test("an entry that names another key, or has a commitment without a content, does not open", () => {
  const { a, b } = makePair(crypto, 1);
  const { key } = send(a, words);
  const place = { channel, log: a.log };
  const commit = commitment(crypto, saltOf(crypto, key), words);
  const seal = (entry: ReturnType<typeof makeEntry>, content: Uint8Array): string =>
    codeOf(b, a, sealEnvelope(crypto, key, place, entry, content));
  equal(seal(makeEntry(a, 0, key, commit), words), "opened");
  equal(seal(makeEntry(a, 0, { ...key, index: 1 }, commit), words), "envelope");
  equal(seal(makeEntry(a, 0, { ...key, epoch: 1 }, commit), words), "envelope");
  equal(seal(makeEntry(a, 0, key, commit), filled(0, 0)), "envelope");
  equal(seal(makeEntry(a, 0, key, filled(0, 0)), words), "envelope");
  equal(seal({ ...makeEntry(a, 0, key, commit), payload: words }, words), "envelope");
});

/** An envelope over any plaintext and nonce, as a recipient of the epoch could make one. */
function forged(author: Side, key: ReturnType<typeof send>["key"], plain: Uint8Array, nonce: Uint8Array): Uint8Array {
  const data = encode(["chirograph/1 sealed", channel, author.log, key.epoch, key.index]);
  const head = new DataView(new ArrayBuffer(8));
  head.setUint32(0, key.epoch);
  head.setUint32(4, key.index * 256);
  const sealed = crypto.aeadSeal(aeadKeyOf(crypto, key.key), concat(filled(4, 0), nonce), data, plain);
  return concat(Uint8Array.of(1), new Uint8Array(head.buffer, 0, 7), nonce, sealed);
}

test("a wrong nonce, a wrong padding and bytes that are not canonical do not open", () => {
  const { a, b } = makePair(crypto, 1);
  const { key, entry } = send(a, words);
  const inside = encode([entry.payload, entry.signature, words]);
  const nonceOf = (plain: Uint8Array): Uint8Array => crypto.hmacSha256(key.key, plain).subarray(0, 8);
  const made = (plain: Uint8Array): string => codeOf(b, a, forged(a, key, plain, nonceOf(plain)));
  equal(made(padded(inside)), "opened");
  equal(codeOf(b, a, forged(a, key, padded(inside), filled(8, 0))), "envelope");
  equal(made(concat(padded(inside), filled(256, 0))), "envelope");
  equal(made(padded(inside).subarray(0, inside.length + 1)), "envelope");
  equal(made(inside), "envelope");
  equal(made(padded(concat(Uint8Array.of(0x98, 3), inside.subarray(1)))), "envelope");
  equal(made(padded(concat(inside, filled(1, 0)))), "envelope");
});

test("a re-sealed envelope opens for its station alone, at its place alone", () => {
  const { a, b } = makePair(crypto, 1);
  const prekey = newestPrekey(a.chains, b.station, 0);
  ok(prekey !== null);
  const place = { channel, log: a.log, seq: 0 };
  const envelope = resealEnvelope(crypto, a.random, place, prekey, kept(a));
  const outcome = opened(b, a, { envelope, log: a.log, seq: 0 });
  deepEqual([outcome.content, outcome.salt, outcome.entry.payload], [words, salt, kept(a).payload]);
  equal(codeOf(b, a, envelope, 1), "envelope");
  equal(codeOf(a, a, envelope), "epoch");
  for (let at = 0; at < envelope.length; at += 1) {
    const other = envelope.slice();
    other[at] = (other[at] as number) ^ 1;
    ok(codeOf(b, a, other) !== "opened", `byte ${at}`);
  }
  b.chains.prekeys = [];
  equal(codeOf(b, a, envelope), "epoch");
});

test("an author's own lost entry comes back to it re-sealed by a peer", () => {
  const { a, b } = makePair(crypto, 1);
  const content = makePrekeys(crypto, a.random, a.chains, 0, courierMs);
  learnPrekeys(b.chains, a.station, content, 0);
  const prekey = newestPrekey(b.chains, a.station, 0);
  ok(prekey !== null);
  const envelope = resealEnvelope(crypto, b.random, { channel, log: a.log, seq: 0 }, prekey, kept(a));
  deepEqual(opened(a, a, { envelope, log: a.log, seq: 0 }).content, words);
});

test("padding goes to the least size and comes off again", () => {
  const sizes = [[0, 256], [255, 256], [256, 512], [1_023, 1_024], [2_047, 2_048], [2_048, 4_096], [4_096, 8_192]];
  for (const [length, size] of sizes as [number, number][]) {
    equal(padded(filled(length, 7)).length, size);
    deepEqual(unpadded(padded(filled(length, 0))), filled(length, 0));
  }
  for (const wrong of [filled(256, 0), filled(0, 0), filled(256, 7), concat(Uint8Array.of(0x80), filled(511, 0))]) {
    throws(() => unpadded(wrong), { code: "envelope" });
  }
});

test("the longest entry fits, and longer envelopes are refused unseen", () => {
  const { a, b } = makePair(crypto, 1);
  const prekey = newestPrekey(a.chains, b.station, 0);
  ok(prekey !== null);
  const longest = {
    payload: filled(payloadBytesMax, 1), signature: filled(64, 1), salt, content: filled(contentBytesMax, 1),
  };
  ok(encode(Object.values(longest)).length < paddedBytesMax);
  const place = { channel, log: a.log, seq: 0 };
  equal(resealEnvelope(crypto, a.random, place, prekey, longest).length, envelopeBytesMax);
  equal(codeOf(b, a, filled(envelopeBytesMax + 1, 0)), "envelope");
});
