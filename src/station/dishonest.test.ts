import assert from "node:assert/strict";
import { test } from "node:test";
import { acknowledge, adopted, crypto, makeArena, random } from "./dishonest.fixture.ts";
import type { Arena, Line } from "./dishonest.fixture.ts";
import { must } from "./pair.fixture.ts";
import { toHex } from "../core/bytes/hex.ts";
import { emptyRoot } from "../core/record/merkle.ts";

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

test("a lamport at its limit leaves both sides able to speak", async () => {
  const arena = await makeArena();
  const line = await adopted(arena);
  // What it acknowledges is not held here, so its lamport may be any that is high enough.
  const unknown = { log: random.bytes(16), size: 9, root: emptyRoot(crypto), heldAt: 1 };
  arena.link.bring(line.log.message({}, { acks: [unknown], lamport: Number.MAX_SAFE_INTEGER - 1 }));
  await goesOn(arena, line);
});

test("a message that names another as its object is one of its own", async () => {
  const arena = await makeArena();
  const line = await adopted(arena);
  const one = line.log.message({ subject: "One" });
  arena.link.bring(one, line.log.message({ subject: "Two" }, { object: one.leaf }));
  await arena.runner.flushed();
  const shown = arena.station.messages(10, null).map((message) => message.subject);
  assert.deepEqual(shown.toSorted(), ["One", "Two"]);
  await goesOn(arena, line);
});
