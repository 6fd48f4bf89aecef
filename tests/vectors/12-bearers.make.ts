// Makes vectors/12-bearers: node tests/vectors/12-bearers.make.ts. Same input, same files, byte for byte.

import { mkdirSync, writeFileSync } from "node:fs";
import { encodeDatagram, windowMs } from "../../src/core/bearer/datagram.ts";
import { pairKeys } from "../../src/core/bearer/pair-key.ts";
import { concat, toHex } from "../../src/core/bytes/hex.ts";
import { crypto, runners } from "./12-bearers.cases.ts";
import type { Case } from "./vectors.ts";

const folder = new URL("../../vectors/12-bearers/", import.meta.url);
const atMs = 1_795_357_800_000;
const filled = (length: number, byte: number): Uint8Array => new Uint8Array(length).fill(byte);
const ping = Uint8Array.fromHex("00000700000082054800000000000000" + "01561afffd");

function write(name: string, cases: readonly Case[]): void {
  mkdirSync(folder, { recursive: true });
  const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(",\n");
  writeFileSync(new URL(`${name}.json`, folder), `{\n  "chapter": "12-bearers",\n  "cases": [\n${lines}\n  ]\n}\n`);
}

/** A case whose expectation is what our code makes of it; that others make the same is what the vectors are for. */
function good(file: string, name: string, must: readonly string[], input: Case["input"]): Case {
  const one = { name, must, accept: true, input };
  return { ...one, expect: runners[`${file}.json`]?.(one) };
}

function bad(name: string, must: readonly string[], input: Case["input"]): Case {
  return { name, must, accept: false, error: "line-frame", input };
}

function station(byte: number): { readonly id: Uint8Array; readonly key: Uint8Array } {
  return { id: filled(16, byte), key: crypto.ed25519PublicKey(filled(32, byte)) };
}

function pairCases(): Case[] {
  const pair = (name: string, seed: number, own: number, peer: Uint8Array, must = ["B-5"]): Case => {
    const [from, to] = [station(own), { id: filled(16, 2), key: peer }];
    const shown = ({ id, key }: typeof from): Case["input"] => ({ id: toHex(id), key: toHex(key) });
    return good("pair-keys", name, must, { seed: toHex(filled(32, seed)), own: shown(from), peer: shown(to) });
  };
  const { key } = station(2);
  return [
    pair("the lower station", 1, 1, key), pair("the higher station", 3, 3, key),
    // The sign of x in the encoded key does not count.
    pair("the other sign of x", 1, 1, key.with(31, (key[31] ?? 0) ^ 0x80)),
    pair("a key of small order: y is 1", 1, 1, filled(32, 0).with(0, 1), ["B-6"]),
    pair("a key of small order: y is 0", 1, 1, filled(32, 0), ["B-6"]),
  ];
}

const keys = pairKeys(crypto, filled(32, 1), station(1), station(2));
if (keys === null) throw new Error("the keys of the example");
const { sending, receiving } = keys;
const key = toHex(sending);

