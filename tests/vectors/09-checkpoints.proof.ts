// Cases of the proof of one entry with a cosigned checkpoint.

import { crypto } from "./09-checkpoints.cases.ts";
import type { Case } from "./vectors.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { signCheckpoint } from "../../src/core/checkpoint/checkpoint.ts";
import { cosign, witness, witnessOf } from "../../src/core/checkpoint/cosignature.ts";
import { decodeNote, encodeNoteLine } from "../../src/core/checkpoint/signed-note.ts";
import { encodeTlogExtra, encodeTlogProof } from "../../src/core/checkpoint/tlog-proof.ts";
import type { TlogExtra, TlogProof } from "../../src/core/checkpoint/tlog-proof.ts";
import { encodeSignedRoster } from "../../src/core/keys/roster.ts";
import { encodeEntry } from "../../src/core/record/entry.ts";
import { filled, makeParty } from "../../src/core/record/ledger.fixture.ts";
import type { MadeEnd, Sent } from "../../src/core/record/ledger.fixture.ts";
import { inclusionProof, rootAt } from "../../src/core/record/merkle.ts";
import { rootsOfPair, spokenPair } from "../../src/verify/export.fixture.ts";

interface Make {
  good(name: string, must: string[], input: Case["input"]): Case;
  bad(name: string, must: string, input: Case["input"], error?: string): Case;
}

const pair = spokenPair();
const { b } = pair;
const trusted = rootsOfPair(pair);
const seeds = { ed25519: filled(32, 3), mlDsa44: filled(32, 4) };
const W = witnessOf(crypto, "w.example/1", seeds);
const witnesses = [witness.toJson(W)];

function noteOf(end: MadeEnd, size: number, times: readonly number[] = [1_700_000_000]): string {
  const tree = end.ledger.logs.get(toHex(end.log))?.tree;
  if (tree === undefined) throw new Error("no such log");
  const { channel } = end.ledger;
  const note = signCheckpoint(crypto, end.by.signer, channel, end.log, size, rootAt(crypto, tree, size));
  const lines = times.flatMap((time) => cosign(crypto, W.name, seeds, decodeNote(note).text, time));
  return note + lines.map(encodeNoteLine).join("");
}

function entryOf(end: MadeEnd, index: number): Sent {
  const found = end.held.find(({ body }) => toHex(body.log) === toHex(end.log) && body.seq === index);
  if (found === undefined) throw new Error("no such entry");
  return found;
}

function extraOf(end: MadeEnd, index: number): TlogExtra {
  const { entry, salt, content } = entryOf(end, index);
  return {
    entry: encodeEntry(entry), salt: salt === null ? [] : [salt], content: content === null ? [] : [content],
    rosters: [encodeSignedRoster(end.by.signed)],
  };
}

function proofOf(
  index: number, size: number, change: Partial<TlogProof> = {}, extra: Partial<TlogExtra> = {}, end = b,
): string {
  const tree = end.ledger.logs.get(toHex(end.log))?.tree;
  if (tree === undefined) throw new Error("no such log");
  return encodeTlogProof({
    extra: encodeTlogExtra({ ...extraOf(end, index), ...extra }), index,
    path: inclusionProof(crypto, tree, index, size), note: noteOf(end, size), ...change,
  });
}

