// What the declared terms say of time on the line: bits out, bits in, and what stands around each fragment
// (spec/12-bearers.md, Terms).

import type { LinkTerms } from "../../ports/bearer.ts";

/** What is declared of how much a link takes. */
export type LinkRates = Pick<LinkTerms, "rateBps" | "backBps" | "aroundBytes">;

/** What stands around a fragment where the terms do not say: IPv4 and UDP. */
const aroundBytesDefault = 28;

/** Bits a second that come in, or null where that need not be considered. */
export function backBpsOf({ rateBps, backBps = rateBps }: LinkRates): number | null {
  return backBps;
}

/** The terms as the other end of the link has them. */
export function turned<T extends LinkRates>(terms: T): T {
  return { ...terms, rateBps: backBpsOf(terms), backBps: terms.rateBps };
}

/** Bytes that stand around each fragment on the line. */
export function aroundBytesOf({ aroundBytes = aroundBytesDefault }: LinkRates): number {
  return aroundBytes;
}

/** Milliseconds that so many bytes take to go out by the declared rate; 0 where there is none. */
export function goesMs({ rateBps }: LinkRates, bytes: number): number {
  return rateBps === null ? 0 : (bytes * 8_000) / rateBps;
}

/** Milliseconds that a fragment of so many bytes takes, with what stands around it. */
export function fragmentGoesMs(terms: LinkRates, bytes: number): number {
  return goesMs(terms, bytes + aroundBytesOf(terms));
}
