// A start from what was kept beside the record comes to the state that a start comes to which reads everything.

import assert from "node:assert/strict";
import { test } from "node:test";
import { makePair, must, openEnd, until, words } from "../pair.fixture.ts";
import type { End, Pair } from "../pair.fixture.ts";
import { createLoopback } from "../../bearer/loopback/bearer.ts";
import type { DraftInput } from "../../api/acts.ts";
import { headKey } from "./ledger-traces.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { rootOf } from "../../core/record/merkle.ts";
import type { Store, StoredEntry } from "../../ports/store.ts";
import { createMemoryChainFile, createMemoryMedium, createMemoryStore } from "../../store/memory/store.ts";
import type { MemoryMedium } from "../../store/memory/store.ts";

/** Small, so that a short record is kept too. */
const headEvery = 20;
const rounds = 12;

interface Spoken {
  readonly pair: Pair;
  readonly medium: MemoryMedium;
  readonly texts: readonly string[];
}

/** A pair that has spoken: each message taken, all but the last two answered. A has stopped; B runs on. */
async function spoken(): Promise<Spoken> {
  const medium = createMemoryMedium();
  const stores = [createMemoryStore(medium), createMemoryStore()] as const;
  const pair = await makePair({ stores, options: { headEvery } });
  const { a, b } = pair;
  for (let round = 0; round < rounds; round++) {
    const [from, to] = round % 2 === 0 ? [a, b] : [b, a];
    await exchange(pair, from, to, `message ${round}`, round < rounds - 2);
  }
  await until(() => a.station.line()[0]?.outstanding === 0 && b.station.line()[0]?.outstanding === 0);
  const texts = a.station.messages(1_000, null).map((one) => one.text);
  await a.station.stop();
  return { pair, medium, texts };
}

async function exchange(pair: Pair, from: End, to: End, text: string, answered: boolean): Promise<void> {
  const object = await send(from, words(pair, to, { text }));
  await until(() => to.station.thread(object) !== null);
  await must(to.station, to.officer, { act: "message.take", object, desk: "watch" });
  if (!answered) return;
  await send(to, words(pair, from, { text: `answer to ${text}`, relation: { kind: "answers", object } }));
  await until(() => from.station.thread(object)?.message.to[0]?.state === "answered");
}

/** Sends what has seen everything; the message's object. */
async function send({ station, officer }: End, content: DraftInput): Promise<string> {
  const { object } = await must(station, officer, {
    act: "message.send", seen: station.state().newestIncoming, content,
  });
  assert.ok(object !== undefined && object !== null);
  return object;
}

function restart({ a, b, cable }: Pair, store: Store): Promise<End> {
  return openEnd(a.self, store, a.chains, cable.a(toHex(b.self.station)), a.officer, undefined, { headEvery });
}

/** Starts A where nobody can reach it, so that nothing moves. */
function startAlone({ a, b }: Pair, store: Store): Promise<End> {
  const bearer = createLoopback().a(toHex(b.self.station));
  return openEnd(a.self, store, a.chains, bearer, a.officer, undefined, { headEvery });
}

/** The ledger and what was drawn from it, without the log that this start began. */
function shape({ runner: { state } }: End): unknown {
  const channels = [state.house, ...state.channels.values()];
  return channels.map((channel) => ({
    logs: [...channel.ledger.logs.values()].filter((log) => !log.own).map((log) => ({
      hex: log.hex, size: log.size, root: toHex(rootOf(state.self.crypto, log.tree)), lamports: log.lamports,
      time: log.time, heldAt: log.heldAt, acked: [...log.acked], follows: log.follows,
    })).toSorted((one, two) => (one.hex < two.hex ? -1 : 1)),
    receiptedTo: [...channel.receiptedTo].toSorted(), said: [...channel.said].filter(([hex]) => (
      channel.ledger.logs.get(hex)?.own !== true)).toSorted(),
    messages: channel.messages, facts: [...channel.facts].toSorted(), adopted: channel.adopted,
    objects: [...channel.objects].map(([object, all]) => [object, all.map((one) => one.at).toSorted()]).toSorted(),
    newestIncoming: channel.newestIncoming,
  }));
}

