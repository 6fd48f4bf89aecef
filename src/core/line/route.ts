// Which links of a peer an entry goes over (spec/14-narrow-line.md, Several links).

import { answersInMs } from "./patience.ts";
import { flashLevel } from "./state.ts";
import type { Item, LinkState, Peer } from "./state.ts";

/** IMMEDIATE goes over the link that is quickest, what is below it over the cheapest. */
const quickLevel = 2;
/** After so many sendings without an answer an entry goes over every link, as a FLASH does. */
const triesApartMax = 2;

/** Whether the links of a peer differ, so that it matters which of them carries what. */
export function linksDiffer(peer: Peer): boolean {
  let first: LinkState | null = null;
  for (const link of peer.links) {
    if (link.narrow !== null) return true;
    first ??= link;
    if (link.terms.costly !== first.terms.costly) return true;
  }
  return false;
}

/** The links that an entry is to go over now; none twice. */
export function routesOf(peer: Peer, item: Pick<Item, "level" | "receipt" | "tries">): readonly LinkState[] {
  const open = [...peer.links].filter((link) => !link.closed);
  if (!linksDiffer(peer) || open.length < 2) return open;
  const healthy = open.filter((link) => !link.quiet);
  const usable = healthy.length > 0 ? healthy : open;
  if (item.level === flashLevel || item.tries >= triesApartMax) return usable;
  const answering = usable.filter(({ terms }) => terms.returnPath);
  const among = (answering.length > 0 ? answering : usable).toSorted(
    item.receipt || item.level >= quickLevel ? byQuickness : byCost,
  );
  return among.slice(0, 1);
}

function byQuickness(a: LinkState, b: LinkState): number {
  return quickness(a) - quickness(b);
}

function byCost(a: LinkState, b: LinkState): number {
  return a.terms.costly - b.terms.costly || quickness(a) - quickness(b);
}

/** Milliseconds in which a link answers, about; a wide one without a declared rate always before a narrow one. */
function quickness(link: LinkState): number {
  return link.narrow === null ? link.terms.delayMs : answersInMs(link);
}
