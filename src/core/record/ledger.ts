// The ledger: every log of one channel as it is held, the gate that every entry passes, and the body of our next entry.

import type { Crypto } from "../../ports/crypto.ts";
import { claimantsOf, createAcknowledged, firstAcksOf, saidBy } from "./acknowledged.ts";
import type { Acknowledged } from "./acknowledged.ts";
import { createEarlyAcks, earlyAcksOf } from "./early.ts";
import type { EarlyAcks } from "./early.ts";
import { acksMax, entryVersion, lamportAfter, leavesMax } from "./entry.ts";
import type { Ack, Body, LeafAck } from "./entry.ts";
import type { AgreementView, Head, LogReading } from "./held-entry.ts";
import type { Log } from "./log.ts";
import { emptyRoot, rootAt, rootOf } from "./merkle.ts";
import { cutoffsOf, movedCutoffsOf } from "./cutoff.ts";
import type { Cutoffs, ShownRoster } from "./cutoff.ts";
import { receipt } from "./receipt.ts";
import { inSeat, seatsOf } from "./seat.ts";
import type { SaidPass, Seats } from "./seat.ts";
import { equalBytes, toHex } from "../bytes/hex.ts";
import type { Roster } from "../keys/roster.ts";
import { precedences } from "../names.ts";
import type { ChannelId, Hex, LogId, Precedence, StationId } from "../names.ts";

/** What some entry claims of a size that is not held yet, its root or its last leaf, to be compared when it is. */
export interface Claim {
  readonly size: number;
  readonly sort: "root" | "leaf";
  readonly hash: Uint8Array;
  readonly by: string;
}

/** All logs of one channel. */
export interface Ledger {
  readonly channel: ChannelId;
  /** The station that keeps it and writes in it; null for a checker, which writes nothing. */
  readonly station: StationId | null;
  readonly logs: Map<Hex, Log>;
  readonly acknowledged: Acknowledged;
  /** What entries beyond a gap acknowledge. */
  readonly early: EarlyAcks;
  /** Logs by the log their BOOTs name as the one they go on from, whoever says so. */
  readonly followers: Map<Hex, Hex[]>;
  readonly claims: Map<Hex, Claim[]>;
  /** Entries that show a roster of their author's party, and the digests of those shown, by party. */
  readonly shown: ShownRoster[];
  readonly rostersShown: Map<Hex, Set<Hex>>;
  /** Entries that would pass the seat. */
  readonly passes: SaidPass[];
  /** Rosters that were checked, as the gate last had them. */
  directory: ReadonlyMap<Hex, Roster>;
  /** How far revoked logs count, as last asked for; forgotten when an entry comes to be held. */
  cutoffs: { readonly rosters: number; readonly cuts: Cutoffs; seats: Seats | null } | null;
  /**
   * Logs of others that moved since our newest entry, and the highest precedence, as a number, of what asks for a
   * receipt; null where nothing does.
   */
  readonly moved: Map<Hex, number | null>;
}

/** A ledger without logs. */
export function createLedger(channel: ChannelId, station: StationId | null): Ledger {
  return {
    channel, station, logs: new Map(), acknowledged: createAcknowledged(), early: createEarlyAcks(),
    followers: new Map(), claims: new Map(),
    shown: [], rostersShown: new Map(), passes: [], directory: new Map(), cutoffs: null, moved: new Map(),
  };
}

/** What an entry of ours says by itself; the ledger adds where it stands and what it acknowledges. */
export interface Saying {
  readonly time: number;
  readonly precedence: Precedence;
  readonly kind: number;
  readonly object: Uint8Array;
  readonly epoch: number;
  readonly index: number;
  readonly commit: Uint8Array;
}

/**
 * The body of our next entry in `own`. Its time is never before what it follows or acknowledges (spec/03-record.md,
 * Times).
 */
