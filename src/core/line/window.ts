// The window: entries on their way to a peer, from the wish to send them until the peer says that it holds them.

import { goesMs } from "../bearer/rates.ts";
import { encodeFrame } from "./frame.ts";
import {
  belowMs, dropNarrowItem, isRepeat, narrowItems, queueNarrowItem, repeatableOf, repeatPieces, repeatSymbols,
} from "./narrow-link.ts";
import { isOneWay, mostOftenSent, oneWayPauseMs } from "./one-way.ts";
import { linkPatienceMs, patienceMs, repeatPauseMs, resendMsMax } from "./patience.ts";
import { fifo, peek, queueItem, queuedItems, shift } from "./queue.ts";
import { linksDiffer, routesOf } from "./route.ts";
import { earlier, flashLevel, tell, unknownLevel } from "./state.ts";
import type { Fifo, HeldLog, Item, LinkState, Peer, Run, Share, Turn } from "./state.ts";

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
/** Re-sealings of one entry for one peer before it is given up as unopenable. */
export const resealsMax = 5;
/** Requests for a re-seal closer than this, or than a round trip if that is longer, count as one. */
export const resealEveryMsMin = 100;
/** Entries of one log and one peer whose re-sealings are counted. */
export const refusalsMax = 256;
/** Entries of one precedence loaded ahead of narrow links: the later it is, the less has to be said. */
export const narrowAheadMax = 4;
/** Entries that rest, of one peer; beyond it the oldest are forgotten, and heads find them again. */
export const restingMax = 64;
/** Each time that so many sendings were left without an answer one is of the form that any station understands. */
const narrowTriesMax = 3;
/** What is due at once since a link shows life waits so long for the answer that may come with it. */
const lifeMs = 250;
/** What went less than this share of patience ago may still be answered. */
const lateShare = 0.6;

export function emptyRuns(): readonly Fifo<Run>[] {
  return [0, 1, 2, 3].map(() => fifo<Run>());
}

/** Whether this station holds the entry. */
export function holds(log: HeldLog, seq: number): boolean {
  return seq < log.size || log.beyond.has(seq);
}

