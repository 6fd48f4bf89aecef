// The entries of several logs in one order: by lamport, so that what an entry acknowledges comes before it.

/** A log on its way. */
export interface Turn {
  /** The highest lamport so far, the next entry's included: whatever a log says, it keeps its own order. */
  order: number;
  /** Decides where lamports are the same. */
  readonly number: number;
}

/** Logs, each with the entry that comes next in it; the one whose turn it is comes first: a heap. */
export class Turns<T extends Turn> {
  private readonly heap: T[] = [];

  add(one: T): void {
    const { heap } = this;
    let at = heap.length;
    heap.push(one);
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (isBefore(heap[above] as T, one)) break;
      heap[at] = heap[above] as T;
      at = above;
    }
    heap[at] = one;
  }

  take(): T | null {
    const { heap } = this;
    const first = heap[0] ?? null;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (let below = 1; below < heap.length; below = 2 * at + 1) {
      if (below + 1 < heap.length && isBefore(heap[below + 1] as T, heap[below] as T)) below += 1;
      if (isBefore(last, heap[below] as T)) break;
      heap[at] = heap[below] as T;
      at = below;
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(a: Turn, b: Turn): boolean {
  return a.order !== b.order ? a.order < b.order : a.number < b.number;
}
