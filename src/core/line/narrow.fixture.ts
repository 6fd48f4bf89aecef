// Stations of a test that answer with receipts, joined by narrow links: what goes over them is counted as on the wire.

import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { concat, fromHex, toHex } from "../bytes/hex.ts";
import { fragmentGoesMs, turned } from "../bearer/rates.ts";
import type { Hex, Precedence } from "../names.ts";
import { encodeNarrowFrame } from "../narrow/frame.ts";
import { logTag } from "../narrow/tag.ts";
import type { LinkTerms } from "../../ports/bearer.ts";
import type { LineInput, LineOutput } from "./exchange.ts";
import { channel, channelBytes, logOfByte, seeded } from "./line.fixture.ts";
import { createLine, handle } from "./machine.ts";
import type { LineState } from "./machine.ts";
import { readNarrowContent } from "./narrow-control.ts";
import { readNarrowFragment } from "./narrow-fragment.ts";
import type { NarrowFragment } from "./narrow-fragment.ts";

const commitMs = 10;
/** What it takes to load an entry's bytes. */
export const loadMs = 1;
const receiptBytes = 90;
/** What stands around a fragment on these links. */
export const aroundBytes = 28;
const crypto = createNodeCrypto();

/** Terms are those of `a`; `b` has them turned round. 2,400 bit/s by way of a satellite. */
export const satellite: LinkTerms = {
  rateBps: 2_400, mtuBytes: 1_200, lossShare: 0, delayMs: 600, turnaroundMs: null, returnPath: true, costly: 1,
};
/** A radio of 75 bit/s. */
export const radio: LinkTerms = {
  rateBps: 75, mtuBytes: 256, lossShare: 0, delayMs: 50, turnaroundMs: null, returnPath: true, costly: 2,
};
/** A fibre. */
export const fibre: LinkTerms = {
  rateBps: null, mtuBytes: 16_384, lossShare: 0, delayMs: 5, turnaroundMs: null, returnPath: true, costly: 0,
};

interface Kept {
  readonly entries: Map<number, Uint8Array>;
  size: number;
}

/** What an entry acknowledges of a log: its size, and single entries beyond a gap. */
type Ack = readonly [log: Hex, size: number, singles: readonly number[]];

/** An entry: whether it is a receipt, what it acknowledges, and what fills it. */
function entryOf(receipt: boolean, acks: readonly Ack[], bytes: number): Uint8Array {
  const said = new TextEncoder().encode(JSON.stringify([receipt, acks]));
  return concat(Uint8Array.of(said.length), said, new Uint8Array(Math.max(0, bytes - said.length - 1)).fill(0xee));
}

class NarrowStation {
  readonly line: LineState = createLine(crypto);
  readonly logs = new Map<Hex, Kept>();
  readonly own: Uint8Array;
  readonly name: Hex;
  readonly peers: Hex[] = [];
  /** When each entry of others came to be held, by log and seq, and of ours when it was first acknowledged. */
  readonly held = new Map<string, number>();
  readonly receipted = new Map<string, number>();
  readonly loads: string[] = [];
  /** The precedence of its receipts. */
  answersAs: Precedence = "FLASH";
  /** Entries that cannot be rebuilt here, as `seq form`: form 0 is the narrow one, 1 the full. */
  readonly blind = new Set<string>();
  /** Entries whose writing fails here, by seq: they come, and are not held. */
  readonly lost = new Set<number>();
  wakeAtMs: number | null = null;
  private readonly moved = new Set<Hex>();
  readonly world: NarrowWorld;

  constructor(world: NarrowWorld, byte: number) {
    this.world = world;
    this.own = logOfByte(byte);
    this.name = toHex(new Uint8Array(32).fill(byte));
  }

  tell(input: LineInput): void {
    for (const output of handle(this.line, input, this.world.nowMs)) this.obey(output);
  }

  say(precedence: Precedence, bytes = 217, receipt = false): string {
    const log = toHex(this.own);
    const kept = this.kept(log);
    const seq = kept.size;
    kept.entries.set(seq, entryOf(receipt, this.acks(), bytes));
    kept.size += 1;
    this.tell({ kind: "appended", channel, log: this.own, seq, precedence, bytes, peers: this.peers, receipt });
    return `${log}:${seq}`;
  }

  /** What moved since our newest entry is acknowledged by the next. */
  private acks(): readonly Ack[] {
    const moved = [...this.moved];
    this.moved.clear();
    return moved.map((log) => {
      const { size, entries } = this.kept(log);
      return [log, size, [...entries.keys()].filter((one) => one >= size)];
    });
  }

