// The Merkle tree of a log (RFC 9162 §2.1), kept so that the root of every earlier size can be told.

import type { Crypto } from "../../ports/crypto.ts";
import { equalBytes } from "../bytes/hex.ts";

const hashBytes = 32;
const nodeTag = Uint8Array.of(1);

/**
 * A tree that only grows. `levels[0]` holds the leaf hashes one after the other, `levels[n]` the complete nodes above.
 */
export interface Tree {
  size: number;
  readonly levels: Uint8Array[];
  /** Roots computed last, newest first: what an entry names as the root before it the other party acknowledges next. */
  readonly known: { readonly size: number; readonly root: Uint8Array }[];
}

/** Roots remembered of one tree. */
const knownMax = 8;

/** A tree without leaves. */
export function createTree(): Tree {
  return { size: 0, levels: [], known: [] };
}

/** Root of the tree without leaves: SHA-256 of nothing. */
export function emptyRoot(crypto: Crypto): Uint8Array {
  return crypto.sha256();
}

/** Adds a leaf hash; on average one node is computed. */
export function addLeaf(crypto: Crypto, tree: Tree, leaf: Uint8Array): void {
  let index = tree.size;
  put(tree, 0, index, leaf);
  tree.size += 1;
  for (let level = 0, hash = leaf; index % 2 === 1; level++) {
    hash = node(crypto, nodeAt(tree, level, index - 1), hash);
    index >>= 1;
    put(tree, level + 1, index, hash);
  }
}

/** Leaf hash at an index below the size. */
export function leafAt(tree: Tree, index: number): Uint8Array {
  return nodeAt(tree, 0, index).slice();
}

/** Root of the first `size` leaves, `size` at most the tree's. */
export function rootAt(crypto: Crypto, tree: Tree, size: number): Uint8Array {
  if (size === 0) return emptyRoot(crypto);
  const known = tree.known.find((one) => one.size === size);
  if (known !== undefined) return known.root.slice();
  const root = subtree(crypto, tree, 0, size).slice();
  tree.known.unshift({ size, root });
  if (tree.known.length > knownMax) tree.known.pop();
  return root.slice();
}

/** The root that further leaves would lead to; the tree stays as it is. */
export function rootWith(crypto: Crypto, tree: Tree, leaves: readonly Uint8Array[]): Uint8Array {
  // The complete subtrees, largest first: all that a leaf added on the right can meet.
  const edge: { level: number; hash: Uint8Array }[] = [];
  for (let level = tree.levels.length - 1; level >= 0; level--) {
    const index = Math.floor(tree.size / 2 ** level);
    if (index % 2 === 1) edge.push({ level, hash: nodeAt(tree, level, index - 1) });
  }
  for (const leaf of leaves) {
    let right = { level: 0, hash: leaf };
    for (let left = edge.at(-1); left !== undefined && left.level === right.level; left = edge.at(-1)) {
      edge.pop();
      right = { level: right.level + 1, hash: node(crypto, left.hash, right.hash) };
    }
    edge.push(right);
  }
  if (edge.length === 0) return emptyRoot(crypto);
  return edge.map((one) => one.hash).reduceRight((right, left) => node(crypto, left, right)).slice();
}

/** The whole tree's root. */
export function rootOf(crypto: Crypto, tree: Tree): Uint8Array {
  return rootAt(crypto, tree, tree.size);
}

/** Audit path of the leaf at `index` in the first `size` leaves (RFC 9162 §2.1.3.1), from the leaf upwards. */
export function inclusionProof(crypto: Crypto, tree: Tree, index: number, size: number): Uint8Array[] {
  const path: Uint8Array[] = [];
  let from = 0;
  let to = size;
  while (to - from > 1) {
    const middle = from + split(to - from);
    if (index < middle) {
      path.push(subtree(crypto, tree, middle, to).slice());
      to = middle;
    } else {
      path.push(subtree(crypto, tree, from, middle).slice());
      from = middle;
    }
  }
  return path.reverse();
}

/** Whether the path shows that `leaf` stands at `index` under the root of `size` leaves (RFC 9162 §2.1.3.2). */
export function verifyInclusion(
  crypto: Crypto, leaf: Uint8Array, index: number, size: number, path: readonly Uint8Array[], root: Uint8Array,
): boolean {
  if (index >= size) return false;
  let at = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of path) {
    if (last === 0 || sibling.length !== hashBytes) return false;
    if (at % 2 === 1 || at === last) {
      hash = node(crypto, sibling, hash);
      while (at % 2 === 0 && at !== 0) {
        at = Math.floor(at / 2);
        last = Math.floor(last / 2);
      }
    } else hash = node(crypto, hash, sibling);
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && equalBytes(hash, root);
}

