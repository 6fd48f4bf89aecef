// The line machine: how the record of a channel comes to stand at every party, over any links. No IO, no clock.

import { fromHex, toHex } from "../bytes/hex.ts";
import { assert, ChirographError } from "../errors.ts";
import { precedences } from "../names.ts";
import type { Hex, LogId } from "../names.ts";
import type { LineInput, LineOutput } from "./exchange.ts";
import { decodeNarrowFrame } from "../narrow/frame.ts";
import { narrowBootType } from "../narrow/packed-boot.ts";
import { logTag } from "../narrow/tag.ts";
import type { Crypto } from "../../ports/crypto.ts";
import { emptyReassembly, fragmentLength, readFragment, takeFragment } from "./fragment.ts";
import { decodeFrame, encodeFrame, lineVersion } from "./frame.ts";
import type { Frame } from "./frame.ts";
import { readNarrowContent } from "./narrow-control.ts";
import { isNarrow } from "./narrow-fragment.ts";
import { compareHeld, noteKnown, shareOfTag } from "./narrow-heads.ts";
import { narrowDueMs, takeControl, takeNarrowFragment, tickNarrow } from "./narrow-heard.ts";
import type { NarrowCame } from "./narrow-heard.ts";
import { createNarrowLink, sayControl, sendNarrow } from "./narrow-link.ts";
import type { NarrowLink } from "./narrow-link.ts";
import { patienceMs } from "./patience.ts";
import { emptyQueue, queueControl, sendFragments } from "./queue.ts";
import {
  allowDelivery, allowIntake, allowRecall, allowRequest, closeLink, emptySecond, intakeBytesMax, noteMalformed,
  notePartials,
} from "./quota.ts";
import { controlLevel, earlier, flashLevel, tell } from "./state.ts";
import type { HeldLog, LinkState, LineState, Peer, Share, Turn } from "./state.ts";
import {
  askAgain, expectHeads, forgetDelivered, forgetHeld, noteAhead, noteChanged, noteGrown, sayHeads, takeHave, takeHeads,
  takeWant, tickSync,
} from "./sync.ts";
import { sayRecalled, setRecall, tickRecall } from "./recall.ts";
import { noteOthers, part, tickRelays } from "./relay.ts";
import {
  answerPing, counterOf, noteHeard, pingEveryMs, quietDueMs, resumeTest, startTest, takePong, testEveryMsDefault,
  tickTests,
} from "./test.ts";
import { emptyTraffic, noteCame } from "./traffic.ts";
import {
  cover, emptyRuns, fillWindow, holds, levelsMax, noteCarried, releaseLink, resendDue, sendAnew, sendAppended,
  sendMissing, sendUrgent, spreadItems, takeFrame, takeLoaded, takeUnopened, uncover,
} from "./window.ts";

export type { LineState } from "./state.ts";

/** Entries whose full form was asked for lately, of one peer; the oldest are forgotten. */
const fullAskedMax = 256;

/** An empty memory. `testEveryMs` is the pause between line tests, as the charter agrees it. */
export function createLine(crypto: Pick<Crypto, "sha256">, testEveryMs: number = testEveryMsDefault): LineState {
  return {
    links: new Map(), peers: new Map(), logs: new Map(), loads: new Map(), nextToken: 1, nextPing: 1, intakeOpen: true,
    wakeAtMs: null, dueMs: null, clockMs: 0, skewMs: 0, malformed: 0, testEveryMs, crypto,
  };
}

/**
 * Handles one input at `nowMs` (wall clock, whole milliseconds) and returns what is to be done, in order.
 * `woke` may come early, late or repeatedly. It never throws for what another party sends.
 */
