// Makes vectors/02-keys: node tests/vectors/02-keys.make.ts. Same input, same files, byte for byte.

import { writeFileSync } from "node:fs";
import { ml_dsa87 } from "@noble/post-quantum/ml-dsa.js";
import type { Case } from "./vectors.ts";
import { decode, encode } from "../../src/core/bytes/cbor.ts";
import type { Value } from "../../src/core/bytes/cbor.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { encodeShape } from "../../src/core/bytes/shape.ts";
import { cardQr, encodeCard } from "../../src/core/keys/card.ts";
import { firstRoster, seedsOf, stationOfNumber } from "../../src/core/keys/keys.fixture.ts";
import { partyId, rootsHash, rootsOf } from "../../src/core/keys/party.ts";
import { encodeSignedRoster, roster as rosterShape, rosterDigest } from "../../src/core/keys/roster.ts";
import type { Roster, SignedRoster } from "../../src/core/keys/roster.ts";
import { spokenCheck } from "../../src/core/keys/spoken-check.ts";
import { createNodeCrypto } from "../../src/crypto/node/crypto.ts";

const crypto = createNodeCrypto();
const folder = new URL("../../vectors/02-keys/", import.meta.url);
const base = firstRoster(crypto, 1);
const [station] = base.stations as [Roster["stations"][number]];
const [desk] = base.desks as [Roster["desks"][number]];
const first = signAny(1, base);
const rotated: Roster = {
  ...base, seq: 1, roots: rootsOf(crypto, seedsOf(2)), nextRoots: rootsHash(crypto, rootsOf(crypto, seedsOf(3))),
};

function write(name: string, cases: readonly Case[]): void {
  const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(",\n");
  writeFileSync(new URL(`${name}.json`, folder), `{\n  "chapter": "02-keys",\n  "cases": [\n${lines}\n  ]\n}\n`);
}

/** Signs whatever it is given, and the same way each time: ML-DSA without its randomness. */
function signAny(number: number, item: Roster, body = encodeShape(rosterShape, item), label = "chirograph/1 roster"):
SignedRoster {
  const message = encode([label, 1, body]);
  const { ed25519, mlDsa87 } = seedsOf(number);
  const { secretKey } = ml_dsa87.keygen(mlDsa87);
  return {
    roster: item, bytes: body, ed25519: crypto.ed25519Sign(ed25519, message),
    mlDsa87: Uint8Array.from(ml_dsa87.sign(message, secretKey, { extraEntropy: false })),
  };
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.with(at, (bytes[at] as number) ^ 1);
}

function idCases(): Case[] {
  const good = (name: string, must: string[], number: number): Case => {
    const roots = rootsOf(crypto, seedsOf(number));
    const { key, id } = stationOfNumber(crypto, number);
    return {
      name, must, accept: true,
      input: { ed25519: toHex(roots.ed25519), mlDsa87: toHex(roots.mlDsa87), stationKey: toHex(key) },
      expect: {
        party: toHex(partyId(crypto, roots)), rootsHash: toHex(rootsHash(crypto, roots)), station: toHex(id),
      },
    };
  };
  return [good("roots and station of A", ["K-1", "K-2", "K-3"], 1), good("others", ["K-1", "K-2", "K-3"], 2)];
}

