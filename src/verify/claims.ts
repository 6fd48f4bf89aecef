// What entries say of other logs, compared with what those logs turn out to be.

import { find } from "./check.ts";
import type { Check } from "./check.ts";
import { equalBytes, toHex } from "../core/bytes/hex.ts";
import type { Hex } from "../core/names.ts";
import type { Body } from "../core/record/entry.ts";
import { heldRoot } from "../core/record/ledger.ts";
import { leafAt } from "../core/record/merkle.ts";

/** Keeps the claims of an entry that the gate did not compare: of one it held, those about what it did not hold. */
export function noteClaims(check: Check, log: Hex, body: Body, held: boolean): void {
  const isOpen = (hex: Hex, size: number): boolean => !held || (check.ledger.logs.get(hex)?.size ?? 0) < size;
  const by = `${log}:${body.seq}`;
  for (const ack of body.acks) {
    const hex = toHex(ack.log);
    if (hex === log) continue;
    check.acknowledged.set(hex, Math.max(check.acknowledged.get(hex) ?? 0, ack.size));
    if (isOpen(hex, ack.size)) {
      check.claims.push({ by, log: hex, size: ack.size, sort: "root", hash: ack.root });
    }
  }
  for (const leaf of body.leaves) {
    const hex = toHex(leaf.log);
    if (hex !== log && isOpen(hex, leaf.seq + 1)) {
      check.claims.push({ by, log: hex, size: leaf.seq + 1, sort: "leaf", hash: leaf.leaf });
    }
  }
}

/** Compares every kept claim; one that differs is a fork. What the file does not hold stays a claim. */
export function compareClaims(check: Check): void {
  for (const { by, log, size, sort, hash } of check.claims) {
    const said = sort === "root" ? rootAtSize(check, log, size) : leafAtSize(check, log, size - 1);
    if (said === null || equalBytes(said, hash)) continue;
    check.forks.push({ log, size, by: [`${log}:${size - 1}`, by] });
    find(check, "fork", by.slice(0, 32), Number(by.slice(33)), `It contradicts ${log}:${size - 1}.`);
  }
}

function rootAtSize(check: Check, log: Hex, size: number): Uint8Array | null {
  return heldRoot(check.crypto, check.ledger, log, size) ?? check.roots.get(`${log}:${size}`) ?? null;
}

function leafAtSize(check: Check, log: Hex, seq: number): Uint8Array | null {
  const held = check.ledger.logs.get(log);
  return held !== undefined && held.size > seq ? leafAt(held.tree, seq) : check.leaves.get(`${log}:${seq}`) ?? null;
}
