// A whole world from one plan: stations, disks, ways, faults, officers and an observer, in virtual time.

import { createHash } from "node:crypto";
import { createCheckers } from "./checkers/checkers.ts";
import { carriers } from "./carrier.ts";
import { behindMs, healMs, onItsWayMsOf, settleMs, transferMs } from "./checkers/p17-heals.ts";
import type { Said } from "./checkers/p17-heals.ts";
import { carryFile, roundEveryMs, roundMs } from "./courier.ts";
import { Disk } from "./disk.ts";
import { lookAt } from "./look.ts";
import { meet } from "./meeting.ts";
import { Nemesis } from "./nemesis.ts";
import { Way } from "./network.ts";
import type { AnyWay, WayOptions } from "./network.ts";
import type { Hit } from "./fates.ts";
import { createFacts, gather } from "./observation.ts";
import type { Checker, Facts, Finding, Observation, Standing } from "./observation.ts";
import { cryptoOf, makeSelf } from "./party.ts";
import type { Beside, Plan } from "./plan.ts";
import type { Plant } from "./plant.ts";
import { createDraw } from "./random.ts";
import { openBacking } from "./real-store.ts";
import { rulingsOf } from "./rulings.ts";
import { SimNode, worldBeginsMs } from "./sim-node.ts";
import type { NodeEvents } from "./sim-node.ts";
import { createTimeline } from "./timeline.ts";
import { NarrowWay } from "./narrow-way.ts";
import { doDeed, messageTo } from "./workload.ts";
import { toHex } from "../core/bytes/hex.ts";
import type { Body } from "../core/record/entry.ts";
import type { LinkTerms } from "../ports/bearer.ts";
import type { Self, StationState } from "../station/state.ts";

/** How often the observer looks at every station, in short and in long worlds. */
const lookEveryMs = { short: 30_000, long: 600_000 } as const;
const findingsMax = 20;
const none = new Uint8Array(0);
/** Ends a run: what was sought was found. */
const brokenAsSought = new Error("found");

/** Whether all has come is looked at this often. */
const lookAtPeaceMs = 2_000;

/** What is held by one honest station and lacked by another. */
interface Lacked {
  readonly bytes: number;
  readonly places: readonly { readonly by: SimNode; readonly log: string; readonly seq: number }[];
}

/** How a world healed: what it lacked, how long that took, how long it was allowed, and what never came. */
export interface Healed {
  readonly bytes: number;
  readonly tookMs: number;
  readonly allowedMs: number;
  readonly left: number;
}

function holds({ disk }: SimNode, log: string, seq: number): boolean {
  return disk.platter.medium.logs.get(log)?.has(seq) === true;
}

/** One world; `run` lives it through. */
export class World {
  readonly plan: Plan;
  readonly plant: Plant | null;
  readonly findings: Finding[] = [];
  readonly faults = new Map<string, number>();
  /** Branches of the product gone through, and how often. */
  readonly branches = new Map<string, number>();
  /** What befell fragments, in order: the rest of what was decided. */
  readonly hits: Hit[] = [];
  readonly timeline = createTimeline();
  readonly nodes: SimNode[] = [];
  readonly ways: AnyWay[] = [];
  readonly facts: Facts;
  private readonly checkers: readonly Checker[] = createCheckers();
  private readonly hash = createHash("sha256");
  private readonly nemesis = new Nemesis(this);
  private channel = "";
  private over = false;
  /** How long what lacked when the faults were over took to come, and how long it might have taken. */
  healed: Healed | null = null;
  /** Called for every line of the trace, to follow a run. */
  onTrace: (line: string) => void = () => undefined;
  /** Nothing happens after this time of the world. */
  untilMs = Number.MAX_SAFE_INTEGER;
  /** The promise that is sought broken: with it the run is over. */
  stopAt: string | null = null;

  constructor(plan: Plan, plant: Plant | null) {
    this.plan = plan;
    this.plant = plant;
    this.facts = createFacts(cryptoOf(plan.crypto), plan.weather.rateBps, () => this.timeline.nowMs);
  }

