// What strikes a world: each fault of its plan, done to a station, a disk, a way or a clock.

import {
  copyMemory, flood, floodNarrow, forgeReceipt, newestOfPeer, sayOldVersion, sayPoison, squat,
} from "./byzantine.ts";
import type { Failure } from "./disk.ts";
import type { Platter } from "./disk.ts";
import { sendCourier } from "./courier.ts";
import type { AnyWay } from "./network.ts";
import { NarrowWay } from "./narrow-way.ts";
import type { Fault, FaultName } from "./plan.ts";
import type { SimNode } from "./sim-node.ts";
import { frameOf } from "./tap.ts";
import type { World } from "./world.ts";
import { toHex } from "../core/bytes/hex.ts";
import { readFragment } from "../core/line/fragment.ts";
import { readNarrowContent } from "../core/line/narrow-control.ts";
import { readNarrowFragment } from "../core/line/narrow-fragment.ts";
import type { StationOutput, StationState } from "../station/state.ts";

/** A slow process holds still this long, this often. */
const [slowMs, slowEveryMs] = [180, 200];
/** Room that a filling disk has left, from nearly full to full. */
const leaveBytes = [48 * 1024 ** 2, 8 * 1024, 0] as const;
/** How often a flooder sends, and how much at once. */
const [floodEveryMs, floodAtOnce] = [1_000, 12];
/** A station that is busy is tried again so soon. */
const againMs = 7;
/** How often a squatter looks for a log that has just begun, and when the station that it lies in wait for starts. */
const [squatEveryMs, squatStartsMs] = [200, 2_000];

/** Everything that can strike. */
export class Nemesis {
  private readonly world: World;
  private readonly backups = new Map<string, { readonly platter: Platter; readonly memory: StationState | null }>();
  /** Ways that stay as they are: one half of a station run twice speaks over each. */
  readonly held = new Set<AnyWay>();

  constructor(world: World) {
    this.world = world;
  }

  /** Does what the plan says. */
  strike(fault: Fault): void | Promise<void> {
    const { world } = this;
    const { what, ms } = fault;
    const node = world.node(fault.node);
    world.note(`fault ${what} ${node.name} ${ms}`);
    return this.strikes[what](node, ms, world.ways[fault.node % world.ways.length] as AnyWay);
  }

  private readonly strikes: Record<FaultName, (node: SimNode, ms: number, way: AnyWay) => void | Promise<void>> = {
    cut: (_, ms, way) => this.cut(way, ms),
    oneway: (_, ms, way) => this.did("oneway", () => way.mute(ms % 2, ms)),
    crash: (node, ms) => this.stop(node, ms, "crash"),
    power: (node, ms) => this.stop(node, ms, "power"),
    pause: (node, ms) => this.ifRunning(node, "pause", () => node.pause(ms)),
    slow: (node, ms) => this.ifRunning(node, "slow", () => this.slow(node, ms)),
    jump: (node, ms) => this.did("jump", () => { node.offsetMs += ms; }),
    drift: (node, ms) => this.did("drift", () => { node.driftPpm = ms; }),
    backup: (node) => this.backUp(node),
    restore: (node, ms) => this.restore(node, ms),
    "sync-fails": (node, ms) => this.fail(node, "sync-fails", ms),
    "write-fails": (node, ms) => this.fail(node, "write-fails", ms),
    full: (node, ms) => this.fill(node, ms),
    rot: (node) => this.rot(node),
    "chains-rot": (node) => this.rotChains(node),
    hold: (_, ms) => this.hold(ms),
    misread: (node) => this.did("misread", () => { node.disk.misreads = true; }),
    lie: (node, ms) => this.lie(node, ms),
    equivocate: (node) => this.equivocate(node),
    clone: (node) => this.clone(node),
    flood: (node, ms) => this.flood(node, ms),
    poison: (node, ms) => this.poison(node, ms),
    withhold: (node, ms) => this.bend(node, "withhold", ms, (output) => output.kind !== "send"),
    lazy: (node, ms) => this.bend(node, "lazy", ms, isIdleTalk),
    "old-version": (node, ms) => this.oldVersion(node, ms),
    squat: (node, ms) => this.squat(node, ms),
    hide: (node, ms) => this.hide(node, ms),
    courier: (node, ms) => sendCourier(this.world, node, ms),
  };

  /** Faults are over: fair weather, whole ways, right clocks, sound disks, every station running. */
  async heal(): Promise<void> {
    for (const node of this.world.nodes) {
      node.offsetMs = 0;
      node.driftPpm = 0;
      node.lets = () => true;
      node.disk.fill(null);
      if (node.state !== null && node.state.impaired.has("StoreBroken")) await node.stop(false);
      await node.start();
    }
    for (const way of this.world.ways) {
      way.heal();
      if (!this.held.has(way)) way.setCut(false);
    }
  }