export function compose(crypto: Crypto, ledger: Ledger, own: LogId, saying: Saying): Body {
  const log = ledger.logs.get(toHex(own)) ?? null;
  const before = log === null && ledger.station !== null ? newestLogOf(crypto, ledger, ledger.station) : null;
  const previous = log ?? (before === null ? null : (ledger.logs.get(toHex(before.log)) ?? null));
  const { acks, leaves } = acknowledgements(crypto, ledger, log);
  let lamport = previous?.lamports[previous.size - 1] ?? 0;
  let time = Math.max(saying.time, previous?.time ?? 0);
  for (const ack of acks) {
    lamport = Math.max(lamport, ledger.logs.get(toHex(ack.log))?.lamports[ack.size - 1] ?? 0);
    time = Math.max(time, ack.heldAt);
  }
  for (const leaf of leaves) time = Math.max(time, leaf.heldAt);
  return {
    v: entryVersion, channel: ledger.channel, log: own, seq: log?.size ?? 0,
    prev: log === null ? emptyRoot(crypto) : rootOf(crypto, log.tree),
    acks, leaves, ...saying, time, lamport: lamportAfter(lamport),
  };
}

/**
 * What of the others' logs our next entry acknowledges: everything held that our log has not said yet, up to the
 * limits.
 */
function acknowledgements(crypto: Crypto, ledger: Ledger, own: Log | null): { acks: Ack[]; leaves: LeafAck[] } {
  const acks: Ack[] = [];
  const leaves: LeafAck[] = [];
  for (const hex of ledger.moved.keys()) {
    const log = ledger.logs.get(hex);
    if (log === undefined || log === own) continue;
    if (acks.length < acksMax && log.size > (own?.acked.get(hex) ?? 0)) {
      acks.push({ log: log.log, size: log.size, root: rootOf(crypto, log.tree), heldAt: log.heldAt });
    }
    for (const [seq, beyond] of log.beyond) {
      if (leaves.length >= leavesMax || own?.ackedLeaves.has(`${hex}:${seq}`) === true) continue;
      leaves.push({ log: log.log, seq, leaf: beyond.leaf, heldAt: beyond.heldAt });
    }
  }
  return { acks, leaves };
}

/**
 * The parties that a receipt is owed to, each with the highest precedence, as a number, of what it said that is no
 * receipt and that no entry of ours has acknowledged.
 */
export function receiptsOwed(ledger: Ledger): ReadonlyMap<Hex, number> {
  const owed = new Map<Hex, number>();
  for (const [hex, level] of ledger.moved) {
    const log = ledger.logs.get(hex);
    if (level === null || log === undefined) continue;
    const party = toHex(log.party);
    owed.set(party, Math.max(level, owed.get(party) ?? 0));
  }
  return owed;
}

/** Notes that an entry of another station came to be held. */
export function noteMoved(ledger: Ledger, log: Log, body: Body): void {
  // Our former logs need no acknowledgement, since our BOOT names their head; what it did not know, and others bring
  // back, does: only so is it in our line again (spec/08-charter.md, C-43).
  const isOurs = ledger.station !== null && equalBytes(log.station, ledger.station);
  if (isOurs && !ledger.logs.values().some((one) => one.own)) return;
  const before = ledger.moved.get(log.hex) ?? null;
  const level = body.kind === receipt.code ? null : precedences.indexOf(body.precedence);
  ledger.moved.set(log.hex, level === null ? before : Math.max(level, before ?? 0));
}

/** Notes what our own entry has acknowledged: nothing more is owed for it. */
export function noteSaid(ledger: Ledger, own: Log): void {
  for (const hex of ledger.moved.keys()) {
    const log = ledger.logs.get(hex);
    if (log === undefined || own.acked.get(hex) !== log.size) continue;
    if ([...log.beyond.keys()].every((seq) => own.ackedLeaves.has(`${hex}:${seq}`))) ledger.moved.delete(hex);
  }
}

/**
 * The newest log of a station and its head, or null: the one no BOOT goes on from; among siblings the highest lamport.
 */
export function newestLogOf(
  crypto: Crypto, ledger: Ledger, station: StationId,
): { readonly log: LogId; readonly size: number; readonly root: Uint8Array } | null {
  let newest: Log | null = null;
  for (const log of ledger.logs.values()) {
    if (!equalBytes(log.station, station) || log.size === 0 || followersOf(ledger, log).length > 0) continue;
    if (newest === null || isNewer(log, newest)) newest = log;
  }
  return newest === null ? null : { log: newest.log, size: newest.size, root: rootOf(crypto, newest.tree) };
}

