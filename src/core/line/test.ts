// Line tests: pings on schedule and on request, so that it is always known when the other side was last heard.

import { encodeFrame } from "./frame.ts";
import { queueControl } from "./queue.ts";
import { closeLink } from "./quota.ts";
import { flashLevel, tell } from "./state.ts";
import type { LinkState, Peer, Turn } from "./state.ts";

/** A peer is tested this often unless the machine is made otherwise. */
export const testEveryMsDefault = 60_000;
/** A test without an answer after this long is missed. */
export const answerMsMax = 20_000;
/** A link on which nothing has been heard for this long is pinged. */
export const pingEveryMs = 15_000;
/** Pings without anything heard after which a link counts as dead. */
export const silentPingsMax = 3;
/** Pings remembered for one link; the oldest are forgotten. */
export const pingsMax = 8;
/** `heard` is told at most this often for one link. */
export const heardEveryMs = 1_000;

/** Starts a test of a peer: a ping on every link, or a miss at once when there is none; one under way goes on. */
export function startTest(turn: Turn, peer: Peer): void {
  peer.testDueMs = turn.nowMs + turn.state.testEveryMs;
  if (peer.answerDueMs !== null) return resumeTest(turn, peer);
  if (peer.links.size === 0) return miss(turn, peer);
  peer.answerDueMs = turn.nowMs + answerMsMax;
  resumeTest(turn, peer);
}

/**
 * Pings for a test under way on every link that this test has not pinged (L-32). Two stations that dial each other
 * close one of the two links at once: the ping that went with it says nothing about the peer.
 */
export function resumeTest(turn: Turn, peer: Peer): void {
  if (peer.answerDueMs === null) return;
  const begunMs = peer.answerDueMs - answerMsMax;
  for (const link of peer.links) {
    const asked = [...link.pings.values()].some(({ test, sentMs }) => test && sentMs >= begunMs);
    if (!asked && !link.closed) sendPing(turn, link, true);
  }
}

/** Pings a link. The counter is this process's own count, so an answer to an older ping is told apart. */
function sendPing(turn: Turn, link: LinkState, test: boolean): void {
  const number = turn.state.nextPing++;
  const counter = new Uint8Array(8);
  new DataView(counter.buffer).setBigUint64(0, BigInt(number));
  link.pings.set(number, { sentMs: turn.nowMs, test });
  if (link.pings.size > pingsMax) link.pings.delete(link.pings.keys().next().value as number);
  link.silentPings += 1;
  link.pingDueMs = turn.nowMs + pingEveryMs;
  queueControl(link, encodeFrame({ name: "ping", counter }), flashLevel);
}

/** Answers a ping on the link it came from. */
export function answerPing(link: LinkState, counter: Uint8Array): void {
  queueControl(link, encodeFrame({ name: "pong", counter }), flashLevel);
}

/** Takes an answer; one to a ping that is not ours or was answered before says nothing. */
export function takePong(turn: Turn, link: LinkState, counter: Uint8Array): void {
  const number = Number(new DataView(counter.buffer, counter.byteOffset, 8).getBigUint64(0));
  const ping = link.pings.get(number);
  if (ping === undefined) return;
  link.pings.delete(number);
  const { peer } = link;
  const roundTripMs = Math.max(0, turn.nowMs - ping.sentMs);
  peer.roundTripMs = roundTripMs;
  if (!ping.test || roundTripMs > answerMsMax) return;
  peer.answerDueMs = null;
  peer.missed = 0;
  tell(turn, { kind: "tested", peer: peer.hex, bearer: link.bearer, roundTripMs, missedInARow: 0 });
}

/** Notes that something well-formed came over a link. */
export function noteHeard(turn: Turn, link: LinkState): void {
  link.heardMs = turn.nowMs;
  link.silentPings = 0;
  link.pingDueMs = turn.nowMs + pingEveryMs;
  const toldMs = link.heardToldMs;
  if (toldMs !== null && turn.nowMs - toldMs < heardEveryMs) return;
  link.heardToldMs = turn.nowMs;
  tell(turn, { kind: "heard", peer: link.peer.hex, bearer: link.bearer, atMs: turn.wallMs });
}

/** Does what is due of a peer's tests. */
export function tickTests(turn: Turn, peer: Peer): void {
  if (peer.answerDueMs !== null && peer.answerDueMs <= turn.nowMs) {
    peer.answerDueMs = null;
    miss(turn, peer);
  }
  if (peer.testDueMs <= turn.nowMs) startTest(turn, peer);
  for (const link of peer.links) {
    if (link.closed || link.pingDueMs > turn.nowMs) continue;
    if (link.silentPings >= silentPingsMax) closeLink(turn, link, "silent");
    else sendPing(turn, link, false);
  }
}

function miss(turn: Turn, peer: Peer): void {
  peer.missed += 1;
  const { hex, lastBearer, missed } = peer;
  tell(turn, { kind: "tested", peer: hex, bearer: lastBearer, roundTripMs: null, missedInARow: missed });
}
