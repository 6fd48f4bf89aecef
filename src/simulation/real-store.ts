// The real SQLite store under a simulated disk, in a folder that lives as long as its world.

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Backing } from "./disk.ts";
import type { Batch } from "../ports/store.ts";
import { createSqliteStore } from "../store/sqlite/store.ts";

/** Opens an empty one. */
export async function openBacking(): Promise<Backing> {
  // In memory where there is such a place: in a simulated world nothing outlives its process.
  const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "chirograph-world-"));
  let generation = 0;
  const open = (): ReturnType<typeof createSqliteStore> =>
    createSqliteStore({ path: join(folder, `record-${generation}.db`), ballastBytes: 0 });
  let store = await open();
  return {
    commit: (batch) => store.commit(batch),
    reopen: async () => {
      await store.close();
      store = await open();
      return store;
    },
    replace: async ({ medium }) => {
      await store.close();
      generation += 1;
      store = await open();
      const batch: Batch = {
        entries: [...medium.logs.values()].flatMap((log) => [...log.values()]), values: [...medium.values],
      };
      await store.commit(batch);
    },
    close: async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}
