// The witness: it cosigns heads of logs that go on from what it saw before, stores before it answers, and keeps what
// shows that somebody went on twice (spec/09-checkpoints.md, The witness).

import type { Clock } from "../../ports/clock.ts";
import type { Crypto } from "../../ports/crypto.ts";
import type { Batch, Store } from "../../ports/store.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { utf8 } from "../../core/bytes/cbor.ts";
import { logKey, originOf } from "../../core/checkpoint/checkpoint.ts";
import { witnessOf } from "../../core/checkpoint/cosignature.ts";
import type { Witness, WitnessSeeds } from "../../core/checkpoint/cosignature.ts";
import type { NoteKey } from "../../core/checkpoint/signed-note.ts";
import { evidenceSort } from "../../core/evidence/evidence.ts";
import { decodeSignedRoster, encodeSignedRoster, rosterDigest } from "../../core/keys/roster.ts";
import type { Roster, SignedRoster } from "../../core/keys/roster.ts";
import type { Hex } from "../../core/names.ts";
import { decodeBootRecord, decodeLogRecord, encodeLogRecord, prefixes } from "./records.ts";
import type { BootRecord, LogRecord } from "./records.ts";
import { mayFollow } from "./rosters.ts";

/** Most parties, most logs of one party (one for each start of a station on each channel), most rosters of one. */
export const partiesMax = 256;
export const logsPerPartyMax = 4_096;
export const rostersPerPartyMax = 256;
/**
 * Most files of evidence about one party; the first are kept, since a flood of them proves nothing more. One party's
 * flood leaves the room of every other as it is.
 */
export const evidencePerPartyMax = 16;

/** What a witness stands on. */
export interface WitnessOptions {
  readonly crypto: Crypto;
  readonly store: Store;
  readonly clock: Clock;
  readonly name: string;
  readonly seeds: WitnessSeeds;
  /** Looks for cards of parties that were given since; called when a deposit names an unknown roster. */
  readonly cards: () => readonly SignedRoster[];
  /** Keys of logs that are not of Chirograph, from the operator. */
  readonly logs: readonly NoteKey[];
}

/** What a request came to; the body is a text or bytes. */
export interface Answer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422 | 429 | 503;
  readonly type: string;
  readonly body: string | Uint8Array;
}

/** A file of evidence as the list shows it. */
export interface EvidenceLine {
  readonly id: Hex;
  readonly kind: string;
  readonly bytes: number;
}

/** A file of evidence: how it is listed, whom it is about, and its key in the store. */
interface KeptEvidence {
  readonly line: EvidenceLine;
  readonly party: Hex;
  readonly key: string;
}

/** A running witness. */
export interface WitnessState {
  readonly options: WitnessOptions;
  readonly self: Witness;
  /** By the hash of their digest, and by party in the order of their numbers. */
  readonly rosters: Map<Hex, Roster>;
  readonly byParty: Map<Hex, SignedRoster[]>;
  /** By the hash of the log's origin. */
  readonly boots: Map<Hex, BootRecord>;
  /** The same by channel and station, in the order they were taken in. */
  readonly bootsOf: Map<string, BootRecord[]>;
  /** The first that goes on from a log, by channel, station and that log. */
  readonly firstAfter: Map<string, BootRecord>;
  readonly evidence: Map<Hex, KeptEvidence>;
  /** Number of logs of each party. */
  readonly logCounts: Map<Hex, number>;
  /** The end of what is being done about one log: one thing at a time. */
  readonly locks: Map<Hex, Promise<unknown>>;
}

/** Opens a witness on its store. Errors: checkpoint (its name), cbor-*, shape. */
export async function openWitness(options: WitnessOptions): Promise<WitnessState> {
  const { crypto, store, name, seeds } = options;
  const state: WitnessState = {
    options, self: witnessOf(crypto, name, seeds), rosters: new Map(), byParty: new Map(), boots: new Map(),
    bootsOf: new Map(), firstAfter: new Map(),
    evidence: new Map(), logCounts: new Map(), locks: new Map(),
  };
  for (const [, stored] of await store.values(prefixes.roster)) keepRoster(state, decodeSignedRoster(stored));
  for (const [, stored] of await store.values(prefixes.boot)) noteBoot(state, decodeBootRecord(stored));
  for (const [key, file] of await store.values(prefixes.evidence)) noteEvidence(state, key, file);
  await takeCards(state);
  for (const key of options.logs) await configure(state, key);
  return state;
}

/** Takes a card's roster in when it is new and follows. Returns whether anything came of it. */
export async function takeCards(state: WitnessState): Promise<boolean> {
  let taken = false;
  for (const signed of state.options.cards()) taken = await takeRoster(state, signed) || taken;
  return taken;
}

/** Takes a roster in that a known party's root vouches for, or a card's. */
export async function takeRoster(state: WitnessState, signed: SignedRoster): Promise<boolean> {
  const { crypto } = state.options;
  const { party, seq } = signed.roster;
  const known = state.byParty.get(toHex(party)) ?? [];
  if (state.rosters.has(toHex(rosterDigest(crypto, signed.bytes)))) return false;
  if (known.length === 0 && state.byParty.size >= partiesMax) return false;
  if (known.length >= rostersPerPartyMax || !mayFollow(crypto, known, signed)) return false;
  const key = `${prefixes.roster}${toHex(party)}/${String(seq).padStart(16, "0")}`;
  await write(state, [[key, encodeSignedRoster(signed)]]);
  keepRoster(state, signed);
  return true;
}

