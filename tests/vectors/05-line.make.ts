// Makes vectors/05-line: node tests/vectors/05-line.make.ts. Same input, same files, byte for byte.

import { mkdirSync, writeFileSync } from "node:fs";
import { concat, toHex } from "../../src/core/bytes/hex.ts";
import { crc32c, cutFragment } from "../../src/core/line/fragment.ts";
import { encodeFrame, frameBytesMax } from "../../src/core/line/frame.ts";
import type { Frame } from "../../src/core/line/frame.ts";
import { runCut, runFrame, runJoin, runTranscript } from "./05-line.cases.ts";
import type { Step } from "./05-line.cases.ts";
import type { Case } from "./vectors.ts";

const folder = new URL("../../vectors/05-line/", import.meta.url);
mkdirSync(folder, { recursive: true });

function write(name: string, cases: readonly Case[]): void {
  const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(",\n");
  writeFileSync(new URL(`${name}.json`, folder), `{\n  "chapter": "05-line",\n  "cases": [\n${lines}\n  ]\n}\n`);
}

const channelBytes = new Uint8Array(32).fill(0xc1);
const channel = toHex(channelBytes);
const ours = new Uint8Array(16).fill(0xa1);
const theirs = new Uint8Array(16).fill(0xb1);
const peer = "bb".repeat(32);
const stranger = "dd".repeat(32);
const counter = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1);
const head = { channel: channelBytes, log: ours, size: 3, singles: [5] };

function frameCases(): Case[] {
  const good = (name: string, frame: Frame): Case => {
    const hex = toHex(encodeFrame(frame));
    return { name, must: ["L-1"], accept: true, input: { frame: hex }, expect: runFrame(hex) };
  };
  const bad = (name: string, frame: string): Case =>
    ({ name, must: ["L-1"], accept: false, error: "line-frame", input: { frame } });
  const ping = toHex(encodeFrame({ name: "ping", counter }));
  const raw = toHex(encodeFrame({ name: "heads", more: 0, heads: [head] }));
  return [
    good("hello", { name: "hello", version: 1 }),
    good("heads of one log", { name: "heads", more: 0, heads: [head] }),
    good("heads of nothing", { name: "heads", more: 0, heads: [] }),
    good("want of a range", { name: "want", ranges: [{ log: theirs, from: 3, to: 9 }] }),
    good("want of heads", { name: "want", ranges: [] }),
    good("entry", { name: "entry", channel: channelBytes, log: ours, seq: 7, envelope: Uint8Array.of(0, 1, 2) }),
    good("unopened", { name: "unopened", log: ours, seq: 7 }),
    good("ping", { name: "ping", counter }),
    good("pong", { name: "pong", counter }),
    good("have", { name: "have", heads: [head] }),
    good("recall", { name: "recall", station: theirs, nonce: new Uint8Array(16).fill(0x5e) }),
    good("recalled", { name: "recalled", statement: Uint8Array.of(1, 2), signature: new Uint8Array(64).fill(3) }),
    good("exhibit-please", { name: "exhibit-please", sha256: channelBytes, piece: 255 }),
    good("exhibit", { name: "exhibit", sha256: channelBytes, piece: 0, sealed: new Uint8Array(16) }),
    bad("exhibit-please of piece 256", `830a5820${"a1".repeat(32)}190100`),
    bad("exhibit of nothing", `840b5820${"a1".repeat(32)}0040`),
    bad("recall with a nonce of 15 bytes", `8308${"50"}${"b1".repeat(16)}4f${"5e".repeat(15)}`),
    bad("recall without a nonce", `8208${"50"}${"b1".repeat(16)}`),
    bad("recalled without a signature", "820941ff"),
    bad("recalled of nothing", `83094058${"40"}${"03".repeat(64)}`),
    bad("nothing", ""),
    bad("no array", "00"),
    bad("an empty array", "80"),
    bad("an unknown frame", "8218ff01"),
    bad("a frame named by text", "8261680a"),
    bad("hello without a version", "8100"),
    bad("hello with one field more", "83000101"),
    bad("hello of version 256", "8200190100"),
    bad("a number not in its shortest form", "82001801"),
    bad("a negative number", "820020"),
    bad("a map", "a10001"),
    bad("an array of indefinite length", "9f0001ff"),
    bad("cut off", ping.slice(0, -2)),
    bad("a byte after the end", `${ping}00`),
    bad("a counter of seven bytes", "820547" + "00".repeat(7)),
    bad("have of nothing", "820780"),
    bad("a mark that is neither 0 nor 1", raw.replace("830100", "830102")),
    bad("an entry with an empty envelope", `85035820${channel}50${toHex(ours)}0040`),
    bad("a channel of 31 bytes", `8503581f${channel.slice(2)}50${toHex(ours)}004100`),
    bad("a log of 17 bytes", `830451${toHex(ours)}0000`),
    bad("a seq above 2^53 - 1", `830450${toHex(ours)}1b0020000000000000`),
    bad("a head without singles", `83010081835820${channel}50${toHex(ours)}03`),
    bad("257 singles", `83010081845820${channel}50${toHex(ours)}03990101${"00".repeat(257)}`),
    { ...bad("heads longer than a frame may be", longHeads()), must: ["L-2"] },
    bad("65 ranges", `82029841${`8350${toHex(ours)}0001`.repeat(65)}`),
  ];
}