function isNewer(a: Log, b: Log): boolean {
  const [x, y] = [a.lamports[a.size - 1] ?? 0, b.lamports[b.size - 1] ?? 0];
  return x !== y ? x > y : a.hex > b.hex;
}

/** Root of the first `size` entries of a log that is held at least that far, or null. */
export function heldRoot(crypto: Crypto, ledger: Ledger, log: Hex, size: number): Uint8Array | null {
  const held = ledger.logs.get(log);
  return held === undefined || held.size < size ? null : rootAt(crypto, held.tree, size);
}

/** How far the logs of revoked stations count, by log; kept until something comes that may change it. */
export function currentCutoffs(ledger: Ledger): Cutoffs {
  return currently(ledger).cuts;
}

/** Where acts of agreement count, by log: only a party's seat makes them. */
export function currentSeats(ledger: Ledger): Seats {
  const now = currently(ledger);
  // Asked for by acts of agreement alone; how far logs count is asked for with every entry.
  now.seats ??= seatsOf(ledger, now.cuts, movedCutoffsOf(ledger, now.cuts));
  return now.seats;
}

function currently(ledger: Ledger): NonNullable<Ledger["cutoffs"]> {
  const rosters = ledger.directory.size;
  if (ledger.cutoffs === null || ledger.cutoffs.rosters !== rosters) {
    ledger.cutoffs = { rosters, cuts: cutoffsOf(ledger), seats: null };
  }
  return ledger.cutoffs;
}

/** The record as folds ask about it. */
export function recordView(ledger: Ledger): AgreementView {
  const cuts = currentCutoffs(ledger);
  const counts = (at: string): boolean =>
    cuts.size === 0 || Number(at.slice(33)) < (cuts.get(at.slice(0, 32)) ?? Infinity);
  return {
    counts, inSeat: (at) => inSeat(currentSeats(ledger), at),
    firstAcks: (at) => {
      const hex = at.slice(0, 32);
      const log = ledger.logs.get(hex);
      return log === undefined ? [] : firstAcksOf(ledger.acknowledged, hex, Number(at.slice(33)), log.party, counts);
    },
    earlyAcks: (at) => {
      const hex = at.slice(0, 32);
      const log = ledger.logs.get(hex);
      const isOpen = (by: string): boolean => counts(by) && mayFollow(ledger, by);
      return log === undefined ? [] : earlyAcksOf(ledger.early, hex, Number(at.slice(33)), log.party, isOpen);
    },
    get heads() {
      const held = [...ledger.logs.values()].filter((log) => log.size > 0);
      return held.map((log) => headOf(ledger, log, cuts.has(log.hex), counts))
        .sort((a, b) => (a.log < b.log ? -1 : 1));
    },
    get logs() {
      return [...ledger.logs.values()].map((log) => readingOf(ledger, log)).sort((a, b) => (a.log < b.log ? -1 : 1));
    },
  };
}

/**
 * Whether the gap before an entry may still be filled: its log makes sense so far, and its station has not gone on from
 * before it, as one does that was restored and no longer knows what it said.
 */
function mayFollow(ledger: Ledger, at: string): boolean {
  const log = ledger.logs.get(at.slice(0, 32));
  if (log === undefined || log.broken !== null) return false;
  return !followersOf(ledger, log).some(({ boot }) => (boot.previous?.size ?? 0) <= Number(at.slice(33)));
}

/** A log as an agreement reads it. What another station's BOOT names is nothing that it goes on from. */
function readingOf(ledger: Ledger, log: Log): LogReading {
  const { boot: { previous }, hex, size, times, party } = log;
  const before = previous === null ? undefined : ledger.logs.get(toHex(previous.log));
  const isOwn = before === undefined || equalBytes(before.station, log.station);
  return {
    log: hex, party: toHex(party), size, unclearFrom: ledger.acknowledged.unclear.get(hex) ?? Infinity,
    previous: previous === null || !isOwn ? null
      : { log: toHex(previous.log), size: previous.size, held: before !== undefined && log.follows },
    timeAt: (seq) => times[seq] ?? log.time, said: () => saidBy(ledger.acknowledged, hex),
  };
}

