// Makes vectors/09-checkpoints: node tests/vectors/09-checkpoints.make.ts. Same input, same files, byte for byte.

import { readFileSync, writeFileSync } from "node:fs";
import { A } from "./03-record.admission.ts";
import { begin } from "./03-record.cases.ts";
import { crypto, runners } from "./09-checkpoints.cases.ts";
import { evidenceCases } from "./09-checkpoints.evidence.ts";
import { memoryCases } from "./09-checkpoints.memory.ts";
import { namingCases, settledCases } from "./09-checkpoints.settled.ts";
import { proofCases } from "./09-checkpoints.proof.ts";
import type { Case } from "./vectors.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { encodeCheckpoint, logKey, originOf } from "../../src/core/checkpoint/checkpoint.ts";
import type { Checkpoint } from "../../src/core/checkpoint/checkpoint.ts";
import { cosign, witness, witnessKeys, witnessOf } from "../../src/core/checkpoint/cosignature.ts";
import {
  decodeNote, encodeNote, encodeNoteLine, encodeVerifierKey, noteKey,
} from "../../src/core/checkpoint/signed-note.ts";
import type { NoteLine } from "../../src/core/checkpoint/signed-note.ts";
import { filled } from "../../src/core/record/ledger.fixture.ts";
import { addLeaf, consistencyProof, createTree, rootAt } from "../../src/core/record/merkle.ts";
import { utf8 } from "../../src/core/bytes/cbor.ts";

const folder = new URL("../../vectors/09-checkpoints/", import.meta.url);
const published = JSON.parse(readFileSync(new URL("../data/tlog.json", import.meta.url), "utf8")) as {
  readonly note: { readonly key: string; readonly note: string };
  readonly keys: readonly string[];
};

function write(name: string, cases: readonly Case[]): void {
  const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(",\n");
  writeFileSync(new URL(`${name}.json`, folder), `{\n  "chapter": "09-checkpoints",\n  "cases": [\n${lines}\n  ]\n}\n`);
}

/** A case that is accepted, with what our code makes of it. */
function good(file: string, name: string, must: readonly string[], input: Case["input"]): Case {
  const one: Case = { name, must, accept: true, input };
  const expect: unknown = JSON.parse(JSON.stringify(runners[file]?.(one) ?? null));
  return expect === null ? one : { ...one, expect };
}

function bad(name: string, must: string, input: Case["input"], error = "checkpoint"): Case {
  return { name, must: [must], accept: false, error, input };
}

const seed = filled(32, 1);
const stationKey = crypto.ed25519PublicKey(seed);
const [channel, log, root] = [filled(32, 0xcc), begin(A, 0xa3)[0].log, filled(32, 0x5a)];
const seeds = { ed25519: filled(32, 3), mlDsa44: filled(32, 4) };
const name = "w.example/1";
const W = witnessOf(crypto, name, seeds);
const time = 1_700_000_000;

function signed(change: Partial<Checkpoint> = {}, by = seed, keyName = change.origin ?? originOf(channel,
  log)): string {
  return signedText(encodeCheckpoint({ origin: originOf(channel, log), size: 1, root, extensions: [], ...change }), by,
    keyName);
}

function signedText(text: string, by = seed, keyName = originOf(channel, log)): string {
  const { id } = logKey(crypto, keyName, crypto.ed25519PublicKey(by));
  return encodeNote({ text, lines: [{ name: keyName, id, signature: crypto.ed25519Sign(by, utf8(text)) }] });
}