function views({ station }: End): unknown {
  const { alerts, counts, newestIncoming } = station.state();
  const stateless = <T>(one: T): T => ({ ...one, state: 0 });
  const messages = station.messages(1_000, null).map((one) => ({ ...one, to: one.to.map(stateless) }));
  const kinds = alerts.map((one) => one.kind);
  return JSON.parse(JSON.stringify({ messages, newestIncoming, counts, kinds }, timeless));
}

function timeless(key: string, value: unknown): unknown {
  return key === "atMs" || key === "sinceMs" || key === "wentBack" ? undefined : value;
}

async function read({ runner }: End): Promise<void> {
  await until(() => runner.state.rest === null);
}

test("both ways of starting come to one state, and show the same", async () => {
  const { pair, medium, texts } = await spoken();
  const copies = [structuredClone(medium), structuredClone(medium)] as const;
  const [short, long] = [createMemoryStore(copies[0]), createMemoryStore(copies[1])];
  const a = await startAlone(pair, short);
  assert.ok(a.runner.state.rest !== null, "it has not read everything");
  await read(a);
  const [ledger, shown] = [shape(a), views(a)];
  await a.station.stop();
  await long.commit({ entries: [], values: [[headKey, null]] });
  const b = await startAlone(pair, long);
  assert.equal(b.runner.state.rest, null, "it has read everything");
  assert.deepEqual(ledger, shape(b));
  assert.deepEqual(shown, views(b));
  assert.deepEqual(b.station.messages(1_000, null).map((one) => one.text), texts);
  await b.station.stop();
  await pair.b.station.stop();
});

test("before the rest is read what waits is there whole, and a FLASH goes out and is receipted", async () => {
  const { pair, medium } = await spoken();
  const store = createMemoryStore(medium);
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const whole = store.entries.bind(store);
  let loaded = false;
  store.entries = async (log, from, to, limit) => {
    if (loaded) await gate;
    return await whole(log, from, to, limit);
  };
  const a = await restart(pair, store);
  loaded = true;
  const before = a.station.messages(1_000, null);
  const texts = before.map((one) => one.text);
  assert.equal(texts.length, rounds, "two messages that wait for an answer, and the answers, which wait to be taken");
  assert.deepEqual(texts.slice(0, 2), [`message ${rounds - 1}`, `message ${rounds - 2}`]);
  assert.deepEqual(before.slice(0, 2).map((one) => one.to[0]?.taken !== null), [true, true]);
  const object = await send(a, words(pair, pair.b, { text: "FLASH meanwhile" }));
  await until(() => a.station.thread(object)?.message.to[0]?.state === "durable");
  const refused = await a.station.act(a.officer, {
    act: "message.take", object: "00".repeat(32), desk: "watch",
  });
  assert.equal(refused.kind === "refused" && refused.reason, "record-being-read");
  assert.ok(a.station.state().alerts.some((one) => one.sentence === "alert.reading"));
  release();
  await read(a);
  assert.ok(!a.station.state().alerts.some((one) => one.sentence === "alert.reading"));
  assert.equal(a.station.messages(1_000, null).length, 2 * rounds - 2 + 1);
  await a.station.stop();
  await pair.b.station.stop();
});

test("what was done about a message while it was not read counts when it is", async () => {
  const { pair, medium } = await spoken();
  const first = pair.b.station.messages(1_000, null).at(-1);
  const store = createMemoryStore(medium);
  const whole = store.entries.bind(store);
  let [loaded, release] = [false, (): void => undefined];
  const gate = new Promise<void>((resolve) => (release = resolve));
  store.entries = async (log, from, to, limit) => {
    if (loaded) await gate;
    return await whole(log, from, to, limit);
  };
  const a = await restart(pair, store);
  loaded = true;
  assert.equal(a.station.thread(first?.object ?? ""), null);
  await must(pair.b.station, pair.b.officer, {
    act: "message.translate", object: first?.object ?? "", language: "ru", subject: "", text: "Сообщение", doubts: [],
  });
  await until(() => (a.runner.state.channels.get(pair.channel)?.objects.get(first?.object ?? "")?.length ?? 0) > 0);
  release();
  await read(a);
  assert.equal(a.station.thread(first?.object ?? "")?.message.translations[0]?.text, "Сообщение");
  await a.station.stop();
  await pair.b.station.stop();
});

