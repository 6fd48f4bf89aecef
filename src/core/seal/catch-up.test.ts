import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { catchUp } from "./catch-up.ts";
import { channel, filled, makePair, send } from "./seal.fixture.ts";
import type { Sent, Side } from "./seal.fixture.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";

const crypto = createNodeCrypto();
const words = filled(3, 1);

/** What the store shows of an entry that was sent. */
function used(side: Side, { key: { epoch, index } }: Sent): Parameters<typeof catchUp>[3] {
  return { log: side.log, epoch, index, time: 5 };
}

test("a chain file that lags behind comes to where the store shows that we were", () => {
  const { a } = makePair(crypto, 3);
  const stocked = structuredClone(a.chains);
  const sent = [send(a, words, 5), send(a, words, 5), send(a, words, 5)];
  const late = structuredClone(stocked);
  for (const one of sent) catchUp(crypto, late, channel, used(a, one));
  deepEqual(late, a.chains);
  // The last entry alone says as much as all of them, and to hear it again changes nothing.
  const once = structuredClone(stocked);
  catchUp(crypto, once, channel, used(a, sent[2]!));
  deepEqual(once, a.chains);
  for (const one of sent) catchUp(crypto, once, channel, used(a, one));
  deepEqual(once, a.chains);
});

test("epochs that were opened before the one that is shown are gone from the stock", () => {
  const { a } = makePair(crypto, 3);
  const { stock } = a.chains;
  const second = stock[1]!;
  catchUp(crypto, a.chains, channel, { log: a.log, epoch: second.epoch, index: 0, time: 9 });
  deepEqual(a.chains.stock, stock.slice(2));
  deepEqual([a.chains.own?.epoch, a.chains.own?.index, a.chains.own?.openedMs], [second.epoch, 1, 9]);
});

test("an entry of another log or of a closed epoch changes nothing", () => {
  const { a } = makePair(crypto, 3);
  const sent = send(a, words, 5);
  const before = structuredClone(a.chains);
  catchUp(crypto, a.chains, channel, { ...used(a, sent), log: filled(16, 0x77), index: 4 });
  catchUp(crypto, a.chains, channel, { ...used(a, sent), epoch: sent.key.epoch - 1, index: 4 });
  deepEqual(a.chains, before);
  a.chains.own = null;
  catchUp(crypto, a.chains, channel, used(a, sent));
  equal(a.chains.own, null);
});
