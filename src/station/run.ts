// The station machine, running: given a store, bearers, time and listeners. All the waiting there is happens here.

import { encodeChains } from "./chain-state.ts";
import { FairIntake } from "./line/fair-intake.ts";
import { handle } from "./machine.ts";
import { peerStations } from "./peer/peers.ts";
import { Medium } from "./medium.ts";
import { OneSelf } from "./memory/one-self.ts";
import type { StationInput } from "./machine.ts";
import { createMachine } from "./start.ts";
import type { StationOptions } from "./start.ts";
import type { StationOutput, StationState } from "./state.ts";
import { createSurface } from "./surface-of.ts";
import type { Station } from "./surface.ts";
import type { Act, ActResult } from "../api/acts.ts";
import type { StationEvent } from "../api/views.ts";
import type { WitnessAnswer } from "../ports/witness.ts";
import type { Link } from "../ports/bearer.ts";
import { openValue } from "../core/seal/at-rest.ts";
import type { StoredEntry } from "../ports/store.ts";

/** The state is told to listeners at most this often, in milliseconds; a message in the turn in which it changed. */
export const stateEveryMs = 100;
/** Pause between two pages of the rest of the record, in milliseconds. */
const restPauseMs = 1;
/** Acts taken in one turn; more wait, so that the first are on their way while the next are composed. */
export const actsPerTurnMax = 16;

/**
 * Starts a station: reads what is stored, opens a new log on every channel, starts the bearers. Errors: at-rest,
 * store-newer.
 */
export async function createStation(options: StationOptions): Promise<Station> {
  const state = await createMachine(options);
  const runner = new Runner(state, options);
  await runner.start();
  return createSurface(runner);
}

/** One running station: feeds the machine and does what it says. */
export class Runner {
  readonly state: StationState;
  readonly options: StationOptions;
  private readonly links = new Map<string, Link>();
  private readonly acts = new Map<number, (result: ActResult) => void>();
  /** Acts that wait for a turn, in order, and how many this turn has taken. */
  private readonly queuedActs: StationInput[] = [];
  private actsTaken = 0;
  private readonly listeners = new Set<(event: StationEvent) => void>();
  private readonly changed = new Map<string, string>();
  private stateChanged = false;
  private draftsChanged = false;
  /** Entries of the channels, as last told; listeners hear when there are more. */
  private recordTold = 0;
  private recordGrew = false;
  private emitScheduled = false;
  private stateToldMs = -stateEveryMs;
  private stateWake: (() => void) | null = null;
  private restWake: (() => void) | null = null;
  private nextToken = 1;
  private flushScheduled = false;
  private wake: { atMs: number; cancel: () => void } | null = null;
  private readonly medium: Medium;
  private readonly intake: FairIntake;
  /** By commit: what tells the intake that it is over. */
  private readonly storing = new Map<number, () => void>();
  private stopped = false;
  private readonly oneSelf: OneSelf;
  /** Makes the views of what changed; set by the surface. */
  present: (channel: string, object: string) => StationEvent | null = () => null;
  presentState: () => StationEvent = () => ({ kind: "reset" });
  presentDrafts: () => StationEvent = () => ({ kind: "reset" });
  /** Entries of every channel that are held; set by the surface. */
  recordTotal: () => number = () => 0;

  constructor(state: StationState, options: StationOptions) {
    this.state = state;
    this.options = options;
    const tell = (input: StationInput): void => {
      if (input.kind === "committed") {
        this.recordGrew ||= (state.inFlight.get(input.id)?.entries.length ?? 0) > 0;
        this.storing.get(input.id)?.();
      }
      if (input.kind === "committed" || input.kind === "failed") this.storing.delete(input.id);
      this.feed(input);
    };
    this.oneSelf = new OneSelf(options.clock, options.lease ?? null);
    this.intake = new FairIntake(
      (link, fragment) => this.feed({ kind: "line", input: { kind: "received", link: link.id, fragment } }),
      () => options.clock.monotonicMs(),
    );
    this.medium = new Medium(options, tell, () => encodeChains(state));
  }

  async start(): Promise<void> {
    this.medium.start();
    this.feed({ kind: "flush" });
    await this.settled();
    for (const bearer of this.options.bearers) {
      await bearer.start({
        up: (link) => this.linkUp(link),
        down: (link) => this.linkDown(link),
        fragment: (link, fragment) => this.intake.push(link, fragment),
        drained: (link) => this.feed({ kind: "line", input: { kind: "drained", link: link.id } }),
      });
    }
  }

  /** What the bearers are configured for, so that a way on which nothing has come up is shown too. */
  private tellWays(): void {
    const ways = this.options.bearers.flatMap(({ name: bearer, configured: of }) => (
      of?.().map(({ station, terms }) => ({ bearer, station, terms })) ?? []
    ));
    this.feed({ kind: "ways", ways });
  }

