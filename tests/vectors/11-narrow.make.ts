// Makes vectors/11-narrow: node tests/vectors/11-narrow.make.ts. Same input, same files, byte for byte.

import { mkdirSync, writeFileSync } from "node:fs";
import { decode, encode } from "../../src/core/bytes/cbor.ts";
import type { Value } from "../../src/core/bytes/cbor.ts";
import { concat, equalBytes, toHex } from "../../src/core/bytes/hex.ts";
import { encodeShape } from "../../src/core/bytes/shape.ts";
import { ChirographError } from "../../src/core/errors.ts";
import { lineTestContent } from "../../src/core/mechanism/line-test/entries.ts";
import { messageContent, takeContent } from "../../src/core/mechanism/message/entries.ts";
import { testMessage } from "../../src/core/mechanism/message/message.fixture.ts";
import { packContent } from "../../src/core/narrow/content.ts";
import { fullForm, numbersSent, objectsSent, prevSent, rootsSent } from "../../src/core/narrow/form.ts";
import { flatten } from "../../src/core/narrow/flat.ts";
import { encodeNarrowFrame, narrowEnvelopeBytesMax } from "../../src/core/narrow/frame.ts";
import { packBoot } from "../../src/core/narrow/packed-boot.ts";
import { packEntry } from "../../src/core/narrow/packed-entry.ts";
import { logTag } from "../../src/core/narrow/tag.ts";
import { words } from "../../src/core/narrow/words.ts";
import { boot, bootContent, logIdOf } from "../../src/core/record/boot.ts";
import type { BootContent } from "../../src/core/record/boot.ts";
import { emptyRoot } from "../../src/core/record/merkle.ts";
import { commitment, encodeBody } from "../../src/core/record/entry.ts";
import type { Body } from "../../src/core/record/entry.ts";
import { sealNarrow } from "../../src/core/seal/chains.ts";
import { narrowKeyOf, saltOfKey } from "../../src/core/seal/ratchet.ts";
import { crypto, runners, viewOf } from "./11-narrow.cases.ts";
import type { Fields, HeldLog } from "./11-narrow.cases.ts";
import type { Case } from "./vectors.ts";

const folder = new URL("../../vectors/11-narrow/", import.meta.url);
const filled = (length: number, byte: number): Uint8Array => new Uint8Array(length).fill(byte);
const none = filled(0, 0);

type Draft = readonly [name: string, must: readonly string[], input: Fields];

/** Writes a file; whether a case is accepted, and what is expected, is what our code makes of it. */
function write(name: string, drafts: readonly Draft[]): void {
  const run = runners[name];
  if (run === undefined) throw new Error("a runner for every file");
  const cases = drafts.map(([title, must, input]): Case => {
    try {
      return { name: title, must, accept: true, input, expect: run(input) };
    } catch (error) {
      if (!(error instanceof ChirographError)) throw error;
      return { name: title, must, accept: false, error: error.code, input };
    }
  });
  const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(",\n");
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(name, folder), `{\n  "chapter": "11-narrow",\n  "cases": [\n${lines}\n  ]\n}\n`);
}

function makeWords(): void {
  write("words.json", words.map((line, at): Draft => {
    const [language, party, subject, text] = line.split("|");
    return [`words ${at + 1}`, ["N-17", "N-18", "N-19"], { language, party: Number(party), subject, text }];
  }));
}

function makeFrames(): void {
  const tag = filled(4, 0xa1);
  const of = (...bytes: number[]): Fields => ({ frame: toHex(Uint8Array.from(bytes)) });
  const entry = (seq: number, length: number): Fields => (
    { frame: toHex(encodeNarrowFrame({ name: "entry", tag, seq, envelope: filled(length, 0xee) })) }
  );
  const asked = (seq: number): Fields => ({ frame: toHex(encodeNarrowFrame({ name: "full-please", tag, seq })) });
  write("frames.json", [
    ["an entry", ["N-1", "N-2"], entry(1, 3)], ["full please", ["N-1"], asked(127)],
    ["seq 128", ["N-2"], asked(128)], ["seq 2^53 - 1", ["N-2"], asked(2 ** 53 - 1)],
    ["an entry without an envelope", ["N-1"], of(1, 0xa1, 0xa1, 0xa1, 0xa1, 1)],
    ["an envelope too long", ["N-1"], entry(1, narrowEnvelopeBytesMax + 1)],
    ["full please, and more", ["N-1"], of(2, 0xa1, 0xa1, 0xa1, 0xa1, 1, 0)],
    ["another type", ["N-1"], of(0, 0xa1, 0xa1, 0xa1, 0xa1, 1, 0)],
    ["half a tag", ["N-1"], of(1, 0xa1, 0xa1)], ["no bytes", ["N-1"], of()],
    ["a seq that does not end", ["N-2"], of(2, 0xa1, 0xa1, 0xa1, 0xa1, 0x81)],
    ["a seq with a group of zeros first", ["N-2"], of(2, 0xa1, 0xa1, 0xa1, 0xa1, 0x80, 1)],
    ["a seq of 2^53", ["N-2"], of(2, 0xa1, 0xa1, 0xa1, 0xa1, 0x90, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0)],
  ]);
}

