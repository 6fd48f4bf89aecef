// What a station knows of the courier between it and each peer: what was carried either way, and what is still lacking.

import { keep } from "../batch.ts";
import { deliver } from "../admit.ts";
import { courierBearer, noteCarried } from "../line/line-news.ts";
import { isOwnSite, sharedWith, unwritten } from "../peer/peers.ts";
import type { Channel, StationState } from "../state.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { bytes, decodeShape, encodeShape, list, struct, uint } from "../../core/bytes/shape.ts";
import type { Of } from "../../core/bytes/shape.ts";
import type { BundleItem } from "../../core/courier/bundle.ts";
import { message } from "../../core/mechanism/message/entries.ts";
import type { Hex, LogId, Position } from "../../core/names.ts";
import { timeMsMax } from "../../core/record/entry.ts";
import type { Log } from "../../core/record/log.ts";

/** Most logs of which a peer's head is remembered from its newest bundle. */
export const courierHeadsMax = 4_096;
/** Most entries remembered as wanted again, either way, for each peer. */
export const wantedMax = 4_096;
/** Most messages remembered as brought by courier. */
export const broughtMax = 65_536;
export const courierPrefix = "courier/";
export const broughtPrefix = "brought/";

const place = struct({ log: bytes(16), seq: uint() });
/** What is kept of the courier between us and one peer; times are 0 and counts 0 where nothing was carried. */
const courierPeer = struct({
  /** The newest bundle of theirs whose signature holds: when it was made, by their claim, and taken in here. */
  madeMs: uint(timeMsMax), takenMs: uint(timeMsMax), took: uint(),
  /** Our newest for them: when it was made, how many entries it holds, how many were left out. */
  wroteMs: uint(timeMsMax), wrote: uint(), left: uint(),
  /** What they said they held, in that bundle. */
  heads: list(struct({ channel: bytes(32), log: bytes(16), size: uint() }), courierHeadsMax),
  /** Entries that they want again, re-sealed; and entries of theirs that we want again. */
  wanted: list(place, wantedMax), unopened: list(place, wantedMax),
});
export type CourierPeer = Of<typeof courierPeer>;

/** Everything about the courier. */
export interface Courier {
  readonly peers: Map<Hex, CourierPeer>;
  /** Objects of messages that came by courier first. */
  readonly brought: Set<Hex>;
  /** A bundle is being taken in or looked into. */
  busy: boolean;
  /** Entries of a bundle come one after the other: what is owed for them is gathered. */
  coming: boolean;
}

/** Nothing was ever carried. */
export function createCourier(): Courier {
  return { peers: new Map(), brought: new Set(), busy: false, coming: false };
}

/** What is known of the courier to a peer. */
export function courierOf(state: StationState, peer: Hex): CourierPeer {
  return state.courier.peers.get(peer) ?? {
    madeMs: 0, takenMs: 0, took: 0, wroteMs: 0, wrote: 0, left: 0, heads: [], wanted: [], unopened: [],
  };
}

/** Brings back what was kept. */
export function loadCourier(state: StationState, peer: Hex, plain: Uint8Array): void {
  state.courier.peers.set(peer, decodeShape(courierPeer, plain));
}

function keepCourier(state: StationState, peer: Hex, known: CourierPeer): void {
  state.courier.peers.set(peer, known);
  keep(state, `${courierPrefix}${peer}`, encodeShape(courierPeer, known));
  state.outputs.push({ kind: "state" });
}

/** A log of which a peer lacks the entries from `from` to below `to`, by what it has signed. */
export interface Lacking {
  readonly channel: Channel;
  readonly log: Log;
  readonly from: number;
  readonly to: number;
}

/**
 * What a peer lacks, log by log: everything durable that no acknowledgement of its station covers. What its bundles
 * claim to hold ends nothing; of its own logs it lacks what its newest bundle does not name, where that names the
 * record.
 */
export function lackedBy(state: StationState, peer: Hex): readonly Lacking[] {
  const pending = unwritten(state);
  return sharedWith(state, peer).flatMap((channel) => {
    const logs = [...channel.ledger.logs.values()];
    const theirs = logs.filter((log) => toHex(log.station) === peer);
    return logs.flatMap((log) => {
      const to = Math.min(log.size, ...(pending.get(log.hex) ?? []));
      const from = Math.min(to, heldBy(state, channel, peer, log, theirs));
      return from < to ? [{ channel, log, from, to }] : [];
    });
  });
}

function heldBy(state: StationState, channel: Channel, peer: Hex, log: Log, theirs: readonly Log[]): number {
  if (toHex(log.station) === peer) {
    const { heads } = courierOf(state, peer);
    const here = heads.filter((head) => equalBytes(head.channel, channel.id));
    return here.length === 0 ? log.size : here.find((head) => equalBytes(head.log, log.log))?.size ?? 0;
  }
  if (equalBytes(log.party, state.self.party)) return channel.receiptedTo.get(`${peer} ${log.hex}`) ?? 0;
  return theirs.reduce((most, one) => Math.max(most, one.acked.get(log.hex) ?? 0), 0);
}

