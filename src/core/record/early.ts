// What entries beyond a gap acknowledge: signed, and not yet in its place (spec/03-record.md, R-70).

import { placeOrder } from "./held-entry.ts";
import type { FirstAck } from "./held-entry.ts";
import type { Body } from "./entry.ts";
import { equalBytes, toHex } from "../bytes/hex.ts";
import type { Hex, PartyId } from "../names.ts";

/** One acknowledgement of an entry beyond a gap: of all below `size`, or of the one entry at `size` - 1. */
interface Early {
  readonly size: number;
  /** The root or the leaf that it claims. */
  readonly hash: Uint8Array;
  readonly ack: FirstAck;
}

/** Early acknowledgements: acks by the log that they name, leaves by the place. */
export interface EarlyAcks {
  readonly acks: Map<Hex, Early[]>;
  readonly leaves: Map<string, Early[]>;
}

/** What is held of a log at a size: its root, its last leaf; null where it is not held so far. */
export interface HeldAt {
  root(log: Hex, size: number): Uint8Array | null;
  leaf(log: Hex, seq: number): Uint8Array | null;
}

export function createEarlyAcks(): EarlyAcks {
  return { acks: new Map(), leaves: new Map() };
}

/** Takes in what an entry beyond a gap says, but for what is held otherwise. */
export function noteEarly(early: EarlyAcks, party: PartyId, body: Body, held: HeldAt): void {
  const at = `${toHex(body.log)}:${body.seq}`;
  const add = (list: Map<string, Early[]>, key: string, one: Omit<Early, "ack">, heldAt: number): void => {
    const made = { ...one, ack: { party, at, time: body.time, heldAt } };
    const others = list.get(key);
    if (others === undefined) list.set(key, [made]);
    else others.push(made);
  };
  for (const { log, size, root: hash, heldAt } of body.acks) {
    const root = held.root(toHex(log), size);
    if (root === null || equalBytes(root, hash)) add(early.acks, toHex(log), { size, hash }, heldAt);
  }
  for (const { log, seq, leaf: hash, heldAt } of body.leaves) {
    const leaf = held.leaf(toHex(log), seq);
    if (leaf !== null && !equalBytes(leaf, hash)) continue;
    add(early.leaves, `${toHex(log)}:${seq}`, { size: seq + 1, hash }, heldAt);
  }
}

/** Forgets what an entry said that is in its place now. */
export function forgetEarly(early: EarlyAcks, body: Body): void {
  const at = `${toHex(body.log)}:${body.seq}`;
  for (const { log } of body.acks) keep(early.acks, toHex(log), ({ ack }) => ack.at !== at);
  for (const { log, seq } of body.leaves) keep(early.leaves, `${toHex(log)}:${seq}`, ({ ack }) => ack.at !== at);
}

/** A log has come to be held up to a size: what claims another tree of it counts no longer. */
export function settleEarly(early: EarlyAcks, log: Hex, size: number, held: HeldAt): void {
  if (early.acks.size === 0 && early.leaves.size === 0) return;
  const isHeld = (hash: Uint8Array, other: Uint8Array | null): boolean => other !== null && equalBytes(hash, other);
  keep(early.acks, log, (one) => one.size !== size || isHeld(one.hash, held.root(log, size)));
  keep(early.leaves, `${log}:${size - 1}`, ({ hash }) => isHeld(hash, held.leaf(log, size - 1)));
}

function keep(list: Map<string, Early[]>, key: string, isKept: (one: Early) => boolean): void {
  const all = list.get(key);
  if (all === undefined) return;
  const kept = all.filter(isKept);
  if (kept.length === 0) list.delete(key);
  else list.set(key, kept);
}

/** Early acknowledgements of a position, the first of each party, in the order of party id. */
export function earlyAcksOf(
  { acks, leaves }: EarlyAcks, log: Hex, seq: number, author: PartyId, counts: (at: string) => boolean,
): readonly FirstAck[] {
  const first = new Map<Hex, FirstAck>();
  // Of one entry that covers it by both the ack counts, so the acks are looked at first.
  const covering = [...(acks.get(log) ?? []).filter(({ size }) => size > seq), ...leaves.get(`${log}:${seq}`) ?? []];
  for (const { ack } of covering) {
    if (equalBytes(ack.party, author) || !counts(ack.at)) continue;
    const party = toHex(ack.party);
    const other = first.get(party);
    if (other === undefined || isBefore(ack, other)) first.set(party, ack);
  }
  return [...first.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, ack]) => ack);
}

function isBefore(a: FirstAck, b: FirstAck): boolean {
  return a.time !== b.time ? a.time < b.time : placeOrder(a.at, b.at) < 0;
}
