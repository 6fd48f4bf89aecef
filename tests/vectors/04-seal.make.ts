// Makes vectors/04-seal: node tests/vectors/04-seal.make.ts. Same input, same files, byte for byte.

import { mkdirSync, writeFileSync } from "node:fs";
import { concat, toHex } from "../../src/core/bytes/hex.ts";
import { encode } from "../../src/core/bytes/cbor.ts";
import { bootContent } from "../../src/core/record/boot.ts";
import { commitment, decodeBody, encodeBody } from "../../src/core/record/entry.ts";
import type { Body } from "../../src/core/record/entry.ts";
import { sealAtRest, sealValue } from "../../src/core/seal/at-rest.ts";
import { makePrekeys } from "../../src/core/seal/chains.ts";
import { clearEnvelope, resealEnvelope, saltOf, sealEnvelope } from "../../src/core/seal/envelope.ts";
import { epochsContent } from "../../src/core/seal/epoch.ts";
import type { EpochsContent } from "../../src/core/seal/epoch.ts";
import { padded } from "../../src/core/seal/padding.ts";
import { prekeysContent } from "../../src/core/seal/prekey.ts";
import { aeadKeyOf } from "../../src/core/seal/ratchet.ts";
import {
  channel, courierMs, filled, makeEntry, makeSide, publish, restart, seededRandom, send, stock,
} from "../../src/core/seal/seal.fixture.ts";
import type { Sent, Side } from "../../src/core/seal/seal.fixture.ts";
import { ChirographError } from "../../src/core/errors.ts";
import type { Case } from "./vectors.ts";
import { hexOf, runners } from "./04-seal.cases.ts";
import type { Fields } from "./04-seal.cases.ts";
import { deterministicCrypto } from "./04-seal.crypto.ts";

const crypto = deterministicCrypto();
const folder = new URL("../../vectors/04-seal/", import.meta.url);
const words = new TextEncoder().encode("words");

type Draft = readonly [name: string, must: readonly string[], input: Fields];

/** Writes a file; whether a case is accepted, and what is expected, is what our code makes of it. */
function write(name: string, drafts: readonly Draft[]): void {
  const run = runners[name];
  if (run === undefined) throw new Error("a runner for every file");
  const cases = drafts.map(([title, must, input]): Case => {
    try {
      return { name: title, must, accept: true, input, expect: run(crypto, input) };
    } catch (error) {
      if (!(error instanceof ChirographError)) throw error;
      return { name: title, must, accept: false, error: error.code, input };
    }
  });
  const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(",\n");
  writeFileSync(new URL(name, folder), `{\n  "chapter": "04-seal",\n  "cases": [\n${lines}\n  ]\n}\n`);
}

/** Author a, reader b: b has a prekey that a knows, and a has stocked epochs for b. */
function pair(count = 2): { a: Side; b: Side; content: EpochsContent; start: Fields; learn: Fields } {
  const [a, b] = [makeSide(crypto, 0xa), makeSide(crypto, 0xb)];
  publish(b, a);
  const start = startOf(b);
  const content = stock(a, [b], count, []);
  return { a, b, content, start, learn: learnStep(a, b, content) };
}

function startOf(side: Side): Fields {
  return {
    prekeys: side.chains.prekeys.map((one) => ({ ...one, seed: toHex(one.seed) })),
    stock: side.chains.stock.map((one) => ({ epoch: one.epoch, secret: toHex(one.secret) })),
  };
}

function learnStep(author: Side, reader: Side, content: EpochsContent, change: Fields = {}): Fields {
  return {
    do: "epochs", channel: toHex(channel), party: toHex(author.party), author: toHex(author.station),
    reader: toHex(reader.station), content: hexOf(epochsContent, content), ...change,
  };
}

