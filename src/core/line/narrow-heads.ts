// What two stations hold, told in few bytes: a digest first, heads only where digests differ (spec/14-narrow-line.md,
// Heads).

import { equalBytes, toHex } from "../bytes/hex.ts";
import { encodeFrame, headsMax } from "./frame.ts";
import type { Frame, FrameHead } from "./frame.ts";
import { digestOfHeads } from "./narrow-control.ts";
import type { Control, TagHead } from "./narrow-control.ts";
import { queueNarrowFrame, sayControl } from "./narrow-link.ts";
import type { NarrowLink } from "./narrow-link.ts";
import { patienceMs } from "./patience.ts";
import type { HeldLog, LinkState, Peer, Share, Turn } from "./state.ts";
import { sendLacking } from "./relay.ts";
import { cover, hurryReceipts, wakeResting } from "./window.ts";

/** Logs named in heads of the newest. */
export const newestMax = 8;
/** Heads wanted again within this time are told of all logs, not of the newest. */
export const allHeadsMs = 60_000;
/** A digest that says nothing is looked at so often while something is under way. */
export const comparesMax = 4;
/** Singles told of one log: in heads of the newest and of all, and beside one that came. */
const singlesToldMax = 256;
const singlesNearMax = 32;
/** Singles of one log in heads of `some` that wait: what came meanwhile is told with what waited. */
const singlesSomeMax = 64;

/** What somebody is thought to hold of a log. */
type Held = (share: Share) => { readonly size: number; readonly singles: readonly number[] };

const ours: Held = ({ log }) => ({ size: log.size, singles: [...log.beyond] });
/** What a peer may hold, the likeliest first: all that we do; what it has acknowledged; what was carried to it. */
const theirs: readonly Held[] = [
  ours,
  ({ size, singles }) => ({ size, singles: [...singles] }),
  ({ log, size, carriedTo }) => ({ size: Math.min(log.size, Math.max(size, carriedTo)), singles: [] }),
  ({ log }) => ({ size: Math.min(log.size, log.firstSize), singles: [] }),
];

function digestOf(turn: Turn, peer: Peer, held: Held, named: ReadonlySet<Share> = new Set()): Uint8Array {
  const shares = [...peer.shares.values()].filter((share) => !named.has(share));
  return digestOfHeads(turn.state.crypto, shares.map((share) => ({ log: share.log.id, ...held(share) })));
}

/** The digest of all that we hold of the logs shared with a peer. */
export function ownDigest(turn: Turn, peer: Peer): Uint8Array {
  return digestOf(turn, peer, ours);
}

/** What a digest of the peer says it holds; null when it is none of what it may hold. */
function understood(turn: Turn, peer: Peer, digest: Uint8Array, named?: ReadonlySet<Share>): Held | null {
  return theirs.find((held) => equalBytes(digestOf(turn, peer, held, named), digest)) ?? null;
}

function settle(turn: Turn, peer: Peer, held: Held, named: ReadonlySet<Share> = new Set()): void {
  for (const share of peer.shares.values()) {
    if (named.has(share)) continue;
    const { size, singles } = held(share);
    if (size >= share.size) cover(turn, share, size, singles);
    wakeResting(turn, share);
    sendLacking(turn, peer, share);
  }
  peer.headsDueMs = null;
}

/** Takes the digest of a peer. What it does not tell by itself is looked at again when what is under way has come. */
export function takeDigest(turn: Turn, link: LinkState, narrow: NarrowLink, digest: Uint8Array): void {
  const { peer } = link;
  const held = understood(turn, peer, digest);
  narrow.theirs = held === null ? digest : null;
  narrow.compareDueMs = held === null ? turn.nowMs + patienceMs(peer) : null;
  if (held !== null) {
    narrow.compares = 0;
    return settle(turn, peer, held);
  }
  // Until then what it holds is not asked for: what is under way may tell.
  if (peer.headsDueMs !== null) peer.headsDueMs = Math.max(peer.headsDueMs, (narrow.compareDueMs ?? 0) + 1);
}

