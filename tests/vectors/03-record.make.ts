// Makes vectors/03-record: node tests/vectors/03-record.make.ts. Same input, same files, byte for byte.

import { writeFileSync } from "node:fs";
import { encode } from "../../src/core/bytes/cbor.ts";
import type { Value } from "../../src/core/bytes/cbor.ts";
import { encodeShape, decodeShape } from "../../src/core/bytes/shape.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { body as bodyShape, encodeEntry, signedBytes } from "../../src/core/record/entry.ts";
import type { Body } from "../../src/core/record/entry.ts";
import { encodeForkEvidence, forkEvidence } from "../../src/core/record/fork.ts";
import { addLeaf, createTree, inclusionProof, rootAt } from "../../src/core/record/merkle.ts";
import { A, acceptedCases, B, refusedCases } from "./03-record.admission.ts";
import { countingCases, orderCases, uncountedCases } from "./03-record.counting.ts";
import { cutoffCases } from "./03-record.cutoff.ts";
import { keyCases } from "./03-record.keys.ts";
import { recollectionCases } from "./03-record.recollection.ts";
import { begin, channel, crypto, filled, makeAuthor, rosterOf, say } from "./03-record.cases.ts";
import type { Author, Made, Said } from "./03-record.cases.ts";
import type { Case } from "./vectors.ts";

const folder = new URL("../../vectors/03-record/", import.meta.url);

function write(name: string, cases: readonly Case[]): void {
  const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(",\n");
  writeFileSync(new URL(`${name}.json`, folder), `{\n  "chapter": "03-record",\n  "cases": [\n${lines}\n  ]\n}\n`);
}

function entryCases(): Case[] {
  const [a, bootSaid] = begin(A, 0xa3);
  const [b] = begin(B, 0xb3);
  const receipt = say(a, { hears: [b], time: 1_200 });
  const message = say(a, { content: filled(5, 1), time: 1_300, wrong: { precedence: "FLASH", object: filled(32, 6) } });
  const sign = (name: string, said: Said): Case => ({
    name, must: ["R-1", "R-4", "R-5", "R-7"], accept: true,
    input: {
      seed: toHex(A.seed), key: toHex(A.key), party: toHex(A.party), roster: toHex(A.digest),
      body: bodyShape.toJson(said.body),
    },
    expect: {
      payload: toHex(said.entry.payload), leaf: toHex(said.leaf), entry: toHex(encodeEntry(said.entry)),
      signed: toHex(signedBytes({ party: A.party, rosterDigest: A.digest }, said.entry.payload)),
    },
  });
  const base = bodyShape.toValue(message.body) as readonly Value[];
  const with_ = (index: number, value: Value): string =>
    toHex(encode(base.map((one, at) => (at === index ? value : one))));
  const bad = (name: string, error: string, payload: string, must = "R-1"): Case =>
    ({ name, must: [must], accept: false, error, input: { payload } });
  const ack = [filled(16, 1), 1, filled(32, 1), 1];
  const whole = toHex(message.entry.payload);
  return [
    sign("a BOOT", bootSaid), sign("a receipt", receipt), sign("an entry with a content", message),
    bad("version 0", "version-unknown", with_(0, 0)), bad("version 2", "version-unknown", with_(0, 2)),
    bad("version 300", "version-unknown", with_(0, 300)), bad("a version as text", "shape", with_(0, "1")),
    bad("version 2 with a field more", "version-unknown", toHex(encode([2, ...base.slice(1), 0])), "E-13"),
    bad("version 2 alone", "version-unknown", toHex(encode([2])), "E-13"),
    bad("a channel of 31 bytes", "shape", with_(1, filled(31, 1))),
    bad("a log of 17 bytes", "shape", with_(2, filled(17, 1))),
    bad("seq as bytes", "shape", with_(3, filled(1, 1))), bad("an empty prev", "shape", with_(4, filled(0, 0))),
    bad("65 acks", "shape", with_(5, Array.from({ length: 65 }, () => ack))),
    bad("257 leaves", "shape", with_(6, Array.from({ length: 257 }, () => ack))),
    bad("an ack without heldAt", "shape", with_(5, [ack.slice(0, 3)])),
    bad("an ack held at 2^48", "shape", with_(5, [[...ack.slice(0, 3), 2 ** 48]])),
    bad("time 2^48", "shape", with_(7, 2 ** 48)), bad("precedence 4", "shape", with_(9, 4)),
    bad("kind 65,536", "shape", with_(10, 65_536)), bad("an object of 31 bytes", "shape", with_(11, filled(31, 1))),
    bad("an object of 33 bytes", "shape", with_(11, filled(33, 1))),
    bad("an epoch of 2^32", "shape", with_(12, 2 ** 32)),
    bad("an index of 2^24", "shape", with_(13, 2 ** 24)),
    bad("a commitment of 1 byte", "shape", with_(14, filled(1, 1))),
    bad("a field too few", "shape", toHex(encode(base.slice(0, 14)))),
    bad("a field too many", "shape", toHex(encode([...base, 0]))),
    bad("the version in two bytes", "cbor-not-canonical", `${whole.slice(0, 2)}1801${whole.slice(4)}`),
    bad("a byte more", "cbor-trailing", `${whole}00`), bad("a byte less", "cbor-truncated", whole.slice(0, -2)),
    bad("32,769 bytes", "cbor-too-large", `59${(32_766).toString(16)}${"00".repeat(32_766)}`),
  ];
}

