// The seat: where in each log the station that signed it may agree for its party, and how a station passes the seat on
// (spec/08-charter.md, C-39 to C-42). A pure function of what is held, the same whatever order it came in.

import type { Cutoffs } from "./cutoff.ts";
import type { Body } from "./entry.ts";
import { placeOrder } from "./held-entry.ts";
import { acknowledgersOf, firstCovering } from "./acknowledged.ts";
import type { Ledger } from "./ledger.ts";
import type { Log } from "./log.ts";
import { decodeShape, bytes, struct } from "../bytes/shape.ts";
import { equalBytes, toHex } from "../bytes/hex.ts";
import { ChirographError } from "../errors.ts";
import { stationOf } from "../keys/roster.ts";
import { kind } from "../mechanism/kind.ts";
import type { Hex } from "../names.ts";

/** The station that is to have the seat. */
export const seatPassContent = struct({ station: bytes(16) });

/** Kind 9: said by the station that has the seat. In clear, since every reader of an agreement must know of it. */
export const seatPass = kind({
  code: 9, name: "seat-pass", form: "clear", content: seatPassContent, about: "none", record: "channel",
});

/** Most passes of one log that are looked at; those after them have no effect. */
export const passesMax = 64;

/** An entry that would pass the seat of its author's party. */
export interface SaidPass {
  readonly log: Hex;
  readonly seq: number;
  readonly lamport: number;
  /** Hex of the station that is to have it. */
  readonly station: Hex;
}

/** A part of a log, from one position up to another, that one not included; Infinity where it has no end. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Who has the seat in a channel. */
export interface Seats {
  /** By log, where its station has the seat in it, in order; a log that is not there has it everywhere. */
  readonly spans: ReadonlyMap<Hex, readonly Span[]>;
  /** The passes that have an effect, in the order of lamports. */
  readonly passes: readonly SaidPass[];
}

/** Takes note of a pass. */
export function notePass(ledger: Ledger, log: Log, body: Body, content: Uint8Array | null): void {
  if (body.kind !== seatPass.code || content === null) return;
  try {
    const station = toHex(decodeShape(seatPassContent, content).station);
    if (ledger.passes.filter((one) => one.log === log.hex).length >= passesMax) return;
    ledger.passes.push({ log: log.hex, seq: body.seq, lamport: body.lamport, station });
    ledger.cutoffs = null;
  } catch (error) {
    // Poison (M-1): it passes nothing.
    if (!(error instanceof ChirographError)) throw error;
  }
}

/**
 * Where each log is in the seat. `moved` says how far a log counts whose station a newer roster of its party gives the
 * seat no longer, `revoked` how far one of a station that it drops; neither is a pass beyond these of effect.
 */
export function seatsOf(ledger: Ledger, revoked: Cutoffs, moved: Cutoffs): Seats {
  if (ledger.passes.length === 0) return { spans: spansByRoster(ledger, moved), passes: [] };
  const standing = new Map<Hex, Standing>();
  const passes: SaidPass[] = [];
  for (const event of eventsOf(ledger)) {
    const here = standing.get(event.log.hex) ?? { log: event.log, on: [], taken: [] };
    standing.set(event.log.hex, here);
    if (event.what === "begin") begin(ledger, here, standing);
    else if (event.what === "take") take(here, event.seq, event.pass, passes);
    else if (passesOn(ledger, here, event.pass, revoked, moved)) {
      close(here, event.seq + 1);
      passes.push(event.pass);
    }
  }
  const spans = new Map<Hex, readonly Span[]>();
  for (const { log, on } of standing.values()) {
    const end = moved.get(log.hex) ?? Infinity;
    const cut = on.map(({ from, to }) => ({ from, to: Math.min(to, end) })).filter(({ from, to }) => from < to);
    if (cut.length !== 1 || cut[0]?.from !== 0 || cut[0].to !== Infinity) spans.set(log.hex, cut);
  }
  return { spans, passes };
}

/** The same where nobody has passed the seat: who has it says the roster of each log, whatever it goes on from. */
function spansByRoster(ledger: Ledger, moved: Cutoffs): ReadonlyMap<Hex, readonly Span[]> {
  const spans = new Map<Hex, readonly Span[]>();
  for (const log of ledger.logs.values()) {
    const roster = ledger.directory.get(log.roster);
    const isSeat = roster === undefined || equalBytes(roster.seat, log.station);
    const to = moved.get(log.hex) ?? Infinity;
    if (isSeat && to === Infinity || log.size === 0) continue;
    spans.set(log.hex, isSeat && to > 0 ? [{ from: 0, to }] : []);
  }
  return spans;
}

/** Whether the entry at a place is in the seat. */
export function inSeat({ spans }: Seats, at: string): boolean {
  const of = spans.get(at.slice(0, 32));
  const seq = Number(at.slice(33));
  return of === undefined || of.some(({ from, to }) => from <= seq && seq < to);
}

