// Stations of a test, joined by a network that loses, repeats, delays, hurts and cuts, all from one seed.

import { toHex, fromHex } from "../bytes/hex.ts";
import type { Hex, Precedence } from "../names.ts";
import type { LineInput, LineNews, LineOutput } from "./exchange.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { createLine, handle } from "./machine.ts";
import type { LineState } from "./machine.ts";
import type { LinkTerms } from "../../ports/bearer.ts";

/** Terms of a link that loses nothing and works both ways at once. */
export function termsOf(mtuBytes: number, rateBps: number | null = null): LinkTerms {
  return { rateBps, mtuBytes, lossShare: 0, delayMs: 0, turnaroundMs: null, returnPath: true, costly: 0 };
}

export const channelBytes = new Uint8Array(32).fill(7);
export const channel = toHex(channelBytes);
/** Pause between a thing that came and its being durable. */
const commitMs = 5;

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function logOfByte(byte: number): Uint8Array {
  return new Uint8Array(16).fill(byte);
}

/** What one log holds, and how far it is whole. */
interface Kept {
  readonly entries: Map<number, Uint8Array>;
  size: number;
}

/** One station of a test: a line machine and a store that is just a map. */
export class FakeStation {
  line: LineState = createLine(createNodeCrypto());
  readonly name: Hex;
  readonly logs = new Map<Hex, Kept>();
  readonly news: LineNews[] = [];
  readonly outputs: LineOutput[] = [];
  readonly carried: string[] = [];
  /** Order in which entries came to be held. */
  readonly arrivals: string[] = [];
  loads = 0;
  closed: string[] = [];
  wakeAtMs: number | null = null;
  /** Entries that do not open for this station unless they were re-sealed. */
  readonly sealed = new Set<string>();
  receipts = true;
  readonly world: World;
  readonly peers: Hex[] = [];
  ownLog: Uint8Array;

  constructor(world: World, byte: number) {
    this.world = world;
    this.name = toHex(new Uint8Array(32).fill(byte));
    this.ownLog = logOfByte(byte);
  }

  tell(input: LineInput): readonly LineOutput[] {
    const outputs = handle(this.line, input, this.world.nowMs);
    for (const output of outputs) this.obey(output);
    return outputs;
  }

  say(bytes: number, precedence: Precedence): number {
    const log = toHex(this.ownLog);
    const kept = this.keptOf(log);
    const seq = kept.size;
    kept.entries.set(seq, new Uint8Array(bytes).fill(seq + 1));
    kept.size += 1;
    const { peers } = this;
    this.tell({ kind: "appended", channel, log: this.ownLog, seq, precedence, bytes, peers });
    return seq;
  }

  /** A new start: the memory of the line is gone, the store stays. */
  restart(byte: number): void {
    this.line = createLine(createNodeCrypto());
    this.ownLog = logOfByte(byte);
    this.tellHeld();
  }

  tellHeld(): void {
    for (const log of this.logs.keys()) this.held(log);
  }

  keptOf(log: Hex): Kept {
    let kept = this.logs.get(log);
    if (kept === undefined) {
      kept = { entries: new Map(), size: 0 };
      this.logs.set(log, kept);
    }
    return kept;
  }

  private held(log: Hex): void {
    const { size, entries } = this.keptOf(log);
    const beyond = [...entries.keys()].filter((seq) => seq >= size);
    this.tell({ kind: "held", channel, log: fromHex(log) as Uint8Array, size, beyond, peers: this.peers });
  }

  private obey(output: LineOutput): void {
    switch (output.kind) {
      case "send": this.world.carry(this, output.link, output.fragment); return;
      case "load": {
        this.loads += 1;
        const bytes = this.logs.get(toHex(output.log))?.entries.get(output.seq) ?? null;
        const envelope = bytes !== null && output.fresh ? Uint8Array.of(255, ...bytes) : bytes;
        this.world.at(1, () => this.tell({ kind: "loaded", token: output.token, envelope }));
        return;
      }
      case "deliver": this.world.at(commitMs, () => this.hold(output)); return;
      case "carried": this.carried.push(`${toHex(output.log)}:${output.seq}`); return;
      case "wakeAt": this.wakeAtMs = output.atMs; return;
      case "close": this.closed.push(output.reason); this.world.cut(output.link); return;
      case "tell": this.news.push(output.news); return;
    }
  }

