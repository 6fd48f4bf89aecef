// Asking a peer what it holds of our own logs, and answering one that asks (spec/05-line.md, Memory).

import type { Recall } from "./exchange.ts";
import type { Peer, Turn } from "./state.ts";
import { askPauseMaxMs, patienceMs } from "./patience.ts";
import { say } from "./sync.ts";
import type { SignedRecollection } from "../record/recollection.ts";

/** Sets what a peer is asked, at once or after its patience, and then with growing pauses; null ends it. */
export function setRecall(turn: Turn, peer: Peer, asked: Recall | null, soon: boolean): void {
  peer.recall = asked;
  // N-83: over narrow links alone an answer that did not end it makes the next question no sooner. It may take longer
  // to come than patience is, and would else fill the line that has to bring what lacks.
  if (asked === null || soon || [...peer.links].some(({ narrow }) => narrow === null)) peer.recallPauseMs = 0;
  const pauseMs = soon ? 0 : Math.max(patienceMs(peer), peer.recallPauseMs);
  peer.recallDueMs = asked === null ? null : turn.nowMs + pauseMs;
}

/** Asks what is due, and again after patience and then after pauses that double (as L-19). */
export function tickRecall(turn: Turn, peer: Peer): void {
  if (peer.recall === null || peer.recallDueMs === null || peer.recallDueMs > turn.nowMs) return;
  if (peer.links.size === 0) return;
  peer.recallPauseMs = Math.min(askPauseMaxMs(peer), Math.max(patienceMs(peer), 2 * peer.recallPauseMs));
  peer.recallDueMs = turn.nowMs + peer.recallPauseMs;
  const { station, nonce } = peer.recall;
  say(turn, peer, { name: "recall", station, nonce });
}

/** Says our answer. */
export function sayRecalled(turn: Turn, peer: Peer, { statement, signature }: SignedRecollection): void {
  say(turn, peer, { name: "recalled", statement, signature });
}
