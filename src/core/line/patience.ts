// How long an answer may take: over a wide link as measured, over a narrow one as its terms say.

import { aroundBytesOf, goesMs, turned } from "../bearer/rates.ts";
import type { LinkRates } from "../bearer/rates.ts";
import { narrowFragmentLength } from "./narrow-fragment.ts";
import type { LinkState, Peer } from "./state.ts";

/** An entry is sent again when no answer covers it after this, or after four round trips if that is longer. */
export const resendMsMin = 5_000;
/** Longest pause between two sendings of an entry. */
export const resendMsMax = 60_000;
/** Longest pause before heads, entries or an answer are asked for again, over a wide link. */
export const askMsMax = 60_000;
/** Bytes of a receipt, about. */
const receiptBytes = 128;
/** What a station takes to make an entry durable and to answer, in milliseconds, at the most that is usual. */
const answerMs = 500;

/** Bytes of a ping, and of its pong, on a narrow link. */
const [narrowPingBytes, narrowPongBytes] = [15, 7];
/** A narrow link is tested at most so often that tests take one part in so many of its rate. */
const narrowTestShare = 100;

/** The link's own round trip, by its terms: there, a fragment that is on its way back, and the receipt. */
function declaredRoundTripMs({ terms }: LinkState): number {
  const back = turned(terms);
  const bytes = narrowFragmentLength(back) + receiptBytes + 2 * aroundBytesOf(back);
  return 2 * terms.delayMs + 2 * (terms.turnaroundMs ?? 0) + goesMs(back, bytes);
}

/** Milliseconds until the answer to something short is there, from when it is handed over. */
export function answersInMs(link: LinkState): number {
  return linkPatienceMs(link) + goesMs(link.terms, receiptBytes + aroundBytesOf(link.terms));
}

/** Patience of one link: a little over a round trip where it is narrow. */
export function linkPatienceMs(link: LinkState): number {
  if (link.narrow === null) return widePatienceMs(link.peer);
  return Math.ceil(answerMs + 1.25 * Math.max(link.roundTripMs, declaredRoundTripMs(link)));
}

function widePatienceMs(peer: Peer): number {
  return Math.min(resendMsMax, Math.max(resendMsMin, 4 * peer.roundTripMs));
}

/**
 * The pause before an entry or a question is said again. With a wide link four round trips, at least five seconds;
 * with narrow ones alone that of the quickest.
 */
export function patienceMs(peer: Peer): number {
  let least: number | null = null;
  for (const link of peer.links) {
    if (link.closed) continue;
    if (link.narrow === null) return widePatienceMs(peer);
    least = Math.min(least ?? Infinity, linkPatienceMs(link));
  }
  return least ?? widePatienceMs(peer);
}

/** A FLASH is sent so often before the pauses between its sendings double further. */
const urgentTries = 4;

/**
 * The pause before an entry that went `tries` times is sent again. What is most urgent does not wait longer and longer
 * at first; but all of it together must leave room for answers.
 */
export function repeatPauseMs(patience: number, tries: number, urgent: boolean): number {
  const doublings = Math.min(10, urgent ? Math.max(Math.min(tries, 1), tries - urgentTries) : tries);
  return Math.min(Math.max(resendMsMax, patience), patience * 2 ** doublings);
}

/** The shortest pause between two tests of a narrow link (N-64). */
export function narrowTestMs(terms: LinkRates): number {
  // Each end tests: over either direction go a ping and a pong, and the slower bears them.
  const bytes = narrowPingBytes + narrowPongBytes + 2 * aroundBytesOf(terms);
  return Math.ceil(Math.max(goesMs(terms, bytes), goesMs(turned(terms), bytes)) * narrowTestShare);
}

/**
 * Longest pause between two askings of one question: where nothing but narrow links is left, that between two of their
 * tests (N-83). What nobody can answer would else take a good part of a slow line for ever.
 */
export function askPauseMaxMs(peer: Peer): number {
  const pauses = [...peer.links].map(({ narrow, terms }) => (narrow === null ? 0 : narrowTestMs(terms)));
  return Math.max(askMsMax, pauses.length === 0 ? 0 : Math.min(...pauses));
}
