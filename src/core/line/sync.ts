// Anti-entropy: each side says what it holds; what the other lacks is sent, what we lack is asked for.

import { toHex } from "../bytes/hex.ts";
import { encodeFrame, headsMax, rangesMax, singlesMax } from "./frame.ts";
import type { Frame, FrameHead } from "./frame.ts";
import { sayHere } from "./narrow-heads.ts";
import { askPauseMaxMs, patienceMs } from "./patience.ts";
import { queueControl } from "./queue.ts";
import { controlLevel, earlier } from "./state.ts";
import { isOldWord, sendLacking } from "./relay.ts";
import type { HeldLog, LinkState, Peer, Share, Turn } from "./state.ts";
import { cover, holds, sendMissing, sendUrgent, uncover, wakeResting } from "./window.ts";
import type { Hex, LogId } from "../names.ts";

/** What has changed is told at most this often, and this long after it changed. */
export const haveEveryMs = 1_000;
/** Full heads are told at most this often on request. */
export const headsEveryMs = 1_000;
/** Most single entries named in one frame, and most logs in one have, so that a frame keeps within its length. */
export const frameSinglesMax = 8_192;
export const changedMax = 32;
/** Logs of one peer remembered as ahead of ours. */
export const aheadMax = 256;
/** First and longest pause between requests to re-seal one entry. */
export const unopenedMsMin = 1_000;
export const unopenedMsMax = 60_000;
/** Entries of one peer asked for anew at one time. */
export const unopenedMax = 256;

/** The link of a peer on which something was heard last, a wide one before a narrow one; control frames go there. */
export function liveliest(peer: Peer): LinkState | null {
  let best: LinkState | null = null;
  for (const link of peer.links) {
    if (link.closed || !link.terms.returnPath) continue;
    const isWider = link.narrow === null && best !== null && best.narrow !== null;
    const isSame = best === null || (link.narrow === null) === (best.narrow === null);
    if (isWider || (isSame && (best === null || link.heardMs > best.heardMs))) best = link;
  }
  return best;
}

/** Says a frame to a peer on its liveliest link; without a link it is not said. */
export function say(turn: Turn, peer: Peer, frame: Frame): void {
  const link = liveliest(peer);
  if (link === null) return;
  if (link.narrow === null) queueControl(link, encodeFrame(frame), controlLevel);
  else sayHere(turn, link, link.narrow, frame);
}

function headOf(log: HeldLog): FrameHead {
  const singles = [...log.beyond].slice(0, singlesMax);
  return { channel: log.channelBytes, log: log.id, size: log.size, singles };
}

/** Tells on a link all we hold of the logs shared with its peer. */
export function sayHeads(turn: Turn, link: LinkState): void {
  link.peer.headsSentMs = turn.nowMs;
  const parts = inFrames([...link.peer.shares.values()].map((share) => headOf(share.log)));
  for (const [index, heads] of parts.entries()) {
    const more = index + 1 < parts.length ? 1 : 0;
    queueControl(link, encodeFrame({ name: "heads", more, heads }), controlLevel);
  }
}

/** Heads in portions that fit into a frame, at least one. */
function inFrames(heads: readonly FrameHead[]): readonly FrameHead[][] {
  let part: FrameHead[] = [];
  let singles = 0;
  const parts = [part];
  for (const head of heads) {
    if (part.length === headsMax || singles + head.singles.length > frameSinglesMax) {
      parts.push((part = []));
      singles = 0;
    }
    part.push(head);
    singles += head.singles.length;
  }
  return parts;
}

/** Remembers that what we hold of a log is to be told, soon but not at once. */
export function noteChanged(turn: Turn, peer: Peer, log: Hex): void {
  // Over narrow links a receipt says it, or nothing need be said (N-56).
  if (peer.links.size === 0 || [...peer.links].every((link) => link.narrow !== null)) return;
  peer.changed.add(log);
  const soonest = peer.haveSentMs === null ? turn.nowMs : Math.max(turn.nowMs, peer.haveSentMs);
  peer.haveDueMs ??= soonest + haveEveryMs;
}

function sayChanged(turn: Turn, peer: Peer): void {
  const heads: FrameHead[] = [];
  for (const hex of peer.changed) {
    const share = peer.shares.get(hex);
    peer.changed.delete(hex);
    if (share !== undefined) heads.push(headOf(share.log));
    if (heads.length === changedMax) break;
  }
  peer.haveSentMs = turn.nowMs;
  peer.haveDueMs = peer.changed.size > 0 ? turn.nowMs + haveEveryMs : null;
  if (heads.length > 0) say(turn, peer, { name: "have", heads });
}

