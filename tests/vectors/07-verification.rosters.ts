// Exports and proofs with more rosters than the first, right and wrong.

import { toHex } from "../../src/core/bytes/hex.ts";
import { rootsHash, rootsOf } from "../../src/core/keys/party.ts";
import { encodeSignedRoster, rosterDigest, rosterKind, signRoster } from "../../src/core/keys/roster.ts";
import type { Roster, SignedRoster } from "../../src/core/keys/roster.ts";
import type { ExportItem } from "../../src/core/record/export.ts";
import {
  adopt, crypto, filled, makePair, reopen, say, sayMessage, sign, start,
} from "../../src/core/record/ledger.fixture.ts";
import type { Sent } from "../../src/core/record/ledger.fixture.ts";
import { encodeProof, proofMagic } from "../../src/core/record/proof.ts";
import type { Proof } from "../../src/core/record/proof.ts";
import { lineTest } from "../../src/core/mechanism/line-test/entries.ts";
import { itemsOf, madeProof } from "../../src/verify/export.fixture.ts";
import { altered, items, other, pair, trusted, whole } from "./07-verification.cases.ts";
import type { Damage } from "./07-verification.cases.ts";

const { roster: base } = pair.a.by.signed;
const seeds = (byte: number): { ed25519: Uint8Array; mlDsa87: Uint8Array } => (
  { ed25519: filled(32, byte), mlDsa87: filled(32, byte + 1) }
);
/** A's first root, and the one it names as its next. */
const [own, next] = [seeds(10), seeds(12)];

function signed(more: Partial<Roster>, by = own): SignedRoster {
  return signRoster(crypto, by, { ...base, ...more });
}

function rotated(more: Partial<Roster>, by = next): SignedRoster {
  return signed({ roots: rootsOf(crypto, by), nextRoots: rootsHash(crypto, rootsOf(crypto, seeds(16))), ...more }, by);
}

function itemOf(one: SignedRoster): ExportItem {
  return { item: "roster", roster: encodeSignedRoster(one) };
}

/** The whole file with rosters after its own. */
function listed(...rosters: readonly SignedRoster[]): ExportItem[] {
  return items.toSpliced(3, 0, ...rosters.map(itemOf));
}

/** A says a roster in its log, and starts again under it. */
function said(one: SignedRoster, hurt: (item: ExportItem) => ExportItem = (item) => item): ExportItem[] {
  const made = makePair();
  adopt(made);
  const { a } = made;
  const { bytes: body, ed25519, mlDsa87 } = one;
  const digest = rosterDigest(crypto, body);
  const entry = say(a, 3_000, rosterKind, { body, ed25519, mlDsa87 });
  const again = reopen(a);
  again.directory.set(toHex(digest), one.roster);
  const after = { ...again, by: { ...again.by, signed: one, digest } };
  start(after, 4_000, "start", 0xa2);
  sayMessage(after, 4_100, "Under the new roster.");
  return itemsOf({ ...made, a: { ...after, by: a.by } }).map((item) => (
    item.item === "entry" && toHex(item.payload) === toHex(entry.entry.payload) ? hurt(item) : item
  ));
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.with(at, (bytes[at] as number) ^ 1);
}

export function rosterCases(): readonly Damage[] {
  const twin = signed({ telephone: "+1" });
  const stranger = rotated({ seq: 1 }, seeds(40));
  const badly = { ...signed({ seq: 1 }), mlDsa87: flipped(signed({ seq: 1 }).mlDsa87, 9) };
  const content = (item: ExportItem, change: (bytes: Uint8Array) => Uint8Array): ExportItem => (
    item.item === "entry" ? { ...item, content: item.content.map(change) } : item
  );
  const later = signed({ seq: 3, telephone: "+2" });
  return [
    altered("a later roster under the same root", "V-7", other(listed(signed({ seq: 1 })))),
    altered("a roster over a gap, under the first root", "V-7", other(listed(later))),
    altered("a later roster under the root named before", "V-7", other(listed(rotated({ seq: 1 })))),
    altered("rosters in the other order", "V-7", other(items.toSpliced(1, 0, itemOf(later)))),
    altered("a roster twice", "V-7", other(listed(signed({})))),
    altered("a roster twice, badly signed the second time", "V-7", other(listed({
      ...signed({}), mlDsa87: flipped(signed({}).mlDsa87, 9),
    }))),
    altered("a roster over a gap, under the next root", "V-7", other(listed(rotated({ seq: 2 })))),
    altered("back to the root before", "V-7", other(listed(rotated({ seq: 1 }), signed({ seq: 2 })))),
    altered("a roster of a stranger's root", "V-7", other(listed(stranger))),
    altered("two rosters of one number", "V-7", other(listed(twin))),
    altered("two rosters of one number, the other one first", "V-7", other(items.toSpliced(1, 0, itemOf(twin)))),
    altered("a later roster of the actual world", "V-7 K-14", other(listed(signed({ seq: 1, world: "actual" })))),
    altered("A's only roster of the actual world", "V-7 K-14",
      other(items.with(1, itemOf(signed({ world: "actual" }))))),
    altered("a roster with a byte after it", "V-7", other(items.with(1, {
      item: "roster", roster: Uint8Array.of(...encodeSignedRoster(pair.a.by.signed), 0),
    }))),
    altered("a roster said in the log", "V-7", other(said(signed({ seq: 1, telephone: "+3" })))),
    altered("a roster said in the log, under the root named before", "V-7", other(said(rotated({ seq: 1 })))),
    altered("a roster said in the log, its content altered", "V-7 V-12",
      other(said(signed({ seq: 1 }), (item) => content(item, (bytes) => flipped(bytes, 3_500))))),
    altered("a roster said in the log, its content withheld", "V-7 V-10",
      other(said(signed({ seq: 1 }), (item) => (
        item.item === "entry" ? { ...item, salt: [], content: [] } : item
      )))),
    altered("a roster said in the log that a stranger's root signed", "V-7", other(said(stranger))),
    altered("a roster said in the log that is badly signed", "V-7", other(said(badly))),
  ];
}

