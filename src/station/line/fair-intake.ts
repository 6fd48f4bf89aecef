// What came over the links, taken in turn: however much one peer sends, another's FLASH waits for a fragment of it, not
// for all of it.

import { fifo, peek, shift } from "../../core/line/queue.ts";
import type { Fifo } from "../../core/line/state.ts";
import type { Link } from "../../ports/bearer.ts";

/** Longest that fragments are taken before everything else gets its turn, in milliseconds. */
export const sliceMs = 2;
/** A link is read no further while so many bytes of it wait, and again when it is down to a quarter. */
export const waitingBytesMax = 65_536;

/** The share of time that one peer's fragments, and their storing, may take while another's come too (L-61). */
export const peerShare = 0.25;
/** Another's come as long as the last of them is no older than this, in milliseconds. */
export const togetherMs = 1_000;
/** No peer rests for more than it takes to wait so much off, in milliseconds: a disk that stood still is nobody's. */
export const beyondMsMax = 100;
/** How soon it is looked again whether a peer that took more than its share has waited it off, in milliseconds. */
const restMs = 2;

/** What a peer's fragments took beyond its share, at a time; when the last came; what they took since last stored. */
interface Use {
  beyondMs: number;
  atMs: number;
  heardMs: number;
  unstoredMs: number;
}

interface Queue {
  readonly link: Link;
  readonly fragments: Fifo<Uint8Array>;
  bytes: number;
  held: boolean;
}

/** Fragments that wait for their turn, by link. */
export class FairIntake {
  private readonly take: (link: Link, fragment: Uint8Array) => void;
  private readonly nowMs: () => number;
  /** Links of which something waits; the first is the next. */
  private readonly queues = new Map<string, Queue>();
  /** By station. */
  private readonly uses = new Map<string, Use>();
  private resting: ReturnType<typeof setTimeout> | null = null;
  private turnEndMs = 0;
  private turnOpen = false;
  /** All that taking has taken. */
  private spentMs = 0;

  /** `nowMs` is a clock that never goes back. */
  constructor(take: (link: Link, fragment: Uint8Array) => void, nowMs: () => number) {
    this.take = take;
    this.nowMs = nowMs;
  }

  /** Whether anything waits. */
  get waiting(): boolean {
    return this.queues.size > 0;
  }

  /** Takes a fragment at once where nothing waits and the turn is not over, else in its turn. */
  push(link: Link, fragment: Uint8Array): void {
    this.openTurn();
    const use = this.useOf(link);
    use.heardMs = this.nowMs();
    if (!this.waiting && use.heardMs < this.turnEndMs && use.beyondMs <= sliceMs) return this.spend(link, fragment);
    let queue = this.queues.get(link.id);
    if (queue === undefined) {
      queue = { link, fragments: fifo(), bytes: 0, held: false };
      this.queues.set(link.id, queue);
    }
    queue.fragments.items.push(fragment);
    queue.bytes += fragment.length;
    if (queue.held || queue.bytes <= waitingBytesMax) return;
    queue.held = true;
    link.read?.(false);
  }

  /**
   * What was taken is being stored from now on, until the answer is called. The time of that is of those from whom it
   * came, by what taking it took.
   */
  storing(): () => void {
    const beganMs = this.nowMs();
    const spentMs = this.spentMs;
    const parts = [...this.uses.values()].map((use) => ({ use, tookMs: use.unstoredMs }));
    const tookMs = parts.reduce((sum, part) => sum + part.tookMs, 0);
    for (const { use } of parts) use.unstoredMs = 0;
    return () => {
      // What is taken meanwhile is counted already.
      const lastedMs = this.nowMs() - beganMs - (this.spentMs - spentMs);
      for (const part of parts) if (part.tookMs > 0) this.charge(part.use, (lastedMs * part.tookMs) / tookMs);
    };
  }

  /** Forgets what came over a link that is gone: its peer sends it again. */
  forget(link: Link): void {
    this.queues.delete(link.id);
  }

  private openTurn(): void {
    if (this.turnOpen) return;
    this.turnOpen = true;
    this.turnEndMs = this.nowMs() + sliceMs;
    setImmediate(() => this.nextTurn());
  }

  private nextTurn(): void {
    this.turnOpen = false;
    if (!this.waiting) return;
    const ready = [...this.queues].filter(([, { link }]) => this.useOf(link).beyondMs <= sliceMs);
    if (ready.length === 0) return this.rest();
    this.openTurn();
    for (const [id, queue] of ready) {
      this.queues.delete(id);
      const fragment = peek(queue.fragments) as Uint8Array;
      shift(queue.fragments);
      queue.bytes -= fragment.length;
      // Behind all others that wait, unless it was the last of it.
      if (peek(queue.fragments) !== undefined) this.queues.set(id, queue);
      this.relieve(queue);
      this.spend(queue.link, fragment);
      if (this.nowMs() >= this.turnEndMs) return;
    }
  }

  /** All that waits is of peers that took more than their share. */
  private rest(): void {
    this.resting ??= setTimeout(() => {
      this.resting = null;
      if (!this.turnOpen) this.nextTurn();
    }, restMs).unref();
  }

  /** What a peer has taken beyond its share is less the longer ago it was. */
  private useOf({ station }: Link): Use {
    const nowMs = this.nowMs();
    const use = this.uses.get(station ?? "") ?? { beyondMs: 0, atMs: nowMs, heardMs: -Infinity, unstoredMs: 0 };
    this.uses.set(station ?? "", use);
    use.beyondMs = Math.max(0, use.beyondMs - (nowMs - use.atMs) * peerShare);
    use.atMs = nowMs;
    return use;
  }

  private spend(link: Link, fragment: Uint8Array): void {
    const beganMs = this.nowMs();
    this.take(link, fragment);
    const own = this.useOf(link);
    const tookMs = this.nowMs() - beganMs;
    own.unstoredMs += tookMs;
    this.spentMs += tookMs;
    this.charge(own, tookMs);
  }

  /** Who is alone takes all the time there is. */
  private charge(own: Use, ms: number): void {
    const nowMs = this.nowMs();
    const isTogether = this.uses.values().some((one) => one !== own && nowMs - one.heardMs < togetherMs);
    if (isTogether) own.beyondMs = Math.min(beyondMsMax, own.beyondMs + ms);
  }

  private relieve(queue: Queue): void {
    if (!queue.held || queue.bytes > waitingBytesMax / 4) return;
    queue.held = false;
    queue.link.read?.(true);
  }
}
