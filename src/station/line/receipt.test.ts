import assert from "node:assert/strict";
import { test } from "node:test";
import { adopted, haltingClock, makeArena } from "../dishonest.fixture.ts";
import { must, until } from "../pair.fixture.ts";
import { receiptPauseMs } from "./receipt.ts";
import { makeSites } from "../sites.fixture.ts";
import type { End } from "../pair.fixture.ts";
import type { Act } from "../../api/acts.ts";
import { toHex } from "../../core/bytes/hex.ts";
import type { Hex, Precedence } from "../../core/names.ts";
import type { Channel, Self } from "../state.ts";

function message(channel: Hex, to: Self, precedence: Precedence, seen = 0): Act {
  return { act: "message.send", seen, content: {
    channel, precedence, desk: "watch", capacity: "", to: [{ party: toHex(to.party), desk: "watch" }], info: [],
    label: "open", language: "en", subject: "Subject", text: "Text", word: null, relation: null, translations: [],
  } };
}

test("on the line a receipt is FLASH to who said the FLASH, and ROUTINE to anybody else", async () => {
  const sites = await makeSites();
  const { a1, a2, b, cables, channel } = sites;
  const channelOf = ({ runner }: End): Channel | undefined => runner.state.channels.get(channel);
  await until(() => channelOf(a2)?.adopted === true);
  const { receipts } = channelOf(a1) ?? {};
  assert.ok(receipts);
  receipts.flashMs.clear();
  cables.own.cut();
  await must(b.station, b.officer, message(channel, a1.self, "FLASH"));
  await until(() => receipts.flashMs.size > 0);
  await a1.runner.flushed();
  const { last } = receipts;
  assert.ok(last);
  const { shares } = a1.runner.state.line.peers.get(toHex(a2.self.station)) ?? {};
  assert.equal(shares?.get(last.log)?.levels.get(last.seq), 0);
  await sites.stop();
});

test("what is more urgent than our next words is acknowledged before them", async () => {
  // What is brought is taken in at once, and the words follow: nothing of it waits for a turn of its own.
  const clock = haltingClock();
  const arena = await makeArena({ clock });
  const { channel, log } = await adopted(arena);
  const goOn = clock.halt();
  await new Promise((resolve) => setImmediate(resolve));
  const size = (): number => channel.ledger.logs.get(toHex(channel.ownLog))?.size ?? 0;
  const reply = (): Act => message(channel.hex, arena.peer, "ROUTINE", arena.station.state().newestIncoming);
  const before = size();
  arena.link.bring(log.message({}, { precedence: "FLASH" }));
  await must(arena.station, arena.officer, reply());
  assert.deepEqual([channel.receipts.last?.seq, size()], [before, before + 2]);
  // A ROUTINE is acknowledged by the words themselves.
  arena.link.bring(log.message());
  await must(arena.station, arena.officer, reply());
  assert.deepEqual([channel.receipts.last?.seq, size()], [before, before + 3]);
  goOn();
  await arena.station.stop();
});

test("while a receipt waits for a slow link what comes is acknowledged by one, after a pause", async () => {
  // No time passes but what the test says: on a slow machine too what is brought is taken in at once.
  const clock = haltingClock();
  let aheadMs = 0;
  const arena = await makeArena({ clock: { ...clock, nowMs: () => clock.nowMs() + aheadMs } });
  const { channel, log } = await adopted(arena);
  const { link, runner } = arena;
  const goOn = clock.halt();
  const bring = async (): Promise<number | undefined> => {
    link.bring(log.message({}, { precedence: "FLASH" }));
    await runner.flushed();
    return channel.receipts.last?.seq;
  };
  aheadMs += receiptPauseMs;
  link.slow(9_600);
  // What comes first is with the link, which lets nothing go.
  for (let count = 0; count < 2; count++) {
    await bring();
    aheadMs += receiptPauseMs;
  }
  const first = await bring();
  assert.ok(first !== undefined);
  assert.deepEqual([await bring(), await bring()], [first, first], "it waits, and others were answered just now");
  aheadMs += receiptPauseMs;
  runner.feed({ kind: "woke" });
  await runner.flushed();
  assert.equal(channel.receipts.last?.seq, first + 1);
  assert.equal(channel.ledger.moved.size, 0);
  goOn();
  await arena.station.stop();
});
