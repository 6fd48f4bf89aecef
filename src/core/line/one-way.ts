// Where nobody can answer: how often an entry goes over links without a way back, and when it goes no more
// (spec/14-narrow-line.md, N-84).

import { flashLevel } from "./state.ts";
import type { Item, Peer } from "./state.ts";

/** How often an entry goes in all while nobody can answer, by precedence. */
export const oneWaySendings = [4, 8, 16, 32] as const;
/** Longest pause between two sendings, in milliseconds. */
export const oneWayPauseMsMax = 3_600_000;
/** From this sending on it waits as ROUTINE: what is fresh goes first. */
const urgentSendings = 3;

/** Whether something is open to a peer, and none of it has a way back. */
export function isOneWay(peer: Peer): boolean {
  const open = [...peer.links].filter((link) => !link.closed);
  return open.length > 0 && open.every(({ terms }) => !terms.returnPath);
}

/** The pause before an entry that was sent again `tries` times is sent once more; null: it has gone often enough. */
export function oneWayPauseMs(patience: number, { tries, level }: Pick<Item, "tries" | "level">): number | null {
  if (tries + 1 >= (oneWaySendings[level] ?? 1)) return null;
  return Math.min(oneWayPauseMsMax, patience * 2 ** Math.min(tries, 30));
}

/** Whether an entry has gone so often that it waits as ROUTINE where nobody can answer. */
export function isOldNews({ tries }: Pick<Item, "tries">): boolean {
  return tries >= urgentSendings;
}

/** The entry that gives way to a fresh one when the window is full: the one that has gone most often; or null. */
export function mostOftenSent(peer: Peer, level: number): Item | null {
  let most: Item | null = null;
  for (const item of peer.items) {
    if ((item.level === flashLevel) !== (level === flashLevel) || item.dueMs === null || item.tries === 0) continue;
    if (most === null || item.tries > most.tries) most = item;
  }
  return most;
}
