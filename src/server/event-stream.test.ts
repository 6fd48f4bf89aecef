// Live events: numbered, resumed without loss, never queued without end, nothing shown to who may not see it.

import assert from "node:assert/strict";
import test from "node:test";

import type { MessageView, StationEvent } from "../api/views.ts";
import { createEventStream, heartbeatMs, keptEventsMax, statePauseMs, streamsMax } from "./event-stream.ts";
import type { Viewer } from "./event-stream.ts";
import { createFakeClock, createFakeRandom, createFakeStation } from "./fake-station.ts";

const watch: Viewer = () => ({ roles: ["watch"], locked: false });
const record = (total: number): StationEvent => ({ kind: "record", total });
const message = (text: string): StationEvent => ({ kind: "message", message: { text } as MessageView });

function setUp() {
  const station = createFakeStation();
  return { station, events: createEventStream(station, createFakeClock(), createFakeRandom()) };
}

interface Seen { readonly id: number | null; readonly event: StationEvent }

/** Reads `count` events of a stream. */
async function read(stream: ReadableStream<Uint8Array> | null, count: number): Promise<Seen[]> {
  assert.ok(stream !== null);
  const reader = stream.getReader();
  const seen: Seen[] = [];
  while (seen.length < count) {
    const { done, value } = await reader.read();
    if (done) break;
    const lines = new TextDecoder().decode(value).split("\n");
    const id = lines.find((line) => line.startsWith("id: "))?.slice(4);
    const data = lines.find((line) => line.startsWith("data: "))?.slice(6) ?? "{}";
    seen.push({ id: id === undefined ? null : Number(id), event: JSON.parse(data) as StationEvent });
  }
  await reader.cancel();
  return seen;
}

const kinds = (seen: readonly Seen[]): string => seen.map(({ event }) => event.kind).join(" ");

test("the first event is the state, and the others are numbered in order", async () => {
  const { station, events } = setUp();
  const stream = events.open(watch, null);
  station.emit(record(1));
  station.emit({ kind: "ring", object: "ab", precedence: "FLASH" });
  const seen = await read(stream, 3);
  assert.equal(kinds(seen), "state record ring");
  assert.deepEqual(seen.map(({ id }) => (id ?? 0) - (seen[0]?.id ?? 0)), [0, 1, 2]);
  assert.equal(events.count(), 0);
  events.close();
});

test("who comes back misses nothing and sees nothing twice", async () => {
  const { station, events } = setUp();
  const first = events.open(watch, null);
  for (let total = 1; total <= 5; total += 1) station.emit(record(total));
  const before = await read(first, 3);
  for (let total = 6; total <= 8; total += 1) station.emit(record(total));
  const after = await read(events.open(watch, String(before.at(-1)?.id)), 7);
  assert.equal(kinds(after), "state record record record record record record");
  assert.deepEqual(after.slice(1).map(({ event }) => (event.kind === "record" ? event.total : 0)), [3, 4, 5, 6, 7, 8]);
  // The state that leads a resumed stream does not skip what follows, should the connection break right behind it.
  assert.equal(after[0]?.id, before.at(-1)?.id);
  events.close();
});

test("a number too old, of another start or of no sense means reset", async () => {
  const { station, events } = setUp();
  for (let total = 0; total <= keptEventsMax; total += 1) station.emit(record(total));
  const [now] = await read(events.open(watch, null), 1);
  const newest = now?.id ?? 0;
  const tooOld = String(newest - keptEventsMax - 1);
  for (const id of ["0", "-1", "1e3", "nonsense", "9".repeat(400), String(newest + 1), tooOld]) {
    assert.equal(kinds(await read(events.open(watch, id), 2)), "state reset", id);
  }
  assert.equal(kinds(await read(events.open(watch, String(newest - 1)), 2)), "state record");
  events.close();
});

test("what is missed by more than a queue holds means reset, not a stream that can never catch up", async () => {
  const { station, events } = setUp();
  const [first] = await read(events.open(watch, null), 1);
  for (let count = 0; count < 20; count += 1) station.emit(message("я".repeat(40_000)));
  assert.equal(kinds(await read(events.open(watch, String(first?.id)), 2)), "state reset");
  events.close();
});

test("a reader that does not read is dropped, and the others go on", async () => {
  const { station, events } = setUp();
  const slow = events.open(watch, null);
  const quick = read(events.open(watch, null), 41);
  for (let count = 0; count < 40; count += 1) {
    station.emit(message("я".repeat(40_000)));
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal((await quick).length, 41);
  await assert.rejects(slow?.getReader().read() ?? Promise.resolve());
  assert.equal(events.count(), 0);
  events.close();
});

test("nobody sees events beyond their roles, and a locked session only what holds no text", async () => {
  const { station, events } = setUp();
  const administrator = events.open(() => ({ roles: ["administrator"], locked: false }), null);
  const locked = events.open(() => ({ roles: ["watch"], locked: true }), null);
  station.emit(message("text"));
  station.emit({ kind: "drafts", drafts: [] });
  station.emit({ kind: "ring", object: "ab", precedence: "FLASH" });
  station.emit({ kind: "state", state: station.state() });
  assert.equal(kinds(await read(administrator, 2)), "state state");
  assert.equal(kinds(await read(locked, 3)), "state ring state");
  events.close();
});

test("a session that ends ends its stream", async () => {
  const { station, events } = setUp();
  let open = true;
  const stream = events.open(() => (open ? { roles: ["watch"], locked: false } : null), null);
  open = false;
  station.emit(record(1));
  assert.equal(events.count(), 0);
  await assert.rejects(stream?.getReader().read() ?? Promise.resolve());
  events.close();
});

test("states in quick succession are sent as one, the newest last", async () => {
  const { station, events } = setUp();
  const stream = events.open(watch, null);
  for (let count = 0; count < 50; count += 1) station.emit({ kind: "state", state: station.state() });
  await new Promise((resolve) => setTimeout(resolve, statePauseMs * 2));
  station.emit(record(1));
  assert.equal(kinds(await read(stream, 4)), "state state state record");
  events.close();
});

test("the heartbeat comes with the station's time and no number", async () => {
  const { events } = setUp();
  const keepAlive = setTimeout(() => undefined, heartbeatMs * 3);
  const [, beat] = await read(events.open(watch, null), 2);
  clearTimeout(keepAlive);
  assert.deepEqual(beat, { id: null, event: { kind: "heartbeat", nowMs: 1_795_000_000_000 } });
  events.close();
});

test("there is an end to how many streams are open, and to what is followed after the end", () => {
  const { station, events } = setUp();
  for (let count = 0; count < streamsMax; count += 1) assert.ok(events.open(watch, null) !== null);
  assert.equal(events.open(watch, null), null);
  events.close();
  assert.equal(events.count(), 0);
  assert.equal(station.listeners(), 0);
});