function merkleCases(): Case[] {
  const tree = createTree();
  const leaves = Array.from({ length: 17 }, (_, index) => crypto.sha256(Uint8Array.of(0), Uint8Array.of(index)));
  for (const leaf of leaves) addLeaf(crypto, tree, leaf);
  const hex = leaves.map(toHex);
  const cases: Case[] = [];
  for (let size = 0; size <= 17; size++) {
    const root = toHex(rootAt(crypto, tree, size));
    cases.push({
      name: `${size} leaves`, must: ["R-7"], accept: true, input: { leaves: hex.slice(0, size) }, expect: { root },
    });
    for (let index = 0; index < size; index += size > 8 ? 4 : 1) {
      const path = inclusionProof(crypto, tree, index, size).map(toHex);
      const input = { leaf: hex[index], index, size, root, path };
      cases.push({ name: `leaf ${index} of ${size}`, must: ["R-7"], accept: true, input, expect: { included: true } });
      const wrong: readonly (readonly [string, object])[] = [
        ["at the next index", { index: index + 1 }], ["another leaf", { leaf: hex[(index + 1) % 17] }],
        ["a node more", { path: [...path, root] }], ["a node less", { path: path.slice(0, -1) }],
        ["another root", { root: hex[0] === root ? hex[1] : hex[0] }],
        ["the path turned round", { path: path.toReversed() }],
      ];
      for (const [name, change] of wrong) {
        const other = { ...input, ...change };
        if (JSON.stringify(other) === JSON.stringify(input)) continue;
        cases.push({ name: `leaf ${index} of ${size}: ${name}`, must: ["R-7"], accept: false, error: "fork",
          input: other });
      }
    }
  }
  return cases;
}

interface Sides {
  readonly a: Made;
  readonly b: Made;
  readonly one: Said;
  readonly twin: Said;
  readonly after: Said;
  readonly ack: Said;
  readonly wrongAck: Said;
  readonly wrongLeaf: Said;
}

function sides(): Sides {
  const [a] = begin(A, 0xa3);
  const [b] = begin(B, 0xb3);
  say(a, { time: 1_100 });
  const twin = say(a, { content: filled(3, 2), time: 1_500, aside: true });
  const one = say(a, { content: filled(3, 1), time: 1_500 });
  const ack = say(b, { hears: [a], time: 1_600, aside: true });
  const head = { log: a.log, size: 3, root: filled(32, 9), heldAt: 1_600 };
  const wrongAck = say(b, { time: 1_600, wrong: { acks: [head], lamport: 4 }, aside: true });
  const leaf = { log: a.log, seq: 2, leaf: twin.leaf, heldAt: 1_600 };
  const wrongLeaf = say(b, { time: 1_600, leaves: [leaf], aside: true });
  return { a, b, one, twin, ack, wrongAck, wrongLeaf, after: say(a, { time: 1_700 }) };
}

const rosters = [rosterOf(A), rosterOf(B)];
const witness = (author: Author, { entry }: Said, nodes: readonly Uint8Array[] = []) =>
  ({ party: author.party, station: author.id, roster: author.digest, entry, path: nodes });
type Witness = ReturnType<typeof witness>;

/** Cases in which two things are wrong, or one entry says two things. */
function moreForks({ a, b, one, twin }: Sides): Case[] {
  const [log, size, heldAt] = [a.log, 3, 1_600];
  const root = filled(32, 9);
  const leaf = (hash: Uint8Array): Body["leaves"][number] => ({ log, seq: 2, leaf: hash, heldAt });
  const twice = say(b, { time: 1_700, leaves: [leaf(one.leaf), leaf(twin.leaf)], aside: true });
  const acks = [{ log, size, root, heldAt }, { log, size, root: filled(32, 8), heldAt }];
  const twoAcks = say(b, { time: 1_700, wrong: { acks }, aside: true });
  const elsewhere = say(a, { wrong: { channel: filled(32, 1), seq: 2 }, aside: true });
  const strange = say({ ...a, author: B }, { content: filled(3, 1), wrong: { seq: 2 }, aside: true });
  const good = witness(A, one);
  const bad = (name: string, error: string, first: Witness, second: Witness, known = rosters): Case => ({
    name, must: ["R-28", "R-29"], accept: false, error,
    input: { rosters: known, file: toHex(encodeForkEvidence(channel, log, size, first, second)) },
  });
  const unsigned = { ...witness(A, twin), entry: { ...twin.entry, signature: filled(64, 0) } };
  const noBody = { ...one.entry, payload: filled(1, 0x80) };
  const signature = crypto.ed25519Sign(
    A.seed, signedBytes({ party: A.party, rosterDigest: A.digest }, noBody.payload),
  );
  return [
    bad("one entry whose leaves name one position twice, against itself", "fork", witness(B, twice),
      witness(B, twice)),
    bad("its second leaf proves nothing", "fork", witness(B, twice), witness(A, one)),
    bad("one entry whose acks name one size twice, against itself", "fork", witness(B, twoAcks), witness(B, twoAcks)),
    bad("an unknown roster in the first, a bad signature in the second", "missing", good, unsigned, [rosterOf(B)]),
    bad("another channel in the first, a bad signature in the second", "entry-channel",
      witness(A, elsewhere), unsigned),
    { ...bad("two entries at one place, of two stations: who knows an id can sign something of it", "fork", good,
      witness(B, strange)), must: ["R-45"] },
    bad("a signed payload that is no body", "shape", good, { ...good, entry: { ...noBody, signature } }),
  ];
}

