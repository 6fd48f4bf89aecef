// A link as it is now, for whoever shows it (spec/14-narrow-line.md, What is shown).

import { headerBytes, trailerBytes } from "./fragment.ts";
import { narrowWaiting } from "./narrow-link.ts";
import { linkPatienceMs } from "./patience.ts";
import type { LineState, LinkState } from "./state.ts";
import type { Traffic } from "./traffic.ts";
import type { Hex } from "../names.ts";

/** A link as it is now. */
export interface LinkView extends Traffic {
  readonly link: string;
  readonly bearer: string;
  readonly peer: Hex;
  readonly narrow: boolean;
  /** Declared, in bits a second, or null. */
  readonly rateBps: number | null;
  readonly healthy: boolean;
  /** Milliseconds since it was heard, on the line's own clock. */
  readonly heardAgoMs: number;
  /** How long a first answer may take before it is missed. */
  readonly patienceMs: number;
  /** Bytes that wait, by precedence, ROUTINE first. */
  readonly waitingBytes: readonly number[];
  /** In how many milliseconds the last of each will have arrived, if nothing more urgent comes; 0: none waits. */
  readonly arrivesInMs: readonly number[];
}

/** Every link of the line, in the order in which they came up. */
export function linkViews(state: LineState, nowMs: number): readonly LinkView[] {
  return [...state.links.values()].map((link) => {
    const waitingBytes = waiting(link);
    const { terms } = link;
    const arrivesInMs = waitingBytes.map((bytes, level) => {
      const before = waitingBytes.reduce((sum, more, at) => at >= level ? sum + more : sum, 0);
      return bytes === 0 ? 0 : Math.ceil(terms.delayMs + (before * 8_000) / (terms.rateBps ?? Infinity));
    });
    return {
      ...link.traffic, link: link.id, bearer: link.bearer, peer: link.peer.hex, narrow: link.narrow !== null,
      rateBps: terms.rateBps, healthy: !link.quiet, heardAgoMs: nowMs + state.skewMs - link.heardMs,
      patienceMs: linkPatienceMs(link), waitingBytes, arrivesInMs,
    };
  });
}

function waiting(link: LinkState): readonly number[] {
  if (link.narrow !== null) return narrowWaiting(link.narrow);
  return link.queue.levels.map(({ items, first }) => items.slice(first).reduce((sum, one) => (
    one.item?.done === true ? sum : sum + (one.frame.length - one.offset) + headerBytes + trailerBytes
  ), 0));
}
