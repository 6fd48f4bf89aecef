// The station machine's state: everything one party's running end knows, as plain data around its ports.

import type { Officer } from "./surface.ts";
import type { KeptEntry } from "./stored-entry.ts";
import type { Crypto } from "../ports/crypto.ts";
import type { Random } from "../ports/random.ts";
import type { Signer } from "../ports/signer.ts";
import type { Batch } from "../ports/store.ts";
import type { ActResult } from "../api/acts.ts";
import type { Roster, SignedRoster } from "../core/keys/roster.ts";
import type { LineState } from "../core/line/machine.ts";
import type { Charter } from "../core/mechanism/charter/charter.ts";
import type { ChannelId, Hex, LogId, PartyId, StationId } from "../core/names.ts";
import type { HeldEntry } from "../core/record/held-entry.ts";
import type { Ledger } from "../core/record/ledger.ts";
import type { Chains } from "../core/seal/chains.ts";

/** Who this station is and what it works with; nothing of it changes while the station runs. */
export interface Self {
  readonly crypto: Crypto;
  readonly random: Random;
  readonly signer: Signer;
  /** 32 bytes that seal everything at rest. */
  readonly storageKey: Uint8Array;
  readonly party: PartyId;
  readonly station: StationId;
  readonly world: "exercise" | "actual";
  readonly roster: SignedRoster;
  readonly rosterDigest: Uint8Array;
  readonly version: string;
}

/** A party this station knows by its card. */
export interface KnownParty {
  readonly id: Hex;
  roster: Roster;
  /** The signed roster's bytes and its digest. */
  rosterBytes: Uint8Array;
  rosterDigest: Hex;
  cardText: string;
  addresses: readonly string[];
  /** Whether the 60 digits have been compared. */
  confirmed: boolean;
}

/** One record this station keeps with others, or with itself (the house record). */
export interface Channel {
  readonly id: ChannelId;
  readonly hex: Hex;
  readonly house: boolean;
  charter: Charter | null;
  /** Acts of ours that wait for the other party's prekeys: the proposal and our acceptance of it. */
  waiting: readonly WaitingEntry[];
  ledger: Ledger;
  chains: Chains;
  ownLog: LogId;
  /** Entries by the object they are about, or that begins with them. */
  objects: Map<Hex, HeldEntry[]>;
  /** Objects whose message relates to the object that is the key. */
  related: Map<Hex, Set<Hex>>;
  /** Objects of messages, oldest first in the order this station came to hold them. */
  messages: Hex[];
  /** Local facts of a message: when it came, its number among incoming ones. */
  facts: Map<Hex, { readonly heldMs: number; readonly incoming: number }>;
  /** Envelopes that came before the entries they need (BOOT, epoch), bounded. */
  parked: Parked[];
  adopted: boolean;
}

export interface WaitingEntry {
  readonly kind: number;
  readonly content: Uint8Array;
  readonly officer: string;
}

export interface Parked {
  readonly peer: Hex;
  readonly log: LogId;
  readonly seq: number;
  readonly envelope: Uint8Array;
}

/** What is told when a batch is durable. */
export interface Effects {
  readonly entries: Batch["entries"][number][];
  readonly values: [string, Uint8Array | null][];
  /** Runs when the batch is durable, in order. */
  readonly effects: (() => void)[];
}

/** Line knowledge the record does not hold. */
export interface LinkState {
  readonly name: string;
  up: boolean;
  lastHeardMs: number | null;
  roundTripMs: number | null;
}

export interface PeerLine {
  state: "up" | "down";
  sinceMs: number;
  lastHeardMs: number | null;
  missed: number;
  links: Map<string, LinkState>;
}

/** The whole of a station. */
export interface StationState {
  readonly self: Self;
  readonly house: Channel;
  readonly channels: Map<Hex, Channel>;
  readonly parties: Map<Hex, KnownParty>;
  /** Rosters by digest: who may sign where. */
  readonly rosters: Map<Hex, Roster>;
  readonly officers: Map<string, Officer>;
  /** Password verifiers and one-time links, kept as values, never as entries. */
  readonly secrets: Map<string, Uint8Array>;
  /** Officer behind an entry of ours, by leaf. */
  readonly attributed: Map<Hex, string>;
  readonly line: LineState;
  readonly lines: Map<Hex, PeerLine>;
  /** "peer log seq" of entries handed whole to a bearer and not yet receipted. */
  readonly carried: Map<string, number>;
  /** Opened entries of ours that were not receipted yet, newest last, bounded. */
  readonly recent: Map<string, KeptEntry>;
  pending: Effects;
  attributions: Attribution[];
  readonly inFlight: Map<number, Effects>;
  nextBatch: number;
  newestIncoming: number;
  nowMs: number;
  /** Why the station is impaired; not empty means that it signs nothing any more. */
  readonly impaired: Set<string>;
  readonly outputs: StationOutput[];
  chainsDirty: boolean;
  readonly touched: Set<string>;
}

export interface Attribution {
  readonly channel: ChannelId;
  readonly log: LogId;
  readonly seq: number;
  readonly leaf: Uint8Array;
  readonly officer: string;
  readonly act: string;
}

/** What the station machine wants done. */
export type StationOutput =
  | { readonly kind: "commit"; readonly id: number; readonly batch: Batch }
  | { readonly kind: "read"; readonly token: number; readonly peer: Hex; readonly log: LogId; readonly seq: number;
      readonly fresh: boolean }
  | { readonly kind: "send"; readonly link: string; readonly fragment: Uint8Array }
  | { readonly kind: "close"; readonly link: string; readonly reason: string }
  | { readonly kind: "wakeAt"; readonly atMs: number }
  | { readonly kind: "saveChains"; readonly bytes: Uint8Array }
  | { readonly kind: "peers" }
  | { readonly kind: "changed"; readonly channel: Hex; readonly object: Hex }
  | { readonly kind: "state" }
  | { readonly kind: "drafts" }
  | { readonly kind: "ring"; readonly object: Hex; readonly precedence: string }
  | { readonly kind: "done"; readonly act: number; readonly result: ActResult }
  | { readonly kind: "impaired"; readonly reason: string };