  private hold(delivery: Extract<LineOutput, { kind: "deliver" }>): void {
    const hex = toHex(delivery.log);
    const { seq, envelope, peer, log } = delivery;
    const kept = this.keptOf(hex);
    const at = `${hex}:${seq}`;
    if (kept.entries.has(seq)) return;
    if (this.sealed.has(at) && envelope[0] !== 255) {
      this.tell({ kind: "unopened", peer, log, seq });
      return;
    }
    kept.entries.set(seq, envelope);
    this.arrivals.push(at);
    while (kept.entries.has(kept.size)) kept.size += 1;
    this.held(hex);
    const singles = [...kept.entries.keys()].filter((one) => one >= kept.size).slice(0, 256);
    if (!this.receipts) return;
    const other = this.world.stations.find((one) => one.name === peer);
    this.world.at(20, () => other?.tell({ kind: "receipted", peer: this.name, log, size: kept.size, singles }));
  }
}

/** How bad a link is: shares of fragments lost, repeated, hurt; and how late they come. */
export interface Weather {
  readonly loss: number;
  readonly twice: number;
  readonly hurt: number;
  readonly lateMs: number;
  readonly bps: number | null;
}

export const fair: Weather = { loss: 0, twice: 0, hurt: 0, lateMs: 10, bps: null };

interface Wire {
  readonly id: string;
  readonly ends: readonly [FakeStation, FakeStation];
  readonly weather: Weather;
}

/** A world of stations and wires with a clock of its own. */
export class World {
  nowMs = 1_000_000;
  readonly stations: FakeStation[] = [];
  readonly draw: () => number;
  readonly sent: { readonly link: string; readonly fragment: Uint8Array }[] = [];
  private readonly wires = new Map<string, Wire>();
  private readonly events = new Map<number, (() => void)[]>();
  private readonly busy = new Map<string, number>();

  constructor(seed: number) {
    this.draw = seeded(seed);
  }

  station(byte: number): FakeStation {
    const made = new FakeStation(this, byte);
    for (const other of this.stations) {
      other.peers.push(made.name);
      made.peers.push(other.name);
    }
    this.stations.push(made);
    return made;
  }

  join(id: string, a: FakeStation, b: FakeStation, weather: Weather, mtuBytes: number): void {
    this.wires.set(id, { id, ends: [a, b], weather });
    const terms = termsOf(mtuBytes, weather.bps);
    const up = { kind: "up", link: id, bearer: `bearer-${id}`, terms } as const;
    a.tell({ ...up, peer: b.name });
    b.tell({ ...up, peer: a.name });
  }

  cut(id: string): void {
    const wire = this.wires.get(id);
    this.wires.delete(id);
    for (const end of wire?.ends ?? []) end.tell({ kind: "down", link: id });
  }

  carry(from: FakeStation, id: string, fragment: Uint8Array): void {
    const wire = this.wires.get(id);
    if (wire === undefined) return;
    this.sent.push({ link: id, fragment });
    const { loss, twice, hurt, lateMs, bps } = wire.weather;
    const key = `${id} ${from.name}`;
    const start = Math.max(this.nowMs, this.busy.get(key) ?? 0);
    const gone = start + (bps === null ? 0 : Math.ceil((fragment.length * 8_000) / bps));
    this.busy.set(key, gone);
    this.at(gone - this.nowMs, () => {
      if (this.wires.get(id) === wire) from.tell({ kind: "drained", link: id });
    });
    const copies = this.draw() < loss ? 0 : this.draw() < twice ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      const bytes = fragment.slice();
      if (this.draw() < hurt) hurtByte(bytes, this.draw());
      const to = wire.ends[0] === from ? wire.ends[1] : wire.ends[0];
      this.at(gone - this.nowMs + Math.floor(this.draw() * lateMs), () => {
        if (this.wires.get(id) === wire) to.tell({ kind: "received", link: id, fragment: bytes });
      });
    }
  }

  at(pauseMs: number, event: () => void): void {
    const due = this.nowMs + pauseMs;
    const list = this.events.get(due);
    if (list === undefined) this.events.set(due, [event]);
    else list.push(event);
  }

  /** Lets time pass, from event to event. */
  run(forMs: number): void {
    const end = this.nowMs + forMs;
    while (this.nowMs <= end) {
      const now = this.events.get(this.nowMs);
      if (now !== undefined) {
        for (const event of now) event();
        this.events.delete(this.nowMs);
      }
      for (const station of this.stations) {
        if (station.wakeAtMs !== null && station.wakeAtMs <= this.nowMs) {
          station.wakeAtMs = null;
          station.tell({ kind: "woke" });
        }
      }
      if (!this.events.has(this.nowMs)) this.nowMs += 1;
    }
  }
}

function hurtByte(bytes: Uint8Array, draw: number): void {
  const at = Math.floor(draw * bytes.length);
  bytes[at] = (bytes[at] as number) ^ 0x55;
}