function datagramCases(): Case[] {
  const say = (name: string, must: string[], said: object, at = atMs): Case =>
    good("datagrams", name, must, { key, atMs: at, said });
  const read = (name: string, must: string[], datagram: Uint8Array, at = atMs): Case =>
    good("datagrams", name, must, { key, atMs: at, mtuBytes: 64, datagram: toHex(datagram) });
  const refuse = (name: string, must: string[], datagram: Uint8Array, at = atMs): Case =>
    bad(name, must, { key, atMs: at, mtuBytes: 64, datagram: toHex(datagram) });
  const whole = encodeDatagram(crypto, sending, { kind: "fragment", fragment: ping }, atMs);
  const bare = encodeDatagram(crypto, sending, { kind: "fragment", fragment: filled(20, 9) }, atMs);
  const byteMore = encodeDatagram(crypto, sending, { kind: "fragment", fragment: filled(65, 9) }, atMs);
  return [
    say("a fragment with its CRC", ["B-7"], { fragment: toHex(ping) }),
    say("a fragment without one", ["B-7"], { fragment: toHex(filled(20, 9)) }),
    say("one byte", ["B-7"], { fragment: "42" }),
    say("four bytes that are the CRC of nothing", ["B-7"], { fragment: "00000000" }),
    say("a challenge", ["B-12"], { challenge: "0102030405060708" }),
    say("an answer", ["B-13"], { answer: "0102030405060708" }),
    say("the last millisecond of a window", ["B-8"], { fragment: "42" }, 13_697_265 * windowMs + windowMs - 1),
    read("a fragment is read with its CRC", ["B-7"], whole), read("a fragment without one is read", ["B-7"], bare),
    read("a window early", ["B-8"], bare, atMs + windowMs), read("a window late", ["B-8"], bare, atMs - windowMs),
    refuse("two windows early", ["B-8"], bare, atMs + 2 * windowMs),
    refuse("two windows late", ["B-8"], bare, atMs - 2 * windowMs),
    refuse("three weeks old", ["B-8"], bare, atMs + 21 * 86_400_000),
    refuse("nothing", ["B-9"], new Uint8Array(0)), refuse("a mark alone", ["B-9"], bare.slice(-4)),
    refuse("longer than the MTU", ["B-9"], byteMore),
    refuse("a bit of the body turned over", ["B-9"], bare.with(3, 8)),
    refuse("a bit of the mark turned over", ["B-9"], bare.with(23, (bare[23] ?? 0) ^ 1)),
    refuse("cut off", ["B-9"], bare.slice(0, -1)), refuse("a byte more", ["B-9"], concat(bare, Uint8Array.of(0))),
    refuse("two spliced", ["B-9"], concat(whole, bare)),
    refuse("of the other direction", ["B-9"],
      encodeDatagram(crypto, receiving, { kind: "fragment", fragment: ping }, atMs)),
    refuse("a word that is none", ["B-9"], wordOf(Uint8Array.of(3, 1, 2, 3, 4, 5, 6, 7, 8))),
    refuse("a challenge without its cookie", ["B-9"], wordOf(Uint8Array.of(1))),
  ];
}

/** Any body with the mark of a word. */
function wordOf(body: Uint8Array): Uint8Array {
  const window = new Uint8Array(8);
  new DataView(window.buffer).setBigUint64(0, BigInt(Math.floor(atMs / windowMs)));
  return concat(body, crypto.hmacSha256(sending, window, body).slice(8, 12));
}

function kissCases(): Case[] {
  const read = (name: string, must: string[], ...chunks: string[]): Case =>
    good("kiss", name, must, { bytesMax: 8, chunks });
  return [
    good("kiss", "plain bytes", ["B-16"], { datagram: "0102" }),
    good("kiss", "an end and an escape inside", ["B-16"], { datagram: "c0dbdcdd" }),
    read("one frame", ["B-17"], "c0000102c0"), read("byte by byte", ["B-17"], "c0", "00", "01", "db", "dc", "c0"),
    read("an end between two serves both", ["B-17"], "c00001c00002c0"),
    read("garbage before", ["B-17"], "a5a5a5c00001c0"), read("many ends", ["B-17"], "c0c0c0c00001c0c0"),
    read("another command", ["B-17"], "c0060102c0c00001c0"), read("another port", ["B-17"], "c0100102c0c00001c0"),
    read("a wrong escape", ["B-17"], "c00001db02c0c00003c0"),
    read("an escape before the end", ["B-17"], "c00001dbc00003c0"),
    read("a command without data", ["B-17"], "c000c0c00001c0"), read("empty", ["B-17"], "c0c0"),
    read("as long as may be", ["B-17"], "c0000102030405060708c0"),
    read("a byte too long, and the next", ["B-17"], "c000010203040506070809c0c00001c0"),
    read("never ended", ["B-17"], "c00001", "0203"),
  ];
}

