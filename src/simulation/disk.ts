// A simulated disk: what is written becomes durable after a while, in order; a power cut takes the rest. It fails too.

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

/** The real store under a simulated disk, where a world has one. It holds what the platter holds. */
export interface Backing {
  commit(batch: Batch): Promise<void>;
  /** Everything in it, read anew from its files. */
  reopen(): Promise<Store>;
  /** Begins again with what this platter has. */
  replace(platter: Platter): Promise<void>;
  close(): Promise<void>;
}

/** How a medium fails: a sync that nobody knows the outcome of, or a write that did not happen. */
export type Failure = "sync-fails" | "write-fails";

/** Size of a disk, and of the ballast on it. */
const [diskBytes, ballastBytes] = [4 * 1024 ** 3, 64 * 1024 ** 2];

interface Write {
  readonly apply: () => Promise<void> | void;
  readonly done: (error: Error | null) => void;
  readonly bytes: number;
  /** Whether it is the store's; what befalls the chain file alone is seen to by its next writing. */
  readonly ofStore: boolean;
}

/** One station's disk. */
export class Disk {
  platter: Platter = { medium: createMemoryMedium(), chains: null };
  /** What the next write meets. */
  failure: Failure | null = null;
  /** The next row that is read is another one. */
  misreads = false;
  /** What others have written onto the same disk. */
  othersBytes = 0;
  private broken = false;
  private ballast = true;
  private waiting: Write[] = [];
  private cancel: (() => void) | null = null;
  private readonly timeline: Timeline;
  private readonly draw: Draw;
  private readonly delayMsMax: number;
  private readonly backing: Backing | null;
  /** Called for each row when it has become durable. */
  onDurable: (row: StoredEntry) => void = () => undefined;
  /** Called when a write of the store failed or found no room. */
  onTrouble: (name: "StoreBroken" | "StoreFull", ballast: boolean) => void = () => undefined;

  constructor(timeline: Timeline, draw: Draw, delayMsMax: number, backing: Backing | null) {
    this.timeline = timeline;
    this.draw = draw;
    this.delayMsMax = delayMsMax;
    this.backing = backing;
  }

  /** Opens the disk for a process that starts: what failed before has been seen to. */
  async open(): Promise<Store> {
    this.broken = false;
    this.failure = null;
    const read = this.backing === null ? createMemoryStore(this.platter.medium) : await this.backing.reopen();
    const refuse = async (): Promise<void> => undefined;
    return {
      ...bound(read), commit: (batch) => this.commit(batch), close: refuse, space: async () => ({
        usedBytes: this.usedBytes, freeBytes: this.freeBytes,
      }),
    };
  }

  /** What lies on the platter, to be read beside the process that writes. */
  reader(): Store {
    return createMemoryStore(this.platter.medium);
  }

  chainFile(): ChainFile {
    return {
      load: async () => this.platter.chains,
      save: (bytes) => this.write({
        apply: () => { this.platter.chains = bytes; }, bytes: bytes.length, ofStore: false,
      }),
    };
  }

  /** The room that is held back, as the station gives it up and takes it again. */
  readonly ballastPort = {
    release: (): boolean => {
      const stood = this.ballast;
      this.ballast = false;
      return stood;
    },
    restore: async (): Promise<boolean> => {
      this.ballast ||= this.freeBytes >= 2 * ballastBytes;
      return this.ballast;
    },
  };

  get usedBytes(): number {
    return this.platter.medium.usedBytes + (this.ballast ? ballastBytes : 0);
  }

  get freeBytes(): number {
    return Math.max(0, diskBytes - this.usedBytes - this.othersBytes);
  }

  /** Others fill the disk until so much is left; negative gives back what they took. */
  fill(leaveBytes: number | null): void {
    this.othersBytes = leaveBytes === null ? 0 : Math.max(0, diskBytes - this.usedBytes - leaveBytes);
  }

  row(log: Uint8Array, seq: number): StoredEntry | null {
    const rows = this.platter.medium.logs.get(toHex(log));
    const row = rows?.get(seq) ?? null;
    if (!this.misreads || row === null) return row;
    this.misreads = false;
    const other = rows?.get(seq === 0 ? 1 : 0) ?? null;
    return other === null ? null : { ...row, blob: other.blob };
  }

  /** Power goes: nothing is acknowledged any more; of what was not, a beginning may have reached the platter. */
  async powerCut(): Promise<void> {
    const reached = this.waiting.length === 0 ? 0 : this.draw.below(this.waiting.length + 1);
    const writes = this.waiting.slice(0, this.draw.chance(300) ? reached : 0);
    this.forget();
    for (const write of writes) await write.apply();
  }