export function handle(state: LineState, input: LineInput, nowMs: number): readonly LineOutput[] {
  // Pauses are counted on a clock that never goes back, so that a wall clock set back stops nothing.
  if (nowMs + state.skewMs < state.clockMs) {
    state.skewMs = state.clockMs - nowMs;
    state.wakeAtMs = null;
  }
  state.clockMs = nowMs + state.skewMs;
  const turn: Turn = { state, nowMs: state.clockMs, wallMs: nowMs, out: [] };
  const peer = take(turn, input);
  if (state.dueMs !== null && state.dueMs <= turn.nowMs) for (const each of state.peers.values()) tick(turn, each);
  else if (peer !== null) settle(turn, peer);
  wake(turn);
  return turn.out;
}

/** Takes the input; returns the one peer whose links may now have something to send, or null when it is none or all. */
function take(turn: Turn, input: LineInput): Peer | null {
  const { state } = turn;
  switch (input.kind) {
    case "up": return takeUp(turn, input);
    case "down": return takeDown(turn, input.link);
    case "drained": return takeDrained(turn, input.link);
    case "received": return takeReceived(turn, input.link, input.fragment);
    case "appended": return takeAppended(turn, input);
    case "held": return takeHeld(turn, input);
    case "receipted": return takeReceipted(turn, input);
    case "parted": return part(turn, peerOf(turn, input.peer), input.log);
    case "loaded": return takeLoaded(turn, input.token, input.envelope);
    case "loaded-narrow": return takeFrame(turn, input.token, input.frame);
    case "not-rebuilt": return askFull(turn, input);
    case "unopened": {
      const peer = peerOf(turn, input.peer);
      askAgain(turn, peer, input.log, input.seq);
      tickSync(turn, peer);
      return peer;
    }
    case "lost": {
      const peer = peerOf(turn, input.peer);
      askAgain(turn, peer, input.log, input.seq, true);
      tickSync(turn, peer);
      return peer;
    }
    case "mended": {
      for (const peer of turn.state.peers.values()) peer.unopened.delete(`${toHex(input.log)}:${input.seq}`);
      return null;
    }
    case "keyed": {
      const peer = peerOf(turn, input.peer);
      for (const share of peer.shares.values()) {
        share.parted = false;
        sendAnew(turn, share);
        sendMissing(peer, share);
      }
      return peer;
    }
    case "test": {
      const peer = peerOf(turn, input.peer);
      startTest(turn, peer, true);
      return peer;
    }
    case "recall": {
      const peer = peerOf(turn, input.peer);
      setRecall(turn, peer, input.asked, input.soon);
      tickRecall(turn, peer);
      return peer;
    }
    case "recalled": {
      const peer = peerOf(turn, input.peer);
      sayRecalled(turn, peer, input.answer);
      return peer;
    }
    case "exhibit": {
      const peer = peerOf(turn, input.peer);
      const link = [...peer.links].find((one) => one.narrow === null && !one.closed);
      // As ROUTINE (L-62): whatever else waits goes before it.
      if (link !== undefined) queueControl(link, encodeFrame(input.frame), 0);
      return peer;
    }
    case "intake": state.intakeOpen = input.open; return null;
    case "woke": return null;
  }
}

function tick(turn: Turn, peer: Peer): void {
  tickTests(turn, peer);
  for (const link of peer.links) if (link.narrow !== null) tickNarrow(turn, link, link.narrow);
  tickSync(turn, peer);
  tickRecall(turn, peer);
  tickRelays(turn, peer);
  resendDue(turn, peer);
  settle(turn, peer);
}

function settle(turn: Turn, peer: Peer): void {
  fillWindow(turn, peer);
  for (const link of peer.links) {
    if (link.narrow === null) sendFragments(turn, link, (item) => noteCarried(turn, link, item));
    else sendNarrow(turn, link, link.narrow, (item) => noteCarried(turn, link, item));
  }
}