function openStep(
  author: Side, reader: Side, sent: Pick<Sent, "envelope" | "log" | "seq">, change: Fields = {},
): Fields {
  return {
    do: "open", channel: toHex(channel), log: toHex(sent.log), seq: sent.seq, reader: toHex(reader.station),
    author: toHex(author.station), envelope: toHex(sent.envelope), ...change,
  };
}

function bootStep(author: Side, said: ReturnType<typeof restart>, change: Fields = {}): Fields {
  return {
    do: "boot", log: toHex(author.log), author: toHex(author.station), content: hexOf(bootContent, said), ...change,
  };
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const other = bytes.slice();
  other[at] = (other[at] as number) ^ 1;
  return other;
}

function makeContents(): void {
  const prekey = { id: 7, key: filled(1_216, 1), until: 1_000 };
  const sealed = { station: filled(16, 2), prekey: 7, enc: filled(1_120, 3), sealed: filled(48, 4) };
  const epoch = { epoch: 9, hash: filled(32, 5), sealed: [sealed] };
  const prekeys = (value: Parameters<typeof encode>[0]): Fields => ({ kind: "prekeys", content: toHex(encode(value)) });
  const epochs = (value: Parameters<typeof encode>[0]): Fields => ({ kind: "epochs", content: toHex(encode(value)) });
  const plain = [7, prekey.key, 1_000] as const;
  const box = [sealed.station, 7, sealed.enc, sealed.sealed] as const;
  write("content.json", [
    ["one prekey", ["S-1"], { kind: "prekeys", content: hexOf(prekeysContent, [prekey]) }],
    ["no prekey", ["S-1"], prekeys([])],
    ["nine prekeys", ["S-1"], prekeys(Array.from({ length: 9 }, () => plain))],
    ["a key one byte short", ["S-1"], prekeys([[7, filled(1_215, 1), 1_000]])],
    ["an id of 2^32", ["S-1"], prekeys([[2 ** 32, prekey.key, 1_000]])],
    ["a prekey without its end", ["S-1"], prekeys([[7, prekey.key]])],
    ["one epoch", ["S-5"], { kind: "epochs", content: hexOf(epochsContent, [epoch]) }],
    ["no epoch", ["S-5"], epochs([])],
    ["an epoch for nobody", ["S-5"], epochs([[9, epoch.hash, []]])],
    ["an epoch for seventeen", ["S-5"], epochs([[9, epoch.hash, Array.from({ length: 17 }, () => box)]])],
    ["a hash of 31 bytes", ["S-5"], epochs([[9, filled(31, 5), [box]]])],
    ["an encapsulation one byte long", ["S-5"], epochs([[9, epoch.hash, [[box[0], 7, filled(1_121, 3), box[3]]]]])],
    ["a sealed secret without its tag", ["S-5"], epochs([[9, epoch.hash, [[box[0], 7, box[2], filled(32, 4)]]]])],
  ]);
}

function makeKeys(): void {
  const input = { channel: toHex(channel), log: toHex(filled(16, 1)), newLog: toHex(filled(16, 2)), epoch: 9 };
  const secret = toHex(filled(32, 0x53));
  write("keys.json", [
    ["the first message", ["S-8", "S-9", "S-10", "S-11"], { ...input, secret, index: 0 }],
    ["the third message", ["S-8", "S-9", "S-10", "S-11"], { ...input, secret, index: 2 }],
    ["another log", ["S-8"], { ...input, log: input.newLog, secret, index: 0 }],
    ["another channel", ["S-8"], { ...input, channel: toHex(filled(32, 1)), secret, index: 0 }],
    ["another epoch", ["S-8"], { ...input, epoch: 2 ** 32 - 1, secret, index: 0 }],
  ]);
}

