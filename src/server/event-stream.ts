// Live events: numbered, kept for a while so that a console that lost its connection misses nothing, never queued
// without end.

import type { StationEvent } from "../api/views.ts";
import type { Clock } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";
import type { Station } from "../station/surface.ts";
import { drafters, readers as textReaders } from "./routes.ts";
import type { Role } from "./routes.ts";

/** Most events kept for those who come back, in number and in characters. Older ones mean `reset`. */
export const keptEventsMax = 2_000;
export const keptCharactersMax = 8 * 1_048_576;
/** Bytes that may wait for one slow reader; one more event and it is dropped. It comes back and resumes. */
export const waitingBytesMax = 1_048_576;
/** Most characters sent again to a reader that comes back, so that it never fills its queue; beyond it, `reset`. */
export const resumeCharactersMax = 262_144;
/** Most streams at once. */
export const streamsMax = 128;
export const heartbeatMs = 2_000;
/** A state that follows another sooner than this waits, and only the newest of those waiting is sent. */
export const statePauseMs = 100;

/** Whoever holds a stream, asked anew for each event; null ends the stream. */
export type Viewer = () => { readonly roles: readonly Role[]; readonly locked: boolean } | null;

export interface EventStream {
  /** A stream for one reader, or null when there are too many. `lastEventId` is what the browser saw last. */
  open(viewer: Viewer, lastEventId: string | null): ReadableStream<Uint8Array> | null;
  /** Streams open now. */
  count(): number;
  close(): void;
}

type Kind = StationEvent["kind"];

interface Reader {
  readonly viewer: Viewer;
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
}

interface Kept {
  readonly number: number;
  readonly kind: Kind;
  readonly json: string;
}

/** Who may see which event; a locked session sees only those that hold no text. */
const audiences: Readonly<Record<Kind, { readonly roles: readonly Role[] | "all"; readonly locked: boolean }>> = {
  state: { roles: "all", locked: true },
  heartbeat: { roles: "all", locked: true },
  reset: { roles: "all", locked: true },
  ring: { roles: textReaders, locked: true },
  message: { roles: textReaders, locked: false },
  text: { roles: textReaders, locked: false },
  commitments: { roles: textReaders, locked: false },
  record: { roles: textReaders, locked: false },
  drafts: { roles: drafters, locked: false },
};

const text = new TextEncoder();

/** Follows a station's events from now on and hands them to any number of readers. */
export function createEventStream(station: Station, clock: Clock, random: Random): EventStream {
  const readers = new Set<Reader>();
  const ring = createRing(firstNumber(clock, random));
  const state = (): string => JSON.stringify({ kind: "state", state: station.state() } satisfies StationEvent);
  const giveAll = (kind: Kind, number: number | null, json: string): void => {
    for (const reader of readers) give(readers, reader, kind, number, json);
  };

  const states = createPaced(() => giveAll("state", ring.next(), state()));
  const unsubscribe = station.subscribe((event) => {
    // Heartbeat and reset are this stream's own; a state is never kept, since every reader is given the newest first.
    if (event.kind === "state") return states.ask();
    if (event.kind === "heartbeat" || event.kind === "reset") return;
    const json = JSON.stringify(event);
    giveAll(event.kind, ring.keep(event.kind, json), json);
  });
  const beat = setInterval(() => {
    const heartbeat: StationEvent = { kind: "heartbeat", nowMs: clock.nowMs() };
    giveAll("heartbeat", null, JSON.stringify(heartbeat));
  }, heartbeatMs);
  beat.unref();

  return {
    count: () => readers.size,
    open(viewer, lastEventId) {
      if (readers.size >= streamsMax) return null;
      let reader: Reader | null = null;
      return new ReadableStream<Uint8Array>({
        start(controller) {
          reader = { viewer, controller };
          readers.add(reader);
          const missed = lastEventId === null ? [] : ring.after(lastEventId);
          const from = missed === null || lastEventId === null ? ring.newest() : Number(lastEventId);
          give(readers, reader, "state", from, state());
          if (missed === null) give(readers, reader, "reset", ring.newest(), JSON.stringify({ kind: "reset" }));
          for (const event of missed ?? []) give(readers, reader, event.kind, event.number, event.json);
        },
        cancel: () => void (reader === null ? false : readers.delete(reader)),
      }, new ByteLengthQueuingStrategy({ highWaterMark: waitingBytesMax }));
    },
    close() {
      clearInterval(beat);
      states.stop();
      unsubscribe();
      for (const reader of readers) leave(readers, reader, () => reader.controller.close());
    },
  };
}

