// A simulated disk: what is written becomes durable after a while, in order, and a power cut takes the rest.

import type { Draw } from "./random.ts";
import type { Timeline } from "./timeline.ts";
import type { Batch, ChainFile, Store, StoredEntry } from "../ports/store.ts";
import { toHex } from "../core/bytes/hex.ts";
import { createMemoryMedium, createMemoryStore } from "../store/memory/store.ts";
import type { MemoryMedium } from "../store/memory/store.ts";

/** What lies on the platter. */
export interface Platter {
  readonly medium: MemoryMedium;
  chains: Uint8Array | null;
}

interface Write {
  readonly apply: () => void;
  readonly done: () => void;
}

/** One station's disk. */
export class Disk {
  platter: Platter = { medium: createMemoryMedium(), chains: null };
  private waiting: Write[] = [];
  private cancel: (() => void) | null = null;
  private readonly timeline: Timeline;
  private readonly draw: Draw;
  private readonly delayMsMax: number;
  /** Called for each row when it has become durable. */
  onDurable: (row: StoredEntry) => void = () => undefined;

  constructor(timeline: Timeline, draw: Draw, delayMsMax: number) {
    this.timeline = timeline;
    this.draw = draw;
    this.delayMsMax = delayMsMax;
  }

  /** The store as a starting machine reads it. */
  store(): Store {
    return createMemoryStore(this.platter.medium);
  }

  chainFile(): ChainFile {
    return { load: async () => this.platter.chains, save: async (bytes) => { this.platter.chains = bytes; } };
  }

  commit(batch: Batch, done: () => void): void {
    this.write({ apply: () => this.apply(batch), done });
  }

  saveChains(bytes: Uint8Array): void {
    this.write({ apply: () => { this.platter.chains = bytes; }, done: () => undefined });
  }

  row(log: Uint8Array, seq: number): StoredEntry | null {
    return this.platter.medium.logs.get(toHex(log))?.get(seq) ?? null;
  }

  /** Power goes: nothing is acknowledged any more; of what was not, a beginning may have reached the platter. */
  powerCut(): void {
    const reached = this.waiting.length === 0 ? 0 : this.draw.below(this.waiting.length + 1);
    for (const write of this.waiting.slice(0, this.draw.chance(300) ? reached : 0)) write.apply();
    this.forget();
  }

  /** The process dies, the machine does not: what was handed over is written, and nobody is there to be told. */
  processDies(): void {
    for (const write of this.waiting) write.apply();
    this.forget();
  }

  snapshot(): Platter {
    return copyOf(this.platter);
  }

  /** Puts a backup in place; the chain file is never part of one. */
  restore(backup: Platter): void {
    this.platter = { medium: copyOf(backup).medium, chains: null };
  }

  private write(write: Write): void {
    this.waiting.push(write);
    if (this.cancel === null) this.arrange();
  }

  private arrange(): void {
    this.cancel = this.timeline.after(this.draw.between(1, this.delayMsMax), () => {
      this.cancel = null;
      const write = this.waiting.shift();
      write?.apply();
      if (this.waiting.length > 0) this.arrange();
      write?.done();
    });
  }

  private apply({ entries, values }: Batch): void {
    const { logs, values: held } = this.platter.medium;
    for (const row of entries) {
      const hex = toHex(row.log);
      const log = logs.get(hex) ?? new Map<number, StoredEntry>();
      logs.set(hex, log);
      log.set(row.seq, row);
      this.onDurable(row);
    }
    for (const [key, value] of values) {
      if (value === null) held.delete(key);
      else held.set(key, value);
    }
  }

  private forget(): void {
    this.waiting = [];
    this.cancel?.();
    this.cancel = null;
  }
}

function copyOf({ medium, chains }: Platter): Platter {
  const logs = new Map([...medium.logs].map(([log, rows]) => [log, new Map(rows)]));
  return { medium: { logs, values: new Map(medium.values), usedBytes: medium.usedBytes }, chains };
}
