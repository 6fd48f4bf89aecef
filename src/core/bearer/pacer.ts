// When the next datagram may go: at the declared rate, so that what waits is above the socket, where FLASH overtakes.

import type { LinkTerms } from "../../ports/bearer.ts";

/** Datagrams that a bearer without connections holds of one link: the one on the line and the next. */
export const waitingMax = 2;
/** Longest that a half-duplex link is spoken on without leaving it to the other end, in milliseconds. */
export const speakMsMax = 10_000;

/** What is to be done now. */
export interface Step {
  /** To be handed to the line at once, or null. */
  readonly send: Uint8Array | null;
  /** How many datagrams have had their time on the line since the last step. */
  readonly drained: number;
  /** When to look again, or null while nothing waits. */
  readonly wakeAtMs: number | null;
}

/** What a bearer must know of its line beside what it sends itself: whether somebody else is heard on it. */
export interface Carrier {
  /** Until when somebody else is known to have spoken, or null while they are heard speaking now. */
  readonly heardUntilMs: number | null;
}

/** The queue of one link. Times are of a clock that never goes back. */
export class Pacer {
  private readonly terms: Pick<LinkTerms, "rateBps" | "turnaroundMs">;
  private readonly lineBytes: (datagram: Uint8Array) => number;
  private readonly draw: () => number;
  private readonly waiting: Uint8Array[] = [];
  private busyUntilMs: number | null = null;
  private spokeUntilMs = -Infinity;
  private spokenSinceMs = -Infinity;
  private holdMs = 0;

  /** `lineBytes`: how many bytes a datagram takes on the line; `draw`: a number from 0 to below 1. */
  constructor(
    terms: Pick<LinkTerms, "rateBps" | "turnaroundMs">, lineBytes: (datagram: Uint8Array) => number, draw: () => number,
  ) {
    this.terms = terms;
    this.lineBytes = lineBytes;
    this.draw = draw;
    this.drawHold();
  }

  /** Takes a datagram; whether another may follow. */
  push(datagram: Uint8Array): boolean {
    this.waiting.push(datagram);
    return this.waiting.length + (this.busyUntilMs === null ? 0 : 1) < waitingMax;
  }

  /** Whether nothing waits and nothing is on the line. */
  get idle(): boolean {
    return this.waiting.length === 0 && this.busyUntilMs === null;
  }

  step(nowMs: number, carrier: Carrier): Step {
    let drained = 0;
    if (this.busyUntilMs !== null && this.busyUntilMs <= nowMs) {
      this.spokeUntilMs = this.busyUntilMs;
      this.busyUntilMs = null;
      drained = 1;
    }
    if (this.busyUntilMs !== null) return { send: null, drained, wakeAtMs: this.busyUntilMs };
    const [next] = this.waiting;
    if (next === undefined) return { send: null, drained, wakeAtMs: null };
    const freeAtMs = this.freeAtMs(carrier);
    if (freeAtMs === null || freeAtMs > nowMs) return { send: null, drained, wakeAtMs: freeAtMs };
    this.waiting.shift();
    this.begin(nowMs, next);
    return { send: next, drained, wakeAtMs: this.busyUntilMs };
  }

  private begin(nowMs: number, datagram: Uint8Array): void {
    const { rateBps } = this.terms;
    // A moment's pause between two datagrams begins no new turn of speaking.
    if (nowMs - this.spokeUntilMs > this.holdMs / 2) this.spokenSinceMs = nowMs;
    this.busyUntilMs = nowMs + (rateBps === null ? 0 : (this.lineBytes(datagram) * 8_000) / rateBps);
    this.drawHold();
  }

  /** When the line is ours, or null while somebody is heard on it. B-18: nobody keys up while another speaks. */
  private freeAtMs({ heardUntilMs }: Carrier): number | null {
    const { turnaroundMs } = this.terms;
    if (turnaroundMs === null) return -Infinity;
    if (heardUntilMs === null) return null;
    const spokeLong = this.spokeUntilMs - this.spokenSinceMs >= speakMsMax && heardUntilMs < this.spokeUntilMs;
    // B-19: who has spoken long leaves the line free for as long as the other needs to turn round and begin.
    const leaveMs = spokeLong ? this.spokeUntilMs + 2 * turnaroundMs + this.holdMs : -Infinity;
    return Math.max(heardUntilMs + this.holdMs, leaveMs);
  }

  /** By chance, so that two that waited for the same silence seldom begin together. */
  private drawHold(): void {
    this.holdMs = (this.terms.turnaroundMs ?? 0) * (1 + this.draw());
  }
}
