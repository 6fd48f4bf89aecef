// The rest of the record: entries that a start from traces has not read. They are read while the station runs, each
// checked against the leaf that the ledger has of it, and shown when all of them are there.

import { openKept } from "../at-rest.ts";
import { learnAttributed } from "../house/attributed.ts";
import { createChannel } from "../channel.ts";
import { heldOf, placeObject, touch } from "../fold-in.ts";
import type { Channel, StationState } from "../state.ts";
import type { KeptEntry } from "../stored-entry.ts";
import { forgetWait } from "../mechanism/waits.ts";
import type { StoredEntry } from "../../ports/store.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { ChirographError } from "../../core/errors.ts";
import { approval, attribution, draft } from "../../core/mechanism/house/entries.ts";
import type { AttributionContent } from "../../core/mechanism/house/entries.ts";
import { lineTest } from "../../core/mechanism/line-test/entries.ts";
import {
  cancellation, hold, message, refusal, take, translation,
} from "../../core/mechanism/message/entries.ts";
import { access, assent } from "../../core/mechanism/officer/entries.ts";
import type { Hex, LogId } from "../../core/names.ts";
import { decodeBody } from "../../core/record/entry.ts";
import type { Body } from "../../core/record/entry.ts";
import type { HeldEntry } from "../../core/record/held-entry.ts";
import { leafAt } from "../../core/record/merkle.ts";
import { receipt } from "../../core/record/receipt.ts";

/** Rows read at a time: a few milliseconds, so that nothing urgent waits longer for them. */
export const restRows = 32;

/** One log of which something is still to be read. */
interface RestLog {
  readonly channel: Channel;
  readonly log: LogId;
  readonly hex: Hex;
  /** Entries of the log when the head was kept. */
  readonly to: number;
  /** Positions that the start has read. */
  readonly known: ReadonlySet<number>;
}

/** What is still to be read, and what of it has been. */
export interface Rest {
  readonly logs: RestLog[];
  /** Where the next page of the first of them begins. */
  next: number;
  done: number;
  readonly total: number;
  /** What was read of each channel, apart from what is shown: half of what was done about it is no message's state. */
  readonly shadows: Map<Hex, Channel>;
}

const bulk: ReadonlySet<number> = new Set([
  receipt, lineTest, message, translation, take, hold, refusal, cancellation,
].map((one) => one.code));
const houseBulk: ReadonlySet<number> = new Set(
  [receipt, attribution, draft, approval, assent, access].map((one) => one.code),
);

/**
 * Whether entries of a kind may be read after the station runs, where they are about nothing that is open. All others,
 * those of kinds that this version does not know among them, are read before.
 */
export function isRest({ house }: Channel, kind: number): boolean {
  return (house ? houseBulk : bulk).has(kind);
}

/** Asks for the next page, or ends. */
export function askRest(state: StationState): void {
  const { rest } = state;
  const first = rest?.logs[0];
  if (rest === null || first === undefined) return;
  const to = Math.min(first.to, rest.next + restRows);
  state.outputs.push({ kind: "rest", log: first.log, from: rest.next, to });
}

/** Takes the rows of the page that was asked for. What is missing or does not open is damage, named like any other. */
export function takeRest(state: StationState, rows: readonly StoredEntry[]): void {
  const { rest } = state;
  const first = rest?.logs[0];
  if (rest === null || first === undefined) return;
  const to = Math.min(first.to, rest.next + restRows);
  const bySeq = new Map(rows.map((row) => [row.seq, row]));
  for (let seq = rest.next; seq < to; seq++) {
    if (first.known.has(seq)) continue;
    rest.done += 1;
    const kept = checked(state, first, bySeq.get(seq) ?? null, seq);
    if (kept !== null) stage(state, rest, first.channel, kept);
    else damaged(state, first, seq);
  }
  rest.next = to;
  if (to === first.to) {
    rest.logs.shift();
    rest.next = 0;
  }
  if (rest.logs.length === 0) show(state, rest);
  else askRest(state);
}

function checked(
  state: StationState, { channel, hex }: RestLog, row: StoredEntry | null, seq: number,
): KeptEntry | null {
  const held = channel.ledger.logs.get(hex);
  if (row === null || held === undefined || !equalBytes(row.leaf, leafAt(held.tree, seq))) return null;
  try {
    // The seal is ours and was put on when the signature had been checked; the hash binds every byte of the entry.
    return openKept(state, row);
  } catch (error) {
    if (error instanceof ChirographError) return null;
    throw error;
  }
}

function damaged(state: StationState, { hex }: RestLog, seq: number): void {
  state.damaged.add(`${hex}:${seq}`);
  state.outputs.push({ kind: "state" });
}

function stage(state: StationState, rest: Rest, channel: Channel, kept: KeptEntry): void {
  const body: Body = decodeBody(kept.payload);
  let shadow = rest.shadows.get(channel.hex);
  if (shadow === undefined) {
    shadow = { ...createChannel(state.self.station, channel.id, channel.house, null), ledger: channel.ledger };
    rest.shadows.set(channel.hex, shadow);
  }
  const leaf = state.self.crypto.sha256(Uint8Array.of(0), kept.payload);
  const held = heldOf(channel, body, leaf, kept, false);
  if (body.kind === attribution.code && held.content !== null) {
    learnAttributed(state, held.station, held.content as AttributionContent);
  }
  placeObject(state, shadow, held, kept, "stored");
}

/** Everything is read: what was kept apart is shown with what has come meanwhile. */
function show(state: StationState, rest: Rest): void {
  state.rest = null;
  for (const channel of [state.house, ...state.channels.values()]) {
    const shadow = rest.shadows.get(channel.hex);
    if (shadow !== undefined) merge(state, channel, shadow);
  }
  state.outputs.push({ kind: "state" });
}

function merge(state: StationState, channel: Channel, shadow: Channel): void {
  for (const [at, object] of shadow.byPosition) channel.byPosition.set(at, object);
  for (const [at, signature] of shadow.signatures) channel.signatures.set(at, signature);
  for (const at of shadow.returned) channel.returned.add(at);
  for (const [object, fact] of shadow.facts) {
    channel.facts.set(object, fact);
    // What counts of a revoked station may have moved since the head was kept.
    if (channel.cutoffs.size > 0) forgetWait(channel, object);
  }
  for (const [about, objects] of shadow.related) {
    const known = channel.related.get(about);
    if (known === undefined) channel.related.set(about, objects);
    else for (const object of objects) known.add(object);
  }
  for (const [object, entries] of shadow.objects) {
    const since = channel.objects.get(object);
    if (since === undefined) {
      channel.objects.set(object, entries);
      continue;
    }
    // Something was done about it while it was not read: only now can be said what it waits for.
    const isFirst = (entry: HeldEntry): boolean => toHex(entry.leaf) === object;
    const all = [...entries, ...since];
    channel.objects.set(object, [...all.filter(isFirst), ...all.filter((entry) => !isFirst(entry))]);
    forgetWait(channel, object);
    touch(state, channel, object);
  }
  const heldMs = (object: Hex): number => channel.facts.get(object)?.heldMs ?? 0;
  channel.messages = [...shadow.messages, ...channel.messages].sort((a, b) => heldMs(a) - heldMs(b));
}