/** More has come to be held: a digest that said nothing may say something now. */
export function compareHeld(turn: Turn, peer: Peer): void {
  for (const { narrow } of peer.links) {
    const held = narrow === null || narrow.theirs === null ? null : understood(turn, peer, narrow.theirs);
    if (narrow === null || held === null) continue;
    narrow.theirs = null;
    narrow.compareDueMs = null;
    narrow.compares = 0;
    settle(turn, peer, held);
  }
}

/**
 * Looks at a digest once more. Where it still says nothing, heads are told and wanted: when nothing is under way, and
 * on a line that never rests after so many looks, whatever is (N-82).
 */
export function compareAgain(turn: Turn, link: LinkState, narrow: NarrowLink): void {
  const { peer } = link;
  const digest = narrow.theirs;
  narrow.theirs = null;
  narrow.compareDueMs = null;
  if (digest === null) return;
  const held = understood(turn, peer, digest);
  if (held !== null) {
    narrow.compares = 0;
    return settle(turn, peer, held);
  }
  narrow.compares += 1;
  const busy = turn.nowMs - link.heardMs < patienceMs(peer) / 2 || peer.delivered.size > 0 ||
    [...peer.items].some((item) => !item.rests);
  if (busy && narrow.compares < comparesMax) {
    narrow.theirs = digest;
    narrow.compareDueMs = turn.nowMs + patienceMs(peer);
    return;
  }
  narrow.compares = 0;
  sayHeadsHere(turn, link, narrow, false);
  sayControl(turn, narrow, "want heads", { name: "want", ranges: [] });
}

function tagHeadOf({ tag, log }: Share): TagHead {
  return { tag, size: log.size, singles: [...log.beyond].slice(0, singlesToldMax) };
}

/** The head of a log with the singles about one that came: the peer knows of others, or is told when they come. */
function headNear({ tag, log }: Share, seq: number): TagHead {
  const singles = [...log.beyond].toSorted((a, b) => a - b);
  const from = singles.findIndex((one) => one >= seq) - singlesNearMax / 2;
  const first = Math.max(0, Math.min(from, singles.length - singlesNearMax));
  return { tag, size: log.size, singles: singles.slice(first, first + singlesNearMax) };
}

/** Tells heads on a narrow link: of the newest logs with a digest of the rest, or of all. */
function sayHeadsHere(turn: Turn, link: LinkState, narrow: NarrowLink, all: boolean): void {
  const { peer } = link;
  narrow.headsSaidMs = turn.nowMs;
  const shares = [...peer.shares.values()];
  if (all) {
    for (let from = 0; from === 0 || from < shares.length; from += headsMax) {
      const part = from + headsMax < shares.length ? "more" : "last";
      const heads = shares.slice(from, from + headsMax).map(tagHeadOf);
      sayControl(turn, narrow, `heads ${from}`, { name: "heads", part, heads, rest: null });
    }
    return;
  }
  const differ = (share: Share): number => share.size < share.log.size || share.log.beyond.size > 0 ? 1 : 0;
  const newest = shares.toReversed().toSorted((a, b) => differ(b) - differ(a)).slice(0, newestMax);
  const rest = digestOf(turn, peer, ours, new Set(newest));
  sayControl(turn, narrow, "heads newest", { name: "heads", part: "newest", heads: newest.map(tagHeadOf), rest });
}

/** The share of a tag, or null: none has it, or two. */
export function shareOfTag(peer: Peer, tag: Uint8Array): Share | null {
  let found: Share | null = null;
  for (const share of peer.shares.values()) {
    if (!equalBytes(share.tag, tag)) continue;
    if (found !== null) return null;
    found = share;
  }
  return found;
}

