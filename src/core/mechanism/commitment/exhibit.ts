// A file of evidence: cut into pieces, each sealed with the key that stands in the claim; and what its bytes are.

import type { Crypto } from "../../../ports/crypto.ts";
import { encode } from "../../bytes/cbor.ts";
import { equalBytes } from "../../bytes/hex.ts";
import { evidenceBytesMax } from "./entries.ts";
import type { EvidenceFile } from "./entries.ts";

/** Bytes of a piece, the last one apart; sealed it has sixteen more. */
export const exhibitPieceBytes = 65_536;
export const sealedPieceBytesMax = exhibitPieceBytes + 16;
/** Most pieces of one file. */
export const exhibitPiecesMax = evidenceBytesMax / exhibitPieceBytes;

/** How many pieces a file of so many bytes has: at least one. */
export function exhibitPieces(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / exhibitPieceBytes));
}

/** Seals one piece. A key seals one file alone, so that its place is nonce enough (spec/18-commitments.md, D-19). */
export function sealPiece(
  crypto: Crypto, file: Pick<EvidenceFile, "key" | "sha256" | "size">, piece: number, bytes: Uint8Array,
): Uint8Array {
  return crypto.aeadSeal(file.key, nonceOf(piece), boundTo(file, piece), bytes);
}

/** Opens a piece that another has sealed; null when it does not open. */
export function openPiece(
  crypto: Crypto, file: Pick<EvidenceFile, "key" | "sha256" | "size">, piece: number, sealed: Uint8Array,
): Uint8Array | null {
  return crypto.aeadOpen(file.key, nonceOf(piece), boundTo(file, piece), sealed);
}

/** What is wrong with a file that came whole. */
export type ExhibitFault = "hash" | "size" | "media";

/** Whether bytes are what a claim names: their size, their hash, and nothing else than the media type says. */
export function exhibitFault(
  crypto: Crypto, { sha256, size, media }: Pick<EvidenceFile, "sha256" | "size" | "media">, bytes: Uint8Array,
): ExhibitFault | null {
  if (bytes.length !== size) return "size";
  if (!equalBytes(crypto.sha256(bytes), sha256)) return "hash";
  return isMedia(bytes, media) ? null : "media";
}

/** First bytes by which a file of a type is known; of those that no type names it is known that they are another. */
const signatures: readonly (readonly [media: string, first: string, at?: number])[] = [
  ["application/pdf", "%PDF-"], ["image/png", "\u0089PNG\r\n"], ["image/jpeg", "\u00ff\u00d8\u00ff"],
  ["image/gif", "GIF8"], ["image/webp", "WEBP", 8], ["image/tiff", "II*\0"], ["image/tiff", "MM\0*"],
  ["audio/ogg", "OggS"], ["audio/flac", "fLaC"], ["video/mp4", "ftyp", 4], ["audio/wav", "WAVE", 8],
  ["application/gzip", "\u001f\u008b"], ["application/zip", "PK\u0003\u0004"],
  ["", "MZ"], ["", "\u007fELF"], ["", "#!"],
];
/** Types whose files are of another one beneath. */
const within: readonly (readonly [beginning: string, media: string])[] = [
  ["application/vnd.openxmlformats-", "application/zip"], ["application/vnd.oasis.opendocument.", "application/zip"],
];

/**
 * Whether bytes may be of a media type: of a type with known first bytes they have them, of any other they have not
 * those of another one, and of a text they are text. Nothing of a file is ever run or opened by a station.
 */
export function isMedia(bytes: Uint8Array, media: string): boolean {
  const beneath = within.find(([beginning]) => media.startsWith(beginning))?.[1] ?? media;
  const begins = ([, first, at = 0]: (typeof signatures)[number]): boolean =>
    [...first].every((letter, index) => bytes[at + index] === letter.codePointAt(0));
  const own = signatures.filter(([of]) => of === beneath);
  if (own.length > 0) return own.some(begins);
  if (signatures.some(begins)) return false;
  return !media.startsWith("text/") || isText(bytes);
}

function isText(bytes: Uint8Array): boolean {
  try {
    return !new TextDecoder("utf-8", { fatal: true }).decode(bytes).includes("\0");
  } catch {
    return false;
  }
}

function nonceOf(piece: number): Uint8Array {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setUint32(8, piece);
  return nonce;
}

function boundTo({ sha256, size }: Pick<EvidenceFile, "sha256" | "size">, piece: number): Uint8Array {
  return encode(["chirograph/1 exhibit", sha256, size, piece]);
}
