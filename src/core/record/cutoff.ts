// Revocation: how far the logs of a station count that a later roster of its party does not name (spec/03-record.md,
// Revocation). A pure function of what is held, the same whatever order it came in.

import type { Crypto } from "../../ports/crypto.ts";
import { acknowledgersOf, firstCovering, sizeSaidBefore } from "./acknowledged.ts";
import { boot } from "./boot.ts";
import type { Body } from "./entry.ts";
import type { Ledger } from "./ledger.ts";
import type { Log } from "./log.ts";
import { notePass } from "./seat.ts";
import { decodeShape } from "../bytes/shape.ts";
import { equalBytes, toHex } from "../bytes/hex.ts";
import { ChirographError } from "../errors.ts";
import { rosterDigest, rosterKind, signedRosterShape, stationOf } from "../keys/roster.ts";
import type { Roster } from "../keys/roster.ts";
import type { Hex } from "../names.ts";

/** Most entries of one log that say a roster and show it; a BOOT shows one whatever its log says. */
export const shownMax = 64;

/** An entry that shows a roster of its author's party: it says it, or it is a BOOT that names it. */
export interface ShownRoster {
  readonly log: Hex;
  readonly seq: number;
  readonly digest: Hex;
}

/** How many entries of a log count, by log; a log that is not there counts whole. */
export type Cutoffs = ReadonlyMap<Hex, number>;

/** Takes note of what an entry shows of its party: a roster, or that the seat is passed. */
export function noteShown(crypto: Crypto, ledger: Ledger, log: Log, body: Body, content: Uint8Array | null): void {
  notePass(ledger, log, body, content);
  const isBoot = body.kind === boot.code;
  const digest = isBoot ? log.roster : saidRoster(crypto, body, content);
  if (digest === null || (!isBoot && saidIn(ledger, log) >= shownMax)) return;
  ledger.shown.push({ log: log.hex, seq: body.seq, digest });
  const party = toHex(log.party);
  ledger.rostersShown.set(party, (ledger.rostersShown.get(party) ?? new Set()).add(digest));
}

/** Counted only when a roster is said, which is seldom. */
function saidIn({ shown }: Ledger, { hex }: Log): number {
  return shown.filter((one) => one.log === hex && one.seq > 0).length;
}

function saidRoster(crypto: Crypto, body: Body, content: Uint8Array | null): Hex | null {
  if (body.kind !== rosterKind.code || content === null) return null;
  try {
    return toHex(rosterDigest(crypto, decodeShape(signedRosterShape, content).body));
  } catch (error) {
    if (error instanceof ChirographError) return null;
    throw error;
  }
}

/** How far each log counts of a station that a newer shown roster of its party drops. */
export function cutoffsOf(ledger: Ledger): Cutoffs {
  const cases = casesOf(ledger, (station, roster) => stationOf(roster, station) === null);
  // From nothing upwards, so that two revoked stations cannot vouch for one another.
  let cuts = new Map(cases.map(({ log }) => [log.hex, 0]));
  for (;;) {
    const next = new Map(cases.map((one) => [one.log.hex, reachOf(ledger, one, cuts)]));
    if ([...next].every(([hex, size]) => cuts.get(hex) === size)) return next;
    cuts = next;
  }
}

/**
 * How far the acts of agreement count in logs of stations that a newer shown roster of their party gives the seat no
 * longer; a log that is not there counts whole (spec/03-record.md, R-43).
 */
export function movedCutoffsOf(ledger: Ledger, revoked: Cutoffs): Cutoffs {
  const moved = casesOf(ledger, (station, roster) => !equalBytes(roster.seat, station));
  // Who has not the seat still acknowledges.
  return new Map(moved.map((one) => [one.log.hex, reachOf(ledger, one, revoked)]));
}

/** Logs of stations for which a newer shown roster of their party says that they have lost it. */
function casesOf(ledger: Ledger, lost: (station: Uint8Array, roster: Roster) => boolean): readonly Case[] {
  // Most records have one roster of each party, and nothing is to be asked.
  if ([...ledger.rostersShown.values()].every((digests) => digests.size < 2)) return [];
  const dropping = new Map<string, Pick<Case, "by" | "knowing">>();
  return [...ledger.logs.values()].flatMap((log): Case[] => {
    const key = `${toHex(log.station)} ${log.roster}`;
    let found = dropping.get(key);
    if (found === undefined) {
      found = { by: showingLost(ledger, log, lost), knowing: new Map() };
      dropping.set(key, found);
    }
    return found.by.length === 0 ? [] : [{ log, ...found }];
  });
}

/** A log that is cut off, and the entries that show a roster which does it. */
interface Case {
  readonly log: Log;
  readonly by: readonly ShownRoster[];
  /** From where on each log knows of one of the rosters, as far as that was asked. */
  readonly knowing: Map<Hex, number>;
}

