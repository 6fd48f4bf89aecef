// When the next datagram may go: at the declared rate, so that what waits is above the socket, where FLASH overtakes.

import type { LinkTerms } from "../../ports/bearer.ts";

/** Fragments that a bearer holds of one link: with a declared rate the one on the line alone, which FLASH waits for. */
export function heldMax({ rateBps }: Pick<LinkTerms, "rateBps">): number {
  return rateBps === null ? 2 : 1;
}

/** Longest that a half-duplex link is spoken on without leaving it to the other end, in milliseconds. */
export const speakMsMax = 10_000;

/** What is to be done now. */
export interface Step<T> {
  /** To be handed to the line at once, or null. */
  readonly send: Uint8Array | null;
  /** What has had its time on the line since the last step, or null. */
  readonly drained: T | null;
  /** When to look again, or null while nothing waits. */
  readonly wakeAtMs: number | null;
}

/** What a bearer must know of its line beside what it sends itself: whether somebody else is heard on it. */
export interface Carrier {
  /** Until when somebody else is known to have spoken, or null while they are heard speaking now. */
  readonly heardUntilMs: number | null;
}

/** How what waits goes onto the line. */
export interface PacerOptions<T> {
  readonly terms: Pick<LinkTerms, "rateBps" | "turnaroundMs">;
  /** The bytes of what waits, made when its turn has come: a mark must not grow old in the queue. */
  readonly prepare: (one: T) => Uint8Array;
  /** What goes around these bytes on the line, in bytes. */
  readonly overheadBytes: number;
  /** A number from 0 to below 1, by chance. */
  readonly draw: () => number;
}

/** The queue of one carrier. Times are of a clock that never goes back. */
export class Pacer<T> {
  private readonly options: PacerOptions<T>;
  private readonly waiting: T[] = [];
  private onLine: { readonly one: T; readonly untilMs: number } | null = null;
  private spokeUntilMs = -Infinity;
  private spokenSinceMs = -Infinity;
  private holdMs = 0;

  constructor(options: PacerOptions<T>) {
    this.options = options;
    this.drawHold();
  }

  /** Takes one; whether another may follow. */
  push(one: T): boolean {
    this.waiting.push(one);
    return this.waiting.length + (this.onLine === null ? 0 : 1) < heldMax(this.options.terms);
  }

  /** Whether nothing waits and nothing is on the line. */
  get idle(): boolean {
    return this.waiting.length === 0 && this.onLine === null;
  }

  step(nowMs: number, carrier: Carrier): Step<T> {
    let drained: T | null = null;
    if (this.onLine !== null && this.onLine.untilMs <= nowMs) {
      this.spokeUntilMs = this.onLine.untilMs;
      drained = this.onLine.one;
      this.onLine = null;
    }
    if (this.onLine !== null) return { send: null, drained, wakeAtMs: this.onLine.untilMs };
    const [next] = this.waiting;
    if (next === undefined) return { send: null, drained, wakeAtMs: null };
    const freeAtMs = this.freeAtMs(carrier);
    if (freeAtMs === null || freeAtMs > nowMs) return { send: null, drained, wakeAtMs: freeAtMs };
    this.waiting.shift();
    const send = this.options.prepare(next);
    return { send, drained, wakeAtMs: this.begin(nowMs, next, send.length) };
  }

  /** Until when it takes the line. */
  private begin(nowMs: number, one: T, length: number): number {
    const { terms: { rateBps }, overheadBytes } = this.options;
    // A moment's pause between two datagrams begins no new turn of speaking.
    if (nowMs - this.spokeUntilMs > this.holdMs / 2) this.spokenSinceMs = nowMs;
    const untilMs = nowMs + (rateBps === null ? 0 : ((length + overheadBytes) * 8_000) / rateBps);
    this.onLine = { one, untilMs };
    this.drawHold();
    return untilMs;
  }

  /** When the line is ours, or null while somebody is heard on it. B-18: nobody keys up while another speaks. */
  private freeAtMs({ heardUntilMs }: Carrier): number | null {
    const { turnaroundMs } = this.options.terms;
    if (turnaroundMs === null) return -Infinity;
    if (heardUntilMs === null) return null;
    const spokeLong = this.spokeUntilMs - this.spokenSinceMs >= speakMsMax && heardUntilMs < this.spokeUntilMs;
    // B-19: who has spoken long leaves the line free for as long as the other needs to turn round and begin.
    const leaveMs = spokeLong ? this.spokeUntilMs + 2 * turnaroundMs + this.holdMs : -Infinity;
    return Math.max(heardUntilMs + this.holdMs, leaveMs);
  }

  /** By chance, so that two that waited for the same silence seldom begin together. */
  private drawHold(): void {
    const { terms: { turnaroundMs }, draw } = this.options;
    this.holdMs = (turnaroundMs ?? 0) * (1 + draw());
  }
}