/** A revoked log holds nothing open: nothing more of it will count. */
function headOf(ledger: Ledger, log: Log, revoked: boolean, counts: (at: string) => boolean): Head {
  const closed = revoked || isClosed(ledger, log);
  const claimedBy = closed && !revoked ? claimantsOf(ledger.acknowledged, log.hex, log.size, counts) : [];
  const head = { log: log.hex, party: toHex(log.party), size: log.size, time: log.time, closed };
  return claimedBy.length === 0 ? head : { ...head, claimedBy };
}

/** Whether another log of the same station holds something said after this time: its starts never overlap. */
export function isOutrun(ledger: Ledger, { hex, station }: Log, time: number): boolean {
  return ledger.logs.values().some(
    (other) => other.hex !== hex && other.time > time && equalBytes(other.station, station),
  );
}

/**
 * Whether a BOOT that is held goes on from exactly the head that is held of a log, and nothing of it stands beyond a
 * gap: then it had gone further than that BOOT says (spec/03-record.md, R-12).
 */
export function isClosed(ledger: Ledger, log: Log): boolean {
  return log.beyond.size === 0
    && followersOf(ledger, log).some((one) => one.follows && one.boot.previous?.size === log.size);
}

/** Logs that go on from this one. Only its own station can do so; what anybody else's BOOT names has no effect. */
function followersOf(ledger: Ledger, log: Log): Log[] {
  const followers = (ledger.followers.get(log.hex) ?? []).map((hex) => ledger.logs.get(hex));
  return followers.filter((one) => one !== undefined && equalBytes(one.station, log.station)) as Log[];
}

/** Whether a later log of its station goes on from before this place: that start had lost what stands there. */
export function isLostByAuthor(ledger: Ledger, log: Log, seq: number): boolean {
  return followersOf(ledger, log).some(({ boot: { previous } }) => previous !== null && previous.size <= seq);
}

/** Places from which one station has gone on twice, with the logs that do: siblings, and logs that ran on. */
export function branchings(ledger: Ledger): readonly { readonly previous: Hex; readonly logs: readonly Hex[] }[] {
  return [...siblings(ledger), ...logsThatRanOn(ledger)];
}

/**
 * Logs that a BOOT of their station went on from below their end, and that hold something said after that BOOT: their
 * first machine still runs beside the one that was made of its copy. In the order of the logs.
 */
export function logsThatRanOn(ledger: Ledger): readonly { readonly previous: Hex; readonly logs: readonly Hex[] }[] {
  const found = [...ledger.logs.values()].flatMap((log) => {
    const later = followersOf(ledger, log).filter((one) => goesOnBelow(one, log) && log.time > one.bootTime);
    return later.length === 0 ? [] : [{ previous: log.hex, logs: [log.hex, ...later.map(({ hex }) => hex).sort()] }];
  });
  return found.sort((a, b) => (a.previous < b.previous ? -1 : 1));
}

function goesOnBelow({ boot: { previous } }: Log, { size }: Log): boolean {
  return previous !== null && previous.size < size;
}

/**
 * BOOTs of one station that go on from one log: a restored or cloned station (spec/03-record.md, R-13). In the order of
 * the logs.
 */
export function siblings(ledger: Ledger): readonly { readonly previous: Hex; readonly logs: readonly Hex[] }[] {
  const found: { previous: Hex; logs: Hex[] }[] = [];
  for (const [previous, logs] of ledger.followers) {
    const byStation = Map.groupBy(logs, (hex) => toHex((ledger.logs.get(hex) as Log).station));
    const of = ledger.logs.get(previous)?.station;
    for (const [station, own] of byStation) {
      if (own.length > 1 && (of === undefined || toHex(of) === station)) found.push({ previous, logs: own.sort() });
    }
  }
  return found.sort((a, b) => (a.previous < b.previous ? -1 : 1));
}
