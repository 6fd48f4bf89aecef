// Asking a peer what it holds of our own logs, and answering one that asks (spec/05-line.md, Memory).

import type { Recall } from "./exchange.ts";
import { rootsMax } from "./narrow-control.ts";
import type { Control, TagRoot } from "./narrow-control.ts";
import { shareOfTag } from "./narrow-heads.ts";
import { sayControl } from "./narrow-link.ts";
import { allowRecall } from "./quota.ts";
import type { LinkState, Peer, Turn } from "./state.ts";
import { askPauseMaxMs, patienceMs } from "./patience.ts";
import { liveliest, say } from "./sync.ts";
import { fromHex, toHex } from "../bytes/hex.ts";
import { decodeShape } from "../bytes/shape.ts";
import { recollection } from "../record/recollection.ts";
import type { RecalledHead, SignedRecollection } from "../record/recollection.ts";

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
  const isFirst = peer.recallPauseMs === 0;
  peer.recallPauseMs = Math.min(askPauseMaxMs(peer), Math.max(patienceMs(peer), 2 * peer.recallPauseMs));
  peer.recallDueMs = turn.nowMs + peer.recallPauseMs;
  const { station, nonce, own } = peer.recall;
  const narrow = own === true && isFirst ? liveliest(peer)?.narrow ?? null : null;
  if (narrow === null) say(turn, peer, { name: "recall", station, nonce });
  else sayControl(turn, narrow, "recall", { name: "recall", nonce });
}

/** Says our answer: in few bytes where the peer has asked so, and knows the logs that it names. */
export function sayRecalled(turn: Turn, peer: Peer, { statement, signature }: SignedRecollection): void {
  const narrow = peer.asksNamed ? liveliest(peer)?.narrow ?? null : null;
  const heads = narrow === null ? null : rootsNamed(peer, statement);
  if (narrow === null || heads === null) say(turn, peer, { name: "recalled", statement, signature });
  else sayControl(turn, narrow, "recalled", { name: "recalled", signature, heads });
}

/** What a statement of ours says of logs, by their tags; null where one has none, or they are too many. */
function rootsNamed(peer: Peer, statement: Uint8Array): readonly TagRoot[] | null {
  const { heads } = decodeShape(recollection, statement);
  const named = heads.flatMap(({ log, size, root }): TagRoot[] => {
    const share = peer.shares.get(toHex(log));
    return share === undefined || shareOfTag(peer, share.tag) !== share ? [] : [{ tag: share.tag, size, root }];
  });
  return named.length === heads.length && named.length <= rootsMax ? named : null;
}

/** Takes a question in few bytes: it is about the peer's own logs (N-74). */
export function takeNamedRecall(turn: Turn, link: LinkState, nonce: Uint8Array): void {
  const { peer } = link;
  const station = fromHex(peer.hex);
  if (station === null || !allowRecall(turn, link)) return;
  peer.asksNamed = true;
  turn.out.push({ kind: "recall", peer: peer.hex, asked: { station, nonce } });
}

/** Takes an answer in few bytes; one that names a log that is not known here is asked for again, as it is. */
export function takeNamedRecalled(
  turn: Turn, { peer }: LinkState, { signature, heads }: Extract<Control, { name: "recalled" }>,
): void {
  if (peer.recall === null) return;
  const found = heads.flatMap(({ tag, size, root }): RecalledHead[] => {
    const log = shareOfTag(peer, tag)?.log;
    return log === undefined ? [] : [{ channel: log.channelBytes, log: log.id, size, root }];
  });
  if (found.length < heads.length) return;
  turn.out.push({ kind: "recalled-named", peer: peer.hex, signature, heads: found });
}
