// Files of evidence of every sort, made from records in memory: for tests and vectors.

import { toHex } from "../core/bytes/hex.ts";
import { signCheckpoint } from "../core/checkpoint/checkpoint.ts";
import { encodeHeads } from "../core/evidence/heads.ts";
import type { HeadClaim } from "../core/evidence/heads.ts";
import { encodeSiblings } from "../core/evidence/siblings.ts";
import type { BootItem } from "../core/evidence/siblings.ts";
import type { MemoryEvidence } from "../core/evidence/memory.ts";
import type { SignedEntry } from "../core/evidence/signed-entry.ts";
import type { TimesEvidence } from "../core/evidence/times.ts";
import type { SignedRoster } from "../core/keys/roster.ts";
import { encodeEntry, leafHash } from "../core/record/entry.ts";
import {
  adopt, carry, crypto, filled, makePair, reopen, sayMessage, sign, start,
} from "../core/record/ledger.fixture.ts";
import type { MadeEnd, MadePair, Sent } from "../core/record/ledger.fixture.ts";
import { addLeaf, consistencyProof, createTree, inclusionProof, rootAt } from "../core/record/merkle.ts";
import type { Tree } from "../core/record/merkle.ts";
import { receipt } from "../core/record/receipt.ts";
import { signRecollection } from "../core/record/recollection.ts";
import type { Recollection } from "../core/record/recollection.ts";
import { take } from "../core/mechanism/message/entries.ts";

/** Skew of the charter of these records, in milliseconds. */
export const skewMs = 100;
const none = new Uint8Array(0);

/** A pair that has adopted a charter. */
export function agreedPair(): MadePair {
  const pair = makePair({ skewMs });
  adopt(pair);
  return pair;
}

/** The cards of a pair. */
export function cardsOf({ a, b }: MadePair): readonly SignedRoster[] {
  return [a.by.signed, b.by.signed];
}

/** Who signed, as evidence names them. */
export function authorOf({ by }: MadeEnd): Pick<SignedEntry, "party" | "station" | "roster"> {
  return { party: by.party, station: by.station, roster: by.digest };
}

/** An entry of an end, as evidence shows it. */
export function signedOf(end: MadeEnd, { entry }: Sent): SignedEntry {
  return { ...authorOf(end), entry: encodeEntry(entry) };
}

/** A BOOT of an end, as evidence shows it. */
export function bootOf(end: MadeEnd): BootItem {
  const boot = end.held.find(({ body }) => toHex(body.log) === toHex(end.log) && body.seq === 0);
  if (boot?.content == null || boot.salt === null) throw new Error("no BOOT");
  return { ...authorOf(end), entry: encodeEntry(boot.entry), salt: boot.salt, content: boot.content };
}

/** A station that was started twice from one log. */
export function twoStarts(pair: MadePair): {
  readonly one: MadeEnd; readonly two: MadeEnd; readonly file: Uint8Array;
} {
  const before = [...pair.a.held];
  const [one, two] = [reopen(pair.a), reopen(pair.a, before)];
  start(one, 4_000, "start", 0xa2);
  start(two, 4_100, "restored", 0xa3);
  return { one, two, file: encodeSiblings(pair.channel, pair.a.log, bootOf(one), bootOf(two)) };
}

/** The tree of an end's log. */
export function treeOf(end: MadeEnd): Tree {
  const log = end.ledger.logs.get(toHex(end.log));
  if (log === undefined) throw new Error("no log");
  return log.tree;
}

/** A tree that goes with an end's log up to a size, and another way after it. */
export function otherTree(end: MadeEnd, same: number, more: number): Tree {
  const own = end.held.filter(({ body }) => toHex(body.log) === toHex(end.log));
  const tree = createTree();
  for (const { entry } of own.slice(0, same)) addLeaf(crypto, tree, leafHash(crypto, entry.payload));
  for (let byte = 1; byte <= more; byte++) addLeaf(crypto, tree, filled(32, byte));
  return tree;
}

