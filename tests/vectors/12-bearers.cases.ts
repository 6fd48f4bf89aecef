// How the vectors of chapter 12 are run.

import { decodeDatagram, encodeDatagram, fits, windowOf } from "../../src/core/bearer/datagram.ts";
import type { Said } from "../../src/core/bearer/datagram.ts";
import { GatewayReader, encodeGatewayWord } from "../../src/core/bearer/gateway.ts";
import type { GatewayWord } from "../../src/core/bearer/gateway.ts";
import { createKissReader, encodeKiss } from "../../src/core/bearer/kiss.ts";
import { pairKeys } from "../../src/core/bearer/pair-key.ts";
import { Roaming } from "../../src/core/bearer/roaming.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { ChirographError } from "../../src/core/errors.ts";
import { createNodeCrypto } from "../../src/crypto/node/crypto.ts";
import { hex } from "./vectors.ts";
import type { Case, Runner } from "./vectors.ts";

export const crypto = createNodeCrypto();

type Json = Readonly<Record<string, unknown>>;

/** What a datagram says, in JSON: `fragment`, `challenge` or `answer`, with its bytes. */
function shown(said: Said): Json {
  return { [said.kind]: toHex(said.kind === "fragment" ? said.fragment : said.cookie) };
}

function saidOf(json: Json): Said {
  if (typeof json["fragment"] === "string") return { kind: "fragment", fragment: hex(json["fragment"]) };
  const kind = typeof json["challenge"] === "string" ? "challenge" : "answer";
  return { kind, cookie: hex(json[kind]) };
}

function runPair(input: Case["input"]): unknown {
  const of = (json: unknown): { id: Uint8Array; key: Uint8Array } => {
    const { id, key } = json as Json;
    return { id: hex(id), key: hex(key) };
  };
  const keys = pairKeys(crypto, hex(input["seed"]), of(input["own"]), of(input["peer"]));
  return keys === null ? null : { sending: toHex(keys.sending), receiving: toHex(keys.receiving) };
}

function runDatagram(input: Case["input"]): unknown {
  const [key, atMs] = [hex(input["key"]), input["atMs"] as number];
  if (input["said"] !== undefined) {
    return { datagram: toHex(encodeDatagram(crypto, key, saidOf(input["said"] as Json), atMs)) };
  }
  const bytes = hex(input["datagram"]);
  if (fits(bytes, input["mtuBytes"] as number)) {
    for (const shift of [0, -1, 1]) {
      const said = decodeDatagram(crypto, key, bytes, windowOf(atMs) + shift);
      if (said !== null) return { said: shown(said) };
    }
  }
  throw new ChirographError("line-frame");
}

function runKiss(input: Case["input"]): unknown {
  if (input["datagram"] !== undefined) return { stream: toHex(encodeKiss(hex(input["datagram"]))) };
  const reader = createKissReader(input["bytesMax"] as number);
  return { datagrams: (input["chunks"] as readonly string[]).flatMap((one) => reader.read(hex(one)).map(toHex)) };
}

/** Steps: a time, an address, what its datagram said, its length; each gives what is said to whom, and where next. */
function runRoaming(input: Case["input"]): unknown {
  const cookies = (input["cookies"] as readonly string[]).map(hex);
  const roaming = new Roaming(null, () => cookies.shift() as Uint8Array);
  roaming.configure(input["configured"] as string | null);
  return (input["steps"] as readonly (readonly [number, string, Json, number])[]).map(([atMs, from, said, length]) => {
    const words = roaming.heard(from, saidOf(said), length, atMs);
    return { words: words.map(({ to, said: word }) => ({ to, ...shown(word) })), sendsTo: roaming.current(atMs) };
  });
}

/** A word of a gateway in JSON: `open` with a name, `opened` with an answer, `bytes`, or `taken` with nothing. */
function gatewayWordOf(json: Json): GatewayWord {
  const [kind = ""] = Object.keys(json);
  const value = json[kind] as string;
  switch (kind) {
    case "open": return { kind, way: value };
    case "opened": return { kind, answer: value as "open" };
    case "bytes": return { kind, bytes: hex(value) };
    default: return { kind: "taken" };
  }
}

function shownWord(word: GatewayWord): Json {
  switch (word.kind) {
    case "open": return { open: word.way };
    case "opened": return { opened: word.answer };
    case "bytes": return { bytes: toHex(word.bytes) };
    case "taken": return { taken: true };
  }
}

function runGateway(input: Case["input"]): unknown {
  if (input["word"] !== undefined) return { stream: toHex(encodeGatewayWord(gatewayWordOf(input["word"] as Json))) };
  const reader = new GatewayReader();
  return { words: (input["chunks"] as readonly string[]).flatMap((one) => reader.read(hex(one)).map(shownWord)) };
}

/** Runners by file. */
export const runners: Readonly<Record<string, Runner>> = {
  "pair-keys.json": ({ input }) => runPair(input),
  "datagrams.json": ({ input }) => runDatagram(input),
  "kiss.json": ({ input }) => runKiss(input),
  "roaming.json": ({ input }) => runRoaming(input),
  "gateway.json": ({ input }) => runGateway(input),
};
