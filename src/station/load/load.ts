// What is stored, read again at start through the same gate as everything that comes.

import { readKept } from "../at-rest.ts";
import { partFrom } from "../admit.ts";
import { afterCommit } from "../batch.ts";
import { createChannel } from "../channel.ts";
import { foldIn, learnStoredAcks, notePlace, release } from "../fold-in.ts";
import type { Channel, StationState } from "../state.ts";
import type { Brought } from "./load-traces.ts";
import type { KeptEntry } from "../stored-entry.ts";
import type { Store, StoredEntry } from "../../ports/store.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { ChirographError } from "../../core/errors.ts";
import { admit, admitLeaf } from "../../core/record/admission.ts";
import { boot, logIdOf } from "../../core/record/boot.ts";
import { kindOf } from "../../core/mechanism/registry.ts";
import { decodeBody } from "../../core/record/entry.ts";
import type { Body } from "../../core/record/entry.ts";
import { rootWith } from "../../core/record/merkle.ts";
import type { Leaf } from "../../core/names.ts";
import { catchUp } from "../../core/seal/catch-up.ts";

/** Rows read from the store at a time. */
const pageRows = 1_000;
/** Most missing positions that are named in one gap. */
const missingMax = 64;

interface StoredLog {
  readonly log: Uint8Array;
  readonly channel: Channel;
  readonly bootMs: number;
}

/**
 * Loads every log from where it was brought, in the order of their BOOTs. A row that does not open is named as damaged;
 * the log goes on after it.
 */
export async function loadLogs(state: StationState, store: Store, brought: Brought): Promise<void> {
  const logs: StoredLog[] = [];
  for (const log of await store.logs()) {
    const found = await placeLog(state, store, log);
    if (found !== null) logs.push(found);
  }
  logs.sort((a, b) => a.bootMs - b.bootMs);
  for (const one of logs) await loadLog(state, store, one, brought.get(toHex(one.log)) ?? 0);
  for (const { log, channel } of logs) {
    const held = channel.ledger.logs.get(toHex(log));
    if (held !== undefined) learnStoredAcks(state, channel, held);
  }
  for (const channel of [state.house, ...state.channels.values()]) {
    channel.messages.sort((a, b) => (channel.facts.get(a)?.heldMs ?? 0) - (channel.facts.get(b)?.heldMs ?? 0));
  }
  // Nothing that is stored is news: what its folds said to tell has been told before.
  state.outputs.length = 0;
}

async function placeLog(state: StationState, store: Store, log: Uint8Array): Promise<StoredLog | null> {
  const [row] = await store.entries(log, 0, Number.MAX_SAFE_INTEGER, 1);
  if (row === undefined) return null;
  const kept = readKept(state, row);
  if (kept === null) return null;
  const body = decodeBody(kept.payload);
  // What is stored passed the gate, so that it was another gate: of before R-44. Half of such a record would look lost.
  if (row.seq === 0 && !equalBytes(logIdOf(state.self.crypto, body.channel, body.commit), log)) {
    throw new ChirographError("version-unknown", "It was made before logs were named by their BOOTs.");
  }
  const hex = toHex(body.channel);
  if (hex === state.house.hex) return { log, channel: state.house, bootMs: body.time };
  let channel = state.channels.get(hex);
  if (channel === undefined) {
    channel = createChannel(state.self.station, body.channel, false, null);
    channel.chains = state.chainsOfUnknown.get(hex) ?? channel.chains;
    state.channels.set(hex, channel);
  }
  return { log, channel, bootMs: body.time };
}

async function loadLog(
  state: StationState, store: Store, { log, channel }: StoredLog, brought: number,
): Promise<void> {
  const reading: Reading = { next: brought, leaves: [] };
  let from = brought;
  for (;;) {
    const rows = await store.entries(log, from, Number.MAX_SAFE_INTEGER, pageRows);
    for (const row of rows) loadRow(state, channel, row, reading);
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageRows) return;
    from = last.seq + 1;
  }
}

/** How far a log has been read: the next position, and leaves before it that nothing signed has confirmed yet. */
interface Reading {
  next: number;
  leaves: Leaf[];
}

function loadRow(state: StationState, channel: Channel, row: StoredEntry, reading: Reading): void {
  noteMissing(state, channel, row, reading);
  const kept = readKept(state, row);
  if (kept === null) {
    reading.leaves.push(row.leaf);
    return;
  }
  confirmLeaves(state, channel, row, kept, reading);
  const has = kept.salt.length === 32;
  const admission = admit(state.self.crypto, channel.ledger, state.rosters, {
    entry: kept, content: has ? kept.content : null, salt: has ? kept.salt : null, nowMs: kept.heldMs, own: false,
  });
  if (admission.kind !== "held" && admission.kind !== "beyond") {
    state.damaged.add(`${toHex(row.log)}:${row.seq}`);
    return;
  }
  const { body } = admission;
  const author = channel.ledger.logs.get(toHex(body.log));
  const ours = author !== undefined && equalBytes(author.station, state.self.station);
  const theirs = author !== undefined && !equalBytes(author.party, state.self.party);
  if (theirs && body.kind === boot.code && channel.charter === null) {
    channel.peersBeforeCharter.add(toHex(author.party));
  }
  // Behind the keys that were stored before it: only newer ones end it (L-65).
  const parted = admission.kind === "held" ? admission.contradictions : [];
  for (const one of parted) afterCommit(state, () => partFrom(state, channel, one));
  foldIn(state, channel, admission, kept, "stored");
  release(state, channel, admission, "stored");
  // The chain file may lag behind the store: our chain must be past every index that was ever used.
  if (ours) noteKeys(channel, body);
  if (ours && body.epoch > 0) catchUp(state.self.crypto, channel.chains, channel.id, body);
}

/** What was urgent when it was said is so yet, for a peer that has not acknowledged it. */
function noteKeys(channel: Channel, body: Body): void {
  if (kindOf(body.kind)?.form === "clear" && body.precedence === "FLASH") notePlace(channel.keysSaid, body);
}

/** In a log of ours nothing is missing by itself: what is not there was taken away. */
function noteMissing(state: StationState, channel: Channel, row: StoredEntry, reading: Reading): void {
  if (row.seq === reading.next) {
    reading.next += 1;
    return;
  }
  const hex = toHex(row.log);
  const author = channel.ledger.logs.get(hex);
  const ours = author !== undefined && equalBytes(author.station, state.self.station);
  for (let seq = reading.next; ours && seq < Math.min(row.seq, reading.next + missingMax); seq++) {
    state.damaged.add(`${hex}:${seq}`);
  }
  reading.leaves = [];
  reading.next = row.seq + 1;
}

/**
 * Leaves of rows that do not open stand in their places only when the entry after them signs the root they lead to.
 * Others may be damaged too: the log ends before them, nothing of ours builds on them, they are asked for again.
 */
function confirmLeaves(
  state: StationState, channel: Channel, { log, seq }: StoredEntry, kept: KeptEntry, reading: Reading,
): void {
  if (reading.leaves.length === 0) return;
  const leaves = reading.leaves.splice(0);
  const held = channel.ledger.logs.get(toHex(log));
  if (held === undefined || held.size + leaves.length !== seq) return;
  const { crypto } = state.self;
  if (!equalBytes(rootWith(crypto, held.tree, leaves), decodeBody(kept.payload).prev)) return;
  for (const leaf of leaves) admitLeaf(crypto, channel.ledger, log, held.size, leaf);
}