  /** Hands one input to the machine and does what comes out. */
  feed(input: StationInput): void {
    if (this.stopped) return;
    this.checkSelf();
    this.obey(handle(this.state, input, this.options.clock.nowMs()));
    this.scheduleFlush();
  }

  /** Before anything that may sign: a process that was copied or set back goes on in new logs. */
  private checkSelf(): void {
    const doubt = this.oneSelf.doubt();
    if (doubt === null) return;
    const { clock, hedge, log } = this.options;
    log?.("resumed", doubt);
    const bytes = hedge?.() ?? this.state.self.random.bytes(32);
    this.obey(handle(this.state, { kind: "resumed", hedge: bytes }, clock.nowMs()));
  }

  /** An act, done when it is durable. */
  act(actor: { officer: string; via: "console" | "cli" | "station" }, act: Act): Promise<ActResult> {
    const token = this.nextToken++;
    return new Promise((resolve) => {
      this.acts.set(token, resolve);
      this.queuedActs.push({ kind: "act", token, actor, act });
      this.takeActs();
    });
  }

  private takeActs(): void {
    while (this.actsTaken < actsPerTurnMax) {
      const input = this.queuedActs.shift();
      if (input === undefined) return;
      if (this.actsTaken++ === 0) {
        setImmediate(() => {
          this.actsTaken = 0;
          this.takeActs();
        });
      }
      this.feed(input);
    }
  }

  /** The state with its clock set to now, for views. */
  now(): StationState {
    this.state.nowMs = this.options.clock.nowMs();
    return this.state;
  }

  /** Resolves when everything said so far is durable. */
  async flushed(): Promise<void> {
    this.scheduleFlush();
    await this.settled();
  }

  /** Tells listeners the state again. */
  tellState(): void {
    this.stateChanged = true;
    this.emitState();
  }

