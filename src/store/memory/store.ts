// A store in memory, for tests and the simulator: it forgets everything with the process.

import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { ChirographError } from "../../core/errors.ts";
import type { Batch, ChainFile, Store, StoredEntry } from "../../ports/store.ts";

/** What a memory store writes on; hand it to another store to open the same one anew. */
export interface MemoryMedium {
  /** Log (hex), then seq. */
  readonly logs: Map<string, Map<number, StoredEntry>>;
  readonly values: Map<string, Uint8Array>;
  usedBytes: number;
}

/** An empty medium. */
export function createMemoryMedium(): MemoryMedium {
  return { logs: new Map(), values: new Map(), usedBytes: 0 };
}

/**
 * A store on a medium of at most `bytesMax` bytes. Commits take effect within the call and resolve in the next
 * microtask.
 */
export function createMemoryStore(medium = createMemoryMedium(), bytesMax = Number.MAX_SAFE_INTEGER): Store {
  return new MemoryStore(medium, bytesMax);
}

/** A chain file in memory. */
export function createMemoryChainFile(): ChainFile {
  let held: Uint8Array | null = null;
  return {
    load: async () => held,
    save: async (bytes) => {
      held = new Uint8Array(bytes);
    },
  };
}

class MemoryStore implements Store {
  private readonly medium: MemoryMedium;
  private readonly bytesMax: number;
  private closed = false;

  constructor(medium: MemoryMedium, bytesMax: number) {
    this.medium = medium;
    this.bytesMax = bytesMax;
  }

  async commit(batch: Batch): Promise<void> {
    this.checkOpen();
    const growth = this.check(batch);
    if (this.medium.usedBytes + growth > this.bytesMax) throw storeError("StoreFull", "The medium has no room.");
    for (const { log, seq, leaf, blob } of batch.entries) this.logOf(log).set(seq, { log, seq, leaf, blob });
    for (const [key, value] of batch.values) {
      if (value === null) this.medium.values.delete(key);
      else this.medium.values.set(key, value);
    }
    this.medium.usedBytes += growth;
  }

  async entry(log: Uint8Array, seq: number): Promise<StoredEntry | null> {
    this.checkOpen();
    return this.medium.logs.get(toHex(log))?.get(seq) ?? null;
  }

  async entries(log: Uint8Array, from: number, to: number, limit: number): Promise<readonly StoredEntry[]> {
    this.checkOpen();
    const held = this.medium.logs.get(toHex(log));
    if (held === undefined) return [];
    // A narrow range is walked, a wide one filtered, so that neither costs more than it gives.
    const narrow = to - from <= held.size;
    const seqs = narrow
      ? Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index).filter((seq) => held.has(seq))
      : [...held.keys()].filter((seq) => seq >= from && seq < to).toSorted((a, b) => a - b);
    return seqs.slice(0, limit).map((seq) => held.get(seq) as StoredEntry);
  }

  async logs(): Promise<readonly Uint8Array[]> {
    this.checkOpen();
    return [...this.medium.logs.keys()].map((log) => Uint8Array.fromHex(log));
  }

  async value(key: string): Promise<Uint8Array | null> {
    this.checkOpen();
    return this.medium.values.get(key) ?? null;
  }

  async values(prefix: string): Promise<readonly (readonly [key: string, value: Uint8Array])[]> {
    this.checkOpen();
    const found = [...this.medium.values].filter(([key]) => key.startsWith(prefix));
    return found.toSorted(([a], [b]) => (a < b ? -1 : 1));
  }

  async space(): Promise<{ readonly usedBytes: number; readonly freeBytes: number | null }> {
    this.checkOpen();
    const { usedBytes } = this.medium;
    return { usedBytes, freeBytes: this.bytesMax === Number.MAX_SAFE_INTEGER ? null : this.bytesMax - usedBytes };
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  /** Checks a batch before anything of it is written; returns by how many bytes it grows the medium. */
  private check(batch: Batch): number {
    let growth = 0;
    const mine = new Map<string, StoredEntry>();
    for (const entry of batch.entries) {
      const { log, seq, leaf, blob } = entry;
      if (log.length !== 16 || leaf.length !== 32 || !Number.isSafeInteger(seq) || seq < 0) {
        throw new Error("not an entry");
      }
      const at = `${toHex(log)}:${seq}`;
      const former = mine.get(at) ?? this.medium.logs.get(toHex(log))?.get(seq);
      if (former !== undefined && entry.mends !== true && !equalBytes(former.leaf, leaf)) {
        throw new ChirographError("store-position-taken", "", { log, seq, held: former.leaf, refused: leaf });
      }
      mine.set(at, entry);
      growth += blob.length - (former === undefined ? 0 : former.blob.length);
    }
    for (const [key, value] of batch.values) {
      if (!/^[ -~]{1,200}$/u.test(key)) throw new Error("not a key");
      growth += (value?.length ?? 0) - (this.medium.values.get(key)?.length ?? 0);
    }
    return growth;
  }

  private logOf(log: Uint8Array): Map<number, StoredEntry> {
    const key = toHex(log);
    const held = this.medium.logs.get(key) ?? new Map<number, StoredEntry>();
    this.medium.logs.set(key, held);
    return held;
  }

  private checkOpen(): void {
    if (this.closed) throw storeError("StoreClosed", "The store is closed.");
  }
}

function storeError(name: "StoreFull" | "StoreClosed", message: string): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}