  private did(fault: string, strike: () => void): void {
    this.world.count(fault);
    strike();
  }

  private ifRunning(node: SimNode, fault: string, strike: () => void): void {
    if (node.running) this.did(fault, strike);
  }

  /** A relay on the narrow way keeps back what it carries. */
  private hold(ms: number): void {
    for (const way of this.world.ways) if (way instanceof NarrowWay) this.did("hold", () => way.hold(ms));
  }

  /** The wide ways beside a narrow one are gone for a while, or for good. */
  alone(ms: number): void {
    const { ways } = this.world;
    const narrow = ways.filter((way) => way instanceof NarrowWay);
    this.world.count("narrow alone");
    this.gone(ways.filter((way) => (
      !narrow.includes(way as NarrowWay) && narrow.some(({ ends }) => ends.every((end) => way.ends.includes(end)))
    )), ms);
  }

  /** Every way is gone for a while, or for good. */
  apart(ms: number): void {
    this.world.count("courier alone");
    this.gone([...this.world.ways], ms);
  }

  private gone(ways: readonly AnyWay[], ms: number): void {
    for (const way of ways) {
      this.held.add(way);
      way.setCut(true);
    }
    this.world.timeline.after(ms, () => {
      for (const way of ways) {
        this.held.delete(way);
        way.setCut(false);
      }
    });
  }

  private cut(way: AnyWay, ms: number): void {
    if (this.held.has(way)) return;
    this.world.count("cut");
    way.setCut(true);
    this.world.timeline.after(ms, () => {
      if (!this.held.has(way)) way.setCut(false);
    });
  }

  private async stop(node: SimNode, ms: number, what: "crash" | "power"): Promise<void> {
    if (!node.running) return;
    this.world.count(what);
    this.world.timeline.after(ms, () => node.start());
    await node.stop(what === "power");
  }

  private slow(node: SimNode, ms: number): void {
    for (let at = 0; at < ms; at += slowEveryMs) node.ifAlive(at, () => node.pause(slowMs));
  }

  /** The medium fails at the next write; the process is ended, as its supervisor ends it, and started again. */
  private fail(node: SimNode, failure: Failure, ms: number): void {
    if (!node.running) return;
    this.world.count(failure);
    node.disk.failure = failure;
    this.world.timeline.after(ms, async () => {
      node.disk.failure = null;
      if (node.state?.impaired.has("StoreBroken") !== true) return;
      await node.stop(false);
      await node.start();
    });
  }

  private fill(node: SimNode, ms: number): void {
    this.world.count("full");
    node.disk.fill(leaveBytes[ms % leaveBytes.length] as number);
    this.world.observe({ kind: "space", node: node.name, freeBytes: node.disk.freeBytes });
    this.world.timeline.after(ms, () => {
      node.disk.fill(null);
      this.world.observe({ kind: "space", node: node.name, freeBytes: node.disk.freeBytes });
    });
  }

  private async rot(node: SimNode): Promise<void> {
    const at = await node.disk.rot();
    if (at === null) return;
    this.world.count("rot");
    this.world.observe({ kind: "rotten", node: node.name, at });
  }

  private rotChains(node: SimNode): void {
    if (node.disk.rotChains()) this.world.count("chains-rot");
  }

  private backUp(node: SimNode): void {
    const { plant, timeline } = this.world;
    if (plant?.restoresMemory === true && !node.idle) {
      timeline.after(againMs, () => this.backUp(node));
      return;
    }
    const memory = plant?.restoresMemory === true && node.state !== null ? copyMemory(node.state) : null;
    this.backups.set(node.name, { platter: node.disk.snapshot(), memory });
  }

  private async restore(node: SimNode, ms: number): Promise<void> {
    const backup = this.backups.get(node.name);
    if (backup === undefined) return;
    this.world.count("restore");
    if (node.running) await node.stop(true);
    await node.disk.restore(backup.platter);
    this.world.observe({ kind: "restored", node: node.name, held: this.world.leavesOn(node) });
    this.world.timeline.after(ms, () => node.start(backup.memory));
  }

  /** The node turns liar: it acknowledges before anything is durable, and more than it holds. */
  private lie(node: SimNode, more: number): void {
    this.world.dishonour(node);
    this.world.count("lie");
    node.acknowledgesEarly = true;
    const newest = newestOfPeer(node);
    if (newest !== null) forgeReceipt(node, newest.log, newest.size + more);
    node.feed({ kind: "woke" });
  }

