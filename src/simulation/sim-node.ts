// One station in a world: its machine driven by hand on a simulated disk, clock and links.

import { holdTongue } from "./byzantine.ts";
import type { Disk } from "./disk.ts";
import type { Peer, Way } from "./network.ts";
import { fragmentBytesMax } from "./network.ts";
import type { Observation } from "./observation.ts";
import type { Plant } from "./plant.ts";
import { Tap } from "./tap.ts";
import type { Timeline } from "./timeline.ts";
import type { Act, ActResult } from "../api/acts.ts";
import { toHex } from "../core/bytes/hex.ts";
import { handle } from "../station/machine.ts";
import type { StationInput } from "../station/machine.ts";
import { createMachine } from "../station/start.ts";
import type { Self, StationOutput, StationState } from "../station/state.ts";
import type { Actor } from "../station/surface.ts";
import { messageView } from "../station/view/message-view.ts";

/** What a station tells its world. */
export interface NodeEvents {
  observe(observation: Observation): void;
  trace(line: string): void;
  /** The machine threw: nothing from outside may do that. */
  threw(node: string, error: unknown): void;
}

/** Where the clocks of every world begin: 22 November 2026, 14:30 UTC. */
export const worldBeginsMs = 1_795_357_800_000;
const shownDelivered: ReadonlySet<string> = new Set(["durable", "taken", "holding", "answered", "refused"]);
const station: Actor = { officer: "simulation", via: "station" };

