// One station in a world: its machine driven by hand on a simulated disk, clock and links.

import { holdTongue } from "./byzantine.ts";
import type { Disk } from "./disk.ts";
import { isDelivered } from "./look.ts";
import type { AnyWay, Peer } from "./network.ts";
import type { Observation } from "./observation.ts";
import type { Plant } from "./plant.ts";
import { RoutesSeen } from "./routes-seen.ts";
import type { SeenLink } from "./routes-seen.ts";
import { frameOf, Tap } from "./tap.ts";
import type { Timeline } from "./timeline.ts";
import type { Act, ActResult } from "../api/acts.ts";
import { toHex } from "../core/bytes/hex.ts";
import { isNarrow } from "../core/line/narrow-fragment.ts";
import { shareOfTag } from "../core/line/narrow-heads.ts";
import { readFragment } from "../core/line/fragment.ts";
import { lineVersion } from "../core/line/frame.ts";
import type { Frame } from "../core/line/frame.ts";
import type { LinkTerms } from "../ports/bearer.ts";
import type { Clock } from "../ports/clock.ts";
import type { Store } from "../ports/store.ts";
import { encodeChains } from "../station/chain-state.ts";
import type { Taker } from "../station/courier/courier-take.ts";
import { handle } from "../station/machine.ts";
import type { StationInput } from "../station/machine.ts";
import { Medium } from "../station/medium.ts";
import { createMachine } from "../station/start.ts";
import type { Self, StationOutput, StationState } from "../station/state.ts";
import type { Actor } from "../station/surface.ts";
import { messageView } from "../station/view/message-view.ts";

/** What a station tells its world. */
export interface NodeEvents {
  observe(observation: Observation): void;
  trace(line: string): void;
  /** A branch of the product was gone through. */
  reached(branch: string): void;
}

/** Where the clocks of every world begin: 22 November 2026, 14:30 UTC. */
export const worldBeginsMs = 1_795_357_800_000;
/** A ballast that is never given up. */
/** Epochs that stations stock ahead: as many as a world lasts days, and more. */
const epochStock = 8;
const stuck = { release: () => false, restore: async () => true };
const station: Actor = { officer: "simulation", via: "station" };

/** Whether everything is durable is looked at this often. */
const againMs = 5;

/** A hello in one fragment is this long. */
const helloBytes = 13;

function isOldHello(fragment: Uint8Array): boolean {
  const read = readFragment(fragment);
  const frame = read === null || !read.last || read.offset !== 0 ? null : frameOf(read.piece);
  return frame?.name === "hello" && frame.version !== lineVersion;
}

/** What a dishonest station does with what its machine wants done. */
export type Bent = (output: StationOutput) => boolean;

export class SimNode implements Peer {
  readonly name: string;
  readonly self: Self;
  readonly disk: Disk;
  readonly ways: AnyWay[] = [];
  state: StationState | null = null;
  honest = true;
  /** A liar's disk says "durable" at once. */
  acknowledgesEarly = false;
  /** Whether it has ever signed a receipt for what it does not hold. */
  lied = false;
  offsetMs = 0;
  driftPpm = 0;
  /** Which outputs are done; a dishonest station leaves some out. */
  lets: Bent = () => true;
  /** Entries that a dishonest station keeps back from a peer: they go out hurt. */
  hides: ((frame: Frame, to: string) => boolean) | null = null;
  officer: Actor = station;
  readonly released: string[] = [];
  readonly tap = new Tap();
  /** Links over which anything has come. */
  private readonly heardOn = new Set<string>();
  private readonly links = new Map<string, AnyWay>();
  private readonly routes = new RoutesSeen();
  private readonly acts = new Map<number, { readonly act: string; readonly done: (result: ActResult) => void }>();
  private readonly delivered = new Set<string>();
  private medium: Medium | null = null;
  private process = 0;
  private nextToken = 1;
  private flushDue = false;
  private starting = false;
  private pauses = 0;
  private readonly held: (() => void)[] = [];
  private wake: { readonly atMs: number; readonly cancel: () => void } | null = null;
  private readonly timeline: Timeline;
  private readonly events: NodeEvents;
  private readonly plant: Plant | null;

  constructor(name: string, self: Self, disk: Disk, timeline: Timeline, events: NodeEvents, plant: Plant | null) {
    this.name = name;
    this.self = plant?.self?.(self) ?? self;
    this.disk = disk;
    this.timeline = timeline;
    this.events = events;
    this.plant = plant;
    disk.onDurable = ({ log, seq, leaf }) => {
      events.observe({ kind: "durable", node: name, at: `${toHex(log)}:${seq}`, leaf: toHex(leaf) });
    };
    disk.onTrouble = (trouble, ballast) => events.observe({ kind: "medium", node: name, trouble, ballast });
  }

