// P17: when the ways have worked for a while, all honest stations hold the same and say the same.

import type { Checker, Facts, Standing } from "../observation.ts";
import { worldBeginsMs } from "../sim-node.ts";
import { aroundBytesOf, backBpsOf } from "../../core/bearer/rates.ts";
import type { LinkTerms } from "../../ports/bearer.ts";

/** How long a world is left in peace before its ends are compared: twice the longest retry, and transfer. */
export const healMs = 300_000;

/** Stations that start when faults end say what they have to say within this. */
export const settleMs = 5_000;

/**
 * Entries are cut, receipted, and sent again where they are lost, in the full form or sealed anew where they do not
 * open after a restore: so many times their own bytes go over a narrow link, within the pauses above. Of the
 * worlds that were run narrow to the end (seeds 0 to 382) the worst took 3.8 times before the line was last mended, and
 * 3.3 after, over a radio of 75 bit/s that both ends share; what is above that is room for worlds that were not run.
 */
const timesMax = 5;

/** How long a link may take for so many bytes that one end lacks, besides. */
export function transferMs(terms: LinkTerms | null, bytes: number): number {
  if (terms === null || terms.rateBps === null) return 0;
  const slower = Math.min(terms.rateBps, backBpsOf(terms) ?? terms.rateBps);
  return Math.ceil((timesMax * (bytes + aroundBytesOf(terms)) * 8_000) / (slower * (1 - terms.lossShare)));
}

/** What was signed this lately may be on its way yet over links without a declared rate: line tests never end. */
const onItsWayMsMin = 30_000;
/** Over a narrow link its pauses before it goes again come on top. */
const pausesMs = 300_000;
/** What a receipt and what it answers take, about. */
const lastWordBytes = 600;

/** What was signed this lately may be on its way yet. */
export function onItsWayMsOf(terms: LinkTerms | null): number {
  const lastMs = transferMs(terms, lastWordBytes);
  return Math.max(onItsWayMsMin, lastMs === 0 ? 0 : pausesMs + lastMs);
}

/** Something signed, and about how many bytes of it a line has to carry. */
export interface Said {
  readonly atMs: number;
  readonly bytes: number;
}

/**
 * How far a narrow line may be behind with what was said in peace, in milliseconds: tests, receipts and what somebody
 * floods with go one after the other, each as long as `transferMs` allows it, behind the `lackedMs` that the line
 * takes at first for what lacked. Where more is said than the line carries, what was said last has not come yet.
 */
export function behindMs(terms: LinkTerms | null, lackedMs: number, said: readonly Said[], nowMs: number): number {
  if (terms === null || terms.rateBps === null) return 0;
  let freeMs = (said[0]?.atMs ?? nowMs) + lackedMs;
  for (const { atMs, bytes } of said) {
    freeMs = Math.max(freeMs, atMs) + transferMs(terms, bytes);
    if (freeMs > nowMs) return nowMs - atMs + 1;
  }
  return 0;
}

/** Compares the honest ends. */
export function heals(): Checker {
  return {
    promise: "P17",
    see: (observation, facts, report) => {
      if (observation.kind !== "ending" || observation.healedForMs < healMs) return;
      const honest = observation.standings.filter((one) => one.honest);
      const [first, ...others] = honest;
      if (first === undefined || others.length === 0) return;
      for (const other of others) compare({ ...observation, facts, report }, first, other);
    },
  };
}

interface Ending {
  readonly facts: Facts;
  readonly onItsWayMs: number;
  readonly report: (detail: string) => void;
}

function compare({ facts, onItsWayMs, report }: Ending, one: Standing, other: Standing): void {
  for (const [a, b] of [[one, other], [other, one]] as const) {
    const missing = honestly(facts, onItsWayMs, a.held).filter((each) => !b.held.has(each));
    const [first] = missing;
    if (first === undefined) continue;
    const signed = facts.signed.get(first.slice(0, first.indexOf(" ")))?.[0];
    report(`${b.node} lacks ${missing.length} entries that ${a.node} holds, the first by ${signed?.node ?? ""}, ` +
      `kind ${signed?.body.kind ?? -1}, seq ${signed?.body.seq ?? -1}`);
  }
  // Where a dishonest party's words are not here and there the same, each may say something else.
  if (ofLiars(facts, one.held) !== ofLiars(facts, other.held)) return;
  const rulings = new Map(one.rulings.map((ruling) => [ruling.about, ruling]));
  for (const { about, outcome } of other.rulings) {
    const mine = rulings.get(about);
    if (mine === undefined || mine.outcome === outcome) continue;
    const [sort] = about.split(" ");
    report(`of ${sort} ${one.node} says ${mine.outcome} and ${other.node} says ${outcome}`);
    return;
  }
}

/** All that is held of what the dishonest said. */
function ofLiars(facts: Facts, held: ReadonlySet<string>): string {
  return [...held].filter((each) => {
    const signed = facts.signed.get(each.slice(0, each.indexOf(" ")))?.[0];
    return signed === undefined || facts.honest.get(signed.node) !== true;
  }).sort().join();
}

function honestly(facts: Facts, onItsWayMs: number, held: ReadonlySet<string>): readonly string[] {
  return [...held].filter((each) => {
    const signed = facts.signed.get(each.slice(0, each.indexOf(" ")))?.[0];
    if (signed === undefined || signed.body.time > worldBeginsMs + facts.nowMs() - onItsWayMs) return false;
    return facts.honest.get(signed.node) === true || facts.hiders.has(signed.node);
  });
}
