// How the cases of chapter 11 are run: one runner for each file, from the input as JSON to what is expected.

import { decode, encode } from "../../src/core/bytes/cbor.ts";
import { equalBytes, fromHex, toHex } from "../../src/core/bytes/hex.ts";
import { ChirographError } from "../../src/core/errors.ts";
import { packContent, taughtModel, unpackContent } from "../../src/core/narrow/content.ts";
import { flatten, unflatten } from "../../src/core/narrow/flat.ts";
import { decodeNarrowFrame, encodeNarrowFrame } from "../../src/core/narrow/frame.ts";
import { packBoot, tagOfBoot, unpackBoot } from "../../src/core/narrow/packed-boot.ts";
import { Model } from "../../src/core/narrow/model.ts";
import { unpackEntry } from "../../src/core/narrow/packed-entry.ts";
import type { WholeEntry } from "../../src/core/narrow/packed-entry.ts";
import { logTag } from "../../src/core/narrow/tag.ts";
import { referenceBytes } from "../../src/core/narrow/view.ts";
import type { NarrowView } from "../../src/core/narrow/view.ts";
import { decodeShape } from "../../src/core/bytes/shape.ts";
import { bootContent } from "../../src/core/record/boot.ts";
import { addLeaf, createTree, rootAt } from "../../src/core/record/merkle.ts";
import { readerKey } from "../../src/core/seal/chain-data.ts";
import { createChains, openNarrow } from "../../src/core/seal/chains.ts";
import { formKeyOf, narrowKeyOf } from "../../src/core/seal/ratchet.ts";
import { createNodeCrypto } from "../../src/crypto/node/crypto.ts";
import { plain } from "./05-line.cases.ts";

/** Fields of a case's input: hexadecimal, numbers, and what is held. */
export type Fields = Readonly<Record<string, unknown>>;

export const crypto = createNodeCrypto();

/** A log as a case says that it is held; `boot` is the content of its BOOT, where a case asks for it. */
export interface HeldLog {
  readonly boot?: string;
  readonly log: string;
  readonly station: string;
  readonly leaves: readonly string[];
  readonly lamports: readonly number[];
}

const bytesOf = (fields: Fields, name: string): Uint8Array => {
  const bytes = fromHex(fields[name] as string);
  if (bytes === null) throw new Error(`${name} is no hexadecimal`);
  return bytes;
};
const numberOf = (fields: Fields, name: string): number => fields[name] as number;

/** What a case says is held of a channel. */
export function viewOf(channel: Uint8Array, held: readonly HeldLog[]): NarrowView {
  const logs = held.map((one) => {
    const leaves = one.leaves.map((leaf) => fromHex(leaf) as Uint8Array);
    const tree = createTree();
    for (const leaf of leaves) addLeaf(crypto, tree, leaf);
    const log = fromHex(one.log) as Uint8Array;
    return { log, station: fromHex(one.station) as Uint8Array, leaves, tree, lamports: one.lamports };
  });
  const find = (log: Uint8Array): (typeof logs)[number] | undefined => logs.find((one) => equalBytes(one.log, log));
  const only = (all: readonly Uint8Array[]): Uint8Array | null => (
    new Set(all.map(toHex)).size === 1 ? all[0] as Uint8Array : null
  );
  const begins = (bytes: Uint8Array, reference: Uint8Array): boolean => (
    equalBytes(bytes.subarray(0, referenceBytes), reference)
  );
  return {
    channel,
    logOf: (reference) => only(
      logs.filter(({ log }) => begins(logTag(crypto, channel, log), reference)).map(({ log }) => log),
    ),
    stationOf: (reference) => only(logs.map((one) => one.station).filter((station) => begins(station, reference))),
    rootAt: (log, size) => {
      const one = find(log);
      return one === undefined || one.leaves.length < size ? null : rootAt(crypto, one.tree, size);
    },
    leafAt: (log, seq) => find(log)?.leaves[seq] ?? null,
    lamportAt: (log, seq) => find(log)?.lamports[seq] ?? null,
  };
}

/** Inside a narrow envelope whatever is wrong is one thing. */
function asEnvelope<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof ChirographError) throw new ChirographError("envelope", error.message);
    throw error;
  }
}

function said({ entry, content }: WholeEntry): unknown {
  return {
    payload: toHex(entry.payload), signature: toHex(entry.signature), content: content === null ? null : toHex(content),
  };
}

function words({ language, party, subject, text }: Fields): unknown {
  const value = ["watch", "", [[party as number, "watch"]], [], "", language, subject, text, [], []];
  return { flat: toHex(flatten(value as Parameters<typeof flatten>[0]) as Uint8Array) };
}

function frame(input: Fields): unknown {
  const bytes = bytesOf(input, "frame");
  const read = decodeNarrowFrame(bytes);
  if (!equalBytes(encodeNarrowFrame(read), bytes)) throw new Error("another encoding");
  return plain(read);
}

function keys(input: Fields): unknown {
  const narrowKey = narrowKeyOf(crypto, bytesOf(input, "messageKey"));
  return {
    tag: toHex(logTag(crypto, bytesOf(input, "channel"), bytesOf(input, "log"))), narrowKey: toHex(narrowKey),
    formKey: toHex(formKeyOf(crypto, narrowKey, numberOf(input, "form"))),
  };
}