  private kept(log: Hex): Kept {
    let kept = this.logs.get(log);
    if (kept === undefined) this.logs.set(log, (kept = { entries: new Map(), size: 0 }));
    return kept;
  }

  private obey(output: LineOutput): void {
    switch (output.kind) {
      case "send": return this.world.carry(this, output.link, output.fragment);
      case "load": {
        const { token, log, seq, form } = output;
        const bytes = this.logs.get(toHex(log))?.entries.get(seq) ?? null;
        this.loads.push(`${seq} ${form ?? "wide"}`);
        if (bytes === null || form === undefined) return this.world.at(loadMs, () => this.loaded(token, bytes));
        const envelope = concat(Uint8Array.of(form === "narrow" ? 0 : 1), bytes);
        const frame = encodeNarrowFrame({ name: "entry", tag: logTag(crypto, channelBytes, log), seq, envelope });
        return this.world.at(loadMs, () => this.tell({ kind: "loaded-narrow", token, frame }));
      }
      case "deliver": return this.world.at(commitMs, () => this.hold(output, output.envelope));
      case "deliver-narrow": return this.world.at(commitMs, () => this.holdNarrow(output));
      case "wakeAt": this.wakeAtMs = output.atMs; return;
      default:
    }
  }

  private loaded(token: number, bytes: Uint8Array | null): void {
    this.tell({ kind: "loaded", token, envelope: bytes });
  }

  private holdNarrow(output: Extract<LineOutput, { kind: "deliver-narrow" }>): void {
    const { peer, log, seq, envelope } = output;
    if (this.blind.has(`${seq} ${envelope[0]}`)) this.tell({ kind: "not-rebuilt", peer, log, seq });
    else this.hold({ ...output, kind: "deliver" }, envelope.subarray(1));
  }

  private hold({ log, seq, peer }: Extract<LineOutput, { kind: "deliver" }>, entry: Uint8Array): void {
    const hex = toHex(log);
    const kept = this.kept(hex);
    if (kept.entries.has(seq) || this.lost.has(seq)) return;
    kept.entries.set(seq, entry);
    this.held.set(`${hex}:${seq}`, this.world.nowMs);
    while (kept.entries.has(kept.size)) kept.size += 1;
    this.tellHeld(hex);
    const said = new TextDecoder().decode(entry.subarray(1, 1 + (entry[0] as number)));
    const [receipt, acks] = JSON.parse(said) as readonly [boolean, readonly Ack[]];
    this.moved.add(hex);
    for (const ack of acks) this.acknowledged(peer, ack);
    if (!receipt) this.say(this.answersAs, receiptBytes, true);
  }

  private acknowledged(peer: Hex, [log, size, singles]: Ack): void {
    for (const seq of [...Array.from({ length: size }, (_, at) => at), ...singles]) {
      if (!this.receipted.has(`${log}:${seq}`)) this.receipted.set(`${log}:${seq}`, this.world.nowMs);
    }
    this.tell({ kind: "receipted", peer, log: fromHex(log) as Uint8Array, size, singles });
  }

  /** Tells the line what is held of a log. */
  tellHeld(hex: Hex): void {
    const { size, entries } = this.kept(hex);
    const beyond = [...entries.keys()].filter((seq) => seq >= size);
    this.tell({ kind: "held", channel, log: fromHex(hex) as Uint8Array, size, beyond, peers: this.peers });
  }

  /** Both hold an entry of the log already. */
  begun(log: Uint8Array): void {
    const kept = this.kept(toHex(log));
    kept.entries.set(0, entryOf(false, [], 20));
    kept.size = 1;
    this.tellHeld(toHex(log));
  }
}

interface Wire {
  readonly terms: LinkTerms;
  readonly loss: number;
  readonly ends: readonly [NarrowStation, NarrowStation];
  cut: boolean;
}

/** What went over a link: fragments with their sender and the time at which their last byte left. */
export interface Gone {
  readonly link: string;
  readonly from: NarrowStation;
  readonly fragment: Uint8Array;
  readonly handedMs: number;
  readonly goneMs: number;
}

export class NarrowWorld {
  nowMs = 1_000_000;
  readonly a: NarrowStation;
  readonly b: NarrowStation;
  readonly gone: Gone[] = [];
  private readonly wires = new Map<string, Wire>();
  private readonly busy = new Map<string, number>();
  private readonly events = new Map<number, (() => void)[]>();
  private readonly draw: () => number;

