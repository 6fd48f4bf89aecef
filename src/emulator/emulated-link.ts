// A bad link in small: given what is sent and when, and a seed, it says what arrives and when. No IO, no clock.

import type { Conditions, LinkConditions } from "./conditions.ts";
import { createChance } from "./draw.ts";

/** Longest that one side of a half-duplex link speaks while the other waits, in milliseconds. */
export const speakMsMax = 15_000;
/** A stream's lost piece comes after this pause or two round trips, whichever is longer, in milliseconds. */
export const repeatMsMin = 1_000;

export type Side = 0 | 1;

/** What happened: a side's packet has left it whole (heard or not), or one has arrived at a side. */
export type Happening =
  | { readonly kind: "sent"; readonly side: Side; readonly atMs: number }
  | { readonly kind: "arrived"; readonly side: Side; readonly atMs: number; readonly bytes: Uint8Array };

/** What a side has sent, and what became of it. */
export interface Counts {
  sent: number;
  sentBytes: number;
  arrived: number;
  lost: number;
  corrupted: number;
  duplicated: number;
  reordered: number;
  /** Dropped because the queue was full. */
  refused: number;
}

interface Packet {
  readonly bytes: Uint8Array;
  /** A piece of a stream: what would be lost comes late, and everything behind it waits. */
  readonly stream: boolean;
}

interface Flight {
  readonly atMs: number;
  readonly order: number;
  readonly to: Side;
  readonly bytes: Uint8Array;
}

interface Way {
  readonly chance: () => number;
  readonly counts: Counts;
  queue: Packet[];
  waitingBytes: number;
  speaking: { readonly packet: Packet; readonly untilMs: number } | null;
  /** In a run of losses. */
  losing: boolean;
  streamAtMs: number;
}

/** A link between two sides. Times are milliseconds of whoever drives it and never go back. */
export class EmulatedLink {
  private link: LinkConditions;
  private readonly ways: readonly [Way, Way];
  private readonly overheadBytes: number;
  private flights: Flight[] = [];
  private happened: Happening[] = [];
  private clockMs = 0;
  private order = 0;
  /** Who spoke last on a shared carrier, since when it has the word, and until when it spoke. */
  private last: { side: Side; sinceMs: number; untilMs: number } | null = null;

  /** `overheadBytes`: what each packet takes of the line beside its own bytes, such as the headers of IP and UDP. */
  constructor(seed: number, link: LinkConditions, overheadBytes = 0) {
    this.link = link;
    this.overheadBytes = overheadBytes;
    this.ways = [createWay(seed, "there"), createWay(seed, "back")];
  }

  get conditions(): LinkConditions {
    return this.link;
  }

  counts(side: Side): Readonly<Counts> {
    return this.ways[side].counts;
  }

  /** Bytes that wait at a side, without the packet that is being sent. */
  waitingBytes(side: Side): number {
    return this.ways[side].waitingBytes;
  }

  /** From now on the link is so; what is on its way when it is cut is lost. */
  change(link: LinkConditions, nowMs: number): void {
    this.pass(nowMs);
    this.link = link;
    this.flights = this.flights.filter((one) => !link.ways[other(one.to)].cut);
    this.begin();
  }

  /** Takes a packet of a side; false when its queue is full and the packet is dropped. */
  send(side: Side, bytes: Uint8Array, nowMs: number, stream = false): boolean {
    this.pass(nowMs);
    const way = this.ways[side];
    if (way.waitingBytes + bytes.length > this.link.ways[side].queueBytesMax) {
      way.counts.refused += 1;
      return false;
    }
    way.queue.push({ bytes: bytes.slice(), stream });
    way.waitingBytes += bytes.length;
    this.begin();
    return true;
  }

  /** Lets time pass until `nowMs`; returns what has happened since the last call, in order. */
  advance(nowMs: number): readonly Happening[] {
    this.pass(nowMs);
    const { happened } = this;
    this.happened = [];
    return happened;
  }