function makeKeys(): void {
  const input = { channel: toHex(channel), log: toHex(logA), messageKey: toHex(filled(32, 6)) };
  write("keys.json", [
    ["form 0", ["N-3", "N-6"], { ...input, form: 0 }], ["the full form", ["N-6"], { ...input, form: fullForm }],
    ["another log", ["N-3"], { ...input, log: toHex(logB), form: 0 }],
    ["another channel", ["N-3"], { ...input, channel: toHex(filled(32, 1)), form: 0 }],
  ]);
}

function makeFlat(): void {
  const of = (value: Value): Fields => ({ content: toHex(encode(value)) });
  const bytes = (hex: string): Fields => ({ flat: hex });
  const every = Array.from({ length: 128 }, (_, at) => at + 128);
  write("flat.json", [
    ["numbers and bytes are as in CBOR", ["N-17"], of([0, 23, 24, 1_000, 70_000, 2 ** 40, filled(3, 0), []])],
    ["a text of the table", ["N-17", "N-18"], of("Ёлка, №5 — ok")], ["an empty text", ["N-17"], of("")],
    ["a text in UTF-8", ["N-17"], of("漢字 и дальше")], ["a letter and its accent apart", ["N-18"], of("e\u0301")],
    ["a text with a zero has no flat bytes", ["N-17"], of("a\u0000b")],
    ["an array of 24", ["N-17"], of(Array.from({ length: 24 }, () => 1))],
    ["every character above 7f", ["N-18"], bytes(`60${every.map((one) => one.toString(16)).join("")}00`)],
    ["numbers of each length", ["N-17"], bytes("8418181903e81a000111701b0000010000000000")],
    ["two texts", ["N-17"], bytes("8260610061e6bca200")],
    ["UTF-8 of what the table has", ["N-17"], bytes("61d0b000")], ["no UTF-8", ["N-17"], bytes("61ff00")],
    ["a text that does not end", ["N-17"], bytes("6061")], ["a long head", ["N-17"], bytes("1801")],
    ["a text as in CBOR", ["N-17"], bytes("6161")], ["a map", ["N-17"], bytes("a0")],
    ["bytes that end too early", ["N-17"], bytes("4301")],
    ["a number above 2^53", ["N-17"], bytes(`1b${"ff".repeat(8)}`)],
    ["arrays too deep", ["N-17"], bytes(`${"81".repeat(17)}00`)],
    ["arrays just as deep as may be", ["N-17"], bytes(`${"81".repeat(16)}00`)],
  ]);
}

const russian = testMessage({
  language: "ru", subject: "", info: [], label: "", text: "Паром задержан до утра, люди в безопасности.",
});
const chinese = testMessage({ language: "zh", subject: "", text: "渡船等到早上。" });
const english = testMessage({ subject: "", info: [], label: "", text: "The ferry waits until morning; all are safe." });

function makeChances(): void {
  const of = (kind: number, value: Value): Fields => (
    { kind, flat: toHex((flatten(value) as Uint8Array).subarray(0, 24)) }
  );
  const value = (content: typeof russian): Value => decode(encodeShape(messageContent, content));
  write("chances.json", [
    ["the beginning of a message", ["N-19"], of(16, value(russian))],
    ["the same bytes of another kind", ["N-19"], of(18, value(russian))],
    ["words", ["N-19"], { kind: 272, flat: toHex(flatten("Сообщаем, что the ship") as Uint8Array) }],
    ["bytes that no words have", ["N-19"], { kind: 16, flat: "00ff80017ffe0363" }],
    ["one byte over and over", ["N-19"], { kind: 16, flat: toHex(filled(80, 0x2e)) }],
  ]);
}