/** Heads as a wide frame has them, of the tags that are known. */
export function headsOfTags(peer: Peer, heads: readonly TagHead[]): readonly { share: Share; head: FrameHead }[] {
  return heads.flatMap(({ tag, size, singles }) => {
    const share = shareOfTag(peer, tag);
    if (share === null) return [];
    const { log: { channelBytes: channel, id: log } } = share;
    return [{ share, head: { channel, log, size, singles } }];
  });
}

/** Takes the digest of the logs that heads of the newest have not named; where it says nothing, all are wanted. */
export function takeRest(
  turn: Turn, link: LinkState, narrow: NarrowLink, named: readonly Share[], rest: Uint8Array,
): void {
  const without = new Set(named);
  const held = understood(turn, link.peer, rest, without);
  if (held !== null) return settle(turn, link.peer, held, without);
  sayControl(turn, narrow, "want heads", { name: "want", ranges: [] });
}

/** A wish for our heads: of the newest logs, and of all when it comes again. */
export function answerWantOfHeads(turn: Turn, link: LinkState, narrow: NarrowLink): void {
  const saidMs = narrow.headsSaidMs;
  if (saidMs !== null && turn.nowMs - saidMs < patienceMs(link.peer) / 2) return;
  sayHeadsHere(turn, link, narrow, saidMs !== null && turn.nowMs - saidMs < allHeadsMs);
}

/**
 * What came is held already: the peer has not heard the receipt, which goes again. What is held is told beside it,
 * since what came may be a receipt itself: two would else answer one another for ever.
 */
export function noteKnown(turn: Turn, link: LinkState, narrow: NarrowLink, log: HeldLog, seq: number): void {
  const share = link.peer.shares.get(log.hex);
  if (share === undefined) return;
  hurryReceipts(turn, link.peer);
  sayHave(turn, narrow, [headNear(share, seq)]);
}

function sayHave(turn: Turn, narrow: NarrowLink, heads: readonly TagHead[]): void {
  const before = narrow.controls.get("have");
  const other = before?.name === "heads" ? before.heads : [];
  const kept = other.filter((one) => !heads.some(({ tag }) => equalBytes(tag, one.tag)));
  const made = heads.map((head): TagHead => {
    const waited = other.find(({ tag }) => equalBytes(tag, head.tag))?.singles ?? [];
    return { ...head, singles: [...new Set([...waited, ...head.singles])].slice(-singlesSomeMax) };
  });
  const said = [...kept, ...made].slice(-headsMax);
  sayControl(turn, narrow, "have", { name: "heads", part: "some", heads: said, rest: null });
}

/** Says on a narrow link what a wide frame says: in few bytes, or, where it is rare, as it is. */
export function sayHere(turn: Turn, link: LinkState, narrow: NarrowLink, frame: Frame): void {
  const shares = link.peer.shares;
  const known = (log: Uint8Array): Share | undefined => shares.get(toHex(log));
  switch (frame.name) {
    case "have": {
      const heads = frame.heads.flatMap(({ log }) => known(log) ?? []);
      if (heads.length > 0) sayHave(turn, narrow, heads.map(tagHeadOf));
      return;
    }
    case "want": {
      const ranges = frame.ranges.flatMap(({ log, from, to }) => {
        const share = known(log);
        return share === undefined ? [] : [{ tag: share.tag, from, to }];
      });
      const control: Control = { name: "want", ranges };
      if (frame.ranges.length === 0) sayControl(turn, narrow, "want heads", control);
      else if (ranges.length > 0) sayControl(turn, narrow, "want", control);
      return;
    }
    case "unopened": {
      const share = known(frame.log);
      if (share === undefined) return;
      const { seq } = frame;
      sayControl(turn, narrow, `unopened ${share.log.hex}:${seq}`, { name: "unopened", tag: share.tag, seq });
      return;
    }
    default: queueNarrowFrame(narrow, frame.name, encodeFrame(frame));
  }
}
