// A stored entry is damaged on the disk: whoever holds it too brings it back.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";

import { must, makePair, openEnd, until, words } from "./pair.fixture.ts";
import type { End, Pair } from "./pair.fixture.ts";
import type { RecordLine } from "../api/views.ts";
import { concat, toHex } from "../core/bytes/hex.ts";
import { verifyExport } from "../verify/verify.ts";
import { createMemoryMedium, createMemoryStore } from "../store/memory/store.ts";
import type { MemoryMedium } from "../store/memory/store.ts";

interface Story {
  readonly pair: Pair;
  readonly a: End;
  readonly b: End;
  /** Labels of what was damaged. */
  readonly hurt: readonly string[];
}

/** A's row of each of these messages, said by either, is altered by one bit while A stands still. */
async function damaged(t: TestContext, cut: boolean): Promise<Story> {
  const medium = createMemoryMedium();
  const pair = await makePair({ stores: [createMemoryStore(medium), createMemoryStore()] });
  const { b, cable } = pair;
  const say = (from: End, to: End, text: string) => must(from.station, from.officer, {
    act: "message.send", content: words(pair, to, { text }), seen: from.station.state().newestIncoming,
  });
  await say(pair.a, b, "ours");
  await say(b, pair.a, "theirs");
  await say(pair.a, b, "ours, after");
  await say(b, pair.a, "theirs, after");
  for (const end of [pair.a, b]) await until(() => end.station.messages(10, null).length === 4);
  await until(() => pair.a.station.messages(10, null).every((one) => one.to[0]?.state === "durable"));
  const hurt = pair.a.station.messages(10, null).filter(({ text }) => text === "ours" || text === "theirs");
  await pair.a.station.stop();
  for (const { log, seq } of hurt) alter(medium, log, seq);
  if (cut) cable.cut();
  const a = await openEnd(
    pair.a.self, createMemoryStore(medium), pair.a.chains, cable.a(toHex(b.self.station)), pair.a.officer,
  );
  t.after(async () => {
    for (const end of [a, b]) await end.station.stop();
  });
  return { pair, a, b, hurt: hurt.map((one) => one.label) };
}

function alter(medium: MemoryMedium, log: string, seq: number): void {
  const rows = medium.logs.get(log);
  const row = rows?.get(seq);
  assert.ok(rows !== undefined && row !== undefined);
  const blob = row.blob.slice();
  blob[blob.length >> 1] = (blob[blob.length >> 1] as number) ^ 1;
  rows.set(seq, { ...row, blob });
}

async function lines({ station }: End, labels: readonly string[]): Promise<readonly RecordLine[]> {
  const { entries = [] } = (await station.record(null, 0, 100)) ?? {};
  return entries.filter((one) => labels.includes(one.label));
}

const texts = ({ station }: End): readonly string[] => station.messages(10, null).map((one) => one.text).toSorted();
const isRed = ({ station }: End): boolean => station.state().alerts.some((one) => one.sentence === "alert.record");

test("a damaged entry is asked for, compared with its leaf, and stands in its place again; our own too", async (t) => {
  const { pair, a, b, hurt } = await damaged(t, true);
  await until(() => a.runner.state.rest === null);
  assert.deepEqual(texts(a), ["ours, after", "theirs, after"]);
  assert.ok(isRed(a));
  await until(() => a.runner.state.damageAsked.size === 2);
  const shown = async (): Promise<unknown> => (await lines(a, hurt)).map((one) => [one.damaged, one.asked, one.mended]);
  assert.deepEqual(await shown(), [[true, true, false], [true, true, false]]);
  const record = async () => (
    (await a.station.doctor()).checks.filter(({ name }) => ["record", "mended"].includes(name))
  );
  assert.deepEqual((await record()).map((one) => one.ok), [false, false]);

  const rang: string[] = [];
  const end = a.station.subscribe((event) => {
    if (event.kind === "ring") rang.push(event.object);
  });
  pair.cable.restore();
  await until(() => texts(a).length === 4);
  await until(() => a.runner.state.damaged.size === 0);
  end();
  assert.deepEqual(rang, [], "it rang when it came first");
  assert.ok(!isRed(a));
  assert.deepEqual(await shown(), [[false, false, true], [false, false, true]]);
  assert.deepEqual((await record()).map((one) => one.ok), [true, true]);
  const { entries } = await a.station.house(0, 50);
  assert.equal(entries.filter((one) => one.kind === "mended").length, 2);
  assert.equal((await a.station.verify()).result, "clean");
  assert.deepEqual([a.station.evidence(), b.station.evidence()], [[], []]);

  const parts: Uint8Array[] = [];
  for await (const part of a.station.exportRecord(pair.channel, []) ?? []) parts.push(part);
  const roots = [a, b].map(({ self }) => toHex(self.party));
  assert.equal(verifyExport(a.self.crypto, concat(...parts), roots).result, "clean");
});