/** How many entries of a peer's newest bundle's heads are not held here. */
export function lackedHere(state: StationState, peer: Hex): number {
  return lackedOf(state, courierOf(state, peer).heads);
}

/** How many entries of these heads are not held here. */
export function lackedOf(state: StationState, heads: CourierPeer["heads"]): number {
  return heads.reduce((sum, { channel, log, size }) => (
    sum + Math.max(0, size - (recordNamed(state, channel)?.ledger.logs.get(toHex(log))?.size ?? 0))
  ), 0);
}

/** Whether a peer's station may have made a bundle for us: its party is confirmed, or it is another site of ours. */
export function mayBring(state: StationState, peer: Hex): boolean {
  const party = state.partyOfStation.get(peer);
  return isOwnSite(state, peer) || (party !== undefined && state.parties.get(party)?.confirmed === true);
}

/** Whether an entry is held, in its place or beyond a gap. */
export function isHeld(channel: Channel | null, log: LogId, seq: number): boolean {
  const held = channel?.ledger.logs.get(toHex(log));
  return held !== undefined && (seq < held.size || held.beyond.has(seq));
}

/** The record with an id, the house record among them, or null. */
export function recordNamed(state: StationState, id: Uint8Array): Channel | null {
  return equalBytes(id, state.house.id) ? state.house : state.channels.get(toHex(id)) ?? null;
}

type Entry = Extract<BundleItem, { item: "entry" }>;

/** Takes in one entry that a bundle of a peer brought, by the way that every entry takes. */
export function bring(state: StationState, peer: Hex, { channel, log, seq, envelope }: Entry): void {
  // A person chose to take the whole file in, which limits itself: what a line may cost in a second is no matter here.
  state.unopenable.delete(peer);
  deliver(state, { kind: "deliver", peer, link: "courier", channel: toHex(channel), log, seq, envelope });
  noteBrought(state, recordNamed(state, channel), log, seq);
}

/** Remembers of a message that it came by courier. */
export function noteBrought(state: StationState, channel: Channel | null, log: LogId, seq: number): void {
  const object = channel?.byPosition.get(`${toHex(log)}:${seq}`);
  if (channel === null || object === undefined || state.courier.brought.has(object)) return;
  const [first] = channel.objects.get(object) ?? [];
  if (first?.at !== `${toHex(log)}:${seq}` || first.body.kind !== message.code) return;
  if (state.courier.brought.size >= broughtMax) return;
  state.courier.brought.add(object);
  keep(state, `${broughtPrefix}${object}`, new Uint8Array(0));
}

/** What a bundle says besides its entries, gathered until its signature is known to hold. */
export interface BundleWords {
  readonly madeMs: number;
  readonly heads: CourierPeer["heads"];
  readonly again: CourierPeer["wanted"];
  readonly took: number;
  /** Entries that did not open. */
  readonly unopened: CourierPeer["unopened"];
}

/** A bundle of a peer was read to its end, and its signature holds. One that is older than the newest says nothing. */
export function noteTaken(state: StationState, peer: Hex, words: BundleWords): void {
  const known = courierOf(state, peer);
  const { madeMs, heads, again, took } = words;
  const unopened = stillWanted(state, [...known.unopened, ...words.unopened]);
  const newer = madeMs > known.madeMs;
  keepCourier(state, peer, {
    ...known, unopened, took, takenMs: state.nowMs,
    ...(newer ? { madeMs, heads: heads.slice(0, courierHeadsMax), wanted: again.slice(0, wantedMax) } : {}),
  });
}

/** Those of the places that are not held by now, each once. */
function stillWanted(state: StationState, places: CourierPeer["unopened"]): CourierPeer["unopened"] {
  const records = [...state.channels.values(), state.house];
  const wanted = new Map(places.map((one) => [`${toHex(one.log)}:${one.seq}`, one]));
  return [...wanted.values()].filter(({ log, seq }) => !records.some((one) => isHeld(one, log, seq)))
    .slice(0, wantedMax);
}

/** What of a peer's did not open here and is still not held. */
export function unopenedOf(state: StationState, peer: Hex): CourierPeer["unopened"] {
  return stillWanted(state, courierOf(state, peer).unopened);
}

/** What a bundle that was written holds. */
export interface Written {
  readonly entries: number;
  readonly left: number;
  /** Entries about an object: people ask of these how far they have come. */
  readonly said: readonly Position[];
}

/** A bundle for a peer was written whole: what it holds is carried, which is not delivered. */
export function noteWritten(state: StationState, peer: Hex, { entries, left, said }: Written): void {
  for (const { log, seq } of said) noteCarried(state, { kind: "carried", peer, bearer: courierBearer, log, seq });
  // They have been sealed anew; what still does not open is asked for again.
  keepCourier(state, peer, { ...courierOf(state, peer), wroteMs: state.nowMs, wrote: entries, left });
}