function makeContents(): void {
  const of = (kind: number, content: Uint8Array): Fields => ({ kind, content: toHex(content) });
  const packed = (kind: number, coded: boolean, bytes: Uint8Array): Fields => ({ kind, coded, bytes: toHex(bytes) });
  const made = packContent(16, decode(encodeShape(messageContent, russian))).bytes;
  const random = Uint8Array.from({ length: 40 }, (_, at) => crypto.sha256(Uint8Array.of(at))[0] as number);
  const long = testMessage({ text: "Ждём. ".repeat(400) });
  const longCoded = packContent(16, "б".repeat(400)).bytes;
  write("contents.json", [
    ["a message in Russian", ["N-16", "N-20"], of(16, encodeShape(messageContent, russian))],
    ["a message in English", ["N-16", "N-20"], of(16, encodeShape(messageContent, english))],
    ["a take", ["N-16"], of(18, encodeShape(takeContent, { desk: "watch", capacity: "" }))],
    ["bytes that no coder shortens", ["N-16"], of(12, encode(random))],
    ["one text over and over: zeros follow what is coded", ["N-16"], of(16, encodeShape(messageContent, long))],
    ["a text with a zero", ["N-16"], of(16, encode("a\u0000b"))], ["the shortest", ["N-16"], of(16, encode(0))],
    ["another script", ["N-16"], of(16, encodeShape(messageContent, chinese))],
    ["coded, and read again", ["N-16", "N-20"], packed(16, true, made)],
    ["read as another kind", ["N-19"], packed(18, true, made)],
    ["a zero behind it", ["N-20"], packed(16, true, concat(made, Uint8Array.of(0)))],
    ["a byte behind it", ["N-20"], packed(16, true, concat(made, Uint8Array.of(1)))],
    ["a byte less: another content", ["N-20"], packed(16, true, made.subarray(0, -1))],
    ["no bytes", ["N-20"], packed(16, true, none)],
    ["as many zeros as it takes", ["N-16"], packed(16, true, longCoded)],
    ["a zero more", ["N-16"], packed(16, true, concat(longCoded, Uint8Array.of(0)))],
    ["more flat bytes than its bytes allow", ["N-16"], packed(16, true, longCoded.subarray(0, -1))],
    ["not coded where that is shorter", ["N-16"], packed(16, false, encodeShape(messageContent, russian))],
    ["not coded and not canonical", ["N-16"], packed(16, false, Uint8Array.of(0x18, 1))],
  ]);
}

const channel = filled(32, 0xcc);
const [logA, logB, logC] = [filled(16, 0xa3), filled(16, 0xb3), filled(16, 0xc3)];
const [stationA, stationB] = [filled(16, 0xa4), filled(16, 0xb4)];
const leafOf = (log: Uint8Array, seq: number): Uint8Array => crypto.sha256(log, Uint8Array.of(seq));
const heldLog = (log: Uint8Array, station: Uint8Array, lamports: readonly number[]): HeldLog => (
  { log: toHex(log), station: toHex(station), leaves: lamports.map((_, seq) => toHex(leafOf(log, seq))), lamports }
);
const heldLogs = [heldLog(logA, stationA, [1, 2, 5]), heldLog(logB, stationB, [1, 3, 4, 6])];
const view = viewOf(channel, heldLogs);
const messageKey = filled(32, 6);
const salt = saltOfKey(crypto, messageKey);
/** Not a true one: nothing of this chapter looks at it. */
const signatureOf = ({ body }: Made): Uint8Array => crypto.sha512(encodeBody(body));
const time = 1_790_000_000_123;

interface Made {
  readonly body: Body;
  readonly content: Uint8Array | null;
}

/** Entry 3 of log A, in epoch 9 at index 258. */
function made(kind: number, content: Uint8Array | null, change: Partial<Body> = {}): Made {
  const body: Body = {
    v: 1, channel, log: logA, seq: 3, prev: view.rootAt(logA, 3) as Uint8Array, acks: [], leaves: [], time, lamport: 6,
    precedence: "FLASH", kind, object: none, epoch: 9, index: 258,
    commit: content === null ? none : commitment(crypto, salt, content), ...change,
  };
  return { body, content };
}

const ackB = (size: number, age: number): Body["acks"][number] => (
  { log: logB, size, root: view.rootAt(logB, size) as Uint8Array, heldAt: time - age }
);

function placeOf(leaf: Uint8Array): { log: Uint8Array; seq: number } | null {
  for (const log of [logA, logB]) {
    for (let seq = 0; seq < 4; seq++) if (equalBytes(leafOf(log, seq), leaf)) return { log, seq };
  }
  return null;
}

