// The window: entries on their way to a peer, from the wish to send them until the peer says that it holds them.

import { encodeFrame } from "./frame.ts";
import { fifo, peek, queueItem, queuedItems, shift } from "./queue.ts";
import { earlier, flashLevel, tell, unknownLevel } from "./state.ts";
import type { Fifo, HeldLog, Item, LineState, LinkState, Peer, Run, Share, Turn } from "./state.ts";
import type { Hex } from "../names.ts";

/** Entries below FLASH on their way to one peer. */
export const windowMax = 256;
/** Of these, how many each precedence leaves to each one above it. */
export const windowReserve = 32;
/** FLASH entries on their way to one peer, past the window. */
export const flashWindowMax = 256;
/** Precedences remembered for one log and one peer; beyond it they go as PRIORITY, FLASH only beyond twice that. */
export const levelsMax = 65_536;
/** Single entries beyond a gap remembered as held by a peer, for one log. */
export const singlesKnownMax = 1_024;
/** Runs of entries waiting at one precedence for one peer; what does not fit is found again by heads. */
export const runsMax = 1_024;
/** An entry is sent again when no answer covers it after this, or after four round trips if that is longer. */
export const resendMsMin = 5_000;
/** Longest pause between two sendings of an entry. */
export const resendMsMax = 60_000;
/** Re-sealings of one entry for one peer before it is given up as unopenable. */
export const resealsMax = 5;
/** Requests for a re-seal closer than this, or than a round trip if that is longer, count as one. */
export const resealEveryMsMin = 100;
/** Entries of one log and one peer whose re-sealings are counted. */
export const refusalsMax = 256;

export function emptyRuns(): readonly Fifo<Run>[] {
  return [0, 1, 2, 3].map(() => fifo<Run>());
}

/** Whether this station holds the entry. */
export function holds(log: HeldLog, seq: number): boolean {
  return seq < log.size || log.beyond.has(seq);
}

/** The pause before an entry or a question is said again: four round trips, at least five seconds. */
export function patienceMs(peer: Peer): number {
  return Math.min(resendMsMax, Math.max(resendMsMin, 4 * peer.roundTripMs));
}

/** Wishes to send an entry of ours that has just become durable. */
export function sendAppended(peer: Peer, share: Share, seq: number, level: number): void {
  const most = level === flashLevel ? 2 * levelsMax : levelsMax;
  if (share.levels.size < most) share.levels.set(seq, level);
  if (peer.links.size === 0) return;
  addRun(peer, share, seq, seq + 1, levelOf(share, seq));
}

/** Wishes to send everything of a log that the peer does not hold. What is on its way already is passed over later. */
export function sendMissing(peer: Peer, share: Share): void {
  if (peer.links.size === 0) return;
  const { log } = share;
  if (share.size < log.size) {
    addRun(peer, share, share.size, log.size, unknownLevel);
    if (share.levels.size > 0) {
      for (let level = 0; level <= flashLevel; level++) addRun(peer, share, share.size, log.size, level);
    }
  }
  for (const seq of log.beyond) if (seq >= share.size) addRun(peer, share, seq, seq + 1, unknownLevel);
}

/** A run may hold entries of other precedences; each is taken only at its own. */
function addRun(peer: Peer, share: Share, from: number, to: number, level: number): void {
  const list = peer.runs[level] as Fifo<Run>;
  const last = list.items[list.items.length - 1];
  // Only a run that touches: between runs may lie numbers without end, claimed by another party.
  if (last !== undefined && last.share === share && from <= share.log.size && last.to <= share.log.size) {
    last.from = Math.min(last.from, from);
    last.to = Math.max(last.to, to);
    return;
  }
  if (list.items.length - list.first < runsMax) list.items.push({ share, from, to });
}

function levelOf(share: Share, seq: number): number {
  return share.levels.get(seq) ?? unknownLevel;
}

/** Loads what may now be sent, most urgent first. */
export function fillWindow(turn: Turn, peer: Peer): void {
  if (peer.links.size === 0) return;
  for (let level = flashLevel; level >= 0; level--) {
    const most = level === flashLevel ? flashWindowMax : windowMax - windowReserve * (flashLevel - 1 - level);
    while ((level === flashLevel ? peer.flashItems : peer.items.size - peer.flashItems) < most) {
      const run = nextRun(peer, level);
      if (run === null) break;
      openItem(turn, peer, run.share, run.from++, level, false);
    }
  }
}

