// Two or more stations on one channel, with their chains, for the tests of this folder and the makers of vectors.

import {
  createChains, learnBoot, learnEpochs, learnPrekeys, makePrekeys, openChainFor, openEnvelope, stockEpochs,
  takeMessageKey,
} from "./chains.ts";
import type { Chains, MessageKey, Opened, OpenContext, Opening } from "./chains.ts";
import { saltOf, sealEnvelope } from "./envelope.ts";
import type { EpochsContent } from "./epoch.ts";
import type { Crypto } from "../../ports/crypto.ts";
import type { Random } from "../../ports/random.ts";
import { assert } from "../errors.ts";
import { seeded } from "../agree/record.fixture.ts";
import type { BootContent } from "../record/boot.ts";
import { commitment, encodeBody } from "../record/entry.ts";
import type { Body, Entry } from "../record/entry.ts";

/** The channel of the fixture, and its longest courier delay. */
export const channel = new Uint8Array(32).fill(0xcc);
export const courierMs = 1_000_000;

/** Bytes that are the same for the same seed. */
export function seededRandom(seed: number): Random {
  const draw = seeded(seed);
  return { bytes: (length) => Uint8Array.from({ length }, () => draw(256)) };
}

/** One station with its chains and its present log. */
export interface Side {
  readonly crypto: Crypto;
  readonly random: Random;
  readonly party: Uint8Array;
  readonly station: Uint8Array;
  chains: Chains;
  log: Uint8Array;
  seq: number;
}

/** A station whose party, station and first log are filled with one byte. */
export function makeSide(crypto: Crypto, byte: number): Side {
  return {
    crypto, random: seededRandom(byte), party: filled(32, byte), station: filled(16, byte), chains: createChains(),
    log: filled(16, byte), seq: 0,
  };
}

/** Bytes of one value. */
export function filled(length: number, byte: number): Uint8Array {
  return new Uint8Array(length).fill(byte);
}

/** `reader` publishes a prekey and `author` learns it. */
export function publish(reader: Side, author: Side, nowMs = 0): void {
  const content = makePrekeys(reader.crypto, reader.random, reader.chains, nowMs, courierMs);
  learnPrekeys(author.chains, reader.station, content, nowMs);
}

/** `author` stocks epochs for the readers, and the learners (all of them, if not said otherwise) learn them. */
export function stock(
  author: Side, readers: readonly Side[], count: number, learners: readonly Side[] = readers, nowMs = 0,
): EpochsContent {
  const { crypto, random, chains, party, station } = author;
  const recipients = readers.map((one) => one.station);
  const content = stockEpochs(crypto, random, chains, { channel, party, station, recipients, count, nowMs });
  assert(content !== null, "a recipient has a prekey");
  for (const reader of learners) learn(author, reader, content);
  return content;
}

/** `reader` learns epochs of `author`. */
export function learn(author: Side, reader: Side, content: EpochsContent): void {
  const context = { channel, party: author.party, author: author.station, reader: reader.station };
  learnEpochs(reader.crypto, reader.chains, context, content);
}

/** A pair, keys exchanged and epochs stocked both ways. */
export function makePair(crypto: Crypto, count = 2): { readonly a: Side; readonly b: Side } {
  const a = makeSide(crypto, 0xa);
  const b = makeSide(crypto, 0xb);
  publish(a, b);
  publish(b, a);
  stock(a, [b], count);
  stock(b, [a], count);
  return { a, b };
}

/** A sealed envelope on its way, with what opening it must give. */
export interface Sent {
  readonly envelope: Uint8Array;
  readonly entry: Entry;
  readonly content: Uint8Array;
  readonly key: MessageKey;
  readonly log: Uint8Array;
  readonly seq: number;
}

/** An entry of the side at a position, not truly signed: the seal never looks at signatures. */
export function makeEntry(side: Side, seq: number, key: MessageKey | null, commit: Uint8Array): Entry {
  const body: Body = {
    v: 1, channel, log: side.log, seq, prev: filled(32, 0), acks: [], leaves: [], time: 1, lamport: seq,
    precedence: "ROUTINE", kind: 16, object: filled(0, 0), epoch: key?.epoch ?? 0, index: key?.index ?? 0, commit,
  };
  return { payload: encodeBody(body), signature: filled(64, 0x51) };
}

/** The side's next entry, sealed in its epoch. */
export function send(side: Side, content: Uint8Array, nowMs = 0): Sent {
  const { crypto, log, seq } = side;
  const key = takeMessageKey(crypto, side.chains, { channel, log, nowMs });
  assert(key !== null, "an epoch can be opened");
  const commit = content.length === 0 ? content : commitment(crypto, saltOf(crypto, key), content);
  const entry = makeEntry(side, seq, key, commit);
  side.seq += 1;
  return { envelope: sealEnvelope(crypto, key, { channel, log }, entry, content), entry, content, key, log, seq };
}

/** How `reader` opens what `author` sent; nothing is committed. */
export function opening(
  reader: Side, author: Side, sent: Pick<Sent, "envelope" | "log" | "seq">, change: Partial<OpenContext> = {},
): Opening {
  const context = {
    channel, log: sent.log, seq: sent.seq, reader: reader.station, author: author.station, ...change,
  };
  return openEnvelope(reader.crypto, reader.chains, context, sent.envelope);
}

/** Same, and it must open. */
export function opened(reader: Side, author: Side, sent: Pick<Sent, "envelope" | "log" | "seq">): Opened {
  const outcome = opening(reader, author, sent);
  if (outcome.kind === "not-opened") throw outcome.error;
  return outcome;
}

/** The side restarts in a new log; returns what its BOOT says. */
export function restart(side: Side, byte: number, nowMs = 0): BootContent {
  const log = filled(16, byte);
  const { own } = side.chains;
  const previous = {
    log: side.log, size: side.seq, root: filled(32, 0), epoch: own?.epoch ?? 0, index: own?.index ?? 0,
  };
  openChainFor(side.crypto, side.chains, log, nowMs);
  side.log = log;
  side.seq = 1;
  return {
    party: side.party, station: side.station, roster: filled(32, 0), channelForm: "parties", previous, reason: "start",
  };
}

/** `reader` learns the BOOT of the author's present log. */
export function learnRestart(reader: Side, author: Side, said: BootContent): void {
  learnBoot(reader.crypto, reader.chains, author.log, author.station, said);
}
