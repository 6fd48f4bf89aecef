// What came over the links, taken in turn: however much one peer sends, another's FLASH waits for a fragment of it, not
// for all of it.

import type { Link } from "../ports/bearer.ts";

/** Longest that fragments are taken before everything else gets its turn, in milliseconds. */
export const sliceMs = 2;
/** A link is read no further while so many bytes of it wait, and again when it is down to a quarter. */
export const waitingBytesMax = 65_536;

interface Queue {
  readonly link: Link;
  fragments: Uint8Array[];
  /** How many of the fragments have been taken. */
  first: number;
  bytes: number;
  held: boolean;
}

/** Fragments that wait for their turn, by link. */
export class FairIntake {
  private readonly take: (link: Link, fragment: Uint8Array) => void;
  private readonly nowMs: () => number;
  /** Links of which something waits; the first is the next. */
  private readonly queues = new Map<string, Queue>();
  private turnEndMs = 0;
  private turnOpen = false;

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
    if (!this.waiting && this.nowMs() < this.turnEndMs) return this.take(link, fragment);
    let queue = this.queues.get(link.id);
    if (queue === undefined) {
      queue = { link, fragments: [], first: 0, bytes: 0, held: false };
      this.queues.set(link.id, queue);
    }
    queue.fragments.push(fragment);
    queue.bytes += fragment.length;
    if (queue.held || queue.bytes <= waitingBytesMax) return;
    queue.held = true;
    link.read?.(false);
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
    this.openTurn();
    for (const [id, queue] of this.queues) {
      this.queues.delete(id);
      const fragment = queue.fragments[queue.first++] as Uint8Array;
      queue.bytes -= fragment.length;
      // Behind all others that wait, unless it was the last of it.
      if (queue.first < queue.fragments.length) this.queues.set(id, compact(queue));
      this.relieve(queue);
      this.take(queue.link, fragment);
      if (this.nowMs() >= this.turnEndMs) return;
    }
  }

  private relieve(queue: Queue): void {
    if (!queue.held || queue.bytes > waitingBytesMax / 4) return;
    queue.held = false;
    queue.link.read?.(true);
  }
}

function compact(queue: Queue): Queue {
  if (queue.first < 1_024) return queue;
  queue.fragments = queue.fragments.slice(queue.first);
  queue.first = 0;
  return queue;
}