  get running(): boolean {
    return this.state !== null;
  }

  /** Whether the BOOTs of this start are durable: before that no bearer is started. */
  ready = false;

  /** Time on the station's own wall. */
  get nowMs(): number {
    const { nowMs } = this.timeline;
    return worldBeginsMs + nowMs + this.offsetMs + Math.trunc((nowMs * this.driftPpm) / 1_000_000);
  }

  /** Starts a process on what the disk has, or goes on with a memory that somebody brought back. */
  async start(memory: StationState | null = null): Promise<void> {
    if (this.state !== null || this.starting) return;
    this.starting = true;
    this.process += 1;
    const { process } = this;
    this.events.trace(`start ${this.name}`);
    this.events.observe({ kind: "started", node: this.name });
    try {
      const options = {
        self: this.self, store: this.early(await this.disk.open()), chains: this.disk.chainFile(),
        clock: this.clock(), bearers: [], epochStock,
        ballast: this.plant?.keepsBallast === true ? stuck : this.disk.ballastPort,
        log: (event: string, detail: string) => this.events.reached(`log ${event} ${detail}`),
      };
      const state = memory ?? await createMachine(options);
      this.state = state;
      const feed = (input: StationInput): void => {
        if (this.process === process) this.feed(input);
      };
      this.medium = new Medium(options, feed, () => encodeChains(state));
      this.medium.start();
    } catch (error) {
      this.threw(error);
      return;
    } finally {
      this.starting = false;
    }
    this.feed({ kind: "flush" });
  }

  /** Ends the process; `power` also takes what the disk has not acknowledged. */
  async stop(power: boolean): Promise<void> {
    this.process += 1;
    this.state = null;
    this.medium = null;
    this.flushDue = false;
    this.ready = false;
    this.pauses = 0;
    this.held.length = 0;
    this.wake?.cancel();
    this.wake = null;
    this.acts.clear();
    for (const link of this.links.keys()) this.events.observe({ kind: "link", node: this.name, link, up: false });
    this.heardOn.clear();
    this.links.clear();
    for (const way of this.ways) way.leave(this);
    this.events.trace(`stop ${this.name} ${power}`);
    this.events.observe({ kind: "stopped", node: this.name });
    if (power) await this.disk.powerCut();
    else await this.disk.processDies();
  }

  /** The process holds still, as the system can make it; what comes meanwhile waits. */
  pause(forMs: number): void {
    this.pauses += 1;
    if (this.pauses === 1) this.events.observe({ kind: "paused", node: this.name, paused: true });
    this.ifAlive(forMs, () => {
      this.pauses -= 1;
      if (this.pauses > 0) return;
      this.events.observe({ kind: "paused", node: this.name, paused: false });
      for (const each of this.held.splice(0)) each();
    });
  }

  /** An act of an officer; its result comes when it is durable, or never when the station dies before. */
  act(act: Act, done: (result: ActResult) => void = () => undefined, actor = this.officer): void {
    const token = this.nextToken++;
    if (act.act === "agree.accept") {
      this.events.observe({ kind: "accepts", node: this.name, digest: act.digest });
    }
    this.acts.set(token, { act: act.act, done });
    this.feed({ kind: "act", token, actor, act });
  }

  feed(input: StationInput): void {
    if (this.state === null) return;
    if (this.pauses > 0) {
      this.held.push(() => this.feed(input));
      return;
    }
    this.handle(input);
    this.scheduleFlush();
    if (!this.ready && this.state?.inFlight.size === 0) {
      this.ready = true;
      for (const way of this.ways) way.join();
    }
  }

  linkUp(link: string, way: AnyWay, terms: LinkTerms): void {
    if (!this.running) return;
    this.links.set(link, way);
    this.heardOn.delete(link);
    this.tap.opened(link, isNarrow(terms));
    this.events.trace(`up ${this.name} ${link}`);
    const to = way.other(this.name).name;
    this.events.observe({ kind: "link", node: this.name, link, up: true, to, terms });
    const peer = toHex((way.other(this.name) as SimNode).self.station);
    this.feed({ kind: "line", input: { kind: "up", link, bearer: "simulated", peer, terms } });
  }

  linkDown(link: string): void {
    if (!this.links.delete(link)) return;
    this.events.trace(`down ${this.name} ${link}`);
    this.events.observe({ kind: "link", node: this.name, link, up: false });
    this.feed({ kind: "line", input: { kind: "down", link } });
  }

