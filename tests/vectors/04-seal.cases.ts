// How the cases of chapter 04 are run: one runner for each file, from the input as JSON to what is expected.

import { fromHex, toHex } from "../../src/core/bytes/hex.ts";
import { decodeShape, encodeShape } from "../../src/core/bytes/shape.ts";
import type { Shape } from "../../src/core/bytes/shape.ts";
import { ChirographError } from "../../src/core/errors.ts";
import { bootContent } from "../../src/core/record/boot.ts";
import { openAtRest, openValue } from "../../src/core/seal/at-rest.ts";
import {
  commitOpened, createChains, learnBoot, learnEpochs, learnPrekeys, newestPrekey, openChainFor, openEnvelope,
  prekeysDue, restoredChains, takeMessageKey,
} from "../../src/core/seal/chains.ts";
import type { Chains } from "../../src/core/seal/chains.ts";
import {
  clearEnvelope, openSealed, parseEnvelope, resealEnvelope, saltOf, sealEnvelope,
} from "../../src/core/seal/envelope.ts";
import { epochsContent } from "../../src/core/seal/epoch.ts";
import { padded, unpadded } from "../../src/core/seal/padding.ts";
import { prekeysContent } from "../../src/core/seal/prekey.ts";
import {
  aeadKeyOf, firstChainKey, messageKeyOf, nextChainKey, restartedChainKey,
} from "../../src/core/seal/ratchet.ts";
import type { Crypto } from "../../src/ports/crypto.ts";

/** Fields of a case's input or of one step: hexadecimal, numbers, words. */
export type Fields = Readonly<Record<string, unknown>>;

/** The bytes of a hexadecimal field. */
export function bytesOf(fields: Fields, name: string): Uint8Array {
  const bytes = fromHex(fields[name] as string);
  if (bytes === null) throw new Error(`${name} is no hexadecimal`);
  return bytes;
}

/** The number of a field. */
export function numberOf(fields: Fields, name: string): number {
  return fields[name] as number;
}

const contents: Readonly<Record<string, Shape<unknown>>> = {
  prekeys: prekeysContent as Shape<unknown>, epochs: epochsContent as Shape<unknown>,
};

function content(_crypto: Crypto, input: Fields): unknown {
  const shape = contents[input["kind"] as string];
  if (shape === undefined) throw new Error("a kind of this chapter");
  return shape.toJson(decodeShape(shape, bytesOf(input, "content")));
}

function keys(crypto: Crypto, input: Fields): unknown {
  const log = bytesOf(input, "log");
  let key = firstChainKey(crypto, bytesOf(input, "secret"), bytesOf(input, "channel"), log, numberOf(input, "epoch"));
  const first = key;
  for (let index = 0; index < numberOf(input, "index"); index++) key = nextChainKey(crypto, key);
  const message = messageKeyOf(crypto, key);
  const salt = saltOf(crypto, { epoch: numberOf(input, "epoch"), index: numberOf(input, "index"), key: message });
  return {
    firstChainKey: toHex(first), chainKey: toHex(key), messageKey: toHex(message), salt: toHex(salt),
    aeadKey: toHex(aeadKeyOf(crypto, message)), nextChainKey: toHex(nextChainKey(crypto, key)),
    restartedChainKey: toHex(restartedChainKey(crypto, key, bytesOf(input, "newLog"))),
  };
}

function padding(_crypto: Crypto, input: Fields): unknown {
  if (input["padded"] !== undefined) return { bytes: toHex(unpadded(bytesOf(input, "padded"))) };
  return { padded: toHex(padded(bytesOf(input, "bytes"))) };
}

/** What is written, byte for byte; the randomness of an encapsulation is in the input. */
function written(crypto: Crypto, input: Fields): unknown {
  const entry = { payload: bytesOf(input, "payload"), signature: bytesOf(input, "signature") };
  const inside = bytesOf(input, "content");
  if (input["form"] === "clear") {
    return { envelope: toHex(clearEnvelope({ ...entry, salt: bytesOf(input, "salt"), content: inside })) };
  }
  const place = { channel: bytesOf(input, "channel"), log: bytesOf(input, "log") };
  if (input["form"] === "sealed") {
    const key = { epoch: numberOf(input, "epoch"), index: numberOf(input, "index"), key: bytesOf(input, "messageKey") };
    const envelope = sealEnvelope(crypto, key, place, entry, inside);
    const parsed = parseEnvelope(envelope);
    if (parsed.form === "sealed") openSealed(crypto, key.key, place, parsed);
    return { envelope: toHex(envelope) };
  }
  const random = { bytes: () => bytesOf(input, "randomness") };
  const prekey = { id: numberOf(input, "prekey"), key: crypto.xwingPublicKey(bytesOf(input, "seed")), until: 1 };
  const kept = { ...entry, salt: bytesOf(input, "salt"), content: inside };
  return { envelope: toHex(resealEnvelope(crypto, random, { ...place, seq: numberOf(input, "seq") }, prekey, kept)) };
}

