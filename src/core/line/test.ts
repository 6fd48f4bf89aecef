// Line tests: pings on schedule and on request, so that it is always known when the other side was last heard.

import { encodeFrame } from "./frame.ts";
import { ownDigest } from "./narrow-heads.ts";
import { sayControl } from "./narrow-link.ts";
import { linkPatienceMs, narrowTestMs } from "./patience.ts";
import { queueControl } from "./queue.ts";
import { closeLink } from "./quota.ts";
import { linksDiffer } from "./route.ts";
import { flashLevel, tell } from "./state.ts";
import type { LinkState, Peer, Turn } from "./state.ts";
import { hurryItems, spreadFrom } from "./window.ts";

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

/**
 * Starts a test of a peer: a ping on every link, or a miss at once when there is none; one under way goes on.
 * `asked`: a person did, and also a narrow link that was tested lately is pinged, again when its ping is not answered.
 */
export function startTest(turn: Turn, peer: Peer, asked = false): void {
  const pauses = [...peer.links].map((link) => pingPauseMs(turn, link));
  peer.testDueMs = turn.nowMs + Math.max(turn.state.testEveryMs, pauses.length > 0 ? Math.min(...pauses) : 0);
  if (peer.answerDueMs !== null) return resumeTest(turn, peer, asked);
  if (peer.links.size === 0) return miss(turn, peer);
  peer.testBegunMs = turn.nowMs;
  peer.answerDueMs = turn.nowMs + answerMs(peer);
  resumeTest(turn, peer, asked);
}

/** How long an answer to a test may take: over narrow links alone as long as they need. */
function answerMs(peer: Peer): number {
  const narrow = [...peer.links].flatMap((link) => link.narrow === null ? [] : [2 * linkPatienceMs(link)]);
  return Math.max(answerMsMax, ...narrow);
}

/** The pause between two pings of a link on which nothing else is heard. */
function pingPauseMs(turn: Turn, { narrow, terms }: LinkState): number {
  return narrow === null ? pingEveryMs : Math.max(turn.state.testEveryMs, narrowTestMs(terms));
}

/**
 * Pings for a test under way on every link that this test has not pinged (L-32). Two stations that dial each other
 * close one of the two links at once: the ping that went with it says nothing about the peer.
 */
export function resumeTest(turn: Turn, peer: Peer, wanted = false): void {
  if (peer.answerDueMs === null) return;
  const begunMs = peer.testBegunMs;
  for (const link of peer.links) {
    // A person who asks again means now: a ping that should have been answered was lost.
    const sinceMs = wanted && link.narrow !== null ? Math.max(begunMs, turn.nowMs - linkPatienceMs(link)) : begunMs;
    const asked = [...link.pings.values()].some(({ test, sentMs }) => test && sentMs >= sinceMs);
    // A link on which other things are heard says by a ping alone what its ends hold (N-48).
    const lastMs = Math.max(-Infinity, ...[...link.pings.values()].map(({ sentMs }) => sentMs));
    const soon = !wanted && link.narrow !== null && lastMs + pingPauseMs(turn, link) > turn.nowMs;
    if (!asked && !link.closed && link.terms.returnPath && !soon) sendPing(turn, link, true);
  }
}

/** Pings a link. The counter is this process's own count, so an answer to an older ping is told apart. */
function sendPing(turn: Turn, link: LinkState, test: boolean): void {
  const whole = turn.state.nextPing++;
  const number = link.narrow === null ? whole : whole % 256;
  const counter = new Uint8Array(8);
  new DataView(counter.buffer).setBigUint64(0, BigInt(number));
  link.pings.delete(number);
  link.pings.set(number, { sentMs: turn.nowMs, test });
  if (link.pings.size > pingsMax) link.pings.delete(link.pings.keys().next().value as number);
  link.silentPings += 1;
  link.pingDueMs = turn.nowMs + pingPauseMs(turn, link);
  if (link.narrow === null) queueControl(link, encodeFrame({ name: "ping", counter }), flashLevel);
  else {
    link.narrow.askedMs ??= turn.nowMs;
    sayControl(turn, link.narrow, "ping", { name: "ping", counter: number, digest: ownDigest(turn, link.peer) });
  }
}