function noteCases(): Case[] {
  const { note, key } = published.note;
  const other = encodeVerifierKey(noteKey(crypto, "EnochRoot", 1, stationKey));
  const of = (written: string, keys: readonly string[] = [key]): Case["input"] => ({ note: written, keys });
  const line = note.slice(note.lastIndexOf("\n\n") + 2);
  const text = note.slice(0, note.lastIndexOf("\n\n") + 1);
  const fine = (said: string, must: string[], input: Case["input"]): Case => good("notes.json", said, must, input);
  const many = (count: number): string => `${text}\n${line.repeat(count)}`;
  return [
    fine("as published", ["W-1", "W-3"], of(note)),
    fine("a key of the same name, which is another", ["W-3"], of(note, [other])),
    fine("no key known", ["W-3"], of(note, [])),
    fine("sixty-four lines", ["W-1"], of(many(64))),
    fine("a text with empty lines", ["W-1"], of(`a\n\n\nb\n\n${line}`, [])),
    fine("an empty text", ["W-1"], of(`\n\n${line}`, [])),
    fine("a text that looks like a signature line", ["W-1"], of(`a\n\n${line}\n${line}`, [])),
    fine("a line of one byte of signature", ["W-1"], of(`${text}\n— a AAAAAAA=\n`, [])),
    bad("sixty-five lines", "W-1", of(many(65))),
    bad("no line", "W-1", of(`${text}\n`)),
    bad("no empty line", "W-1", of(`a\n${line}`)),
    bad("nothing", "W-1", of("")),
    bad("an empty line after the lines", "W-1", of(`${note}\n`)),
    bad("words after the lines", "W-1", of(`${note}x\n`)),
    bad("the last line feed cut off", "W-1", of(note.slice(0, -1))),
    bad("CR LF", "W-1", of(note.replaceAll("\n", "\r\n"))),
    bad("a tab in the text", "W-1", of(note.replace(" ", "\t"))),
    bad("a NUL in the text", "W-1", of(`\0${note}`)),
    bad("a hyphen in place of the dash", "W-1", of(note.replace("—", "-"))),
    bad("two spaces after the dash", "W-1", of(note.replace("— ", "—  "))),
    bad("a space at the end of a line", "W-1", of(note.replace("=\n", "= \n"))),
    bad("base64 without padding", "W-1", of(note.replace("=\n", "\n"))),
    bad("base64 with bits where none are used", "W-1", of(`${text}\n— a AAAAAAB=\n`)),
    bad("base64 of URLs", "W-1", of(`${text}\n— a AAAAA_-_\n`)),
    bad("a signature of four bytes", "W-1", of(`${text}\n— a AAAAAA==\n`)),
    bad("a name with a plus", "W-2", of(`${text}\n— a+b AAAAAAA=\n`)),
    bad("a name with a no-break space", "W-2", of(`${text}\n— a\u00a0b AAAAAAA=\n`)),
    bad("no name", "W-2", of(`${text}\n—  AAAAAAA=\n`)),
    bad("a name of 256 bytes", "W-2", of(`${text}\n— ${"a".repeat(256)} AAAAAAA=\n`)),
    bad("a note of 60,001 bytes", "W-1", of(`${"a".repeat(60_000 - utf8(line).length - 1)}\n\n${line}`, [])),
    bad("a letter of the text altered", "W-3", of(note.replace("think", "thank"))),
    bad("a letter of the signature altered", "W-3", of(note.replace("rwz+eBzm", "rwz+eBzn"))),
    bad("one line that verifies, one that does not", "W-3", of(note + line.replace("rwz+eBzm", "rwz+eBzn"))),
  ];
}

function keyCases(): Case[] {
  const own = encodeVerifierKey(noteKey(crypto, name, 4, W.ed25519));
  const long = encodeVerifierKey(noteKey(crypto, "a".repeat(255), 1, stationKey));
  const fine = (said: string, key: string): Case => good("keys.json", said, ["W-2"], { key });
  const typed = (type: number, length: number): string => {
    const bytes = Uint8Array.of(type, ...filled(length, 7));
    const id = crypto.sha256(utf8("a\n"), bytes).slice(0, 4);
    return `a+${toHex(id)}+${bytes.toBase64()}`;
  };
  const refused = (said: string, key: string): Case => bad(said, "W-2", { key });
  return [
    ...[published.note.key, ...published.keys].map((key, index) => fine(`as published, ${index + 1}`, key)),
    fine("of ML-DSA-44", encodeVerifierKey(witnessKeys(crypto, W).mlDsa44)),
    fine("of a witness", own), fine("a name of 255 bytes", long),
    refused("nothing", ""), refused("a name alone", name), refused("without its key",
      own.split("+").slice(0, 2).join("+")),
    refused("another id", own.replace("+", "+0").replace(/.\+/u, "+")), refused("its id in capitals", own.replace(
      `+${toHex(witnessKeys(crypto, W).ed25519.id)}+`, `+${toHex(witnessKeys(crypto, W).ed25519.id).toUpperCase()}+`,
    )),
    refused("the id of another type",
      `${own.slice(0, own.lastIndexOf("+"))}+${Uint8Array.of(1, ...W.ed25519).toBase64()}`),
    refused("type 2", typed(2, 32)), refused("type 255", typed(255, 32)),
    refused("a key of 31 bytes", typed(1, 31)), refused("a key of 33 bytes", typed(4, 33)),
    refused("a key of 1,311 bytes", typed(6, 1_311)), refused("Ed25519 as ML-DSA-44", typed(6, 32)),
    refused("base64 without padding", published.note.key.replace(/=*$/u, "").slice(0, -1)),
    refused("a space in the name", own.replace("w.example", "w example")), refused("a line feed after it", `${own}\n`),
  ];
}