  /** The node runs twice on one memory: one of it speaks to B, the other to C, and both say something. */
  private async equivocate(node: SimNode): Promise<void> {
    const { world } = this;
    if (!node.idle || node.state === null) {
      world.timeline.after(againMs, () => this.equivocate(node));
      return;
    }
    const toC = world.ways.find((way) => way.name === "A-C");
    const c = world.nodes.find((one) => one.name === "C");
    if (toC === undefined || c === undefined) return;
    world.dishonour(node);
    world.facts.forked.add(node.name).add("T");
    world.count("equivocate");
    const twin = await world.addTwin(node);
    const memory = copyMemory(node.state);
    this.held.add(toC);
    toC.setCut(true);
    world.addWay(twin, c).weather = world.plan.weather;
    world.timeline.after(5, async () => {
      for (const link of memory.line.links.keys()) memory.lineInputs.push({ kind: "down", link });
      await twin.start(memory);
      world.speakTwice(node, twin);
    });
  }

  /** The node's machine is copied, disk and all, and both copies run and speak to the same peer. */
  private async clone(node: SimNode): Promise<void> {
    const { world } = this;
    world.dishonour(node);
    world.count("clone");
    const twin = await world.addTwin(node);
    const peer = world.node(1);
    const way = world.addWay(twin, peer);
    way.weather = world.plan.weather;
    await twin.start();
    for (const each of [node, twin]) {
      world.timeline.after(15_000, () => world.speak(each, toHex(peer.self.party), "Yes."));
    }
  }

  private flood(node: SimNode, ms: number): void {
    const { world } = this;
    world.dishonour(node);
    world.count("flood");
    world.observe({ kind: "flood", node: node.name, begins: true });
    for (let at = 0; at < ms; at += floodEveryMs) node.ifAlive(at, () => {
      flood(node, floodAtOnce);
      floodNarrow(node, floodEveryMs);
      world.speak(node, toHex(world.node((at / floodEveryMs) % 2).self.party), "Flood. ".repeat(400));
    });
    const [one, other] = [world.node(0), world.node(1)];
    for (let at = 0; at < ms; at += 2 * floodEveryMs) {
      one.ifAlive(at, () => world.speak(one, toHex(other.self.party), "Between us."));
    }
    world.timeline.after(ms, () => world.observe({ kind: "flood", node: node.name, begins: false }));
  }

  private poison(node: SimNode, which: number): void {
    this.world.dishonour(node);
    if (sayPoison(node, which)) this.world.count("poison");
  }

  private bend(node: SimNode, what: string, ms: number, lets: SimNode["lets"]): void {
    this.world.dishonour(node);
    this.world.count(what);
    node.lets = lets;
    this.world.timeline.after(ms, () => { node.lets = () => true; });
  }

  /** A starts again while it cannot reach B; the node, which learns of A's new log first, says a BOOT of it to B. */
  private async squat(node: SimNode, ms: number): Promise<void> {
    const { world } = this;
    const [a, b] = [world.node(0), world.node(1)];
    const way = world.ways.find(({ ends }) => ends.includes(a) && ends.includes(b));
    if (way === undefined || !a.running) return;
    world.dishonour(node);
    // It signs entries at places of another's log, and is the only one that may.
    world.facts.forked.add(node.name);
    this.cut(way, ms);
    world.timeline.after(squatStartsMs, () => a.start());
    for (let at = 0; at < ms; at += squatEveryMs) node.ifAlive(at, () => {
      if (squat(node, a, b)) world.count("squat");
    });
    await a.stop(false);
  }

  /** It keeps its newest log back from B, whatever B asks; A has it. */
  private hide(node: SimNode, ms: number): void {
    const { world } = this;
    const from = world.node(1).name;
    const own = toHex(node.state?.channels.values().find((one) => one.adopted)?.ownLog ?? new Uint8Array(0));
    if (own === "") return;
    world.dishonour(node);
    world.facts.hiders.add(node.name);
    world.count("hide");
    node.hides = (frame, to) => to === from && frame.name === "entry" && toHex(frame.log) === own;
    world.timeline.after(ms, () => { node.hides = null; });
  }

  private oldVersion(node: SimNode, which: number): void {
    this.world.dishonour(node);
    if (node.open.length > 0) this.world.count("old-version");
    sayOldVersion(node, which);
  }
}

/** Whether this is other than an entry or a word that we hold one: a lazy reader asks, answers pings, and no more. */
function isIdleTalk(output: StationOutput): boolean {
  if (output.kind !== "send") return true;
  const read = readFragment(output.fragment);
  if (read === null) return isNarrowTalk(output.fragment);
  const name = !read.last || read.offset !== 0 ? null : frameOf(read.piece)?.name;
  return name === "hello" || name === "heads" || name === "want" || name === "ping" || name === "pong";
}

/** Control frames of a narrow link, without an entry. */
function isNarrowTalk(fragment: Uint8Array): boolean {
  const read = readNarrowFragment(fragment);
  return read?.sort === "whole" && readNarrowContent(read.bytes).rest === null;
}
