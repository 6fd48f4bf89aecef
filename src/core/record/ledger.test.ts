import assert from "node:assert/strict";
import { test } from "node:test";
import { toHex } from "../bytes/hex.ts";
import { lineTest } from "../mechanism/line-test/entries.ts";
import { admitLeaf } from "./admission.ts";
import type { Admission } from "./admission.ts";
import { checkForkEvidence, encodeForkEvidence } from "./fork.ts";
import { compose, createLedger, newestLogOf, receiptsOwed, recordView, siblings } from "./ledger.ts";
import {
  adopt, carry, crypto, filled, makePair, reopen, say, sayMessage, sayReceipt, sign, start, take,
} from "./ledger.fixture.ts";
import type { MadeEnd, MadePair, Sent, Wrong } from "./ledger.fixture.ts";
import { addLeaf, createTree, inclusionProof, rootAt, rootOf, rootsOfLastLeaf, verifyInclusion } from "./merkle.ts";
import { receipt } from "./receipt.ts";

const test1 = { peer: filled(16, 1), bearer: "tls", roundTripMs: 1, missed: 0 };

function met(): MadePair {
  const pair = makePair();
  carry(pair.a, pair.b, 1_200);
  carry(pair.b, pair.a, 1_200);
  return pair;
}

function code(admission: Admission): string {
  return admission.kind === "refused" ? admission.error.code : admission.kind;
}

/** What the other end says to our next line test with some fields replaced. */
function wrong(fields: Wrong, time = 2_000): string {
  const { a, b } = met();
  return code(take(b, sign(a, time, lineTest, test1, "ROUTINE", fields), time));
}

function headsOf(end: MadeEnd): unknown {
  return recordView(end.ledger).heads;
}

test("two ends adopt a charter, speak, and hold the same", () => {
  const pair = makePair();
  adopt(pair);
  for (let round = 0; round < 20; round++) {
    sayMessage(pair.a, 3_000 + round, `Word ${round}.`);
    if (round % 3 === 0) carry(pair.a, pair.b, 3_100 + round);
    sayReceipt(pair.b, 3_100 + round);
    if (round % 4 === 0) carry(pair.b, pair.a, 3_200 + round);
  }
  carry(pair.a, pair.b, 4_000);
  carry(pair.b, pair.a, 4_000);
  assert.deepEqual(headsOf(pair.a), headsOf(pair.b));
  for (const { body } of pair.a.held) {
    const at = `${toHex(body.log)}:${body.seq}`;
    assert.deepEqual(recordView(pair.a.ledger).firstAcks(at), recordView(pair.b.ledger).firstAcks(at), at);
  }
});

test("a duplicate is passed over, whether it stands in line or beyond a gap", () => {
  const { a, b } = met();
  const [one, two] = [sayMessage(a, 2_000, "One."), sayMessage(a, 2_001, "Two.")];
  assert.equal(code(take(b, two, 2_100)), "beyond");
  assert.equal(code(take(b, two, 2_100)), "duplicate");
  assert.equal(code(take(b, one, 2_200)), "held");
  assert.equal(code(take(b, one, 2_200)), "duplicate");
  assert.equal(code(take(b, two, 2_200)), "duplicate");
  assert.equal(b.ledger.logs.get(toHex(a.log))?.size, 3);
});

test("entries come in any order and lead to the same heads", () => {
  const { a, b } = met();
  const sent = Array.from({ length: 30 }, (_, index) => sayMessage(a, 2_000 + index, `${index}`));
  const shuffled = sent.map((one, index) => ({ one, key: (index * 17) % 31 })).sort((x, y) => x.key - y.key);
  for (const { one } of shuffled) take(b, one, 3_000);
  assert.deepEqual(headsOf(b), headsOf(a));
});

