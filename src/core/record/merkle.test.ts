// The tree of a log against the definition itself, RFC 9162 §2.1.1.

import assert from "node:assert/strict";
import { test } from "node:test";
import { crypto } from "./ledger.fixture.ts";
import { addLeaf, createTree, rootAt, rootOf, rootWith } from "./merkle.ts";

const leaves = Array.from({ length: 140 }, (_, index) => crypto.sha256(Uint8Array.of(index)));

/** The root as the RFC defines it. */
function defined(of: readonly Uint8Array[]): Uint8Array {
  if (of.length === 0) return crypto.sha256();
  if (of.length === 1) return of[0] as Uint8Array;
  let left = 1;
  while (left * 2 < of.length) left *= 2;
  return crypto.sha256(Uint8Array.of(1), defined(of.slice(0, left)), defined(of.slice(left)));
}

test("the root of every size is the one that is defined, whatever was asked before", () => {
  const tree = createTree();
  for (const [index, leaf] of leaves.entries()) {
    addLeaf(crypto, tree, leaf);
    assert.deepEqual(rootOf(crypto, tree), defined(leaves.slice(0, index + 1)));
    for (const size of [0, index >> 1, index, index + 1]) {
      assert.deepEqual(rootAt(crypto, tree, size), defined(leaves.slice(0, size)), `${size} of ${index + 1}`);
    }
  }
});

test("a root that is handed out is the caller's: to change it changes no other", () => {
  const tree = createTree();
  for (const leaf of leaves.slice(0, 5)) addLeaf(crypto, tree, leaf);
  rootOf(crypto, tree).fill(0);
  assert.deepEqual(rootOf(crypto, tree), defined(leaves.slice(0, 5)));
});

test("the root with further leaves is told without growing the tree", () => {
  const tree = createTree();
  for (let size = 0; size < 70; size++) {
    for (const more of [0, 1, 2, 3, 5, 8, 17, 64]) {
      const root = rootWith(crypto, tree, leaves.slice(size, size + more));
      assert.deepEqual(root, defined(leaves.slice(0, size + more)), `${size} and ${more}`);
    }
    assert.equal(tree.size, size);
    addLeaf(crypto, tree, leaves[size] as Uint8Array);
  }
});