/** The chains with which a story begins. */
export function chainsOf(input: Fields): Chains {
  const chains = createChains();
  chains.prekeys = (input["prekeys"] as readonly Fields[]).map((one) => ({
    id: numberOf(one, "id"), seed: bytesOf(one, "seed"), until: numberOf(one, "until"), lifeMs: numberOf(one, "lifeMs"),
  }));
  chains.stock = (input["stock"] as readonly Fields[]).map((one) => ({
    epoch: numberOf(one, "epoch"), secret: bytesOf(one, "secret"),
  }));
  return chains;
}

const steps: Readonly<Record<string, (crypto: Crypto, chains: Chains, step: Fields) => unknown>> = {
  prekeys: (_crypto, chains, step) => {
    const said = decodeShape(prekeysContent, bytesOf(step, "content"));
    learnPrekeys(chains, bytesOf(step, "station"), said, numberOf(step, "nowMs"));
    return newestPrekey(chains, bytesOf(step, "station"), numberOf(step, "nowMs"))?.id ?? null;
  },
  due: (_crypto, chains, step) => prekeysDue(chains, numberOf(step, "nowMs")),
  epochs: (crypto, chains, step) => {
    const context = {
      channel: bytesOf(step, "channel"), party: bytesOf(step, "party"), author: bytesOf(step, "author"),
      reader: bytesOf(step, "reader"),
    };
    const before = chains.epochsLearned.size;
    learnEpochs(crypto, chains, context, decodeShape(epochsContent, bytesOf(step, "content")));
    return chains.epochsLearned.size - before;
  },
  boot: (crypto, chains, step) => {
    const said = decodeShape(bootContent, bytesOf(step, "content"));
    learnBoot(crypto, chains, bytesOf(step, "log"), bytesOf(step, "author"), said);
    return null;
  },
  open: (crypto, chains, step) => {
    const context = {
      channel: bytesOf(step, "channel"), log: bytesOf(step, "log"), seq: numberOf(step, "seq"),
      reader: bytesOf(step, "reader"), author: step["author"] === null ? null : bytesOf(step, "author"),
    };
    const outcome = openEnvelope(crypto, chains, context, bytesOf(step, "envelope"));
    if (outcome.kind === "not-opened") return outcome.error.code;
    if (step["verified"] !== false) commitOpened(chains, outcome);
    const { entry, salt, content: inside } = outcome;
    return {
      payload: toHex(entry.payload), signature: toHex(entry.signature),
      salt: salt === null ? null : toHex(salt), content: inside === null ? null : toHex(inside),
    };
  },
  take: (crypto, chains, step) => {
    const context = { channel: bytesOf(step, "channel"), log: bytesOf(step, "log"), nowMs: numberOf(step, "nowMs") };
    const taken = takeMessageKey(crypto, chains, context);
    return taken === null ? null : { epoch: taken.epoch, index: taken.index, key: toHex(taken.key) };
  },
  restart: (crypto, chains, step) => {
    openChainFor(crypto, chains, bytesOf(step, "log"), numberOf(step, "nowMs"));
    return null;
  },
  restore: (_crypto, chains) => {
    Object.assign(chains, restoredChains(chains));
    return null;
  },
};

/** A story: steps on one station's chains, and what comes of each. */
function story(crypto: Crypto, input: Fields): unknown {
  const chains = chainsOf(input);
  return (input["steps"] as readonly Fields[]).map((step) => {
    const run = steps[step["do"] as string];
    if (run === undefined) throw new Error("a known step");
    return run(crypto, chains, step);
  });
}

/** One envelope that is refused, or opened, by a reader who knows its keys. */
function opening(crypto: Crypto, input: Fields): unknown {
  const outcomes = story(crypto, input) as readonly unknown[];
  const last = outcomes.at(-1);
  if (typeof last === "string") throw new ChirographError(last as "envelope");
  return last;
}

function atRest(crypto: Crypto, input: Fields): unknown {
  const key = bytesOf(input, "storageKey");
  const blob = bytesOf(input, "blob");
  const opened = input["name"] === undefined
    ? openAtRest(crypto, key, placeOf(input), blob)
    : openValue(crypto, key, input["name"] as string, blob);
  if (opened === null) throw new ChirographError("at-rest");
  return { bytes: toHex(opened) };
}

/** Runners by file. */
export const runners: Readonly<Record<string, (crypto: Crypto, input: Fields) => unknown>> = {
  "content.json": content, "keys.json": keys, "padding.json": padding, "written.json": written, "story.json": story,
  "opening.json": opening, "at-rest.json": atRest,
};

/** Canonical bytes in hexadecimal of an item of a shape. */
export function hexOf<T>(shape: Shape<T>, item: T): string {
  return toHex(encodeShape(shape, item));
}

function placeOf(input: Fields): { readonly log: Uint8Array; readonly seq: number; readonly leaf: Uint8Array } {
  return { log: bytesOf(input, "log"), seq: numberOf(input, "seq"), leaf: bytesOf(input, "leaf") };
}