export class SimNode implements Peer {
  readonly name: string;
  readonly self: Self;
  readonly disk: Disk;
  readonly ways: Way[] = [];
  state: StationState | null = null;
  honest = true;
  /** A liar's disk says "durable" at once. */
  acknowledgesEarly = false;
  /** Whether it has ever signed a receipt for what it does not hold. */
  lied = false;
  offsetMs = 0;
  officer: Actor = station;
  readonly released: string[] = [];
  readonly tap: Tap;
  private readonly links = new Map<string, Way>();
  private readonly acts = new Map<number, (result: ActResult) => void>();
  private readonly delivered = new Set<string>();
  private process = 0;
  private nextToken = 1;
  private flushDue = false;
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
    this.tap = new Tap();
    disk.onDurable = ({ log, seq, leaf }) => {
      events.observe({ kind: "durable", node: name, at: `${toHex(log)}:${seq}`, leaf: toHex(leaf) });
    };
  }

  get running(): boolean {
    return this.state !== null;
  }

  /** Time on the station's own wall. */
  get nowMs(): number {
    return worldBeginsMs + this.timeline.nowMs + this.offsetMs;
  }

  /** Starts a process on what the disk has, or goes on with a memory that somebody brought back. */
  async start(memory: StationState | null = null): Promise<void> {
    if (this.state !== null) return;
    this.process += 1;
    const clock = { nowMs: () => this.nowMs, monotonicMs: () => this.timeline.nowMs, wakeAt: () => () => undefined };
    const options = { self: this.self, store: this.disk.store(), chains: this.disk.chainFile(), clock, bearers: [] };
    this.events.trace(`start ${this.name}`);
    this.events.observe({ kind: "started", node: this.name });
    try {
      this.state = memory ?? await createMachine(options);
    } catch (error) {
      this.events.threw(this.name, error);
      return;
    }
    this.feed({ kind: "flush" });
    for (const way of this.ways) way.join();
  }

  /** Ends the process; `power` also takes what the disk has not acknowledged. */
  stop(power: boolean): void {
    if (power) this.disk.powerCut();
    else this.disk.processDies();
    this.process += 1;
    this.state = null;
    this.flushDue = false;
    this.wake?.cancel();
    this.wake = null;
    this.acts.clear();
    for (const link of this.links.keys()) this.events.observe({ kind: "link", node: this.name, link, up: false });
    this.links.clear();
    for (const way of this.ways) way.tear();
    this.events.trace(`stop ${this.name} ${power}`);
  }

  /** An act of an officer; its result comes when it is durable, or never when the station dies before. */
  act(act: Act, done: (result: ActResult) => void = () => undefined, actor = this.officer): void {
    const token = this.nextToken++;
    this.acts.set(token, done);
    this.feed({ kind: "act", token, actor, act });
  }

  feed(input: StationInput): void {
    const { state } = this;
    if (state === null) return;
    let outputs: readonly StationOutput[];
    try {
      outputs = handle(state, input, this.nowMs);
      outputs = this.plant?.handled?.(this, input, outputs) ?? outputs;
    } catch (error) {
      this.events.threw(this.name, error);
      this.stop(false);
      return;
    }
    for (const output of outputs) this.obey(output);
    this.scheduleFlush();
  }

  linkUp(link: string, way: Way, rateBps: number | null): void {
    if (!this.running) return;
    this.links.set(link, way);
    this.tap.opened(link);
    this.events.trace(`up ${this.name} ${link}`);
    this.events.observe({ kind: "link", node: this.name, link, up: true });
    const peer = toHex((way.other(this.name) as SimNode).self.party);
    this.feed({ kind: "line", input: { kind: "up", link, bearer: "simulated", peer, fragmentBytesMax, rateBps } });
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
    this.feed({ kind: "line", input: { kind: "received", link, fragment } });
  }

  drained(link: string): void {
    if (this.links.has(link)) this.feed({ kind: "line", input: { kind: "drained", link } });
  }

  /** Sends a fragment that the machine did not ask for: what a dishonest station does. */
  sendFragment(link: string, fragment: Uint8Array): void {
    const way = this.links.get(link);
    if (way === undefined) return;
    const { level, frame } = this.tap.sent(link, fragment, this.timeline.nowMs);
    this.events.trace(`send ${this.name} ${link} ${fragment.length} ${level} ${frame?.name ?? ""}`);
    const to = way.other(this.name).name;
    this.events.observe({ kind: "fragment", node: this.name, to, link, level, frame });
    way.send(this, link, fragment);
  }

  /** Whether nothing is on its way to the disk and nothing waits for it. */
  get idle(): boolean {
    const { state } = this;
    return state !== null && state.inFlight.size === 0 && state.pending.effects.length === 0 && !this.flushDue;
  }

  private scheduleFlush(): void {
    if (this.flushDue || this.state === null || this.state.inFlight.size > 0) return;
    this.flushDue = true;
    this.ifAlive(1, () => {
      this.flushDue = false;
      const { state } = this;
      if (state === null) return;
      if (this.lied) holdTongue(state);
      try {
        const outputs = handle(state, { kind: "flush" }, this.nowMs);
        for (const output of this.plant?.handled?.(this, { kind: "flush" }, outputs) ?? outputs) this.obey(output);
      } catch (error) {
        this.events.threw(this.name, error);
        this.stop(false);
      }
    });
  }

  /** Arranges something for this process alone: a later one never hears of it. */
  ifAlive(delayMs: number, run: () => void): () => void {
    const { process } = this;
    return this.timeline.after(delayMs, () => {
      if (this.process === process) run();
    });
  }

  private obey(output: StationOutput): void {
    switch (output.kind) {
      case "commit": this.commit(output); return;
      case "read": {
        const { token, log, seq } = output;
        this.ifAlive(2, () => this.feed({ kind: "read", token, row: this.disk.row(log, seq) }));
        return;
      }
      case "send": this.sendFragment(output.link, output.fragment); return;
      case "close": this.links.get(output.link)?.tear(); return;
      case "wakeAt": this.wakeAt(output.atMs); return;
      case "saveChains": this.disk.saveChains(output.bytes); return;
      case "changed": this.show(output.channel, output.object); return;
      case "ring": this.events.observe({ kind: "rang", node: this.name, object: output.object }); return;
      case "done": this.answer(output.act, output.result); return;
      case "impaired": this.events.trace(`impaired ${this.name} ${output.reason}`); return;
      default: return;
    }
  }

  private commit({ id, batch }: Extract<StationOutput, { kind: "commit" }>): void {
    const { process } = this;
    const done = (): void => {
      if (this.process === process) this.feed({ kind: "committed", id });
    };
    this.events.trace(`commit ${this.name} ${batch.entries.length}`);
    if (!this.acknowledgesEarly && this.plant?.acknowledgesEarly?.(this) !== true) {
      this.disk.commit(batch, done);
      return;
    }
    this.ifAlive(0, done);
    this.disk.commit(batch, () => undefined);
  }

  private answer(token: number, result: ActResult): void {
    this.events.trace(`done ${this.name} ${result.kind === "refused" ? result.reason : ""}`);
    this.acts.get(token)?.(result);
    this.acts.delete(token);
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
    const view = messageView(state, channel, object);
    if (view === null || view.direction !== "out") return;
    for (const { party, state: delivery } of view.to) {
      if (!shownDelivered.has(delivery) || this.delivered.has(`${object} ${party}`)) continue;
      this.delivered.add(`${object} ${party}`);
      this.events.observe({ kind: "delivered", node: this.name, object, reader: party });
    }
  }
}