function makePadding(): void {
  const lengths = [0, 255, 256, 511, 512, 1_023, 1_024, 2_047, 2_048, 4_095, 4_096];
  const wrong: readonly (readonly [string, Uint8Array])[] = [
    ["nothing", filled(0, 0)],
    ["zeros alone", filled(256, 0)],
    ["no mark", filled(256, 7)],
    ["another mark", concat(filled(255, 7), Uint8Array.of(0x81))],
    ["more than the least size", concat(Uint8Array.of(0x80), filled(511, 0))],
    ["a length that is no size", concat(filled(99, 7), Uint8Array.of(0x80))],
    ["6,144 bytes", concat(filled(6_143, 7), Uint8Array.of(0x80))],
  ];
  write("padding.json", [
    ...lengths.map((length): Draft => [`${length} bytes`, ["S-18"], { bytes: toHex(filled(length, 7)) }]),
    ...wrong.map(([name, bytes]): Draft => [name, ["S-18"], { padded: toHex(bytes) }]),
  ]);
}

function makeWritten(): void {
  const { a } = pair();
  const messageKey = toHex(filled(32, 6));
  const key = { epoch: 9, index: 258, key: filled(32, 6) };
  const commit = commitment(crypto, saltOf(crypto, key), words);
  const entry = makeEntry(a, 0, key, commit);
  const place = { channel: toHex(channel), log: toHex(a.log) };
  const signed = { payload: toHex(entry.payload), signature: toHex(entry.signature), content: toHex(words) };
  const salted = { ...signed, salt: toHex(saltOf(crypto, key)) };
  const bare = makeEntry(a, 0, key, filled(0, 0));
  const random = toHex(seededRandom(4).bytes(64));
  write("written.json", [
    ["in clear", ["S-15"], { form: "clear", ...salted }],
    ["sealed", ["S-16", "S-17"], { form: "sealed", ...place, epoch: 9, index: 258, messageKey, ...signed }],
    ["a receipt, sealed", ["S-16"], {
      form: "sealed", ...place, epoch: 9, index: 258, messageKey, ...signed, payload: toHex(bare.payload), content: "",
    }],
    ["re-sealed", ["S-19"], {
      form: "resealed", ...place, seq: 0, prekey: 7, seed: toHex(filled(32, 8)), randomness: random, ...salted,
    }],
  ]);
}

