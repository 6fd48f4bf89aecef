// Live events of a real station: numbered, resumed without loss, never queued without end, nothing shown to who may not
// see it.

import assert from "node:assert/strict";
import test from "node:test";

import type { StationEvent } from "../api/views.ts";
import { must, until, words } from "../station/pair.fixture.ts";
import { createEventStream, heartbeatMs, keptEventsMax, statePauseMs, streamsMax } from "./event-stream.ts";
import type { EventStream, Viewer } from "./event-stream.ts";
import { createHandClock, random, stationForTests, tap } from "./served.fixture.ts";

const watch: Viewer = () => ({ roles: ["watch"], locked: false });
const real = stationForTests();

/** A stream, and beside it what the station told: states apart, which the stream times for itself. */
function setUp(): { readonly events: EventStream; readonly told: StationEvent[]; readonly end: () => void } {
  const events = createEventStream(real.station(), createHandClock(), random);
  const told: StationEvent[] = [];
  const leave = real.station().subscribe((event) => event.kind !== "state" && told.push(event));
  return {
    events, told,
    end: () => {
      leave();
      events.close();
    },
  };
}

let draft: string | null = null;

/** Keeps one draft anew: one event, which holds its text. */
async function save(text: string): Promise<void> {
  const { a, b } = real.pair();
  const content = words(real.pair(), b, { text });
  const saved = await must(a.station, a.officer, { act: "draft.save", draft, content });
  draft = saved.object;
  await new Promise((resolve) => setImmediate(resolve));
}

async function saves(count: number, text = "Text"): Promise<void> {
  for (let number = 0; number < count; number += 1) await save(`${text} ${number}`);
}

/** A message from the other party; resolves when it has rung and is told here. */
async function arrive(): Promise<string> {
  const { a, b } = real.pair();
  const sent = await must(b.station, b.officer, {
    act: "message.send", seen: b.station.state().newestIncoming, content: words(real.pair(), a),
  });
  await until(() => a.station.thread(sent.object ?? "") !== null);
  return sent.object ?? "";
}

interface Seen { readonly id: number | null; readonly event: StationEvent }

type Kind = StationEvent["kind"];

/** What comes of a test before, or by itself, at any moment; and what does not. */
const beside: readonly Kind[] = ["state", "heartbeat", "record", "message", "ring"];
const isKept = ({ kind }: StationEvent): boolean => !beside.includes(kind);

/** Reads `count` events of a stream, those of `skipped` kinds not counted. */
function read(stream: ReadableStream<Uint8Array> | null, count: number, ...skipped: Kind[]): Promise<Seen[]> {
  return readWhile(stream, (seen) => seen.length < count, skipped);
}

/** Reads up to the first event that is the last wanted. */
function readUpTo(stream: ReadableStream<Uint8Array>, isLast: (event: StationEvent) => boolean): Promise<Seen[]> {
  return readWhile(stream, (seen) => seen.length === 0 || !isLast((seen.at(-1) as Seen).event), []);
}

async function readWhile(
  stream: ReadableStream<Uint8Array> | null, wants: (seen: readonly Seen[]) => boolean, skipped: readonly Kind[],
): Promise<Seen[]> {
  assert.ok(stream !== null);
  const reader = stream.getReader();
  const seen: Seen[] = [];
  while (wants(seen)) {
    const { done, value } = await reader.read();
    if (done) break;
    const lines = new TextDecoder().decode(value).split("\n");
    const id = lines.find((line) => line.startsWith("id: "))?.slice(4);
    const data = lines.find((line) => line.startsWith("data: "))?.slice(6) ?? "{}";
    const event = JSON.parse(data) as StationEvent;
    if (!skipped.includes(event.kind)) seen.push({ id: id === undefined ? null : Number(id), event });
  }
  await reader.cancel();
  return seen;
}

const kinds = (seen: readonly Seen[]): string => seen.map(({ event }) => event.kind).join(" ");
const asSent = (event: StationEvent): unknown => JSON.parse(JSON.stringify(event));

test("the first event is the state, and the others come as the station told them, numbered upwards", async () => {
  const { events, told, end } = setUp();
  const stream = events.open(watch, null);
  const object = await arrive();
  await until(() => told.some((one) => one.kind === "message") && told.some((one) => one.kind === "ring"));
  const seen = await read(stream, 1 + told.length, "heartbeat");
  assert.equal(seen[0]?.event.kind, "state");
  const others = seen.filter(({ event }) => event.kind !== "state");
  assert.deepEqual(others.map(({ event }) => event), told.slice(0, others.length).map(asSent));
  assert.ok(others.some(({ event }) => event.kind === "ring" && event.object === object));
  const ids = seen.map(({ id }) => id ?? 0);
  assert.deepEqual(ids, [...new Set(ids)].sort((one, two) => one - two));
  assert.equal(events.count(), 0);
  end();
});