test("an entry beyond a gap is acknowledged by a leaf at once, and by an ack when the gap is filled", () => {
  const { a, b } = met();
  const [one, two] = [sayMessage(a, 2_000, "One."), sayMessage(a, 2_001, "Two.")];
  take(b, two, 2_100);
  assert.deepEqual([...receiptsOwed(b.ledger).values()], [3]);
  const first = sayReceipt(b, 2_150);
  assert.deepEqual(first.body.leaves.map((leaf) => leaf.seq), [2]);
  assert.equal(receiptsOwed(b.ledger).size, 0);
  take(b, one, 2_200);
  const second = sayReceipt(b, 2_250);
  assert.deepEqual(second.body.acks.map((ack) => ack.size), [3]);
  assert.equal(second.body.leaves.length, 0);
  carry(b, a, 2_300);
  const [ack] = recordView(a.ledger).firstAcks(`${toHex(a.log)}:2`);
  assert.equal(ack?.heldAt, 2_100, "held since it came, not since the gap was filled");
});

test("at most 256 entries stand beyond a gap", () => {
  const { a, b } = met();
  const sent = Array.from({ length: 258 }, (_, index) => sayMessage(a, 2_000 + index, `${index}`));
  const codes = sent.slice(1).map((one) => code(take(b, one, 3_000)));
  assert.deepEqual([codes.filter((one) => one === "beyond").length, codes.at(-1)], [256, "missing"]);
  take(b, sent[0] as Sent, 3_001);
  take(b, sent[257] as Sent, 3_002);
  assert.deepEqual(headsOf(b), headsOf(a));
});

test("what a body may not say is refused with its code", () => {
  const { a, b } = met();
  const theirs = b.ledger.logs.get(toHex(b.log));
  const root = theirs === undefined ? filled(32, 0) : rootOf(crypto, theirs.tree);
  const ack = { log: b.log, size: 1, root, heldAt: 1_500 };
  assert.equal(wrong({ prev: filled(32, 1) }), "entry-prev");
  assert.equal(wrong({ channel: filled(32, 1) }), "entry-channel");
  assert.equal(wrong({ v: 2 }), "version-unknown");
  assert.equal(wrong({ commit: filled(32, 1) }), "entry-commit");
  assert.equal(wrong({ commit: filled(31, 1) }), "shape");
  assert.equal(wrong({ time: 999 }), "entry-time-backwards");
  assert.equal(wrong({ lamport: 1 }), "entry-lamport");
  assert.equal(wrong({ lamport: 3 }), "entry-lamport");
  assert.equal(wrong({ kind: 1 }), "boot");
  assert.equal(wrong({ acks: [{ ...ack, heldAt: 2_001 }] }), "entry-ack");
  assert.equal(wrong({ acks: [{ ...ack, size: 0 }] }), "entry-ack");
  assert.equal(wrong({ acks: [ack, ack] }), "entry-ack");
  assert.equal(wrong({ acks: [{ ...ack, log: a.log }] }), "entry-ack");
  assert.equal(wrong({ leaves: [{ log: a.log, seq: 0, leaf: root, heldAt: 1_500 }] }), "entry-ack");
  assert.equal(wrong({ leaves: [{ log: b.log, seq: 5, leaf: root, heldAt: 2_001 }] }), "entry-ack");
  // What contradicts is held: an equivocator must not be able to part two honest readers.
  assert.equal(wrong({ acks: [{ ...ack, root: filled(32, 1) }] }), "held");
  assert.equal(wrong({ log: filled(16, 7) }), "missing");
  assert.equal(wrong({ log: b.log, seq: 1 }), "entry-author", "nobody else writes our log");
});

test("an acknowledgement that does not grow is refused", () => {
  const { a, b } = met();
  const first = sayReceipt(a, 2_000);
  take(b, first, 2_100);
  assert.equal(first.body.acks.length, 1);
  assert.equal(code(take(b, sign(a, 2_200, receipt, null, "ROUTINE", { acks: first.body.acks }), 2_300)), "entry-ack");
});

