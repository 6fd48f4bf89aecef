// One log as it is held: its tree, its newest head, and what it has acknowledged of others.

import type { BootContent } from "./boot.ts";
import type { Body } from "./entry.ts";
import { createTree } from "./merkle.ts";
import type { Tree } from "./merkle.ts";
import type { ErrorCode } from "../errors.ts";
import type { Hex, Leaf, LogId, PartyId, StationId } from "../names.ts";

/** Most entries held beyond a gap of one log; more are not taken and come again later. */
export const beyondMax = 256;

/** An entry held beyond a gap: its signature is checked, its place is not yet. */
export interface Beyond {
  readonly body: Body;
  readonly leaf: Leaf;
  readonly content: Uint8Array | null;
  readonly heldAt: number;
}

/** One log. */
export interface Log {
  readonly log: LogId;
  readonly hex: Hex;
  readonly party: PartyId;
  readonly station: StationId;
  readonly boot: BootContent;
  /** Whether this process writes it now: then nobody else brings entries of it. */
  own: boolean;
  /** Digest of the roster in force for its next entry. */
  roster: Hex;
  readonly tree: Tree;
  /** Entries held without a gap from the BOOT on. */
  size: number;
  /** Time of the BOOT, and of the newest of them. */
  bootTime: number;
  time: number;
  /** Lamport and time of each of them, by position. */
  readonly lamports: number[];
  readonly times: number[];
  /** When the newest came to be held here, by this station's clock. */
  heldAt: number;
  readonly beyond: Map<number, Beyond>;
  /** Newest size it has acknowledged of each other log, and single positions beyond. */
  readonly acked: Map<Hex, number>;
  readonly ackedLeaves: Set<string>;
  /** Whether the head its BOOT names is what is held of the log before, as soon as that is held so far. */
  follows: boolean;
  /**
   * Set when an entry beyond a gap turned out not to fit: its author signed what cannot follow. Nothing more is taken.
   */
  broken: ErrorCode | null;
}

/** The log that a BOOT begins, still empty. */
export function createLog(log: LogId, hex: Hex, content: BootContent, roster: Hex, own: boolean): Log {
  return {
    log, hex, party: content.party, station: content.station, boot: content, own, roster, tree: createTree(), size: 0,
    bootTime: 0, time: 0,
    lamports: [], times: [], heldAt: 0, beyond: new Map(), acked: new Map(), ackedLeaves: new Set(), follows: false,
    broken: null,
  };
}