function checkpointCases(): Case[] {
  const fine = (said: string, must: string[], input: Case["input"]): Case =>
    good("checkpoints.json", said, must, input);
  const of = (note: string, key = stationKey): Case["input"] => ({ note, stationKey: toHex(key) });
  const written = { channel: toHex(channel), log: toHex(log), seed: toHex(seed) };
  const text = decodeNote(signed()).text;
  const refused = (said: string, must: string, note: string, key = stationKey): Case => bad(said, must, of(note, key));
  return [
    fine("the worked example", ["W-4", "W-5"], { ...written, size: 1, root: toHex(root) }),
    fine("written at the largest size", ["W-4", "W-5"], { ...written, size: Number.MAX_SAFE_INTEGER,
      root: toHex(root) }),
    fine("read", ["W-4", "W-5"], of(signed())),
    fine("of an origin that is no log of Chirograph", ["W-5"], of(signed({ origin: "example.com/log" }))),
    fine("of an origin in capitals, which is none either", ["W-5"],
      of(signed({ origin: originOf(channel, log).toUpperCase() }))),
    fine("with a further line", ["W-4"], of(signed({ extensions: ["said by nobody"] }))),
    fine("an origin of 255 bytes", ["W-4"], of(signed({ origin: "a".repeat(255) }))),
    refused("two lines", "W-4", signedText("a\n1\n")), refused("an empty origin", "W-4",
      signedText(`\n1\n${root.toBase64()}\n`)),
    refused("an origin of 256 bytes", "W-4", signedText(`${"a".repeat(256)}\n1\n${root.toBase64()}\n`)),
    refused("an empty further line", "W-4", signedText(`${text}\nx\n`)),
    refused("a size with a zero before it", "W-4", signedText(text.replace("\n1\n", "\n01\n"))),
    refused("a size with a sign", "W-4", signedText(text.replace("\n1\n", "\n+1\n"))),
    refused("a size in other digits", "W-4", signedText(text.replace("\n1\n", "\n١\n"))),
    refused("a size above 2^53 - 1", "W-4", signedText(text.replace("\n1\n", "\n9007199254740992\n"))),
    refused("a size of sixty-four bits", "W-4", signedText(text.replace("\n1\n", "\n18446744073709551615\n"))),
    refused("a root of 31 bytes", "W-4", signedText(`a\n1\n${filled(31, 1).toBase64()}\n`)),
    refused("a root of 33 bytes", "W-4", signedText(`a\n1\n${filled(33, 1).toBase64()}\n`)),
    refused("a root in hexadecimal", "W-4", signedText(`a\n1\n${toHex(root)}\n`)),
    refused("signed by another station", "W-5", signed({}, filled(32, 2))),
    refused("signed by the station under another name", "W-5", signed({}, seed, "example.com/log")),
    refused("signed, and the size altered", "W-3", signed().replace("\n1\n", "\n2\n")),
    refused("the signature of an entry's bytes", "W-5", encodeNote({
      text, lines: [{ ...(decodeNote(signed()).lines[0] as NoteLine),
        signature: crypto.ed25519Sign(seed, filled(64, 0x84)) }],
    })),
  ];
}