function rosterCases(): Case[] {
  const input = (signed: SignedRoster, previous: SignedRoster | null): Case["input"] => ({
    signed: toHex(encodeSignedRoster(signed)), previous: previous === null ? null : toHex(encodeSignedRoster(previous)),
  });
  const good = (name: string, must: string[], signed: SignedRoster, previous: SignedRoster | null = null): Case => ({
    name, must, accept: true, input: input(signed, previous),
    expect: { digest: toHex(rosterDigest(crypto, signed.bytes)), json: rosterShape.toJson(signed.roster) },
  });
  const bad = (must: string, error: string, name: string, signed: SignedRoster, previous: SignedRoster | null = null):
  Case => ({ name, must: [must], accept: false, error, input: input(signed, previous) });
  const holds = (must: string, name: string, change: Partial<Roster>, error = "shape"): Case =>
    bad(must, error, name, signAny(1, { ...base, ...change }));
  return [
    good("a first roster", ["K-4", "K-9", "K-10", "K-13"], first),
    good("the next one under the same root", ["K-11", "K-12"], signAny(1, { ...base, seq: 1 }), first),
    good("the next one under the root named before", ["K-12"], signAny(2, rotated), first),
    good("a later one under the first root, alone", ["K-10"], signAny(1, { ...base, seq: 7 })),
    ...contentCases(holds), ...signatureCases(bad), ...chainCases(bad),
  ];
}

function contentCases(holds: (must: string, name: string, change: Partial<Roster>, error?: string) => Case): Case[] {
  const text = (words: string): Roster["names"] => [{ language: "en", text: words }];
  return [
    holds("K-4", "version 2", { v: 2 }, "version-unknown"),
    holds("K-4", "version 0", { v: 0 }, "version-unknown"),
    holds("K-5", "a short code in small letters", { short: "a" }),
    holds("K-5", "a short code in Cyrillic", { short: "А" }),
    holds("K-5", "a telephone number with words", { telephone: "call me" }),
    holds("K-6", "two names in one language", { names: [...text("A"), ...text("B")] }),
    holds("K-6", "a language that is no tag", { names: [{ language: "English", text: "A" }] }),
    holds("K-6", "a name that turns its direction", { names: text("safe\u202Eelif") }),
    holds("K-6", "a name of two lines", { names: text("two\nlines") }),
    holds("K-6", "a name with a code point that is not assigned", { names: text("A\u0378") }),
    holds("K-6", "a desk's name that is not visible", { desks: [{ ...desk, names: text("\u2800") }] }),
    holds("K-6", "two names of a desk in one language", { desks: [{ ...desk, names: [...text("A"), ...text("B")] }] }),
    holds("K-6", "a language of three subtags too many",
      { names: [{ language: "en-a-b-c-d-e", text: "A" }] }),
    holds("K-6", "a name not in form C", { stations: [{ ...station, names: text("e\u0301") }] }),
    holds("K-7", "one station twice", { stations: [station, station] }),
    holds("K-7", "a station's id on another key", { stations: [{ ...station, key: stationOfNumber(crypto, 2).key }] }),
    holds("K-7", "a seat that is no station", { seat: stationOfNumber(crypto, 2).id }),
    holds("K-8", "one desk twice", { desks: [desk, desk] }),
    holds("K-8", "a desk code in capitals", { desks: [{ ...desk, code: "Watch" }] }),
    holds("K-8", "a desk code that begins with a hyphen", { desks: [{ ...desk, code: "-watch" }] }),
    holds("K-8", "a desk code with an underscore", { desks: [{ ...desk, code: "the_watch" }] }),
    holds("K-8", "a release by nobody", { policy: [1, 1, 1, 0] }),
  ];
}

type Bad = (must: string, error: string, name: string, signed: SignedRoster, previous?: SignedRoster) => Case;

function signatureCases(bad: Bad): Case[] {
  const stranger = signAny(5, base);
  const other = "chirograph/1 entry";
  return [
    bad("K-9", "roster-signature", "another party's signatures", stranger),
    bad("K-9", "roster-signature", "another party's Ed25519", { ...first, ed25519: stranger.ed25519 }),
    bad("K-9", "roster-signature", "another party's ML-DSA", { ...first, mlDsa87: stranger.mlDsa87 }),
    bad("K-9", "roster-signature", "a bit of Ed25519", { ...first, ed25519: flipped(first.ed25519, 63) }),
    bad("K-9", "roster-signature", "a bit of ML-DSA", { ...first, mlDsa87: flipped(first.mlDsa87, 2_000) }),
    bad("K-9", "roster-signature", "under another label", signAny(1, base, first.bytes, other)),
    bad("K-9", "roster-signature", "another body", { ...first, bytes: signAny(1, { ...base, seq: 1 }).bytes }),
    ...bodyCases(bad),
  ];
}

