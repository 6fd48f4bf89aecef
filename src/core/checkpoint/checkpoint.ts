// A checkpoint: the head of a log at one size, as a note that the log's station signs (C2SP tlog-checkpoint;
// spec/09-checkpoints.md, Checkpoints).

import type { Crypto } from "../../ports/crypto.ts";
import type { Signer } from "../../ports/signer.ts";
import { fromBase64 } from "../bytes/base64.ts";
import { utf8 } from "../bytes/cbor.ts";
import { fromHex, toHex } from "../bytes/hex.ts";
import { ChirographError } from "../errors.ts";
import type { ChannelId, LogId } from "../names.ts";
import { encodeNote, isNoteSignedBy, noteKey } from "./signed-note.ts";
import type { NoteKey, SignedNote } from "./signed-note.ts";

/** Longest origin, in bytes: what the ML-DSA-44 cosignature has room for. */
export const originBytesMax = 255;

/** What the text of a checkpoint says. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** Lines after the three; nobody vouches for them. */
  readonly extensions: readonly string[];
}

/** The origin of a log of Chirograph, which is also the name of the key that signs its checkpoints. */
export function originOf(channel: ChannelId, log: LogId): string {
  return `chirograph/1/${toHex(channel)}/${toHex(log)}`;
}

/** Channel and log of an origin, or null when it is another's. */
export function logOfOrigin(origin: string): { readonly channel: ChannelId; readonly log: LogId } | null {
  const found = /^chirograph\/1\/([0-9a-f]{64})\/([0-9a-f]{32})$/u.exec(origin);
  const [channel, log] = [fromHex(found?.[1] ?? "-"), fromHex(found?.[2] ?? "-")];
  return channel === null || log === null ? null : { channel, log };
}

/** The text of a checkpoint. */
export function encodeCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  return [origin, String(size), root.toBase64(), ...extensions, ""].join("\n");
}

/** The checkpoint of a note's text. Errors: checkpoint. */
export function decodeCheckpoint(text: string): Checkpoint {
  const lines = text.split("\n");
  if (lines.pop() !== "" || lines.length < 3) fail("A checkpoint has three lines at least.");
  if (lines.some((line) => line === "")) fail("A line of a checkpoint is empty.");
  const [origin = "", written = "", base64 = "", ...extensions] = lines;
  if (utf8(origin).length > originBytesMax) fail("The origin is too long.");
  const root = fromBase64(base64);
  if (root?.length !== 32) return fail("The root is not one.");
  return { origin, size: decodeSize(written), root, extensions };
}

/** A number of leaves as these texts write it. Errors: checkpoint. */
export function decodeSize(written: string): number {
  const size = /^(?:0|[1-9][0-9]{0,15})$/u.test(written) ? Number(written) : -1;
  return size >= 0 && Number.isSafeInteger(size) ? size : fail("A size is not a number up to 2^53 - 1.");
}

/** The key with which the station of a log signs its checkpoints: its own key for entries. */
export function logKey(crypto: Crypto, origin: string, stationKey: Uint8Array): NoteKey {
  return noteKey(crypto, origin, 1, stationKey);
}

/** The signed checkpoint of a log of ours at a size, as a note. */
export function signCheckpoint(
  crypto: Crypto, signer: Signer, channel: ChannelId, log: LogId, size: number, root: Uint8Array,
): string {
  const origin = originOf(channel, log);
  const text = encodeCheckpoint({ origin, size, root, extensions: [] });
  const { id } = logKey(crypto, origin, signer.publicKey);
  return encodeNote({ text, lines: [{ name: origin, id, signature: signer.sign(utf8(text)) }] });
}

/** The checkpoint of a note that its log's station has signed. Errors: checkpoint. */
export function openCheckpoint(crypto: Crypto, note: SignedNote, stationKey: Uint8Array): Checkpoint {
  const checkpoint = decodeCheckpoint(note.text);
  if (!isNoteSignedBy(crypto, note, logKey(crypto, checkpoint.origin, stationKey))) fail("Its log has not signed it.");
  return checkpoint;
}

function fail(detail: string): never {
  throw new ChirographError("checkpoint", detail);
}