function packedIn(form: number, one: Made): Uint8Array {
  const { body, content } = one;
  const whole = { entry: { payload: encodeBody(body), signature: signatureOf(one) }, content };
  const bytes = packEntry(crypto, view, form, whole, placeOf);
  if (bytes === null) throw new Error("the form says it");
  return bytes;
}

function packedCase(form: number, packed: Uint8Array, change: Fields = {}, of = receipt): Fields {
  return {
    channel: toHex(channel), held: heldLogs, form, log: toHex(logA), seq: 3, epoch: 9, index: 258,
    nonce: toHex(signatureOf(of).subarray(0, 8)), salt: toHex(salt), now: time + 5_000,
    packed: toHex(packed), ...change,
  };
}

const answers = { kind: "answers", object: leafOf(logB, 2) } as const;
const answer = made(16, encodeShape(messageContent, { ...russian, relation: answers }));
const taken = made(18, encodeShape(takeContent, { desk: "watch", capacity: "" }), { object: leafOf(logB, 2) });
const receipt = made(0, null, { acks: [ackB(4, 40)], lamport: 7 });
const tested = made(8, encodeShape(lineTestContent, { peer: stationB, bearer: "udp", roundTripMs: 1_240, missed: 0 }));

function makeEntries(): void {
  const entry = (name: string, form: number, one: Made, must: readonly string[] = ["N-10"]): Draft => (
    [name, must, packedCase(form, packedIn(form, one), {}, one)]
  );
  const of = (name: string, must: readonly string[], form: number, packed: Uint8Array, change: Fields = {}): Draft => (
    [name, must, packedCase(form, packed, change)]
  );
  const least = packedIn(0, receipt);
  const changed = (at: number, byte: number): Uint8Array => least.with(at, byte);
  const leafAck = (log: Uint8Array, seq: number, heldAt: number): Body["leaves"][number] => (
    { log, seq, leaf: leafOf(log, seq), heldAt }
  );
  const leaves = [leafAck(logB, 2, time - 200), leafAck(logA, 0, 0)];
  const many = made(0, null, { lamport: 7, acks: [ackB(4, 0)], leaves });
  const full = made(0, null, { lamport: 70, acks: [logB, logC, filled(16, 0xd3), filled(16, 0xe3)].map((log, at) => (
    { log, size: at + 100, root: filled(32, at), heldAt: time - at * 1_000 }
  )) });
  // Two logs that begin with one reference: found by trying, the same ones each time.
  const reference = toHex(logTag(crypto, channel, logB).subarray(0, 2));
  let twin = filled(16, 0);
  for (let at = 0; toHex(logTag(crypto, channel, twin).subarray(0, 2)) !== reference; at++) {
    twin = concat(filled(12, 0xd3), Uint8Array.of(at >> 24, at >> 16, at >> 8, at));
  }
  write("entries.json", [
    entry("a receipt", 0, receipt, ["N-10", "N-12", "N-13", "N-14"]),
    ...Array.from({ length: fullForm + 1 }, (_, form) => (
      entry(`an answer in form ${form}`, form, answer, ["N-10", "N-15"])
    )),
    entry("a take", 0, taken, ["N-10", "N-12"]), entry("a take, its object whole", objectsSent, taken),
    entry("a line test", 0, tested, ["N-12", "N-15"]),
    entry("a line test, its station whole", objectsSent, tested, ["N-15"]),
    entry("leaves", 0, many), entry("leaves, whole", rootsSent, many),
    entry("as many acks as have to be counted, of logs that are not held", rootsSent, full, ["N-10", "N-14"]),
    entry("a kind that nobody knows", 0, made(4_000, encode([1, "anything"]))),
    entry("no content and nothing acknowledged", 0, made(13, null, { precedence: "ROUTINE" })),
    entry("time 0", fullForm, made(0, null, { time: 0 })),
    ["a time of other 4.6 hours", ["N-13"], packedCase(0, least, { now: time + 2 ** 23 + 1 })],
    ["a clock as far ahead as may be", ["N-13"], packedCase(0, least, { now: time + 2 ** 23 })],
    ["a clock as far behind as may be", ["N-13"], packedCase(0, least, { now: time - 2 ** 23 + 1 })],
    ["nothing held before", ["N-12"], packedCase(0, least, { held: [heldLogs[1]] })],
    ["what is acknowledged is not held", ["N-12"], packedCase(0, least, { held: [heldLogs[0]] })],
    ["less of it is held", ["N-12"], packedCase(0, least, { held: [heldLogs[0], heldLog(logB, stationB, [1, 3])] })],
    ["two logs of one reference", ["N-12"], packedCase(0, least, {
      held: [...heldLogs, heldLog(twin, stationB, [1])],
    })],
    of("a station that is not held", ["N-12"], 0, packedIn(0, tested), { held: [heldLogs[0]] }),
    of("two stations of one reference", ["N-12"], 0, packedIn(0, tested), {
      held: [...heldLogs, heldLog(logC, concat(stationB.subarray(0, 15), Uint8Array.of(0)), [1])],
    }),
    of("the full form where nothing is held", ["N-10"], fullForm, packedIn(fullForm, answer), { held: [] }),
    of("bit 7 of the shape", ["N-10", "N-11"], 0, changed(57, (least[57] as number) | 128)),
    of("a byte behind it", ["N-10"], 0, concat(least, Uint8Array.of(0))),
    of("a byte less", ["N-10"], 0, least.subarray(0, -1)),
    of("half a signature", ["N-10"], 0, least.subarray(0, 30)),
    of("a count of acks below 3 said as a number", ["N-11"], 0, concat(
      least.subarray(0, 57), Uint8Array.of((least[57] as number) + 2, 1), least.subarray(58),
    )),
    of("a number in two bytes where one holds it", ["N-2"], 0, concat(
      least.subarray(0, -1), Uint8Array.of(0x80, 40),
    )),
    of("a coded content that is said to be none", ["N-11", "N-16"], 0, packedIn(0, taken).with(57, 8 + 16)),
    of("a name without a place for it", ["N-11", "N-15"], 0, packedIn(0, taken).with(57, 8 + 16 + 32 + 64)),
    of("an age before all times", ["N-10"], numbersSent, (() => {
      const bytes = packedIn(numbersSent, receipt);
      return concat(bytes.subarray(0, 58), filled(6, 0), bytes.subarray(64));
    })()),
  ]);
}