  subscribe(listener: (event: StationEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async stop(): Promise<void> {
    for (const bearer of this.options.bearers) await bearer.stop();
    this.restWake?.();
    this.feed({ kind: "flush" });
    await this.settled();
    this.feed({ kind: "resting" });
    await this.settled();
    this.stopped = true;
    this.wake?.cancel();
    this.stateWake?.();
    await this.medium.stop();
  }

  /** Resolves when nothing is on its way to the store that can still arrive there. */
  async settled(): Promise<void> {
    while ((this.state.inFlight.size > 0 && !this.medium.stuck) || this.flushScheduled || this.intake.waiting) {
      await this.medium.idle;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  private linkUp(link: Link): void {
    if (link.station === null) return;
    this.links.set(link.id, link);
    const { bearer, station: peer, terms } = link;
    this.feed({ kind: "line", input: { kind: "up", link: link.id, bearer, peer, terms } });
  }

  private linkDown(link: Link): void {
    this.intake.forget(link);
    if (!this.links.delete(link.id)) return;
    this.feed({ kind: "line", input: { kind: "down", link: link.id } });
  }

  // While a commit is on its way inputs gather; when none is, the flush comes at the end of this turn of the loop.
  private scheduleFlush(): void {
    if (this.flushScheduled || this.state.inFlight.size > 0) return;
    this.flushScheduled = true;
    queueMicrotask(() => {
      this.flushScheduled = false;
      this.checkSelf();
      this.obey(handle(this.state, { kind: "flush" }, this.options.clock.nowMs()));
    });
  }

  private obey(outputs: readonly StationOutput[]): void {
    for (const output of outputs) this.obeyOne(output);
    this.scheduleEmit();
  }

  private obeyOne(output: StationOutput): void {
    switch (output.kind) {
      case "commit":
        this.storing.set(output.id, this.intake.storing());
        this.medium.commit(output);
        return;
      case "read": void this.read(output.token, output.log, output.seq); return;
      case "exhibit": void this.readExhibit(output); return;
      case "rest": this.readRest(output.log, output.from, output.to); return;
      case "send": this.send(output.link, output.fragment); return;
      case "close": this.links.get(output.link)?.close(); return;
      case "wakeAt": this.wakeAt(output.atMs); return;
      case "ask": this.ask(output); return;
      case "saveChains": this.medium.saveChains(output.bytes); return;
      case "peers":
        this.options.peersChanged?.(peerStations(this.state));
        queueMicrotask(() => this.tellWays());
        return;
      case "changed": this.changed.set(output.object, output.channel); return;
      case "state": this.stateChanged = true; return;
      case "drafts": this.draftsChanged = true; return;
      case "ring": this.tell({ kind: "ring", object: output.object, precedence: output.precedence }); return;
      case "done": this.answer(output.act, output.result); return;
      case "impaired": this.options.log?.("impaired", output.reason); return;
    }
  }

  private ask({ token, witness, path, body }: Extract<StationOutput, { kind: "ask" }>): void {
    const heard = (answer: WitnessAnswer): void => this.feed({ kind: "answered", token, answer });
    const way = this.options.witnesses?.way;
    if (way === undefined) queueMicrotask(() => heard({ status: 0, body: new Uint8Array(0) }));
    else way.ask(witness, path, body, heard);
  }

  private async read(token: number, log: Uint8Array, seq: number): Promise<void> {
    const row = await this.options.store.entry(log, seq).catch(() => null);
    this.feed({ kind: "read", token, row });
  }

  private async readExhibit({ peer, sha256, piece, key }: Extract<StationOutput, { kind: "exhibit" }>): Promise<void> {
    const { crypto, storageKey } = this.state.self;
    const kept = await this.options.store.value(key).catch(() => null);
    const sealed = kept === null ? null : openValue(crypto, storageKey, key, kept);
    this.feed({ kind: "exhibit", peer, sha256, piece, sealed });
  }

  /** The rest of the record waits for whatever else there is to do. */
  private readRest(log: Uint8Array, from: number, to: number): void {
    const { clock, store } = this.options;
    this.restWake = clock.wakeAt(clock.nowMs() + restPauseMs, () => {
      const read = store.entries(log, from, to, to - from).catch(() => this.readEach(log, from, to));
      void read.then((rows) => this.feed({ kind: "rest", rows }));
    });
  }

  /** A page that the medium does not give may hold rows that it does; what is left out is damage. */
  private async readEach(log: Uint8Array, from: number, to: number): Promise<readonly StoredEntry[]> {
    const seqs = Array.from({ length: to - from }, (_, index) => from + index);
    const rows = seqs.map((seq) => this.options.store.entry(log, seq).catch(() => null));
    return (await Promise.all(rows)).filter((row) => row !== null);
  }

  private send(link: string, fragment: Uint8Array): void {
    // A link that takes more at once says so at once, so that the line machine counts only what is really waiting.
    if (this.links.get(link)?.send(fragment) !== true) return;
    queueMicrotask(() => this.feed({ kind: "line", input: { kind: "drained", link } }));
  }

  private wakeAt(atMs: number): void {
    if (this.wake !== null && this.wake.atMs <= atMs) return;
    this.wake?.cancel();
    const cancel = this.options.clock.wakeAt(atMs, () => {
      this.wake = null;
      this.feed({ kind: "woke" });
    });
    this.wake = { atMs, cancel };
  }

  private answer(act: number, result: ActResult): void {
    this.acts.get(act)?.(result);
    this.acts.delete(act);
  }

  // Views cost more than messages do: one for each object at the end of a turn, however often it changed in it.
  private scheduleEmit(): void {
    if (this.listeners.size === 0) {
      this.changed.clear();
      this.draftsChanged = false;
      this.stateChanged = false;
      this.recordGrew = false;
      return;
    }
    const nothing = this.changed.size === 0 && !this.draftsChanged && !this.stateChanged && !this.recordGrew;
    if (this.emitScheduled || nothing) return;
    this.emitScheduled = true;
    setImmediate(() => {
      this.emitScheduled = false;
      this.emit();
    });
  }

  /** Tells listeners what changed, each object once. */
  private emit(): void {
    for (const [object, channel] of this.changed) {
      const event = this.present(channel, object);
      if (event !== null) this.tell(event);
      this.stateChanged = true;
    }
    this.changed.clear();
    if (this.draftsChanged) this.tell(this.presentDrafts());
    this.draftsChanged = false;
    if (this.recordGrew) this.emitRecord();
    if (this.stateChanged) this.emitState();
  }

  private emitRecord(): void {
    this.recordGrew = false;
    const total = this.recordTotal();
    // What the house record alone took in is no affair of those who watch a channel.
    if (total === this.recordTold) return;
    this.recordTold = total;
    this.tell({ kind: "record", total });
  }

  private emitState(): void {
    if (this.stateWake !== null || this.stopped) return;
    const { clock } = this.options;
    const waitMs = this.stateToldMs + stateEveryMs - clock.monotonicMs();
    if (waitMs > 0) {
      this.stateWake = clock.wakeAt(clock.nowMs() + Math.ceil(waitMs), () => {
        this.stateWake = null;
        this.emitState();
      });
      return;
    }
    this.stateToldMs = clock.monotonicMs();
    this.stateChanged = false;
    this.tell(this.presentState());
  }

  private tell(event: StationEvent): void {
    for (const listener of this.listeners) listener(event);
  }
}
