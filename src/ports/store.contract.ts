// What every store must do; each driver runs this suite against a real medium.

import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { suite, test } from "node:test";
import type { TestContext } from "node:test";
import type { Batch, ChainFile, Store, StoredEntry } from "./store.ts";

/** A store on a fresh medium; `reopen` closes it and opens the same medium again. */
export interface OpenedStore {
  readonly store: Store;
  readonly reopen: () => Promise<Store>;
}

/** Runs the contract of `Store`; `open` makes a fresh one and cleans up with `t.after`. */
export function storeContract(name: string, open: (t: TestContext) => Promise<OpenedStore>): void {
  suite(`store contract: ${name}`, () => {
    entryRules(open);
    mendRules(open);
    valueRules(open);
    batchRules(open);
    closingRules(open);
  });
}

/** Runs the contract of `ChainFile`; `open` opens the same file each time. */
export function chainFileContract(name: string, make: (t: TestContext) => Promise<() => Promise<ChainFile>>): void {
  suite(`chain file contract: ${name}`, () => {
    test("holds nothing, then what was saved last, whole, after opening anew", async (t) => {
      const open = await make(t);
      const file = await open();
      equal(await file.load(), null);
      await file.save(filled(1, 5_000));
      deepEqual(await file.load(), filled(1, 5_000));
      await file.save(filled(2, 3));
      deepEqual(await (await open()).load(), filled(2, 3));
      await (await open()).save(new Uint8Array());
      deepEqual(await file.load(), new Uint8Array());
    });

    test("takes overlapping saves in the order of the calls", async (t) => {
      const file = await (await make(t))();
      await Promise.all([1, 2, 3, 4, 5].map((byte) => file.save(filled(byte, 100_000 - byte))));
      deepEqual(await file.load(), filled(5, 99_995));
    });
  });
}

function entryRules(open: (t: TestContext) => Promise<OpenedStore>): void {
  test("gives back entries as they were, also after opening anew", async (t) => {
    const { store, reopen } = await open(t);
    await store.commit(batch([entry(1, 0), entry(1, 1, 70_000), entry(2, 0, 0)]));
    const one = await reopen();
    deepEqual(plain(await one.entry(log(1), 1)), entry(1, 1, 70_000));
    deepEqual(plain(await one.entry(log(2), 0)), entry(2, 0, 0));
    equal(await one.entry(log(1), 2), null);
    equal(await one.entry(log(3), 0), null);
  });

  test("gives entries of one log in order of seq, within the range, at most the limit", async (t) => {
    const { store } = await open(t);
    await store.commit(batch([5, 3, 9, 0, 4].map((seq) => entry(1, seq))));
    await store.commit(batch([entry(2, 4)]));
    const range = async (from: number, to: number, limit: number): Promise<number[]> =>
      (await store.entries(log(1), from, to, limit)).map(({ seq }) => seq);
    deepEqual(await range(0, 10, 100), [0, 3, 4, 5, 9]);
    deepEqual(await range(3, 5, 100), [3, 4]);
    deepEqual(await range(0, 10, 2), [0, 3]);
    deepEqual(await range(0, 10, 0), []);
    deepEqual(await range(6, 9, 100), []);
    deepEqual(await range(5, 3, 100), []);
    deepEqual(await range(0, Number.MAX_SAFE_INTEGER, 100), [0, 3, 4, 5, 9]);
  });

  test("lists every log once", async (t) => {
    const { store, reopen } = await open(t);
    deepEqual(await store.logs(), []);
    await store.commit(batch([entry(1, 0), entry(1, 7), entry(2, 0)]));
    const one = await reopen();
    deepEqual((await one.logs()).map((id) => id.toHex()).toSorted(), [log(1).toHex(), log(2).toHex()]);
  });

  test("takes positions up to 2^53 - 1", async (t) => {
    const { store } = await open(t);
    await store.commit(batch([entry(1, Number.MAX_SAFE_INTEGER)]));
    equal((await store.entry(log(1), Number.MAX_SAFE_INTEGER))?.seq, Number.MAX_SAFE_INTEGER);
  });

  test("keeps the newer blob of the same leaf, refuses another leaf whole", async (t) => {
    const { store } = await open(t);
    await store.commit(batch([entry(1, 0)]));
    await store.commit(batch([{ ...entry(1, 0), blob: filled(9, 30) }]));
    deepEqual((await store.entry(log(1), 0))?.blob, filled(9, 30));
    const other = { ...entry(1, 0), leaf: filled(77, 32) };
    await rejects(store.commit(batch([entry(1, 1), other, entry(1, 2)], [["k", filled(1, 1)]])), taken);
    deepEqual((await store.entries(log(1), 0, 10, 10)).map(({ seq }) => seq), [0]);
    deepEqual((await store.entry(log(1), 0))?.blob, filled(9, 30));
    equal(await store.value("k"), null);
    await store.commit(batch([entry(1, 1)]));
  });

  test("refuses two leaves at one position within one batch and between overlapping ones", async (t) => {
    const { store } = await open(t);
    const other = { ...entry(1, 0), leaf: filled(77, 32) };
    await rejects(store.commit(batch([entry(1, 0), other])), taken);
    equal(await store.entry(log(1), 0), null);
    const outcomes = await Promise.allSettled([
      store.commit(batch([entry(1, 0)])), store.commit(batch([other], [["k", filled(1, 1)]])),
      store.commit(batch([entry(1, 1)])),
    ]);
    deepEqual(outcomes.map(({ status }) => status), ["fulfilled", "rejected", "fulfilled"]);
    deepEqual((await store.entries(log(1), 0, 9, 9)).map(plain), [entry(1, 0), entry(1, 1)]);
    equal(await store.value("k"), null);
  });
}