/** Heads of 60 logs with 256 singles of nine bytes each: of the right shape, and above 131,072 bytes. */
function longHeads(): string {
  const singles = Array.from({ length: 256 }, (_, index) => 2 ** 40 + index);
  const heads = Array.from({ length: 60 }, (_, index) => ({ ...head, log: ours.with(0, index), singles }));
  return toHex(encodeFrame({ name: "heads", more: 0, heads }));
}

const hundred = new Uint8Array(100).fill(9);
const sample = encodeFrame({ name: "entry", channel: channelBytes, log: ours, seq: 0, envelope: hundred });

function cuttingCases(): Case[] {
  const made = (name: string, must: string[], more: Record<string, unknown>): Case => {
    const input = { frame: toHex(sample), id: 258, level: 0, mtuBytes: 4_096, rateBps: null, ...more };
    return { name, must, accept: true, input, expect: runCut(input) };
  };
  return [
    made("whole", ["L-4"], {}),
    made("in fragments of 64 bytes, FLASH", ["L-4", "L-9"], { mtuBytes: 64, level: 3 }),
    made("half a second of 1,200 bit/s is 75 bytes", ["L-9"], { rateBps: 1_200 }),
    made("never under 64 bytes, however slow", ["L-9"], { rateBps: 50 }),
    made("never above what the link takes", ["L-9"], { rateBps: 1_000_000, mtuBytes: 100 }),
    made("the last message id", ["L-4"], { id: 65_535 }),
  ];
}

/** A fragment from its parts, with the right CRC, however wrong they are. */
function forged(id: number, flags: number, offset: number, piece: Uint8Array): string {
  const head = Uint8Array.of(id >>> 8, id & 255, flags, offset >>> 16, (offset >>> 8) & 255, offset & 255);
  const whole = concat(head, piece);
  const crc = crc32c(whole);
  return toHex(concat(whole, Uint8Array.of(crc >>> 24, (crc >>> 16) & 255, (crc >>> 8) & 255, crc & 255)));
}