  /** The process dies, the machine does not: what was handed over is written, and nobody is there to be told. */
  async processDies(): Promise<void> {
    const writes = this.waiting;
    this.forget();
    if (!this.broken) for (const write of writes) await write.apply();
  }

  snapshot(): Platter {
    return copyOf(this.platter);
  }

  /** Puts a backup in place; the chain file is never part of one, unless it is a copy of the whole disk. */
  async restore(backup: Platter, chains: Uint8Array | null = null): Promise<void> {
    this.platter = { medium: copyOf(backup).medium, chains };
    await this.backing?.replace(this.platter);
  }

  /** One bit of one stored entry turns. Returns its place, or null when there is none. */
  async rot(): Promise<string | null> {
    const logs = [...this.platter.medium.logs.values()];
    if (logs.length === 0) return null;
    const log = this.draw.pick(logs);
    const row = this.draw.pick([...log.values()]);
    const blob = row.blob.slice();
    const at = this.draw.below(blob.length);
    blob[at] = (blob[at] as number) ^ (1 << this.draw.below(8));
    log.set(row.seq, { ...row, blob });
    await this.backing?.commit({ entries: [{ ...row, blob }], values: [] });
    return `${toHex(row.log)}:${row.seq}`;
  }

  /** The chain file is no longer what was written. */
  rotChains(): boolean {
    const { chains } = this.platter;
    if (chains === null || chains.length === 0) return false;
    const rotten = chains.slice();
    const at = this.draw.below(rotten.length);
    rotten[at] = (rotten[at] as number) ^ 4;
    this.platter.chains = rotten;
    return true;
  }

  private commit(batch: Batch): Promise<void> {
    const bytes = batch.entries.reduce((sum, { blob }) => sum + blob.length, 0);
    return this.write({ apply: () => this.apply(batch), bytes, ofStore: true });
  }

  private write(write: Omit<Write, "done">): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (error: Error | null): void => (error === null ? resolve() : reject(error));
      this.waiting.push({ ...write, done });
      if (this.cancel === null) this.arrange();
    });
  }

  private arrange(): void {
    this.cancel = this.timeline.after(this.draw.between(1, this.delayMsMax), async () => {
      this.cancel = null;
      const write = this.waiting.shift();
      if (write !== undefined) write.done(await this.attempt(write));
      if (this.waiting.length > 0 && this.cancel === null) this.arrange();
      // Whatever hangs on its promise has its turn within this event.
      await new Promise((resolve) => setImmediate(resolve));
    });
  }

  /** Writes, or fails as the medium was told to; a failed sync may have written all the same. */
  private async attempt({ apply, bytes, ofStore }: Write): Promise<Error | null> {
    const { failure } = this;
    this.failure = null;
    if (failure === "sync-fails" && this.draw.chance(500)) await apply();
    if (failure !== null) this.broken = true;
    if (this.broken) return this.trouble("StoreBroken", ofStore);
    if (bytes > this.freeBytes) return this.trouble("StoreFull", ofStore);
    await apply();
    return null;
  }

  private trouble(name: "StoreBroken" | "StoreFull", ofStore: boolean): Error {
    if (ofStore) this.onTrouble(name, this.ballast);
    return Object.assign(new Error(name), { name });
  }

  private async apply(batch: Batch): Promise<void> {
    await this.backing?.commit(batch);
    const { entries, values } = batch;
    const { medium } = this.platter;
    for (const row of entries) {
      const hex = toHex(row.log);
      const log = medium.logs.get(hex) ?? new Map<number, StoredEntry>();
      medium.logs.set(hex, log);
      medium.usedBytes += row.blob.length - (log.get(row.seq)?.blob.length ?? 0);
      const { log: id, seq, leaf, blob } = row;
      log.set(seq, { log: id, seq, leaf, blob });
      this.onDurable(row);
    }
    for (const [key, value] of values) {
      if (value === null) medium.values.delete(key);
      else medium.values.set(key, value);
    }
  }

  private forget(): void {
    this.waiting = [];
    this.cancel?.();
    this.cancel = null;
  }
}

function bound(store: Store): Store {
  return {
    commit: (batch) => store.commit(batch), entry: (log, seq) => store.entry(log, seq),
    entries: (log, from, to, limit) => store.entries(log, from, to, limit), logs: () => store.logs(),
    value: (key) => store.value(key), values: (prefix) => store.values(prefix), space: () => store.space(),
    close: () => store.close(),
  };
}

function copyOf({ medium, chains }: Platter): Platter {
  const logs = new Map([...medium.logs].map(([log, rows]) => [log, new Map(rows)]));
  return { medium: { logs, values: new Map(medium.values), usedBytes: medium.usedBytes }, chains };
}