/** Takes one frame of the peer's full heads; after the last one every log it has not named counts as not held. */
export function takeHeads(turn: Turn, peer: Peer, heads: readonly FrameHead[], more: boolean): void {
  for (const head of heads) {
    const share = takeHead(turn, peer, head);
    if (share === null) continue;
    // What it held more of once it has lost: nobody need be asked for that (N-81).
    if ((peer.ahead.get(share.log.hex)?.size ?? 0) > Math.max(head.size, ...head.singles.map((seq) => seq + 1))) {
      peer.ahead.delete(share.log.hex);
      noteAhead(turn, peer, head.channel, head.log, head.size);
    }
    peer.named.add(share.log.hex);
    if (Math.min(head.size, share.log.size) < share.size) {
      if (!isOldWord(peer, share, head)) uncover(peer, share, head.size, head.singles);
    } else {
      wakeResting(turn, share);
      sendLacking(turn, peer, share);
    }
  }
  if (more) return;
  for (const share of peer.shares.values()) if (!peer.named.has(share.log.hex)) uncover(peer, share, 0, []);
  peer.named.clear();
  peer.headsDueMs = null;
}

/** Takes heads of single logs. One below what the peer held before may be old news: the second is believed. */
export function takeHave(turn: Turn, peer: Peer, heads: readonly FrameHead[]): void {
  for (const head of heads) {
    const share = takeHead(turn, peer, head);
    if (share === null) continue;
    const size = Math.min(head.size, share.log.size);
    if (size >= share.size) continue;
    if (share.doubt === size) uncover(peer, share, size, head.singles);
    else share.doubt = size;
  }
}

function takeHead(turn: Turn, peer: Peer, head: FrameHead): Share | null {
  const hex = toHex(head.log);
  const share = peer.shares.get(hex) ?? null;
  noteAhead(turn, peer, head.channel, head.log, head.size);
  if (share !== null && Math.min(head.size, share.log.size) >= share.size) cover(turn, share, head.size, head.singles);
  return share;
}

/** Notes that the peer holds more of a log than we do; when it does not come by itself we ask for it. */
export function noteAhead(turn: Turn, peer: Peer, channel: Uint8Array, log: LogId, size: number): void {
  const hex = toHex(log);
  if (size <= (turn.state.logs.get(hex)?.size ?? 0)) return;
  let ahead = peer.ahead.get(hex);
  if (ahead === undefined) {
    const channelHex = toHex(channel);
    if (!peer.channels.has(channelHex) || peer.ahead.size >= aheadMax) return;
    ahead = { log, channel: channelHex, size };
    peer.ahead.set(hex, ahead);
  }
  ahead.size = Math.max(ahead.size, size);
  peer.wantDueMs ??= turn.nowMs + patienceMs(peer);
}

/** What we hold of a log has grown: the peer that was ahead of us holds it too, and we go on waiting for the rest. */
export function noteGrown(turn: Turn, peer: Peer, share: Share): void {
  const { log } = share;
  const ahead = peer.ahead.get(log.hex);
  if (ahead === undefined) return;
  // Every entry below the head of the peer that told it is its own to keep.
  cover(turn, share, ahead.size, [...share.singles]);
  if (ahead.size <= log.size) peer.ahead.delete(log.hex);
  peer.wantPauseMs = 0;
  peer.wantDueMs = peer.ahead.size === 0 ? null : turn.nowMs + patienceMs(peer);
}

/** Whether pieces or symbols of a frame have come, and more of them may be on their way: it may be what is wanted. */
function isComing(peer: Peer): boolean {
  return [...peer.links].some(({ narrow }) => (
    narrow !== null && [...narrow.assembly.partials.values()].some((one) => one.lackDueMs !== null)
  ));
}

function sayWant(turn: Turn, peer: Peer): void {
  if (isComing(peer)) {
    peer.wantDueMs = turn.nowMs + patienceMs(peer);
    return;
  }
  const ranges = [];
  for (const { log, size } of peer.ahead.values()) {
    if (ranges.length === rangesMax) break;
    const from = turn.state.logs.get(toHex(log))?.size ?? 0;
    if (from < size) ranges.push({ log, from, to: size });
  }
  peer.wantPauseMs = Math.min(askPauseMaxMs(peer), Math.max(patienceMs(peer), 2 * peer.wantPauseMs));
  peer.wantDueMs = peer.ahead.size === 0 ? null : turn.nowMs + peer.wantPauseMs;
  if (ranges.length > 0 && turn.state.intakeOpen) say(turn, peer, { name: "want", ranges });
}

/** Takes a question: for ranges of logs, or, when it names none, for our heads. Logs not shared are passed over. */
export function takeWant(turn: Turn, link: LinkState, ranges: Extract<Frame, { name: "want" }>["ranges"]): void {
  const { peer } = link;
  if (ranges.length === 0) {
    const sentMs = peer.headsSentMs;
    if (sentMs === null || turn.nowMs - sentMs >= headsEveryMs) sayHeads(turn, link);
    return;
  }
  for (const range of ranges) {
    const share = peer.shares.get(toHex(range.log));
    if (share === undefined || !holdsAny(share.log, range.from, range.to)) continue;
    // N-81: who wants from its size on lacks what stands there, whatever was known of it.
    const singles = [...share.singles].filter((seq) => seq !== range.from || seq > share.size);
    uncover(peer, share, Math.min(share.size, range.from), singles);
    // What rests is on its way to nowhere: the peer says that it has not come.
    wakeResting(turn, share);
  }
}

