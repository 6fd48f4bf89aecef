// What one peer may make this station keep or do. What is beyond is dropped and told; far beyond it the link is closed.

import type { Excess } from "./exchange.ts";
import { flashLevel, tell } from "./state.ts";
import type { LinkState, Second, Turn } from "./state.ts";

/** Control frames (heads, want, have, unopened, ping) of one peer within a second. */
export const requestsPerSecondMax = 128;
/** Questions of one peer about its own logs that are answered within a second: each answer is a signature. */
export const recallsPerSecondMax = 4;
/** Envelopes of one peer delivered and not yet held. */
export const deliveredMax = 1_024;
/** A delivered envelope that is neither held nor refused within this time may be delivered again. */
export const deliveredMsMax = 5_000;
/** Things dropped within a second, for quota or as malformed, after which the link is closed. */
export const strikesPerSecondMax = 2_048;
/** Each kind of excess is told at most this often for one peer. */
export const quotaTellEveryMs = 1_000;

/** Bytes of envelopes of one peer that are handed on before its disk quota is used up. */
export const intakeBytesMax = 268_435_456;
/** How much of it comes back within a second. */
export const intakeBytesPerSecond = 65_536;
/** How much FLASH may take beyond it. */
export const flashReserveBytes = 16_777_216;

export function emptySecond(nowMs: number): Second {
  return { startMs: nowMs, requests: 0, recalls: 0, strikes: 0 };
}

/** Begins a new second when the old one is over. */
function turnSecond(second: Second, nowMs: number): Second {
  if (nowMs - second.startMs < 1_000) return second;
  return Object.assign(second, emptySecond(nowMs));
}

/** Whether one more control frame of the peer is taken. */
export function allowRequest(turn: Turn, link: LinkState): boolean {
  const second = turnSecond(link.peer.second, turn.nowMs);
  second.requests += 1;
  if (second.requests <= requestsPerSecondMax) return true;
  exceed(turn, link, "requests", 1);
  return false;
}

/** Whether one more question about its own logs is answered. */
export function allowRecall(turn: Turn, link: LinkState): boolean {
  const second = turnSecond(link.peer.second, turn.nowMs);
  second.recalls += 1;
  if (second.recalls <= recallsPerSecondMax) return true;
  exceed(turn, link, "requests", 1);
  return false;
}

/** Whether one more envelope of the peer is delivered. Envelopes that never came to be held make room with time. */
export function allowDelivery(turn: Turn, link: LinkState, key: string): boolean {
  const { delivered } = link.peer;
  const before = delivered.get(key);
  if (before !== undefined && turn.nowMs - before < deliveredMsMax) return false;
  delivered.delete(key);
  for (const [oldest, atMs] of delivered) {
    if (turn.nowMs - atMs < deliveredMsMax) break;
    delivered.delete(oldest);
  }
  if (delivered.size >= deliveredMax) {
    exceed(turn, link, "entries", 1);
    return false;
  }
  delivered.set(key, turn.nowMs);
  return true;
}

/**
 * Whether the disk quota of the peer has room for an envelope; it has then less. What is beyond is not acknowledged, so
 * its author keeps it and sends it again. FLASH goes on longest.
 */
export function allowIntake(turn: Turn, link: LinkState, level: number, bytes: number): boolean {
  const { intake } = link.peer;
  const refill = (Math.max(0, turn.nowMs - intake.atMs) * intakeBytesPerSecond) / 1_000;
  intake.bytes = Math.min(intakeBytesMax, intake.bytes + refill);
  intake.atMs = turn.nowMs;
  const room = intake.bytes + (level === flashLevel ? flashReserveBytes : 0);
  if (bytes > room) {
    exceed(turn, link, "disk", 1);
    return false;
  }
  intake.bytes -= bytes;
  return true;
}

/** Notes partial frames that had to give way to others. */
export function notePartials(turn: Turn, link: LinkState, evicted: number, full: boolean): void {
  if (evicted > 0) exceed(turn, link, full ? "bytes" : "partials", evicted);
}

/** Notes something malformed, which is dropped without an answer. */
export function noteMalformed(turn: Turn, link: LinkState): void {
  turn.state.malformed += 1;
  strike(turn, link, 1);
}

function exceed(turn: Turn, link: LinkState, what: Excess, times: number): void {
  const toldMs = link.peer.quotaToldMs.get(what);
  if (toldMs === undefined || turn.nowMs - toldMs >= quotaTellEveryMs) {
    link.peer.quotaToldMs.set(what, turn.nowMs);
    tell(turn, { kind: "quota", peer: link.peer.hex, what });
  }
  strike(turn, link, times);
}

function strike(turn: Turn, link: LinkState, times: number): void {
  const second = turnSecond(link.peer.second, turn.nowMs);
  second.strikes += times;
  if (second.strikes > strikesPerSecondMax) closeLink(turn, link, "beyond its quota");
}

/** Asks for the link to be closed, once; nothing more is taken from it. */
export function closeLink(turn: Turn, link: LinkState, reason: string): void {
  if (link.closed) return;
  link.closed = true;
  turn.out.push({ kind: "close", link: link.id, reason });
}
