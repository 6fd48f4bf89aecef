// Two stations in one process, joined without a network: for tests and for measuring.

import type { Bearer, BearerEvents, Link, LinkTerms } from "../../ports/bearer.ts";

/** Largest fragment of a loopback link: 16 KiB, as over TLS. */
const mtuBytes = 16 * 1024;
const terms: LinkTerms = {
  rateBps: null, mtuBytes, lossShare: 0, delayMs: 0, turnaroundMs: null, returnPath: true, costly: 0,
};
/** How many fragments wait in a link before `send` asks for a pause. */
export const waitingFragmentsMax = 2;

/**
 * The two ends of one way. Each end takes the station (hex) its link shall tell; a new bearer at an end replaces it.
 */
export interface Loopback {
  a(peerStation: string): Bearer;
  b(peerStation: string): Bearer;
  /** Takes the link down and lets no new one come until `restore`. */
  cut(): void;
  restore(): void;
}

interface End {
  readonly name: string;
  readonly peerStation: string;
  readonly events: BearerEvents;
}

interface Half {
  readonly end: End;
  readonly link: Link;
  waiting: Uint8Array[];
  blocked: boolean;
}

type Side = "a" | "b";

/** Joins two bearers; every event comes in a later turn of the event loop, never inside a call. */
export function createLoopback(name = "loopback"): Loopback {
  const ends: { a: End | null; b: End | null } = { a: null, b: null };
  let close: ((reason: string) => void) | null = null;
  let whole = true;
  let count = 0;

  const join = (): void => {
    const { a, b } = ends;
    if (!whole || close !== null || a === null || b === null) return;
    count += 1;
    close = joinEnds(a, b, count, () => {
      close = null;
      setImmediate(join);
    });
  };
  const bearer = (side: Side, peerStation: string): Bearer => {
    let end: End | null = null;
    return {
      name,
      start: async (events) => {
        end = { name, peerStation, events };
        ends[side] = end;
        setImmediate(join);
      },
      stop: async () => {
        if (end === null || ends[side] !== end) return;
        ends[side] = null;
        close?.("stopped");
        await new Promise((resolve) => setImmediate(resolve));
      },
    };
  };
  return {
    a: (peerStation) => bearer("a", peerStation),
    b: (peerStation) => bearer("b", peerStation),
    cut: () => {
      whole = false;
      close?.("cut");
    },
    restore: () => {
      whole = true;
      setImmediate(join);
    },
  };
}

/** Makes one link between two ends; returns what closes it. `closed` is called once both ends have been told. */
function joinEnds(a: End, b: End, count: number, closed: () => void): (reason: string) => void {
  let open = true;
  const close = (reason: string): void => {
    if (!open) return;
    open = false;
    setImmediate(() => {
      a.events.down(halfA.link, reason);
      b.events.down(halfB.link, reason);
      closed();
    });
  };
  const half = (end: End, side: Side, other: () => Half): Half => {
    const made: Half = {
      end, waiting: [], blocked: false,
      link: {
        id: `${end.name}-${side}-${count}`, bearer: end.name, station: end.peerStation, terms,
        send: (fragment) => {
          if (!open) return false;
          // One delivery takes everything that waits then.
          if (made.waiting.push(fragment.slice()) === 1) setImmediate(() => deliver(made, other(), () => open));
          made.blocked = made.waiting.length >= waitingFragmentsMax;
          return !made.blocked;
        },
        close: () => close("closed"),
      },
    };
    return made;
  };
  const halfA: Half = half(a, "a", () => halfB);
  const halfB: Half = half(b, "b", () => halfA);
  a.events.up(halfA.link);
  b.events.up(halfB.link);
  return close;
}

function deliver(from: Half, to: Half, isOpen: () => boolean): void {
  const fragments = from.waiting;
  from.waiting = [];
  for (const fragment of fragments) if (isOpen()) to.end.events.fragment(to.link, fragment);
  if (!from.blocked || !isOpen() || from.waiting.length >= waitingFragmentsMax) return;
  from.blocked = false;
  from.end.events.drained(from.link);
}