  received(link: string, fragment: Uint8Array): void {
    if (!this.links.has(link)) return;
    this.events.trace(`received ${this.name} ${link} ${fragment.length}`);
    this.heardOn.add(link);
    if (fragment.length === helloBytes && isOldHello(fragment)) {
      this.events.observe({ kind: "heard-old", node: this.name, link });
    }
    this.feed({ kind: "line", input: { kind: "received", link, fragment } });
  }

  drained(link: string): void {
    if (!this.links.has(link)) return;
    this.events.observe({ kind: "left", node: this.name, link });
    this.feed({ kind: "line", input: { kind: "drained", link } });
  }

  /** Links that are up, and the names of those at their other ends. */
  get open(): readonly { readonly link: string; readonly to: string }[] {
    return [...this.links].map(([link, way]) => ({ link, to: way.other(this.name).name }));
  }

  /** Sends a fragment that the machine did not ask for: what a dishonest station does. */
  sendFragment(link: string, fragment: Uint8Array): void {
    const way = this.links.get(link);
    if (way === undefined) return;
    const peer = this.state?.line.links.get(link)?.peer;
    const logOfTag = (tag: Uint8Array): Uint8Array | null => (
      peer === undefined ? null : (shareOfTag(peer, tag)?.log.id ?? null)
    );
    const { level, frame, shows, controls = [] } = this.tap.sent(link, fragment, this.timeline.nowMs, logOfTag);
    for (const one of shows) this.events.reached(one);
    if (frame?.name === "entry" && !this.heardOn.has(link)) this.events.reached("word before anything was heard");
    if (frame?.name === "entry") this.noteRoute(link, way.other(this.name).name, `${toHex(frame.log)}:${frame.seq}`);
    this.events.trace(`send ${this.name} ${link} ${fragment.length} ${level} ${frame?.name ?? ""}`);
    const to = way.other(this.name).name;
    const bytes = fragment.length;
    this.events.observe({ kind: "fragment", node: this.name, to, link, level, frame, bytes, controls });
    const hidden = frame !== null && this.hides?.(frame, to) === true;
    if (hidden) this.events.reached("entry hidden");
    way.send(this, link, hidden ? fragment.with(-1, (fragment.at(-1) as number) ^ 1) : fragment);
  }

  private noteRoute(link: string, to: string, place: string): void {
    const seen = (id: string): SeenLink | null => {
      const state = this.state?.line.links.get(id);
      return state === undefined ? null : { id, to, narrow: state.narrow !== null, quiet: state.quiet };
    };
    const over = seen(link);
    const wide = this.open.some((one) => one.to === to && seen(one.link)?.narrow === false);
    for (const one of over === null ? [] : this.routes.went(place, over, seen, wide)) this.events.reached(one);
  }

  /** What takes a courier's file in; null while the process does not run, or holds still. */
  taker(): Taker | null {
    const { state, process } = this;
    if (state === null || this.pauses > 0) return null;
    return {
      state, options: { clock: this.clock() },
      feed: (input) => { if (this.process === process) this.feed(input); },
      flushed: () => new Promise((resolve) => {
        const look = (): void => {
          if (this.idle) return resolve();
          this.scheduleFlush();
          this.ifAlive(againMs, look);
        };
        this.scheduleFlush();
        this.ifAlive(againMs, look);
      }),
    };
  }

  /** Whether the process holds still. */
  get holdsStill(): boolean {
    return this.pauses > 0;
  }

  /** Whether nothing is on its way to the disk and nothing waits for it. */
  get idle(): boolean {
    const { state } = this;
    return state !== null && state.inFlight.size === 0 && state.pending.effects.length === 0 && !this.flushDue &&
      this.pauses === 0;
  }

  /** Arranges something for this process alone: a later one never hears of it. */
  ifAlive(delayMs: number, run: () => void | Promise<void>): () => void {
    const { process } = this;
    return this.timeline.after(delayMs, () => (this.process === process ? run() : undefined));
  }