function cosignatureCases(): Case[] {
  const base = signed();
  const { text } = decodeNote(base);
  const lines = cosign(crypto, name, seeds, text, time) as [NoteLine, NoteLine];
  const shown = [witness.toJson(W)];
  const noteOf = (...more: readonly NoteLine[]): string => base + more.map(encodeNoteLine).join("");
  const of = (note: string, witnesses: readonly unknown[] = shown): Case["input"] => ({ note, witnesses });
  const fine = (said: string, must: string[], input: Case["input"]): Case =>
    good("cosignatures.json", said, must, input);
  const hexSeeds = { ed25519Seed: toHex(seeds.ed25519), mlDsa44Seed: toHex(seeds.mlDsa44) };
  const retimed = (line: NoteLine, first: number): NoteLine => ({ ...line, signature: line.signature.with(0, first) });
  const otherName = cosign(crypto, "w.example/2", seeds, text, time);
  const later = cosign(crypto, name, seeds, text, time + 60);
  const swapped = [{ ...lines[0], signature: lines[1].signature }, { ...lines[1], signature: lines[0].signature }];
  const W2 = witnessOf(crypto, "w.example/2", seeds);
  const zero = cosign(crypto, name, seeds, text, 0);
  const extended = signed({ extensions: ["x"] });
  const refused = (said: string, must: string, note: string, witnesses: readonly unknown[] = shown): Case =>
    bad(said, must, of(note, witnesses));
  return [
    fine("the worked example", ["W-8"], { name, ...hexSeeds, text, time }),
    fine("written at the last second there is", ["W-8"], { name, ...hexSeeds, text, time: 281_474_976_710 }),
    fine("written over a further line", ["W-8"], { name, ...hexSeeds, text: decodeNote(extended).text, time }),
    fine("read", ["W-8", "W-9"], of(noteOf(...lines))),
    fine("Ed25519 alone is nothing", ["W-9"], of(noteOf(lines[0]))),
    fine("ML-DSA-44 alone is nothing", ["W-9"], of(noteOf(lines[1]))),
    fine("not signed by it", ["W-9"], of(base)),
    fine("of two times of each key the earlier counts", ["W-9"], of(noteOf(...later, ...lines))),
    fine("of the times of the two keys the later counts", ["W-9"], of(noteOf(lines[0], later[1] as NoteLine))),
    fine("a witness of another name with the same keys", ["W-3"], of(noteOf(...otherName))),
    fine("two witnesses", ["W-9"], of(noteOf(...lines, ...cosign(crypto, "w.example/2", seeds, text, time + 5)),
      [...shown, witness.toJson(W2)])),
    fine("a line of the right name and another id is passed over", ["W-3"],
      of(noteOf(...lines, { ...lines[0], id: filled(4, 9) }))),
    refused("a bit of the Ed25519 signature altered", "W-8",
      noteOf({ ...lines[0], signature: lines[0].signature.with(20, (lines[0].signature[20] ?? 0) ^ 1) }, lines[1])),
    refused("a bit of the ML-DSA-44 signature altered", "W-8",
      noteOf(lines[0], { ...lines[1], signature: lines[1].signature.with(500, (lines[1].signature[500] ?? 0) ^ 1) })),
    refused("the time of Ed25519 altered", "W-8", noteOf({ ...lines[0], signature: lines[0].signature.with(7, 1) },
      lines[1])),
    refused("the time of ML-DSA-44 altered", "W-8", noteOf(lines[0],
      { ...lines[1], signature: lines[1].signature.with(7, 1) })),
    refused("a time above the last there is", "W-8", noteOf(retimed(lines[0], 1), lines[1])),
    refused("a time of sixty-four bits", "W-8", noteOf(retimed(lines[0], 255), lines[1])),
    refused("time 0", "W-8", noteOf(...zero)),
    refused("a signature too short for a time", "W-8",
      noteOf({ ...lines[0], signature: lines[0].signature.slice(0, 8) }, lines[1])),
    refused("a signature cut off", "W-8", noteOf({ ...lines[0], signature: lines[0].signature.slice(0, 71) },
      lines[1])),
    refused("a signature with a byte too many", "W-8", noteOf(lines[0],
      { ...lines[1], signature: Uint8Array.of(...lines[1].signature, 0) })),
    refused("the two signatures in each other's lines", "W-8", noteOf(...swapped)),
    refused("ML-DSA-44 for another name, in the line of this one", "W-8",
      noteOf(lines[0], { ...lines[1], signature: (otherName[1] as NoteLine).signature })),
    refused("an Ed25519 signature over the text alone", "W-8",
      noteOf({ ...lines[0], signature: Uint8Array.of(...lines[0].signature.slice(0, 8),
        ...crypto.ed25519Sign(seeds.ed25519, utf8(text))) }, lines[1])),
    refused("over another root", "W-8",
      noteOf(...cosign(crypto, name, seeds, decodeNote(signed({ root: filled(32, 1) })).text, time))),
    refused("over another size", "W-8",
      noteOf(...cosign(crypto, name, seeds, decodeNote(signed({ size: 2 })).text, time))),
    refused("one more line that does not verify", "W-3", noteOf(...lines, { ...lines[0], signature: filled(72, 1) })),
  ];
}