function joiningCases(): Case[] {
  const fragmentsOf = (frame: Uint8Array, id: number, level: number, mtuBytes = 21): string[] => {
    const made = runCut({ frame: toHex(frame), id, level, mtuBytes, rateBps: null });
    return (made as { fragments: string[] }).fragments;
  };
  const cut = (id: number, level = 0): string[] => fragmentsOf(sample, id, level, 64);
  const made = (name: string, must: string[], fragments: readonly string[]): Case => {
    const input = { fragments };
    return { name, must, accept: true, input, expect: runJoin(input) };
  };
  const bad = (name: string, fragment: string): Case =>
    ({ name, must: ["L-5"], accept: false, error: "line-frame", input: { fragments: [fragment] } });
  const [first, second, third] = cut(1) as [string, string, string];
  const flipped = (at: number): string => {
    const bytes = Uint8Array.fromHex(first);
    bytes[at] = (bytes[at] as number) ^ 1;
    return toHex(bytes);
  };
  const piece = Uint8Array.of(1, 2, 3);
  return [
    made("in order", ["L-6"], [first, second, third]),
    made("last first", ["L-6"], [third, second, first]),
    made("each twice", ["L-6"], [first, first, second, second, third]),
    made("one missing", ["L-6"], [first, third]),
    made("two frames at once", ["L-6"], [first, ...cut(2), second, third]),
    made("one id at two precedences is two frames", ["L-6"], [first, second, ...cut(1, 3)]),
    made("pieces that overlap", ["L-7"], [forged(9, 0, 0, piece), forged(9, 0, 2, piece), forged(9, 4, 5, piece)]),
    made("a gap covered by an overlap", ["L-7"], [
      forged(9, 0, 0, piece), forged(9, 0, 1, piece), forged(9, 4, 6, piece),
    ]),
    made("more than the last piece allows", ["L-7"], [forged(9, 0, 0, piece), forged(9, 4, 1, piece.slice(0, 1))]),
    made("pieces that overlap are given up, and come again", ["L-7"], [
      forged(9, 0, 0, piece), forged(9, 0, 2, piece), forged(9, 4, 5, piece), forged(9, 0, 0, piece),
      forged(9, 4, 3, piece),
    ]),
    made("a gap covered by an overlap is given up, and the pieces come again", ["L-7"], [
      forged(9, 0, 0, piece), forged(9, 0, 1, piece), forged(9, 4, 6, piece), forged(9, 0, 0, piece),
      forged(9, 4, 3, piece),
    ]),
    made("more than the last piece allows is given up, and the pieces come again", ["L-7"], [
      forged(9, 0, 0, piece), forged(9, 4, 1, piece.slice(0, 1)), forged(9, 0, 0, piece.slice(0, 1)),
      forged(9, 4, 1, piece.slice(0, 1)),
    ]),
    made("another frame of another precedence under one id", ["L-6"], [
      first, second, ...fragmentsOf(encodeFrame({ name: "unopened", log: theirs, seq: 2 ** 40 }), 1, 3), third,
    ]),
    made("another precedence under one id gives up what had come", ["L-6"], [first, second, ...cut(1, 3), third]),
    bad("empty", ""),
    bad("a header and a CRC without a piece", forged(1, 4, 0, new Uint8Array(0))),
    bad("shorter than a header", "0001"),
    bad("the id hurt", flipped(1)),
    bad("the flags hurt", flipped(2)),
    bad("the offset hurt", flipped(5)),
    bad("the piece hurt", flipped(20)),
    bad("the CRC hurt", flipped(63)),
    bad("cut off", first.slice(0, -2)),
    bad("flag 8 set", forged(1, 12, 0, piece)),
    bad("flag 128 set", forged(1, 0x84, 0, piece)),
    bad("a piece past the longest frame", forged(1, 4, frameBytesMax - 2, piece)),
    bad("the greatest offset", forged(1, 4, 0xff_ffff, piece)),
  ];
}

const wide = {
  rateBps: null, mtuBytes: 4_096, lossShare: 0, delayMs: 0, turnaroundMs: null, returnPath: true, costly: 0,
};
const up = { kind: "up", link: "l", bearer: "tls", peer, terms: wide };
const drained = { kind: "drained", link: "l" };
const woke = { kind: "woke" };
let nextId = 0;

/** A frame coming whole over the link. */
function got(frame: Frame, link = "l"): Record<string, unknown> {
  return { kind: "received", link, fragment: toHex(cutFragment(encodeFrame(frame), nextId++ % 65_536, 2, 0, 65_536)) };
}
function appended(seq: number, precedence = "ROUTINE", peers = [peer]): Record<string, unknown> {
  return { kind: "appended", channel, log: toHex(ours), seq, precedence, bytes: 40, peers };
}
function heldOf(log: Uint8Array, size: number, beyond: number[] = [], peers = [peer]): Record<string, unknown> {
  return { kind: "held", channel, log: toHex(log), size, beyond, peers };
}
function loaded(token: number, bytes = 40): Record<string, unknown> {
  return { kind: "loaded", token, envelope: "ee".repeat(bytes) };
}
function receipted(size: number, singles: number[] = []): Record<string, unknown> {
  return { kind: "receipted", peer, log: toHex(ours), size, singles };
}
function haveHead(log: Uint8Array, size: number, singles: number[] = []): Frame {
  return { name: "have", heads: [{ channel: channelBytes, log, size, singles }] };
}
function fullHeads(log: Uint8Array | null, size: number): Frame {
  return { name: "heads", more: 0, heads: log === null ? [] : [{ channel: channelBytes, log, size, singles: [] }] };
}
function entryOf(seq: number): Frame {
  return { name: "entry", channel: channelBytes, log: theirs, seq, envelope: Uint8Array.of(1, 2) };
}

