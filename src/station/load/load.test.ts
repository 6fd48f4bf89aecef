import assert from "node:assert/strict";
import { test } from "node:test";
import { agreeGate } from "../agree/agree-gate.ts";
import { adopted, crypto, makeArena } from "../dishonest.fixture.ts";
import { makePair, makeSeeds, makeSelf, must, openEnd, planOf, until, words } from "../pair.fixture.ts";
import type { End, Pair } from "../pair.fixture.ts";
import { createStation } from "../run.ts";
import { createSystemClock } from "../../clock/system/clock.ts";
import { encode } from "../../core/bytes/cbor.ts";
import { concat, toHex } from "../../core/bytes/hex.ts";
import { ChirographError } from "../../core/errors.ts";
import { encodeCard } from "../../core/keys/card.ts";
import { decodeSignedRoster, signRoster } from "../../core/keys/roster.ts";
import { readExport } from "../../core/record/export.ts";
import type { Store, StoredEntry } from "../../ports/store.ts";
import { createMemoryChainFile, createMemoryMedium, createMemoryStore } from "../../store/memory/store.ts";
import { verifyExport } from "../../verify/verify.ts";

const texts = ["one", "two", "three", "four"];

/** A pair in which B has said a few things and A has stopped; A's store is opened anew, B runs on. */
async function spoken(): Promise<{ readonly pair: Pair; readonly store: Store }> {
  const medium = createMemoryMedium();
  const pair = await makePair({ stores: [createMemoryStore(medium), createMemoryStore()] });
  const { a, b } = pair;
  for (const text of texts) {
    await must(b.station, b.officer, { act: "message.send", seen: 0, content: words(pair, a, { text }) });
  }
  await until(() => a.station.messages(10, null).length === texts.length);
  await until(() => b.station.line()[0]?.outstanding === 0);
  await a.station.stop();
  return { pair, store: createMemoryStore(medium) };
}

/** What the store gives out of one log from now on. */
function alter(store: Store, log: Uint8Array, change: (rows: readonly StoredEntry[]) => readonly StoredEntry[]): void {
  const whole = store.entries.bind(store);
  store.entries = async (asked, ...range) => {
    const rows = await whole(asked, ...range);
    return toHex(asked) === toHex(log) ? change(rows) : rows;
  };
}

async function logOf(end: End, party: End): Promise<Uint8Array> {
  const { logs = [] } = (await end.station.record(null, 0, 1)) ?? {};
  const found = logs.find((one) => one.party === toHex(party.self.party));
  return Uint8Array.fromHex(found?.log ?? "");
}

function restart({ a, b, cable }: Pair, store: Store): Promise<End> {
  return openEnd(a.self, store, a.chains, cable.a(toHex(b.self.station)), a.officer);
}

/** Whether doctor names a place as damaged, or as mended since. */
async function isNamed({ station }: End, at: string): Promise<boolean> {
  const { checks } = await station.doctor();
  const named = (name: string): boolean => checks.some((one) => one.name === name && one.detail.includes(at));
  return named("record") || named("mended");
}

test("a leaf that nothing signed confirms is not built upon, and its entry is asked for again", async () => {
  const { pair, store } = await spoken();
  const { b } = pair;
  const log = await logOf(b, b);
  alter(store, log, (rows) => rows.map((row) => row.seq === 6 ? { ...row, leaf: new Uint8Array(32) } : row));
  const a = await restart(pair, store);
  await until(() => a.station.messages(10, null).length === texts.length);
  // The acceptance stands behind the gap, and counts when it is filled.
  await until(() => a.station.state().channels.some((one) => one.state === "adopted"));
  await must(a.station, a.officer, {
    act: "message.send", seen: a.station.state().newestIncoming, content: words(pair, b, { text: "five" }),
  });
  await until(() => b.station.messages(10, null).some((one) => one.text === "five"));
  assert.deepEqual(b.station.evidence(), []);
  assert.ok(await isNamed(a, `${toHex(log)}:6`));
  await a.station.stop();
  await b.station.stop();
});

test("what was taken out of a log of our own is named", async () => {
  const { pair, store } = await spoken();
  const log = await logOf(pair.b, pair.a);
  alter(store, log, (rows) => rows.filter((row) => row.seq !== 2));
  const a = await restart(pair, store);
  assert.ok(await isNamed(a, `${toHex(log)}:2`));
  await a.station.stop();
  await pair.b.station.stop();
});

test("a store with entries and without its house charter is not taken for a new one", async () => {
  const { pair: { a, b }, store } = await spoken();
  store.value = async () => null;
  const options = { self: a.self, store, chains: a.chains, clock: createSystemClock(), bearers: [] };
  await assert.rejects(createStation(options), (error) => error instanceof ChirographError && error.code === "at-rest");
  await b.station.stop();
});

