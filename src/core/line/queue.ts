// The queue of one link: by precedence, decided again for each fragment, so that FLASH overtakes what has begun.

import { cutFragment, headerBytes, messageIds, trailerBytes } from "./fragment.ts";
import type { Fifo, Item, LinkState, Turn } from "./state.ts";
import { noteSent } from "./traffic.ts";

/** Fragments handed to a link and not yet drained. */
export const fragmentsInFlightMax = 2;
/** Frames of one precedence after which frames no longer needed are cleared out; more than any window holds. */
export const queuedFramesMax = 1_024;
/** Control frames of one precedence waiting on one link; more are not queued, since each is said again later. */
export const controlFramesMax = 64;

/** A frame that waits for a link, or is part sent. `item` is null for control frames. */
interface Outgoing {
  readonly frame: Uint8Array;
  readonly level: number;
  readonly item: Item | null;
  /** The message id, once its first fragment has gone. */
  id: number | null;
  offset: number;
}

export interface LinkQueue {
  readonly levels: readonly Fifo<Outgoing>[];
  control: number;
  nextId: number;
}

export function emptyQueue(): LinkQueue {
  return { levels: [0, 1, 2, 3].map(() => fifo<Outgoing>()), control: 0, nextId: 0 };
}

export function fifo<T>(): Fifo<T> {
  return { items: [], first: 0 };
}

/** The first of a list without taking it. */
export function peek<T>(list: Fifo<T>): T | undefined {
  return list.items[list.first];
}

/** Takes the first away; the array is shortened when half of it is spent, so taking costs a constant on average. */
export function shift<T>(list: Fifo<T>): void {
  // Let go of the frame at once, though its place stays for a while.
  list.items[list.first] = undefined as T;
  list.first += 1;
  if (list.first < 64 || list.first * 2 < list.items.length) {
    if (list.first < list.items.length) return;
  }
  list.items = list.items.slice(list.first);
  list.first = 0;
}

/** Queues the frame of an entry. */
export function queueItem(link: LinkState, frame: Uint8Array, item: Item): void {
  const list = link.queue.levels[item.level] as Fifo<Outgoing>;
  if (list.items.length - list.first >= queuedFramesMax) {
    list.items = list.items.slice(list.first).filter((one) => one.item?.done !== true);
    list.first = 0;
  }
  item.waiting.add(link.id);
  list.items.push({ frame, level: item.level, item, id: null, offset: 0 });
}

/** Queues a control frame; false when too many wait already. */
export function queueControl(link: LinkState, frame: Uint8Array, level: number): boolean {
  if (link.queue.control >= controlFramesMax) return false;
  link.queue.control += 1;
  (link.queue.levels[level] as Fifo<Outgoing>).items.push({ frame, level, item: null, id: null, offset: 0 });
  return true;
}

/** Hands fragments to the link while it takes them; each is of the highest precedence that waits. */
export function sendFragments(turn: Turn, link: LinkState, carried: (item: Item) => void): void {
  while (!link.closed && link.inFlight < fragmentsInFlightMax) {
    const next = nextOutgoing(link.queue);
    if (next === undefined) return;
    next.id ??= takeId(link.queue);
    const fragment = cutFragment(next.frame, next.id, next.level, next.offset, link.fragmentBytes);
    next.offset += fragment.length - headerBytes - trailerBytes;
    link.inFlight += 1;
    noteSent(link.traffic, fragment.length);
    turn.out.push({ kind: "send", link: link.id, fragment });
    if (next.offset < next.frame.length) continue;
    shift(link.queue.levels[next.level] as Fifo<Outgoing>);
    if (next.item === null) link.queue.control -= 1;
    else {
      next.item.waiting.delete(link.id);
      carried(next.item);
    }
  }
}

/** Items that still stand in the queue of a link that is gone. */
export function queuedItems(queue: LinkQueue): readonly Item[] {
  const items: Item[] = [];
  for (const list of queue.levels) {
    for (const one of list.items.slice(list.first)) if (one.item !== null) items.push(one.item);
  }
  return items;
}

function nextOutgoing(queue: LinkQueue): Outgoing | undefined {
  for (let level = queue.levels.length - 1; level >= 0; level--) {
    const list = queue.levels[level] as Fifo<Outgoing>;
    for (let next = peek(list); next !== undefined; next = peek(list)) {
      if (next.item?.done !== true) return next;
      shift(list);
    }
  }
  return undefined;
}

function takeId(queue: LinkQueue): number {
  const id = queue.nextId;
  queue.nextId = (id + 1) % messageIds;
  return id;
}