/** A link that is up at 1,000, whose greetings have gone and whose peer holds `size` of our log. */
function greeted(size: number, more: readonly Step[] = []): Step[] {
  return [
    ...more, [1_000, up], [1_000, drained], [1_000, drained], [1_000, drained], [1_010, got({ name: "pong", counter })],
    [1_010, got(fullHeads(size === 0 ? null : ours, size))],
  ];
}

function story(name: string, must: string[], steps: readonly Step[]): Case {
  return { name, must, accept: true, input: { steps }, expect: runTranscript(steps) };
}

function greetings(): Case[] {
  return [
    story("up: a test, hello and heads, two fragments at a time", ["L-3", "L-10", "L-12", "L-13", "L-14"], [
      [0, heldOf(ours, 2)], [0, heldOf(theirs, 4, [6])], [1_000, up],
      [1_001, drained], [1_002, drained], [1_003, drained],
    ]),
    story("hello of another version closes the link", ["L-3"], [
      [1_000, up], [1_001, got({ name: "hello", version: 2 })], [1_002, got({ name: "ping", counter })],
    ]),
    story("logs not shared with the peer are neither named nor served", ["L-15"], [
      [0, heldOf(ours, 2, [], [stranger])], ...greeted(0),
      [2_000, got({ name: "want", ranges: [{ log: ours, from: 0, to: 2 }] })],
      [2_000, got({ name: "unopened", log: ours, seq: 0 })],
    ]),
    story("a log the peer does not name is one it does not hold", ["L-16"], [...greeted(0, [[0, heldOf(ours, 2)]])]),
    story("what the peer holds is not sent", ["L-25"], [...greeted(2, [[0, heldOf(ours, 3)]])]),
    story("no heads: they are asked for, and what is not acknowledged is sent", ["L-21"], [
      [0, heldOf(ours, 1)], [1_000, up], [1_000, drained], [1_000, drained], [1_000, drained],
      [5_999, woke], [6_000, woke],
      [11_001, drained], [11_001, drained], [16_001, woke],
    ]),
  ];
}

function syncing(): Case[] {
  return [
    story("growth is told after a second, and not more often", ["L-17"], [
      ...greeted(0), [3_000, heldOf(theirs, 1)], [3_500, heldOf(theirs, 2)], [3_999, woke],
      [4_000, woke], [4_001, drained], [4_100, heldOf(theirs, 3)], [4_999, woke], [5_100, woke],
    ]),
    story("a have below what was held is believed the second time", ["L-18"], [
      ...greeted(3, [[0, heldOf(ours, 3)]]), [3_000, got(haveHead(ours, 1))], [4_000, got(haveHead(ours, 1))],
    ]),
    story("what the peer holds beyond us is asked for, with growing pauses", ["L-19"], [
      ...greeted(0, [[0, heldOf(theirs, 1)]]), [3_000, got(haveHead(theirs, 5))], [7_999, woke], [8_000, woke],
      [8_001, drained], [12_999, woke], [13_001, woke],
    ]),
    story("a want is answered with the entries", ["L-20"], [
      ...greeted(3, [[0, heldOf(ours, 3)]]), [3_000, got({ name: "want", ranges: [{ log: ours, from: 1, to: 3 }] })],
    ]),
    story("a want is answered with what is held beyond a gap", ["L-20"], [
      ...greeted(3, [[0, heldOf(ours, 3)]]), [2_900, heldOf(ours, 3, [5])],
      [3_000, got({ name: "want", ranges: [{ log: ours, from: 3, to: 6 }] })],
    ]),
    story("a want of nothing is answered with heads, once a second", ["L-20"], [
      ...greeted(3, [[0, heldOf(ours, 3)]]), [3_000, got({ name: "want", ranges: [] })],
      [3_500, drained], [3_500, got({ name: "want", ranges: [] })],
    ]),
    story("an envelope is delivered once; what is held is answered with have", ["L-27"], [
      ...greeted(0), [2_000, got(entryOf(0))], [2_001, got(entryOf(0))], [2_100, heldOf(theirs, 1)], [3_200, woke],
      [3_201, drained], [3_300, got(entryOf(0))], [4_300, woke],
    ]),
    story("while intake is closed entries are dropped and pings answered", ["L-28"], [
      ...greeted(0), [2_000, { kind: "intake", open: false }], [2_001, got(entryOf(0))],
      [2_002, got({ name: "ping", counter })], [2_003, { kind: "intake", open: true }], [2_004, got(entryOf(0))],
    ]),
  ];
}