function makeEnvelopes(): void {
  const narrowKey = narrowKeyOf(crypto, messageKey);
  const sealed = (form: number, one: Made): Uint8Array => sealNarrow(
    crypto, narrowKey, { channel, log: logA, seq: 3, epoch: 9, index: 258, form }, signatureOf(one),
    packedIn(form, one),
  );
  const keys = [{ index: 258, key: toHex(messageKey) }];
  const input = {
    channel: toHex(channel), held: heldLogs, station: toHex(stationA), log: toHex(logA), seq: 3, now: time + 5_000,
    chains: [{ epoch: 9, next: 300, keys }],
  };
  const of = (name: string, must: readonly string[], envelope: Uint8Array, change: Fields = {}): Draft => (
    [name, must, { ...input, envelope: toHex(envelope), ...change }]
  );
  const least = sealed(0, answer);
  const whole = sealed(fullForm, answer);
  const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.with(at, (bytes[at] as number) ^ 1);
  write("envelopes.json", [
    of("a message", ["N-7", "N-9"], least), of("a receipt", ["N-7"], sealed(0, receipt)),
    of("the full form", ["N-7"], whole, { held: [] }), of("with prev", ["N-7"], sealed(prevSent, answer)),
    of("next is 386, 128 beyond", ["N-9"], least, { chains: [{ epoch: 9, next: 386, keys }] }),
    of("next is 387: read as 514", ["N-9"], least, { chains: [{ epoch: 9, next: 387, keys }] }),
    of("the full form, next is 1,000", ["N-9"], whole, { chains: [{ epoch: 9, next: 1_000, keys }] }),
    of("no epoch ends so", ["N-9"], least, { chains: [{ epoch: 10, next: 300, keys }] }),
    of("two epochs end so", ["N-9"], least, {
      chains: [{ epoch: 9, next: 300, keys }, { epoch: 265, next: 300, keys }],
    }),
    of("the key was used", ["N-7"], least, { chains: [{ epoch: 9, next: 300, keys: [] }] }),
    of("another place", ["N-7"], least, { seq: 2 }),
    of("another channel", ["N-7"], least, { channel: toHex(filled(32, 1)) }),
    ...[0, 1, 2, 3, 10, 11, least.length - 1].map((at) => of(`byte ${at} flipped`, ["N-7"], flipped(least, at))),
    ...[4, 7, 8].map((at) => of(`the full form, byte ${at} flipped`, ["N-7"], flipped(whole, at))),
    of("form 16", ["N-5"], least.with(0, 16)), of("form 128", ["N-5"], least.with(0, 128)),
    of("shorter than its head and tag", ["N-7"], least.subarray(0, 27)), of("no bytes", ["N-7"], none),
    of("cut", ["N-7"], least.subarray(0, 60)),
    of("another form packed under its key", ["N-10"], sealNarrow(
      crypto, narrowKey, { channel, log: logA, seq: 3, epoch: 9, index: 258, form: 0 }, signatureOf(answer),
      packedIn(prevSent, answer),
    )),
  ]);
}