/** Hands one event to one reader if it may see it, and drops a reader that has too much waiting. */
function give(readers: Set<Reader>, reader: Reader, kind: Kind, number: number | null, json: string): void {
  const drop = (): void => leave(readers, reader, () => reader.controller.error(new Error("dropped")));
  const seen = reader.viewer();
  // A session that is over is no fault: its stream ends, and who comes back has to sign in.
  if (seen === null) return leave(readers, reader, () => reader.controller.close());
  const audience = audiences[kind];
  if (seen.locked && !audience.locked) return;
  if (audience.roles !== "all" && !audience.roles.some((role) => seen.roles.includes(role))) return;
  if ((reader.controller.desiredSize ?? 0) <= 0) return drop();
  // There is no line "event": a browser then hands every kind to one listener, and `kind` tells them apart.
  reader.controller.enqueue(text.encode(`${number === null ? "" : `id: ${number}\n`}data: ${json}\n\n`));
}

/** Forgets a reader and ends its stream, which may have ended by itself. */
function leave(readers: Set<Reader>, reader: Reader, end: () => void): void {
  if (!readers.delete(reader)) return;
  try {
    end();
  } catch {
    // The browser was quicker.
  }
}

/** The first running number of this start: above every number of an earlier start, so that old ones are told apart. */
function firstNumber(clock: Clock, random: Random): number {
  const [low = 0, high = 0] = random.bytes(2);
  return clock.nowMs() * 1_000 + ((low << 8) | high) % 1_000;
}

/** The newest events with their numbers. */
function createRing(first: number): {
  keep(kind: Kind, json: string): number;
  next(): number;
  newest(): number;
  after(lastEventId: string): readonly Kept[] | null;
} {
  let kept: Kept[] = [];
  let characters = 0;
  let number = first;
  /** The number up to which events may have been forgotten. */
  let forgotten = first;
  const trim = (): void => {
    if (kept.length <= keptEventsMax && characters <= keptCharactersMax) return;
    // In one go to nine tenths, so that the cost of moving the rest is paid seldom.
    let drop = 0;
    while (drop < kept.length
      && (kept.length - drop > keptEventsMax * 0.9 || characters > keptCharactersMax * 0.9)) {
      characters -= kept[drop]?.json.length ?? 0;
      forgotten = kept[drop]?.number ?? forgotten;
      drop += 1;
    }
    kept = kept.slice(drop);
  };
  return {
    next: () => (number += 1),
    newest: () => number,
    keep(kind, json) {
      number += 1;
      kept.push({ number, kind, json });
      characters += json.length;
      trim();
      return number;
    },
    after(lastEventId) {
      // From the browser, so it may be anything; what is not a number of this start within what is kept means reset.
      const last = /^\d{1,16}$/u.test(lastEventId) ? Number(lastEventId) : -1;
      if (last < forgotten || last > number) return null;
      const missed = kept.filter((event) => event.number > last);
      const length = missed.reduce((sum, event) => sum + event.json.length, 0);
      return length > resumeCharactersMax ? null : missed;
    },
  };
}

/** Runs `work` at once, then at most once in a pause, always a last time after the last asking. */
function createPaced(work: () => void): { ask(): void; stop(): void } {
  let timer: NodeJS.Timeout | null = null;
  let asked = false;
  const pause = (): void => {
    timer = setTimeout(() => {
      timer = null;
      if (!asked) return;
      asked = false;
      work();
      pause();
    }, statePauseMs);
    timer.unref();
  };
  return {
    ask() {
      if (timer !== null) {
        asked = true;
        return;
      }
      work();
      pause();
    },
    stop: () => void (timer === null ? undefined : clearTimeout(timer)),
  };
}