function consistencyCases(): Case[] {
  const tree = createTree();
  for (let index = 0; index < 20; index++) addLeaf(crypto, tree, crypto.sha256(Uint8Array.of(index)));
  const of = (from: number, to: number, change: Partial<Case["input"]> = {}): Case["input"] => ({
    from, before: toHex(rootAt(crypto, tree, from)), to, root: toHex(rootAt(crypto, tree, to)),
    proof: consistencyProof(crypto, tree, from, to).map(toHex), ...change,
  });
  const nodes = (from: number, to: number): string[] => consistencyProof(crypto, tree, from, to).map(toHex);
  const fine = (from: number, to: number): Case =>
    good("consistency.json", `${from} to ${to}`, ["W-10"], of(from, to));
  const refused = (said: string, input: Case["input"]): Case => bad(said, "W-10", input);
  const wrong = "77".repeat(32);
  return [
    ...[[0, 0], [0, 5], [1, 1], [1, 2], [1, 8], [2, 3], [3, 4], [3, 7], [4, 7], [4, 8], [6, 8], [7, 20], [8, 20],
      [13, 20], [16, 20], [19, 20], [20, 20]]
      .map(([from = 0, to = 0]) => fine(from, to)),
    refused("a smaller tree after a larger one", of(7, 20, { from: 20, to: 7 })),
    refused("the same size and other roots", of(7, 7, { root: wrong })),
    refused("the same size and a proof", of(7, 7, { proof: [wrong] })),
    refused("a proof where none is due", of(0, 5, { proof: [wrong] })),
    refused("size 0 with a root of its own", of(0, 5, { before: wrong })),
    refused("no proof where one is due", of(3, 7, { proof: [] })),
    refused("a node too few", of(7, 20, { proof: nodes(7, 20).slice(1) })),
    refused("the last node cut off", of(7, 20, { proof: nodes(7, 20).slice(0, -1) })),
    refused("a node too many", of(7, 20, { proof: [...nodes(7, 20), wrong] })),
    refused("a node altered", of(7, 20, { proof: nodes(7, 20).with(2, wrong) })),
    refused("nodes in another order", of(7, 20, { proof: nodes(7, 20).toReversed() })),
    refused("a node of 31 bytes", of(7, 20, { proof: nodes(7, 20).with(0, "00".repeat(31)) })),
    refused("another root before", of(7, 20, { before: wrong })),
    refused("another root after", of(7, 20, { root: wrong })),
    refused("the roots in each other's place", of(7, 20,
      { before: toHex(rootAt(crypto, tree, 20)), root: toHex(rootAt(crypto, tree, 7)) })),
    refused("the proof of another size", of(7, 20, { proof: nodes(6, 20) })),
  ];
}

write("notes", noteCases());
write("keys", keyCases());
write("checkpoints", checkpointCases());
write("cosignatures", cosignatureCases());
write("consistency", consistencyCases());
write("proof", proofCases({ good: (said, must, input) => good("proof.json", said, must, input), bad }));
write("evidence", evidenceCases({ good: (said, must, input) => good("evidence.json", said, must, input), bad }));
write("memory", memoryCases({ good: (said, must, input) => good("memory.json", said, must, input), bad }));
write("namings", namingCases((said, must, input) => good("namings.json", said, must, input)));
write("settled", settledCases((said, must, input) => good("settled.json", said, must, input)));
