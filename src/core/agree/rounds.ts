// The rounds of an agreement: what each entry of a principal says of it by what it acknowledges (spec/08-charter.md,
// C-43 to C-46). An entry accepts; holds what all have accepted; has seen that all hold it; binds. Or it denies.

import type { Terms } from "../clock/terms.ts";
import type { Hex } from "../names.ts";
import { canonicalOrder } from "../record/held-entry.ts";
import type { AgreementView, HeldEntry, LogReading, Said } from "../record/held-entry.ts";

/** An act of agreement that is not passed over for what it is alone. */
export interface Act {
  readonly entry: HeldEntry;
  /** Null for a refusal. */
  readonly until: number | null;
}

/** How far an entry has come: 0 nowhere, 1 it accepts, 2 it holds all acceptances, 3 it has seen that, 4 it binds. */
export type Round = 0 | 1 | 2 | 3 | 4;

/** What an entry says, and what it knows. */
export interface Standing {
  /** The first act of its line. */
  readonly act: Act | null;
  /** The earliest `until` that it knows of; Infinity where it knows of none. */
  readonly until: number;
  readonly round: Round;
  /** Time of the entry of its line that came to round 2; Infinity before. */
  readonly holdsAt: number;
  /** Time of the first entry of its line that denies; Infinity where none does. */
  readonly deniesAt: number;
  /** Whether all that its line acknowledges is held, so that nothing which comes later changes what it says. */
  readonly firm: boolean;
  /** Of each other principal the furthest round that it knows of, and when that one came to round 2. */
  readonly known: ReadonlyMap<Hex, { readonly round: Round; readonly holdsAt: number }>;
  /** Whether it knows of an entry that denies. */
  readonly warned: boolean;
}

/** What the newest entry of a log says that can still say something new. */
export interface Line {
  readonly party: Hex;
  readonly standing: Standing;
  /** Whether a line of the party that goes on from all of this denies. */
  readonly overtaken: boolean;
}

/** What an entry says, for the others to know of. */
interface Saying {
  readonly party: Hex;
  readonly seq: number;
  readonly time: number;
  readonly standing: Standing;
  /** How far its line goes, and acknowledges the logs of others. */
  readonly sizes: ReadonlyMap<Hex, number>;
}

/** A log as it is being read. */
interface Scan {
  readonly log: LogReading;
  readonly acts: Map<number, Act>;
  /** Where it acts and was not read yet; the next one stands last. */
  readonly actsAhead: number[];
  readonly said: Iterator<Said, undefined>;
  /** The next entry that acknowledges something. */
  ahead: Said | undefined;
  /** From where on nothing was read yet; Infinity when nothing more can be new. */
  next: number;
  standing: Standing;
  readonly sizes: Map<Hex, number>;
  /** Which entry raised which of the sizes. */
  readonly raised: { readonly seq: number; readonly of: Hex; readonly size: number }[];
  readonly sayings: Saying[];
  /** Acknowledged, and not known yet. */
  pending: Saying[];
  /** How much of it other logs of the party have in their lines. */
  readonly takers: Map<Scan, number>;
}

interface Reading {
  readonly scans: ReadonlyMap<Hex, Scan>;
  readonly principals: readonly Hex[];
  readonly view: AgreementView;
  readonly terms: Terms;
}

const silent: Standing = {
  act: null, until: Infinity, round: 0, holdsAt: Infinity, deniesAt: Infinity, firm: true, known: new Map(),
  warned: false,
};

/**
 * Reads every log of the principals, as far as it can still say something new. `acts` are those of principals that are
 * not passed over for what they are alone. Pure: the same entries give the same, in whatever order they came.
 */
export function readLines(
  acts: readonly Act[], principals: readonly Hex[], view: AgreementView, terms: Terms,
): readonly Line[] {
  const byLog = Map.groupBy(acts, (act) => act.entry.at.slice(0, 32));
  const logs = view.logs.filter((log) => principals.includes(log.party) && log.size > 0);
  const scans = new Map(logs.map((log) => [log.log, beginScan(log, byLog.get(log.log) ?? [])]));
  const reading: Reading = { scans, principals, view, terms };
  // An entry is read when all that it acknowledges was.
  for (let moved = true; moved;) {
    moved = false;
    for (const scan of scans.values()) while (readNext(reading, scan)) moved = true;
  }
  return [...scans.values()].map(({ log, standing, sayings, takers }) => {
    const last = sayings.at(-1)?.seq ?? 0;
    const overtaken = takers.entries().some(([by, size]) => size > last && by.standing.deniesAt < Infinity);
    return { party: log.party, standing, overtaken };
  });
}