function forkCases(): Case[] {
  const { a, one, twin, after, ack, wrongAck, wrongLeaf } = sides();
  const path = inclusionProof(crypto, a.tree, 2, 3);
  const made = (first: Witness, second: Witness, size = 3): string =>
    toHex(encodeForkEvidence(channel, a.log, size, first, second));
  const good = (name: string, must: string, first: Witness, second: Witness, size = 3): Case => ({
    name, must: [must], accept: true, input: { rosters, file: made(first, second, size) },
    expect: { parties: [toHex(first.party), toHex(second.party)] },
  });
  const bad = (name: string, must: string, error: string, file: string, known = rosters): Case =>
    ({ name, must: [must], accept: false, error, input: { rosters: known, file } });
  const [x, y] = [witness(A, one), witness(A, twin)];
  const whole = made(x, y);
  const edit = (change: Partial<Parameters<typeof forkEvidence.toValue>[0]>): string =>
    toHex(encodeShape(forkEvidence, { ...decodeShape(forkEvidence, Uint8Array.fromHex(whole)), ...change }));
  const elsewhere = say(a, { wrong: { channel: filled(32, 1), seq: 2 } as Partial<Body>, aside: true });
  return [
    good("two entries at one position", "R-27", x, y),
    good("the entry that stands there, and a leaf that says otherwise", "R-29", x, witness(B, wrongLeaf)),
    good("the prev of the next entry, and an ack of another root", "R-29", witness(A, after), witness(B, wrongAck)),
    good("the last entry with its path, and an ack of another root", "R-29", witness(A, one, path),
      witness(B, wrongAck)),
    good("two acks", "R-29", witness(B, ack), witness(B, wrongAck)),
    bad("the same entry twice", "R-29", "fork", made(x, x)),
    bad("a leaf and a root do not compare", "R-29", "fork", made(x, witness(B, wrongAck))),
    bad("a path that does not lead to prev", "R-29", "fork", made(witness(A, one, path.toReversed().concat(path)),
      witness(B, wrongAck))),
    bad("a path of other nodes", "R-29", "fork", made(witness(A, one, [filled(32, 1)]), witness(B, wrongAck))),
    bad("the last entry with its path, and an ack of its root", "R-29", "fork",
      made(witness(A, one, path), witness(B, ack))),
    bad("the prev of the next entry, and an ack of it", "R-29", "fork", made(witness(A, after), witness(B, ack))),
    bad("two entries at different positions", "R-29", "fork", made(x, witness(A, after))),
    bad("nothing is claimed of this size", "R-29", "fork", made(x, y, 9)),
    bad("nothing is claimed of this log", "R-29", "fork", edit({ log: filled(16, 1) })),
    bad("another label", "R-28", "version-unknown", edit({ label: "chirograph/2 fork" })),
    bad("another channel in the file", "R-28", "entry-channel", edit({ channel: filled(32, 1) })),
    bad("an entry of another channel", "R-28", "entry-channel", made(x, witness(A, elsewhere))),
    bad("a roster that is not known", "R-28", "missing", whole, [rosterOf(B)]),
    bad("a station that the roster does not name", "R-28", "entry-signature", made({ ...x, station: B.id }, y)),
    bad("another party", "R-28", "entry-signature", made({ ...x, party: B.party }, y)),
    bad("a signature of somebody else", "R-28", "entry-signature",
      made(x, witness(A, say(a, { signer: makeAuthor(12), wrong: { seq: 2 }, aside: true })))),
    ...moreForks(sides()),
    bad("cut off", "R-28", "cbor-truncated", whole.slice(0, -2)),
    bad("a byte more", "R-28", "cbor-trailing", `${whole}00`),
  ];
}

write("entries", entryCases());
write("merkle", merkleCases());
write("admission", [
  ...acceptedCases(), ...countingCases(), ...refusedCases(), ...uncountedCases(), ...orderCases(), ...keyCases(),
]);
write("fork", forkCases());
write("cutoff", cutoffCases());
write("recollection", recollectionCases());