/** Says when something is due next, if that is sooner than was said; an early `woke` does no harm. */
function wake(turn: Turn): void {
  const { state, nowMs } = turn;
  let next: number | null = null;
  for (const peer of state.peers.values()) {
    next = earlier(next, earlier(peer.testDueMs, peer.answerDueMs));
    if (peer.links.size === 0) continue;
    for (const due of [
      peer.headsDueMs, peer.haveDueMs, peer.wantDueMs, peer.relayDueMs, peer.resendDueMs, peer.unopenedDueMs,
      peer.recallDueMs,
    ]) next = earlier(next, due);
    for (const link of peer.links) {
      if (link.closed) continue;
      if (link.terms.returnPath) next = earlier(next, earlier(link.pingDueMs, quietDueMs(link)));
      if (link.narrow !== null) next = earlier(next, narrowDueMs(link, link.narrow));
    }
  }
  state.dueMs = next;
  if (next === null || (state.wakeAtMs !== null && state.wakeAtMs > nowMs && state.wakeAtMs <= next)) return;
  state.wakeAtMs = next;
  turn.out.push({ kind: "wakeAt", atMs: next - state.skewMs });
}

function peerOf(turn: Turn, hex: Hex): Peer {
  const { state, nowMs } = turn;
  let peer = state.peers.get(hex);
  if (peer === undefined) {
    peer = {
      hex, links: new Set(), lastBearer: "", channels: new Set(), shares: new Map(), named: new Set(),
      headsSentMs: null, headsDueMs: null, headsPauseMs: 0, runs: emptyRuns(), items: new Set(),
      flashItems: 0,
      resendDueMs: null, changed: new Set(), haveDueMs: null, haveSentMs: null, ahead: new Map(), wantDueMs: null,
      wantPauseMs: 0, delivered: new Map(), relays: new Set(), relayDueMs: null, unopened: new Map(),
      fullAsked: new Map(), unopenedDueMs: null, roundTripMs: 0,
      recall: null, recallDueMs: null, recallPauseMs: 0, asksNamed: false,
      testDueMs: nowMs + state.testEveryMs, testBegunMs: nowMs, answerDueMs: null, missed: 0,
      missedMs: -Infinity,
      second: emptySecond(nowMs), intake: { bytes: intakeBytesMax, atMs: nowMs }, quotaToldMs: new Map(),
    };
    state.peers.set(hex, peer);
  }
  return peer;
}

function logOf(state: LineState, id: LogId, channel: Hex, firstSize: number): HeldLog {
  const hex = toHex(id);
  let log = state.logs.get(hex);
  if (log === undefined) {
    const channelBytes = fromHex(channel);
    assert(channelBytes !== null, "a channel is hexadecimal");
    log = { hex, id, channel, channelBytes, size: 0, beyond: new Set(), firstSize, author: null };
    state.logs.set(hex, log);
  }
  return log;
}

function shareOf(turn: Turn, peer: Peer, log: HeldLog): Share {
  let share = peer.shares.get(log.hex);
  if (share === undefined) {
    share = {
      log, tag: logTag(turn.state.crypto, log.channelBytes, log.id), size: 0, singles: new Set(), receipted: 0,
      parted: false, doubt: null, carriedTo: 0, items: new Map(), levels: new Map(), receipts: new Set(),
      refusals: new Map(),
    };
    peer.shares.set(log.hex, share);
    if (!peer.channels.has(log.channel)) {
      peer.channels.add(log.channel);
      // What the peer said of a channel we did not share was passed over: ask once more.
      if (peer.links.size > 0) expectHeads(turn, peer, true);
    }
  }
  return share;
}

