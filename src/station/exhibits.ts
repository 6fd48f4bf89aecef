// Files of evidence: kept sealed, asked for when a person wants to see one, and held against the claim before they are
// shown.

import { keep } from "./batch.ts";
import { stationsOf } from "./peers.ts";
import type { Channel, StationState } from "./state.ts";
import { toHex } from "../core/bytes/hex.ts";
import type { ExhibitFrame } from "../core/line/exchange.ts";
import { claim } from "../core/mechanism/commitment/entries.ts";
import type { ClaimContent, EvidenceFile } from "../core/mechanism/commitment/entries.ts";
import {
  exhibitFault, exhibitPieceBytes, exhibitPieces, openPiece, sealPiece,
} from "../core/mechanism/commitment/exhibit.ts";
import type { ExhibitFault } from "../core/mechanism/commitment/exhibit.ts";
import type { Hex } from "../core/names.ts";
import type { HeldEntry } from "../core/record/held-entry.ts";

/** Bytes of evidence kept of one other party. */
export const exhibitQuotaBytes = 268_435_456;
/** Files asked for at one time, and pieces of one that are on their way. */
export const exhibitsAskedMax = 4;
export const piecesAheadMax = 4;
/** A piece that does not come is asked for again after this time, in milliseconds, so many times. */
export const exhibitPauseMs = 10_000;
export const exhibitTriesMax = 30;

/** Keys of what is kept of a file: what it is; and apart from these, its pieces. */
export const exhibitPrefix = "exhibit/";
const piecePrefix = "exhibit-piece/";

/** What is kept of one: good, or what is wrong with it, or that it does not open. */
export type ExhibitKept = "good" | ExhibitFault | "sealed";
const keptWords: readonly ExhibitKept[] = ["good", "size", "hash", "media", "sealed"];

/** A file that a claim names, and by whom. */
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
  readonly kept: Map<Hex, ExhibitKept>;
  readonly asked: Map<Hex, Asked>;
}

export function createExhibits(): Exhibits {
  return { kept: new Map(), asked: new Map() };
}

/** Takes note of the files that a claim names. */
export function noteExhibits(channel: Channel, held: HeldEntry): void {
  if (held.body.kind !== claim.code || held.content === null) return;
  for (const file of (held.content as ClaimContent).evidence) {
    const hex = toHex(file.sha256);
    if (!channel.schedules.files.has(hex)) {
      channel.schedules.files.set(hex, { file, party: toHex(held.party), channel });
    }
  }
}

/** A kept value of the start. */
export function loadExhibit({ exhibits }: StationState, sha256: Hex, value: Uint8Array): void {
  const kept = keptWords[value[0] ?? -1];
  if (kept !== undefined) exhibits.kept.set(sha256, kept);
}

/** Keeps a file of ours, sealed; the claim is to name what comes back. Null when it is too large or is another type. */
export function keepExhibit(
  state: StationState, bytes: Uint8Array, name: string, media: string,
): EvidenceFile | null {
  const { crypto, random } = state.self;
  const file = { sha256: crypto.sha256(bytes), size: bytes.length, name, media, key: random.bytes(32) };
  if (exhibitFault(crypto, file, bytes) !== null) return null;
  for (let piece = 0; piece < exhibitPieces(bytes.length); piece++) {
    const part = bytes.subarray(piece * exhibitPieceBytes, (piece + 1) * exhibitPieceBytes);
    keep(state, pieceKey(toHex(file.sha256), piece), sealPiece(crypto, file, piece, part));
  }
  noteKept(state, toHex(file.sha256), "good");
  return file;
}

/** Key of a piece in the store. */
export function pieceKey(sha256: Hex, piece: number): string {
  return `${piecePrefix}${sha256}/${piece}`;
}

/** A file that a claim of some channel names, or null. */
export function namedExhibit(state: StationState, sha256: Hex): NamedExhibit | null {
  for (const { schedules } of state.channels.values()) {
    const named = schedules.files.get(sha256);
    if (named !== undefined) return named;
  }
  return null;
}