/** The first run of a precedence, moved on to an entry that is to be sent. */
function nextRun(peer: Peer, level: number): Run | null {
  const list = peer.runs[level] as Fifo<Run>;
  for (let run = peek(list); run !== undefined; run = peek(list)) {
    const { share } = run;
    if (run.from < share.size) run.from = Math.min(share.size, run.to);
    while (run.from < run.to) {
      if (isWanted(share, run.from, level)) return run;
      run.from += 1;
    }
    shift(list);
  }
  return null;
}

function isWanted(share: Share, seq: number, level: number): boolean {
  return levelOf(share, seq) === level && !share.items.has(seq) && !share.singles.has(seq) && holds(share.log, seq) &&
    (share.refusals.get(seq)?.tries ?? 0) <= resealsMax;
}

function openItem(turn: Turn, peer: Peer, share: Share, seq: number, level: number, fresh: boolean): void {
  const item: Item = {
    peer, share, seq, level, fresh, waiting: new Set(), token: null, tries: 0, dueMs: null, done: false,
  };
  share.items.set(seq, item);
  peer.items.add(item);
  if (level === flashLevel) peer.flashItems += 1;
  load(turn, item);
}

function load(turn: Turn, item: Item): void {
  const token = turn.state.nextToken++;
  item.token = token;
  item.dueMs = null;
  turn.state.loads.set(token, item);
  const { peer, share, seq, fresh } = item;
  turn.out.push({ kind: "load", token, peer: peer.hex, log: share.log.id, seq, fresh });
}

/** Takes the bytes of an entry and queues them on every link that holds no copy yet. Returns the peer concerned. */
export function takeLoaded(turn: Turn, token: number, envelope: Uint8Array | null): Peer | null {
  const item = turn.state.loads.get(token);
  if (item === undefined) return null;
  turn.state.loads.delete(token);
  item.token = null;
  if (envelope === null) {
    closeItem(turn, item);
    return item.peer;
  }
  const { peer, share, seq } = item;
  const frame = encodeFrame({ name: "entry", channel: share.log.channelBytes, log: share.log.id, seq, envelope });
  for (const link of peer.links) if (!link.closed && !item.waiting.has(link.id)) queueItem(link, frame, item);
  if (item.waiting.size === 0) due(turn, item);
  return peer;
}

/** The last fragment of an entry was handed over: carried, and due again unless the peer says that it came. */
export function noteCarried(turn: Turn, link: LinkState, item: Item): void {
  const { peer, share, seq } = item;
  turn.out.push({ kind: "carried", peer: peer.hex, bearer: link.bearer, log: share.log.id, seq });
  if (item.dueMs === null) due(turn, item);
}

function due(turn: Turn, item: Item): void {
  const pause = Math.min(resendMsMax, patienceMs(item.peer) * 2 ** Math.min(item.tries, 10));
  item.dueMs = turn.nowMs + pause;
  item.peer.resendDueMs = earlier(item.peer.resendDueMs, item.dueMs);
}

/** Loads again what is due. */
export function resendDue(turn: Turn, peer: Peer): void {
  if (peer.resendDueMs === null || peer.resendDueMs > turn.nowMs) return;
  peer.resendDueMs = null;
  for (const item of peer.items) {
    if (item.dueMs === null || item.token !== null) continue;
    if (item.dueMs > turn.nowMs) peer.resendDueMs = earlier(peer.resendDueMs, item.dueMs);
    else {
      item.tries += 1;
      load(turn, item);
    }
  }
}

/** Whether an entry still has to be handed to a link of declared rate, for a peer that does not hold it. */
export function waitsForRate(state: LineState, log: Hex, seq: number): boolean {
  for (const peer of state.peers.values()) {
    const share = peer.shares.get(log);
    if (share === undefined || seq < share.size || share.singles.has(seq)) continue;
    const item = share.items.get(seq);
    for (const link of peer.links) {
      if (link.rated && (item === undefined || item.token !== null || item.waiting.has(link.id))) return true;
    }
  }
  return false;
}

/** A further link is up: what waits for another link goes over this one too. */
export function spreadItems(turn: Turn, peer: Peer): void {
  for (const item of peer.items) if (item.waiting.size > 0 && item.token === null) load(turn, item);
}