function beginScan(log: LogReading, acts: readonly Act[]): Scan {
  const said = log.said();
  const byPlace = new Map(acts.map((act) => [act.entry.body.seq, act]));
  return {
    log, acts: byPlace, actsAhead: [...byPlace.keys()].sort((a, b) => b - a), said, ahead: said.next().value, next: 0,
    standing: silent, sizes: new Map(), raised: [], sayings: [], pending: [], takers: new Map(),
  };
}

/** Reads the next entry that may be new; false where there is none, or what it acknowledges is not read yet. */
function readNext(reading: Reading, scan: Scan): boolean {
  const { log, next } = scan;
  const seq = nextOf(reading, scan);
  scan.next = seq < log.size && reading.view.counts(`${log.log}:${seq}`) ? seq : Infinity;
  if (scan.next === Infinity) return next < Infinity;
  const acks = scan.ahead?.seq === seq ? scan.ahead.acks : [];
  const previous = seq === 0 ? log.previous : null;
  const rests = previous?.held === true ? [previous, ...acks] : acks;
  if (!rests.every((one) => isRead(reading, one.log, one.size))) return seq > next;
  if (acks.length > 0) scan.ahead = scan.said.next().value;
  scan.next = seq + 1;
  const before = scan.standing;
  note(reading, scan, seq, log.log, seq + 1);
  if (previous?.held === false) note(reading, scan, seq, previous.log, previous.size);
  for (const one of rests) takeIn(reading, scan, seq, one.log, one.size);
  if (previous?.held === false || seq >= log.unclearFrom) rise(scan, { firm: false });
  judge(reading, scan, seq);
  if (isSame(scan.standing, before)) return true;
  if (isOver(scan.standing)) scan.next = Infinity;
  const { standing, sizes } = scan;
  scan.sayings.push({ party: log.party, seq, time: log.timeAt(seq), standing, sizes: new Map(sizes) });
  return true;
}

/** Whether nothing that is said later in the line changes it. */
function isOver({ round, deniesAt }: Standing): boolean {
  return round === 4 || deniesAt < Infinity;
}

function isSame(a: Standing, b: Standing): boolean {
  const isEqual = (["act", "until", "round", "holdsAt", "deniesAt", "firm", "warned"] as const).every(
    (name) => a[name] === b[name],
  );
  return isEqual && a.known.size === b.known.size && [...a.known].every(([party, { round, holdsAt }]) => {
    const other = b.known.get(party);
    return other?.round === round && other.holdsAt === holdsAt;
  });
}

/** Position of the next entry that acknowledges, acts, or is the first after a moment that counts. */
function nextOf(reading: Reading, scan: Scan): number {
  const { view, terms } = reading;
  const { log, actsAhead, ahead, next, standing, pending } = scan;
  if (next === 0 || next === Infinity) return next;
  while ((actsAhead.at(-1) ?? next) < next) actsAhead.pop();
  const least = Math.min(ahead?.seq ?? Infinity, log.size, actsAhead.at(-1) ?? Infinity);
  const waiting = pending.filter((one) => isWhole(reading, scan, one)).map((one) => one.time - terms.skewMs);
  const known = firstFrom(log, next, least, Math.min(...waiting));
  if (standing.round >= 3) return known;
  const late = firstFrom(log, next, known, lastMoment(standing, terms) + 1);
  // Time says nothing of a party where its station has not the seat.
  return late < known && view.inSeat(`${log.log}:${late}`) ? late : known;
}

/** The first position from `from` on, and below `to`, of an entry at or after a moment; `to` where there is none. */
function firstFrom(log: LogReading, from: number, to: number, momentMs: number): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (log.timeAt(middle) >= momentMs) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Until when an entry can have seen that all hold what all accepted. */
function lastMoment({ until }: Standing, { skewMs, courierMs }: Terms): number {
  return until + skewMs + courierMs;
}

/** Whether nothing new can come of the first entries of a log; of what is not held nothing can. */
function isRead({ scans }: Reading, log: Hex, size: number): boolean {
  const scan = scans.get(log);
  return scan === undefined || scan.log.size < size || scan.next >= size;
}

/** Says more than before. */
function rise(scan: Scan, more: Partial<Standing>): void {
  scan.standing = { ...scan.standing, ...more };
}

/** Takes in that a log is acknowledged up to a size, or goes on from there. */
function takeIn(reading: Reading, scan: Scan, seq: number, log: Hex, size: number): void {
  const other = reading.scans.get(log);
  note(reading, scan, seq, log, size);
  if (other === undefined || other.log.size < size) {
    const held = reading.view.logs.find((one) => one.log === log)?.size ?? 0;
    if (held < size) rise(scan, { firm: false });
  } else if (other.log.party === scan.log.party) {
    goOn(reading, scan, seq, other, size);
  }
}

