// The tree of RFC 9162 (as RFC 6962 has it) with the leaves, roots and proofs of transparency-dev/merkle.

import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import {
  addLeaf, consistencyProof, createTree, emptyRoot, inclusionProof, leafAt, rootAt, rootOf, rootsOfLastLeaf, rootWith,
  verifyConsistency, verifyInclusion,
} from "../../src/core/record/merkle.ts";
import { createNodeCrypto } from "../../src/crypto/node/crypto.ts";
import { hex, readJson } from "./sets.ts";

interface Proof {
  readonly leaf: number;
  readonly size: number;
  readonly path: readonly string[];
}

const crypto = createNodeCrypto();
const set = readJson<{
  readonly leaves: readonly string[]; readonly nodes: readonly (readonly string[])[]; readonly roots: readonly string[];
  readonly inclusion: readonly Proof[];
  readonly consistency: readonly { readonly from: number; readonly to: number; readonly path: readonly string[] }[];
}>("merkle.json");
const roots = set.roots.map(hex);
const leaves = set.leaves.map((leaf) => crypto.sha256(Uint8Array.of(0), hex(leaf)));
const tree = createTree();
for (const leaf of leaves) addLeaf(crypto, tree, leaf);

test("leaf hashes, every root from none to eight leaves, and every complete node", () => {
  deepEqual(leaves, (set.nodes[0] ?? []).map(hex));
  deepEqual([emptyRoot(crypto), rootOf(crypto, tree)], [roots[0], roots[8]]);
  for (const [size, root] of roots.entries()) {
    deepEqual(rootAt(crypto, tree, size), root);
    const grown = createTree();
    for (const leaf of leaves.slice(0, size)) addLeaf(crypto, grown, leaf);
    deepEqual(rootOf(crypto, grown), root);
    deepEqual(rootWith(crypto, grown, leaves.slice(size)), roots[8]);
  }
  for (const [index, leaf] of leaves.entries()) deepEqual(leafAt(tree, index), leaf);
  for (const [level, nodes] of set.nodes.entries()) {
    for (const [index, node] of nodes.entries()) {
      const part = createTree();
      for (const leaf of leaves.slice(index << level, (index + 1) << level)) addLeaf(crypto, part, leaf);
      deepEqual(rootOf(crypto, part), hex(node));
    }
  }
});

test("their audit paths are those we make and take, and each of their corruptions is refused", () => {
  equal(set.inclusion.length, 5);
  for (const { leaf, size, path } of set.inclusion) {
    const proof = path.map(hex);
    deepEqual(inclusionProof(crypto, tree, leaf, size), proof);
    equal(verifyInclusion(crypto, leaves[leaf]!, leaf, size, proof, roots[size]!), true);
    for (const [name, check] of corruptions(leaf, size, proof)) equal(check(), false, `${leaf} of ${size}: ${name}`);
  }
  // Their probes of proofs that prove nothing.
  for (const [index, size] of [[0, 0], [0, 1], [1, 0], [2, 1]] as const) {
    equal(verifyInclusion(crypto, leaves[2]!, index, size, [], new Uint8Array(0)), false);
    equal(verifyInclusion(crypto, new Uint8Array(0), index, size, [], roots[0]!), false);
    equal(verifyInclusion(crypto, leaves[2]!, index, size, [], roots[0]!), false);
  }
});

/** What `corruptInclusionProof` of their verifier's test does to a proof. */
function corruptions(
  leaf: number, size: number, path: readonly Uint8Array[],
): readonly (readonly [string, () => boolean])[] {
  const [mine, root] = [leaves[leaf]!, roots[size]!];
  const other = hex("abacaba000000000000000000000000000000000000000000060061e00123456");
  const check = (index: number, of: number, proof = path, hash = mine, top = root) =>
    (): boolean => verifyInclusion(crypto, hash, index, of, proof, top);
  return [
    // Their places are unsigned: one before the first is the last that can be written.
    ["leaf - 1", check(leaf === 0 ? Number.MAX_SAFE_INTEGER : leaf - 1, size)],
    ["leaf + 1", check(leaf + 1, size)], ["leaf ^ 2", check(leaf ^ 2, size)],
    ["size * 2", check(leaf, size * 2)], ["size / 2", check(leaf, size / 2)],
    ["wrong leaf", check(leaf, size, path, new TextEncoder().encode("WrongLeaf"))],
    ["empty root", check(leaf, size, path, mine, roots[0])], ["random root", check(leaf, size, path, mine, other)],
    ["trailing garbage", check(leaf, size, [...path, new Uint8Array(0)])],
    ["trailing root", check(leaf, size, [...path, root])],
    ["preceding garbage", check(leaf, size, [new Uint8Array(0), ...path])],
    ["preceding root", check(leaf, size, [root, ...path])],
    ...path.map((hash, at) => [`bit 3 of ${at}`, check(leaf, size, path.with(at, flipped(hash)))] as const),
    ...(path.length > 0 ? [["removed", check(leaf, size, path.slice(0, -1))] as const] : []),
    ...(path.length > 1 ? [["inserted", check(leaf, size, [path[0]!, other, ...path.slice(1)])] as const] : []),
  ];
}