  /** When something happens next, or null while nothing is on its way. */
  nextAtMs(): number | null {
    if (this.happened.length > 0) return this.clockMs;
    const times = this.ways.flatMap(({ speaking }) => (speaking === null ? [] : [speaking.untilMs]));
    const [first] = this.flights;
    const turnMs = this.turnAtMs();
    if (first !== undefined) times.push(first.atMs);
    if (turnMs !== null) times.push(turnMs);
    return times.length === 0 ? null : Math.min(...times);
  }

  private pass(nowMs: number): void {
    const happened = this.happened;
    // What has happened is told by `advance`; here it stands aside, so that the next thing is one of the future.
    this.happened = [];
    for (let atMs = this.nextAtMs(); atMs !== null && atMs <= nowMs; atMs = this.nextAtMs()) {
      this.clockMs = Math.max(this.clockMs, atMs);
      for (const side of [0, 1] as const) {
        if ((this.ways[side].speaking?.untilMs ?? Infinity) > atMs) continue;
        this.finish(side);
        happened.push({ kind: "sent", side, atMs });
      }
      for (const { to, bytes } of this.landed(atMs)) happened.push({ kind: "arrived", side: to, atMs, bytes });
      this.begin();
    }
    this.clockMs = Math.max(this.clockMs, nowMs);
    this.happened = happened;
  }

  private landed(atMs: number): readonly Flight[] {
    const at = this.flights.findIndex((one) => one.atMs > atMs);
    const landed = this.flights.splice(0, at === -1 ? this.flights.length : at);
    for (const { to } of landed) this.ways[other(to)].counts.arrived += 1;
    return landed;
  }

  /** When the carrier has turned round for a side that waits, or null when nobody waits for that. */
  private turnAtMs(): number | null {
    const { turnaroundMs } = this.link;
    if (turnaroundMs === null || this.last === null) return null;
    const waits = this.ways[other(this.last.side)].queue.length > 0;
    if (!waits || this.ways.some(({ speaking }) => speaking !== null)) return null;
    return Math.max(this.clockMs, this.last.untilMs + turnaroundMs);
  }

  private begin(): void {
    if (this.link.turnaroundMs === null) {
      for (const side of [0, 1] as const) this.speak(side);
      return;
    }
    if (this.ways.some(({ speaking }) => speaking !== null)) return;
    const side = this.nextSpeaker();
    if (side === null) return;
    if (this.last?.side !== side) this.last = { side, sinceMs: this.clockMs, untilMs: this.clockMs };
    this.speak(side);
  }

  /** Who has the word on a shared carrier: who had it, until its queue is empty or it has spoken too long. */
  private nextSpeaker(): Side | null {
    const waiting = ([0, 1] as const).filter((side) => this.ways[side].queue.length > 0);
    if (this.last === null) return waiting[0] ?? null;
    const { side, sinceMs, untilMs } = this.last;
    const turned = this.clockMs >= untilMs + (this.link.turnaroundMs ?? 0);
    const goesOn = waiting.includes(side) && (!waiting.includes(other(side)) || untilMs - sinceMs < speakMsMax);
    if (goesOn) return side;
    return waiting.includes(other(side)) && turned ? other(side) : null;
  }

  private speak(side: Side): void {
    const way = this.ways[side];
    if (way.speaking !== null) return;
    const packet = way.queue.shift();
    if (packet === undefined) return;
    way.waitingBytes -= packet.bytes.length;
    const { rateBps } = this.link.ways[side];
    const lastsMs = rateBps === null ? 0 : ((packet.bytes.length + this.overheadBytes) * 8_000) / rateBps;
    way.speaking = { packet, untilMs: this.clockMs + lastsMs };
  }