const madeOne = madeProof(pair.b, 1);

/** A proof made otherwise, in place of the whole one. */
function proof(name: string, change: Partial<Proof>): Damage {
  return altered(name, "V-18", [[0, whole.proof.length, encodeProof({ ...madeOne, ...change })]]);
}

/** A head of B after all it has said, altered before it is signed. */
function headOf(wrong: Partial<Sent["body"]>, by = pair.b): Sent["entry"] {
  const content = { peer: pair.a.by.station, bearer: "tls", roundTripMs: 1, missed: 0 };
  return sign(by, 5_000, lineTest, content, "ROUTINE", wrong).entry;
}

export function proofsOf(): readonly Damage[] {
  const { entry, head, rosters } = madeOne;
  const [roster] = rosters as [Uint8Array];
  const { by } = pair.b;
  const bare = { ...entry, signature: filled(64, 0) };
  const twin = signRoster(crypto, { ed25519: filled(32, 20), mlDsa87: filled(32, 21) }, {
    ...by.signed.roster, telephone: "+1",
  });
  const many = "roster AA==\n".repeat(65);
  const line = (text: string): Damage["edits"] => [[whole.proof.length, whole.proof.length, text]];
  const path = whole.proof.indexOf("\npath ") + 1;
  const nodes = `path ${filled(32, 0).toBase64()}\n`.repeat(54);
  return [
    proof("the entry's signature altered", { entry: bare }),
    proof("the head's signature altered", { head: { ...head, signature: filled(64, 0) } }),
    proof("the signatures exchanged", {
      entry: { ...entry, signature: head.signature }, head: { ...head, signature: entry.signature },
    }),
    proof("entry and head in different logs", { ...madeProof(pair.a, 0), entry, index: 1 }),
    proof("a head signed with another prev", { head: headOf({ seq: madeOne.size, prev: filled(32, 0) }) }),
    proof("a head of another version", { head: headOf({ v: 2 }) }),
    proof("a head signed for another channel", { head: headOf({ seq: madeOne.size, channel: filled(32, 1) }) }),
    proof("an entry whose payload is no body", { entry: { ...entry, payload: Uint8Array.of(0x80) } }),
    proof("the head as the entry", { entry: head, index: madeOne.size, salt: filled(0, 0), content: filled(0, 0) }),
    proof("a roster's signature altered", { rosters: [flipped(roster, roster.length - 9)] }),
    proof("a roster cut", { rosters: [roster.slice(0, -1)] }),
    proof("a roster of the other party beside it", { rosters: [encodeSignedRoster(pair.a.by.signed), roster] }),
    proof("only a roster of the other party, which is trusted", { rosters: [encodeSignedRoster(pair.a.by.signed)] }),
    proof("two rosters of one number", { rosters: [roster, encodeSignedRoster(twin)] }),
    proof("a salt without its content", { content: filled(0, 0) }),
    proof("a content without its salt", { salt: filled(0, 0) }),
    proof("a salt of 16 bytes", { salt: madeOne.salt.slice(0, 16) }),
    proof("a salt of 33 bytes", { salt: filled(33, 1) }),
    proof("a label of 65 bytes", { label: "A".repeat(65) }),
    altered("a path of 54 nodes", "V-17", [[path, path, nodes]]),
    altered("a path with a node of 31 bytes", "V-17", [[path, path, `path ${filled(31, 0).toBase64()}\n`]]),
    altered("65 rosters", "V-17", line(many)),
    altered("a roster before the head", "V-17", [[path, path, `roster ${roster.toBase64()}\n`]]),
    altered("two heads", "V-17", line(whole.proof.slice(whole.proof.indexOf("head "), whole.proof.indexOf("roster ")))),
    altered("a number above 2^53 - 1", "V-17", [[whole.proof.indexOf("size "), whole.proof.indexOf("root "),
      "size 9007199254740992\n"]]),
    altered("hexadecimal in capitals", "V-17", [[proofMagic.length, whole.proof.indexOf("\nlabel"),
      `\nchannel ${toHex(madeOne.channel).toUpperCase()}`]]),
    altered("base64 with pad bits that are not zero", "V-17", padded("salt")),
    altered("an entry with another head of COSE", "V-17", [[whole.proof.indexOf("entry ") + 6,
      whole.proof.indexOf("entry ") + 8, "AA"]]),
    altered("another root trusted, whose roster is there too", "V-18", [[0, whole.proof.length, encodeProof({
      ...madeOne, rosters: [encodeSignedRoster(pair.a.by.signed), roster],
    })]], trusted.slice(0, 1)),
  ];
}

/** One bit more before the padding of a line. */
function padded(name: string): Damage["edits"] {
  const from = whole.proof.indexOf(`\n${name} `) + 1;
  const at = whole.proof.indexOf("=", from) - 1;
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return [[at, at + 1, alphabet[alphabet.indexOf(whole.proof[at] as string) + 1] as string]];
}

