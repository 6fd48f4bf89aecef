// An emulated link in real time: what one side sends arrives at the other as the conditions have it.

import { performance } from "node:perf_hooks";
import type { LinkConditions } from "../../emulator/conditions.ts";
import { EmulatedLink } from "../../emulator/emulated-link.ts";
import type { Counts, Side } from "../../emulator/emulated-link.ts";

/** What a wire tells who drives it. */
export interface WireEvents {
  /** Bytes have come to a side. */
  arrived(side: Side, bytes: Uint8Array): void;
  /** A side has sent what it was sending. */
  sent?(side: Side): void;
  /** The conditions are others now. */
  changed?(conditions: LinkConditions): void;
}

/** How a link is, and what has gone over it. */
export interface WireStat {
  readonly conditions: LinkConditions;
  readonly there: Readonly<Counts> & { readonly waitingBytes: number };
  readonly back: Readonly<Counts> & { readonly waitingBytes: number };
}

export class Wire {
  private readonly link: EmulatedLink;
  private readonly events: WireEvents;
  private timer: NodeJS.Timeout | undefined;

  /** `overheadBytes`: what each packet takes of the line beside its own bytes. */
  constructor(seed: number, conditions: LinkConditions, overheadBytes: number, events: WireEvents) {
    this.link = new EmulatedLink(seed, conditions, overheadBytes);
    this.events = events;
  }

  get conditions(): LinkConditions {
    return this.link.conditions;
  }

  get stat(): WireStat {
    const of = (side: Side): WireStat["there"] =>
      ({ ...this.link.counts(side), waitingBytes: this.link.waitingBytes(side) });
    return { conditions: this.conditions, there: of(0), back: of(1) };
  }

  /** Bytes that wait at a side. */
  waitingBytes(side: Side): number {
    return this.link.waitingBytes(side);
  }

  send(side: Side, bytes: Uint8Array, stream = false): boolean {
    const taken = this.link.send(side, bytes, performance.now(), stream);
    this.wake();
    return taken;
  }

  change(conditions: LinkConditions): void {
    this.link.change(conditions, performance.now());
    this.events.changed?.(conditions);
    this.wake();
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private wake(): void {
    clearTimeout(this.timer);
    const atMs = this.link.nextAtMs();
    if (atMs !== null) this.timer = setTimeout(() => this.happen(), Math.max(0, Math.ceil(atMs - performance.now())));
  }

  private happen(): void {
    for (const one of this.link.advance(performance.now())) {
      if (one.kind === "arrived") this.events.arrived(one.side, one.bytes);
      else this.events.sent?.(one.side);
    }
    this.wake();
  }
}
