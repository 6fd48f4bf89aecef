// A whole world from one seed: stations, disks, ways, faults, officers and an observer, in virtual time.

import { createHash } from "node:crypto";
import { copyMemory, forgeReceipt, newestOfPeer } from "./byzantine.ts";
import { createCheckers } from "./checkers/checkers.ts";
import { healMs } from "./checkers/p17-heals.ts";
import { Disk } from "./disk.ts";
import type { Platter } from "./disk.ts";
import { meet } from "./meeting.ts";
import { Way, fairWeather } from "./network.ts";
import { createFacts, gather } from "./observation.ts";
import type { Checker, Facts, Finding, Observation, Standing } from "./observation.ts";
import { makeSelf } from "./party.ts";
import type { Fault, Plan } from "./plan.ts";
import type { Plant } from "./plant.ts";
import { createDraw } from "./random.ts";
import { rulingsOf } from "./rulings.ts";
import { SimNode, worldBeginsMs } from "./sim-node.ts";
import type { NodeEvents } from "./sim-node.ts";
import { createTimeline } from "./timeline.ts";
import { arrangeWork } from "./workload.ts";
import { toHex } from "../core/bytes/hex.ts";
import type { StationState } from "../station/state.ts";

/** How often the observer asks every station for its rulings. */
const rulingEveryMs = 30_000;
const findingsMax = 20;
const none = new Uint8Array(0);
/** Ends the run of a planted bug: it was found. */
const plantFound = new Error("found");

/** One world; `run` lives it through. */
export class World {
  readonly plan: Plan;
  readonly findings: Finding[] = [];
  readonly faults = new Map<string, number>();
  readonly timeline = createTimeline();
  private readonly plant: Plant | null;
  private readonly facts: Facts = createFacts(() => this.timeline.nowMs);
  private readonly checkers: readonly Checker[] = createCheckers();
  private readonly hash = createHash("sha256");
  private readonly nodes: SimNode[] = [];
  private readonly ways: Way[] = [];
  private readonly backups = new Map<string, { readonly platter: Platter; readonly memory: StationState | null }>();
  private over = false;
  /** Called for every line of the trace, to follow a run. */
  onTrace: (line: string) => void = () => undefined;

  constructor(plan: Plan, plant: Plant | null) {
    this.plan = plan;
    this.plant = plant;
    const names = ["A", "B", "C"].slice(0, plan.stations);
    for (const name of names) this.addNode(name);
    for (const [index, one] of this.nodes.entries()) {
      for (const other of this.nodes.slice(index + 1)) this.addWay(one, other);
    }
  }

  /** SHA-256 of everything that happened; ciphertext is left out, since its encapsulation draws its own randomness. */
  get trace(): string {
    return this.hash.copy().digest("hex");
  }

  /** Lives the world through: it meets, it suffers, it is left in peace. */
  async run(): Promise<void> {
    try {
      await this.live();
    } catch (error) {
      if (error !== plantFound) throw error;
    }
    this.over = true;
  }

  private async live(): Promise<void> {
    const runUntil = (isSo: () => boolean, withinMs: number): Promise<boolean> => this.runUntil(isSo, withinMs);
    for (const node of this.nodes) await node.start();
    const channel = await meet(this.nodes, createDraw(this.plan.seed, "meeting"), runUntil);
    for (const way of this.ways) way.weather = this.plan.weather;
    const work = createDraw(this.plan.seed, "work");
    arrangeWork(this.nodes, channel, this.plan.messages, this.plan.troubledMs, this.timeline, work);
    for (const fault of this.plan.faults) this.timeline.after(fault.atMs, () => this.strike(fault));
    this.askForRulings();
    await this.runUntil(() => false, this.plan.troubledMs);
    await this.heal();
    const standings = this.nodes.slice(0, this.plan.stations).map((node) => this.standing(node));
    this.observe({ kind: "ending", standings, healedForMs: healMs });
  }

  private async runUntil(isSo: () => boolean, withinMs: number): Promise<boolean> {
    const untilMs = this.timeline.nowMs + withinMs;
    while (!isSo()) {
      if (!await this.timeline.next(untilMs)) return isSo();
      if (this.plant !== null && this.findings.some((one) => one.promise === this.plant?.promise)) throw plantFound;
    }
    return true;
  }

