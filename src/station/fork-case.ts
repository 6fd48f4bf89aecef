// Evidence of a fork: the two signed entries that contradict each other, found and written to a file.

import { openKept } from "./at-rest.ts";
import { keep } from "./batch.ts";
import type { Channel, ForkCase, FoundEntry, StationState } from "./state.ts";
import type { UnsettledHead } from "./witness/witnessing.ts";
import type { KeptEntry } from "./stored-entry.ts";
import { bytesOfHex, equalBytes, fromHex, toHex } from "../core/bytes/hex.ts";
import type { Hex } from "../core/names.ts";
import type { StoredEntry } from "../ports/store.ts";
import type { Crypto } from "../ports/crypto.ts";
import { decodeShape } from "../core/bytes/shape.ts";
import { evidenceSort } from "../core/evidence/evidence.ts";
import { rosterFork } from "../core/keys/roster-fork.ts";
import { decodeSignedRoster } from "../core/keys/roster.ts";
import { decodeBody, encodeEntry } from "../core/record/entry.ts";
import type { Body, Entry } from "../core/record/entry.ts";
import { siblings } from "../core/record/ledger.ts";
import type { Log } from "../core/record/log.ts";
import { inclusionProof } from "../core/record/merkle.ts";
import { encodeSiblings, siblingsEvidence } from "../core/evidence/siblings.ts";
import type { BootItem } from "../core/evidence/siblings.ts";
import { encodeHeads, headsEvidence } from "../core/evidence/heads.ts";
import { encodeMemory, memoryEvidence } from "../core/evidence/memory.ts";
import { decodeForkEvidence, encodeForkEvidence } from "../core/record/fork.ts";
import { recollection } from "../core/record/recollection.ts";
import type { RecalledHead, SignedRecollection } from "../core/record/recollection.ts";
import type { Contradiction } from "../core/record/admission.ts";

/** Most evidence files kept in all, and of those that name the same parties; the first are kept, more prove no more. */
const evidenceMax = 1_024;
export const evidenceOfPartiesMax = 16;
/** Most contradictions whose entries are read from the store at one time. */
const forkCasesMax = 64;

const none = new Uint8Array(0);

/** Gathers the entries of a contradiction; `gate` is the one that was not taken in, if that is what shows it. */
export function noteFork(
  state: StationState, channel: Channel, contradiction: Contradiction,
  gate: { readonly log: Uint8Array; readonly entry: Entry } | null,
): void {
  const { log, size, by } = contradiction;
  const logs = by.map((at) => at === "" ? toHex(gate?.log ?? log) : at.slice(0, 32));
  if (!hasRoom(state, logs.map((hex) => partyOfLog(channel, hex)))) return;
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
  const { party, station, roster } = held;
  if (!hasRoom(state, [toHex(party)])) return;
  const claim = { party, station, roster: Uint8Array.fromHex(roster), entry: none, note, root, path: [] };
  const at = `${held.hex}:${size - 1}`;
  const item: ForkCase = { channel: channel.hex, log: held.log, size, by: [at, at], found: new Map(), claim };
  seek(state, channel, item, at);
  finish(state, channel, item);
}

/** Gathers, of a log of ours, the entry that contradicts what a peer has answered of it, and its BOOT. */
export function noteMemory(
  state: StationState, channel: Channel, { log, size }: RecalledHead, answer: SignedRecollection, party: Hex,
): void {
  const held = channel.ledger.logs.get(toHex(log));
  if (held === undefined || !hasRoom(state, [party, toHex(held.party)])) return;
  const by = [`${held.hex}:${held.size > size ? size : size - 1}`, `${held.hex}:0`] as const;
  const item: ForkCase = { channel: channel.hex, log: held.log, size, by, found: new Map(), answer };
  for (const at of by) seek(state, channel, item, at);
  finish(state, channel, item);
}

/** Gathers two BOOTs of one station that go on from one log, one of which has just come to be held. */
export function noteSiblings(state: StationState, channel: Channel, log: Hex): void {
  const found = siblings(channel.ledger).find(({ logs }) => logs.includes(log));
  const other = found?.logs.find((one) => one !== log);
  if (found === undefined || other === undefined) return;
  if (!hasRoom(state, [partyOfLog(channel, log)])) return;
  const by = [`${other}:0`, `${log}:0`] as const;
  const previous = bytesOfHex(found.previous);
  const item: ForkCase = { channel: channel.hex, log: previous, size: 0, by, found: new Map(), siblings: true };
  for (const at of by) seek(state, channel, item, at);
  finish(state, channel, item);
}

