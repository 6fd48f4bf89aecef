import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { recordTests } from "./line-tests.ts";
import { makePair } from "../pair.fixture.ts";
import { toHex } from "../../core/bytes/hex.ts";
import type { LinkTerms } from "../../ports/bearer.ts";

const wide: LinkTerms = {
  rateBps: null, mtuBytes: 1_200, lossShare: 0, delayMs: 0, turnaroundMs: null, returnPath: true, costly: 0,
};

test("missed tests are said as they double, over narrow links alone from the third on and eightfold", async () => {
  const pair = await makePair();
  const { state } = pair.a.runner;
  const channel = state.channels.get(pair.channel);
  const peer = toHex(pair.b.self.station);
  const size = (): number => channel?.ledger.logs.get(toHex(channel.ownLog))?.size ?? 0;
  const said = (terms: LinkTerms): readonly number[] => {
    for (const link of state.lines.get(peer)?.links.values() ?? []) link.terms = terms;
    channel?.testedMs.set(peer, state.nowMs);
    return Array.from({ length: 70 }, (_, at) => at + 1).filter((missedInARow) => {
      const before = size();
      state.tests.push({ kind: "tested", peer, bearer: "radio", roundTripMs: null, missedInARow });
      recordTests(state);
      return size() > before;
    });
  };
  deepEqual(said(wide), [1, 2, 4, 8, 16, 32, 64]);
  deepEqual(said({ ...wide, rateBps: 2_400 }), [3, 24]);
  await pair.stop();
});
