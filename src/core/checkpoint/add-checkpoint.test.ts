import assert from "node:assert/strict";
import { test } from "node:test";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { createSoftwareSigner } from "../../crypto/node/signer.ts";
import { addLeaf, consistencyProof, createTree, rootAt, verifyConsistency } from "../record/merkle.ts";
import { decodeAddCheckpoint, encodeAddCheckpoint } from "./add-checkpoint.ts";
import { signCheckpoint } from "./checkpoint.ts";
import { cosign, cosignedAt, withCosignatures, witnessOf } from "./cosignature.ts";
import { decodeNote, decodeNoteLines, encodeNoteLine } from "./signed-note.ts";

const crypto = createNodeCrypto();
const filled = (length: number, byte: number): Uint8Array => new Uint8Array(length).fill(byte);
const signer = createSoftwareSigner(crypto, filled(32, 1));
const seedsOf = (byte: number) => ({ ed25519: filled(32, byte), mlDsa44: filled(32, byte + 1) });
const note = signCheckpoint(crypto, signer, filled(32, 2), filled(16, 3), 9, filled(32, 4));
const { text } = decodeNote(note);

test("a request is read as it was written", () => {
  for (const proof of [[], [filled(32, 5)], Array.from({ length: 63 }, (_, index) => filled(32, index))]) {
    const asked = { old: 7, proof, note };
    assert.deepEqual(decodeAddCheckpoint(encodeAddCheckpoint(asked)), asked);
  }
});

test("any other form of a request is refused", () => {
  const good = encodeAddCheckpoint({ old: 7, proof: [filled(32, 5)], note });
  const others = [
    "", note, good.replace("old 7", "old 07"), good.replace("old 7", "old -1"), good.replace("old 7", "Old 7"),
    good.replace("old 7\n", ""), good.replace("old 7", "old 7 "), good.replace("BQUF", "BQU"),
    encodeAddCheckpoint({ old: 7, proof: Array.from({ length: 64 }, () => filled(32, 5)), note }),
    encodeAddCheckpoint({ old: 7, proof: [filled(31, 5)], note }), `${good}${"x".repeat(70_000)}`,
  ];
  for (const other of others) assert.throws(() => decodeAddCheckpoint(other), { code: "checkpoint" }, other);
});

test("of an answer the two lines of the witness are taken, and nothing else", () => {
  const [own, other] = [witnessOf(crypto, "w.example/1", seedsOf(10)), witnessOf(crypto, "w.example/2", seedsOf(20))];
  const ours = cosign(crypto, own.name, seedsOf(10), text, 1_000);
  const theirs = cosign(crypto, other.name, seedsOf(20), text, 2_000);
  const answer = decodeNoteLines([...theirs, ...ours, ...theirs].map(encodeNoteLine).join(""));
  const taken = withCosignatures(crypto, note, answer, own);
  assert.equal(taken.timeS, 1_000);
  assert.equal(taken.note, note + ours.map(encodeNoteLine).join(""));
  assert.equal(cosignedAt(crypto, decodeNote(taken.note), other), null);
});

test("an answer that lacks a cosignature, or has one that does not verify, adds nothing", () => {
  const own = witnessOf(crypto, "w.example/1", seedsOf(10));
  const [classical, postQuantum] = cosign(crypto, own.name, seedsOf(10), text, 1_000);
  const elsewhere = signCheckpoint(crypto, signer, filled(32, 2), filled(16, 3), 10, filled(32, 4));
  const stale = cosign(crypto, own.name, seedsOf(10), decodeNote(elsewhere).text, 1_000);
  assert.ok(classical !== undefined && postQuantum !== undefined);
  for (const lines of [[], [classical], [postQuantum], stale, [classical, ...stale.slice(1)]]) {
    assert.throws(() => withCosignatures(crypto, note, lines, own), { code: "checkpoint" });
  }
});

test("every tree goes on from every smaller one, and from no other root", () => {
  const tree = createTree();
  for (let index = 0; index < 40; index++) addLeaf(crypto, tree, crypto.sha256(Uint8Array.of(index)));
  for (let to = 0; to <= 40; to++) {
    for (let from = 0; from <= to; from++) {
      const proof = consistencyProof(crypto, tree, from, to);
      const [before, root] = [rootAt(crypto, tree, from), rootAt(crypto, tree, to)];
      assert.ok(verifyConsistency(crypto, from, before, to, root, proof), `${from} to ${to}`);
      assert.ok(!verifyConsistency(crypto, from, filled(32, 1), to, root, proof));
      assert.ok(!verifyConsistency(crypto, from, before, to, filled(32, 1), proof) || from === 0);
      assert.ok(!verifyConsistency(crypto, from, before, to, root, [...proof, filled(32, 1)]));
      if (proof.length > 0) assert.ok(!verifyConsistency(crypto, from, before, to, root, proof.slice(1)));
    }
  }
});
