// Evidence of a fork: the two signed entries that contradict each other, found and written to a file.

import { openKept } from "./at-rest.ts";
import { keep } from "./batch.ts";
import type { Channel, ForkCase, FoundEntry, StationState } from "./state.ts";
import type { UnsettledHead } from "./witnessing.ts";
import type { KeptEntry } from "./stored-entry.ts";
import type { Hex } from "../core/names.ts";
import type { StoredEntry } from "../ports/store.ts";
import type { Crypto } from "../ports/crypto.ts";
import { equalBytes, fromHex, toHex } from "../core/bytes/hex.ts";
import { encodeEntry } from "../core/record/entry.ts";
import type { Entry } from "../core/record/entry.ts";
import { siblings } from "../core/record/ledger.ts";
import type { Log } from "../core/record/log.ts";
import { inclusionProof } from "../core/record/merkle.ts";
import { encodeSiblings } from "../core/evidence/siblings.ts";
import type { BootItem } from "../core/evidence/siblings.ts";
import { encodeHeads } from "../core/evidence/heads.ts";
import { encodeForkEvidence } from "../core/record/fork.ts";
import type { Contradiction } from "../core/record/admission.ts";

/** Most fork evidence files kept; the first ones are kept, a flood of forks proves nothing more. */
export const evidenceMax = 64;

const none = new Uint8Array(0);

/** Gathers the entries of a contradiction; `gate` is the one that was not taken in, if that is what shows it. */
export function noteFork(
  state: StationState, channel: Channel, contradiction: Contradiction,
  gate: { readonly log: Uint8Array; readonly entry: Entry } | null,
): void {
  if (state.evidence.size >= evidenceMax || state.forkCases.size >= evidenceMax) return;
  const { log, size, by } = contradiction;
  const item: ForkCase = { channel: channel.hex, log, size, by, found: new Map() };
  const { crypto } = state.self;
  if (gate !== null) find(crypto, channel, item, "", gate.log, gate.entry);
  for (const at of by) {
    if (at !== "") seek(state, channel, item, at);
  }
  finish(state, channel, item);
}

/** Gathers the entry that a checkpoint contradicts: the last of the entries which both claim. */
export function noteHeads(state: StationState, channel: Channel, held: Log, { size, root, note }: UnsettledHead): void {
  if (state.evidence.size >= evidenceMax || state.forkCases.size >= evidenceMax) return;
  const { party, station, roster } = held;
  const claim = { party, station, roster: Uint8Array.fromHex(roster), entry: none, note, root, path: [] };
  const at = `${held.hex}:${size - 1}`;
  const item: ForkCase = { channel: channel.hex, log: held.log, size, by: [at, at], found: new Map(), claim };
  seek(state, channel, item, at);
  finish(state, channel, item);
}

/** Gathers two BOOTs of one station that go on from one log, one of which has just come to be held. */
export function noteSiblings(state: StationState, channel: Channel, log: Hex): void {
  const found = siblings(channel.ledger).find(({ logs }) => logs.includes(log));
  const other = found?.logs.find((one) => one !== log);
  if (found === undefined || other === undefined) return;
  if (state.evidence.size >= evidenceMax || state.forkCases.size >= evidenceMax) return;
  const by = [`${other}:0`, `${log}:0`] as const;
  const previous = fromHex(found.previous) ?? new Uint8Array(16);
  const item: ForkCase = { channel: channel.hex, log: previous, size: 0, by, found: new Map(), siblings: true };
  for (const at of by) seek(state, channel, item, at);
  finish(state, channel, item);
}

/** The store's answer for a case. A row that does not open proves nothing. */
export function forkRead(state: StationState, token: number, row: StoredEntry | null): void {
  const item = state.forkCases.get(token);
  const channel = item === undefined ? undefined : state.channels.get(item.channel);
  state.forkCases.delete(token);
  if (item === undefined || channel === undefined || row === null) return;
  try {
    find(state.self.crypto, channel, item, `${toHex(row.log)}:${row.seq}`, row.log, openKept(state, row));
  } catch {
    state.damaged.add(`${toHex(row.log)}:${row.seq}`);
    return;
  }
  finish(state, channel, item);
}

/** Finds the entry at a place, at once or from the store. */
function seek(state: StationState, channel: Channel, item: ForkCase, at: string): void {
  const position = { log: fromHex(at.slice(0, 32)) ?? item.log, seq: Number(at.slice(33)) };
  const row = pendingRow(state, position.log, position.seq);
  if (row !== null) find(state.self.crypto, channel, item, at, position.log, openKept(state, row));
  else {
    const token = --state.nextForkToken;
    state.forkCases.set(token, item);
    state.outputs.push({ kind: "read", token, ...position });
  }
}

function pendingRow(state: StationState, log: Uint8Array, seq: number): StoredEntry | null {
  const batches = [state.pending, ...state.inFlight.values()];
  return batches.flatMap((batch) => batch.entries).find((row) => row.seq === seq && equalBytes(row.log, log)) ?? null;
}

function find(
  crypto: Crypto, channel: Channel, item: ForkCase, at: string, log: Uint8Array, entry: Entry & Partial<KeptEntry>,
): void {
  const author = channel.ledger.logs.get(toHex(log));
  if (author === undefined) return;
  const { party, station, roster } = author;
  const path = pathOf(crypto, author, item, at);
  const { payload, signature, salt = none, content = none } = entry;
  const signed = { payload, signature };
  item.found.set(at, { party, station, roster: Uint8Array.fromHex(roster), entry: signed, path, salt, content });
}

/** The audit path of an entry that stands last in what is disputed: it shows the root of what is held. */
function pathOf(crypto: Crypto, author: Log, item: ForkCase, at: string): Uint8Array[] {
  if (at !== `${toHex(item.log)}:${item.size - 1}` || author.tree.size < item.size) return [];
  return inclusionProof(crypto, author.tree, item.size - 1, item.size);
}

function finish(state: StationState, channel: Channel, item: ForkCase): void {
  const [one, other] = item.by.map((at) => item.found.get(at));
  if (one === undefined || other === undefined) return;
  const file = fileOf(channel, item, one, other);
  const id = toHex(state.self.crypto.sha256(file)).slice(0, 16);
  if (state.evidence.has(id)) return;
  state.evidence.set(id, file);
  keep(state, `evidence/${id}`, file);
  state.outputs.push({ kind: "state" });
}

function fileOf(channel: Channel, { log, size, claim, siblings: areBoots }: ForkCase, one: FoundEntry,
  other: FoundEntry):
Uint8Array {
  if (areBoots === true) return encodeSiblings(channel.id, log, bootOf(one), bootOf(other));
  if (claim === undefined) return encodeForkEvidence(channel.id, log, size, one, other);
  const { party, station, roster, path } = other;
  const entry = encodeEntry(other.entry);
  return encodeHeads(channel.id, log, size, claim, { party, station, roster, entry, note: "", root: none, path });
}

function bootOf({ party, station, roster, entry, salt, content }: FoundEntry): BootItem {
  return { party, station, roster, entry: encodeEntry(entry), salt, content };
}