function bodyCases(bad: Bad): Case[] {
  const body = (value: Value): SignedRoster => signAny(1, base, encode(value));
  const fields = decode(first.bytes) as readonly Value[];
  // The head of an array of fourteen in two bytes instead of one.
  const long = Uint8Array.of(0x98, 14, ...first.bytes.slice(1));
  return [
    bad("K-13", "cbor-not-canonical", "a body in another encoding", signAny(1, base, long)),
    bad("K-13", "cbor-trailing", "a byte after the body", signAny(1, base, Uint8Array.of(...first.bytes, 0))),
    bad("K-13", "shape", "a field too many", body([...fields, 0])),
    bad("E-13", "version-unknown", "version 2 with a field more", body([2, ...fields.slice(1), 0])),
    bad("E-13", "version-unknown", "version 300", body(fields.with(0, 300))),
    bad("E-13", "shape", "a version as text", body(fields.with(0, "1"))),
    bad("K-13", "shape", "a world that is none", body(fields.with(4, 2))),
  ];
}

function chainCases(bad: Bad): Case[] {
  const sequence = "roster-sequence";
  const stolen = { ...base, roots: rootsOf(crypto, seedsOf(5)) };
  const half = { ...rotated, roots: { ...rotated.roots, ed25519: base.roots.ed25519 } };
  return [
    bad("K-10", sequence, "a stranger under this party's id", signAny(5, stolen)),
    bad("K-10", sequence, "a changed root without the roster before", signAny(2, rotated)),
    bad("K-11", sequence, "the same seq again", first, first),
    bad("K-11", sequence, "a seq left out", signAny(1, { ...base, seq: 2 }), first),
    bad("K-11", sequence, "another party", signAny(7, { ...firstRoster(crypto, 7), seq: 1 }), first),
    bad("K-12", sequence, "a root that was not named", signAny(5, { ...stolen, seq: 1 }), first),
    bad("K-12", sequence, "back to the root before", signAny(1, { ...base, seq: 2 }), signAny(2, rotated)),
    bad("K-12", sequence, "half of the root that was named", {
      ...signAny(2, half), ed25519: signAny(1, half).ed25519,
    }, first),
  ];
}

/** The lines with one bit more in the last character before the padding of one of them. */
function padBits(lines: readonly string[], at: number): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const line = lines[at] as string;
  const last = line.replace(/=+$/u, "").length - 1;
  if (!line.endsWith("=")) throw new Error("no padding there");
  const other = alphabet[alphabet.indexOf(line[last] as string) + 1] as string;
  return lines.with(at, `${line.slice(0, last)}${other}${line.slice(last + 1)}`).join("\n");
}