function makeOpening(): void {
  const { a, b, start, learn } = pair();
  const sent = send(a, words);
  const { key, entry } = sent;
  const open = (name: string, must: readonly string[], envelope: Uint8Array, change: Fields = {}): Draft =>
    [name, must, { ...start, steps: [learn, openStep(a, b, { ...sent, envelope }, change)] }];
  const inside = encode([entry.payload, entry.signature, words]);
  const longHead = concat(Uint8Array.of(0x98, 3), inside.subarray(1));
  const place = { channel, log: a.log };
  const commit = commitment(crypto, saltOf(crypto, key), words);
  const seal = (made: ReturnType<typeof makeEntry>, content: Uint8Array = words): Uint8Array =>
    sealEnvelope(crypto, key, place, made, content);
  const nonceOf = (plain: Uint8Array): Uint8Array => crypto.hmacSha256(key.key, plain).subarray(0, 8);
  const forged = (plain: Uint8Array, nonce: Uint8Array = nonceOf(plain)): Uint8Array => {
    const data = encode(["chirograph/1 sealed", channel, a.log, key.epoch, key.index]);
    const sealed = crypto.aeadSeal(aeadKeyOf(crypto, key.key), concat(filled(4, 0), nonce), data, plain);
    return concat(sent.envelope.subarray(0, 8), nonce, sealed);
  };
  const elsewhere = (change: Partial<Body>, of = entry): ReturnType<typeof makeEntry> => (
    { ...of, payload: encodeBody({ ...decodeBody(of.payload), ...change }) }
  );
  const salt = filled(32, 5);
  const kept = { ...makeEntry(a, 0, null, commitment(crypto, salt, words)), salt, content: words };
  const clear = clearEnvelope(kept);
  const prekey = a.chains.peers.get(toHex(b.station))?.prekeys[0];
  if (prekey === undefined) throw new Error("a prekey of the reader");
  const anew = resealEnvelope(crypto, seededRandom(5), { ...place, seq: 0 }, prekey, kept);
  write("opening.json", [
    open("sealed", ["S-16", "S-17", "S-21", "S-22", "S-23"], sent.envelope),
    ...[0, 1, 4, 7, 8, 15, 16, 200, sent.envelope.length - 1].map(
      (at) => open(`sealed, byte ${at} flipped`, ["S-16"], flipped(sent.envelope, at))
    ),
    open("cut in its head", ["S-20"], sent.envelope.subarray(0, 10)),
    open("nothing", ["S-20"], filled(0, 0)),
    open("form 3", ["S-20"], filled(300, 3)),
    open("longer than any envelope", ["S-20"], concat(clear, filled(103_542 - clear.length, 0))),
    open("for another channel", ["S-16"], sent.envelope, { channel: toHex(filled(32, 1)) }),
    open("for another seq", ["S-21"], sent.envelope, { seq: 1 }),
    open("sealed, before its BOOT", ["S-27"], sent.envelope, { author: null }),
    open("a nonce of zeros", ["S-17"], forged(padded(inside), filled(8, 0))),
    open("padded twice over", ["S-18"], forged(concat(padded(inside), filled(256, 0)))),
    open("without padding", ["S-18"], forged(inside)),
    open("a head that is not the shortest", ["S-16"], forged(padded(longHead))),
    open("a byte behind the array", ["S-16"], forged(padded(concat(inside, filled(1, 0))))),
    open("the entry names another index", ["S-22"], seal(makeEntry(a, 0, { ...key, index: 1 }, commit))),
    open("the entry names another epoch", ["S-22"], seal(makeEntry(a, 0, { ...key, epoch: 1 }, commit))),
    open("the entry is of another channel", ["S-21"], seal(elsewhere({ channel: filled(32, 1) }))),
    open("the entry is of another log", ["S-21"], seal(elsewhere({ log: filled(16, 9) }))),
    open("the entry is at another seq", ["S-21"], seal(elsewhere({ seq: 5 }))),
    open("a commitment and no content", ["S-23"], seal(makeEntry(a, 0, key, commit), filled(0, 0))),
    open("a content and no commitment", ["S-23"], seal(makeEntry(a, 0, key, filled(0, 0)))),
    open("a payload that is no body", ["S-21"], seal({ ...entry, payload: words })),
    open("in clear, before its BOOT", ["S-15", "S-21"], clear, { author: null }),
    open("in clear, for another seq", ["S-21"], clear, { seq: 1 }),
    ...(["channel", "log"] as const).map((name) => open(`in clear, the entry is of another ${name}`, ["S-21"],
      clearEnvelope({ ...kept, ...elsewhere({ [name]: filled(name === "log" ? 16 : 32, 9) }, kept) }))),
    open("in clear, a byte missing", ["S-15"], clear.subarray(0, -1)),
    open("in clear, a salt and no content", ["S-23"], clearEnvelope({ ...kept, content: filled(0, 0) })),
    open("re-sealed", ["S-19", "S-21"], anew),
    ...[1, 5, 700, 1_124, 1_125, anew.length - 1].map(
      (at) => open(`re-sealed, byte ${at} flipped`, ["S-19"], flipped(anew, at))
    ),
    open("re-sealed, for another seq", ["S-19"], anew, { seq: 1 }),
    open("re-sealed, for another log", ["S-19"], anew, { log: toHex(filled(16, 1)) }),
  ]);
}

