// Files of evidence: kept sealed, asked for when a person wants to see one, and held against the claim before they are
// shown.

import { keep } from "../batch.ts";
import { stationsOf } from "../peer/peers.ts";
import type { Channel, StationState } from "../state.ts";
import type { ExhibitView } from "../../api/commitment-views.ts";
import { encode } from "../../core/bytes/cbor.ts";
import { toHex } from "../../core/bytes/hex.ts";
import type { ExhibitFrame } from "../../core/line/exchange.ts";
import { claim } from "../../core/mechanism/commitment/entries.ts";
import type { ClaimContent, EvidenceFile } from "../../core/mechanism/commitment/entries.ts";
import {
  exhibitFault, exhibitPieceBytes, exhibitPieces, openPiece, sealPiece,
} from "../../core/mechanism/commitment/exhibit.ts";
import type { ExhibitFault } from "../../core/mechanism/commitment/exhibit.ts";
import type { Hex } from "../../core/names.ts";
import type { HeldEntry } from "../../core/record/held-entry.ts";
import type { Crypto } from "../../ports/crypto.ts";

/** Bytes of evidence kept of one other party. */
export const exhibitQuotaBytes = 268_435_456;
/** Files asked for at one time, and pieces of one that are on their way. */
export const exhibitsAskedMax = 4;
export const piecesAheadMax = 4;
/** Pieces asked for within a second: a station takes 128 frames of a peer in one, whatever they say. */
export const piecesPerSecondMax = 48;
/** A piece that does not come is asked for again after this time, in milliseconds, so many times. */
export const exhibitPauseMs = 10_000;
export const exhibitTriesMax = 30;

/** Keys of what is known of files, read at each start; and, apart from these, of their pieces, which are not. */
export const exhibitPrefix = "exhibit/";
const piecePrefix = "exhibit-piece/";

/** What is wrong with one: what its bytes are not, or that it does not open. */
export type ExhibitBad = ExhibitFault | "sealed";
const badWords: readonly ExhibitBad[] = ["size", "hash", "media", "sealed"];

/** A file as a claim names it, and whose claim that is. */
export interface NamedExhibit {
  readonly file: EvidenceFile;
  readonly party: Hex;
  readonly channel: Channel;
}

/** One that is on its way. */
interface Asked {
  readonly named: NamedExhibit;
  readonly peer: Hex;
  readonly pieces: Map<number, Uint8Array>;
  next: number;
  tries: number;
  askedMs: number;
}

/** What a station has of files of evidence. */
export interface Exhibits {
  /** Those that are here and good, by their hash, and the key under which their pieces are sealed. */
  readonly good: Map<Hex, Uint8Array>;
  /** What is wrong with others, by all that a claim says of them: the words of one speak for no other. */
  readonly bad: Map<Hex, ExhibitBad>;
  readonly asked: Map<Hex, Asked>;
  /** When the second began in which so many pieces were asked for. */
  readonly second: { startMs: number; pieces: number };
}

export function createExhibits(): Exhibits {
  return { good: new Map(), bad: new Map(), asked: new Map(), second: { startMs: 0, pieces: 0 } };
}

/** Takes note of the files that a claim names. */
export function noteExhibits({ schedules: { files } }: Channel, held: HeldEntry): void {
  if (held.body.kind !== claim.code || held.content === null) return;
  const party = toHex(held.party);
  for (const { sha256, size, key } of (held.content as ClaimContent).evidence) {
    const hex = toHex(sha256);
    const known = files.get(hex) ?? { bytes: new Map(), keys: new Set() };
    known.keys.add(toHex(key));
    // What one party says of a file takes no room of another's, and makes none.
    known.bytes.set(party, Math.max(known.bytes.get(party) ?? 0, size));
    files.set(hex, known);
  }
}

/** A kept value of the start. */
export function loadExhibit({ exhibits }: StationState, id: Hex, value: Uint8Array): void {
  const bad = badWords[(value[0] ?? 0) - 1];
  if (bad !== undefined) exhibits.bad.set(id, bad);
  else exhibits.good.set(id, value.slice(1));
}

/**
 * Keeps a file of ours, sealed; the claim is to name what comes back. The same file has one key however often it is put
 * in, since an earlier claim names that. Null when it is too large or is another type.
 */
