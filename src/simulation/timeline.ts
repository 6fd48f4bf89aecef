// Virtual time: what is to happen, in order of time and then of being arranged.

/** A queue of happenings. Nothing runs by itself; `next` runs one. */
export interface Timeline {
  readonly nowMs: number;
  readonly events: number;
  /** Arranges something in `delayMs` whole milliseconds; what is returned cancels it. */
  after(delayMs: number, run: () => void | Promise<void>): () => void;
  /** Runs what comes next, unless it is later than `untilMs`; false when there was nothing. */
  next(untilMs: number): Promise<boolean>;
}

interface Happening {
  readonly atMs: number;
  readonly order: number;
  run: (() => void | Promise<void>) | null;
}

/** An empty timeline beginning at 0. */
export function createTimeline(): Timeline {
  const heap: Happening[] = [];
  let [nowMs, events, order] = [0, 0, 0];
  return {
    get nowMs() { return nowMs; },
    get events() { return events; },
    after: (delayMs, run) => {
      const happening: Happening = { atMs: nowMs + Math.max(0, Math.ceil(delayMs)), order: order++, run };
      push(heap, happening);
      return () => { happening.run = null; };
    },
    next: async (untilMs) => {
      while (heap[0]?.run === null) pop(heap);
      const first = heap[0];
      if (first === undefined || first.atMs > untilMs) {
        nowMs = Math.max(nowMs, untilMs);
        return false;
      }
      pop(heap);
      nowMs = first.atMs;
      events += 1;
      // Only a start of a station waits, for the promises of its store; everything else is over when it returns.
      const done = first.run?.();
      if (done !== undefined) await done;
      return true;
    },
  };
}

function isBefore(a: Happening, b: Happening): boolean {
  return a.atMs !== b.atMs ? a.atMs < b.atMs : a.order < b.order;
}

function push(heap: Happening[], item: Happening): void {
  let index = heap.push(item) - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (!isBefore(item, heap[parent] as Happening)) break;
    heap[index] = heap[parent] as Happening;
    index = parent;
  }
  heap[index] = item;
}

function pop(heap: Happening[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    let child = 2 * index + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1] as Happening, heap[child] as Happening)) child += 1;
    if (!isBefore(heap[child] as Happening, last)) break;
    heap[index] = heap[child] as Happening;
    index = child;
  }
  heap[index] = last;
}
