// What is kept beside the record so that the next start need not read all of it: traces of every entry in blocks, and a
// head that says how far they go and which entries must be read all the same (docs/decisions/start.md).

import { keep } from "../batch.ts";
import { blockEntries, encodeBlock } from "./ledger-block.ts";
import type { Trace } from "./ledger-block.ts";
import { entriesOf, messageEntry } from "../mechanism/message-state.ts";
import type { Channel, StationState } from "../state.ts";
import { waitsOf } from "../mechanism/waits.ts";
import { bytes, encodeShape, list, optional, struct, uint } from "../../core/bytes/shape.ts";
import type { Of } from "../../core/bytes/shape.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { precedences } from "../../core/names.ts";
import type { Hex } from "../../core/names.ts";
import type { Body } from "../../core/record/entry.ts";
import type { HeldEntry } from "../../core/record/held-entry.ts";
import { leafAt, rootOf } from "../../core/record/merkle.ts";

/** A head is kept after so many entries, and when the station stops; a shorter record is read whole. */
export const headEveryDefault = 4_096;
/** Full blocks written with one commit. */
const blocksPerCommit = 4;
/** Messages that wait for something and are read at once at the next start, the most urgent first. */
export const openMax = 2_000;
/** Format of what is kept; another is passed over, and everything is read. */
export const tracesVersion = 1;

/** Traces of one log that are in no full block yet, and how many full blocks there are. */
export interface LogTraces {
  full: number;
  tail: Trace[];
  /** Traces of the tail that are kept already. */
  tailKept: number;
}

/** Traces of a channel's logs. */
export interface ChannelTraces {
  readonly logs: Map<Hex, LogTraces>;
  /** Full blocks that wait to be written. */
  readonly due: (readonly [key: string, block: Uint8Array])[];
  /** False when an entry is in the tree of which only the leaf is known: then nothing more is kept in this run. */
  sound: boolean;
  /** Entries since the last head. */
  since: number;
}

const position = struct({ log: uint(65_535), seq: uint() });

/** What is kept once for the whole station. */
export const ledgerHead = struct({
  v: uint(65_535),
  newestIncoming: uint(),
  /** Use counters of passkeys. */
  counters: list(struct({ credential: bytes(0, 1_024), counter: uint() }), 4_096),
  channels: list(struct({
    channel: bytes(32),
    newestIncoming: uint(),
    own: optional(struct({ epoch: uint(), index: uint() })),
    /** In the order in which they came to be held. */
    logs: list(struct({ log: bytes(16), size: uint(), root: bytes(32), heldAt: uint() }), 65_535),
    /** Entries of what is open: messages that wait, drafts that are not released, proposals about persons. */
    open: list(position, 262_144),
  }), 1_024),
});
export type LedgerHead = Of<typeof ledgerHead>;

/** Key of the head, and of a block of a log. */
export const headKey = "ledger/head";
export function blockKey(channel: Hex, log: Hex, block: number): string {
  return `ledger/${channel}/${log}/${block}`;
}

export function createTraces(): ChannelTraces {
  return { logs: new Map(), due: [], sound: true, since: 0 };
}

/** Takes note of an entry that has come to be held. */
export function noteTrace({ hex: channel, ledger, traces }: Channel, body: Body): void {
  const log = toHex(body.log);
  const held = ledger.logs.get(log);
  let of = traces.logs.get(log);
  if (of === undefined) traces.logs.set(log, (of = { full: 0, tail: [], tailKept: 0 }));
  if (held === undefined || of.full * blockEntries + of.tail.length !== body.seq) {
    traces.sound = false;
    return;
  }
  const { lamport, time, kind, acks, leaves } = body;
  of.tail.push({ leaf: leafAt(held.tree, body.seq), lamport, time, kind, acks, leaves });
  traces.since += 1;
  if (of.tail.length < blockEntries) return;
  traces.due.push([blockKey(channel, log, of.full), encodeBlock(of.tail)]);
  of.full += 1;
  of.tail = [];
  of.tailKept = 0;
}