export function keepExhibit(
  state: StationState, bytes: Uint8Array, name: string, media: string,
): EvidenceFile | null {
  const { self: { crypto, random }, exhibits } = state;
  const sha256 = crypto.sha256(bytes);
  const known = exhibits.good.get(toHex(sha256));
  const file = { sha256, size: bytes.length, name, media, key: known ?? random.bytes(32) };
  if (exhibitFault(crypto, file, bytes) !== null) return null;
  if (known !== undefined) return file;
  for (let piece = 0; piece < exhibitPieces(bytes.length); piece++) {
    const part = bytes.subarray(piece * exhibitPieceBytes, (piece + 1) * exhibitPieceBytes);
    keep(state, pieceKey(toHex(file.sha256), piece), sealPiece(crypto, file, piece, part));
  }
  noteGood(state, file);
  return file;
}

/** Key of a piece in the store. */
export function pieceKey(sha256: Hex, piece: number): string {
  return `${piecePrefix}${sha256}/${piece}`;
}

/** Where a file that a claim names is: here and good, on its way, not here, or not what it says, and then why. */
export function exhibitState(
  { self, exhibits }: StationState, file: EvidenceFile,
): { readonly state: ExhibitView["state"]; readonly reason: ExhibitBad | "" } {
  const sha256 = toHex(file.sha256);
  if (exhibits.good.has(sha256)) return { state: "here", reason: "" };
  const bad = exhibits.bad.get(exhibitId(self.crypto, file));
  if (bad !== undefined) return { state: "bad", reason: bad };
  return { state: exhibits.asked.has(sha256) ? "asked" : "missing", reason: "" };
}

/** Asks for a file that a claim names and that is not here. Why it is not asked for, or null. */
export function askExhibit(state: StationState, named: NamedExhibit): "exhibit-quota" | "exhibit-away" | null {
  const { asked } = state.exhibits;
  const sha256 = toHex(named.file.sha256);
  if (exhibitState(state, named.file).state !== "missing") return null;
  if (asked.size >= exhibitsAskedMax || keptBytes(state, named.party) + named.file.size > exhibitQuotaBytes) {
    return "exhibit-quota";
  }
  const parties = [named.party, ...(named.channel.charter?.parties ?? []).map((one) => toHex(one.id))];
  const peer = parties.flatMap((party) => stationsOf(state, party)).find((station) => hasWideLink(state, station));
  if (peer === undefined) return "exhibit-away";
  const one: Asked = { named, peer, pieces: new Map(), next: 0, tries: 0, askedMs: state.nowMs };
  asked.set(sha256, one);
  askNext(state, one);
  return null;
}

/** What came from a peer about files of evidence: a question, or a piece. */
export function takeExhibit(state: StationState, peer: Hex, frame: ExhibitFrame): void {
  const sha256 = toHex(frame.sha256);
  if (frame.name === "exhibit-please") {
    const key = state.exhibits.good.get(sha256);
    if (key === undefined || !mayHave(state, peer, sha256, toHex(key))) return;
    state.outputs.push({ kind: "exhibit", peer, sha256, piece: frame.piece, key: pieceKey(sha256, frame.piece) });
    return;
  }
  const one = state.exhibits.asked.get(sha256);
  if (one === undefined || one.peer !== peer || one.pieces.has(frame.piece)) return;
  if (frame.piece >= exhibitPieces(one.named.file.size)) return;
  one.pieces.set(frame.piece, frame.sealed);
  one.tries = 0;
  if (one.pieces.size < exhibitPieces(one.named.file.size)) askNext(state, one);
  else complete(state, sha256, one);
}

/**
 * Whether a claim on a channel of theirs names the file with the key of what is kept here. Its hash alone shows
 * nothing: whoever guesses that could claim it, and be told what we hold on another channel.
 */
function mayHave(state: StationState, peer: Hex, sha256: Hex, key: Hex): boolean {
  const party = state.partyOfStation.get(peer);
  return state.channels.values().some(({ schedules, charter }) => (
    schedules.files.get(sha256)?.keys.has(key) === true
    && charter?.parties.some((one) => toHex(one.id) === party) === true
  ));
}

/** A piece of ours was read from the store for a peer; null when it is not there. */
export function sayExhibit(
  state: StationState, peer: Hex, sha256: Hex, piece: number, sealed: Uint8Array | null,
): void {
  if (sealed === null) return;
  const frame = { name: "exhibit", sha256: Uint8Array.fromHex(sha256), piece, sealed } as const;
  state.lineInputs.push({ kind: "exhibit", peer, frame });
}