/** The station to which the passes under one roster have brought the seat that it gave to `first`. */
export function seatNow(ledger: Ledger, { passes }: Seats, roster: Hex, first: Hex): Hex {
  return passes.findLast(({ log }) => ledger.logs.get(log)?.roster === roster)?.station ?? first;
}

/** What is known of a log as the events are gone through. */
interface Standing {
  readonly log: Log;
  on: Span[];
  /** Passes that this log, or those it goes on from, took, and where. */
  taken: { readonly pass: SaidPass; readonly seq: number }[];
}

type Event = { readonly log: Log; readonly seq: number; readonly lamport: number } & (
  | { readonly what: "begin" }
  | { readonly what: "take" | "pass"; readonly pass: SaidPass });

/**
 * What changes who has the seat, in the order of lamports. Lamports rise along a log and from what is acknowledged to
 * who acknowledges it, so each event comes when all that it rests on is known; one that does not rise rests on nothing.
 */
function eventsOf(ledger: Ledger): readonly Event[] {
  const events: Event[] = [];
  for (const log of ledger.logs.values()) {
    if (log.size > 0) events.push({ what: "begin", log, seq: 0, lamport: log.lamports[0] ?? 0 });
  }
  for (const pass of ledger.passes) {
    const giver = ledger.logs.get(pass.log);
    if (giver === undefined || pass.seq >= giver.size) continue;
    events.push({ what: "pass", log: giver, seq: pass.seq, lamport: pass.lamport, pass });
    for (const hex of acknowledgersOf(ledger.acknowledged, pass.log)) {
      const log = ledger.logs.get(hex);
      const seq = firstCovering(ledger.acknowledged, pass.log, hex, pass.seq);
      if (log === undefined || seq === null || !isTaker(giver, log, pass)) continue;
      const lamport = log.lamports[seq] ?? 0;
      if (lamport > pass.lamport) events.push({ what: "take", log, seq, lamport, pass });
    }
  }
  const rank = { begin: 0, take: 1, pass: 2 };
  return events.sort((a, b) => a.lamport - b.lamport || placeOrder(`${a.log.hex}:${a.seq}`, `${b.log.hex}:${b.seq}`)
    || rank[a.what] - rank[b.what]);
}

/** A log of the station named, under the very roster under which the seat is passed. */
function isTaker(giver: Log, log: Log, { station }: SaidPass): boolean {
  return toHex(log.station) === station && log.roster === giver.roster && equalBytes(log.party, giver.party);
}

function begin(ledger: Ledger, here: Standing, standing: ReadonlyMap<Hex, Standing>): void {
  const { log } = here;
  const before = goesOnFrom(ledger, log, standing);
  if (before !== null) {
    const size = log.boot.previous?.size ?? 0;
    here.taken = before.taken.filter(({ seq }) => seq < size).map(({ pass }) => ({ pass, seq: -1 }));
    if (before.on.some(({ from, to }) => from < size && to > size)) here.on = [{ from: 0, to: Infinity }];
    return;
  }
  const roster = ledger.directory.get(log.roster);
  if (roster === undefined || equalBytes(roster.seat, log.station)) here.on = [{ from: 0, to: Infinity }];
}

/** The log of the same station, under the same roster, that a log goes on from; null where it begins anew. */
function goesOnFrom(ledger: Ledger, log: Log, standing: ReadonlyMap<Hex, Standing>): Standing | null {
  const { previous } = log.boot;
  const before = previous === null ? undefined : ledger.logs.get(toHex(previous.log));
  if (previous === null || before === undefined || !log.follows) return null;
  // Unknown, and so below 1, where only the leaf of its last entry is held.
  const last = before.lamports[previous.size - 1] ?? 0;
  const rises = last > 0 && last < (log.lamports[0] ?? 0);
  return equalBytes(before.station, log.station) && before.roster === log.roster && rises
    ? (standing.get(before.hex) ?? null)
    : null;
}

function take(here: Standing, seq: number, pass: SaidPass, passes: readonly SaidPass[]): void {
  if (!passes.includes(pass) || here.taken.some((one) => one.pass === pass)) return;
  here.taken.push({ pass, seq });
  const last = here.on.at(-1);
  if (last !== undefined && last.to >= seq) here.on[here.on.length - 1] = { from: last.from, to: Infinity };
  else here.on.push({ from: seq, to: Infinity });
}

/** Whether a pass has an effect: its author has the seat there, and it names another station of the roster. */
function passesOn(ledger: Ledger, here: Standing, pass: SaidPass, revoked: Cutoffs, moved: Cutoffs): boolean {
  const { log, on } = here;
  const roster = ledger.directory.get(log.roster);
  const named = roster !== undefined && stationOf(roster, Uint8Array.fromHex(pass.station)) !== null;
  const end = Math.min(revoked.get(log.hex) ?? Infinity, moved.get(log.hex) ?? Infinity);
  return named && pass.station !== toHex(log.station) && pass.seq < end && on.at(-1)?.to === Infinity;
}

function close(here: Standing, to: number): void {
  const last = here.on.pop();
  if (last !== undefined) here.on.push({ from: last.from, to });
}