/** Wishes to send an entry of ours that has just become durable. */
export function sendAppended(peer: Peer, share: Share, seq: number, level: number, receipt: boolean): void {
  const most = level === flashLevel ? 2 * levelsMax : levelsMax;
  if (share.levels.size < most) share.levels.set(seq, level);
  if (receipt && share.receipts.size < most) share.receipts.add(seq);
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

/** Wishes to send the FLASH of this process that the peer is not known to hold, whatever else it may hold. */
export function sendUrgent(peer: Peer): void {
  for (const share of peer.shares.values()) {
    const urgent = [...share.levels.values()].includes(flashLevel);
    if (urgent && share.size < share.log.size) addRun(peer, share, share.size, share.log.size, flashLevel);
  }
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
  const narrowAlone = [...peer.links].every((link) => link.narrow !== null);
  for (let level = flashLevel; level >= 0; level--) {
    const most = level === flashLevel ? flashWindowMax : windowMax - windowReserve * (flashLevel - 1 - level);
    let room = narrowAlone ? narrowAheadMax - aheadAt(peer, level) : Infinity;
    while (room-- > 0) {
      const count = level === flashLevel ? peer.flashItems : peer.items.size - peer.flashItems;
      const gives = count < most || !isOneWay(peer) ? null : mostOftenSent(peer, level);
      if (count >= most && gives === null) break;
      const run = nextRun(peer, level);
      if (run === null) break;
      if (gives !== null) closeItem(turn, gives);
      openItem(turn, peer, run.share, run.from++, level, false);
    }
  }
}

/** Entries of a precedence that are loaded or wait for a link; what goes for the third time stands behind them. */
function aheadAt(peer: Peer, level: number): number {
  let count = 0;
  for (const item of peer.items) {
    if (item.level === level && !isRepeat(item) && (item.waiting.size > 0 || item.tokens.size > 0)) count += 1;
  }
  return count;
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

/** Whether an entry is to be sent at this precedence, and is neither on its way nor known to be held. */
export function isWanted(share: Share, seq: number, level: number): boolean {
  return levelOf(share, seq) === level && !share.items.has(seq) && !share.singles.has(seq) && holds(share.log, seq) &&
    !share.parted && (share.refusals.get(seq)?.tries ?? 0) <= resealsMax;
}

function openItem(
  turn: Turn, peer: Peer, share: Share, seq: number, level: number, fresh: boolean, form: Item["form"] = "narrow",
): void {
  const item: Item = {
    peer, share, seq, level, fresh, waiting: new Set(), via: new Map(), tokens: new Set(), tries: 0,
    bytes: 0, receipt: share.receipts.has(seq), rests: false, ignored: 0, carriedMs: -Infinity,
    form: fresh ? null : form,
    dueMs: null, done: false,
  };
  share.items.set(seq, item);
  peer.items.add(item);
  if (level === flashLevel) peer.flashItems += 1;
  load(turn, item);
}

/** Asks for the bytes of an entry, in each form that the links it goes over take. */
function load(turn: Turn, item: Item): void {
  item.dueMs = null;
  item.rests = false;
  const narrow = new Set(routesOf(item.peer, item).map((link) => link.narrow !== null));
  for (const one of narrow.size === 0 ? [false] : narrow) loadFor(turn, item, one);
}

function loadFor(turn: Turn, item: Item, narrow: boolean): void {
  const token = turn.state.nextToken++;
  item.tokens.add(token);
  turn.state.loads.set(token, { item, narrow });
  const { peer, share, seq, fresh } = item;
  const form = narrow ? formOf(item) : null;
  turn.out.push({
    kind: "load", token, peer: peer.hex, log: share.log.id, seq, fresh, ...(form === null ? {} : { form }),
  });
}

/** The narrow form, until it is plain that the peer makes nothing of it. */
function formOf({ peer, share, seq, form, fresh, ignored, tries }: Item): Item["form"] {
  if (fresh || form === null) return null;
  // A BOOT that was not understood cannot be asked for by its log: it goes once in few bytes, and then as it is.
  if (seq === 0) return tries === 0 ? form : null;
  // A tag says nothing to who has not heard of the log.
  if (share.size === 0 && share.carriedTo === 0) return null;
  if (ignored > 0 && ignored % narrowTriesMax === 0) return null;
  // Of two logs with one tag neither goes in the narrow form.
  const same = [...peer.shares.values()].filter(({ tag }) => tag.every((byte, at) => byte === share.tag[at]));
  return same.length > 1 ? null : form;
}

/** Takes the envelope of an entry and queues it on every link that holds no copy yet. Returns the peer concerned. */
export function takeLoaded(turn: Turn, token: number, envelope: Uint8Array | null): Peer | null {
  const loaded = turn.state.loads.get(token);
  if (loaded === undefined) return null;
  const { item } = loaded;
  if (envelope === null) {
    turn.state.loads.delete(token);
    item.tokens.delete(token);
    closeItem(turn, item);
    return item.peer;
  }
  const { log: { channelBytes: channel, id: log } } = item.share;
  return takeFrame(turn, token, encodeFrame({ name: "entry", channel, log, seq: item.seq, envelope }));
}

/** Takes the frame of an entry, for the links that it was asked for. Returns the peer concerned. */
export function takeFrame(turn: Turn, token: number, frame: Uint8Array): Peer | null {
  const loaded = turn.state.loads.get(token);
  if (loaded === undefined) return null;
  const { item, narrow: forNarrow } = loaded;
  turn.state.loads.delete(token);
  item.tokens.delete(token);
  item.bytes = frame.length;
  for (const link of routesOf(item.peer, item)) {
    if (item.waiting.has(link.id) || (link.narrow !== null) !== forNarrow) continue;
    if (link.narrow === null) queueItem(link, frame, item);
    else queueNarrowItem(link, link.narrow, frame, item);
  }
  if (item.waiting.size === 0 && item.tokens.size === 0) due(turn, item);
  return item.peer;
}

/** The last fragment of an entry was handed over: carried, and due again unless the peer says that it came. */
export function noteCarried(turn: Turn, link: LinkState, item: Item): void {
  const { peer, share, seq } = item;
  turn.out.push({ kind: "carried", peer: peer.hex, bearer: link.bearer, log: share.log.id, seq });
  share.carriedTo = Math.max(share.carriedTo, seq + 1);
  // Handed over is not gone yet, on a narrow link.
  item.carriedMs = turn.nowMs + (link.narrow === null ? 0 : belowMs(link.narrow, link.terms));
  item.via.set(link.id, item.carriedMs);
  if (link.narrow !== null && link.terms.returnPath && !item.receipt) link.narrow.askedMs ??= item.carriedMs;
  if (item.receipt && isNarrowAlone(item)) rest(turn, item);
  else if (item.dueMs === null) due(turn, item);
}

/** Whether an entry went over narrow links alone, each with a way back. */
function isNarrowAlone({ peer, via }: Item): boolean {
  return [...peer.links].every((link) => !via.has(link.id) || (link.narrow !== null && link.terms.returnPath));
}

/** A receipt is answered by nothing: it rests until the peer shows that it holds it, or lacks it. */
function rest(turn: Turn, item: Item): void {
  item.rests = true;
  item.dueMs = null;
  const resting = [...item.peer.items].filter((one) => one.rests);
  for (const oldest of resting.slice(0, Math.max(0, resting.length - restingMax))) closeItem(turn, oldest);
}

/**
 * The peer has sent what we hold: it lacks the receipt. Receipts that rest go again, if they went longer than half of
 * patience ago.
 */
export function hurryReceipts(turn: Turn, peer: Peer): void {
  for (const item of peer.items) {
    if (!item.rests || turn.nowMs - item.carriedMs < patienceMs(peer) / 2) continue;
    item.tries += 1;
    item.via.clear();
    load(turn, item);
  }
}

/** The peer has told what it holds of a log: receipts that rest and that it lacks go again. */
export function wakeResting(turn: Turn, share: Share): void {
  for (const item of share.items.values()) {
    if (!item.rests || turn.nowMs - item.carriedMs < patienceMs(item.peer)) continue;
    item.via.clear();
    load(turn, item);
  }
}

function due(turn: Turn, item: Item): void {
  const { peer, level, tries } = item;
  const patience = patienceMs(peer);
  const pause = isOneWay(peer) ? oneWayPauseMs(patience, item)
    : repeatPauseMs(patience, tries, linksDiffer(peer) && level === flashLevel);
  // N-84: nobody can say that it came, and it went as often as it should.
  if (pause === null) return closeItem(turn, item);
  item.dueMs = Math.max(turn.nowMs, item.carriedMs) + pause;
  peer.resendDueMs = earlier(peer.resendDueMs, item.dueMs);
}

/** A link shows life after silence: what is due later is due at once. */
export function hurryItems(turn: Turn, peer: Peer): void {
  for (const item of peer.items) {
    if (item.dueMs === null) continue;
    const lateMs = item.carriedMs + lateShare * patienceMs(peer);
    item.dueMs = Math.min(item.dueMs, Math.ceil(Math.max(turn.nowMs + lifeMs, lateMs)));
    peer.resendDueMs = earlier(peer.resendDueMs, item.dueMs);
  }
}

/** Loads again what is due. */
export function resendDue(turn: Turn, peer: Peer): void {
  if (peer.resendDueMs === null || peer.resendDueMs > turn.nowMs) return;
  peer.resendDueMs = null;
  for (const item of peer.items) {
    if (item.dueMs === null || item.tokens.size > 0) continue;
    if (item.dueMs > turn.nowMs) peer.resendDueMs = earlier(peer.resendDueMs, item.dueMs);
    else {
      item.tries += 1;
      if ([...peer.links].some((link) => link.narrow !== null && !link.quiet && link.heardMs > item.carriedMs)) {
        item.ignored += 1;
      }
      item.via.clear();
      if (!repeatPart(item)) load(turn, item);
    }
  }
}

/**
 * Of an entry that went over one narrow link in several fragments the last piece goes again, or further symbols: the
 * peer names what it lacks, or tells what it holds. Every second time it goes whole, for a peer that has forgotten it;
 * and so does always what takes less time than it takes to ask.
 */
function repeatPart(item: Item): boolean {
  const links = routesOf(item.peer, item);
  const narrow = links[0]?.narrow ?? null;
  if (links.length !== 1 || narrow === null || item.tries % 2 === 0) return false;
  const gone = repeatableOf(narrow, item);
  if (gone === null || gone.id === null) return false;
  const link = links[0] as LinkState;
  if (goesMs(link.terms, gone.frame.length) <= linkPatienceMs(link) / 2) return false;
  const parts = Math.ceil(gone.frame.length / gone.partBytes);
  if (gone.sort === "symbol") return repeatSymbols(link, narrow, gone.id, parts);
  return repeatPieces(link, narrow, gone.id, [parts - 1]);
}

/** A further link is up: what waits for another link goes over this one too, as far as it is its way. */
export function spreadItems(turn: Turn, peer: Peer): void {
  for (const item of peer.items) {
    const urgent = item.level === flashLevel && linksDiffer(peer);
    if ((item.waiting.size > 0 || urgent) && item.tokens.size === 0) spread(turn, item);
    // Where nobody could answer it may have had hours to wait.
    if (item.dueMs === null) continue;
    item.dueMs = Math.min(item.dueMs, turn.nowMs + resendMsMax);
    peer.resendDueMs = earlier(peer.resendDueMs, item.dueMs);
  }
}

/** A link has gone quiet: what went over it, or waits for it, goes over those that are left. */
export function spreadFrom(turn: Turn, quiet: LinkState): void {
  for (const item of quiet.peer.items) {
    const concerned = item.via.has(quiet.id) || item.waiting.has(quiet.id);
    if (concerned && !item.rests && item.tokens.size === 0) spread(turn, item);
  }
}

function spread(turn: Turn, item: Item): void {
  const { peer, waiting, via } = item;
  if (!linksDiffer(peer)) return load(turn, item);
  if (routesOf(peer, item).some((link) => !waiting.has(link.id) && !via.has(link.id))) load(turn, item);
}

/** A link is gone: with the last one everything on its way is forgotten, since the next heads tell it anew. */
export function releaseLink(turn: Turn, link: LinkState): void {
  const { peer } = link;
  const queued = link.narrow === null ? queuedItems(link.queue) : narrowItems(link.narrow);
  for (const item of queued) item.waiting.delete(link.id);
  if (peer.links.size > 0) {
    for (const item of peer.items) if (item.tokens.size === 0) item.dueMs = turn.nowMs;
    peer.resendDueMs = turn.nowMs;
    return;
  }
  // Receipts that rest are as likely there as they were: what the peer holds is told when it is heard again.
  for (const item of peer.items) if (!item.rests) closeItem(turn, item);
  for (const list of peer.runs) {
    list.items = [];
    list.first = 0;
  }
  peer.resendDueMs = null;
  for (const share of peer.shares.values()) share.refusals.clear();
}

/** What the peer made nothing of was sealed to another key, perhaps one that it has lost: it begins anew (L-30). */
export function sendAnew(turn: Turn, share: Share): void {
  share.refusals.clear();
  for (const item of share.items.values()) if (item.ignored > 0 || item.fresh) closeItem(turn, item);
}

export function closeItem(turn: Turn, item: Item): void {
  item.done = true;
  forgetLoads(turn, item);
  item.share.items.delete(item.seq);
  if (item.peer.items.delete(item) && item.level === flashLevel) item.peer.flashItems -= 1;
}

/** What was asked for of an entry is no longer wanted, when it comes. */
function forgetLoads(turn: Turn, item: Item): void {
  for (const token of item.tokens) turn.state.loads.delete(token);
  item.tokens.clear();
}

/** The peer holds the first `size` entries of a log and these single ones: they are no longer sent. */
export function cover(turn: Turn, share: Share, size: number, singles: readonly number[]): void {
  // A claim to hold what we have not got says nothing about what we may yet write.
  const from = share.size;
  share.size = Math.max(from, Math.min(size, share.log.size));
  share.doubt = null;
  forEachBelow(share.items, from, share.size, (seq) => closeAnswered(turn, share.items.get(seq) as Item));
  forEachBelow(share.levels, from, share.size, (seq) => share.levels.delete(seq));
  forEachBelow(share.receipts, from, share.size, (seq) => share.receipts.delete(seq));
  forEachBelow(share.refusals, from, share.size, (seq) => share.refusals.delete(seq));
  share.singles = usable(share, size, singles);
  for (const seq of share.singles) {
    const item = share.items.get(seq);
    if (item !== undefined) closeAnswered(turn, item);
  }
}

/** The peer says that it holds what went since a test began, or was missed: both ways work, as a pong says (N-76). */
function closeAnswered(turn: Turn, item: Item): void {
  const { peer, carriedMs } = item;
  if (carriedMs > peer.missedMs) peer.missed = 0;
  if (carriedMs > peer.testBegunMs && carriedMs > peer.missedMs) peer.answerDueMs = null;
  closeItem(turn, item);
}

/** The peer holds less of a log than was thought: what it lacks is sent again. */
export function uncover(peer: Peer, share: Share, size: number, singles: readonly number[]): void {
  share.size = Math.min(size, share.log.size);
  share.receipted = Math.min(share.receipted, share.size);
  share.singles = usable(share, size, singles);
  share.doubt = null;
  sendMissing(peer, share);
}

/** The singles that say something: ours, not below the size. What we hold beyond a gap may be below what is claimed. */
function usable(share: Share, claimed: number, singles: readonly number[]): Set<number> {
  const { size, log } = share;
  const below = [...log.beyond].filter((seq) => seq < claimed);
  return new Set([...below, ...singles].slice(-singlesKnownMax).filter((seq) => seq >= size && holds(log, seq)));
}

/** Calls back for each key from `from` to below `to`, by whichever of counting and looking through is shorter. */
function forEachBelow(
  map: Map<number, unknown> | Set<number>, from: number, to: number, each: (seq: number) => void,
): void {
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
  if (item?.fresh === true && (item.tokens.size > 0 || item.waiting.size > 0)) return;
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
    forgetLoads(turn, item);
    item.fresh = true;
    load(turn, item);
  }
}

/**
 * The peer could rebuild nothing from the narrow form of an entry: it goes in the full one, and where that is what it
 * had, as over any other link.
 */
export function takeFullPlease(turn: Turn, peer: Peer, share: Share, seq: number): void {
  if (!holds(share.log, seq) || (share.refusals.get(seq)?.tries ?? 0) > resealsMax) return;
  const item = share.items.get(seq);
  if (item === undefined) {
    openItem(turn, peer, share, seq, levelOf(share, seq), false, "narrow-full");
    return;
  }
  // Of a frame in symbols enough may have come before the last is sent: the question is about the form that goes now.
  const isFirst = item.form === "narrow";
  // What was asked for is on its way, or went so lately that the question may be older.
  const delaysMs = [...peer.links].map((link) => 2 * link.terms.delayMs);
  const isLate = turn.nowMs - item.carriedMs < Math.min(...delaysMs);
  if (!isFirst && (item.tokens.size > 0 || item.waiting.size > 0 || isLate)) return;
  item.form = isFirst ? "narrow-full" : null;
  forgetLoads(turn, item);
  for (const link of peer.links) if (link.narrow !== null) dropNarrowItem(link, link.narrow, item);
  item.via.clear();
  load(turn, item);
}