/** Goes on with what waited for another second, asks again for what did not come, gives up what nobody sends. */
export function tickExhibits(state: StationState): void {
  const { second, asked } = state.exhibits;
  if (asked.size === 0) return;
  if (second.pieces >= piecesPerSecondMax && Math.abs(state.nowMs - second.startMs) >= 1_000) {
    second.pieces = 0;
    for (const one of asked.values()) askNext(state, one);
  }
  for (const [sha256, one] of asked) {
    if (state.nowMs - one.askedMs < exhibitPauseMs) continue;
    if (one.tries++ >= exhibitTriesMax) {
      asked.delete(sha256);
      continue;
    }
    one.next = 0;
    askNext(state, one);
  }
  // Said at each turn: a wake for something sooner takes the place of this one.
  const pausedMs = Math.min(...asked.values().map(({ askedMs }) => askedMs + exhibitPauseMs));
  const atMs = second.pieces < piecesPerSecondMax ? pausedMs : Math.min(pausedMs, second.startMs + 1_000);
  if (asked.size > 0) state.outputs.push({ kind: "wakeAt", atMs });
}

/** Asks for pieces that have not come, as many as may be on their way and asked for within a second. */
function askNext(state: StationState, one: Asked): void {
  const all = exhibitPieces(one.named.file.size);
  one.askedMs = state.nowMs;
  for (; one.next < Math.min(all, one.pieces.size + piecesAheadMax); one.next++) {
    if (one.pieces.has(one.next)) continue;
    if (!mayAsk(state)) return;
    const frame = { name: "exhibit-please", sha256: one.named.file.sha256, piece: one.next } as const;
    state.lineInputs.push({ kind: "exhibit", peer: one.peer, frame });
  }
}

function mayAsk({ nowMs, exhibits: { second } }: StationState): boolean {
  if (Math.abs(nowMs - second.startMs) >= 1_000) Object.assign(second, { startMs: nowMs, pieces: 0 });
  return second.pieces++ < piecesPerSecondMax;
}

/**
 * All has come: it is held against the claim. For what is wrong with it nobody answers but whoever claimed it, so that
 * of another's nothing is kept, and it can be asked for again.
 */
function complete(state: StationState, sha256: Hex, { named: { file, party, channel }, peer, pieces }: Asked): void {
  state.exhibits.asked.delete(sha256);
  const { crypto } = state.self;
  const opened = [...pieces.keys()].sort((a, b) => a - b).map(
    (piece) => openPiece(crypto, file, piece, pieces.get(piece) as Uint8Array),
  );
  const bad = opened.every((one) => one !== null) ? exhibitFault(crypto, file, joined(opened)) : "sealed";
  if (bad === null) {
    for (const [piece, sealed] of pieces) keep(state, pieceKey(sha256, piece), sealed);
    noteGood(state, file);
  } else if (state.partyOfStation.get(peer) === party) {
    const id = exhibitId(crypto, file);
    state.exhibits.bad.set(id, bad);
    keep(state, `${exhibitPrefix}${id}`, Uint8Array.of(badWords.indexOf(bad) + 1));
  }
  for (const object of channel.schedules.objects) state.outputs.push({ kind: "changed", channel: channel.hex, object });
}

function noteGood(state: StationState, { sha256, key }: EvidenceFile): void {
  const hex = toHex(sha256);
  state.exhibits.good.set(hex, key);
  keep(state, `${exhibitPrefix}${hex}`, Uint8Array.of(0, ...key));
}

/** All that a claim says of a file but its name. */
function exhibitId(crypto: Pick<Crypto, "sha256">, { sha256, size, media, key }: EvidenceFile): Hex {
  return toHex(crypto.sha256(encode([sha256, size, media, key])));
}

/** Bytes that are kept or on their way of files that claims of a party name. */
function keptBytes({ channels, exhibits: { good, asked } }: StationState, party: Hex): number {
  let sum = 0;
  for (const { schedules } of channels.values()) {
    for (const [sha256, file] of schedules.files) {
      if (good.has(sha256) || asked.has(sha256)) sum += file.bytes.get(party) ?? 0;
    }
  }
  return sum;
}

function hasWideLink({ line }: StationState, station: Hex): boolean {
  return [...line.links.values()].some((link) => link.peer.hex === station && link.narrow === null && !link.closed);
}

/** The bytes of pieces one after the other. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