function takeUp(turn: Turn, input: Extract<LineInput, { kind: "up" }>): Peer {
  const { state, nowMs } = turn;
  takeDown(turn, input.link);
  const peer = peerOf(turn, input.peer);
  const link: LinkState = {
    id: input.link, bearer: input.bearer, peer, terms: input.terms, fragmentBytes: fragmentLength(input.terms),
    narrow: isNarrow(input.terms) ? createNarrowLink(input.terms, nowMs) : null, traffic: emptyTraffic(),
    quiet: false, roundTripMs: 0,
    queue: emptyQueue(), reassembly: emptyReassembly(), inFlight: 0, closed: false, heardMs: nowMs, heardToldMs: null,
    silentPings: 0, pingDueMs: nowMs + pingEveryMs, pings: new Map(),
  };
  state.links.set(link.id, link);
  peer.links.add(link);
  peer.lastBearer = link.bearer;
  // Over a narrow link the first ping says it, and FLASH goes before it (N-53).
  if (link.narrow === null) {
    queueControl(link, encodeFrame({ name: "hello", version: lineVersion }), controlLevel);
    sayHeads(turn, link);
  }
  const others = [...peer.links].filter((one) => one !== link);
  if (others.length > 0) spreadItems(turn, peer);
  // The first over which anybody can answer is as the first of all: what was given up before goes again (N-84).
  if (others.length === 0 || (link.terms.returnPath && others.every(({ terms }) => !terms.returnPath))) {
    if (link.narrow !== null) sendUrgent(peer);
    if (others.length === 0) tell(turn, { kind: "line", peer: peer.hex, state: "up", sinceMs: turn.wallMs });
    expectHeads(turn, peer, false);
    setRecall(turn, peer, peer.recall, link.narrow === null);
    tickRecall(turn, peer);
    startTest(turn, peer);
  }
  return peer;
}

function takeDown(turn: Turn, id: string): Peer | null {
  const link = turn.state.links.get(id);
  if (link === undefined) return null;
  const { peer } = link;
  turn.state.links.delete(id);
  peer.links.delete(link);
  link.closed = true;
  releaseLink(turn, link);
  if (peer.links.size === 0) {
    peer.changed.clear();
    peer.relays.clear();
    peer.relayDueMs = null;
    peer.haveDueMs = null;
    peer.delivered.clear();
    tell(turn, { kind: "line", peer: peer.hex, state: "down", sinceMs: turn.wallMs });
  } else {
    resendDue(turn, peer);
    resumeTest(turn, peer);
  }
  return peer;
}

function takeDrained(turn: Turn, id: string): Peer | null {
  const link = turn.state.links.get(id);
  if (link === undefined) return null;
  link.inFlight = Math.max(0, link.inFlight - 1);
  link.narrow?.below.shift();
  return link.peer;
}

function takeAppended(turn: Turn, input: Extract<LineInput, { kind: "appended" }>): null {
  const log = logOf(turn.state, input.log, input.channel, 0);
  log.size = Math.max(log.size, input.seq + 1);
  const level = precedences.indexOf(input.precedence);
  for (const hex of input.peers) {
    const peer = peerOf(turn, hex);
    sendAppended(peer, shareOf(turn, peer, log), input.seq, level, input.receipt === true);
    settle(turn, peer);
  }
  return null;
}

function takeHeld(turn: Turn, input: Extract<LineInput, { kind: "held" }>): null {
  const log = logOf(turn.state, input.log, input.channel, input.size);
  const before = log.size;
  log.size = input.size;
  log.beyond = new Set(input.beyond);
  log.author = input.author ?? null;
  for (const peer of turn.state.peers.values()) {
    if (peer.delivered.size > 0) forgetDelivered(peer, log, before);
    if (peer.unopened.size > 0) forgetHeld(peer, log);
  }
  for (const hex of input.peers) {
    const peer = peerOf(turn, hex);
    const share = shareOf(turn, peer, log);
    share.size = Math.min(share.size, log.size);
    for (const seq of input.urgent ?? []) noteUrgent(share, seq);
    noteOthers(turn, peer, share, before, input.routine ?? []);
    noteGrown(turn, peer, share);
    noteChanged(turn, peer, log.hex);
    compareHeld(turn, peer);
  }
  return null;
}

/** An entry of ours that was said before this start is FLASH, for as long as the peer is not known to hold it. */
function noteUrgent(share: Share, seq: number): void {
  if (seq >= share.size && share.levels.size < 2 * levelsMax) share.levels.set(seq, flashLevel);
}

