import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { makePair } from "./pair.fixture.ts";
import type { LinkState } from "./state.ts";
import { toHex } from "../core/bytes/hex.ts";

test("epochs that leave a reader out are made anew once its prekey is known and a wide link is up", async () => {
  const pair = await makePair();
  const { a, b } = pair;
  const { state } = a.runner;
  const channel = state.channels.get(pair.channel);
  const peer = toHex(b.self.station);
  const link = state.lines.get(peer)?.links.get("loopback");
  ok(channel !== undefined && link !== undefined);
  const { chains, epochReaders } = channel;
  const stocked = (): readonly number[] => [chains.own, ...chains.stock].flatMap((one) => one?.epoch ?? []);
  const before = stocked();
  // As they are when they were made before anything of it was heard.
  for (const readers of epochReaders.values()) readers.delete(peer);
  const settle = async (rateBps: number | null): Promise<void> => {
    Object.assign(link satisfies LinkState, { terms: { ...link.terms, rateBps } });
    a.runner.feed({ kind: "woke" });
    await a.runner.flushed();
  };
  await settle(2_400);
  deepEqual(stocked(), before);
  const said = new Set(epochReaders.keys());
  await settle(null);
  equal(stocked().filter((one) => before.includes(one)).length, 0);
  const made = [...epochReaders].filter(([epoch]) => !said.has(epoch));
  deepEqual(made.map(([, readers]) => [...readers]), made.map(() => [peer]));
  equal(made[0]?.[0], stocked()[0]);
  await pair.stop();
});