test("what an older roster signed still stands when a newer card came, and an export names no stranger", async () => {
  const [medium, chains, seeds] = [createMemoryMedium(), createMemoryChainFile(), makeSeeds()];
  const peer = makeSelf("B", planOf("B"), seeds);
  const arena = await makeArena({ store: createMemoryStore(medium), chains }, peer);
  const line = await adopted(arena);
  arena.link.bring(line.log.message({ text: "Before" }));
  await arena.runner.flushed();
  const { station, officer, self } = arena;
  const renewed = signRoster(crypto, seeds, { ...peer.roster.roster, seq: 1, time: 2 });
  await must(station, officer, { act: "party.add", card: encodeCard(crypto, renewed), addresses: [] });
  await must(station, officer, { act: "party.add", card: encodeCard(crypto, makeSelf("C").roster), addresses: [] });
  await station.stop();
  const again = await createStation({ ...arena.options, self, store: createMemoryStore(medium), chains, bearers: [] });
  assert.deepEqual(again.messages(10, null).map((one) => one.text), ["Before"]);
  assert.ok((await again.doctor()).checks.every((one) => one.name !== "record" || one.ok));
  const parts: Uint8Array[] = [];
  for await (const part of again.exportRecord(line.channel.hex, []) ?? []) parts.push(part);
  const items = [...readExport(concat(...parts))].flatMap(({ item }) => item.item === "roster" ? [item.roster] : []);
  const shown = items.map((one) => decodeSignedRoster(one).roster).map(({ short, seq }) => `${short} ${seq}`);
  assert.deepEqual(shown.toSorted(), ["A 0", "B 0", "B 1"]);
  const roots = [self, peer].map((one) => toHex(one.party));
  assert.equal(verifyExport(crypto, concat(...parts), roots).result, "clean");
  await again.stop();
});

test("a station that was restored from a copy shows as one that went on twice, at both ends", async () => {
  const medium = createMemoryMedium();
  const pair = await makePair({ stores: [createMemoryStore(medium), createMemoryStore()] });
  const { a, b, cable } = pair;
  await a.station.stop();
  const copy = structuredClone(medium);
  const twice = async ({ station }: End): Promise<boolean> =>
    (await station.doctor()).checks.some((one) => one.name === "siblings" && !one.ok);
  const bearer = (): ReturnType<typeof cable.a> => cable.a(toHex(b.self.station));
  const again = await openEnd(a.self, createMemoryStore(medium), a.chains, bearer(), a.officer);
  await until(() => b.runner.state.channels.get(pair.channel)?.ledger.logs.size === 3);
  assert.deepEqual([await twice(again), await twice(b)], [false, false]);
  await again.station.stop();
  const restored = await openEnd(a.self, createMemoryStore(copy), createMemoryChainFile(), bearer(), a.officer);
  const logs = ({ runner }: End): number => runner.state.channels.get(pair.channel)?.ledger.logs.size ?? 0;
  await until(() => logs(restored) === 4 && logs(b) === 4);
  assert.deepEqual([await twice(restored), await twice(b)], [true, true]);
  const channel = restored.runner.state.channels.get(pair.channel);
  assert.ok(channel);
  const gate = agreeGate(restored.runner.state, channel, [toHex(b.self.party)]);
  assert.equal(gate?.kind === "refused" ? gate.reason : "open", "went-on-twice", "C-37");
  assert.equal(restored.station.state().channels[0]?.wentOnTwice, true);
  const told = ({ station }: End): readonly string[] => station.state().alerts.map((one) => one.sentence);
  assert.ok(told(restored).includes("alert.went-on-twice"));
  assert.ok(told(b).includes("alert.other-went-on-twice"));
  await restored.station.stop();
  await b.station.stop();
});

test("a store whose logs are not named by their BOOTs is left as it is", async () => {
  const self = makeSelf("A");
  const [medium, clock, chains] = [createMemoryMedium(), createSystemClock(), createMemoryChainFile()];
  // As a program of before had it: another name for each log.
  const sha256: typeof crypto.sha256 = (...parts) => (
    toHex(parts[0] ?? new Uint8Array(0)).startsWith(`83${toHex(encode("chirograph/1 log"))}`)
      ? crypto.sha256(Uint8Array.of(0), ...parts) : crypto.sha256(...parts)
  );
  const before = { ...self, crypto: { ...crypto, sha256 } };
  const options = { clock, chains, bearers: [], store: createMemoryStore(medium) };
  await (await createStation({ ...options, self: before })).stop();
  const again = { ...options, self, store: createMemoryStore(medium) };
  await assert.rejects(() => createStation(again), { code: "version-unknown" });
  await (await createStation({ ...again, self: before })).stop();
});