function sending(): Case[] {
  return [
    story("FLASH overtakes ROUTINE between fragments", ["L-11", "L-13"], [
      ...greeted(0).map(([at, input]): Step =>
        [at, input.kind === "up" ? { ...input, terms: { ...wide, mtuBytes: 1_024 } } : input]),
      [2_000, appended(0)], [2_000, loaded(1, 3_500)], [2_001, appended(1, "FLASH")], [2_001, loaded(2, 1_200)],
      [2_010, drained], [2_020, drained], [2_030, drained], [2_040, drained], [2_050, drained], [2_060, drained],
    ]),
    story("carried, and sent again until acknowledged", ["L-24"], [
      ...greeted(0), [2_000, appended(0)], [2_000, loaded(1)], [2_001, drained], [6_999, woke], [7_000, woke],
      [7_000, loaded(2)], [7_001, drained], [16_999, woke], [17_000, woke], [17_001, woke], [17_001, loaded(3)],
      [17_002, drained], [17_002, drained],
      [17_100, receipted(1)], [37_001, woke],
    ]),
    story("a single entry acknowledged beyond a gap is not sent again", ["L-24"], [
      ...greeted(0), [2_000, appended(0)], [2_000, loaded(1)], [2_001, appended(1)], [2_001, loaded(2)],
      [2_002, drained], [2_002, drained], [2_100, receipted(0, [1])], [7_100, woke],
    ]),
    story("an acknowledgement that goes back", ["L-26"], [
      ...greeted(0, [[0, heldOf(ours, 3)]]).slice(0, -1), [1_010, got(fullHeads(ours, 3))], [2_000, receipted(3)],
      [2_100, receipted(1)],
    ]),
    story("one that does not open is asked for at once, then after 1 s, then after 2 s", ["L-29"], [
      ...greeted(0), [2_000, got(entryOf(0))], [2_001, { kind: "unopened", peer, log: toHex(theirs), seq: 0 }],
      [2_002, drained], [2_002, { kind: "unopened", peer, log: toHex(theirs), seq: 0 }], [3_000, woke], [3_001, woke],
      [3_002, drained], [3_003, { kind: "unopened", peer, log: toHex(theirs), seq: 0 }], [5_000, woke], [5_001, woke],
    ]),
    story("a damaged entry is asked for until it is mended, and handed on though it counts as held", ["L-55", "L-27"], [
      ...greeted(1, [[0, heldOf(theirs, 1)]]), [2_000, { kind: "lost", peer, log: toHex(theirs), seq: 0 }],
      [2_001, drained], [2_100, got(entryOf(0))], [3_000, woke], [3_001, drained],
      [3_100, { kind: "mended", log: toHex(theirs), seq: 0 }], [8_200, got(entryOf(0))], [8_300, woke],
    ]),
    story("re-sealed five times, not twice in one round trip, then told", ["L-30"], [
      ...greeted(1, [[0, heldOf(ours, 1)]]), [2_000, got({ name: "unopened", log: ours, seq: 0 })],
      [2_001, got({ name: "unopened", log: ours, seq: 0 })], [2_001, loaded(1)],
      [2_010, got({ name: "unopened", log: ours, seq: 0 })],
      ...[1, 2, 3, 4, 5, 6].flatMap((round): Step[] => [
        [2_000 + round * 500, drained], [2_000 + round * 500, got({ name: "unopened", log: ours, seq: 0 })],
        [2_001 + round * 500, loaded(round + 1)],
      ]),
    ]),
  ];
}

