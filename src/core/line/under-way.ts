// What is under way over a link, entry by entry, for whoever shows it (spec/14-narrow-line.md, What is shown).

import { aroundBytesOf, goesMs } from "../bearer/rates.ts";
import { headerBytes, trailerBytes } from "./fragment.ts";
import { belowMs } from "./narrow-link.ts";
import type { Fifo, Item, LineState, LinkState, Peer, Run } from "./state.ts";
import { isWanted, levelsMax } from "./window.ts";
import { precedences } from "../names.ts";
import type { Hex } from "../names.ts";

/** Entries shown as under way over one link, the most urgent first. */
export const underWayMax = 16;
/** Most entries counted as waiting, for whoever shows it. */
export const waitingShownMax = 9_999;
/** Bytes that an entry is taken to have while it is not loaded and none of its precedence is. */
const entryBytes = 256;
/** An entry whose time to arrive is over is no longer shown as on the wire. */
const lateMs = 1_000;

/** An entry on its way over one link. */
export interface UnderWay {
  readonly log: Hex;
  readonly seq: number;
  readonly level: number;
  readonly bytes: number;
  /** Of these, what has been handed to the bearer. */
  readonly goneBytes: number;
  /** In how many milliseconds it will have arrived whole, by the declared terms; null: they declare no rate. */
  readonly arrivesInMs: number | null;
}

/** What waits for a link at one precedence. */
export interface WaitingAt {
  readonly level: number;
  /** Entries behind the one that goes now, receipts left out. */
  readonly entries: number;
  /** In how many milliseconds the last of them will have arrived, if nothing more urgent comes; null: no rate. */
  readonly arrivesInMs: number | null;
}

/** An entry in the queue of a link. */
interface Queued {
  readonly item: Item;
  readonly bytes: number;
  readonly goneBytes: number;
  /** What it still takes of the line, with what is put around it. */
  readonly leftBytes: number;
}

/** What goes over a link now: what the bearer has, then what is queued, in the order in which it will go. */
export function underWay(link: LinkState, nowMs: number): readonly UnderWay[] {
  const queued = queuedOf(link);
  const shown: UnderWay[] = [];
  for (const item of link.peer.items) {
    // What the bearer has whole is shown until it should be there; after that it is carried, and nothing is known.
    const arrivesMs = (item.via.get(link.id) ?? -Infinity) + link.terms.delayMs;
    if (item.waiting.has(link.id) || arrivesMs + lateMs < nowMs) continue;
    const { share: { log }, seq, level, bytes } = item;
    const leftMs = link.terms.rateBps === null ? null : Math.max(0, arrivesMs - nowMs);
    shown.push({ log: log.hex, seq, level, bytes, goneBytes: bytes, arrivesInMs: leftMs });
  }
  let before = 0;
  for (const { item: { share: { log }, seq, level }, bytes, goneBytes, leftBytes } of queued) {
    before += leftBytes;
    shown.push({ log: log.hex, seq, level, bytes, goneBytes, arrivesInMs: arrivesInMs(link, before) });
  }
  return shown.slice(0, underWayMax);
}

/** What waits behind the entry that goes now, most urgent first; a precedence at which nothing waits is left out. */
export function waitingAt(link: LinkState): readonly WaitingAt[] {
  const queued = queuedOf(link);
  let before = 0;
  return precedences.map((_, at) => precedences.length - 1 - at).flatMap((level): WaitingAt[] => {
    const here = queued.filter(({ item }) => item.level === level);
    const loadedBytes = here.reduce((sum, one) => sum + one.leftBytes, 0);
    const unloaded = waitingRuns(link.peer, level);
    before += loadedBytes + unloaded * (here.length === 0 ? entryBytes : Math.ceil(loadedBytes / here.length));
    const entries = here.filter((one) => one !== queued[0] && !one.item.receipt).length + unloaded;
    return entries === 0 ? [] : [{ level, entries, arrivesInMs: arrivesInMs(link, before) }];
  });
}

/** Entries of a precedence that are to be sent and not yet loaded, receipts left out; counted up to a limit. */
function waitingRuns(peer: Peer, level: number): number {
  const { items, first } = peer.runs[level] as Fifo<Run>;
  const found = new Set<string>();
  let looked = 0;
  for (const { share, from, to } of items.slice(first)) {
    for (let seq = Math.max(from, share.size); seq < to && ++looked <= levelsMax; seq++) {
      if (found.size >= waitingShownMax) return found.size;
      if (isWanted(share, seq, level) && !share.receipts.has(seq)) found.add(`${share.log.hex}:${seq}`);
    }
  }
  return found.size;
}

/** In how many milliseconds so many bytes will have arrived, behind the fragment that is on the line already. */
function arrivesInMs({ terms, narrow }: LinkState, bytes: number): number | null {
  if (terms.rateBps === null) return null;
  const aheadMs = narrow === null ? 0 : belowMs(narrow, terms);
  return Math.ceil(aheadMs + terms.delayMs + goesMs(terms, bytes));
}

/** Entries in the queue of a link, in the order in which they will go. */
function queuedOf(link: LinkState): readonly Queued[] {
  return (link.narrow === null ? wideQueued(link) : narrowQueued(link)).filter(({ item }) => !item.done);
}

function wideQueued({ queue, fragmentBytes }: LinkState): readonly Queued[] {
  const around = headerBytes + trailerBytes;
  return queue.levels.toReversed().flatMap(({ items, first }) => items.slice(first).flatMap((one): Queued[] => {
    if (one.item === null) return [];
    const { length } = one.frame;
    const left = length - one.offset;
    const leftBytes = left + around * Math.ceil(left / (fragmentBytes - around));
    return [{ item: one.item, bytes: length, goneBytes: one.offset, leftBytes }];
  }));
}

function narrowQueued({ narrow, terms }: LinkState): readonly Queued[] {
  if (narrow === null) return [];
  return narrow.levels.toReversed().flatMap(({ items, first }) => items.slice(first).flatMap((one): Queued[] => {
    if (one.item === null) return [];
    const { length } = one.frame;
    const begun = one.sort !== null;
    const parts = begun ? one.todo.length : Math.ceil(length / narrow.fragmentBytes);
    const left = begun ? parts - one.gone : parts;
    const leftBytes = left * ((begun ? one.partBytes : Math.ceil(length / parts)) + aroundBytesOf(terms));
    return [{ item: one.item, bytes: length, goneBytes: Math.floor((length * (parts - left)) / parts), leftBytes }];
  }));
}

/** Whether an entry still has to be handed to a link of declared rate, for a peer that does not hold it. */
export function waitsForRate(state: LineState, log: Hex, seq: number): boolean {
  for (const peer of state.peers.values()) {
    const share = peer.shares.get(log);
    if (share === undefined || seq < share.size || share.singles.has(seq)) continue;
    const item = share.items.get(seq);
    for (const link of peer.links) {
      const waits = item === undefined || item.tokens.size > 0 || item.waiting.has(link.id);
      if (link.terms.rateBps !== null && waits) return true;
    }
  }
  return false;
}