/** What a checkpoint of `tree` at `at` claims of its first `size` entries. */
export function noteClaim(end: MadeEnd, tree: Tree, at: number, size: number): HeadClaim {
  const note = signCheckpoint(crypto, end.by.signer, end.ledger.channel, end.log, at, rootAt(crypto, tree, at));
  const path = consistencyProof(crypto, tree, size, at);
  return { ...authorOf(end), entry: none, note, root: rootAt(crypto, tree, size), path };
}

/** What the last of the first `size` entries of an end's log claims of them. */
export function entryClaim(end: MadeEnd, size: number): HeadClaim {
  const own = end.held.find(({ body }) => toHex(body.log) === toHex(end.log) && body.seq === size - 1);
  if (own === undefined) throw new Error("no entry");
  const path = inclusionProof(crypto, treeOf(end), size - 1, size);
  return { ...authorOf(end), entry: encodeEntry(own.entry), note: "", root: none, path };
}

/** A's checkpoint of a later size against an entry of the same log that B holds. */
export function twoTrees(pair: MadePair): Uint8Array {
  const { a, channel } = pair;
  return encodeHeads(channel, a.log, 3, noteClaim(a, otherTree(a, 2, 4), 6, 3), entryClaim(a, 3));
}

/** The parts of evidence about times: a message of A at 3,000, and what B says of it. */
export function timeParts(pair: MadePair, sort: "receipt" | "act", saidMs: number): {
  readonly about: Sent; readonly claim: Sent; readonly parts: Omit<TimesEvidence, "label">;
} {
  const { a, b, charter } = pair;
  const about = sayMessage(a, 3_000, "The drone is not ours.");
  carry(a, b, 3_050);
  const object = leafHash(crypto, about.entry.payload);
  const size = about.body.seq + 1;
  const claim = sort === "act"
    ? sign(b, 9_000, take, { desk: "watch", capacity: "" }, "ROUTINE", { object, time: saidMs, acks: [] })
    : sign(b, 9_000, receipt, null, "ROUTINE", {
      acks: [{ log: a.log, size, root: rootAt(crypto, treeOf(a), size), heldAt: saidMs }],
    });
  return { about, claim, parts: { charter, sort, about: signedOf(a, about), claim: signedOf(b, claim), answer: null } };
}

/** The same with A's acknowledgement of what B says, timed by A. */
export function answeredParts(
  pair: MadePair, sort: "receipt" | "act", saidMs: number, answerMs: number,
): Omit<TimesEvidence, "label"> {
  const { a } = pair;
  const { claim, parts } = timeParts(pair, sort, saidMs);
  const { log, seq } = claim.body;
  const acks = [{ log, size: seq + 1, root: filled(32, 9), heldAt: answerMs }];
  const answer = sign(a, answerMs, receipt, null, "ROUTINE", { time: answerMs, acks });
  return { ...parts, answer: signedOf(a, answer) };
}

/** B's answer about A's log, of the first `size` entries with a root, against what A has signed at `seq`. */
export function answeredMemory(
  pair: MadePair, size: number, root: Uint8Array, seq: number, said: Partial<Recollection> = {},
): Omit<MemoryEvidence, "label"> {
  const { a, b, channel } = pair;
  const answer = signRecollection(b.by.signer, {
    party: b.by.party, station: b.by.station, roster: b.by.digest, askerParty: a.by.party, askerStation: a.by.station,
    nonce: filled(16, 9), heads: [{ channel, log: a.log, size, root }], ...said,
  });
  const own = a.held.find(({ body }) => toHex(body.log) === toHex(a.log) && body.seq === seq);
  if (own === undefined) throw new Error("no entry");
  const path = seq === size - 1 ? inclusionProof(crypto, treeOf(a), seq, size) : [];
  const claim = { ...authorOf(a), entry: encodeEntry(own.entry), path };
  return { channel, log: a.log, size, ...answer, claim, boot: bootOf(a) };
}
