import assert from "node:assert/strict";
import { test } from "node:test";
import { makePair, must, until, words } from "../pair.fixture.ts";
import type { End } from "../pair.fixture.ts";
import { messageEntry } from "./message-state.ts";
import { waitsOf } from "./waits.ts";

/** What waits, counted anew from each open message. */
function counted({ runner: { state } }: End, channelHex: string): Record<string, number> {
  const channel = state.channels.get(channelHex);
  assert.ok(channel);
  const counts: Record<string, number> = { take: 0, answer: 0, theirs: 0 };
  for (const object of channel.open) {
    const entry = messageEntry(channel, object);
    const waits = entry === null ? "nothing" : waitsOf(state, channel, object, entry);
    if (waits !== "nothing") counts[waits] = (counts[waits] ?? 0) + 1;
  }
  return counts;
}

test("what waits is counted as it changes, and is the same as what every open message says", async () => {
  const pair = await makePair();
  const { a, b, channel } = pair;
  const shown = ({ station }: End): Record<string, number> => {
    const { waitingReceipt: take, waitingAnswer: answer, waitingTheirs: theirs } = station.state().counts;
    return { take, answer, theirs };
  };
  const objects: string[] = [];
  for (const precedence of ["FLASH", "ROUTINE", "FLASH"] as const) {
    const content = words(pair, b, { precedence });
    objects.push((await must(a.station, a.officer, { act: "message.send", seen: 0, content })).object ?? "");
  }
  await until(() => shown(b)["take"] === 3);
  assert.deepEqual([shown(a), shown(b)], [{ take: 0, answer: 0, theirs: 3 }, { take: 3, answer: 0, theirs: 0 }]);
  await must(b.station, b.officer, { act: "message.take", object: objects[0] ?? "", desk: "watch" });
  await must(b.station, b.officer, { act: "message.refuse", object: objects[2] ?? "", desk: "watch", reason: "" });
  await until(() => shown(a)["theirs"] === 2 || shown(a)["theirs"] === 1);
  for (const end of [a, b]) assert.deepEqual(shown(end), counted(end, channel));
  assert.equal(shown(b)["take"], 1);
  assert.deepEqual(b.station.state().alerts.flatMap((one) => one.object ?? []), [objects[1]]);
  await pair.stop();
});