  private threw(error: unknown): void {
    const stack = error instanceof Error ? (error.stack ?? "") : String(error);
    const where = stack.split("\n").slice(0, 4).join(" | ").replaceAll(/file:\/\/\S*?\/src\//gu, "src/");
    this.events.observe({ kind: "threw", node: this.name, error: where });
  }

  private handle(input: StationInput): void {
    const { state } = this;
    if (state === null) return;
    try {
      const told = this.plant?.told?.(this, input) ?? input;
      const outputs = handle(state, told, this.nowMs);
      for (const { id, quiet } of state.line.links.values()) if (quiet) this.routes.wentQuiet(id);
      this.events.observe({ kind: "handled", node: this.name, outputs: outputs.length });
      for (const output of this.plant?.handled?.(this, told, outputs) ?? outputs) this.obey(output);
    } catch (error) {
      this.threw(error);
      void this.stop(false);
    }
  }

  private clock(): Clock {
    return {
      nowMs: () => this.nowMs, monotonicMs: () => this.timeline.nowMs,
      wakeAt: (atMs, wake) => this.ifAlive(Math.max(1, atMs - this.nowMs), async () => {
        wake();
        await new Promise((resolve) => setImmediate(resolve));
      }),
    };
  }

  /** The store of a station whose disk says "durable" at once, where the station is such a one. */
  private early(store: Store): Store {
    return {
      ...store,
      commit: (batch) => {
        const done = store.commit(batch);
        if (!this.acknowledgesEarly && this.plant?.acknowledgesEarly?.(this) !== true) return done;
        done.catch(() => undefined);
        return Promise.resolve();
      },
    };
  }

  private scheduleFlush(): void {
    if (this.flushDue || this.state === null || this.state.inFlight.size > 0) return;
    this.flushDue = true;
    this.ifAlive(1, () => {
      this.flushDue = false;
      const { state } = this;
      if (state === null) return;
      if (this.pauses > 0) {
        this.held.push(() => this.scheduleFlush());
        return;
      }
      if (this.lied) holdTongue(state);
      this.handle({ kind: "flush" });
    });
  }

  private obey(output: StationOutput): void {
    if (!this.lets(output)) return;
    switch (output.kind) {
      case "commit":
        this.events.trace(`commit ${this.name} ${output.batch.entries.length}`);
        this.medium?.commit(output);
        return;
      case "read": {
        const { token, log, seq } = output;
        this.ifAlive(2, () => this.feed({ kind: "read", token, row: this.disk.row(log, seq) }));
        return;
      }
      case "rest": {
        const { log, from, to } = output;
        const seqs = Array.from({ length: to - from }, (_, index) => from + index);
        this.ifAlive(2, () => this.feed({
          kind: "rest", rows: seqs.flatMap((seq) => this.disk.row(log, seq) ?? []),
        }));
        return;
      }
      case "send": this.sendFragment(output.link, output.fragment); return;
      case "close":
        this.events.reached(`close ${output.reason}`);
        this.links.get(output.link)?.tear(this);
        return;
      case "wakeAt": this.wakeAt(output.atMs); return;
      case "saveChains": this.medium?.saveChains(output.bytes); return;
      case "changed": this.show(output.channel, output.object); return;
      case "ring": this.ring(output.object); return;
      case "done": this.answer(output.act, output.result); return;
      case "impaired":
        this.events.trace(`impaired ${this.name} ${output.reason}`);
        this.events.reached(`impaired ${output.reason}`);
        return;
      default: return;
    }
  }

  private ring(object: string): void {
    const { state } = this;
    const channel = state?.channels.values().find((one) => one.facts.has(object));
    if (state === null || channel === undefined) return;
    const view = messageView(state, channel, object);
    const shown = view === null ? null : this.plant?.shown?.(state, view) ?? view;
    const at = channel.objects.get(object)?.[0]?.at ?? "";
    this.events.observe({ kind: "rang", node: this.name, object, at, proofPending: shown?.proofPending === true });
  }

  private answer(token: number, result: ActResult): void {
    const refused = result.kind === "refused" ? result.reason : null;
    this.events.trace(`done ${this.name} ${refused ?? ""}`);
    const asked = this.acts.get(token);
    this.acts.delete(token);
    if (asked === undefined) return;
    this.events.observe({ kind: "answered", node: this.name, act: asked.act, refused });
    asked.done(result);
  }

  private wakeAt(atMs: number): void {
    if (this.wake !== null && this.wake.atMs <= atMs) return;
    this.wake?.cancel();
    const cancel = this.ifAlive(atMs - this.nowMs, () => {
      this.wake = null;
      this.feed({ kind: "woke" });
    });
    this.wake = { atMs, cancel };
  }

  /** Tells the observer what an officer now reads of a message of ours. */
  private show(channelHex: string, object: string): void {
    const { state } = this;
    const channel = state?.channels.get(channelHex);
    if (state === null || channel === undefined) return;
    const shown = messageView(state, channel, object);
    const view = shown === null ? null : this.plant?.shown?.(state, shown) ?? shown;
    if (view === null || view.direction !== "out") return;
    for (const { party, state: delivery } of view.to) {
      if (!isDelivered(delivery) || this.delivered.has(`${object} ${party}`)) continue;
      this.delivered.add(`${object} ${party}`);
      this.events.observe({ kind: "delivered", node: this.name, object, reader: party });
    }
  }
}