/** The cases. */
export function proofCases({ good, bad }: Make): Case[] {
  const of = (text: string, who: readonly string[] = trusted, seen: readonly unknown[] = witnesses): Case["input"] =>
    ({ text, trusted: who, witnesses: seen });
  const text = proofOf(1, 5);
  const [first] = text.split("\n") as [string];
  const stranger = encodeSignedRoster(makeParty(30, "C").signed);
  return [
    good("an entry that a witness has seen", ["W-11", "W-12"], of(text)),
    ...[0, 2, 4].map((index) => good(`entry ${index} of five`, ["W-12"], of(proofOf(index, 5)))),
    good("a log of one entry", ["W-12"], of(proofOf(0, 1))),
    good("a witness the reader does not trust", ["W-12"], of(text, trusted, [])),
    good("a checkpoint nobody has cosigned", ["W-12"], of(proofOf(1, 5, { note: noteOf(b, 5, []) }))),
    good("seen twice", ["W-12"], of(proofOf(1, 5, { note: noteOf(b, 5, [1_700_000_100, 1_700_000_000]) }))),
    good("a content that is withheld", ["W-12"], of(proofOf(1, 5, {}, { salt: [], content: [] }))),
    bad("nothing", "W-11", of("")),
    bad("another first line", "W-11", of(text.replace(first, "c2sp.org/tlog-proof@v2"))),
    bad("no index", "W-11", of(text.replace(/^index .*\n/mu, ""))),
    bad("an index with a zero before it", "W-11", of(text.replace("index 1", "index 01"))),
    bad("an index after the path", "W-11", of(text.replace(/^(index .*)\n(.*)\n/mu, "$2\n$1\n"))),
    bad("a node of 31 bytes", "W-11", of(text.replace(/^(index .*)\n.*\n/mu, `$1\n${filled(31, 1).toBase64()}\n`))),
    bad("a node that is not base64", "W-11", of(text.replace(/^(index .*)\n/mu, "$1\n!\n"))),
    bad("54 nodes", "W-11", of(proofOf(1, 5, { path: Array.from({ length: 54 }, () => filled(32, 1)) }))),
    bad("no checkpoint", "W-11", of(text.slice(0, text.indexOf("\n\n") + 1))),
    bad("without the entry", "W-12", of(text.replace(/^extra .*\n/mu, ""))),
    bad("an extra that is none", "W-12", of(text.replace(/^extra .*$/mu, "extra AA==")), "shape"),
    bad("bytes after the extra", "W-12",
      of(proofOf(1, 5, { extra: Uint8Array.of(...encodeTlogExtra(extraOf(b, 1)), 0) })), "cbor-trailing"),
    bad("no roster", "W-12", of(proofOf(1, 5, {}, { rosters: [] })), "entry-author"),
    bad("a roster of a party that is not trusted", "W-12", of(text, trusted.slice(0, 1)), "entry-author"),
    bad("a roster of another party alone", "W-12", of(proofOf(1, 5, {}, { rosters: [stranger] })), "entry-author"),
    bad("the roster of the other party", "W-12",
      of(proofOf(1, 5, {}, { rosters: [encodeSignedRoster(pair.a.by.signed)] })), "entry-signature"),
    bad("the entry's signature altered", "W-12",
      of(proofOf(1, 5, {}, { entry: encodeEntry({ ...entryOf(b, 1).entry, signature: filled(64, 1) }) })),
        "entry-signature"),
    bad("the checkpoint of another log", "W-12", of(proofOf(1, 5, { note: noteOf(pair.a, 2) }))),
    bad("the index of another entry", "W-12", of(proofOf(1, 5, { index: 2 }))),
    bad("an entry above the size", "W-12", of(proofOf(4, 5, { note: noteOf(b, 3) }))),
    bad("another content", "W-12", of(proofOf(1, 5, {}, { content: [filled(3, 1)] })), "entry-commit"),
    bad("a content without its salt", "W-12", of(proofOf(1, 5, {}, { salt: [] })), "entry-commit"),
    bad("the path of another entry", "W-12",
      of(proofOf(1, 5,
        { path: inclusionProof(crypto, b.ledger.logs.get(toHex(b.log))?.tree ?? (() => { throw new Error(); })(), 2,
          5) })), "entry-prev"),
    bad("the path of another size", "W-12", of(proofOf(1, 5, { note: noteOf(b, 4) })), "entry-prev"),
    bad("no path", "W-12", of(proofOf(1, 5, { path: [] })), "entry-prev"),
    bad("the root of the checkpoint altered", "W-12",
      of(proofOf(1, 5, { note: noteOf(b, 5).replace(/\n5\n../u, "\n5\nAA") }))),
    bad("a cosignature altered", "W-12",
      of(text.replace(/(— w\.example\/1 .{40})./u, (_, kept: string) => `${kept}${text.includes("x") ? "x" : "y"}`))),
  ];
}