function cardCases(): Case[] {
  const card = encodeCard(crypto, first);
  const lines = card.split("\n");
  const good = (name: string, must: string[], text: string): Case => ({
    name, must, accept: true, input: { card: text },
    expect: { signed: toHex(encodeSignedRoster(first)), qr: cardQr(crypto, first) },
  });
  const bad = (must: string, name: string, text: string): Case =>
    ({ name, must: [must], accept: false, error: "card", input: { card: text } });
  return [
    good("a card", ["K-15", "K-16", "K-18"], card),
    good("with CR LF, and white space around it", ["K-15"], `\r\n ${card.replaceAll("\n", "\r\n")}\t`),
    good("without its last line feed", ["K-15"], card.trimEnd()),
    good("some lines with CR LF", ["K-15"], card.replace("\n", "\r\n")),
    good("200,000 characters", ["K-15"], `${card}${" ".repeat(200_000 - card.length)}`),
    bad("K-15", "without its last line", lines.slice(0, -2).join("\n")),
    bad("K-15", "without its first line", lines.slice(1).join("\n")),
    bad("K-15", "a space inside", lines.with(1, ` ${lines[1]}`).join("\n")),
    bad("K-15", "an empty line inside", lines.toSpliced(2, 0, "").join("\n")),
    bad("K-15", "two lines in one", lines.toSpliced(1, 2, `${lines[1]}${lines[2]}`).join("\n")),
    bad("K-15", "twice", card + card),
    bad("K-15", "a no-break space around it", `\u00a0${card}`),
    bad("K-15", "a byte order mark before it", `\ufeff${card}`),
    bad("K-15", "a form feed after it", `${card}\f`),
    bad("K-15", "CR alone for a line feed", card.replaceAll("\n", "\r")),
    bad("K-15", "a space at the end of a line", lines.with(1, `${lines[1]} `).join("\n")),
    bad("K-15", "pad bits of the last line that are not zero", padBits(lines, lines.length - 4)),
    bad("K-15", "pad bits of the check that are not zero", padBits(lines, lines.length - 3)),
    bad("K-15", "without padding", lines.with(-3, (lines.at(-3) as string).slice(0, -2)).join("\n")),
    bad("K-15", "base64 of the other alphabet", card.replaceAll("+", "-").replaceAll("/", "_")),
    bad("K-15", "200,001 characters", `${card}${" ".repeat(200_001 - card.length)}`),
    bad("K-16", "one character changed", lines.with(1, `B${(lines[1] as string).slice(1)}`).join("\n")),
    bad("K-16", "a line left out", lines.toSpliced(9, 1).join("\n")),
    bad("K-16", "without its check", lines.toSpliced(-3, 1).join("\n")),
    bad("K-17", "signed by another party", encodeCard(crypto, signAny(5, base))),
    bad("K-17", "of a changed root", encodeCard(crypto, signAny(2, rotated))),
    bad("K-17", "whose roster has a field too many",
      encodeCard(crypto, signAny(1, base, encode([...(decode(first.bytes) as readonly Value[]), 0])))),
    bad("K-17", "whose roster has a short code in small letters",
      encodeCard(crypto, signAny(1, { ...base, short: "a" }))),
    { ...bad("K-17", "whose roster is of version 2", encodeCard(crypto, signAny(1, { ...base, v: 2 }))),
      error: "version-unknown" },
    { ...bad("K-17", "whose roster is of version 2, with a field more",
      encodeCard(crypto, signAny(1, base, encode([2, ...(decode(first.bytes) as readonly Value[]).slice(1), 0])))),
      error: "version-unknown" },
    bad("K-17", "a bit of a signature, the check made to fit",
      encodeCard(crypto, { ...first, mlDsa87: flipped(first.mlDsa87, 4_000) })),
  ];
}

function spokenCases(): Case[] {
  const made = (name: string, one: Uint8Array, other: Uint8Array): Case => ({
    name, must: ["K-19", "K-20"], accept: true, input: { one: toHex(one), other: toHex(other) },
    expect: { digits: spokenCheck(crypto, one, other) },
  });
  const ones = new Uint8Array(32).fill(1);
  return [
    made("two parties", base.party, firstRoster(crypto, 2).party),
    made("the same, seen from the other side", firstRoster(crypto, 2).party, base.party),
    made("ids of one byte each", ones, new Uint8Array(32).fill(2)),
    made("ids that differ in the last byte, above 127", ones, ones.with(31, 200)),
  ];
}

/** A roster of one number under the root of another, which names the root after it. */
function later(root: number, seq: number, more: Partial<Roster> = {}): SignedRoster {
  const nextRoots = rootsHash(crypto, rootsOf(crypto, seedsOf(root + 1)));
  return signAny(root, { ...base, seq, roots: rootsOf(crypto, seedsOf(root)), nextRoots, ...more });
}