  /** SHA-256 of everything that happened; ciphertext is left out, since its encapsulation draws its own randomness. */
  get trace(): string {
    return this.hash.copy().digest("hex");
  }

  /** Lives the world through: it meets, it suffers, it is left in peace. */
  async run(): Promise<void> {
    const closers: (() => Promise<void>)[] = [];
    try {
      for (const name of ["A", "B", "C"].slice(0, this.plan.stations)) await this.addNode(name, closers);
      for (const [index, one] of this.nodes.entries()) {
        for (const other of this.nodes.slice(index + 1)) this.addWay(one, other);
      }
      await this.live();
    } catch (error) {
      if (error !== brokenAsSought) throw error;
    } finally {
      this.over = true;
      for (const close of closers) await close();
    }
  }

  private async live(): Promise<void> {
    const { plan, timeline } = this;
    const runUntil = (isSo: () => boolean, withinMs: number): Promise<boolean> => this.runUntil(isSo, withinMs);
    for (const node of this.nodes) await node.start();
    this.channel = await meet(this.nodes, plan.pace, createDraw(plan.seed, "meeting"), runUntil);
    for (const way of this.ways) way.weather = plan.weather;
    const { beside, apart } = plan;
    if (beside !== null) {
      this.layBeside(beside);
      timeline.after(beside.aloneAtMs, () => this.nemesis.alone(beside.aloneMs));
    }
    if (apart !== null) timeline.after(apart.aloneAtMs, () => this.nemesis.apart(apart.aloneMs));
    const rateBps = beside === null ? null : carriers[beside.carrier].rateBps;
    for (const deed of plan.deeds) {
      timeline.after(deed.atMs, () => doDeed(this.nodes, this.channel, deed, timeline, rateBps));
    }
    for (const fault of plan.faults) timeline.after(fault.atMs, () => this.nemesis.strike(fault));
    this.look();
    await this.runUntil(() => false, plan.troubledMs);
    await this.nemesis.heal();
    await this.runUntil(() => false, settleMs);
    const terms = this.slowTerms();
    const lacked = this.lacked();
    const healedForMs = healMs + transferMs(terms, lacked.bytes);
    const healedMs = timeline.nowMs;
    if (apart !== null && apart.aloneMs > plan.troubledMs) this.courierRounds(healedForMs);
    await this.peace(healedForMs - settleMs, lacked);
    if (timeline.nowMs >= this.untilMs) return;
    const standings = this.nodes.slice(0, plan.stations).map((node) => this.standing(node));
    const behind = behindMs(terms, transferMs(terms, lacked.bytes), this.saidSince(healedMs), timeline.nowMs);
    const onItsWayMs = Math.max(onItsWayMsOf(terms), 2 * (roundEveryMs + roundMs), behind);
    this.observe({ kind: "ending", standings, healedForMs, onItsWayMs });
  }

  /** The narrow way between two honest ends, if what they lack may have to go over it alone. */
  private slowTerms(): LinkTerms | null {
    const way = this.ways.find((one) => one instanceof NarrowWay);
    return way instanceof NarrowWay && way.ends.every((end) => this.isHonest(end.name)) ? way.terms : null;
  }

  /** What was signed since, in order. */
  private saidSince(sinceMs: number): readonly Said[] {
    const bytesOf = ({ log, seq }: Body): number => Math.max(...this.nodes.map(({ disk }) => (
      disk.platter.medium.logs.get(toHex(log))?.get(seq)?.blob.length ?? 0
    )));
    return [...this.facts.signed.values()].flat()
      .map(({ body }) => ({ atMs: body.time - worldBeginsMs, bytes: bytesOf(body) }))
      .filter(({ atMs }) => atMs >= sinceMs).toSorted((a, b) => a.atMs - b.atMs);
  }

  private isHonest(name: string): boolean {
    return this.facts.honest.get(name) === true;
  }

