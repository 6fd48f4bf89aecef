// An entry as a fold sees it: checked, opened, placed.

import type { Hex, Leaf, PartyId, StationId } from "../names.ts";
import type { Body } from "./entry.ts";

/**
 * What is asked of a body once it is held. All else the gate has asked for and the store keeps: in memory it would be
 * most of what an entry takes.
 */
export type HeldBody = Pick<Body, "log" | "seq" | "time" | "lamport" | "precedence" | "kind">;

/** One entry that is held and has passed every check, with what folds need to know of it. */
export interface HeldEntry {
  /** "<log hex>:<seq>", unique. */
  readonly at: string;
  readonly leaf: Leaf;
  readonly party: PartyId;
  readonly station: StationId;
  readonly body: HeldBody;
  /** Hex of the object the entry is about: its own leaf when it begins one. */
  readonly object: Hex;
  /** The decoded content; null when the entry has none, it is withheld, or it opened but does not decode (poison). */
  readonly content: unknown;
  /** Whether the content opened but does not decode; it is kept raw, receipted and passed over. */
  readonly poison: boolean;
  /** Whether entries before it in its log are still missing (held beyond a gap). */
  readonly proofPending: boolean;
}

/** The first acknowledgement of an entry by one principal. */
export interface FirstAck {
  readonly party: PartyId;
  /** The acknowledging entry. */
  readonly at: string;
  /** Time of the acknowledging entry, as its author claims it. */
  readonly time: number;
  /** When its author says it came to hold the entry: the legal time of receipt. */
  readonly heldAt: number;
}

/** What has been held of one log, as verdicts name it. */
export interface Head {
  readonly log: Hex;
  readonly party: Hex;
  readonly size: number;
  /** Time of the newest entry held. */
  readonly time: number;
  /** Whether a BOOT that is held continues this log from exactly this head, so that nothing more can come of it. */
  readonly closed?: boolean;
  /** Of a closed log: parties that have acknowledged more of it than is held, so that it has gone on all the same. */
  readonly claimedBy?: readonly Hex[];
}

/** What a fold may ask about the record around an object's entries. Pure: the same heads give the same answers. */
export interface RecordView {
  /** Whether an entry counts: it is not beyond where its station's key was revoked (spec/03-record.md, Revocation). */
  counts(at: string): boolean;
  /** Whether the station that signed an entry had its party's seat then, so that it could agree (C-39). */
  inSeat(at: string): boolean;
  /** First acknowledgements of an entry, at most one for each principal, in the order of party id. */
  firstAcks(at: string): readonly FirstAck[];
  /** What entries beyond a gap acknowledge: the first of each principal, in the order of party id. */
  earlyAcks(at: string): readonly FirstAck[];
  /** Heads of every log held on the channel, in the order of log id. */
  readonly heads: readonly Head[];
  /**
   * When witnesses whom every principal has named saw the entry, in milliseconds since 1970 and at the earliest; null,
   * or not there at all, where none did (spec/09-checkpoints.md, Settling a time).
   */
  seenAtMs?(at: string): number | null;
}

/** An entry that acknowledges something: other logs up to sizes, what it contradicts left out. */
export interface Said {
  readonly seq: number;
  readonly acks: readonly { readonly log: Hex; readonly size: number }[];
}

/** One log, as an agreement reads it. */
export interface LogReading {
  readonly log: Hex;
  readonly party: Hex;
  /** How much of it is held without a gap. */
  readonly size: number;
  /** What its BOOT goes on from, and whether that is held as it says; null for a first log. */
  readonly previous: { readonly log: Hex; readonly size: number; readonly held: boolean } | null;
  /** Its first position at which what it acknowledges is not known, or is another tree than is held; else Infinity. */
  readonly unclearFrom: number;
  timeAt(seq: number): number;
  /** Its entries that acknowledge something, in order. */
  said(): Iterator<Said, undefined>;
}

/** What the fold of an agreement asks, beside the rest. */
export interface AgreementView extends RecordView {
  /** Every log held on the channel, in the order of log id. */
  readonly logs: readonly LogReading[];
}

/** Order of places, "<log hex>:<seq>": by log, then by seq as a number. */
export function placeOrder(a: string, b: string): number {
  const [log, other] = [a.slice(0, 32), b.slice(0, 32)];
  return log === other ? Number(a.slice(33)) - Number(b.slice(33)) : log < other ? -1 : 1;
}

/** Canonical order of entries for display and folding: lamport, then log, then seq. Effects never depend on it. */
export function canonicalOrder(a: HeldEntry, b: HeldEntry): number {
  return a.body.lamport - b.body.lamport || placeOrder(a.at, b.at);
}