test("a row that is damaged, exchanged or gone is named when it is read, and nothing else is", async () => {
  for (const change of ["flip", "gone", "other"] as const) {
    const { pair, medium } = await spoken();
    const { log, seq, row } = someReceipt(medium, pair);
    const rows = medium.logs.get(log) as Map<number, StoredEntry>;
    if (change === "gone") rows.delete(seq);
    else if (change === "flip") rows.set(seq, { ...row, blob: row.blob.with(-1, (row.blob.at(-1) as number) ^ 1) });
    else rows.set(seq, { ...row, leaf: new Uint8Array(32) });
    pair.cable.cut();
    const a = await restart(pair, createMemoryStore(medium));
    await read(a);
    assert.deepEqual([...a.runner.state.damaged], [`${log}:${seq}`], change);
    const { checks } = await a.station.doctor();
    assert.ok(checks.some((one) => one.name === "record" && !one.ok));
    // Who holds it too brings it back, whatever has become of the row.
    pair.cable.restore();
    await until(() => a.runner.state.mended.has(`${log}:${seq}`));
    assert.deepEqual([a.runner.state.impaired.size, a.runner.state.damaged.size], [0, 0]);
    await a.station.stop();
    await pair.b.station.stop();
  }
});

/** A bulk entry in the middle of the peer's log, which no start from traces reads at once. */
function someReceipt(medium: MemoryMedium, { a, channel }: Pair): { log: string; seq: number; row: StoredEntry } {
  const theirs = [...(a.runner.state.channels.get(channel)?.ledger.logs.values() ?? [])].find((log) => !log.own);
  const log = theirs?.hex ?? "";
  const taken = a.runner.state.channels.get(channel)?.traces.logs.get(log);
  const seq = taken?.tail.findIndex((one, index) => one.kind === 0 && index > 10) ?? -1;
  return { log, seq, row: medium.logs.get(log)?.get(seq) as StoredEntry };
}

test("a head or a block that was altered, cut or taken away leads to reading everything, to the same end", async () => {
  const { pair, medium, texts } = await spoken();
  const keys = [...medium.values.keys()].filter((key) => key.startsWith("ledger/"));
  assert.ok(keys.length > 2);
  for (const key of keys) {
    for (const change of ["flip", "gone"] as const) {
      const copy = structuredClone(medium);
      const value = copy.values.get(key) as Uint8Array;
      if (change === "gone") copy.values.delete(key);
      else copy.values.set(key, value.with(40, (value[40] as number) ^ 1));
      const a = await startAlone(pair, createMemoryStore(copy));
      assert.equal(a.runner.state.rest, null, `${key} ${change}`);
      assert.deepEqual(a.station.messages(1_000, null).map((one) => one.text), texts);
      assert.deepEqual([...a.runner.state.damaged], []);
      await a.station.stop();
    }
  }
  await pair.b.station.stop();
});

test("without the chains of the head everything is read", async () => {
  const { pair, medium, texts } = await spoken();
  assert.notEqual(pair.a.runner.state.channels.get(pair.channel)?.chains.own ?? null, null);
  const a = await openEnd(
    pair.a.self, createMemoryStore(medium), createMemoryChainFile(), pair.cable.a(toHex(pair.b.self.station)),
    pair.a.officer, undefined, { headEvery },
  );
  assert.equal(a.runner.state.rest, null);
  assert.deepEqual(a.station.messages(1_000, null).map((one) => one.text), texts);
  await a.station.stop();
  await pair.b.station.stop();
});