  /** What one honest station holds of the channel and another does not, all ways. */
  private lacked(): Lacked {
    const nodes = this.nodes.slice(0, this.plan.stations).filter(({ name }) => this.isHonest(name));
    const places: Lacked["places"][number][] = [];
    let bytes = 0;
    for (const one of nodes) for (const by of nodes) for (const [log, rows] of one.disk.platter.medium.logs) {
      if (one === by) continue;
      for (const [seq, row] of rows) {
        const author = this.facts.signed.get(`${log}:${seq}`)?.[0]?.node ?? "";
        if (holds(by, log, seq) || !this.ofChannel(log, seq) || !this.isHonest(author)) continue;
        bytes += row.blob.length;
        places.push({ by, log, seq });
      }
    }
    return { bytes, places };
  }

  /** Nothing befalls anybody; when all that lacked at the beginning has come is noted. */
  private async peace(forMs: number, { bytes, places }: Lacked): Promise<void> {
    const { timeline } = this;
    const beganMs = timeline.nowMs;
    let left = places;
    while (timeline.nowMs < beganMs + forMs && timeline.nowMs < this.untilMs) {
      left = left.filter(({ by, log, seq }) => !holds(by, log, seq));
      if (left.length === 0) break;
      await this.runUntil(() => false, Math.min(lookAtPeaceMs, beganMs + forMs - timeline.nowMs));
    }
    this.healed = { bytes, tookMs: timeline.nowMs - beganMs, allowedMs: forMs, left: left.length };
    await this.runUntil(() => false, beganMs + forMs - timeline.nowMs);
  }

  /** Couriers go from each to each, for so long: where there is no other way, they are what heals. */
  private courierRounds(forMs: number): void {
    const nodes = this.nodes.slice(0, this.plan.stations);
    for (let at = 0; at < forMs; at += roundEveryMs) for (const from of nodes) for (const to of nodes) {
      if (from !== to) this.timeline.after(at, () => carryFile(this, from, to, roundMs, false));
    }
  }

  /** Whether an entry is of a channel, and not of a station's own record. */
  private ofChannel(log: string, seq: number): boolean {
    const channel = toHex(this.facts.signed.get(`${log}:${seq}`)?.[0]?.body.channel ?? none);
    return this.nodes.every((one) => one.state?.house.hex !== channel);
  }

  private async runUntil(isSo: () => boolean, withinMs: number): Promise<boolean> {
    const untilMs = Math.min(this.untilMs, this.timeline.nowMs + withinMs);
    while (!isSo()) {
      if (!await this.timeline.next(untilMs)) return isSo();
      if (this.stopAt !== null && this.findings.some((one) => one.promise === this.stopAt)) throw brokenAsSought;
    }
    return true;
  }

  /** The station of a number. */
  node(number: number): SimNode {
    return this.nodes[number % this.plan.stations] as SimNode;
  }

  observe(observation: Observation): void {
    if (this.over) return;
    gather(this.facts, observation);
    for (const checker of this.checkers) {
      checker.see(observation, this.facts, (detail) => this.report(checker.promise, detail));
    }
  }

  private report(promise: string, detail: string): void {
    const finding = { promise, detail, atMs: this.timeline.nowMs, event: this.timeline.events };
    this.note(`finding ${promise} ${detail}`);
    if (this.findings.length < findingsMax) this.findings.push(finding);
  }

  note(line: string): void {
    if (this.over) return;
    this.hash.update(`${this.timeline.nowMs} ${line}\n`);
    this.onTrace(`${this.timeline.nowMs} ${line}`);
  }

  count(fault: string): void {
    this.faults.set(fault, (this.faults.get(fault) ?? 0) + 1);
  }

