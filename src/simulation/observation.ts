// What an outside observer of a world sees. Checkers are fed with this and with nothing else.

import type { Frame } from "../core/line/frame.ts";
import type { Control } from "../core/line/narrow-control.ts";
import type { Roster } from "../core/keys/roster.ts";
import type { Body } from "../core/record/entry.ts";
import type { LinkTerms } from "../ports/bearer.ts";
import type { Crypto } from "../ports/crypto.ts";

/** An entry as the signing device saw it. */
export interface Signed {
  readonly node: string;
  /** "<log>:<seq>". */
  readonly at: string;
  readonly leaf: string;
  readonly body: Body;
  readonly payload: Uint8Array;
  /** The bytes that were really signed. */
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** What a station says of one agreement or limit, asked for one time. */
export interface Ruling {
  readonly about: string;
  readonly outcome: string;
  readonly final: boolean;
}

/** What the watch of a station sees when it looks. */
export interface Look {
  /** Why the station signs nothing, or takes nothing in. */
  readonly impaired: readonly string[];
  readonly alerts: readonly string[];
  readonly lines: readonly { readonly party: string; readonly state: "up" | "down"; readonly missedTests: number }[];
  /** Channels whose memory is shown as confirmed, with the log this start began on each. */
  readonly confirmed: readonly { readonly channel: string; readonly log: string }[];
  /** Messages of ours that are shown as durable, or more than that, at a reader. */
  readonly delivered: readonly {
    readonly object: string; readonly at: string; readonly reader: string; readonly wentBack: boolean;
  }[];
  readonly texts: readonly TextLook[];
  /** What is kept in memory for others: parked envelopes, loads, requests and the like. */
  readonly kept: number;
}

/** What a station shows of one joint text. */
export interface TextLook {
  readonly object: string;
  readonly state: string;
  /** Its state and its slots, as one text to be compared. */
  readonly reading: string;
  /** The digest of the copy that is adopted, or null. */
  readonly adopted: string | null;
  /** Fair copies, and the parties that are shown to have accepted each. */
  readonly copies: readonly {
    readonly digest: string; readonly state: string; readonly final: boolean; readonly accepted: readonly string[];
    readonly adoptedAt: number | null;
  }[];
}

/** One station at the end of a run. */
export interface Standing {
  readonly node: string;
  readonly honest: boolean;
  readonly running: boolean;
  /** "<log>:<seq> <leaf>" of every entry on the disk that belongs to a channel. */
  readonly held: ReadonlySet<string>;
  /** Objects of messages whose release was answered with done. */
  readonly released: readonly string[];
  readonly rulings: readonly Ruling[];
  readonly evidence: readonly Uint8Array[];
}

/** One thing seen. Nodes are named by short names; times are the world's. */
export type Observation =
  | { readonly kind: "signed"; readonly signed: Signed }
  | { readonly kind: "durable"; readonly node: string; readonly at: string; readonly leaf: string }
  /** A backup was put in place; `held` are the leaves that are left. */
  | { readonly kind: "restored"; readonly node: string; readonly held: ReadonlySet<string> }
  | { readonly kind: "started"; readonly node: string }
  | { readonly kind: "stopped"; readonly node: string }
  /** A process held still, or went on. */
  | { readonly kind: "paused"; readonly node: string; readonly paused: boolean }
  | { readonly kind: "link"; readonly node: string; readonly link: string; readonly up: true; readonly to: string;
      readonly terms: LinkTerms }
  | { readonly kind: "link"; readonly node: string; readonly link: string; readonly up: false }
  /** What was handed to a link longest ago has left it. */
  | { readonly kind: "left"; readonly node: string; readonly link: string }
  /** What `from` sends to `to` arrives, or no longer does. */
  | { readonly kind: "way"; readonly way: string; readonly from: string; readonly to: string; readonly works: boolean;
      readonly narrow: boolean }
  /** A hello in another version than ours came over a link. */
  | { readonly kind: "heard-old"; readonly node: string; readonly link: string }
  /** What this station is about to be told that its peer holds was rewritten on the way. */
  | { readonly kind: "misled"; readonly node: string }
  /** Something befell a fragment on its way. */
  | { readonly kind: "hurt"; readonly from: string; readonly to: string }
  /** A fragment was handed to a link; `frame` when it was the last one of a frame. */
  | { readonly kind: "fragment"; readonly node: string; readonly to: string; readonly link: string;
      readonly level: number; readonly frame: Frame | null; readonly bytes: number;
      /** Control frames of a narrow link beside it. */
      readonly controls?: readonly Control[] }
  /** Something was sealed: by key and nonce, and the tag of it. */
  | { readonly kind: "sealed"; readonly node: string; readonly under: string; readonly tag: string }
  /** A station signed what it holds of the logs of who asked with this nonce. */
  | { readonly kind: "recollected"; readonly node: string; readonly nonce: string; readonly signature: string }
  /** A message rang: where its entry stands, and whether the watch reads that its proof is pending. */
  | { readonly kind: "rang"; readonly node: string; readonly object: string; readonly at: string;
      readonly proofPending: boolean }
  /** A station shows one of its messages as durable, or more than that, at a reader. */
  | { readonly kind: "delivered"; readonly node: string; readonly object: string; readonly reader: string }
  | { readonly kind: "ruled"; readonly node: string; readonly ruling: Ruling }
  | { readonly kind: "looked"; readonly node: string; readonly look: Look }
  /** The machine threw: nothing from outside may do that. */
  | { readonly kind: "threw"; readonly node: string; readonly error: string }
  /** One input had so many outputs. */
  | { readonly kind: "handled"; readonly node: string; readonly outputs: number }
  /** The medium refused a write: it is full, or nobody knows what it holds. `ballast`: room was held back yet. */
  | { readonly kind: "medium"; readonly node: string; readonly trouble: "StoreFull" | "StoreBroken";
      readonly ballast: boolean }
  /** So much room is left on the disk; the ballast is not counted as room. */
  | { readonly kind: "space"; readonly node: string; readonly freeBytes: number }
  /** What a disk had stored is no longer what was written there. */
  | { readonly kind: "rotten"; readonly node: string; readonly at: string }
  /** An act was answered. */
  | { readonly kind: "answered"; readonly node: string; readonly act: string; readonly refused: string | null }
  /** A negotiator asks for the acceptance of a digest. */
  | { readonly kind: "accepts"; readonly node: string; readonly digest: string }
  /** A dishonest party floods from now on, or has stopped. */
  | { readonly kind: "flood"; readonly node: string; readonly begins: boolean }
  /** Two different entries were given to two peers at this position. */
  | { readonly kind: "equivocated"; readonly at: string; readonly to: readonly string[] }
  | { readonly kind: "ending"; readonly standings: readonly Standing[]; readonly healedForMs: number;
      /** What was signed this lately may be on its way yet. */
      readonly onItsWayMs: number };

/** What the observer has gathered so far. */
export interface Facts {
  readonly crypto: Crypto;
  /** What each way carries; null when there is no limit. */
  readonly rateBps: number | null;
  /** By "<log>:<seq>". */
  readonly signed: Map<string, Signed[]>;
  /** Leaves that were ever durable, by node. */
  readonly durable: Map<string, Set<string>>;
  readonly honest: Map<string, boolean>;
  /** Nodes that are excused from signing once only: they are made to equivocate. */
  readonly forked: Set<string>;
  /** Dishonest nodes that say the same to all, and leave some of it out: what one has of it the others shall have. */
  readonly hiders: Set<string>;
  /** Public rosters by digest, and the digest of each node's. */
  readonly rosters: Map<string, Roster>;
  readonly rosterOf: Map<string, string>;
  /** The node of a party, by the party's id. */
  readonly nodeOf: Map<string, string>;
  readonly nowMs: () => number;
}

/** What a checker found. */
export interface Finding {
  readonly promise: string;
  readonly detail: string;
  readonly atMs: number;
  readonly event: number;
}

/** A checker: told everything in order, says what breaks its promise. */
export interface Checker {
  readonly promise: string;
  see(observation: Observation, facts: Facts, report: (detail: string) => void): void;
}

/** Facts before anything is seen. */
export function createFacts(crypto: Crypto, rateBps: number | null, nowMs: () => number): Facts {
  return {
    crypto, rateBps, signed: new Map(), durable: new Map(), honest: new Map(), forked: new Set(), hiders: new Set(),
    rosters: new Map(), rosterOf: new Map(), nodeOf: new Map(), nowMs,
  };
}

/** Takes an observation into the facts, before the checkers see it. */
export function gather(facts: Facts, observation: Observation): void {
  if (observation.kind === "signed") {
    const { signed } = observation;
    const same = facts.signed.get(signed.at);
    if (same === undefined) facts.signed.set(signed.at, [signed]);
    else same.push(signed);
  }
  if (observation.kind === "durable") {
    const { node, leaf } = observation;
    const leaves = facts.durable.get(node) ?? new Set<string>();
    facts.durable.set(node, leaves.add(leaf));
  }
}