function rosterChain(): SignedRoster[] {
  return [later(1, 0), later(1, 1), later(2, 2), later(2, 3), later(3, 4)];
}

function chainCardCases(): Case[] {
  const [r0, r1, r2, r3, r4] = rosterChain() as [
    SignedRoster, SignedRoster, SignedRoster, SignedRoster, SignedRoster,
  ];
  const good = (name: string, ...rosters: SignedRoster[]): Case => ({
    name, must: ["K-17", "K-23"], accept: true, input: { card: encodeCard(crypto, ...rosters) },
    expect: {
      signed: toHex(encodeSignedRoster(rosters.at(-1) as SignedRoster)),
      qr: cardQr(crypto, rosters.at(-1) as SignedRoster),
    },
  });
  const bad = (name: string, ...rosters: SignedRoster[]): Case => ({
    name, must: ["K-23"], accept: false, error: "card", input: { card: encodeCard(crypto, ...rosters) },
  });
  return [
    good("two rosters", r0, r1), good("a gap under one root", r0, later(1, 9)),
    good("a changed root, with the roster before it", r1, r2), good("two changed roots", r1, r2, r3, r4),
    good("a gap under the second root", r1, r2, later(2, 9)),
    bad("a changed root without the roster before it", r2, r3), bad("a gap over a changed root", r0, r2),
    bad("the newer one first", r1, r0), bad("one twice", r0, r0), bad("another party's after it",
      r0, signAny(7, { ...firstRoster(crypto, 7), seq: 1 })),
    bad("17 rosters", ...Array.from({ length: 17 }, (_, seq) => later(1, seq))),
    bad("the second with another party's signatures", r0, { ...r1, ed25519: r0.ed25519 }),
  ];
}

function forkCases(): Case[] {
  const [r0, r1, r2, r3] = rosterChain() as [SignedRoster, SignedRoster, SignedRoster, SignedRoster];
  const file = (one: SignedRoster, other: SignedRoster, before: SignedRoster[], label = "chirograph/1 roster fork"):
  string => {
    const [first, second] = [encodeSignedRoster(one), encodeSignedRoster(other)];
    return toHex(encode([label, first, second, before.map((each) => encodeSignedRoster(each))]));
  };
  const good = (name: string, seq: number, ...of: Parameters<typeof file>): Case => ({
    name, must: ["K-25", "K-27"], accept: true, input: { file: file(...of) },
    expect: { party: toHex(base.party), seq },
  });
  const bad = (error: string, name: string, ...of: Parameters<typeof file>): Case =>
    ({ name, must: ["K-27"], accept: false, error, input: { file: file(...of) } });
  const other = (root: number, seq: number): SignedRoster => later(root, seq, { telephone: "+00 2" });
  return [
    good("two of number 1 under the first root", 1, r1, other(1, 1), []),
    good("two of number 1 after the one before them", 1, r1, other(1, 1), [r0]),
    good("two under the second root", 3, r3, other(2, 3), [r1, r2]),
    good("one under the root that was, one under the root it named", 2, r2, later(1, 2), [r1]),
    bad("fork", "one roster twice", r1, r1, [r0]),
    bad("fork", "two numbers", r0, r1, []),
    bad("roster-sequence", "two under the second root, with nothing before", r3, other(2, 3), []),
    bad("roster-sequence", "the other under a root nobody named", r1, other(5, 1), [r0]),
    bad("roster-sequence", "both after a gap", r3, other(2, 3), [r1]),
    bad("roster-signature", "the other not signed", r1, { ...other(1, 1), mlDsa87: r1.mlDsa87 }, [r0]),
    bad("version-unknown", "under another label", r1, other(1, 1), [r0], "chirograph/2 roster fork"),
  ];
}

write("ids", idCases());
write("roster", rosterCases());
write("card", [...cardCases(), ...chainCardCases()]);
write("roster-fork", forkCases());
write("spoken-check", spokenCases());