  private async addNode(name: string, closers: (() => Promise<void>)[]): Promise<void> {
    const { seed, diskMsMax, store } = this.plan;
    const { facts } = this;
    const self = makeSelf(name, facts.crypto, createDraw(seed, `party ${name}`), {
      signed: (signed) => this.observe({ kind: "signed", signed: { ...signed, node: name } }),
      recalled: ({ nonce }, signature) => this.observe({
        kind: "recollected", node: name, nonce: toHex(nonce), signature: toHex(signature),
      }),
      sealed: (under, tag) => this.observe({ kind: "sealed", node: name, under, tag }),
    });
    const backing = store === "sqlite" ? await openBacking() : null;
    if (backing !== null) closers.push(() => backing.close());
    const disk = new Disk(this.timeline, createDraw(seed, `disk ${name}`), diskMsMax, backing);
    this.nodes.push(new SimNode(name, self, disk, this.timeline, this.events(), this.plant));
    const digest = toHex(self.rosterDigest);
    facts.rosters.set(digest, self.roster.roster);
    facts.rosterOf.set(name, digest);
    facts.nodeOf.set(toHex(self.party), name);
    facts.honest.set(name, true);
  }

  /** A second machine "T" that is the same station, on a copy of its disk; not started yet. */
  async addTwin(node: SimNode): Promise<SimNode> {
    const disk = new Disk(this.timeline, createDraw(this.plan.seed, "disk twin"), this.plan.diskMsMax, null);
    const platter = node.disk.snapshot();
    await disk.restore(platter, platter.chains);
    const self: Self = { ...node.self, random: createDraw(this.plan.seed, "party twin") };
    const twin = new SimNode("T", self, disk, this.timeline, this.events(), null);
    twin.officer = node.officer;
    this.facts.honest.set("T", false);
    this.nodes.push(twin);
    return twin;
  }

  private events(): NodeEvents {
    return {
      observe: (observation) => this.observe(observation), trace: (line) => this.note(line),
      reached: (branch) => this.reached(branch),
    };
  }

  addWay(one: SimNode, other: SimNode): Way {
    const way: Way = new Way([one, other], this.wayOptions());
    this.lay(way);
    return way;
  }

  /** The narrow way, once the parties have met. */
  private layBeside({ carrier, ends: [first, second] = [0, 1] }: Beside): void {
    const [a, b] = [this.node(first), this.node(second)];
    const way = new NarrowWay([a, b], carrier, this.wayOptions());
    way.weather = this.plan.weather;
    this.lay(way);
    way.join();
  }

  private lay(way: AnyWay): void {
    for (const side of [0, 1]) {
      const [from, to] = [way.ends[side]?.name ?? "", way.ends[1 - side]?.name ?? ""];
      const works = side === 0 || !(way instanceof NarrowWay) || way.terms.returnPath;
      this.observe({ kind: "way", way: way.name, from, to, works, narrow: way instanceof NarrowWay });
    }
    for (const node of this.nodes) if (way.ends.includes(node)) node.ways.push(way);
    this.ways.push(way);
  }

  private wayOptions(): WayOptions {
    return {
      seed: this.plan.seed, timeline: this.timeline, hits: this.plan.hits,
      reached: (branch) => this.reached(branch),
      struck: (hit) => {
        this.count(hit.what);
        this.hits.push(hit);
        const ends = this.ways.find(({ name }) => name === hit.way)?.ends;
        const [from, to] = [ends?.[hit.side]?.name ?? "", ends?.[1 - hit.side]?.name ?? ""];
        if (hit.what === "heads") this.observe({ kind: "misled", node: to });
        // What comes twice comes.
        if (hit.what !== "duplicate") this.observe({ kind: "hurt", from, to });
      },
      works: (way, side, works) => {
        const { ends, name } = way;
        const [from, to] = [ends[side]?.name ?? "", ends[1 - side]?.name ?? ""];
        this.observe({ kind: "way", way: name, from, to, works, narrow: way instanceof NarrowWay });
      },
    };
  }

  /** A branch of the product, or of the world, was gone through. */
  reached(branch: string): void {
    this.branches.set(branch, (this.branches.get(branch) ?? 0) + 1);
  }

  dishonour(node: SimNode): void {
    node.honest = false;
    this.facts.honest.set(node.name, false);
  }

