// A record made up for tests and vectors: entries without signatures, and the view a ledger would give of them.

import { toHex } from "../bytes/hex.ts";
import { encodeShape } from "../bytes/shape.ts";
import type { Shape } from "../bytes/shape.ts";
import type { Kind } from "../mechanism/kind.ts";
import type { Hex, Precedence } from "../names.ts";
import { boot } from "../record/boot.ts";
import type { BootContent } from "../record/boot.ts";
import { encodeBody } from "../record/entry.ts";
import type { Body } from "../record/entry.ts";
import { placeOrder } from "../record/held-entry.ts";
import type { AgreementView, FirstAck, Head, HeldEntry, LogReading } from "../record/held-entry.ts";

/** A record that grows; one log for each name, unless a saying names another. */
export interface MadeRecord {
  readonly channel: Uint8Array;
  readonly hash: (payload: Uint8Array) => Uint8Array;
  readonly entries: MadeEntry[];
}

/** An entry with all of its body. */
export interface WholeEntry extends HeldEntry {
  readonly body: Body;
}

/** An entry with the bytes a vector shows. */
export interface MadeEntry extends WholeEntry {
  readonly payload: Uint8Array;
  readonly contentBytes: Uint8Array;
}

/** What is said. Every field but party, time and kind has a default. */
export interface Saying {
  /** One byte: the party is 32, its station and log 16 of it. */
  readonly party: number;
  readonly log?: number;
  readonly time: number;
  readonly kind: Kind | null;
  readonly content?: unknown;
  readonly object?: HeldEntry;
  readonly precedence?: Precedence;
  /** Parties whose logs this entry acknowledges as they are now, held since `heldAt` (default: time). */
  readonly hears?: readonly number[];
  readonly heldAt?: number;
  /** Sizes of logs that it acknowledges, by their byte, in the place of all that is there of `hears`. */
  readonly acks?: ReadonlyMap<number, number>;
  /** Single entries it acknowledges, held since a time. */
  readonly leaves?: readonly (readonly [HeldEntry, number])[];
  readonly proofPending?: boolean;
  readonly poison?: boolean;
}

/** An empty record. `hash` is SHA-256 of (0x00 || payload) where bytes matter; tests may count instead. */
export function makeRecord(hash: MadeRecord["hash"], channel: Uint8Array = new Uint8Array(32)): MadeRecord {
  return { channel, hash, entries: [] };
}

/** Party id of a byte. */
export function partyOfByte(byte: number): Uint8Array {
  return new Uint8Array(32).fill(byte);
}

/** Appends an entry and returns it. */
export function say(record: MadeRecord, saying: Saying): MadeEntry {
  const log = new Uint8Array(16).fill(saying.log ?? saying.party);
  const before = record.entries.filter((one) => toHex(one.body.log) === toHex(log));
  const heard = record.entries.filter(({ party: [by], body }) => (
    saying.acks === undefined ? (saying.hears ?? []).includes(by as number)
    : body.seq < (saying.acks.get(body.log[0] as number) ?? 0)
  ));
  const logs = [...new Set(heard.map((one) => toHex(one.body.log)))].sort();
  const own = record.entries.filter((one) => one.party[0] === saying.party);
  const kind = saying.kind;
  // An empty array is no content of any kind.
  const contentBytes =
    saying.poison === true ? Uint8Array.of(0x80)
    : kind?.content == null ? new Uint8Array(0)
    : encodeShape(kind.content as Shape<unknown>, saying.content);
  const body: Body = {
    v: 1, channel: record.channel, log, seq: before.length, prev: new Uint8Array(32),
    acks: logs.map((one) => ({
      log: Uint8Array.fromHex(one), size: heard.filter((other) => toHex(other.body.log) === one).length,
      root: new Uint8Array(32), heldAt: saying.heldAt ?? saying.time,
    })),
    leaves: (saying.leaves ?? []).map(([one, heldAt]) => (
      { log: one.body.log, seq: one.body.seq, leaf: one.leaf, heldAt }
    )),
    time: saying.time,
    lamport: 1 + Math.max(0, ...own.map((one) => one.body.lamport), ...heard.map((one) => one.body.lamport)),
    precedence: saying.precedence ?? "ROUTINE", kind: kind?.code ?? 0,
    object: saying.object?.leaf ?? new Uint8Array(0), epoch: 0, index: 0,
    commit: contentBytes.length === 0 ? contentBytes : new Uint8Array(32),
  };
  const payload = encodeBody(body);
  const leaf = record.hash(payload);
  const poison = saying.poison === true;
  const entry: MadeEntry = {
    at: `${toHex(log)}:${body.seq}`, leaf, party: partyOfByte(saying.party),
    station: new Uint8Array(16).fill(saying.party),
    body, object: saying.object === undefined ? toHex(leaf) : saying.object.object,
    content: poison ? null : (saying.content ?? null), poison, proofPending: saying.proofPending === true,
    payload, contentBytes,
  };
  record.entries.push(entry);
  return entry;
}