function partyOfLog({ ledger }: Channel, log: Hex): Hex {
  return toHex(ledger.logs.get(log)?.party ?? none);
}

/**
 * Whether another file that names these parties is kept. Places are shared by the parties that a file names, so that
 * nobody's contradictions, however many, keep out the evidence against somebody else.
 */
export function hasRoom(state: StationState, parties: readonly Hex[]): boolean {
  if (state.evidence.size >= evidenceMax || state.forkCases.size >= forkCasesMax) return false;
  const named = namedBy(parties);
  return [...state.evidenceNames.values()].filter((one) => one === named).length < evidenceOfPartiesMax;
}

/** Keeps an evidence file, once, with the parties it names. */
export function keepEvidence(state: StationState, file: Uint8Array, parties: readonly Hex[]): void {
  const id = toHex(state.self.crypto.sha256(file)).slice(0, 16);
  if (state.evidence.has(id) || !hasRoom(state, parties)) return;
  state.evidence.set(id, file);
  state.evidenceNames.set(id, namedBy(parties));
  keep(state, `evidence/${id}`, file);
  state.outputs.push({ kind: "state" });
}

/** Takes in a file that was kept. Errors: cbor-*, shape. */
export function takeEvidence(state: StationState, id: string, file: Uint8Array): void {
  state.evidence.set(id, file);
  state.evidenceNames.set(id, namedBy(signersOf(file)));
}

function namedBy(parties: readonly Hex[]): string {
  return [...new Set(parties)].sort().join(" ");
}

function signersOf(file: Uint8Array): readonly Hex[] {
  switch (evidenceSort(file)) {
    case "rosters": return [toHex(decodeSignedRoster(decodeShape(rosterFork, file).one).roster.party)];
    case "siblings": return [toHex(decodeShape(siblingsEvidence, file).one.party)];
    case "heads": return [toHex(decodeShape(headsEvidence, file).one.party)];
    case "memory": {
      const { statement, boot } = decodeShape(memoryEvidence, file);
      return [toHex(decodeShape(recollection, statement).party), toHex(boot.party)];
    }
    case "fork": {
      const { one, other } = decodeForkEvidence(file);
      return [toHex(one.party), toHex(other.party)];
    }
    // No station keeps any other sort.
    case "times": case null: return [];
  }
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
  keepEvidence(state, file, signersOf(file));
}

function fileOf(
  channel: Channel, { log, size, claim, answer, siblings: areBoots }: ForkCase, one: FoundEntry, other: FoundEntry,
): Uint8Array {
  if (answer !== undefined) {
    const { party, station, roster, path } = one;
    const entry = encodeEntry(one.entry);
    return encodeMemory({
      channel: channel.id, log, size, ...answer, claim: { party, station, roster, entry, path: [...path] },
      boot: bootOf(other),
    });
  }
  if (claim === undefined) {
    const [first, second] = inOrder(one, other);
    if (areBoots === true) return encodeSiblings(channel.id, log, bootOf(first), bootOf(second));
    return encodeForkEvidence(channel.id, log, size, first, second);
  }
  const { party, station, roster, path } = other;
  const entry = encodeEntry(other.entry);
  return encodeHeads(channel.id, log, size, claim, { party, station, roster, entry, note: "", root: none, path });
}

/**
 * The two as every station writes them, whichever it held first: by their bytes, and without paths where they are two
 * of one position, whose leaves differ (spec/03-record.md, R-56).
 */
function inOrder(one: FoundEntry, other: FoundEntry): readonly [FoundEntry, FoundEntry] {
  const [first, second] = [one, other].sort((a, b) => compareBytes(encodeEntry(a.entry), encodeEntry(b.entry))) as
    [FoundEntry, FoundEntry];
  const [a, b] = [first, second].map(({ entry }) => decodeBody(entry.payload)) as [Body, Body];
  if (a.seq !== b.seq || !equalBytes(a.log, b.log)) return [first, second];
  return [{ ...first, path: [] }, { ...second, path: [] }];
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  return toHex(a) < toHex(b) ? -1 : 1;
}

function bootOf({ party, station, roster, entry, salt, content }: FoundEntry): BootItem {
  return { party, station, roster, entry: encodeEntry(entry), salt, content };
}