test("another's signature, or a damaged one, is refused and leaves no trace", () => {
  const { a, b } = met();
  const sent = sign(a, 2_000, lineTest, test1);
  const before = headsOf(b);
  for (const at of [0, 31, 32, 63]) {
    const signature = sent.entry.signature.with(at, (sent.entry.signature[at] as number) ^ 1);
    assert.equal(code(take(b, { ...sent, entry: { ...sent.entry, signature } }, 2_100)), "entry-signature");
  }
  assert.deepEqual(headsOf(b), before);
  assert.equal(code(take(b, sent, 2_100)), "held");
});

test("two entries at one position are a fork, with evidence that anyone can check", () => {
  const { a, b } = met();
  const one = sign(a, 2_000, lineTest, test1);
  const other = sign(a, 2_000, lineTest, { ...test1, missed: 1 });
  take(b, one, 2_100);
  const admission = take(b, other, 2_200);
  assert.equal(admission.kind, "fork");
  const witnessed = ({ entry }: Sent): Parameters<typeof encodeForkEvidence>[3] => (
    { party: a.by.party, station: a.by.station, roster: a.by.digest, entry, path: [] }
  );
  const file = encodeForkEvidence(b.ledger.channel, a.log, 2, witnessed(one), witnessed(other));
  assert.deepEqual(checkForkEvidence(crypto, b.directory, file).parties, [toHex(a.by.party), toHex(a.by.party)]);
  const same = encodeForkEvidence(b.ledger.channel, a.log, 2, witnessed(one), witnessed(one));
  assert.throws(() => checkForkEvidence(crypto, b.directory, same), { code: "fork" });
});

test("a claim of what has not come yet is contradicted when it comes", () => {
  const { a, b } = met();
  const ack = { log: a.log, size: 2, root: filled(32, 1), heldAt: 2_000 };
  const lying = sign(b, 2_000, receipt, null, "ROUTINE", { acks: [ack], lamport: 4 });
  const checker = { ...b, ledger: createLedger(b.ledger.channel, null), held: [] };
  for (const sent of [...b.held, lying]) assert.equal(code(take(checker, sent, 2_100)), "held");
  const admission = take(checker, sayMessage(a, 2_200, "It comes."), 2_300);
  assert.equal(admission.kind, "held");
  const [found] = admission.kind === "held" ? admission.contradictions : [];
  assert.deepEqual(found?.by, [`${toHex(a.log)}:1`, `${toHex(b.log)}:1`]);
});

test("an entry beyond a gap that does not fit breaks its log, and what stood stays", () => {
  const { a, b } = met();
  const one = sayMessage(a, 2_000, "One.");
  take(b, sign(a, 2_100, lineTest, test1, "ROUTINE", { prev: filled(32, 1) }), 2_150);
  take(b, one, 2_200);
  const log = b.ledger.logs.get(toHex(a.log));
  assert.deepEqual([log?.size, log?.broken], [2, "entry-prev"]);
  assert.equal(code(take(b, sayMessage(a, 2_300, "Three."), 2_400)), "fork");
  assert.equal(code(take(b, sayMessage(a, 2_400, "Four."), 2_400)), "entry-prev");
});

test("a restored backup shows as siblings, and both branches stay", () => {
  const { a, b } = met();
  const before = [...a.held];
  sayMessage(a, 2_000, "Only in the branch that was lost.");
  const one = reopen(a);
  start(one, 2_100, "start", 0xa2);
  const two = reopen(a, before);
  start(two, 2_200, "restored", 0xa3);
  sayMessage(one, 2_300, "One.");
  sayMessage(two, 2_300, "Two.");
  carry(one, b, 2_400);
  carry(two, b, 2_500);
  assert.deepEqual(siblings(b.ledger), [{ previous: toHex(a.log), logs: [toHex(one.log), toHex(two.log)] }]);
  assert.equal(b.ledger.logs.size, 4);
  const heads = recordView(b.ledger).heads;
  assert.equal(heads.find((head) => head.log === toHex(a.log))?.closed, true);
});

