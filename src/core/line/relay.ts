// What others have written and a peer seems to lack: over a narrow link its word of that is old when it comes, and what
// it is about may have come another way meanwhile (spec/14-narrow-line.md, Heads).

import type { FrameHead } from "./frame.ts";
import { patienceMs } from "./patience.ts";
import type { Peer, Share, Turn } from "./state.ts";
import { closeItem, cover, levelsMax, sendMissing } from "./window.ts";
import { toHex } from "../bytes/hex.ts";
import type { LogId } from "../names.ts";

/** Whether the peer is heard over narrow links alone. */
function isNarrowAlone({ links }: Peer): boolean {
  return links.size > 0 && [...links].every(({ narrow }) => narrow !== null);
}

/** A log of others has grown from `before`: who wrote it holds it, and what is not urgent goes on as that. */
export function noteOthers(turn: Turn, peer: Peer, share: Share, before: number, routine: readonly number[]): void {
  const { author, size } = share.log;
  if (author === null) return;
  // What it has shown that it lacks, though it wrote it, it has lost.
  if (author === peer.hex && share.size >= before) return cover(turn, share, size, [...share.singles]);
  for (const seq of routine) if (seq >= share.size && share.levels.size < levelsMax) share.levels.set(seq, 0);
}

/** Sends what the peer has shown that it lacks of a log; over narrow links alone what a third wrote after patience. */
export function sendLacking(turn: Turn, peer: Peer, share: Share): void {
  const { author, size } = share.log;
  if (share.size >= size || author === null || !isNarrowAlone(peer)) return sendMissing(peer, share);
  peer.relays.add(share);
  peer.relayDueMs ??= turn.nowMs + patienceMs(peer);
}

/** The peer holds another tree of a log: what is on its way of ours it cannot take in. */
export function part(turn: Turn, peer: Peer, log: LogId): Peer {
  const share = peer.shares.get(toHex(log));
  if (share === undefined) return peer;
  share.parted = true;
  for (const item of share.items.values()) closeItem(turn, item);
  return peer;
}

/** Sends on what a peer still lacks. */
export function tickRelays(turn: Turn, peer: Peer): void {
  if (peer.relayDueMs === null || peer.relayDueMs > turn.nowMs) return;
  peer.relayDueMs = null;
  for (const share of peer.relays) sendMissing(peer, share);
  peer.relays.clear();
}

/**
 * Whether a head may be old news: over narrow links, of a log that the peer itself writes, and for the first time. What
 * it has written since may be here by another way.
 */
export function isOldWord(peer: Peer, share: Share, { size }: Pick<FrameHead, "size">): boolean {
  if (share.log.author !== peer.hex || !isNarrowAlone(peer) || share.doubt === size) return false;
  share.doubt = size;
  return true;
}
