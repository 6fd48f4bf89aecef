// Two stations in one process with a bad link between them: for tests and for measuring, in real or in virtual time.

import { turned } from "../../core/bearer/rates.ts";
import type { LinkConditions } from "../../emulator/conditions.ts";
import { EmulatedLink } from "../../emulator/emulated-link.ts";
import type { Side } from "../../emulator/emulated-link.ts";
import type { Bearer, BearerEvents, Link, LinkTerms } from "../../ports/bearer.ts";
import type { Clock } from "../../ports/clock.ts";

/** How many fragments wait in a link without a declared rate before `send` asks for a pause; with one each does. */
export const waitingFragmentsMax = 2;

/** What an emulated way is made of. `terms` is what side 0 is told of it, and side 1 turned round; true or not. */
export interface EmulatedWayOptions {
  readonly name: string;
  readonly seed: number;
  readonly conditions: LinkConditions;
  readonly terms: LinkTerms;
  readonly clock: Clock;
}

/** The two ends of one way. Each end takes the station (hex) its link shall tell. */
export interface EmulatedWay {
  readonly link: EmulatedLink;
  a(peerStation: string): Bearer;
  b(peerStation: string): Bearer;
  /** From now on the way is so; a cut is told to nobody. */
  change(conditions: LinkConditions): void;
}

interface End {
  readonly events: BearerEvents;
  readonly link: Link;
  waiting: number;
}

/**
 * Joins two bearers by an emulated link. Like a radio they notice nothing of the other end: a link is up from the start
 * until the stop, and one that is closed comes up again in a later turn.
 */
export function createEmulatedWay(options: EmulatedWayOptions): EmulatedWay {
  const way = new Way(options);
  return {
    link: way.link,
    a: (peerStation) => way.bearer(0, peerStation),
    b: (peerStation) => way.bearer(1, peerStation),
    change: (conditions) => {
      way.link.change(conditions, options.clock.nowMs());
      way.schedule();
    },
  };
}

class Way {
  readonly link: EmulatedLink;
  private readonly options: EmulatedWayOptions;
  private readonly ends: [End | null, End | null] = [null, null];
  private wake: { readonly atMs: number; readonly cancel: () => void } | null = null;
  private count = 0;

  constructor(options: EmulatedWayOptions) {
    this.options = options;
    this.link = new EmulatedLink(options.seed, options.conditions);
  }

  bearer(side: Side, station: string): Bearer {
    let events: BearerEvents | null = null;
    return {
      name: this.options.name,
      start: async (told) => {
        events = told;
        this.rise(side, station, () => events);
      },
      stop: async () => {
        events = null;
        this.fall(side, "stopped");
      },
    };
  }

  /** Wakes when something happens next. */
  schedule(): void {
    const { clock } = this.options;
    const atMs = this.link.nextAtMs();
    if (atMs === null || (this.wake !== null && this.wake.atMs <= atMs)) return;
    this.wake?.cancel();
    const cancel = clock.wakeAt(Math.ceil(atMs), () => {
      this.wake = null;
      this.happen();
    });
    this.wake = { atMs, cancel };
  }

  private happen(): void {
    for (const one of this.link.advance(this.options.clock.nowMs())) {
      const end = this.ends[one.side];
      if (end === null) continue;
      if (one.kind === "arrived") end.events.fragment(end.link, one.bytes);
      else if (end.waiting > 0) {
        end.waiting -= 1;
        end.events.drained(end.link);
      }
    }
    this.schedule();
  }

  private rise(side: Side, station: string, events: () => BearerEvents | null): void {
    const told = events();
    if (told === null || this.ends[side] !== null) return;
    const { clock, name } = this.options;
    const terms = side === 0 ? this.options.terms : turned(this.options.terms);
    const end: End = { events: told, waiting: 0, link: {
      id: `${name}-${side}-${this.count++}`, bearer: name, station, terms,
      send: (fragment) => {
        if (this.ends[side] !== end) return false;
        if (this.link.send(side, fragment, clock.nowMs())) end.waiting += 1;
        this.schedule();
        return end.waiting < (terms.rateBps === null ? waitingFragmentsMax : 1);
      },
      close: () => {
        if (this.ends[side] !== end) return;
        this.fall(side, "closed");
        clock.wakeAt(clock.nowMs(), () => this.rise(side, station, events));
      },
    } };
    this.ends[side] = end;
    told.up(end.link);
  }

  private fall(side: Side, reason: string): void {
    const end = this.ends[side];
    if (end === null) return;
    this.ends[side] = null;
    end.events.down(end.link, reason);
  }
}
