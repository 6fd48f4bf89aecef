import assert from "node:assert/strict";
import { test } from "node:test";

import type { DraftView, MessageView, StationEvent, StationView } from "../../api/views.ts";
import { createClient } from "./client.ts";
import { createStore, heldMessagesMax, withMessages } from "./store.ts";

const officer = { id: "anna", name: "Watch officer Anna", roles: ["watch"], language: "en" };
const state = { nowMs: 1_000, world: "exercise" } as StationView;
const settled = (object: string, timeMs: number): MessageView =>
  ({ object, timeMs, direction: "in", waitsForTake: false, waitsForAnswer: false }) as MessageView;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await turn();
}

function world() {
  let monotonicMs = 0;
  let stream: ReadableStreamDefaultController<Uint8Array> | null = null;
  const lists = { messages: [settled("one", 1)], waiting: [] as MessageView[], drafts: [] as DraftView[] };
  /** What the lists wait for before they answer. */
  const held = { lists: Promise.resolve() };
  const fetch = async (address: string): Promise<Response> => {
    if (address.endsWith("/events")) {
      return new Response(new ReadableStream<Uint8Array>({ start: (controller) => void (stream = controller) }));
    }
    if (address.includes("/session")) return Response.json({ world: "exercise", officer });
    if (address.endsWith("/state")) return Response.json(state);
    const { messages, waiting, drafts } = lists;
    await held.lists;
    if (address.includes("/messages?waiting")) return Response.json(waiting);
    if (address.includes("/messages")) return Response.json(messages);
    return Response.json(drafts);
  };
  const store = createStore({
    fetch,
    after: () => () => undefined,
    monotonicMs: () => monotonicMs,
    makeClient: (refused) => createClient(fetch, refused),
  });
  return {
    store,
    lists,
    held,
    pass: (ms: number) => void (monotonicMs += ms),
    say: (...events: StationEvent[]) =>
      stream?.enqueue(new TextEncoder().encode(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(""))),
  };
}

test("a signed-in console knows its station, and events change what it knows", async () => {
  const { store, say } = world();
  assert.equal(await store.start(null), null);
  assert.equal(store.get().phase, "ready");
  await until(() => store.get().messages.size > 0);
  assert.deepEqual([...store.get().messages.keys()], ["one"]);
  let drawn = 0;
  store.subscribe(() => (drawn += 1));
  say(
    { kind: "message", message: settled("two", 2) },
    { kind: "message", message: settled("three", 3) },
    { kind: "record", total: 9 },
  );
  await until(() => drawn > 0);
  assert.deepEqual([...store.get().messages.keys()], ["one", "two", "three"]);
  assert.equal(store.get().recordTotal, 9);
  assert.equal(drawn, 1, "a burst is drawn once");
  store.stop();
});

test("five seconds without the station say so, and its next word takes it back", async () => {
  const { store, say, pass } = world();
  await store.start(null);
  pass(4_999);
  store.tick();
  assert.equal(store.get().linkLostMs, null);
  pass(1);
  store.tick();
  assert.equal(store.get().linkLostMs, 1_000);
  say({ kind: "heartbeat", nowMs: 7_000 });
  await until(() => store.get().linkLostMs === null);
  store.stop();
});

test("what waits is there although it is older than all that is listed", async () => {
  const { store, lists } = world();
  lists.waiting = [{ ...settled("old", 0), waitsForTake: true }];
  await store.start(null);
  await until(() => store.get().messages.size > 0);
  assert.deepEqual([...store.get().messages.keys()], ["old", "one"]);
  store.stop();
});

test("after a gap everything is fetched anew", async () => {
  const { store, say, lists } = world();
  await store.start(null);
  await until(() => store.get().messages.has("one"));
  lists.messages = [settled("later", 5)];
  say({ kind: "reset" });
  await until(() => store.get().messages.has("later"));
  assert.deepEqual([...store.get().messages.keys()], ["later"]);
  store.stop();
});

test("what events bring while the lists are on their way is newer than the lists", async () => {
  const { store, say, lists, held } = world();
  lists.messages.push(settled("two", 2));
  lists.drafts = [{ object: "before" } as DraftView];
  const { promise, resolve } = Promise.withResolvers<void>();
  held.lists = promise;
  await store.start(null);
  const drafts = [{ object: "after" } as DraftView];
  say({ kind: "drafts", drafts }, { kind: "message", message: settled("one", 7) });
  await until(() => store.get().drafts.length > 0);
  resolve();
  await until(() => store.get().messages.has("two"));
  assert.equal(store.get().messages.get("one")?.timeMs, 7);
  assert.deepEqual(store.get().drafts, drafts);
  store.stop();
});

test("of lists that are asked for twice the later answer counts, whichever comes first", async () => {
  const { store, say, lists, held } = world();
  const { promise, resolve } = Promise.withResolvers<void>();
  held.lists = promise;
  await store.start(null);
  await turn();
  held.lists = Promise.resolve();
  lists.messages = [settled("later", 5)];
  say({ kind: "reset" });
  await until(() => store.get().messages.has("later"));
  resolve();
  for (let count = 0; count < 10; count++) await turn();
  assert.deepEqual([...store.get().messages.keys()], ["later"]);
  store.stop();
});

test("what was asked for an officer who has signed out stays unknown", async () => {
  const { store, held } = world();
  const { promise, resolve } = Promise.withResolvers<void>();
  held.lists = promise;
  await store.start(null);
  await store.signOut();
  resolve();
  for (let count = 0; count < 10; count++) await turn();
  assert.equal(store.get().messages.size, 0);
});

test("beyond the limit only what waits for nobody is let go, oldest first", () => {
  const held = new Map(Array.from({ length: heldMessagesMax }, (_, at) => [`${at}`, settled(`${at}`, at)] as const));
  held.set("0", { ...settled("0", 0), waitsForTake: true });
  const merged = withMessages(held, new Map([["new", settled("new", 1e9)]]));
  assert.equal(merged.size, heldMessagesMax);
  assert.equal(merged.has("0"), true);
  assert.equal(merged.has("1"), false);
  assert.equal(merged.has("new"), true);
});