function keepRoster(state: WitnessState, signed: SignedRoster): void {
  const { party } = signed.roster;
  state.rosters.set(toHex(rosterDigest(state.options.crypto, signed.bytes)), signed.roster);
  const all = [...(state.byParty.get(toHex(party)) ?? []), signed].sort((a, b) => a.roster.seq - b.roster.seq);
  state.byParty.set(toHex(party), all);
}

/** Knows a deposited BOOT from now on. */
export function noteBoot(state: WitnessState, record: BootRecord): void {
  const party = toHex(record.party);
  state.boots.set(originHash(state.options.crypto, record), record);
  const { channel, station, previous } = record;
  const key = placeKey(channel, station);
  const all = state.bootsOf.get(key);
  if (all === undefined) state.bootsOf.set(key, [record]);
  else all.push(record);
  const after = previous === null ? null : placeKey(channel, station, previous);
  if (after !== null && !state.firstAfter.has(after)) state.firstAfter.set(after, record);
  state.logCounts.set(party, (state.logCounts.get(party) ?? 0) + 1);
}

/** Key of the BOOTs of a station on a channel, or of those that go on from one log. */
export function placeKey(...parts: readonly Uint8Array[]): string {
  return parts.map(toHex).join(" ");
}

function noteEvidence(state: WitnessState, key: string, file: Uint8Array): void {
  const [id = "", party = ""] = key.slice(prefixes.evidence.length).split("/");
  const line = { id, kind: evidenceSort(file) ?? "unknown", bytes: file.length };
  state.evidence.set(id, { line, party, key });
}

async function configure(state: WitnessState, key: NoteKey): Promise<void> {
  const { crypto, store } = state.options;
  const id = hashOf(crypto, key.name);
  if (await store.value(`${prefixes.log}${id}`) !== null) return;
  await write(state, [logValue(crypto, emptyLog(crypto, key.name, key.key, new Uint8Array(0)))]);
}

/** The record of a log that was never cosigned. */
export function emptyLog(crypto: Crypto, origin: string, key: Uint8Array, party: Uint8Array): LogRecord {
  // The key's name is the origin; one that cannot be a name is no origin of a log that anybody may sign.
  logKey(crypto, origin, key);
  return { origin, key, party, size: 0, root: crypto.sha256(), timeS: 0, note: "" };
}

/** A log's record as a value of the store. */
export function logValue(crypto: Crypto, record: LogRecord): Batch["values"][number] {
  return [`${prefixes.log}${hashOf(crypto, record.origin)}`, encodeLogRecord(record)];
}

/** The hash by which a log is found: SHA-256 of its origin. */
export function hashOf(crypto: Crypto, origin: string): Hex {
  return toHex(crypto.sha256(utf8(origin)));
}

/** The hash of the origin of a BOOT's log. The id of a log says nothing alone: anybody who has seen it can take it. */
export function originHash(crypto: Crypto, { channel, log }: Pick<BootRecord, "channel" | "log">): Hex {
  return hashOf(crypto, originOf(channel, log));
}

/** A log's record, or null. */
export async function findLog(state: WitnessState, hash: Hex): Promise<LogRecord | null> {
  const stored = await state.options.store.value(`${prefixes.log}${hash}`);
  return stored === null ? null : decodeLogRecord(stored);
}

/** Does one thing about a log after the other. */
export async function locked<T>(state: WitnessState, hash: Hex, act: () => Promise<T>): Promise<T> {
  const before = state.locks.get(hash) ?? Promise.resolve();
  const mine = before.then(act, act);
  state.locks.set(hash, mine);
  try {
    return await mine;
  } finally {
    if (state.locks.get(hash) === mine) state.locks.delete(hash);
  }
}

/** Values that keep a file of evidence about a party, none when it is kept already or there are too many. */
export function evidenceValues(state: WitnessState, party: Uint8Array, file: Uint8Array): Batch["values"] {
  const id = toHex(state.options.crypto.sha256(file)).slice(0, 16);
  const hex = toHex(party);
  const count = [...state.evidence.values()].filter((one) => one.party === hex).length;
  return state.evidence.has(id) || count >= evidencePerPartyMax ? [] : [[`${prefixes.evidence}${id}/${hex}`, file]];
}

/** Writes values durably; what is evidence among them is listed then. */
export async function write(state: WitnessState, values: Batch["values"]): Promise<void> {
  if (values.length === 0) return;
  await state.options.store.commit({ entries: [], values });
  for (const [key, file] of values) {
    if (file !== null && key.startsWith(prefixes.evidence)) noteEvidence(state, key, file);
  }
}

/** A plain answer in words, for the one who asked. */
export function told(status: Answer["status"], words: string): Answer {
  return { status, type: "text/plain; charset=utf-8", body: `${words}\n` };
}