function gatewayCases(): Case[] {
  const word = (name: string, must: string[], one: unknown): Case => good("gateway", name, must, { word: one });
  const read = (name: string, must: string[], ...chunks: string[]): Case => good("gateway", name, must, { chunks });
  const refused = (name: string, ...chunks: string[]): Case => bad(name, ["B-41"], { chunks });
  const longest = "32".repeat(32_779);
  return [
    word("a way is asked for", ["B-40"], { open: "sat" }), word("a way of one letter", ["B-40"], { open: "s" }),
    word("it is open", ["B-40"], { opened: "open" }), word("no such way", ["B-40"], { opened: "unknown" }),
    word("its device is away", ["B-40"], { opened: "away" }), word("taken", ["B-43"], { taken: true }),
    word("bytes of the way", ["B-42"], { bytes: "c00001c0" }),
    read("several words at once", ["B-41"], "00020300000502c00001c0000104"),
    read("byte by byte", ["B-41"], "00", "05", "01", "01", "73", "61", "74"),
    read("a word begun", ["B-41"], "000104", "0005", "02"), read("nothing", ["B-41"]),
    read("as many bytes as may be", ["B-41"], "800c02", longest),
    refused("a byte too many", "800d02"), refused("no length", "0000"), refused("no such type", "000105"),
    refused("type 0", "000100"), refused("another version", "00050102736174"), refused("no version", "000101"),
    refused("no name", "00020101"), refused("a name in capitals", "00050101534154"),
    refused("a name that begins with a digit", "00050101317361"),
    refused("a name of 33 letters", `00230101${"61".repeat(33)}`),
    refused("a name that ends with a zero", "000401017300"),
    refused("an answer that is none", "00020303"), refused("no answer", "000103"),
    refused("a longer answer", "0003030000"),
    refused("no bytes", "000102"), refused("taken with something", "00020400"),
    refused("a good word before", "000104", "000105"),
  ];
}

function roamingCases(): Case[] {
  const [word, cookie, other] = [{ fragment: "42" }, "0102030405060708", "1112131415161718"];
  const story = (name: string, must: string[], configured: string | null, steps: readonly unknown[]): Case =>
    good("roaming", name, must, { configured, cookies: [cookie, other], steps });
  return [
    story("from the configured address", ["B-11"], "home", [[0, "home", word, 50]]),
    story("from elsewhere: asked, answered, followed", ["B-11", "B-12"], "home", [
      [0, "road", word, 50], [100, "road", { answer: cookie }, 13], [200, "road", word, 50],
    ]),
    story("back at the configured address", ["B-11"], "home", [
      [0, "road", word, 50], [100, "road", { answer: cookie }, 13], [200, "home", word, 50],
    ]),
    story("nothing from the learnt address for three minutes", ["B-11"], "home", [
      [0, "road", word, 50], [100, "road", { answer: cookie }, 13], [180_101, "far", word, 5],
    ]),
    story("no address is configured", ["B-11", "B-12"], null, [
      [0, "road", word, 50], [100, "road", { answer: cookie }, 13],
    ]),
    story("said again by somebody who cannot answer", ["B-12"], "home", [
      [0, "thief", word, 50], [10, "thief", word, 50], [20, "thief", { answer: other }, 13],
    ]),
    story("an answer from another address", ["B-12"], "home", [
      [0, "road", word, 50], [10, "lane", { answer: cookie }, 13],
    ]),
    story("no more bytes than came", ["B-12"], "home", [[0, "road", word, 12], [10, "road", word, 5]]),
    story("one address at a time", ["B-12"], "home", [
      [0, "road", word, 50], [500, "lane", word, 50], [1_000, "lane", word, 50],
    ]),
    story("a challenge is answered, once a second", ["B-13"], "home", [
      [0, "home", { challenge: cookie }, 13], [500, "home", { challenge: other }, 13],
      [1_000, "home", { challenge: other }, 13],
    ]),
    story("a challenge from an unproven address", ["B-12", "B-13"], "home", [[0, "road", { challenge: cookie }, 13]]),
  ];
}

write("pair-keys", pairCases());
write("datagrams", datagramCases());
write("kiss", kissCases());
write("roaming", roamingCases());
write("gateway", gatewayCases());