/** The value that flat bytes are; they have to be its only ones. */
function flat(input: Fields): unknown {
  return asEnvelope(() => {
    if ("content" in input) {
      const bytes = flatten(decode(bytesOf(input, "content")));
      return { flat: bytes === null ? null : toHex(bytes) };
    }
    const bytes = bytesOf(input, "flat");
    let at = 0;
    const value = unflatten(() => {
      const byte = bytes[at++];
      if (byte === undefined) throw new ChirographError("envelope", "It ends too early.");
      return byte;
    });
    const again = flatten(value);
    if (again === null || !equalBytes(again, bytes)) throw new ChirographError("envelope", "Another form.");
    return { content: toHex(encode(value)) };
  });
}

/** The chance of each bit of some bytes, as the taught model gives it. */
function chances(input: Fields): unknown {
  const model = new Model();
  model.become(taughtModel());
  model.begin(numberOf(input, "kind"));
  return { chances: [...bytesOf(input, "flat")].flatMap((byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((place) => {
    const chance = model.probability();
    model.learn(byte >> place & 1);
    return chance;
  })) };
}

function content(input: Fields): unknown {
  const kind = numberOf(input, "kind");
  return asEnvelope(() => {
    if ("content" in input) {
      const { coded, bytes } = packContent(kind, decode(bytesOf(input, "content")));
      return { coded, bytes: toHex(bytes) };
    }
    const packed = { coded: input["coded"] as boolean, bytes: bytesOf(input, "bytes") };
    const value = unpackContent(kind, packed);
    const again = packContent(kind, value);
    if (again.coded !== packed.coded || !equalBytes(again.bytes, packed.bytes)) {
      throw new ChirographError("envelope", "Another form.");
    }
    return { content: toHex(encode(value)) };
  });
}

function packed(input: Fields): unknown {
  const view = viewOf(bytesOf(input, "channel"), input["held"] as readonly HeldLog[]);
  return asEnvelope(() => said(unpackEntry(crypto, view, {
    log: bytesOf(input, "log"), seq: numberOf(input, "seq"), form: numberOf(input, "form"),
    epoch: numberOf(input, "epoch"), index: numberOf(input, "index"), nonce: bytesOf(input, "nonce"),
    salt: bytesOf(input, "salt"), nowMs: numberOf(input, "now"),
  }, bytesOf(input, "packed"))));
}

/** The one log of the tag that a frame begins with; packed again as it is, it is the same frame. */
function begun(input: Fields): unknown {
  const [channel, bytes] = [bytesOf(input, "channel"), bytesOf(input, "frame")];
  const held = input["held"] as readonly HeldLog[];
  const tag = tagOfBoot(bytes);
  const found = held.filter(({ log }) => equalBytes(logTag(crypto, channel, fromHex(log) as Uint8Array), tag));
  const [one] = found;
  if (one?.boot === undefined || found.length > 1) throw new ChirographError("envelope", "Not the only log.");
  const boot = decodeShape(bootContent, fromHex(one.boot) as Uint8Array);
  const before = { log: fromHex(one.log) as Uint8Array, boot };
  const view = viewOf(channel, held);
  const whole = unpackBoot(crypto, view, before, bytes);
  const again = packBoot(crypto, view, before, whole, ((bytes[5] as number) & 16) === 0);
  if (again === null || !equalBytes(again, bytes)) throw new Error("another frame");
  return { ...said(whole) as object, salt: toHex(whole.salt) };
}

/** A chain as a case gives it: the index after the last that was passed, and keys of messages that have not come. */
interface GivenChain {
  readonly epoch: number;
  readonly next: number;
  readonly keys: readonly { readonly index: number; readonly key: string }[];
}

function opening(input: Fields): unknown {
  const channel = bytesOf(input, "channel");
  const log = bytesOf(input, "log");
  const author = bytesOf(input, "station");
  const chains = createChains();
  for (const { epoch, next, keys: given } of input["chains"] as readonly GivenChain[]) {
    const skipped = new Map(given.map((one) => [one.index, fromHex(one.key) as Uint8Array]));
    chains.readers.set(readerKey(log, epoch), { station: toHex(author), key: new Uint8Array(0), index: next, skipped });
  }
  const view = viewOf(channel, input["held"] as readonly HeldLog[]);
  const place = { channel, log, seq: numberOf(input, "seq") };
  const context = { ...place, reader: author, author, view, nowMs: numberOf(input, "now") };
  const outcome = openNarrow(crypto, chains, context, bytesOf(input, "envelope"));
  if (outcome.kind === "not-opened") throw outcome.error;
  return said(outcome);
}

/** Runners by file. */
export const runners: Readonly<Record<string, (input: Fields) => unknown>> = {
  "words.json": words, "frames.json": frame, "keys.json": keys, "flat.json": flat, "chances.json": chances,
  "contents.json": content, "entries.json": packed, "envelopes.json": opening, "boots.json": begun,
};