function flipped(hash: Uint8Array): Uint8Array {
  return hash.with(0, hash[0]! ^ 8);
}

test("their consistency proofs are those we make and take, and each of their corruptions is refused", () => {
  equal(set.consistency.length, 5);
  for (const { from, to, path } of set.consistency) {
    const proof = path.map(hex);
    deepEqual(consistencyProof(crypto, tree, from, to), proof);
    equal(verifyConsistency(crypto, from, roots[from]!, to, roots[to]!, proof), true);
    // Theirs tries no corruptions of a proof that is empty.
    if (proof.length === 0) continue;
    for (const [name, check] of consistencyCorruptions(from, to, proof)) equal(check(), false, `${from}-${to} ${name}`);
  }
});

/** What `corruptConsistencyProof` of their verifier's test does to a proof. */
function consistencyCorruptions(
  from: number, to: number, path: readonly Uint8Array[],
): readonly (readonly [string, () => boolean])[] {
  const [before, root, wrong] = [roots[from]!, roots[to]!, new TextEncoder().encode("WrongRoot")];
  const check = (size: number, of: number, proof = path, one = before, other = root) =>
    (): boolean => verifyConsistency(crypto, size, one, of, other, proof);
  return [
    ["from - 1", check(from - 1, to)], ["from + 1", check(from + 1, to)], ["from ^ 2", check(from ^ 2, to)],
    ["to * 2", check(from, to * 2)], ["to / 2", check(from, Math.floor(to / 2))],
    ["wrong first", check(from, to, path, wrong)], ["wrong second", check(from, to, path, before, wrong)],
    ["swapped", check(from, to, path, root, before)], ["empty", check(from, to, [])],
    ["trailing garbage", check(from, to, [...path, new Uint8Array(0)])],
    ["trailing first", check(from, to, [...path, before])], ["trailing second", check(from, to, [...path, root])],
    ["preceding garbage", check(from, to, [new Uint8Array(0), ...path])],
    ["preceding first", check(from, to, [before, ...path])], ["preceding second", check(from, to, [root, ...path])],
    ["doubled", check(from, to, [path[0]!, ...path])], ["truncated", check(from, to, path.slice(0, -1))],
    ...path.map((hash, at) => [`bit of ${at}`, check(from, to, path.with(at, flipped(hash)))] as const),
  ];
}

test("any two sizes to forty are consistent by the proof we make, and by no other's", () => {
  const many = createTree();
  for (let size = 0; size < 40; size++) addLeaf(crypto, many, crypto.sha256(Uint8Array.of(size)));
  const rootsOfMany = Array.from({ length: 41 }, (_, size) => rootAt(crypto, many, size));
  for (let to = 0; to <= 40; to++) {
    for (let from = 0; from <= to; from++) {
      const proof = consistencyProof(crypto, many, from, to);
      const holds = (size: number, before = rootsOfMany[from]!, root = rootsOfMany[to]!): boolean =>
        verifyConsistency(crypto, size, before, to, root, proof);
      equal(holds(from), true, `${from}-${to}`);
      equal(holds(from, flipped(rootsOfMany[from]!)), false);
      // Every tree goes on from the one without leaves, and nothing has to be shown.
      equal(holds(from, rootsOfMany[from], flipped(rootsOfMany[to]!)), from === 0 && to > 0);
      if (from < to) equal(holds(from + 1, rootsOfMany[from + 1]), from + 1 === to && proof.length === 0);
      if (proof.length > 0) equal(verifyConsistency(crypto, from, rootsOfMany[from]!, to, rootsOfMany[to]!, []), false);
    }
  }
});

// A consistency proof from size n - 1 to n says of a last leaf what our proof of it says (spec/03-record.md, The tree).
test("the roots before and with a last leaf are their roots, for every size", () => {
  for (let size = 1; size <= 8; size++) {
    const path = inclusionProof(crypto, tree, size - 1, size);
    deepEqual(rootsOfLastLeaf(crypto, leaves[size - 1]!, size, path), { before: roots[size - 1], with: roots[size] });
    equal(rootsOfLastLeaf(crypto, leaves[size - 1]!, size, [...path, roots[0]!]), null);
  }
  const one = set.consistency.find(({ from, to }) => to === from + 1);
  ok(one !== undefined);
  // Theirs names the last leaf as well, which a reader of ours has.
  for (const sibling of inclusionProof(crypto, tree, one.to - 1, one.to)) {
    ok(one.path.includes(sibling.toHex()));
  }
});