function epochStories(): readonly Draft[] {
  const { a, b, content, start, learn } = pair(1);
  const sent = openStep(a, b, send(a, words));
  const wrongHash = content.map((one) => ({ ...one, hash: filled(32, 1) }));
  const other = toHex(filled(32, 1));
  const story = (name: string, must: readonly string[], ...steps: readonly Fields[]): Draft =>
    [name, must, { ...start, steps }];
  return [
    story("an epoch is learned, then its message opens", ["S-6", "S-7"], learn, sent),
    story("before its epoch a message does not open", ["S-27"], sent, learn, sent),
    story("another hash", ["S-6"], learnStep(a, b, wrongHash), sent),
    story("another channel", ["S-7"], { ...learn, channel: other }, sent),
    story("another party", ["S-7"], { ...learn, party: other }, sent),
    story("another author", ["S-7"], { ...learn, author: toHex(b.station) }, sent),
    story("another reader", ["S-7"], { ...learn, reader: toHex(a.station) }, sent),
    story("an epoch learned twice is one", ["S-6"], learn, learn),
  ];
}

function readerStories(): readonly Draft[] {
  const { a, b, start, learn } = pair();
  const sent = Array.from({ length: 6 }, () => send(a, words)).map((one) => openStep(a, b, one));
  const [s0, s1, s2, , , s5] = sent as [Fields, Fields, Fields, Fields, Fields, Fields];
  const forged = Uint8Array.fromHex(s0["envelope"] as string);
  forged.set([0x00, 0x10, 0x01], 5);
  const far = { ...s0, envelope: toHex(forged) };
  const said = restart(a, 0x1a);
  const boot = bootStep(a, said);
  const after = openStep(a, b, send(a, words));
  const previous = said.previous ?? { log: a.log, size: 0, root: filled(32, 0), epoch: 0, index: 0 };
  const lower = bootStep(a, { ...said, previous: { ...previous, index: 1 } });
  const wide = bootStep(a, { ...said, previous: { ...previous, index: 0xff_ffff } });
  const second = restart(a, 0x1b);
  const last = openStep(a, b, send(a, words));
  const twin = { ...boot, log: toHex(filled(16, 0x1c)) };
  const story = (name: string, must: readonly string[], ...steps: readonly Fields[]): Draft =>
    [name, must, { ...start, steps: [learn, ...steps] }];
  return [
    story("out of order, each once", ["S-25", "S-26"], s2, s0, s5, s1, s2, s0, s5, s1),
    story("what is not verified changes nothing", ["S-24"], { ...s2, verified: false }, s0, s1, s2),
    story("4,097 ahead", ["S-28"], far, s0),
    story("a restart", ["S-11", "S-29"], s0, boot, after, s5, s1),
    story("a restart whose BOOT has not come", ["S-27"], s0, after, boot, after),
    story("a restart before anything was read", ["S-29"], boot, after, s0, s5),
    story("two restarts", ["S-11", "S-29"], boot, bootStep(a, second), last, after, s0),
    story("a BOOT below what was read", ["S-29"], s5, lower, after),
    story("a BOOT far ahead", ["S-28"], s0, wide, after, s1),
    story("a BOOT of another station names the log", ["S-30"], s0, { ...boot, author: toHex(b.station) }, after, s1),
    story("a second BOOT goes on from one head", ["S-29"], s0, boot, twin, after, { ...after, log: twin["log"] }),
  ];
}

/** The newest 2,000 keys of indices passed over are kept. */
function passedStories(): readonly Draft[] {
  const { a, b, start, learn } = pair();
  const sent = Array.from({ length: 2_002 }, () => send(a, words));
  const at = (index: number): Fields => openStep(a, b, sent[index] as Sent);
  return [["2,001 passed over: the oldest key is gone", ["S-25"], {
    ...start, steps: [learn, at(2_001), at(0), at(1), at(2_000)],
  }]];
}

