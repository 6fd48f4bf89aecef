// What the station stands on: commits in order, chain keys before them, and what happens when there is no more room.

import type { StationInput } from "./machine.ts";
import type { StationOptions } from "./start.ts";
import { ChirographError } from "../core/errors.ts";
import type { Batch } from "../ports/store.ts";

/** Intake stops below this many free bytes, long before our own entries would fail (P19). */
export const freeBytesMin = 64 * 1024 * 1024;
/** Free space is looked at after so many bytes written: what can be in flight meanwhile fits into what is left. */
export const spaceCheckBytes = 8 * 1024 * 1024;
/** And at least this often: others write to the disk too, and room comes back without our doing. */
export const spaceCheckMs = 10_000;

interface Commit {
  readonly id: number;
  readonly batch: Batch;
}

/** The store and the chain file of one station, written in the order that the machine says. */
export class Medium {
  private readonly options: StationOptions;
  private readonly feed: (input: StationInput) => void;
  private readonly chains: () => Uint8Array;
  /** The chain file on its way to the disk; commits wait for it. */
  private saving: Promise<void> | null = null;
  private storeCalls: Promise<unknown> = Promise.resolve();
  private uncheckedBytes = spaceCheckBytes;
  /** The commit that found no room. Nothing of it is written, and nothing after it can be. */
  private waiting: Commit | null = null;
  /** The ballast was given back, so that what is ours still finds room; until it stands again nothing is taken in. */
  private ballastOut = false;
  private chainsUnsaved = false;
  private checking = false;
  private broken = false;
  private cancelCheck: () => void = () => undefined;

  constructor(options: StationOptions, feed: (input: StationInput) => void, chains: () => Uint8Array) {
    this.options = options;
    this.feed = feed;
    this.chains = chains;
  }

  /** Whether what is in flight will not come to an end by itself. */
  get stuck(): boolean {
    return this.broken || this.waiting !== null;
  }

  /** Resolves when the last call of the store has come back. */
  get idle(): Promise<unknown> {
    return this.storeCalls;
  }

  /** Begins to look at the space. */
  start(): void {
    const { clock } = this.options;
    this.cancelCheck = clock.wakeAt(clock.nowMs() + spaceCheckMs, () => {
      this.start();
      void this.checkSpace();
    });
  }

  async stop(): Promise<void> {
    this.cancelCheck();
    this.saveChains(this.chains());
    // Without it the next start finds older chains, which it brings up to what the store shows.
    await this.saving?.catch((error: unknown) => this.options.log?.("chains-unsaved", nameOf(error)));
    await this.options.store.close();
  }

  commit(commit: Commit): void {
    const { saving } = this;
    const write = (): Promise<void> => this.options.store.commit(commit.batch);
    const done = saving === null ? write() : saving.then(write);
    this.storeCalls = done.catch(() => undefined);
    done.then(() => this.written(commit), (error: unknown) => this.refused(commit, error));
  }

  saveChains(bytes: Uint8Array): void {
    const before = this.saving ?? Promise.resolve();
    const saving = before.then(() => this.options.chains.save(bytes)).finally(() => {
      if (this.saving === saving) this.saving = null;
    });
    // A commit that waits for it fails with it, and the station stops signing (P14).
    saving.then(() => { this.chainsUnsaved = false; }, () => { this.chainsUnsaved = true; });
    this.saving = saving;
  }

  private written({ id, batch }: Commit): void {
    this.feed({ kind: "committed", id });
    for (const { blob } of batch.entries) this.uncheckedBytes += blob.length;
    if (this.uncheckedBytes >= spaceCheckBytes) void this.checkSpace();
  }

  /** A full medium has written nothing, so the same batch may come again; after anything else nobody knows (P14). */
  private refused(commit: Commit, error: unknown): void {
    if (!isFull(error)) {
      this.broken = true;
      this.feed({ kind: "failed", id: commit.id, reason: nameOf(error) });
      return;
    }
    this.feed({ kind: "space", enough: false });
    if (!this.ballastOut && this.options.ballast?.release() === true) {
      this.ballastOut = true;
      this.options.log?.("ballast", "released");
      this.again(commit);
      return;
    }
    this.waiting = commit;
    this.feed({ kind: "failed", id: commit.id, reason: fullName });
  }

  private again(commit: Commit): void {
    if (this.chainsUnsaved) this.saveChains(this.chains());
    this.commit(commit);
  }

  /** One look at a time: two would take the waiting commit up twice, and write the ballast over each other. */
  private async checkSpace(): Promise<void> {
    if (this.checking) return;
    this.checking = true;
    try {
      await this.look();
    } finally {
      this.checking = false;
    }
  }

  private async look(): Promise<void> {
    this.uncheckedBytes = 0;
    const space = await this.options.store.space().catch(() => null);
    if (space === null) return;
    let enough = space.freeBytes === null || space.freeBytes >= freeBytesMin;
    const { waiting } = this;
    if (enough && waiting !== null) {
      this.waiting = null;
      this.feed({ kind: "recovered", reason: fullName });
      this.again(waiting);
    }
    if (enough && this.ballastOut) {
      this.ballastOut = await this.options.ballast?.restore() === false;
      enough = !this.ballastOut;
    }
    this.feed({ kind: "space", enough });
  }
}

const fullName = "StoreFull";

function isFull(error: unknown): boolean {
  const { name, code } = (error ?? {}) as { readonly name?: unknown; readonly code?: unknown };
  return name === fullName || code === "ENOSPC" || code === "EDQUOT";
}

function nameOf(error: unknown): string {
  if (error instanceof ChirographError) return error.code;
  return error instanceof Error ? error.name : "store";
}
