// Line tests in the record: both sides sign what they found, as often as the charter asks.

import { append, canSeal } from "../append.ts";
import { isOwnSite, peersOf, stationBytes } from "../peer/peers.ts";
import type { Channel, StationState } from "../state.ts";
import { encodeShape } from "../../core/bytes/shape.ts";
import { isNarrow } from "../../core/line/narrow-fragment.ts";
import { lineTest, lineTestContent } from "../../core/mechanism/line-test/entries.ts";

/** Over narrow links alone missed tests are said from so many on, and then when they have grown by so many times. */
const narrowMissedMin = 3;
const narrowGrowth = 8;

/**
 * Says the newest test of each peer whose turn has come; a missed one is said at once, when it is the first or doubles.
 * Over narrow links alone when it is the third, or eight times as many: what was said in a cut goes before a later
 * receipt counts, after a long night it would be a kilobyte, and one or two are missed for a lost datagram.
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
  const narrow = missed > 0 && isNarrowAlone(state, peer);
  if (narrow && missed < narrowMissedMin) return false;
  const last = channel.testedMs.get(peer);
  if (last === undefined || state.nowMs - last >= charter.lineTestMs) return true;
  if (narrow) return Number.isInteger(Math.log2(missed / narrowMissedMin) / Math.log2(narrowGrowth));
  return missed > 0 && Number.isInteger(Math.log2(missed));
}

function isNarrowAlone(state: StationState, peer: string): boolean {
  const open = [...state.lines.get(peer)?.links.values() ?? []].filter((link) => link.open.size > 0);
  return open.length > 0 && open.every(({ terms }) => terms !== null && isNarrow(terms));
}