test("a started station goes on from its newest log: time, lamport and position in the tree", () => {
  const { a, b } = met();
  sayMessage(a, 5_000, "Before.");
  const again = reopen(a);
  const before = newestLogOf(crypto, again.ledger, a.by.station);
  const sent = start(again, 3_000, "start", 0xa2);
  assert.equal(sent.body.time, 5_000, "never before what it goes on from");
  carry(again, b, 5_100);
  assert.equal(b.ledger.logs.get(toHex(again.log))?.boot.previous?.size, before?.size);
  assert.deepEqual(compose(crypto, again.ledger, again.log, { ...sent.body, time: 1 }).time, 5_000);
});

test("a leaf alone carries a log over an entry that is lost", () => {
  const { a, b } = met();
  const [one, two] = [sayMessage(a, 2_000, "One."), sayMessage(a, 2_001, "Two.")];
  const leaf = a.ledger.logs.get(toHex(a.log))?.tree.levels[0]?.slice(32, 64) ?? filled(32, 0);
  assert.equal(admitLeaf(crypto, b.ledger, a.log, 2, leaf), false);
  assert.equal(admitLeaf(crypto, b.ledger, a.log, 1, leaf), true);
  assert.equal(code(take(b, two, 2_100)), "held");
  assert.equal(code(take(b, one, 2_100)), "duplicate");
});

test("a receipt asks for no receipt", () => {
  const { a, b } = met();
  sayReceipt(a, 2_000);
  const taken = say(b, 2_050, lineTest, test1);
  assert.equal(taken.body.acks.length, 1);
  carry(a, b, 2_100);
  assert.equal(receiptsOwed(b.ledger).size, 0);
});

test("inclusion is proven for every leaf of every tree to 70, and for no other place", () => {
  const tree = createTree();
  const leaves = Array.from({ length: 70 }, (_, index) => crypto.sha256(Uint8Array.of(index)));
  for (const [added, leaf] of leaves.entries()) {
    addLeaf(crypto, tree, leaf);
    const size = added + 1;
    const root = rootAt(crypto, tree, size);
    for (let index = 0; index < size; index++) {
      const path = inclusionProof(crypto, tree, index, size);
      const own = leaves[index] as Uint8Array;
      assert.ok(verifyInclusion(crypto, own, index, size, path, root));
      assert.ok(!verifyInclusion(crypto, leaves[(index + 1) % 70] as Uint8Array, index, size, path, root));
      assert.ok(size === 1 || !verifyInclusion(crypto, own, (index + 1) % size, size, path, root));
      assert.ok(path.length === 0 || !verifyInclusion(crypto, own, index, size, path.slice(1), root));
      assert.ok(!verifyInclusion(crypto, own, index, size, [...path, root], root));
    }
    const last = rootsOfLastLeaf(crypto, leaf, size, inclusionProof(crypto, tree, added, size));
    assert.deepEqual(last?.with, root);
    assert.deepEqual(last?.before, rootAt(crypto, tree, added));
  }
});

test("a receipt is owed to who said something, as urgent as the most urgent of it, and none for a receipt", () => {
  const { a, b } = makePair();
  carry(a, b, 1_500);
  const owed = (): unknown => Object.fromEntries(receiptsOwed(b.ledger));
  sayReceipt(b, 1_600);
  assert.deepEqual(owed(), {});
  sayReceipt(a, 1_700);
  carry(a, b, 1_800);
  assert.deepEqual(owed(), {});
  say(a, 1_900, lineTest, { peer: b.by.station, bearer: "tls", roundTripMs: 1, missed: 0 });
  carry(a, b, 2_000);
  assert.deepEqual(owed(), { [toHex(a.by.party)]: 0 });
  sayMessage(a, 2_100, "now");
  carry(a, b, 2_200);
  assert.deepEqual(owed(), { [toHex(a.by.party)]: 3 });
  sayReceipt(b, 2_300);
  assert.deepEqual(owed(), {});
});