function authorStories(): readonly Draft[] {
  const { a } = pair();
  const start = startOf(a);
  const day = 86_400_000;
  const log = toHex(a.log);
  const take = (nowMs: number, at = log): Fields => ({ do: "take", channel: toHex(channel), log: at, nowMs });
  const newLog = toHex(filled(16, 0x1a));
  const story = (name: string, must: readonly string[], ...steps: readonly Fields[]): Draft =>
    [name, must, { ...start, steps }];
  return [
    story("a new epoch after a day, and the last is prolonged", ["S-12", "S-13"], ...[0, day - 1, day, 9 * day].map(
      (nowMs) => take(nowMs)
    )),
    story("a restart goes on", ["S-11"], take(0), { do: "restart", log: newLog, nowMs: 5 }, take(6, newLog)),
    story("a restored station has no key", ["S-14"], take(0), { do: "restore" }, take(1), { do: "due", nowMs: 1 }),
    ["without a stock there is no key", ["S-13"], { prekeys: [], stock: [], steps: [take(0)] }],
  ];
}

function prekeyStories(): readonly Draft[] {
  const b = makeSide(crypto, 0xb);
  const first = makePrekeys(crypto, b.random, b.chains, 0, courierMs);
  const start = startOf(b);
  const again = first.map((one) => ({ ...one, key: filled(1_216, 2), until: 2 * courierMs }));
  const other = [{ id: 3, key: filled(1_216, 3), until: courierMs / 2 }];
  const say = (content: typeof first, nowMs: number): Fields => ({
    do: "prekeys", station: toHex(b.station), content: hexOf(prekeysContent, content), nowMs,
  });
  const due = (nowMs: number): Fields => ({ do: "due", nowMs });
  return [
    ["due at half its life", ["S-3"], { ...start, steps: [due(0), due(courierMs / 2 - 1), due(courierMs / 2)] }],
    ["none yet", ["S-3"], { prekeys: [], stock: [], steps: [due(0)] }],
    ["the one valid longest is used", ["S-2"], { ...start, steps: [say(first, 0), say(other, 0)] }],
    ["expired", ["S-2"], { ...start, steps: [say(first, courierMs)] }],
    ["another key under a known id", ["S-4"], {
      ...start, steps: [say(first, 0), say(again, courierMs - 1), say(again, courierMs)],
    }],
  ];
}

function makeAtRest(): void {
  const key = filled(32, 1);
  const place = { log: filled(16, 2), seq: 3, leaf: filled(32, 4) };
  const blob = sealAtRest(crypto, seededRandom(6), key, place, words);
  const value = sealValue(crypto, seededRandom(7), key, "chains", words);
  const row: Fields = {
    storageKey: toHex(key), log: toHex(place.log), seq: 3, leaf: toHex(place.leaf), blob: toHex(blob),
  };
  const named: Fields = { storageKey: toHex(key), name: "chains", blob: toHex(value) };
  write("at-rest.json", [
    ["a row", ["S-32"], row],
    ["another key", ["S-32"], { ...row, storageKey: toHex(filled(32, 9)) }],
    ["another log", ["S-32"], { ...row, log: toHex(filled(16, 9)) }],
    ["another seq", ["S-32"], { ...row, seq: 4 }],
    ["another leaf", ["S-32"], { ...row, leaf: toHex(filled(32, 9)) }],
    ...[0, 15, 16, blob.length - 1].map(
      (at): Draft => [`byte ${at} flipped`, ["S-32"], { ...row, blob: toHex(flipped(blob, at)) }]
    ),
    ["shorter than a tag", ["S-32"], { ...row, blob: toHex(blob.subarray(0, 31)) }],
    ["a value", ["S-33"], named],
    ["another name", ["S-33"], { ...named, name: "chain" }],
    ["a row as a value", ["S-33"], { ...named, blob: toHex(blob) }],
    ["a value as a row", ["S-32"], { ...row, blob: toHex(value) }],
  ]);
}

mkdirSync(folder, { recursive: true });
makeContents();
makeKeys();
makePadding();
makeWritten();
makeOpening();
write("story.json", [
  ...prekeyStories(), ...epochStories(), ...readerStories(), ...passedStories(), ...authorStories(),
]);
makeAtRest();
