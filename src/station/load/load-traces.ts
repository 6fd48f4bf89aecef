// A start from what was kept beside the record: the ledger as it was, the entries that must be known before anything is
// signed, and what came since. All other entries are read afterwards, while the station runs (rest.ts).

import { openKept } from "../at-rest.ts";
import { placeKept } from "../fold-in.ts";
import { isRest } from "./rest.ts";
import { blockEntries, decodeBlock } from "./ledger-block.ts";
import type { Trace } from "./ledger-block.ts";
import { blockKey, headKey, ledgerHead, tracesVersion } from "./ledger-traces.ts";
import type { LedgerHead } from "./ledger-traces.ts";
import type { Channel, StationState } from "../state.ts";
import type { KeptEntry } from "../stored-entry.ts";
import type { Store } from "../../ports/store.ts";
import { decodeShape } from "../../core/bytes/shape.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { ChirographError } from "../../core/errors.ts";
import { rosterKind } from "../../core/keys/roster.ts";
import { noteCounter } from "../../core/mechanism/officer/standing.ts";
import { kindOf } from "../../core/mechanism/registry.ts";
import type { Hex, LogId } from "../../core/names.ts";
import { readmit } from "../../core/record/admission.ts";
import { boot } from "../../core/record/boot.ts";
import { decodeBody } from "../../core/record/entry.ts";
import { rootOf } from "../../core/record/merkle.ts";
import { seatPass } from "../../core/record/seat.ts";
import { Turns } from "../../core/record/turns.ts";
import type { Turn } from "../../core/record/turns.ts";
import { openValue } from "../../core/seal/at-rest.ts";

/** Kinds of which the ledger asks the content too. */
const readmitted: ReadonlySet<number> = new Set([boot.code, rosterKind.code, seatPass.code]);

type HeadLog = LedgerHead["channels"][number]["logs"][number];

/** One log as it was kept. */
interface KeptLog {
  readonly log: LogId;
  readonly hex: Hex;
  readonly head: HeadLog;
  readonly traces: readonly Trace[];
  /** Entries that are read now, by position. */
  readonly read: Map<number, KeptEntry>;
}

interface KeptChannel {
  readonly channel: Channel;
  readonly head: LedgerHead["channels"][number];
  readonly logs: readonly KeptLog[];
}

/** How far each log was brought, by its hex; what the store has from there on is read as it always is. */
export type Brought = ReadonlyMap<Hex, number>;

/**
 * Brings the state to where the kept head says it was. Null when there is no head, or it does not fit the store or the
 * chains; the state may be half made then, and everything is read into a new one.
 */
export async function loadTraces(state: StationState, store: Store): Promise<Brought | null> {
  try {
    return await load(state, store);
  } catch (error) {
    if (error instanceof ChirographError) return null;
    throw error;
  }
}

async function load(state: StationState, store: Store): Promise<Brought | null> {
  const plain = await openAt(state, store, headKey);
  if (plain === null) return null;
  const head = decodeShape(ledgerHead, plain);
  if (head.v !== tracesVersion) return null;
  const kept: KeptChannel[] = [];
  for (const one of head.channels) {
    const hex = toHex(one.channel);
    const channel = hex === state.house.hex ? state.house : state.channels.get(hex);
    if (channel === undefined || !isPast(channel, one)) return null;
    kept.push({ channel, head: one, logs: await readLogs(state, store, channel, one) });
  }
  const brought = new Map<Hex, number>();
  for (const one of kept) {
    if (!bring(state, one)) return null;
    for (const { hex, head: { size } } of one.logs) brought.set(hex, size);
  }
  for (const one of kept) place(state, one);
  for (const { credential, counter } of head.counters) noteCounter(state.standing, credential, counter);
  state.newestIncoming = Math.max(state.newestIncoming, head.newestIncoming);
  noteRest(state, kept);
  return brought;
}

async function openAt(state: StationState, store: Store, key: string): Promise<Uint8Array | null> {
  const sealed = await store.value(key);
  return sealed === null ? null : openValue(state.self.crypto, state.self.storageKey, key, sealed);
}

/** Whether the chains are no older than the head: older ones are brought forward by reading what was sealed since. */
function isPast({ chains }: Channel, { own }: LedgerHead["channels"][number]): boolean {
  if (own === null) return true;
  const now = chains.own;
  return now !== null && (now.epoch > own.epoch || (now.epoch === own.epoch && now.index >= own.index));
}