/** A link is gone: with the last one everything on its way is forgotten, since the next heads tell it anew. */
export function releaseLink(turn: Turn, link: LinkState): void {
  const { peer } = link;
  for (const item of queuedItems(link.queue)) item.waiting.delete(link.id);
  if (peer.links.size > 0) {
    for (const item of peer.items) if (item.token === null) item.dueMs = turn.nowMs;
    peer.resendDueMs = turn.nowMs;
    return;
  }
  for (const item of peer.items) closeItem(turn, item);
  for (const list of peer.runs) {
    list.items = [];
    list.first = 0;
  }
  peer.resendDueMs = null;
  for (const share of peer.shares.values()) share.refusals.clear();
}

function closeItem(turn: Turn, item: Item): void {
  item.done = true;
  if (item.token !== null) turn.state.loads.delete(item.token);
  item.share.items.delete(item.seq);
  if (item.peer.items.delete(item) && item.level === flashLevel) item.peer.flashItems -= 1;
}

/** The peer holds the first `size` entries of a log and these single ones: they are no longer sent. */
export function cover(turn: Turn, share: Share, size: number, singles: readonly number[]): void {
  // A claim to hold what we have not got says nothing about what we may yet write.
  const from = share.size;
  share.size = Math.max(from, Math.min(size, share.log.size));
  share.doubt = null;
  forEachBelow(share.items, from, share.size, (seq) => closeItem(turn, share.items.get(seq) as Item));
  forEachBelow(share.levels, from, share.size, (seq) => share.levels.delete(seq));
  forEachBelow(share.refusals, from, share.size, (seq) => share.refusals.delete(seq));
  share.singles = usable(share, singles);
  for (const seq of share.singles) {
    const item = share.items.get(seq);
    if (item !== undefined) closeItem(turn, item);
  }
}

/** The peer holds less of a log than was thought: what it lacks is sent again. */
export function uncover(peer: Peer, share: Share, size: number, singles: readonly number[]): void {
  share.size = Math.min(size, share.log.size);
  share.receipted = Math.min(share.receipted, share.size);
  share.singles = usable(share, singles);
  share.doubt = null;
  sendMissing(peer, share);
}

/** The singles that say something: ours, and not below the size. */
function usable(share: Share, singles: readonly number[]): Set<number> {
  const { size, log } = share;
  return new Set(singles.slice(-singlesKnownMax).filter((seq) => seq >= size && holds(log, seq)));
}

/** Calls back for each key from `from` to below `to`, by whichever of counting and looking through is shorter. */
function forEachBelow(map: Map<number, unknown>, from: number, to: number, each: (seq: number) => void): void {
  if (map.size === 0) return;
  if (to - from <= map.size) {
    for (let seq = from; seq < to; seq++) if (map.has(seq)) each(seq);
  } else {
    for (const seq of map.keys()) if (seq < to) each(seq);
  }
}

/** The peer could not open an entry: it is re-sealed, at most once a round trip and five times. */
export function takeUnopened(turn: Turn, peer: Peer, share: Share, seq: number): void {
  if (!holds(share.log, seq)) return;
  const item = share.items.get(seq);
  // It has been asked for and is on its way already.
  if (item?.fresh === true && (item.token !== null || item.waiting.size > 0)) return;
  let refusal = share.refusals.get(seq);
  if (refusal === undefined) {
    if (share.refusals.size >= refusalsMax) return;
    refusal = { tries: 0, askedMs: -Infinity };
    share.refusals.set(seq, refusal);
  }
  if (turn.nowMs - refusal.askedMs < Math.max(resealEveryMsMin, peer.roundTripMs)) return;
  if (refusal.tries > resealsMax) return;
  refusal.askedMs = turn.nowMs;
  refusal.tries += 1;
  if (refusal.tries > resealsMax) {
    if (item !== undefined) closeItem(turn, item);
    tell(turn, { kind: "unopenable", peer: peer.hex, log: share.log.id, seq, tries: resealsMax });
  } else if (item === undefined) openItem(turn, peer, share, seq, levelOf(share, seq), true);
  else {
    if (item.token !== null) turn.state.loads.delete(item.token);
    item.fresh = true;
    load(turn, item);
  }
}