/** BOOTs of A's station that go on from log A, in few bytes. */
function makeBoots(): void {
  const before: BootContent = {
    party: filled(32, 0xa1), station: stationA, roster: filled(32, 0xa2), channelForm: "parties", previous: null,
    reason: "first",
  };
  const held = [{ ...heldLogs[0] as HeldLog, boot: toHex(encodeShape(bootContent, before)) }, heldLogs[1] as HeldLog];
  const previous = { log: logA, size: 3, root: view.rootAt(logA, 3) as Uint8Array, epoch: 9, index: 300 };
  const bootSalt = filled(32, 0x5a);
  const ofBoot = (more: Partial<BootContent> = {}, change: Partial<Body> = {}, knowsRoot = true): Uint8Array => {
    const content = encodeShape(bootContent, { ...before, previous, reason: "start", ...more });
    const commit = commitment(crypto, bootSalt, content);
    const payload = encodeBody({
      v: 1, channel, log: logIdOf(crypto, channel, commit), seq: 0, prev: emptyRoot(crypto), acks: [ackB(4, 40)],
      leaves: [], time, lamport: 7, precedence: "FLASH", kind: boot.code, object: none, epoch: 0, index: 0, commit,
      ...change,
    });
    const whole = { entry: { payload, signature: crypto.sha512(payload) }, content, salt: bootSalt };
    const frame = packBoot(crypto, view, { log: logA, boot: before }, whole, knowsRoot);
    if (frame === null) throw new Error("it says it");
    return frame;
  };
  const of = (name: string, must: readonly string[], frame: Uint8Array, logs: readonly HeldLog[] = held): Draft => (
    [name, must, { channel: toHex(channel), held: logs, frame: toHex(frame) }]
  );
  const start = ofBoot();
  const changed = (at: number, byte: number): Uint8Array => start.with(at, byte);
  const leaf = { log: logB, seq: 2, leaf: leafOf(logB, 2), heldAt: 0 };
  const further = { ...previous, size: 900, root: filled(32, 3), epoch: 70_000, index: 0xff_ffff };
  write("boots.json", [
    of("a start", ["N-70"], start),
    of("what it goes on from is not held so far", ["N-70"], ofBoot({ previous: further }, {}, false)),
    of("the root is sent, though it is held", ["N-70"], ofBoot({}, {}, false)),
    of("under another roster", ["N-70"], ofBoot({ roster: filled(32, 0xa9) })),
    of("restored, ROUTINE, and nothing acknowledged", ["N-70"],
      ofBoot({ reason: "restored" }, { acks: [], precedence: "ROUTINE", time: 0, lamport: 2 ** 53 - 1 })),
    of("a leaf beside an ack, an age as long as time", ["N-70"], ofBoot({ reason: "resumed" }, { leaves: [leaf] })),
    of("the tree before is not held so far", ["N-70"], changed(109, 4)),
    of("the log before is not held", ["N-70"], start, [heldLogs[1] as HeldLog]),
    of("what is acknowledged is not held", ["N-70"], start, [held[0] as HeldLog]),
    of("less of it is held", ["N-70"], start, [held[0] as HeldLog, heldLog(logB, stationB, [1, 3, 4])]),
    of("bit 7 of the flags", ["N-70"], changed(5, (start[5] as number) | 128)),
    of("an age before all times", ["N-70"], concat(start.subarray(0, 102), filled(6, 0), start.subarray(108))),
    of("65 acks", ["N-70"], changed(start.length - 5, 65)),
    of("a number in two bytes where one holds it", ["N-2", "N-70"],
      concat(start.subarray(0, 108), Uint8Array.of(0x80), start.subarray(108))),
    of("a byte behind it", ["N-70"], concat(start, Uint8Array.of(0))),
    of("a byte less", ["N-70"], start.subarray(0, -1)),
    of("its tag alone", ["N-70"], start.subarray(0, 5)),
  ]);
}

makeWords();
makeFrames();
makeKeys();
makeFlat();
makeChances();
makeContents();
makeEntries();
makeEnvelopes();
makeBoots();