  /** Faults are over: fair weather, whole ways, right clocks, every station running. */
  private async heal(): Promise<void> {
    for (const node of this.nodes) {
      node.offsetMs = 0;
      await node.start();
    }
    for (const way of this.ways) {
      way.weather = fairWeather;
      way.tear();
      if (!this.backups.has(`twin ${way.name}`)) way.setCut(false);
    }
    await this.runUntil(() => false, healMs);
  }

  private observe(observation: Observation): void {
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

  private note(line: string): void {
    if (this.over) return;
    this.hash.update(`${this.timeline.nowMs} ${line}\n`);
    this.onTrace(`${this.timeline.nowMs} ${line}`);
  }

  private count(fault: string): void {
    this.faults.set(fault, (this.faults.get(fault) ?? 0) + 1);
  }

  private addNode(name: string): void {
    const { seed, diskMsMax } = this.plan;
    const self = makeSelf(name, createDraw(seed, `party ${name}`), (signed) => {
      this.observe({ kind: "signed", signed: { ...signed, node: name } });
    });
    const disk = new Disk(this.timeline, createDraw(seed, `disk ${name}`), diskMsMax);
    this.nodes.push(new SimNode(name, self, disk, this.timeline, this.events(), this.plant));
    const digest = toHex(self.rosterDigest);
    this.facts.rosters.set(digest, self.roster.roster);
    this.facts.rosterOf.set(name, digest);
    this.facts.honest.set(name, true);
  }

  private events(): NodeEvents {
    return {
      observe: (observation) => this.observe(observation),
      trace: (line) => this.note(line),
      threw: (node, error) => {
        if (this.facts.honest.get(node) !== true) return;
        const where = error instanceof Error ? (error.stack ?? "").split("\n").slice(0, 4).join(" | ") : "";
        this.report("P13", `${node} threw: ${where}`);
      },
    };
  }

  private addWay(one: SimNode, other: SimNode): Way {
    const draw = createDraw(this.plan.seed, `way ${one.name}-${other.name}`);
    const way = new Way([one, other], fairWeather, this.timeline, draw, (fault) => this.count(fault));
    one.ways.push(way);
    other.ways.push(way);
    this.ways.push(way);
    return way;
  }

  private strike(fault: Fault): void {
    const node = this.nodes[fault.node % this.plan.stations] as SimNode;
    const { what, ms } = fault;
    this.note(`fault ${what} ${node.name} ${ms}`);
    if (what === "cut") return this.cut(this.ways[fault.node % this.ways.length] as Way, ms);
    if (what === "jump") {
      this.count(what);
      node.offsetMs += ms;
    } else if (what === "crash" || what === "power") {
      if (!node.running) return;
      this.count(what);
      node.stop(what === "power");
      this.timeline.after(ms, () => node.start());
    } else if (what === "backup") this.backUp(node);
    else if (what === "restore") this.restore(node, ms);
    else if (what === "lie") this.lie(node, ms);
    else this.equivocate(node);
  }

  private cut(way: Way, ms: number): void {
    if (this.backups.has(`twin ${way.name}`)) return;
    this.count("cut");
    way.setCut(true);
    this.timeline.after(ms, () => {
      if (!this.backups.has(`twin ${way.name}`)) way.setCut(false);
    });
  }

  private backUp(node: SimNode): void {
    if (this.plant?.restoresMemory === true && !node.idle) {
      this.timeline.after(7, () => this.backUp(node));
      return;
    }
    const memory = this.plant?.restoresMemory === true && node.state !== null ? copyMemory(node.state) : null;
    this.backups.set(node.name, { platter: node.disk.snapshot(), memory });
  }

  private restore(node: SimNode, ms: number): void {
    const backup = this.backups.get(node.name);
    if (backup === undefined) return;
    this.count("restore");
    if (node.running) node.stop(true);
    node.disk.restore(backup.platter);
    this.observe({ kind: "restored", node: node.name, held: leavesOn(node) });
    this.timeline.after(ms, () => node.start(backup.memory));
  }

  /** The node turns liar: it acknowledges before anything is durable, and more than it holds. */
  private lie(node: SimNode, more: number): void {
    this.dishonour(node);
    this.count("lie");
    node.acknowledgesEarly = true;
    const newest = newestOfPeer(node);
    if (newest !== null) forgeReceipt(node, newest.log, newest.size + more);
    node.feed({ kind: "woke" });
  }

  /** The node runs twice on one memory: one of it speaks to B, the other to C, and both say something. */
  private equivocate(node: SimNode): void {
    if (!node.idle || node.state === null) {
      this.timeline.after(7, () => this.equivocate(node));
      return;
    }
    this.dishonour(node);
    this.count("equivocate");
    const disk = new Disk(this.timeline, createDraw(this.plan.seed, "disk twin"), this.plan.diskMsMax);
    disk.restore(node.disk.snapshot());
    const twin = new SimNode("T", node.self, disk, this.timeline, this.events(), null);
    twin.officer = node.officer;
    this.facts.honest.set("T", false);
    this.nodes.push(twin);
    const toC = this.ways.find((way) => way.name === "A-C");
    const c = this.nodes.find((one) => one.name === "C") as SimNode;
    const memory = copyMemory(node.state);
    if (toC === undefined) return;
    this.backups.set(`twin ${toC.name}`, { platter: disk.platter, memory: null });
    toC.setCut(true);
    const way = this.addWay(twin, c);
    way.weather = this.plan.weather;
    this.timeline.after(5, async () => {
      for (const link of memory.line.links.keys()) memory.lineInputs.push({ kind: "down", link });
      await twin.start(memory);
      this.speakTwice(node, twin);
    });
  }

  private speakTwice(one: SimNode, twin: SimNode): void {
    const channel = [...(one.state?.channels.values() ?? [])].find((each) => each.adopted);
    if (channel === undefined) return;
    const log = channel.ledger.logs.get(toHex(channel.ownLog));
    this.observe({ kind: "equivocated", at: `${toHex(channel.ownLog)}:${log?.size ?? 0}`, to: ["B", "C"] });
    const nodeNamed = (name: string): SimNode | undefined => this.nodes.find((each) => each.name === name);
    const partyOf = (name: string): string => toHex(nodeNamed(name)?.self.party ?? none);
    const [b, c] = [partyOf("B"), partyOf("C")];
    for (const [node, party, text] of [[one, b, "Yes."], [twin, c, "No."]] as const) {
      node.act({ act: "message.send", seen: node.state?.newestIncoming ?? 0, content: {
        channel: channel.hex, precedence: "FLASH", desk: "watch", capacity: "", to: [{ party, desk: "watch" }],
        info: [],
        label: channel.charter?.labels[0]?.code ?? "", language: "en", subject: "Word", text, word: null,
        relation: null, translations: [],
      } });
    }
  }

  private dishonour(node: SimNode): void {
    node.honest = false;
    this.facts.honest.set(node.name, false);
  }

  private askForRulings(): void {
    this.timeline.after(rulingEveryMs, () => {
      for (const node of this.nodes) this.rule(node);
      this.askForRulings();
    });
  }

  private rule(node: SimNode): void {
    const { state } = node;
    if (state === null) return;
    for (const ruling of this.rulings(state, node.nowMs)) this.observe({ kind: "ruled", node: node.name, ruling });
  }

  private rulings(state: StationState, atMs: number): ReturnType<typeof rulingsOf> {
    return (this.plant?.rulings ?? rulingsOf)(state, atMs);
  }

  private standing(node: SimNode): Standing {
    const { state, released, honest } = node;
    const held = new Set<string>();
    for (const [log, rows] of node.disk.platter.medium.logs) {
      for (const [seq, row] of rows) {
        const signed = this.facts.signed.get(`${log}:${seq}`)?.[0];
        const channel = toHex(signed?.body.channel ?? none);
        if (this.nodes.every((one) => one.state?.house.hex !== channel)) held.add(`${log}:${seq} ${toHex(row.leaf)}`);
      }
    }
    const atMs = worldBeginsMs + this.timeline.nowMs;
    const rulings = state === null ? [] : this.rulings(state, atMs);
    return { node: node.name, honest, held, released, rulings, evidence: [...(state?.evidence.values() ?? [])] };
  }
}

function leavesOn(node: SimNode): ReadonlySet<string> {
  const rows = [...node.disk.platter.medium.logs.values()].flatMap((log) => [...log.values()]);
  return new Set(rows.map((row) => toHex(row.leaf)));
}
