import { deepEqual, equal, notDeepEqual, ok } from "node:assert/strict";
import { test } from "node:test";
import { commitOpened, openNarrow, sealNarrow } from "./chains.ts";
import type { Opening } from "./chains.ts";
import { encodeChains } from "./chain-state.ts";
import { narrowKeyOf } from "./ratchet.ts";
import { channel, filled, learnRestart, makePair, opening, restart, send } from "./seal.fixture.ts";
import type { Sent, Side } from "./seal.fixture.ts";
import { isFullForm } from "./narrow-envelope.ts";
import { fullForm, numbersSent } from "../narrow/form.ts";
import { packEntry } from "../narrow/packed-entry.ts";
import type { NarrowView } from "../narrow/view.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { encode } from "../bytes/cbor.ts";

const crypto = createNodeCrypto();
const words = encode(["watch", "Готов."]);
const nothingHeld: NarrowView = {
  channel, logOf: () => null, stationOf: () => null, rootAt: () => null, leafAt: () => null, lamportAt: () => null,
};

/** The narrow envelope of what a side has sent. */
function narrow(sent: Sent, form: number): Uint8Array {
  const { entry, key, log, seq, content } = sent;
  const whole = { entry, content: content.length === 0 ? null : content };
  const packed = packEntry(crypto, nothingHeld, form, whole, () => null);
  ok(packed !== null);
  const place = { channel, log, seq, epoch: key.epoch, index: key.index, form };
  return sealNarrow(crypto, narrowKeyOf(crypto, key.key), place, entry.signature, packed);
}

function opens(reader: Side, author: Side, { log, seq }: Pick<Sent, "log" | "seq">, envelope: Uint8Array): Opening {
  const context = { channel, log, seq, reader: reader.station, author: author.station, view: nothingHeld, nowMs: 1 };
  return openNarrow(crypto, reader.chains, context, envelope);
}

function taken(reader: Side, author: Side, sent: Sent, form: number): void {
  const outcome = opens(reader, author, sent, narrow(sent, form));
  if (outcome.kind === "not-opened") throw outcome.error;
  deepEqual([outcome.entry, outcome.content], [sent.entry, sent.content.length === 0 ? null : sent.content]);
  commitOpened(reader.chains, outcome);
}

const short = fullForm - numbersSent;

test("what was sealed opens, in either form, and then no more in any", () => {
  const { a, b } = makePair(crypto);
  for (const form of [fullForm, short]) {
    const sent = send(a, words);
    taken(b, a, sent, form);
    equal(opens(b, a, sent, narrow(sent, fullForm)).kind, "not-opened");
    equal(opening(b, a, sent).kind, "not-opened", "the wide form has the same message key, and that was used");
  }
});

test("any byte changed and it does not open, and no chain has moved", () => {
  const { a, b } = makePair(crypto);
  const sent = send(a, words);
  for (const form of [fullForm, short]) {
    const envelope = narrow(sent, form);
    const before = encodeChains(b.chains);
    for (let at = 0; at < envelope.length; at++) {
      for (const bit of [1, 128]) {
        const hurt = envelope.slice();
        hurt[at] = (hurt[at] as number) ^ bit;
        equal(opens(b, a, sent, hurt).kind, "not-opened", `byte ${at}`);
      }
      equal(opens(b, a, sent, envelope.subarray(0, at)).kind, "not-opened");
    }
    deepEqual(encodeChains(b.chains), before);
  }
});

test("an envelope opens at its place alone", () => {
  const { a, b } = makePair(crypto);
  const sent = send(a, words);
  equal(opens(b, a, { ...sent, seq: sent.seq + 1 }, narrow(sent, fullForm)).kind, "not-opened");
  const other = opens(b, a, { ...sent, log: filled(16, 9) }, narrow(sent, fullForm));
  equal(other.kind === "not-opened" && other.error.code, "envelope");
});

test("each form has a key of its own, and two entries of one key two nonces", () => {
  const { a } = makePair(crypto);
  const sent = send(a, words);
  const ofForm = [fullForm, short].map((form) => narrow(sent, form));
  // The same bytes are sealed but for time and numbers; nothing of what is sealed is alike.
  notDeepEqual(ofForm[0]?.subarray(16, 70), ofForm[1]?.subarray(11, 65));
  const twin = { ...sent, entry: { ...sent.entry, signature: filled(64, 7) } };
  const envelope = narrow(twin, short);
  notDeepEqual(envelope.subarray(3, 11), narrow(sent, short).subarray(3, 11));
  // What follows the eight bytes of the signature would be alike where key and nonce are.
  notDeepEqual(envelope.subarray(80, 100), narrow(sent, short).subarray(80, 100));
});

test("a short index is read near where the chain stands, before it and behind it", () => {
  const { a, b } = makePair(crypto);
  const all = Array.from({ length: 300 }, () => send(a, words));
  const at = (index: number): Sent => all[index] as Sent;
  taken(b, a, at(127), short);
  for (const index of [0, 100, 255, 129]) taken(b, a, at(index), short);
  // 299 is 43 beyond 256, where the chain now stands; 128 is as far before it as one byte tells.
  for (const index of [299, 200]) taken(b, a, at(index), short);
  equal(opens(b, a, at(1), narrow(at(1), short)).kind, "not-opened", "read as 257, which another key sealed");
  taken(b, a, at(1), fullForm);
});

test("in a new log the chain is the one that its BOOT names", () => {
  const { a, b } = makePair(crypto);
  taken(b, a, send(a, words), short);
  learnRestart(b, a, restart(a, 0x33));
  taken(b, a, send(a, words), short);
});

test("bytes of other forms, and too few of them, are no envelope", () => {
  const { a, b } = makePair(crypto);
  const sent = send(a, words);
  const envelope = narrow(sent, fullForm);
  for (const form of [16, 128, 255]) {
    const other = opens(b, a, sent, Uint8Array.of(form, ...envelope.subarray(1)));
    equal(other.kind === "not-opened" && other.error.code, "envelope");
  }
  equal(opens(b, a, sent, new Uint8Array(0)).kind, "not-opened");
  ok(isFullForm(envelope) && !isFullForm(narrow(send(a, words), short)));
});
