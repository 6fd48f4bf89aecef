import assert from "node:assert/strict";
import { test } from "node:test";
import { adopted, makeArena } from "./dishonest.fixture.ts";
import type { Arena, Line } from "./dishonest.fixture.ts";
import { freeBytesMin, spaceCheckBytes } from "./medium.ts";
import { until } from "./pair.fixture.ts";
import type { StationOptions } from "./start.ts";
import type { ActResult } from "../api/acts.ts";
import { createSystemClock } from "../clock/system/clock.ts";
import { toHex } from "../core/bytes/hex.ts";
import { createMemoryChainFile, createMemoryStore } from "../store/memory/store.ts";

/** A disk with so many bytes free beside the ballast. Its clock wakes a hundred times sooner. */
function makeDisk(
  freeBytes: number, ballast: number,
): { readonly disk: { free: number }; readonly options: Partial<StationOptions> } {
  const disk = { free: freeBytes };
  const [store, clock] = [createMemoryStore(), createSystemClock()];
  const whole = store.commit.bind(store);
  let standing = ballast > 0;
  const commit: typeof store.commit = async (batch) => {
    const bytes = batch.entries.reduce((sum, { blob }) => sum + blob.length, 0);
    if (bytes > disk.free) throw Object.assign(new Error("full"), { name: "StoreFull" });
    disk.free -= bytes;
    await whole(batch);
  };
  const wakeAt: typeof clock.wakeAt = (atMs, wake) => {
    const timer = setTimeout(wake, Math.max(0, (atMs - Date.now()) / 100)).unref();
    return () => clearTimeout(timer);
  };
  return { disk, options: {
    store: Object.assign(store, { commit, space: async () => ({ usedBytes: 0, freeBytes: disk.free }) }),
    chains: createMemoryChainFile(), clock: { ...clock, wakeAt },
    ballast: {
      release: () => {
        if (standing) disk.free += ballast;
        return standing && !(standing = false);
      },
      restore: async () => {
        if (!standing && disk.free >= 2 * ballast) {
          disk.free -= ballast;
          standing = true;
        }
        return standing;
      },
    },
  } };
}

function say(arena: Arena, { channel }: Line, text: string): Promise<ActResult> {
  const { station, officer, peer } = arena;
  return station.act(officer, { act: "message.send", seen: station.state().newestIncoming, content: {
    channel: channel.hex, precedence: "FLASH", desk: "watch", capacity: "", info: [], label: "open", language: "en",
    to: [{ party: toHex(peer.party), desk: "watch" }], subject: "", text, word: null, relation: null, translations: [],
  } });
}

test("intake stops while there is room, our own words go out, and it begins again when there is more", async () => {
  const { disk, options } = makeDisk(freeBytesMin + 3 * spaceCheckBytes, 0);
  const arena = await makeArena(options);
  const line = await adopted(arena);
  const messages = (): number => arena.station.messages(5_000, null).length;
  for (let count = 0; count < 600 && arena.station.state().impaired.length === 0; count++) {
    arena.link.bring(line.log.message({ text: "x".repeat(49_000) }));
    if (count % 10 === 9) await arena.runner.flushed();
  }
  assert.deepEqual(arena.station.state().impaired, ["space"]);
  assert.ok(disk.free > freeBytesMin - 2 * spaceCheckBytes, "what was in flight fits");
  const held = messages();
  const refused = line.log.message();
  arena.link.bring(refused);
  await arena.runner.flushed();
  assert.equal(messages(), held);
  assert.equal((await say(arena, line, "Ours")).kind, "done");
  disk.free += 2 * freeBytesMin;
  await until(() => arena.station.state().impaired.length === 0);
  arena.link.bring(refused);
  await arena.runner.flushed();
  assert.equal(messages(), held + 2);
  await arena.station.stop();
});

test("a full disk gives the ballast up for what is ours, then stops, and goes on without a restart", async () => {
  const { disk, options } = makeDisk(4 * freeBytesMin, 100_000);
  const arena = await makeArena(options);
  const line = await adopted(arena);
  disk.free = 0;
  assert.equal((await say(arena, line, "Out of the ballast")).kind, "done");
  assert.deepEqual(arena.station.state().impaired, ["space"]);
  disk.free = 0;
  let late: ActResult | null = null;
  void say(arena, line, "Waits").then((result) => { late = result; });
  await until(() => arena.station.state().impaired.includes("StoreFull"));
  const refused = await say(arena, line, "Refused");
  assert.equal(refused.kind === "refused" && refused.reason, "station-impaired");
  assert.equal(late, null, "what is not durable is not said to be done");
  disk.free = 4 * freeBytesMin;
  await until(() => arena.station.state().impaired.length === 0);
  await until(() => late?.kind === "done");
  assert.equal((await say(arena, line, "Afterwards")).kind, "done");
  const texts = arena.station.messages(10, null).map((one) => one.text);
  assert.deepEqual(texts.toSorted(), ["Afterwards", "Out of the ballast", "Waits"]);
  await arena.station.stop();
});

test("the space is looked at once at a time, however long a look takes", async () => {
  const { options } = makeDisk(4 * freeBytesMin, 0);
  const { store } = options as StationOptions;
  let [now, most] = [0, 0];
  store.space = async () => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, 50));
    now -= 1;
    return { usedBytes: 0, freeBytes: 4 * freeBytesMin };
  };
  const arena = await makeArena(options);
  const line = await adopted(arena);
  for (let count = 0; count < 400; count++) arena.link.bring(line.log.message({ text: "x".repeat(49_000) }));
  await arena.runner.flushed();
  await until(() => now === 0);
  assert.equal(most, 1);
  await arena.station.stop();
});

test("a station that can write no more is stopped all the same", async () => {
  const { options } = makeDisk(4 * freeBytesMin, 0);
  let broken = false;
  const { store } = options as StationOptions;
  const whole = store.commit.bind(store);
  store.commit = async (batch) => {
    if (broken) throw Object.assign(new Error("sync"), { name: "StoreBroken" });
    await whole(batch);
  };
  const arena = await makeArena(options);
  const line = await adopted(arena);
  broken = true;
  void say(arena, line, "Never");
  await until(() => arena.station.state().impaired.includes("StoreBroken"));
  const failed = await say(arena, line, "Refused");
  assert.equal(failed.kind, "refused");
  await arena.station.stop();
});