test("who comes back misses nothing and sees nothing twice", async () => {
  const { events, told, end } = setUp();
  const first = events.open(watch, null);
  await saves(5);
  const before = await read(first, 2, ...beside);
  await saves(3, "Later");
  const last = before.at(-1)?.id ?? null;
  const after = await read(events.open(watch, String(last)), 6, ...beside);
  const seen = [...before, ...after].map(({ event }) => event);
  assert.deepEqual(seen, told.filter(isKept).map(asSent));
  assert.equal(seen.length, 8);
  // The state that leads a resumed stream does not skip what follows, should the connection break right behind it.
  const [lead] = await read(events.open(watch, String(last)), 1);
  assert.deepEqual([lead?.event.kind, lead?.id], ["state", last]);
  end();
});

test("a number too old, of another start or of no sense means reset", async () => {
  const { events, end } = setUp();
  await saves(keptEventsMax);
  const stream = events.open(watch, null);
  await save("The last");
  const [last] = await read(stream, 1, ...beside);
  const newest = last?.id ?? 0;
  const tooOld = String(newest - keptEventsMax - 1);
  // A state that is told meanwhile has a number too.
  for (const id of ["0", "-1", "1e3", "nonsense", "9".repeat(400), String(newest + 1_000), tooOld]) {
    assert.equal(kinds(await read(events.open(watch, id), 2)), "state reset", id);
  }
  assert.equal(kinds(await read(events.open(watch, String(newest - 1)), 2)), "state drafts");
  end();
});

test("what is missed by more than a queue holds means reset, not a stream that can never catch up", async () => {
  const { events, end } = setUp();
  const [first] = await read(events.open(watch, null), 1);
  await saves(20, "я".repeat(20_000));
  assert.equal(kinds(await read(events.open(watch, String(first?.id)), 2)), "state reset");
  end();
});

test("a reader that does not read is dropped, and the others go on", async () => {
  const { events, end } = setUp();
  const slow = events.open(watch, null);
  const quick = read(events.open(watch, null), 41, "heartbeat");
  await saves(40, "я".repeat(20_000));
  assert.equal((await quick).length, 41);
  await assert.rejects(slow?.getReader().read() ?? Promise.resolve());
  assert.equal(events.count(), 0);
  end();
});

test("nobody sees events beyond their roles, and a locked session only what holds no text", async () => {
  const { events, told, end } = setUp();
  const administrator = events.open(() => ({ roles: ["administrator"], locked: false }), null);
  const locked = events.open(() => ({ roles: ["watch"], locked: true }), null);
  await save("Text");
  await arrive();
  await until(() => ["message", "drafts", "ring", "record"].every((kind) => told.some((one) => one.kind === kind)));
  const { newestIncoming } = real.station().state();
  const isNewest = (event: StationEvent): boolean =>
    event.kind === "state" && event.state.newestIncoming === newestIncoming;
  const seen = async (stream: typeof locked) => {
    assert.ok(stream !== null);
    const seen = await readUpTo(stream, isNewest);
    // However slow the machine is, the station says now and then that it is there.
    return [...new Set(seen.map(({ event }) => event.kind).filter((kind) => kind !== "heartbeat"))];
  };
  assert.deepEqual(await seen(administrator), ["state"]);
  assert.deepEqual((await seen(locked)).sort(), ["ring", "state"]);
  end();
});

test("a session that ends ends its stream", async () => {
  const { events, end } = setUp();
  let open = true;
  const stream = events.open(() => (open ? { roles: ["watch"], locked: false } : null), null);
  open = false;
  await save("Text");
  assert.equal(events.count(), 0);
  const reader = stream?.getReader();
  while ((await reader?.read())?.done === false);
  end();
});

test("states in quick succession are sent as few, the newest last", async () => {
  const { events, end } = setUp();
  const began = performance.now();
  const stream = events.open(watch, null);
  for (let count = 0; count < 50; count += 1) await arrive();
  assert.ok(stream !== null);
  const { newestIncoming } = real.station().state();
  const seen = await readUpTo(stream, (event) => (
    event.kind === "state" && event.state.newestIncoming === newestIncoming
  ));
  const turns = Math.ceil((performance.now() - began) / statePauseMs);
  const states = seen.filter(({ event }) => event.kind === "state").length;
  assert.ok(states >= 2 && states <= turns + 1, `${states} states in ${turns} turns`);
  end();
});

test("the heartbeat comes with the station's time and no number", async () => {
  const { events, end } = setUp();
  const keepAlive = setTimeout(() => undefined, heartbeatMs * 3);
  const [beat] = await read(events.open(watch, null), 1, "drafts", ...beside.filter((kind) => kind !== "heartbeat"));
  clearTimeout(keepAlive);
  assert.deepEqual(beat, { id: null, event: { kind: "heartbeat", nowMs: 1_795_000_000_000 } });
  end();
});

test("there is an end to how many streams are open, and to what is followed after the end", () => {
  const station = tap(real.station());
  const events = createEventStream(station, createHandClock(), random);
  for (let count = 0; count < streamsMax; count += 1) assert.ok(events.open(watch, null) !== null);
  assert.equal(events.open(watch, null), null);
  assert.equal(station.listeners(), 1);
  events.close();
  assert.equal(events.count(), 0);
  assert.equal(station.listeners(), 0);
});