/** Lays what is due into the pending batch; `resting` when the station is about to stop. */
export function keepTraces(state: StationState, resting: boolean): void {
  const channels = [state.house, ...state.channels.values()];
  const reading = state.rest !== null;
  if (reading || channels.some(({ traces }) => !traces.sound) || !isWhole(state, channels)) return;
  let room = resting ? Infinity : blocksPerCommit;
  for (const { traces } of channels) {
    for (const [key, block] of traces.due.splice(0, room)) {
      keep(state, key, block);
      room -= 1;
    }
  }
  const since = channels.reduce((sum, { traces }) => sum + traces.since, 0);
  const total = channels.flatMap(({ ledger }) => [...ledger.logs.values()]).reduce((sum, log) => sum + log.size, 0);
  if (channels.some(({ traces }) => traces.due.length > 0) || total < state.headEvery) return;
  if (since < (resting ? 1 : state.headEvery)) return;
  for (const channel of channels) keepTails(state, channel);
  keep(state, headKey, encodeShape(ledgerHead, headOf(state, channels)));
  // The chains of this moment are saved before it: the next start does not read what would bring older ones up to it.
  state.keysDirty = true;
}

/** Damage, forks and claims that are not settled are found by reading everything, so then everything is read. */
function isWhole(state: StationState, channels: readonly Channel[]): boolean {
  if (state.damaged.size > 0 || state.mended.size > 0 || state.evidence.size > 0) return false;
  return channels.every(({ ledger }) => (
    ledger.claims.size === 0 && [...ledger.logs.values()].every((log) => log.broken === null)
  ));
}

function keepTails(state: StationState, { hex, traces }: Channel): void {
  traces.since = 0;
  for (const [log, of] of traces.logs) {
    if (of.tail.length === of.tailKept) continue;
    keep(state, blockKey(hex, log, of.full), encodeBlock(of.tail));
    of.tailKept = of.tail.length;
  }
}

function headOf(state: StationState, channels: readonly Channel[]): LedgerHead {
  const { crypto } = state.self;
  return {
    v: tracesVersion, newestIncoming: state.newestIncoming,
    counters: [...state.standing.counters].map(([id, counter]) => (
      { credential: Uint8Array.fromHex(id), counter }
    )),
    // A channel whose charter has not come is short, and is read whole.
    channels: channels.filter((one) => one.house || one.charter !== null).map((channel) => {
      const logs = [...channel.ledger.logs.values()].filter((log) => log.size > 0);
      const numbers = new Map(logs.map((log, number) => [log.hex, number]));
      const open = channel.house ? openDrafts(state) : openMessages(state, channel);
      const at = (entry: HeldEntry): { log: number; seq: number } => (
        { log: numbers.get(toHex(entry.body.log)) ?? 0, seq: entry.body.seq }
      );
      const { own } = channel.chains;
      return {
        channel: channel.id, newestIncoming: channel.newestIncoming,
        own: own === null ? null : { epoch: own.epoch, index: own.index },
        logs: logs.map((log) => ({ log: log.log, size: log.size, root: rootOf(crypto, log.tree), heldAt: log.heldAt })),
        open: [...new Set(open)].map(at),
      };
    }),
  };
}

function openDrafts(state: StationState): readonly HeldEntry[] {
  return [...state.drafts, ...state.proposals, ...state.undertakings].flatMap(
    (object) => state.house.objects.get(object) ?? [],
  );
}

/** Entries of the messages that wait for something, with all that their state follows from. */
function openMessages(state: StationState, channel: Channel): readonly HeldEntry[] {
  const open = [...channel.open].flatMap((object) => {
    const entry = messageEntry(channel, object);
    if (entry === null || waitsOf(state, channel, object, entry) === "nothing") return [];
    const urgency = precedences.indexOf(entry.body.precedence);
    return { object, urgency, heldMs: channel.facts.get(object)?.heldMs ?? 0 };
  });
  open.sort((a, b) => b.urgency - a.urgency || b.heldMs - a.heldMs);
  return open.slice(0, openMax).flatMap(({ object }) => entriesOf(channel, object));
}
