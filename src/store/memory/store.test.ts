import { deepEqual, equal, rejects } from "node:assert/strict";
import { test } from "node:test";
import { chainFileContract, storeContract } from "../../ports/store.contract.ts";
import { createMemoryChainFile, createMemoryMedium, createMemoryStore } from "./store.ts";

storeContract("memory", async () => {
  const medium = createMemoryMedium();
  const store = createMemoryStore(medium);
  return { store, reopen: async () => createMemoryStore(medium) };
});

chainFileContract("memory", async () => {
  const file = createMemoryChainFile();
  return async () => file;
});

test("a full medium refuses the batch whole and takes a smaller one", async () => {
  const store = createMemoryStore(createMemoryMedium(), 100);
  await rejects(store.commit({ entries: [], values: [["a", new Uint8Array(60)], ["b", new Uint8Array(60)]] }), {
    name: "StoreFull",
  });
  equal(await store.value("a"), null);
  await store.commit({ entries: [], values: [["a", new Uint8Array(60)]] });
  deepEqual(await store.space(), { usedBytes: 60, freeBytes: 40 });
  await store.commit({ entries: [], values: [["a", null]] });
  deepEqual(await store.space(), { usedBytes: 0, freeBytes: 100 });
});