/** The line goes on from another log of its party: it has said what that said. */
function goOn(reading: Reading, scan: Scan, seq: number, other: Scan, size: number): void {
  const saying = other.sayings.findLast((one) => one.seq < size);
  for (const one of other.raised) if (one.seq < size) note(reading, scan, seq, one.of, one.size);
  if (saying === undefined) return;
  const [a, b] = [scan.standing, saying.standing];
  const known = new Map(b.known);
  for (const [party, one] of a.known) {
    const also = known.get(party);
    known.set(party, { holdsAt: Math.min(one.holdsAt, also?.holdsAt ?? Infinity), round: further(one, also) });
  }
  rise(scan, {
    act: earlier(a.act, b.act), until: Math.min(a.until, b.until), round: further(a, b),
    holdsAt: Math.min(a.holdsAt, b.holdsAt), deniesAt: Math.min(a.deniesAt, b.deniesAt), firm: a.firm && b.firm, known,
    warned: a.warned || b.warned,
  });
}

function earlier(a: Act | null, b: Act | null): Act | null {
  return a === null || b === null ? a ?? b : canonicalOrder(a.entry, b.entry) < 0 ? a : b;
}

function further(a: { readonly round: Round }, b: { readonly round: Round } | undefined): Round {
  return b === undefined || a.round > b.round ? a.round : b.round;
}

/** Notes a size that the line now has, and what others have said up to there. */
function note({ scans }: Reading, scan: Scan, seq: number, of: Hex, size: number): void {
  const before = scan.sizes.get(of) ?? 0;
  if (size <= before) return;
  scan.sizes.set(of, size);
  if (of !== scan.log.log) scan.raised.push({ seq, of, size });
  const other = scans.get(of);
  if (other === undefined) return;
  if (other.log.party === scan.log.party) return void other.takers.set(scan, size);
  for (const one of other.sayings) if (one.seq >= before && one.seq < size) scan.pending.push(one);
}

/** Whether a line covers everything that another's does; what its own party said it need not acknowledge (C-43). */
function isWhole({ scans }: Reading, { sizes, log: { party } }: Scan, saying: Saying): boolean {
  return [...saying.sizes].every(([hex, size]) => {
    const log = scans.get(hex)?.log;
    return (sizes.get(hex) ?? 0) >= size || log?.party === party && log.size >= size;
  });
}

/** What an entry comes to know, and how far it has come by that (C-43 to C-46). */
function judge(reading: Reading, scan: Scan, seq: number): void {
  const { log, acts } = scan;
  const { terms, view } = reading;
  const time = log.timeAt(seq);
  const act = acts.get(seq);
  if (act !== undefined && scan.standing.act === null) {
    rise(scan, { act, until: Math.min(scan.standing.until, act.until ?? Infinity) });
  }
  const isKnown = (one: Saying): boolean => one.time - terms.skewMs <= time && isWhole(reading, scan, one);
  const { true: known = [], false: pending = [] } = Object.groupBy(scan.pending, (one) => `${isKnown(one)}` as const);
  scan.pending = pending;
  for (const one of known.sort((a, b) => a.standing.holdsAt - b.standing.holdsAt)) learn(scan, one);
  const { standing } = scan;
  if (isOver(standing) || !view.inSeat(`${log.log}:${seq}`)) return;
  const round = roundOf(reading, scan, time);
  const refuses = standing.act !== null && standing.act.until === null;
  const isLate = round < 3 && time > lastMoment(standing, terms);
  if (refuses || standing.warned || isLate) return rise(scan, { deniesAt: time });
  rise(scan, { round, holdsAt: Math.min(standing.holdsAt, round >= 2 ? time : Infinity) });
}

/** Takes what another principal's entry says; of lines that come to be known at once the earlier one first. */
function learn(scan: Scan, { party, standing: { act, round, holdsAt, deniesAt } }: Saying): void {
  const { standing } = scan;
  const before = standing.known.get(party);
  const known = new Map(standing.known).set(party, {
    round: further({ round }, before),
    holdsAt: before === undefined || before.holdsAt === Infinity ? holdsAt : before.holdsAt,
  });
  const until = Math.min(standing.until, act?.until ?? Infinity);
  rise(scan, { known, until, warned: standing.warned || deniesAt < Infinity });
}

/** The round of an entry of this time that knows what its line knows (C-44). */
function roundOf({ principals, terms }: Reading, { log, standing }: Scan, time: number): Round {
  const { act, until, known } = standing;
  const others = principals.filter((party) => party !== log.party).map((party) => known.get(party)?.round ?? 0);
  const all = (least: Round): boolean => others.every((one) => one >= least);
  let { round } = standing;
  if (round === 0 && act !== null && act.until !== null) round = 1;
  if (round === 1 && time <= until && all(1)) round = 2;
  if (round === 2 && time <= lastMoment(standing, terms) && all(2)) round = 3;
  if (round === 3 && all(3)) round = 4;
  return round;
}