/** Answers a ping on the link it came from. */
export function answerPing(link: LinkState, counter: Uint8Array): void {
  queueControl(link, encodeFrame({ name: "pong", counter }), flashLevel);
}

/** The number that the counter of a frame stands for. */
export function counterOf(counter: Uint8Array): number {
  return Number(new DataView(counter.buffer, counter.byteOffset, 8).getBigUint64(0));
}

/** Takes an answer; one to a ping that is not ours or was answered before says nothing. */
export function takePong(turn: Turn, link: LinkState, number: number): void {
  const ping = link.pings.get(number);
  if (ping === undefined) return;
  link.pings.delete(number);
  const { peer } = link;
  const roundTripMs = Math.max(0, turn.nowMs - ping.sentMs);
  link.roundTripMs = roundTripMs;
  if (link.narrow === null || [...peer.links].every((one) => one.narrow !== null)) peer.roundTripMs = roundTripMs;
  if (!ping.test || roundTripMs > answerMs(peer)) return;
  peer.answerDueMs = null;
  peer.missed = 0;
  tell(turn, { kind: "tested", peer: peer.hex, bearer: link.bearer, roundTripMs, missedInARow: 0 });
}

/** Notes that something well-formed came over a link. */
export function noteHeard(turn: Turn, link: LinkState): void {
  link.heardMs = turn.nowMs;
  link.silentPings = 0;
  link.pingDueMs = turn.nowMs + pingPauseMs(turn, link);
  noteLife(turn, link);
  const toldMs = link.heardToldMs;
  if (toldMs !== null && turn.nowMs - toldMs < heardEveryMs) return;
  link.heardToldMs = turn.nowMs;
  tell(turn, { kind: "heard", peer: link.peer.hex, bearer: link.bearer, atMs: turn.wallMs });
}

/** A link is heard: if it was silent for too long, whatever is due goes at once. */
function noteLife(turn: Turn, link: LinkState): void {
  const { narrow, quiet } = link;
  const isLate = narrow !== null && narrow.askedMs !== null && turn.nowMs - narrow.askedMs > linkPatienceMs(link);
  if (narrow !== null) narrow.askedMs = null;
  link.quiet = false;
  if (quiet) tellQuiet(turn, link);
  if ((quiet || isLate) && linksDiffer(link.peer)) hurryItems(turn, link.peer);
}

/** When a link that was asked counts as quiet, or null. */
export function quietDueMs(link: LinkState): number | null {
  const askedMs = link.narrow?.askedMs ?? null;
  return askedMs === null || link.quiet ? null : askedMs + 2 * linkPatienceMs(link);
}

function becomeQuiet(turn: Turn, link: LinkState): void {
  if (link.quiet) return;
  link.quiet = true;
  tellQuiet(turn, link);
  if (linksDiffer(link.peer)) spreadFrom(turn, link);
}

/** A wide link that stays silent is closed, which says it; a narrow one is up whether anybody hears or not. */
function tellQuiet(turn: Turn, { narrow, quiet, peer }: LinkState): void {
  if (narrow !== null) tell(turn, { kind: "quiet", peer: peer.hex, quiet });
}

/** Does what is due of a peer's tests. */
export function tickTests(turn: Turn, peer: Peer): void {
  if (peer.answerDueMs !== null && peer.answerDueMs <= turn.nowMs) {
    peer.answerDueMs = null;
    miss(turn, peer);
  }
  if (peer.testDueMs <= turn.nowMs) startTest(turn, peer);
  for (const link of peer.links) {
    if (link.closed || !link.terms.returnPath) continue;
    if ((quietDueMs(link) ?? Infinity) <= turn.nowMs) becomeQuiet(turn, link);
    if (link.pingDueMs > turn.nowMs) continue;
    if (link.narrow === null && link.silentPings >= silentPingsMax) closeLink(turn, link, "silent");
    else {
      if (link.silentPings > 0) becomeQuiet(turn, link);
      sendPing(turn, link, false);
    }
  }
}

function miss(turn: Turn, peer: Peer): void {
  peer.missed += 1;
  peer.missedMs = turn.nowMs;
  const { hex, lastBearer, missed } = peer;
  tell(turn, { kind: "tested", peer: hex, bearer: lastBearer, roundTripMs: null, missedInARow: missed });
}