/** Whether anything of a range is held, beyond a gap too: the gap may be one that nobody can fill. */
function holdsAny({ size, beyond }: HeldLog, from: number, to: number): boolean {
  return from < to && (from < size || [...beyond].some((seq) => seq >= from && seq < to));
}

/**
 * Expects the peer's heads; without them we ask, and send what it has not acknowledged.
 * `soon` asks at once and sends nothing unasked: the peer is there, and may be who wrote what we now hold.
 */
export function expectHeads(turn: Turn, peer: Peer, soon: boolean): void {
  peer.named.clear();
  peer.headsPauseMs = soon ? 1 : 0;
  peer.headsDueMs = soon ? turn.nowMs : turn.nowMs + patienceMs(peer);
}

function askHeads(turn: Turn, peer: Peer): void {
  // A link may have no way back: what we hold goes out even so, once.
  if (peer.headsPauseMs === 0) sendUnasked(peer);
  peer.headsPauseMs = Math.min(askPauseMaxMs(peer), Math.max(patienceMs(peer), 2 * peer.headsPauseMs));
  peer.headsDueMs = turn.nowMs + peer.headsPauseMs;
  say(turn, peer, { name: "want", ranges: [] });
}

/** Sends what the peer is not known to hold. Over narrow links alone all that it may lack would be far too much. */
function sendUnasked(peer: Peer): void {
  const narrow = [...peer.links].every((link) => link.narrow !== null);
  for (const share of peer.shares.values()) {
    if (!narrow || (share.levels.size > 0 && share.log.firstSize === 0)) sendOwnMissing(peer, share);
  }
  if (narrow) sendUrgent(peer);
}

function sendOwnMissing(peer: Peer, share: Share): void {
  if (!peer.ahead.has(share.log.hex)) sendMissing(peer, share);
}

/** Asks for an entry again, re-sealed, now or after its pause; for a lost one again and again (L-55). */
export function askAgain(turn: Turn, peer: Peer, log: LogId, seq: number, lost = false): void {
  const key = `${toHex(log)}:${seq}`;
  peer.delivered.delete(key);
  let asked = peer.unopened.get(key);
  if (asked === undefined || (lost && !asked.lost)) {
    if (peer.unopened.size >= unopenedMax) peer.unopened.delete(peer.unopened.keys().next().value as string);
    asked = { log, seq, pauseMs: unopenedMsMin, nextMs: turn.nowMs, due: false, lost };
    peer.unopened.set(key, asked);
  }
  asked.due = true;
  peer.unopenedDueMs = earlier(peer.unopenedDueMs, asked.nextMs);
}

function sayUnopened(turn: Turn, peer: Peer): void {
  peer.unopenedDueMs = null;
  for (const asked of peer.unopened.values()) {
    if (!asked.due) continue;
    if (asked.nextMs <= turn.nowMs && peer.links.size > 0) {
      asked.due = asked.lost;
      asked.nextMs = turn.nowMs + asked.pauseMs;
      asked.pauseMs = Math.min(unopenedMsMax, 2 * asked.pauseMs);
      say(turn, peer, { name: "unopened", log: asked.log, seq: asked.seq });
      if (asked.lost) peer.unopenedDueMs = earlier(peer.unopenedDueMs, asked.nextMs);
    } else if (peer.links.size > 0) peer.unopenedDueMs = earlier(peer.unopenedDueMs, asked.nextMs);
  }
}

/** Forgets requests for entries that are held now. */
export function forgetHeld(peer: Peer, log: HeldLog): void {
  for (const [key, asked] of peer.unopened) {
    if (!asked.lost && key.startsWith(log.hex) && holds(log, asked.seq)) peer.unopened.delete(key);
  }
}

/** What was delivered and is held now makes room in the quota. */
export function forgetDelivered(peer: Peer, log: HeldLog, from: number): void {
  if (log.size - from > peer.delivered.size) {
    for (const key of peer.delivered.keys()) {
      if (key.startsWith(log.hex) && holds(log, Number(key.slice(log.hex.length + 1)))) peer.delivered.delete(key);
    }
  } else for (let seq = from; seq < log.size; seq++) peer.delivered.delete(`${log.hex}:${seq}`);
  for (const seq of log.beyond) peer.delivered.delete(`${log.hex}:${seq}`);
}

/** Does what is due of a peer's heads and questions. */
export function tickSync(turn: Turn, peer: Peer): void {
  if (peer.links.size === 0) return;
  if (peer.headsDueMs !== null && peer.headsDueMs <= turn.nowMs) askHeads(turn, peer);
  if (peer.haveDueMs !== null && peer.haveDueMs <= turn.nowMs) sayChanged(turn, peer);
  if (peer.wantDueMs !== null && peer.wantDueMs <= turn.nowMs) sayWant(turn, peer);
  if (peer.unopenedDueMs !== null && peer.unopenedDueMs <= turn.nowMs) sayUnopened(turn, peer);
}
