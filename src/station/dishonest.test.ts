import assert from "node:assert/strict";
import { test } from "node:test";
import { acknowledge, adopted, makeArena } from "./dishonest.fixture.ts";
import type { Arena, Line } from "./dishonest.fixture.ts";
import { must } from "./pair.fixture.ts";
import { toHex } from "../core/bytes/hex.ts";

/** After whatever came: the next entry is taken in, and a FLASH of our own still goes out. */
async function goesOn(arena: Arena, { channel, log }: Line): Promise<void> {
  const { link, runner, station, officer, peer } = arena;
  const { leaf, frame } = log.message({ subject: "Afterwards" });
  link.say(frame);
  await runner.flushed();
  assert.equal(station.thread(toHex(leaf))?.message.subject, "Afterwards");
  await must(station, officer, {
    act: "message.send", seen: station.state().newestIncoming, content: {
      channel: channel.hex, precedence: "FLASH", desk: "watch", capacity: "", info: [], label: "open", language: "en",
      to: [{ party: toHex(peer.party), desk: "watch" }], subject: "Ours", text: "Ours", word: null, relation: null,
      translations: [],
    },
  });
  await arena.station.stop();
}

test("an acknowledgement of more than we have said neither stops the station nor counts", async () => {
  const arena = await makeArena();
  const line = await adopted(arena);
  arena.link.bring(acknowledge(line, Number.MAX_SAFE_INTEGER));
  await goesOn(arena, line);
  const own = line.channel.ledger.logs.get(toHex(line.channel.ownLog))?.size ?? 0;
  assert.ok([...line.channel.receiptedTo.values()].every((size) => size <= own));
});