  /** Both halves of a station run twice say another thing, each to its own peer, at one position. */
  speakTwice(one: SimNode, twin: SimNode): void {
    const channel = one.state?.channels.get(this.channel);
    if (channel === undefined) return;
    const log = channel.ledger.logs.get(toHex(channel.ownLog));
    this.observe({ kind: "equivocated", at: `${toHex(channel.ownLog)}:${log?.size ?? 0}`, to: ["B", "C"] });
    const partyOf = (name: string): string =>
      toHex(this.nodes.find((each) => each.name === name)?.self.party ?? none);
    this.speak(one, partyOf("B"), "Yes.");
    this.speak(twin, partyOf("C"), "No.");
  }

  /** A FLASH of a station to a party. */
  speak(node: SimNode, party: string, text: string): void {
    const act = messageTo(node, this.channel, party, "FLASH", text);
    if (act !== null) node.act(act);
  }

  private look(): void {
    this.timeline.after(lookEveryMs[this.plan.pace], () => {
      for (const node of this.nodes) this.lookInto(node);
      this.look();
    });
  }

  private lookInto(node: SimNode): void {
    const { state, name } = node;
    if (state === null) return;
    for (const ruling of this.rulings(state, node.nowMs)) this.observe({ kind: "ruled", node: name, ruling });
    const look = lookAt(state, node.nowMs);
    this.observe({ kind: "looked", node: name, look: this.plant?.look?.(state, look) ?? look });
    for (const branch of branchesOf(state)) this.reached(branch);
    for (const { state: is, copies } of look.texts) {
      this.reached(`text ${is}`);
      const by = copies.find((one) => one.state === "adopted")?.accepted.length;
      if (by === this.plan.stations && by > 2) this.reached(`adopted by three${this.liarAmongThem}`);
    }
  }

  private get liarAmongThem(): string {
    return this.plan.cast === "none" ? "" : ", a liar among them";
  }

  private rulings(state: StationState, atMs: number): ReturnType<typeof rulingsOf> {
    return (this.plant?.rulings ?? rulingsOf)(state, atMs);
  }

  private standing(node: SimNode): Standing {
    const { state, released, honest } = node;
    const held = new Set<string>();
    for (const [log, rows] of node.disk.platter.medium.logs) {
      for (const [seq, row] of rows) {
        if (this.ofChannel(log, seq)) held.add(`${log}:${seq} ${toHex(row.leaf)}`);
      }
    }
    const atMs = worldBeginsMs + this.timeline.nowMs;
    const rulings = state === null ? [] : this.rulings(state, atMs);
    const evidence = [...(state?.evidence.values() ?? [])];
    return { node: node.name, honest, running: node.running, held, released, rulings, evidence };
  }

  /** The leaves that lie on a station's disk. */
  leavesOn(node: SimNode): ReadonlySet<string> {
    const rows = [...node.disk.platter.medium.logs.values()].flatMap((log) => [...log.values()]);
    return new Set(rows.map((row) => toHex(row.leaf)));
  }
}

/** Branches of the product that its state shows to have been gone through. */
function branchesOf(state: StationState): string[] {
  const found = [...state.refusals.keys()].map((code) => `refused ${code}`);
  if (state.damaged.size > 0) found.push("damaged");
  if (state.evidence.size > 0) found.push("evidence");
  for (const channel of state.channels.values()) {
    if (channel.wentBack.size > 0) found.push("went back");
    if (channel.parked.length > 0) found.push("parked");
    if ([...channel.ledger.logs.values()].some((log) => log.beyond.size > 0)) found.push("beyond a gap");
  }
  for (const line of state.lines.values()) {
    if (line.quota > 0) found.push("quota");
    if (line.unopenable > 0) found.push("given up as unopenable");
    if (line.missed > 0) found.push("missed test");
  }
  for (const link of state.line.links.values()) {
    if (link.quiet) found.push("link quiet");
    if (link.narrow !== null && link.roundTripMs > 0) found.push("narrow link answers");
  }
  return found;
}