function takeReceipted(turn: Turn, input: Extract<LineInput, { kind: "receipted" }>): Peer | null {
  const peer = peerOf(turn, input.peer);
  const share = peer.shares.get(toHex(input.log));
  if (share === undefined) return null;
  const { size, singles } = input;
  if (size === 0 && singles.length > 0) {
    // Leaves alone say nothing of what stands before them.
    cover(turn, share, share.size, [...share.singles, ...singles]);
    return peer;
  }
  if (size < share.receipted) uncover(peer, share, size, singles);
  else cover(turn, share, size, [...share.singles, ...singles]);
  share.receipted = Math.min(size, share.log.size);
  return peer;
}

function takeReceived(turn: Turn, id: string, bytes: Uint8Array): Peer | null {
  const link = turn.state.links.get(id);
  if (link === undefined || link.closed) return null;
  noteCame(link.traffic, bytes.length);
  if (link.narrow !== null) return takeNarrow(turn, link, link.narrow, bytes);
  const fragment = readFragment(bytes);
  if (fragment === null) {
    noteMalformed(turn, link);
    return null;
  }
  const { frame, evicted, full } = takeFragment(link.reassembly, fragment, turn.nowMs);
  notePartials(turn, link, evicted, full);
  noteHeard(turn, link);
  if (frame === null) return null;
  try {
    takeWide(turn, link, fragment.level, decodeFrame(frame));
  } catch (caught) {
    if (!(caught instanceof ChirographError)) throw caught;
    noteMalformed(turn, link);
  }
  return link.peer;
}

/** Takes a fragment of a narrow link, and all the frames that it brings. */
function takeNarrow(turn: Turn, link: LinkState, narrow: NarrowLink, bytes: Uint8Array): Peer | null {
  const came = takeNarrowFragment(turn, link, narrow, bytes);
  try {
    if (came !== null) takeContent(turn, link, narrow, came);
  } catch (caught) {
    if (!(caught instanceof ChirographError)) throw caught;
    noteMalformed(turn, link);
  }
  return link.peer;
}

function takeContent(turn: Turn, link: LinkState, narrow: NarrowLink, came: NarrowCame): void {
  const { controls, rest } = readNarrowContent(came.bytes);
  const first = rest?.[0] ?? 0;
  const wide = first >= 128 && rest !== null ? decodeFrame(rest) : null;
  const entry = first < 128 && first !== narrowBootType && rest !== null ? decodeNarrowFrame(rest) : null;
  for (const control of controls) takeControl(turn, link, narrow, control);
  if (first === narrowBootType && rest !== null) takeBoot(turn, link, came.level, rest);
  if (entry?.name === "entry") {
    const share = shareOfTag(link.peer, entry.tag);
    if (share === null) return;
    const { seq, envelope } = entry;
    takeEntry(turn, link, came, { log: share.log.id, channel: share.log.channelBytes, seq, envelope, narrow: true });
  } else if (wide?.name === "entry") takeEntry(turn, link, came, wide);
  else if (wide !== null) takeWide(turn, link, came.level, wide);
}

function takeWide(turn: Turn, link: LinkState, level: number, frame: Frame): void {
  const { peer } = link;
  if (frame.name === "entry") return takeEntry(turn, link, { level, again: false, id: null }, frame);
  if (frame.name === "pong") return takePong(turn, link, counterOf(frame.counter));
  if (!allowRequest(turn, link)) return;
  switch (frame.name) {
    case "hello": if (frame.version !== lineVersion) closeLink(turn, link, `line version ${frame.version}`); return;
    case "heads": return takeHeads(turn, peer, frame.heads, frame.more === 1);
    case "have": return takeHave(turn, peer, frame.heads);
    case "want": return takeWant(turn, link, frame.ranges);
    case "ping": return answerPing(link, frame.counter);
    case "recall": {
      const { station, nonce } = frame;
      peer.asksNamed = false;
      if (allowRecall(turn, link)) turn.out.push({ kind: "recall", peer: peer.hex, asked: { station, nonce } });
      return;
    }
    case "recalled": {
      const { statement, signature } = frame;
      // What nobody asked for is not looked at: a signature is dear to check.
      if (peer.recall !== null) turn.out.push({ kind: "recalled", peer: peer.hex, answer: { statement, signature } });
      return;
    }
    case "exhibit":
    case "exhibit-please":
      // Never over a narrow link, where each byte is dear (L-62).
      if (link.narrow === null) turn.out.push({ kind: "exhibit", peer: peer.hex, frame });
      return;
    case "unopened": {
      const share = peer.shares.get(toHex(frame.log));
      if (share !== undefined) takeUnopened(turn, peer, share, frame.seq);
    }
  }
}