  private finish(side: Side): void {
    const way = this.ways[side];
    const { speaking, counts } = way;
    if (speaking === null) return;
    way.speaking = null;
    if (this.last !== null) this.last.untilMs = speaking.untilMs;
    counts.sent += 1;
    counts.sentBytes += speaking.packet.bytes.length + this.overheadBytes;
    this.befall(side, speaking.packet, speaking.untilMs);
  }

  /** What becomes of a packet. As many draws for each, so that one fault more or less shifts no other. */
  private befall(side: Side, { bytes, stream }: Packet, atMs: number): void {
    const way = this.ways[side];
    const { counts } = way;
    const conditions = this.link.ways[side];
    const draws = Array.from({ length: 7 }, () => way.chance());
    const [loss = 0, corrupt = 0, where = 0, twice = 0, twiceMs = 0, late = 0, lateMs = 0] = draws;
    const lost = drawLoss(way, conditions, loss) || conditions.cut;
    const arrivesMs = atMs + conditions.delayMs;
    if (stream) return this.flyInOrder(side, bytes, arrivesMs, lost, conditions.cut);
    if (lost) {
      counts.lost += 1;
      return;
    }
    const spreadMs = Math.max(20, conditions.delayMs);
    const isLate = late < conditions.reorderShare;
    if (isLate) counts.reordered += 1;
    const isHurt = corrupt < conditions.corruptShare && bytes.length > 0;
    if (isHurt) counts.corrupted += 1;
    const carried = isHurt ? flipped(bytes, where) : bytes;
    this.fly(side, carried, arrivesMs + (isLate ? Math.ceil(lateMs * 4 * spreadMs) + spreadMs : 0));
    if (twice >= conditions.duplicateShare) return;
    counts.duplicated += 1;
    this.fly(side, bytes, arrivesMs + Math.ceil(twiceMs * 4 * spreadMs));
  }

  private flyInOrder(side: Side, bytes: Uint8Array, atMs: number, lost: boolean, cut: boolean): void {
    const way = this.ways[side];
    if (lost) way.counts.lost += 1;
    // A cut stream is over: whoever drives it closes it.
    if (cut) return;
    const [there, back] = this.link.ways;
    const repeatMs = lost ? Math.max(repeatMsMin, 2 * (there.delayMs + back.delayMs)) : 0;
    way.streamAtMs = Math.max(way.streamAtMs, atMs + repeatMs);
    this.fly(side, bytes, way.streamAtMs);
  }

  private fly(side: Side, bytes: Uint8Array, atMs: number): void {
    const flight: Flight = { atMs, order: this.order++, to: other(side), bytes };
    const at = this.flights.findIndex((one) => one.atMs > atMs);
    this.flights.splice(at === -1 ? this.flights.length : at, 0, flight);
  }
}

function createWay(seed: number, name: string): Way {
  return {
    chance: createChance(seed, name), queue: [], waitingBytes: 0, speaking: null, losing: false, streamAtMs: 0,
    counts: {
      sent: 0, sentBytes: 0, arrived: 0, lost: 0, corrupted: 0, duplicated: 0, reordered: 0, refused: 0,
    },
  };
}

/** Whether the next packet is lost: after Gilbert, losing and not losing take turns of the lengths that are wanted. */
function drawLoss(way: Way, { lossShare, burst }: Conditions, draw: number): boolean {
  if (burst <= 1 || lossShare >= 1) return draw < lossShare;
  const leave = 1 / burst;
  const enter = Math.min(1, (lossShare * leave) / (1 - lossShare));
  way.losing = draw < (way.losing ? 1 - leave : enter);
  return way.losing;
}

function flipped(bytes: Uint8Array, where: number): Uint8Array {
  const bit = Math.floor(where * bytes.length * 8);
  const at = bit >>> 3;
  return Uint8Array.from(bytes).with(at, (bytes[at] as number) ^ (1 << (bit & 7)));
}

function other(side: Side): Side {
  return side === 0 ? 1 : 0;
}
