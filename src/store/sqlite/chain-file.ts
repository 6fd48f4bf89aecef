// The file of chain keys: replaced whole, never in part.

import { mkdirSync } from "node:fs";
import { open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import type { ChainFile } from "../../ports/store.ts";
import { syncFolder } from "./ballast.ts";

/**
 * A chain file at `path`, 0600, in a folder made 0700 when it is not there. A save writes `path.new`, syncs it, renames
 * it over the file and syncs the folder; what a crash leaves of `path.new` is never read.
 */
export function createChainFile(path: string): ChainFile {
  // Once, not with each save: a folder that was moved away from under a running station is not to be made again there.
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  let last: Promise<void> = Promise.resolve();
  return {
    load: async () => {
      try {
        return new Uint8Array(await readFile(path));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
        throw error;
      }
    },
    save: (bytes) => {
      const saved = last.then(() => replace(path, bytes));
      last = saved.catch(() => undefined);
      return saved;
    },
  };
}

async function replace(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(`${path}.new`, "w", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  syncFolder(dirname(path));
}