/** An envelope that came, wide or narrow, and where it is said to stand. */
interface CameEntry {
  readonly channel: Uint8Array;
  readonly log: LogId;
  readonly seq: number;
  readonly envelope: Uint8Array;
  readonly narrow?: boolean;
}

function takeEntry(turn: Turn, link: LinkState, came: Omit<NarrowCame, "bytes">, entry: CameEntry): void {
  const { state } = turn;
  if (!state.intakeOpen) return;
  const { peer } = link;
  const { channel, log, seq, envelope } = entry;
  const hex = toHex(log);
  const held = state.logs.get(hex);
  const key = `${hex}:${seq}`;
  const whole = came.id === null ? undefined : link.narrow?.assembly.whole.get(came.id);
  if (whole !== undefined) whole.place = { log, seq };
  if (held !== undefined && holds(held, seq) && peer.unopened.get(key)?.lost !== true) {
    // The peer does not know that we hold it: say so.
    if (link.narrow !== null && !came.again) noteKnown(turn, link, link.narrow, held, seq);
    else if (link.narrow === null && peer.shares.has(hex)) noteChanged(turn, peer, hex);
    return;
  }
  if (!allowDelivery(turn, link, key)) return;
  if (!allowIntake(turn, link, came.level, envelope.length)) return void peer.delivered.delete(key);
  noteAhead(turn, peer, channel, log, Math.min(seq + 1, Number.MAX_SAFE_INTEGER));
  const kind = entry.narrow === true ? "deliver-narrow" : "deliver";
  turn.out.push({ kind, peer: peer.hex, link: link.id, log, seq, channel: toHex(channel), envelope });
}

/** Takes a BOOT in few bytes. One that is known calls for nothing: if nobody answers it comes again as it is (N-71). */
function takeBoot(turn: Turn, link: LinkState, level: number, frame: Uint8Array): void {
  if (!turn.state.intakeOpen || !allowRequest(turn, link) || !allowIntake(turn, link, level, frame.length)) return;
  turn.out.push({ kind: "deliver-boot", peer: link.peer.hex, link: link.id, frame });
}

/** Asks for the full form of an entry that could not be rebuilt, once in a round trip. */
function askFull(turn: Turn, input: Extract<LineInput, { kind: "not-rebuilt" }>): Peer {
  const peer = peerOf(turn, input.peer);
  const hex = toHex(input.log);
  const key = `${hex}:${input.seq}`;
  peer.delivered.delete(key);
  const share = peer.shares.get(hex);
  const link = [...peer.links].find((one) => one.narrow !== null && !one.closed && one.terms.returnPath);
  const askedMs = peer.fullAsked.get(key);
  if (share === undefined || link === undefined || link.narrow === null) return peer;
  if (askedMs !== undefined && turn.nowMs - askedMs < patienceMs(peer) / 2) return peer;
  peer.fullAsked.delete(key);
  peer.fullAsked.set(key, turn.nowMs);
  if (peer.fullAsked.size > fullAskedMax) peer.fullAsked.delete(peer.fullAsked.keys().next().value as string);
  sayControl(turn, link.narrow, `full ${key}`, { name: "full-please", tag: share.tag, seq: input.seq });
  return peer;
}