/**
 * Proof that the first `to` leaves go on from the first `from` (RFC 9162 §2.1.4.1); empty for 0 and for the same size.
 */
export function consistencyProof(crypto: Crypto, tree: Tree, from: number, to: number): Uint8Array[] {
  const path: Uint8Array[] = [];
  if (from === 0 || from === to) return path;
  let low = 0;
  let high = to;
  // Down to the subtree in which the first tree ends; what ends with the first tree itself needs no root of its own.
  while (high !== from) {
    const middle = low + split(high - low);
    if (from <= middle) {
      path.push(subtree(crypto, tree, middle, high).slice());
      high = middle;
    } else {
      path.push(subtree(crypto, tree, low, middle).slice());
      low = middle;
    }
  }
  if (low > 0) path.push(subtree(crypto, tree, low, high).slice());
  return path.reverse();
}

/**
 * Whether the proof shows that the tree of `to` leaves and `root` goes on from the one of `from` leaves and `before`
 * (RFC 9162 §2.1.4.2). For `from` 0 and for equal sizes the proof is empty.
 */
export function verifyConsistency(
  crypto: Crypto, from: number, before: Uint8Array, to: number, root: Uint8Array, proof: readonly Uint8Array[],
): boolean {
  if (from > to || proof.some((node) => node.length !== hashBytes)) return false;
  if (from === to) return proof.length === 0 && equalBytes(before, root);
  if (from === 0) return proof.length === 0 && equalBytes(before, emptyRoot(crypto));
  const isPower = 2 ** Math.round(Math.log2(from)) === from;
  const nodes = isPower ? [before, ...proof] : proof;
  const [first, ...rest] = nodes;
  if (first === undefined) return false;
  let at = from - 1;
  let last = to - 1;
  for (; at % 2 === 1; at = Math.floor(at / 2)) last = Math.floor(last / 2);
  let old = first;
  let grown = first;
  for (const one of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      old = node(crypto, one, old);
      grown = node(crypto, one, grown);
      while (at % 2 === 0 && at !== 0) {
        at = Math.floor(at / 2);
        last = Math.floor(last / 2);
      }
    } else grown = node(crypto, grown, one);
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && equalBytes(old, before) && equalBytes(grown, root);
}

/**
 * The roots of the first `size - 1` and of the first `size` leaves, from the last leaf and its audit path: the siblings
 * of a last leaf are the complete subtrees before it. Null when the path has the wrong length.
 */
export function rootsOfLastLeaf(
  crypto: Crypto, leaf: Uint8Array, size: number, path: readonly Uint8Array[],
): { readonly before: Uint8Array; readonly with: Uint8Array } | null {
  let complete = 0;
  for (let rest = size - 1; rest > 0; rest = Math.floor(rest / 2)) complete += rest % 2;
  if (path.length !== complete) return null;
  let whole = leaf;
  let before: Uint8Array | null = null;
  for (const sibling of path) {
    whole = node(crypto, sibling, whole);
    before = before === null ? sibling : node(crypto, sibling, before);
  }
  return { before: before ?? emptyRoot(crypto), with: whole };
}

// A range that begins at a multiple of its rounded-up size is either one kept node or splits as RFC 9162 says.
function subtree(crypto: Crypto, tree: Tree, from: number, to: number): Uint8Array {
  const count = to - from;
  const level = Math.log2(count);
  if (Number.isInteger(level)) return nodeAt(tree, level, from / count);
  const middle = from + split(count);
  return node(crypto, subtree(crypto, tree, from, middle), subtree(crypto, tree, middle, to));
}

/** Largest power of two below `count`. */
function split(count: number): number {
  return 2 ** Math.ceil(Math.log2(count) - 1);
}

function node(crypto: Crypto, left: Uint8Array, right: Uint8Array): Uint8Array {
  return crypto.sha256(nodeTag, left, right);
}

function nodeAt(tree: Tree, level: number, index: number): Uint8Array {
  return (tree.levels[level] as Uint8Array).subarray(index * hashBytes, (index + 1) * hashBytes);
}

function put(tree: Tree, level: number, index: number, hash: Uint8Array): void {
  let kept = tree.levels[level] ?? new Uint8Array(hashBytes * 8);
  if (kept.length < (index + 1) * hashBytes) {
    const grown = new Uint8Array(kept.length * 2);
    grown.set(kept);
    kept = grown;
  }
  kept.set(hash, index * hashBytes);
  tree.levels[level] = kept;
}
