// Makes vectors/14-narrow-line: node tests/vectors/14-narrow-line.make.ts. Same input, same files, byte for byte.

import { mkdirSync, writeFileSync } from "node:fs";
import { createNodeCrypto } from "../../src/crypto/node/crypto.ts";
import { concat, toHex } from "../../src/core/bytes/hex.ts";
import { crc32c } from "../../src/core/line/fragment.ts";
import { digestOfHeads, encodeControl } from "../../src/core/line/narrow-control.ts";
import type { Control } from "../../src/core/line/narrow-control.ts";
import { encodeNarrowFragment } from "../../src/core/line/narrow-fragment.ts";
import { logTag } from "../../src/core/narrow/tag.ts";
import { runTranscript } from "./05-line.cases.ts";
import type { Step } from "./05-line.cases.ts";
import { runContent, runCut, runFragment, runJoin, runners, runSymbols } from "./14-narrow-line.cases.ts";
import { hex } from "./vectors.ts";
import type { Case } from "./vectors.ts";

const folder = new URL("../../vectors/14-narrow-line/", import.meta.url);

function write(name: string, cases: readonly Case[]): void {
  mkdirSync(folder, { recursive: true });
  const file = { chapter: "14-narrow-line", cases };
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(file, null, 2)}\n`);
}

const frame = Uint8Array.from({ length: 300 }, (_, at) => (at * 7) % 256);
const tag = Uint8Array.of(0xa1, 0xa2, 0xa3, 0xa4);
const digest = new Uint8Array(8).fill(0xd1);

function sealed(body: string): string {
  const crc = crc32c(hex(body));
  return body + crc.toString(16).padStart(8, "0");
}

function fragmentCases(): Case[] {
  const good = (name: string, fragment: string): Case => (
    { name, must: ["N-41"], accept: true, input: { fragment }, expect: runFragment(fragment) }
  );
  const bad = (name: string, fragment: string): Case => (
    { name, must: ["N-41"], accept: false, error: "line-frame", input: { fragment } }
  );
  const pong = toHex(encodeNarrowFragment({
    level: 3, again: false, sort: "whole", bytes: encodeControl({ name: "pong", counter: 7 }),
  }));
  return [
    good("a pong, whole, as FLASH", pong),
    good("whole, unasked once more", sealed("130101")),
    good("a piece", sealed("04050002090909")),
    good("a piece of many", sealed("050581008200aa")),
    good("a symbol", sealed("0b07822c05aabbcc")),
    bad("empty", ""), bad("a CRC alone", sealed("")), bad("flags alone", sealed("00")),
    bad("sort 3", sealed("0c0001aa")), bad("bit 5 set", sealed("20aa")), bad("bit 7 set", sealed("80aa")),
    bad("the CRC hurt", `${pong.slice(0, -1)}0`), bad("the content hurt", `03ff${pong.slice(4)}`),
    bad("an index as great as the number of pieces", sealed("04050202aa")),
    bad("one piece of one", sealed("04050001aa")),
    bad("4,097 pieces", sealed("040500a001aa")),
    bad("a number not in its shortest form", sealed("0405800002aa")),
    bad("a piece without bytes", sealed("04050002")),
    bad("a symbol longer than its frame", sealed("0b070200aabbcc")),
    bad("a symbol of a frame without length", sealed("0b070000")),
    bad("a symbol of a frame longer than a frame may be", sealed("0b0788800100aa")),
    bad("more than 4,096 symbols", sealed("0b07a00100aa")),
    bad("the number of a symbol above 65,535", sealed("0b07022" + "84808000aa".slice(1))),
  ];
}

function cuttingCases(): Case[] {
  const made = (name: string, more: object): Case => {
    const input = { frame: toHex(frame), id: 5, level: 0, rateBps: 2_400, mtuBytes: 1_200, ...more };
    const must = "backBps" in more || "aroundBytes" in more ? ["N-44", "N-80"] : ["N-44"];
    return { name, must, accept: true, input, expect: runCut(input) };
  };
  return [
    made("at 2,400 bit/s", {}), made("never under 64 bytes", { rateBps: 75, level: 2 }),
    made("never above the MTU", { mtuBytes: 100, rateBps: 64_000 }),
    made("without a rate", { mtuBytes: 200, rateBps: null }),
    made("from 128 pieces on their numbers take a byte more", { frame: "5a".repeat(7_200), rateBps: 300 }),
    made("the worked example", { frame: "09".repeat(100), rateBps: 300 }),
    made("by what goes out, not by what comes in", { backBps: 9_600 }),
    made("by what stands around a fragment where that is declared", { aroundBytes: 3 }),
  ];
}

function symbolCases(): Case[] {
  const made = (name: string, more: object): Case => {
    const input = { frame: toHex(frame), id: 9, level: 1, symbolBytes: 40, numbers: [0, 7, 8, 9], ...more };
    return { name, must: ["N-45"], accept: true, input, expect: runSymbols(input) };
  };
  return [
    made("sources, the last with zeros after it, and repair symbols", {}),
    made("one source", { frame: "010203", symbolBytes: 3, numbers: [0, 1, 2] }),
    made("three blocks", { frame: "00ff".repeat(150), symbolBytes: 1, numbers: [0, 1, 299, 300, 301, 302, 65_535] }),
  ];
}

function joiningCases(): Case[] {
  const { fragments: pieces } = runCut(
    { frame: toHex(frame), id: 5, level: 0, rateBps: 2_400, mtuBytes: 1_200 },
  ) as { fragments: [string, string, string] };
  const [first, second, third] = pieces;
  const symbols = (of: Uint8Array, symbolBytes: number, numbers: readonly number[], level = 1): string[] => (
    runSymbols({ frame: toHex(of), id: 9, level, symbolBytes, numbers }) as { fragments: string[] }
  ).fragments;
  const made = (name: string, fragments: readonly string[], must = ["N-42"]): Case => (
    { name, must, accept: true, input: { fragments }, expect: runJoin({ fragments }) }
  );
  const other = encodeNarrowFragment(
    { level: 0, again: false, sort: "piece", id: 5, index: 0, count: 4, bytes: frame.slice(0, 9) },
  );
  const blocks = Uint8Array.from({ length: 300 }, (_, at) => at);
  return [
    made("in order", [first, second, third]), made("last first, one twice", [third, third, second, first]),
    made("one missing", [first, third]),
    made("a piece that comes late begins nothing", [first, second, third, first, second]),
    made("a piece of another number of pieces begins another frame", [first, second, toHex(other), third]),
    made("the sources", symbols(frame, 40, [0, 1, 2, 3, 4, 5, 6, 7]), ["N-46"]),
    made("repair symbols alone", symbols(frame, 40, [8, 9, 10, 11, 12, 13, 14, 15]), ["N-46"]),
    made("some of each, in any order", symbols(frame, 40, [31, 4, 7, 600, 0, 9, 1, 10]), ["N-46"]),
    made("the same symbol twice says nothing", symbols(frame, 40, [0, 1, 2, 3, 4, 5, 6, 6]), ["N-46"]),
    made("one too few", symbols(frame, 40, [9, 10, 11, 12, 13, 14, 15]), ["N-46"]),
    made("symbols of another precedence are of another frame", [
      ...symbols(frame, 40, [0, 1, 2, 3]), ...symbols(frame, 40, [4, 5, 6, 7], 2),
    ]),
    made("three blocks, each with its own repair", symbols(blocks, 1, [
      ...Array.from({ length: 290 }, (_, at) => at), ...Array.from({ length: 15 }, (_, at) => 300 + at),
    ]), ["N-46"]),
  ];
}

function controlCases(): Case[] {
  const good = (name: string, ...frames: readonly (Control | Uint8Array)[]): Case => {
    const bytes = toHex(concat(...frames.map((one) => one instanceof Uint8Array ? one : encodeControl(one))));
    return { name, must: ["N-47"], accept: true, input: { bytes }, expect: runContent(bytes) };
  };
  const bad = (name: string, bytes: string): Case => (
    { name, must: ["N-47"], accept: false, error: "line-frame", input: { bytes } }
  );
  const [signature, root] = [new Uint8Array(64).fill(0x5e), new Uint8Array(32).fill(0x70)];
  const far = { tag, size: 300, singles: [302, 400] };
  const near = { tag, size: 1, singles: [] };
  const entry = concat(Uint8Array.of(1), tag, Uint8Array.of(9, 0xee));
  return [
    good("ping and pong, then an entry", { name: "ping", counter: 1, digest }, { name: "pong", counter: 255 }, entry),
    good("a frame of chapter 05 takes the rest", { name: "pong", counter: 0 }, Uint8Array.of(0x82, 0, 1)),
    good("a BOOT takes the rest", { name: "pong", counter: 0 }, Uint8Array.of(10, 4, 7)),
    good("heads of some", { name: "heads", part: "some", rest: null, heads: [far] }),
    good("heads of the newest", { name: "heads", part: "newest", rest: digest, heads: [near] }),
    good("all heads, none", { name: "heads", part: "last", rest: null, heads: [] }),
    good("wants, and heads wanted", { name: "want", ranges: [{ tag, from: 4, to: 10 }] }, { name: "want", ranges: [] }),
    good("full please, unopened", { name: "full-please", tag, seq: 128 }, { name: "unopened", tag, seq: 0 }),
    good("pieces lacking", { name: "lack", id: 5, runs: [{ from: 1, to: 3 }, { from: 9, to: 10 }] }),
    good("symbols lacking", { name: "more", id: 5, count: 3 }),
    good("what is remembered, asked", { name: "recall", nonce: new Uint8Array(16).fill(0xa7) }),
    good("and answered", { name: "recalled", signature, heads: [{ tag, size: 300, root }] }),
    good("nothing is remembered", { name: "recalled", signature, heads: [] }),
    bad("17 roots", `0c${toHex(signature)}11`),
    bad("a root cut off", `0c${toHex(signature)}01${toHex(tag)}01${"70".repeat(31)}`),
    bad("a nonce cut off", `0b${"a7".repeat(15)}`),
    bad("type 0", "00"), bad("type 13", "0d"), bad("a pong cut off", "04"),
    bad("a digest cut off", `0301${"d1".repeat(7)}`), bad("part 4", "050400"), bad("129 heads", "05038101"),
    bad("257 singles", `050001${toHex(tag)}018201`), bad("65 ranges", "0641"), bad("65 runs", "080541"),
    bad("a piece beyond 4,096", "08050220002001".replace("0220002001", "029f7f01a00001")),
    bad("a range past 2^53 - 1", `0601${toHex(tag)}8fffffffffffff7f01`),
    bad("a control frame after what takes no rest", "04070d"),
  ];
}

function digestCases(): Case[] {
  const made = (name: string, heads: readonly object[]): Case => {
    const one: Case = { name, must: ["N-48"], accept: true, input: { heads } };
    return { ...one, expect: runners["digests.json"]?.(one) };
  };
  const a = { log: "a1".repeat(16), size: 3, singles: [] };
  const b = { log: "b1".repeat(16), size: 300, singles: [305, 302] };
  return [made("nothing", []), made("two logs", [a, b]), made("in another order", [b, a]),
    made("a log of which nothing is held says nothing", [a, b, { log: "c1".repeat(16), size: 0, singles: [] }])];
}

const channel = "c1".repeat(32);
const ours = "a1".repeat(16);
const theirs = "b1".repeat(16);
const peer = "bb".repeat(32);
const satellite = {
  rateBps: 2_400, mtuBytes: 1_200, lossShare: 0, delayMs: 600, turnaroundMs: null, returnPath: true, costly: 1,
};
const drained = { kind: "drained", link: "l" };
const woke = { kind: "woke" };
const tagOf = (log: string): Uint8Array => logTag(createNodeCrypto(), hex(channel), hex(log));

function held(log: string, size: number): Record<string, unknown> {
  return { kind: "held", channel, log, size, beyond: [], peers: [peer] };
}

function appended(seq: number, precedence: string, receipt = false): Record<string, unknown> {
  return { kind: "appended", channel, log: ours, seq, precedence, bytes: 40, peers: [peer], receipt };
}

/** The narrow frame of an entry of ours, as the station packs it. */
function packed(token: number, seq: number, bytes: number): Record<string, unknown> {
  const frame = concat(Uint8Array.of(1), tagOf(ours), Uint8Array.of(seq), new Uint8Array(bytes).fill(0xee));
  return { kind: "loaded-narrow", token, frame: toHex(frame) };
}

function came(...frames: readonly (Control | Uint8Array)[]): Record<string, unknown> {
  const bytes = concat(...frames.map((one) => one instanceof Uint8Array ? one : encodeControl(one)));
  const fragment = encodeNarrowFragment({ level: 2, again: false, sort: "whole", bytes });
  return { kind: "received", link: "l", fragment: toHex(fragment) };
}

function up(terms: object = {}): Record<string, unknown> {
  return { kind: "up", link: "l", bearer: "sat", peer, terms: { ...satellite, ...terms } };
}

/** A link that is up at 1,000 with both holding one entry of each log, and on which all has been said. */
function greeted(terms: object = {}): Step[] {
  const heads = [ours, theirs].map((log) => ({ log: hex(log), size: 1, singles: [] }));
  const alike = digestOfHeads(createNodeCrypto(), heads);
  return [
    [0, held(ours, 1)], [0, held(theirs, 1)],
    [1_000, up(terms)],
    [1_100, woke], [1_244, drained],
    [1_900, came({ name: "pong", counter: 1 }, { name: "ping", counter: 9, digest: alike })], [2_000, woke],
    [2_100, drained],
  ];
}

function stories(): Case[] {
  const story = (name: string, must: string[], steps: readonly Step[]): Case => (
    { name, must, accept: true, input: { steps }, expect: runTranscript(steps) }
  );
  const piecesLacked: Control = { name: "lack", id: (1_000 % 256), runs: [{ from: 1, to: 2 }] };
  return [
    story("up: a ping with a digest, and no more; what is alike needs no heads", ["N-52", "N-53", "N-62", "N-64"],
      greeted()),
    story("a FLASH goes before anything is heard, with the ping", ["N-50", "N-53"], [
      ...greeted(), [3_000, { kind: "down", link: "l" }], [4_000, appended(1, "FLASH")], [5_000, up()],
      [5_001, packed(1, 1, 200)], [6_000, drained],
    ]),
    story("a FLASH overtakes a ROUTINE in pieces, of which one is with the link", ["N-49", "N-50"], [
      ...greeted(), [3_000, appended(1, "ROUTINE")], [3_001, packed(1, 1, 300)],
      [3_100, appended(2, "FLASH")], [3_101, packed(2, 2, 200)],
      [3_500, drained], [4_300, drained], [4_800, drained], [5_300, drained],
    ]),
    story("pieces that lack are sent again alone", ["N-57"], [
      ...greeted(), [3_000, appended(1, "ROUTINE")], [3_001, packed(1, 1, 300)], [3_500, drained], [4_000, drained],
      [4_500, drained], [6_000, came(piecesLacked)], [6_500, drained],
    ]),
    story("without an answer a FLASH goes again after patience", ["N-54"], [
      ...greeted(), [3_000, appended(1, "FLASH")], [3_001, packed(1, 1, 100)], [3_500, drained], [6_000, woke],
      [8_000, woke], [8_001, packed(2, 1, 100)], [8_500, drained],
    ]),
    story("a receipt rests, and goes again when what it acknowledges comes again", ["N-55", "N-56"], [
      ...greeted(), [3_000, held(theirs, 2)], [3_000, appended(1, "FLASH", true)], [3_001, packed(1, 1, 60)],
      [3_400, drained], [60_000, woke],
      [60_100, came(concat(Uint8Array.of(1), tagOf(theirs), Uint8Array.of(1, 0xdd)))], [60_101, packed(2, 1, 60)],
      [60_500, drained],
    ]),
    story("full please: the full form, and then as over any other link", ["N-51"], [
      ...greeted(), [3_000, appended(1, "FLASH")], [3_001, packed(1, 1, 60)], [3_400, drained],
      [5_000, came({ name: "full-please", tag: tagOf(ours), seq: 1 })], [5_001, packed(2, 1, 90)], [5_500, drained],
      [8_000, came({ name: "full-please", tag: tagOf(ours), seq: 1 })],
      [8_001, { kind: "loaded", token: 3, envelope: "ee".repeat(40) }],
    ]),
    story("full please while symbols of the narrow form wait: the rest of them does not go", ["N-51"], [
      ...greeted({ lossShare: 0.3 }), [3_000, appended(1, "ROUTINE")], [3_001, packed(1, 1, 300)], [3_500, drained],
      [4_000, drained], [4_500, came({ name: "full-please", tag: tagOf(ours), seq: 1 })], [4_501, packed(2, 1, 320)],
      [4_600, drained], [5_100, drained],
    ]),
    story("full please while the narrow form is packed again: what comes of that does not go", ["N-51"], [
      ...greeted(), [3_000, appended(1, "FLASH")], [3_001, packed(1, 1, 60)], [3_400, drained], [8_000, woke],
      [8_000, came({ name: "full-please", tag: tagOf(ours), seq: 1 })], [8_001, packed(2, 1, 60)],
      [8_002, packed(3, 1, 90)],
    ]),
    story("where some loss is declared a FLASH goes once more, unasked", ["N-58"], [
      ...greeted({ lossShare: 0.05 }), [3_000, appended(1, "FLASH")], [3_001, packed(1, 1, 60)], [3_400, drained],
      [3_800, drained],
    ]),
    story("without a way back a frame goes as symbols, and nothing is asked", ["N-45", "N-59", "N-60"], [
      [0, held(ours, 1)], [500, appended(1, "FLASH")],
      [1_000, up({ returnPath: false, lossShare: 0.2 })],
      [1_001, { kind: "loaded", token: 1, envelope: "ee".repeat(200) }],
      ...[1, 2, 3, 4, 5, 6, 7, 8].map((count): Step => [1_000 + 500 * count, drained]),
    ]),
  ];
}

write("fragments", fragmentCases());
write("cutting", cuttingCases());
write("coefficients", [[1, 4], [300, 8], [65_535, 3]].map(([number, count]): Case => {
  const one: Case = { name: `of ${number}`, must: ["N-46"], accept: true, input: { number, count } };
  return { ...one, expect: runners["coefficients.json"]?.(one) };
}));
write("symbols", symbolCases());
write("joining", joiningCases());
write("control", controlCases());
write("digests", digestCases());
write("transcripts", stories());