/** The entries of the log's own party that show a newer roster than the log's by which its station has lost it. */
function showingLost(
  ledger: Ledger, log: Log, lost: (station: Uint8Array, roster: Roster) => boolean,
): readonly ShownRoster[] {
  const own = ledger.directory.get(log.roster);
  const digests = [...(ledger.rostersShown.get(toHex(log.party)) ?? [])].filter((digest) => {
    const roster = ledger.directory.get(digest);
    if (roster === undefined || own === undefined || !equalBytes(roster.party, log.party)) return false;
    return roster.seq > own.seq && lost(log.station, roster);
  });
  return digests.length === 0 ? [] : ledger.shown.filter((shown) => digests.includes(shown.digest));
}

/** The largest size of the log that some other station acknowledged before it knew of the roster. */
function reachOf(ledger: Ledger, { log, by, knowing }: Case, cuts: Cutoffs): number {
  const { singles, singlesOf } = ledger.acknowledged;
  const rosters = by.flatMap((shown) => ledger.directory.get(shown.digest) ?? []);
  /** Up to which position of a witness's log what it acknowledges counts here; nothing of any other log does. */
  const endOf = (hex: Hex): number => {
    const witness = ledger.logs.get(hex);
    if (witness === undefined || !mayWitness(log, witness, rosters)) return 0;
    return Math.min(cuts.get(hex) ?? Infinity, knowsFrom(ledger, witness, by, knowing));
  };
  let reach = 0;
  for (const hex of acknowledgersOf(ledger.acknowledged, log.hex)) {
    reach = Math.max(reach, sizeSaidBefore(ledger.acknowledged, log.hex, hex, endOf(hex)));
  }
  // An entry beyond a gap holds the root of all before it: who acknowledged it has seen that they were signed.
  for (const seq of singlesOf.get(log.hex) ?? []) {
    const counts = ({ at }: { readonly at: string }): boolean => placeIn(at) < endOf(at.slice(0, 32) as Hex);
    if (seq >= reach && (singles.get(`${log.hex}:${seq}`) ?? []).some(counts)) reach = seq + 1;
  }
  return Math.min(reach, log.size);
}

/** A station of another party, or one of the same that each of the rosters still names. */
function mayWitness(log: Log, witness: Log, rosters: readonly Roster[]): boolean {
  if (!equalBytes(log.party, witness.party)) return true;
  return !equalBytes(log.station, witness.station) && rosters.every((one) => stationOf(one, witness.station) !== null);
}

/**
 * The first position of a log behind which its station has shown one of the rosters, or at which it acknowledged one; 0
 * when a log that it goes on from knew. A station may have gone on any number of times: nothing here calls itself.
 */
function knowsFrom(ledger: Ledger, log: Log, by: readonly ShownRoster[], knowing: Map<Hex, number>): number {
  const line: Log[] = [];
  const seen = new Set<Hex>();
  let at: Log | null = log;
  for (; at !== null && !seen.has(at.hex) && !knowing.has(at.hex); at = beforeOf(ledger, at)) {
    line.push(at);
    seen.add(at.hex);
  }
  let first = at === null ? Infinity : knowing.get(at.hex) ?? Infinity;
  // What BOOTs that name one another in a ring know depends on where one begins: that is remembered for nobody.
  const isRing = at !== null && !knowing.has(at.hex);
  for (const one of line.reverse()) {
    first = first < (one.boot.previous?.size ?? 0) ? 0 : learnsAt(ledger, one, by);
    if (!isRing) knowing.set(one.hex, first);
  }
  return first;
}

/** The log of the same station that a log's BOOT names, where it is held. */
function beforeOf(ledger: Ledger, { boot: { previous }, station }: Log): Log | null {
  const before = previous === null ? undefined : ledger.logs.get(toHex(previous.log));
  return before !== undefined && equalBytes(before.station, station) ? before : null;
}

/** The same of one log alone. */
function learnsAt(ledger: Ledger, log: Log, by: readonly ShownRoster[]): number {
  let first = Infinity;
  // An ack of what shows a roster again covers what showed it before: a party may show it as often as it likes.
  const firsts = new Map<Hex, number>();
  for (const { log: hex, seq } of by) firsts.set(hex, Math.min(seq, firsts.get(hex) ?? Infinity));
  for (const [hex, seq] of firsts) {
    // What it acknowledges with the words that show the roster, its party still vouches for.
    if (hex === log.hex) first = Math.min(first, seq + 1);
    first = Math.min(first, firstCovering(ledger.acknowledged, hex, log.hex, seq) ?? Infinity);
  }
  for (const shown of by) {
    const singles = ledger.acknowledged.singles.get(`${shown.log}:${shown.seq}`) ?? [];
    for (const { at } of singles) if (at.startsWith(log.hex)) first = Math.min(first, placeIn(at));
  }
  return first;
}

function placeIn(at: string): number {
  return Number(at.slice(33));
}