function mendRules(open: (t: TestContext) => Promise<OpenedStore>): void {
  test("puts an entry that mends in the place of what stands there, whatever its leaf", async (t) => {
    const { store } = await open(t);
    await store.commit(batch([{ ...entry(1, 0), leaf: filled(77, 32) }, entry(1, 1)]));
    await store.commit(batch([{ ...entry(1, 0), mends: true }]));
    deepEqual(plain(await store.entry(log(1), 0)), entry(1, 0));
    deepEqual((await store.entries(log(1), 0, 10, 10)).map(({ seq }) => seq), [0, 1]);
  });
}

function valueRules(open: (t: TestContext) => Promise<OpenedStore>): void {
  test("keeps values by key, removes them, gives them by prefix in order of key", async (t) => {
    const { store, reopen } = await open(t);
    const keys = ["b/2", "a", "b/10", "b/1", "b", "c", "b~", "b0", "B/1", "b_1", "b%1"];
    await store.commit(batch([], keys.map((key) => [key, new TextEncoder().encode(key)] as const)));
    await store.commit(batch([], [["c", null], ["never", null], ["a", new Uint8Array()]]));
    const one = await reopen();
    const found = async (prefix: string): Promise<string[]> => (await one.values(prefix)).map(([key]) => key);
    deepEqual(await found("b/"), ["b/1", "b/10", "b/2"]);
    deepEqual(await found("b"), ["b", "b%1", "b/1", "b/10", "b/2", "b0", "b_1", "b~"]);
    deepEqual(await found(""), keys.filter((key) => key !== "c").toSorted());
    deepEqual(await found("x"), []);
    deepEqual(await one.value("a"), new Uint8Array());
    equal(await one.value("c"), null);
    equal(await one.value("b/"), null);
    deepEqual((await one.values("b/10"))[0]?.[1], new TextEncoder().encode("b/10"));
  });

  test("takes keys of 200 characters of printable ASCII and no others", async (t) => {
    const { store } = await open(t);
    await store.commit(batch([], [["k".repeat(200), filled(1, 1)]]));
    for (const key of ["", "k".repeat(201), "ключ", "line\nfeed", "\u0000"]) {
      await rejects(store.commit(batch([entry(1, 0)], [[key, filled(1, 1)]])));
    }
    equal(await store.entry(log(1), 0), null);
    await store.commit(batch([entry(1, 0)]));
  });

  test("takes effect in the order of the calls when commits overlap", async (t) => {
    const { store } = await open(t);
    const calls = Array.from({ length: 300 }, (_, index) =>
      store.commit(batch(
        [entry(1, index)], [["last", filled(index % 256, 2)], [`k${index % 7}`, index % 2 === 0 ? null : filled(1, 1)]],
      )));
    await Promise.all(calls);
    deepEqual(await store.value("last"), filled(299 % 256, 2));
    equal((await store.entries(log(1), 0, Number.MAX_SAFE_INTEGER, 1_000)).length, 300);
    deepEqual((await store.values("k")).map(([key]) => key), ["k1", "k3", "k5", "k6"]);
  });
}

