// Line tests in the record: both sides sign what they found, as often as the charter asks.

import { append, canSeal } from "./append.ts";
import { isOwnSite, peersOf, stationBytes } from "./peers.ts";
import type { Channel, StationState } from "./state.ts";
import { encodeShape } from "../core/bytes/shape.ts";
import { lineTest, lineTestContent } from "../core/mechanism/line-test/entries.ts";

/**
 * Says the newest test of each peer whose turn has come; a missed one is said at once, when it is the first or doubles.
 */
export function recordTests(state: StationState): void {
  const newest = new Map(state.tests.splice(0).map((test) => [test.peer, test]));
  for (const [peer, test] of newest) {
    for (const channel of state.channels.values()) {
      if (!isDue(state, channel, peer, test.missedInARow)) continue;
      const { bearer, roundTripMs, missedInARow: missed } = test;
      const content = encodeShape(lineTestContent, { peer: stationBytes(peer), bearer, roundTripMs, missed });
      append(state, channel, {
        kind: lineTest, precedence: "ROUTINE", object: new Uint8Array(0), content, officer: null, act: "",
      });
      channel.testedMs.set(peer, state.nowMs);
    }
  }
}

function isDue(state: StationState, channel: Channel, peer: string, missed: number): boolean {
  const { charter } = channel;
  if (!channel.adopted || charter === null || !canSeal(state, channel)) return false;
  if (isOwnSite(state, peer) || !peersOf(state, channel).includes(peer)) return false;
  const last = channel.testedMs.get(peer);
  if (last === undefined || state.nowMs - last >= charter.lineTestMs) return true;
  return missed > 0 && Number.isInteger(Math.log2(missed));
}