/** Where a file that a claim names is: here and good, on its way, not here, or not what it says. */
export function exhibitState(state: StationState, sha256: Hex): "here" | "asked" | "missing" | "bad" {
  const kept = state.exhibits.kept.get(sha256);
  if (kept !== undefined) return kept === "good" ? "here" : "bad";
  return state.exhibits.asked.has(sha256) ? "asked" : "missing";
}

/** Asks for a file that a claim names and that is not here. Why it is not asked for, or null. */
export function askExhibit(
  state: StationState, sha256: Hex,
): "exhibit-unknown" | "exhibit-quota" | "exhibit-away" | null {
  const named = namedExhibit(state, sha256);
  if (named === null) return "exhibit-unknown";
  const { kept, asked } = state.exhibits;
  if (kept.has(sha256) || asked.has(sha256)) return null;
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
    const named = namedExhibit(state, sha256);
    const party = state.partyOfStation.get(peer);
    const mayHave = named?.channel.charter?.parties.some((one) => toHex(one.id) === party) === true;
    // Nobody is told of a file that no claim on a channel of theirs names.
    if (!mayHave || state.exhibits.kept.get(sha256) !== "good") return;
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

/** A piece of ours was read from the store for a peer; null when it is not there. */
export function sayExhibit(
  state: StationState, peer: Hex, sha256: Hex, piece: number, sealed: Uint8Array | null,
): void {
  if (sealed === null) return;
  const frame = { name: "exhibit", sha256: Uint8Array.fromHex(sha256), piece, sealed } as const;
  state.lineInputs.push({ kind: "exhibit", peer, frame });
}

/** Asks again for pieces that did not come, and gives up what nobody sends. */
export function tickExhibits(state: StationState): void {
  for (const [sha256, one] of state.exhibits.asked) {
    if (state.nowMs - one.askedMs < exhibitPauseMs) continue;
    if (one.tries++ >= exhibitTriesMax) {
      state.exhibits.asked.delete(sha256);
      continue;
    }
    one.next = 0;
    askNext(state, one);
  }
}

/** Asks for pieces that have not come, as many as may be on their way. */
function askNext(state: StationState, one: Asked): void {
  const all = exhibitPieces(one.named.file.size);
  for (; one.next < Math.min(all, one.pieces.size + piecesAheadMax); one.next++) {
    if (one.pieces.has(one.next)) continue;
    const frame = { name: "exhibit-please", sha256: one.named.file.sha256, piece: one.next } as const;
    state.lineInputs.push({ kind: "exhibit", peer: one.peer, frame });
  }
  one.askedMs = state.nowMs;
  state.outputs.push({ kind: "wakeAt", atMs: state.nowMs + exhibitPauseMs });
}

/** All has come: it is held against the claim, and kept as what it is. */
function complete(state: StationState, sha256: Hex, { named: { file, channel }, pieces }: Asked): void {
  state.exhibits.asked.delete(sha256);
  const { crypto } = state.self;
  const opened = [...pieces.keys()].sort((a, b) => a - b).map(
    (piece) => openPiece(crypto, file, piece, pieces.get(piece) as Uint8Array),
  );
  const isOpen = opened.every((one) => one !== null);
  for (const [piece, sealed] of pieces) keep(state, pieceKey(sha256, piece), sealed);
  noteKept(state, sha256, isOpen ? exhibitFault(crypto, file, joined(opened)) ?? "good" : "sealed");
  for (const object of channel.schedules.objects) state.outputs.push({ kind: "changed", channel: channel.hex, object });
}

function noteKept(state: StationState, sha256: Hex, kept: ExhibitKept): void {
  state.exhibits.kept.set(sha256, kept);
  keep(state, `${exhibitPrefix}${sha256}`, Uint8Array.of(keptWords.indexOf(kept)));
}

/** Bytes that are kept or on their way of files that claims of a party name. */
function keptBytes(state: StationState, party: Hex): number {
  let bytes = 0;
  for (const { schedules } of state.channels.values()) {
    for (const [sha256, named] of schedules.files) {
      const isHere = state.exhibits.kept.has(sha256) || state.exhibits.asked.has(sha256);
      if (named.party === party && isHere) bytes += named.file.size;
    }
  }
  return bytes;
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