async function readLogs(
  state: StationState, store: Store, channel: Channel, { logs, open }: KeptChannel["head"],
): Promise<readonly KeptLog[]> {
  const all: KeptLog[] = [];
  for (const [number, head] of logs.entries()) {
    const hex = toHex(head.log);
    const traces: Trace[] = [];
    for (let block = 0; block * blockEntries < head.size; block++) {
      const plain = await openAt(state, store, blockKey(channel.hex, hex, block));
      if (plain === null) throw new ChirographError("missing", "A block is not there.");
      for (const trace of decodeBlock(plain)) traces.push(trace);
    }
    // The tail may have been kept again, longer, by a head that the store lost with a crash: what is beyond is read.
    traces.length = Math.min(traces.length, head.size);
    if (traces.length !== head.size) throw new ChirographError("missing", "A block is too short.");
    const wanted = new Set(open.filter((one) => one.log === number).map((one) => one.seq));
    for (const [seq, { kind }] of traces.entries()) if (!isRest(channel, kind)) wanted.add(seq);
    const read = await readRows(state, store, head.log, [...wanted].sort((a, b) => a - b), traces);
    all.push({ log: head.log, hex, head, traces, read });
  }
  return all;
}

/** Reads single rows; one that does not open or is another's ends the attempt, and everything is read. */
async function readRows(
  state: StationState, store: Store, log: LogId, seqs: readonly number[], traces: readonly Trace[],
): Promise<Map<number, KeptEntry>> {
  const read = new Map<number, KeptEntry>();
  for (const seq of seqs) {
    const row = await store.entry(log, seq);
    const leaf = traces[seq]?.leaf;
    if (row === null || leaf === undefined || !equalBytes(row.leaf, leaf)) throw new ChirographError("at-rest");
    read.set(seq, openKept(state, row));
  }
  return read;
}

/** Takes every entry of a channel into its ledger again, by lamport, so that what is acknowledged comes first. */
function bring(state: StationState, { channel, logs, head }: KeptChannel): boolean {
  const { crypto } = state.self;
  const turns = new Turns<Turn & { readonly log: KeptLog; seq: number }>();
  for (const [number, log] of logs.entries()) turns.add({ number, order: log.traces[0]?.lamport ?? 0, log, seq: 0 });
  for (let turn = turns.take(); turn !== null; turn = turns.take()) {
    const { log, seq } = turn;
    const trace = log.traces[seq];
    if (trace === undefined) continue;
    const content = readmitted.has(trace.kind) ? (log.read.get(seq) ?? null) : null;
    const { heldAt } = log.head;
    const passed = { ...trace, log: log.log, seq, content: content?.content ?? null, heldAt };
    if (!readmit(crypto, channel.ledger, state.rosters, passed)) return false;
    turn.seq += 1;
    turn.order = Math.max(turn.order, log.traces[turn.seq]?.lamport ?? 0);
    turns.add(turn);
  }
  for (const { hex, log, head: { size, root }, traces } of logs) {
    const held = channel.ledger.logs.get(hex);
    if (held === undefined || held.size !== size || !equalBytes(rootOf(crypto, held.tree), root)) return false;
    learnLog(state, channel, log, hex, traces);
  }
  channel.newestIncoming = Math.max(channel.newestIncoming, head.newestIncoming);
  return true;
}

/** What is drawn from each entry without reading it: what we said, what we acknowledged, where blocks go on. */
function learnLog(state: StationState, channel: Channel, log: LogId, hex: Hex, traces: readonly Trace[]): void {
  const full = Math.floor(traces.length / blockEntries);
  const tail = traces.slice(full * blockEntries);
  channel.traces.logs.set(hex, { full, tail, tailKept: tail.length });
  const author = channel.ledger.logs.get(toHex(log));
  if (author === undefined || !equalBytes(author.party, state.self.party)) return;
  const said: number[] = [];
  for (const [seq, { kind, acks }] of traces.entries()) {
    if (kindOf(kind)?.about !== "none") said.push(seq);
    for (const ack of acks) channel.acknowledgedTo.set(toHex(ack.log), ack.size);
  }
  if (said.length > 0) channel.said.set(hex, said);
}

/** Places what was read, in the order in which the logs were begun. */
function place(state: StationState, { channel, logs }: KeptChannel): void {
  const byBoot = logs.toSorted((a, b) => (a.traces[0]?.time ?? 0) - (b.traces[0]?.time ?? 0));
  for (const { read, traces } of byBoot) {
    for (const [seq, kept] of [...read].sort(([a], [b]) => a - b)) {
      placeKept(state, channel, decodeBody(kept.payload), (traces[seq] as Trace).leaf, kept);
    }
  }
}

/** What is still to be read: of each log everything that was not. */
function noteRest(state: StationState, kept: readonly KeptChannel[]): void {
  const logs = kept.flatMap(({ channel, logs: of }) => of.map(({ log, hex, head, read }) => (
    { channel, log, hex, to: head.size, known: new Set(read.keys()) }
  )));
  // The newest first: it is what people ask for.
  logs.reverse();
  const total = logs.reduce((sum, one) => sum + one.to - one.known.size, 0);
  if (total > 0) state.rest = { logs, next: 0, done: 0, total, shadows: new Map() };
}
