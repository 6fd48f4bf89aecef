// What this station asks about its own memory: after a start every peer, our own other sites among them, with a fresh
// nonce, what of its logs the peer holds; until that is answered it speaks, and agrees to nothing (spec/03-record.md,
// After a start). Its witnesses are asked as well (witness-memory.ts).

import { ownSites, stationsOf } from "../peer/peers.ts";
import { askWitnessesAnew } from "./witness-memory.ts";
import type { Channel, StationState } from "../state.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import type { Hex, LogId } from "../../core/names.ts";
import { nonceBytes } from "../../core/record/recollection.ts";
import type { RecalledHead } from "../../core/record/recollection.ts";

/** What the station has asked and heard about its own memory since its logs were begun. */
export interface Memory {
  /** Nothing was stored at the start: there is nothing that could have been lost. */
  fresh: boolean;
  /** What each peer is asked with; nothing once it has answered that it holds nothing more than we do. */
  readonly asked: Map<Hex, Question>;
  /** Questions asked so far. */
  asks: number;
  /** Peers that have so answered. */
  readonly answered: Set<Hex>;
  /** What a peer said it holds of our logs beyond what is held here. */
  readonly missing: Map<Hex, readonly RecalledHead[]>;
  /** Officers who have confirmed on the record since these logs were begun. */
  readonly confirmedBy: Set<string>;
}

/** A question to a peer: its nonce, and its number among all of this process. */
export interface Question {
  readonly nonce: Uint8Array;
  readonly number: number;
}

/** Nothing asked yet. */
export function createMemory(): Memory {
  return {
    fresh: false, asked: new Map(), asks: 0, answered: new Set(), missing: new Map(), confirmedBy: new Set(),
  };
}

/** Our logs were begun anew: what was answered before says nothing of what may have been lost since. */
export function askEveryone(state: StationState): void {
  const { memory } = state;
  for (const held of [memory.asked, memory.answered, memory.missing, memory.confirmedBy]) held.clear();
  for (const channel of [state.house, ...state.channels.values()]) channel.memory.clear();
  askWitnessesAnew(state);
  askOwnSites(state);
  for (const party of state.parties.values()) {
    if (party.confirmed) for (const station of stationsOf(state, party.id)) askPeer(state, station, true);
  }
}

/** Asks our own other sites that have not been asked since our logs were begun: at a start, when a roster adds one. */
export function askOwnSites(state: StationState): void {
  for (const site of ownSites(state)) askNewPeer(state, site);
}

/** Asks a peer that has not been asked since our logs were begun. */
export function askNewPeer(state: StationState, peer: Hex): void {
  const { memory } = state;
  if (memory.fresh || memory.asked.has(peer) || memory.answered.has(peer)) return;
  askPeer(state, peer, true);
}

/** Asks a peer with a new nonce, at once or after its patience; an answer to an older one counts for nothing. */
export function askPeer(state: StationState, peer: Hex, soon: boolean): void {
  const nonce = state.self.random.bytes(nonceBytes);
  state.memory.asks += 1;
  state.memory.asked.set(peer, { nonce, number: state.memory.asks });
  state.lineInputs.push({ kind: "recall", peer, asked: { station: state.self.station, nonce, own: true }, soon });
}

/** A peer has acknowledged the log of this start for the first time: what it says of us now is all it knows. */
export function noteHeard(state: StationState, channel: Channel, peer: Hex, log: LogId): void {
  if (channel.memory.get(peer) !== "unheard" || !equalBytes(log, channel.ownLog)) return;
  if (state.memory.asked.has(peer)) askPeer(state, peer, true);
}

/** Entries of our own logs have come back: when a peer holds no more than we do now, it is asked again at once. */
export function noteReturned(state: StationState): void {
  for (const [peer, missing] of state.memory.missing) {
    if (missing.length === 0 || missing.some((head) => !isHeld(state, head))) continue;
    state.memory.missing.delete(peer);
    askPeer(state, peer, true);
  }
}

function isHeld({ channels, house }: StationState, { channel, log, size }: RecalledHead): boolean {
  const { ledger } = toHex(channel) === house.hex ? house : channels.get(toHex(channel)) ?? { ledger: null };
  return (ledger?.logs.get(toHex(log))?.size ?? 0) >= size;
}