/**
 * The view of a set of entries: heads, and each party's first acknowledgement of an entry. What stands beyond a
 * gap acknowledges nothing yet.
 */
export function viewOf(
  entries: readonly WholeEntry[], cuts: ReadonlyMap<Hex, number> = new Map(),
  seats: ReadonlyMap<Hex, number> = new Map(),
): AgreementView {
  const isBelow = (of: ReadonlyMap<Hex, number>, at: string): boolean =>
    Number(at.slice(33)) < (of.get(at.slice(0, 32)) ?? Infinity);
  const counts = (at: string): boolean => isBelow(cuts, at);
  const inTime = entries.toSorted((a, b) => a.body.time - b.body.time || placeOrder(a.at, b.at));
  const held = inTime.filter((one) => !one.proofPending);
  const beyond = inTime.filter((one) => one.proofPending);
  const heads = new Map<Hex, Head>();
  for (const one of [...held].sort((a, b) => a.body.seq - b.body.seq)) {
    const log = toHex(one.body.log);
    heads.set(log, {
      log, party: toHex(one.party), size: one.body.seq + 1, time: one.body.time,
      ...(cuts.has(log) ? { closed: true } : {}),
    });
  }
  return {
    counts, inSeat: (at) => isBelow(seats, at),
    heads: [...heads.values()].sort((a, b) => (a.log < b.log ? -1 : 1)),
    logs: [...heads.values()].sort((a, b) => (a.log < b.log ? -1 : 1)).map((head) => readingOf(head, held)),
    firstAcks: (at) => firstOf(held, entries, at, counts),
    earlyAcks: (at) => firstOf(beyond, entries, at, counts),
  };
}

/** The first of each party that acknowledges an entry, of those that are given in the order of their times. */
function firstOf(
  saying: readonly WholeEntry[], entries: readonly WholeEntry[], at: string, counts: (at: string) => boolean,
): readonly FirstAck[] {
  const [log, seq] = at.split(":") as [string, string];
  const author = entries.find((one) => one.at === at)?.party[0];
  const found = new Map<Hex, FirstAck>();
  for (const one of saying) {
    const party = toHex(one.party);
    if (found.has(party) || one.party[0] === author || !counts(one.at)) continue;
    const ack =
      one.body.acks.find((other) => toHex(other.log) === log && other.size > Number(seq)) ??
      one.body.leaves.find((other) => toHex(other.log) === log && other.seq === Number(seq));
    if (ack !== undefined) found.set(
      party, { party: one.party, at: one.at, time: one.body.time, heldAt: ack.heldAt }
    );
  }
  return [...found.keys()].sort().map((party) => found.get(party) as FirstAck);
}

function readingOf({ log, party, size }: Head, held: readonly WholeEntry[]): LogReading {
  const own = held.filter((one) => toHex(one.body.log) === log).sort((a, b) => a.body.seq - b.body.seq);
  const said = own.filter((one) => one.body.acks.length > 0).map(({ body }) => (
    { seq: body.seq, acks: body.acks.map((ack) => ({ log: toHex(ack.log), size: ack.size })) }
  ));
  const first = own[0]?.body.kind === boot.code ? own[0].content as BootContent | null : null;
  const before = first?.previous == null ? null : { log: toHex(first.previous.log), size: first.previous.size };
  const previous = before === null ? null
    : { ...before, held: held.some((one) => one.at === `${before.log}:${before.size - 1}`) };
  return {
    log, party, size, previous, unclearFrom: Infinity, timeAt: (seq) => own[seq]?.body.time ?? 0,
    *said() {
      yield* said;
      return undefined;
    },
  };
}

/** In how many worlds a property is tried: so many, or as many times more as WORLDS says (npm run long). */
export function worlds(count: number): number {
  return count * Number(process.env["WORLDS"] ?? "1");
}

/** A small seeded generator for tests: whole numbers below `bound`. */
export function seeded(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

/** The items in an order drawn from `draw`. */
export function shuffled<T>(items: readonly T[], draw: (bound: number) => number): T[] {
  const order = [...items];
  for (let index = order.length - 1; index > 0; index--) {
    const other = draw(index + 1);
    [order[index], order[other]] = [order[other] as T, order[index] as T];
  }
  return order;
}

/** A hash that only counts, for tests where bytes do not matter: unique, and the same on every run. */
export function countingHash(): (payload: Uint8Array) => Uint8Array {
  let count = 0;
  return () => {
    count += 1;
    const leaf = new Uint8Array(32).fill(0xaa);
    leaf[0] = count >>> 8;
    leaf[1] = count & 255;
    return leaf;
  };
}