function testing(): Case[] {
  return [
    story("a ping is answered with its counter", ["L-12", "L-31"], [
      ...greeted(0), [2_000, got({ name: "ping", counter })],
    ]),
    story("a pong that answers nothing says nothing", ["L-31"], [
      ...greeted(0), [2_000, got({ name: "pong", counter: new Uint8Array(8).fill(255) })],
      [2_001, got({ name: "pong", counter })],
    ]),
    story("tests on schedule; missed ones are counted, while down too", ["L-32"], [
      ...greeted(0), [61_000, woke], [81_000, woke], [81_001, { kind: "down", link: "l" }],
      [121_000, woke], [181_000, woke],
    ]),
    story("a silent link is closed after three pings", ["L-33"], [
      [1_000, up], [1_000, drained], [1_000, drained], [1_000, drained], [16_000, woke],
      [16_001, drained], [31_000, woke], [31_001, drained], [46_000, woke],
    ]),
    story("heard is told once a second", ["L-34"], [
      ...greeted(0), [2_500, got({ name: "hello", version: 1 })], [2_600, got({ name: "hello", version: 1 })],
      [3_500, got({ name: "hello", version: 1 })],
    ]),
  ];
}

const asked = { station: "51".repeat(16), nonce: "5e".repeat(16) };
const answer = { statement: "0102", signature: "03".repeat(64) };
const asking = (soon = true): Record<string, unknown> => ({ kind: "recall", peer, asked, soon });

function remembering(): Case[] {
  const recall: Frame = {
    name: "recall", station: new Uint8Array(16).fill(0x52), nonce: new Uint8Array(16).fill(0x5f),
  };
  const recalled: Frame = {
    name: "recalled", statement: Uint8Array.of(1, 2), signature: new Uint8Array(64).fill(3),
  };
  return [
    story("a peer is asked when its first link comes up, after patience, and after pauses that double", ["L-38"], [
      [0, asking()], ...greeted(0), [1_020, drained], [6_000, woke], [6_001, drained], [16_000, woke],
      [16_001, drained], [36_000, woke],
    ]),
    story("asked at once while a link is up, or after patience; the last question alone is said", ["L-38"], [
      ...greeted(0), [2_000, asking()], [2_001, drained], [3_000, asking(false)], [7_999, woke], [8_000, woke],
    ]),
    story("what is asked no more is not said again", ["L-38"], [
      ...greeted(0), [2_000, asking()], [2_001, drained], [3_000, { kind: "recall", peer, asked: null, soon: false }],
      [7_000, woke], [12_000, woke],
    ]),
    story("a link that comes back is asked on anew", ["L-38"], [
      ...greeted(0), [2_000, asking()], [2_001, { kind: "down", link: "l" }], [9_000, woke], [10_000, up],
      [10_000, drained], [10_000, drained], [10_000, drained],
    ]),
    story("a question is handed on, four in a second, and answered as IMMEDIATE", ["L-12", "L-39", "L-40"], [
      ...greeted(0), ...[0, 1, 2, 3, 4].map((count): Step => [2_000 + count, got(recall)]),
      [2_010, { kind: "recalled", peer, answer }], [3_010, got(recall)],
    ]),
    story("an answer is handed on while something is asked, and passed over when nothing is", ["L-41"], [
      ...greeted(0), [2_000, got(recalled)], [2_001, asking()], [2_002, got(recalled)],
      [2_003, { kind: "recall", peer, asked: null, soon: false }], [2_004, got(recalled)],
    ]),
  ];
}

write("frames", frameCases());
write("cutting", cuttingCases());
write("joining", joiningCases());
write("transcripts", [...greetings(), ...syncing(), ...sending(), ...testing(), ...remembering()]);