  constructor(seed = 1) {
    this.draw = seeded(seed);
    this.a = new NarrowStation(this, 0xa1);
    this.b = new NarrowStation(this, 0xb1);
    this.a.peers.push(this.b.name);
    this.b.peers.push(this.a.name);
    for (const station of [this.a, this.b]) for (const { own } of [this.a, this.b]) station.begun(own);
  }

  join(link: string, terms: LinkTerms, loss = terms.lossShare): void {
    this.wires.set(link, { terms, loss, ends: [this.a, this.b], cut: false });
    for (const [end, peer] of [[this.a, this.b], [this.b, this.a]] as const) {
      const seen = end === this.a ? terms : turned(terms);
      end.tell({ kind: "up", link, bearer: link, peer: peer.name, terms: seen });
    }
  }

  /** Nothing arrives any more, and nobody is told; or it does again. */
  cut(link: string, cut = true): void {
    (this.wires.get(link) as Wire).cut = cut;
  }

  /** Lets time pass in which nothing arrives. */
  cutFor(link: string, ms: number): void {
    this.cut(link);
    this.run(ms);
    this.cut(link, false);
  }

  leave(link: string): void {
    this.wires.delete(link);
    for (const end of [this.a, this.b]) end.tell({ kind: "down", link });
  }

  /** Bytes on the wire, with what a bearer puts around each fragment. */
  bytes(link?: string): number {
    const sent = this.gone.filter((one) => link === undefined || one.link === link);
    return sent.reduce((sum, { fragment }) => sum + fragment.length + aroundBytes, 0);
  }

  carry(from: NarrowStation, link: string, fragment: Uint8Array): void {
    const wire = this.wires.get(link);
    if (wire === undefined) return;
    const { ends, loss } = wire;
    const terms = from === this.a ? wire.terms : turned(wire.terms);
    const key = `${link} ${from.name}`;
    const start = Math.max(this.nowMs, this.busy.get(key) ?? 0);
    const lasts = Math.ceil(fragmentGoesMs(terms, fragment.length));
    const goneMs = start + lasts;
    this.busy.set(key, goneMs);
    this.gone.push({ link, from, fragment, handedMs: this.nowMs, goneMs });
    this.at(goneMs - this.nowMs, () => from.tell({ kind: "drained", link }));
    if (this.draw() < loss || wire.cut || (!terms.returnPath && from === this.b)) return;
    const to = ends[0] === from ? ends[1] : ends[0];
    this.at(goneMs - this.nowMs + terms.delayMs, () => {
      if (this.wires.get(link) === wire && !wire.cut) to.tell({ kind: "received", link, fragment });
    });
  }

  at(pauseMs: number, event: () => void): void {
    const list = this.events.get(this.nowMs + pauseMs);
    if (list === undefined) this.events.set(this.nowMs + pauseMs, [event]);
    else list.push(event);
  }

  run(forMs: number): void {
    const end = this.nowMs + forMs;
    for (;;) {
      const events = this.events.get(this.nowMs) ?? [];
      this.events.delete(this.nowMs);
      for (const event of events) event();
      for (const station of [this.a, this.b]) if (station.wakeAtMs !== null && station.wakeAtMs <= this.nowMs) {
        station.wakeAtMs = null;
        station.tell({ kind: "woke" });
      }
      if (this.events.has(this.nowMs)) continue;
      const next = Math.min(...this.events.keys(), ...[this.a, this.b].map((one) => one.wakeAtMs ?? Infinity));
      if (next > end) break;
      this.nowMs = Math.max(next, this.nowMs);
    }
    this.nowMs = end;
  }
}

/** A link that is up and on which everything has been said. */
export function met(terms: LinkTerms, seed = 1): NarrowWorld {
  const world = new NarrowWorld(seed);
  world.join("x", terms);
  world.run(75_000);
  world.gone.length = 0;
  return world;
}

/** What a fragment is, in words: `whole ping+entry`, `piece 2/5`. */
export function shown({ fragment }: Gone): string {
  const read = readNarrowFragment(fragment) as NarrowFragment;
  const again = read.again ? " again" : "";
  if (read.sort === "piece") return `piece ${read.index + 1}/${read.count}${again}`;
  if (read.sort === "symbol") return `symbol ${read.number}`;
  const { controls, rest } = readNarrowContent(read.bytes);
  const entry = rest === null ? [] : [rest[0] === 1 ? "entry" : "wide"];
  return `whole ${[...controls.map((one) => one.name), ...entry].join("+")}${again}`;
}

/** What went over all links, each with its sender. */
export function said(world: NarrowWorld): readonly string[] {
  return world.gone.map((one) => `${one.from === world.a ? "a" : "b"} ${shown(one)}`);
}