function batchRules(open: (t: TestContext) => Promise<OpenedStore>): void {
  test("a read begun after a commit has resolved sees it", async (t) => {
    const { store } = await open(t);
    for (let seq = 0; seq < 20; seq++) {
      await store.commit(batch([entry(1, seq)], [["head", filled(seq, 1)]]));
      equal((await store.entry(log(1), seq))?.seq, seq);
      deepEqual(await store.value("head"), filled(seq, 1));
    }
  });

  test("refuses what is no entry and stays usable", async (t) => {
    const { store } = await open(t);
    const wrong: StoredEntry[] = [
      { ...entry(1, 0), log: filled(1, 15) }, { ...entry(1, 0), leaf: filled(1, 31) },
      { ...entry(1, 0), seq: -1 }, { ...entry(1, 0), seq: 0.5 }, { ...entry(1, 0), seq: 2 ** 53 },
    ];
    for (const one of wrong) await rejects(store.commit(batch([entry(1, 5), one])));
    equal(await store.entry(log(1), 5), null);
    await store.commit(batch([]));
    await store.commit(batch([entry(1, 5)]));
  });

  test("tells the space in use", async (t) => {
    const { store } = await open(t);
    const before = await store.space();
    await store.commit(batch([entry(1, 0, 200_000)]));
    const after = await store.space();
    ok(after.usedBytes >= before.usedBytes + 200_000);
    ok(after.freeBytes === null || (Number.isSafeInteger(after.freeBytes) && after.freeBytes >= 0));
  });
}

function closingRules(open: (t: TestContext) => Promise<OpenedStore>): void {
  test("close finishes what was called before it and refuses what comes after", async (t) => {
    const { store, reopen } = await open(t);
    const commits = [store.commit(batch([entry(1, 0)])), store.commit(batch([entry(1, 1)]))];
    const closing = store.close();
    await rejects(store.commit(batch([entry(1, 2)])), { name: "StoreClosed" });
    await Promise.all([...commits, closing, store.close()]);
    await rejects(store.entry(log(1), 0), { name: "StoreClosed" });
    await rejects(store.values(""), { name: "StoreClosed" });
    equal((await (await reopen()).entries(log(1), 0, Number.MAX_SAFE_INTEGER, 10)).length, 2);
  });
}

const taken = { name: "ChirographError", code: "store-position-taken" };

function batch(entries: readonly StoredEntry[], values: Batch["values"] = []): Batch {
  return { entries, values };
}

function entry(logByte: number, seq: number, blobLength = 100): StoredEntry {
  return { log: log(logByte), seq, leaf: filled((logByte * 31 + seq) % 251, 32), blob: filled(seq % 256, blobLength) };
}

function plain(one: StoredEntry | null): StoredEntry | null {
  return one === null ? null : { log: one.log, seq: one.seq, leaf: one.leaf, blob: one.blob };
}

function log(byte: number): Uint8Array {
  return filled(byte, 16);
}

function filled(byte: number, length: number): Uint8Array {
  return new Uint8Array(length).fill(byte);
}
