import assert from "node:assert/strict";
import { test } from "node:test";
import { agreedPair, otherTree, treeOf } from "./evidence.fixture.ts";
import { fileOf, itemsOf, rootsOfPair } from "./export.fixture.ts";
import { verifyFile } from "./verify.ts";
import { toHex } from "../core/bytes/hex.ts";
import { signCheckpoint } from "../core/checkpoint/checkpoint.ts";
import { cosign, witnessOf } from "../core/checkpoint/cosignature.ts";
import { decodeNote, encodeNoteLine } from "../core/checkpoint/signed-note.ts";
import { checkpointKind } from "../core/mechanism/checkpoint/entries.ts";
import { carry, crypto, filled, say } from "../core/record/ledger.fixture.ts";
import type { MadeEnd, MadePair } from "../core/record/ledger.fixture.ts";
import { fileInMemory } from "../core/record/export.ts";
import { rootAt } from "../core/record/merkle.ts";
import type { Tree } from "../core/record/merkle.ts";

const seeds = { ed25519: filled(32, 3), mlDsa44: filled(32, 4) };
const self = witnessOf(crypto, "w.example/1", seeds);
const timeS = 1_700_000_000;

/** A checkpoint of an end's log, cosigned, in the words of `by`. */
function sayHead(end: MadeEnd, size: number, time: number, tree: Tree = treeOf(end), by = end): void {
  const note = signCheckpoint(crypto, end.by.signer, end.ledger.channel, end.log, size, rootAt(crypto, tree, size));
  const lines = cosign(crypto, self.name, seeds, decodeNote(note).text, timeS).map(encodeNoteLine).join("");
  say(by, time, checkpointKind, { note: note + lines });
}

function verified(pair: MadePair, witnesses = [self]): ReturnType<typeof verifyFile> {
  return verifyFile(crypto, fileInMemory(fileOf(itemsOf(pair))), rootsOfPair(pair), { witnesses });
}

test("the newest head of each log that a trusted witness has seen is told", () => {
  const pair = agreedPair();
  const { a, b } = pair;
  sayHead(a, 2, 3_000);
  sayHead(a, 4, 3_100);
  sayHead(b, 3, 3_200);
  carry(b, a, 3_300);
  const report = verified(pair);
  assert.deepEqual([report.result, report.heads], ["clean", [
    { log: toHex(a.log), size: 4, by: [{ witness: self.name, timeS }] },
    { log: toHex(b.log), size: 3, by: [{ witness: self.name, timeS }] },
  ]]);
  const { result, heads } = verified(pair, []);
  assert.deepEqual([result, heads], ["clean", undefined], "nobody is trusted unasked");
  const stranger = witnessOf(crypto, "w.example/1", { ed25519: filled(32, 8), mlDsa44: filled(32, 9) });
  assert.equal(verified(pair, [stranger]).heads, undefined, "the same name, other keys");
});

test("a checkpoint that differs from the file is a fork at the entry that says it, whoever does", () => {
  const pair = agreedPair();
  const { a, b } = pair;
  carry(a, b, 2_900);
  sayHead(a, 4, 3_000, otherTree(a, 2, 4), b);
  carry(b, a, 3_100);
  const { result, findings, forks, heads } = verified(pair);
  const [finding] = findings;
  assert.deepEqual([result, finding?.code, finding?.log], ["findings", "fork", toHex(b.log)]);
  assert.deepEqual([forks[0]?.log, forks[0]?.size, heads], [toHex(a.log), 4, undefined]);
});

test("what is no checkpoint of a log of the file says nothing", () => {
  const pair = agreedPair();
  const { a } = pair;
  const good = signCheckpoint(crypto, a.by.signer, pair.channel, a.log, 2, rootAt(crypto, treeOf(a), 2));
  const elsewhere = signCheckpoint(crypto, a.by.signer, filled(32, 1), a.log, 2, filled(32, 1));
  const later = signCheckpoint(crypto, a.by.signer, pair.channel, a.log, 2_000, filled(32, 1));
  const notes = ["nothing", good.replace("\n2\n", "\n3\n"), elsewhere, later];
  for (const [index, note] of notes.entries()) say(a, 3_000 + index, checkpointKind, { note });
  const { result, heads } = verified(pair);
  assert.deepEqual([result, heads], ["clean", undefined]);
});
