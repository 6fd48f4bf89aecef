// A cosignature: a witness says that it saw this head of a log, and when (C2SP tlog-cosignature;
// spec/09-checkpoints.md, Cosignatures).

import type { Crypto } from "../../ports/crypto.ts";
import { utf8 } from "../bytes/cbor.ts";
import { concat } from "../bytes/hex.ts";
import { bytes, struct, text } from "../bytes/shape.ts";
import type { Of } from "../bytes/shape.ts";
import { ChirographError } from "../errors.ts";
import { decodeCheckpoint } from "./checkpoint.ts";
import type { Checkpoint } from "./checkpoint.ts";
import {
  decodeNote, decodeVerifierKey, encodeNote, encodeVerifierKey, keyNameBytesMax, linesOf, noteKey,
} from "./signed-note.ts";
import type { NoteKey, NoteLine, SignedNote } from "./signed-note.ts";

/** Latest time of a cosignature, in seconds: the last second of 2^48 - 1 milliseconds. */
export const cosignatureTimeMax = Math.floor((2 ** 48 - 1) / 1_000);

/** A witness as those who trust it know it: its name and both its keys. */
export const witness = struct({ name: text(keyNameBytesMax, 1), ed25519: bytes(32), mlDsa44: bytes(1_312) });
export type Witness = Of<typeof witness>;

/** What a witness signs with: two seeds of 32 bytes. */
export interface WitnessSeeds {
  readonly ed25519: Uint8Array;
  readonly mlDsa44: Uint8Array;
}

/** The witness of a name and its seeds. Errors: checkpoint, for a name that cannot be one. */
export function witnessOf(crypto: Crypto, name: string, seeds: WitnessSeeds): Witness {
  const made = {
    name, ed25519: crypto.ed25519PublicKey(seeds.ed25519), mlDsa44: crypto.mlDsa44PublicKey(seeds.mlDsa44),
  };
  witnessKeys(crypto, made);
  return made;
}

/** Both keys of a witness, as notes name them. Errors: checkpoint. */
export function witnessKeys(
  crypto: Crypto, { name, ed25519, mlDsa44 }: Witness,
): { readonly ed25519: NoteKey; readonly mlDsa44: NoteKey } {
  return { ed25519: noteKey(crypto, name, 4, ed25519), mlDsa44: noteKey(crypto, name, 6, mlDsa44) };
}

/** A witness as a text: the verifier keys of its two cosignatures, a line each. */
export function encodeWitness(crypto: Crypto, by: Witness): string {
  const { ed25519, mlDsa44 } = witnessKeys(crypto, by);
  return `${encodeVerifierKey(ed25519)}\n${encodeVerifierKey(mlDsa44)}\n`;
}

/** The witness of such a text. Errors: checkpoint. */
export function decodeWitness(crypto: Crypto, written: string): Witness {
  const lines = written.split("\n").map((line) => line.trimEnd());
  if (lines.pop() !== "" || lines.length !== 2) fail("A witness has two verifier keys, a line each.");
  const [ed25519, mlDsa44] = lines.map((line) => decodeVerifierKey(crypto, line)) as [NoteKey, NoteKey];
  if (ed25519.type !== 4 || mlDsa44.type !== 6) fail("The keys of a witness are an Ed25519 and an ML-DSA-44 one.");
  if (ed25519.name !== mlDsa44.name) fail("The keys of a witness have one name.");
  return { name: ed25519.name, ed25519: ed25519.key, mlDsa44: mlDsa44.key };
}

/** What the Ed25519 cosignature covers: two lines and the whole text of the note. */
export function ed25519Message(timeS: number, noteText: string): Uint8Array {
  return utf8(`cosignature/v1\ntime ${timeS}\n${noteText}`);
}

/** What the ML-DSA-44 cosignature covers: names, time, size and root, without extension lines. */
export function mlDsa44Message(name: string, timeS: number, { origin, size, root }: Checkpoint): Uint8Array {
  const prefixed = (written: string): Uint8Array => concat(Uint8Array.of(utf8(written).length), utf8(written));
  return concat(
    utf8("subtree/v1\n\0"), prefixed(name), eight(timeS), prefixed(origin), eight(0), eight(size), root,
  );
}

/** Both cosignatures of a witness on a checkpoint, at a time in seconds since 1970. */
export function cosign(
  crypto: Crypto, name: string, seeds: WitnessSeeds, noteText: string, timeS: number,
): readonly NoteLine[] {
  const keys = witnessKeys(crypto, witnessOf(crypto, name, seeds));
  const message = mlDsa44Message(name, timeS, decodeCheckpoint(noteText));
  return [
    { key: keys.ed25519, made: crypto.ed25519Sign(seeds.ed25519, ed25519Message(timeS, noteText)) },
    { key: keys.mlDsa44, made: crypto.mlDsa44Sign(seeds.mlDsa44, message) },
  ].map(({ key, made }) => ({ name, id: key.id, signature: concat(eight(timeS), made) }));
}

/**
 * Since when a witness has seen the checkpoint, in seconds since 1970, or null when it has not signed it with both its
 * keys. Of several cosignatures of one key the earliest counts, of the two keys the later. Errors: checkpoint, when a
 * line of one of its keys does not verify.
 */
export function cosignedAt(crypto: Crypto, note: SignedNote, by: Witness): number | null {
  const keys = witnessKeys(crypto, by);
  const checkpoint = decodeCheckpoint(note.text);
  const classical = earliest(note, keys.ed25519, (timeS, signature) =>
    crypto.ed25519Verify(by.ed25519, ed25519Message(timeS, note.text), signature));
  const postQuantum = earliest(note, keys.mlDsa44, (timeS, signature) =>
    crypto.mlDsa44Verify(by.mlDsa44, mlDsa44Message(by.name, timeS, checkpoint), signature));
  return classical === null || postQuantum === null ? null : Math.max(classical, postQuantum);
}

function earliest(
  note: SignedNote, key: NoteKey, verifies: (timeS: number, signature: Uint8Array) => boolean,
): number | null {
  let first: number | null = null;
  for (const { signature } of linesOf(note, key)) {
    const timeS = signature.length <= 8 ? 0 : fromEight(signature.subarray(0, 8));
    if (timeS < 1 || timeS > cosignatureTimeMax || !verifies(timeS, signature.slice(8))) {
      fail(`A cosignature of ${key.name} does not verify.`);
    }
    first = first === null ? timeS : Math.min(first, timeS);
  }
  return first;
}

/**
 * The note with those lines of an answer added that are this witness's. Errors: checkpoint, when the answer is
 * malformed, lacks one of its two cosignatures, or one does not verify.
 */
export function withCosignatures(
  crypto: Crypto, note: string, lines: readonly NoteLine[], by: Witness,
): { readonly note: string; readonly timeS: number } {
  const before = decodeNote(note);
  const keys = witnessKeys(crypto, by);
  const answer: SignedNote = { text: before.text, lines };
  const own = [...linesOf(answer, keys.ed25519).slice(0, 1), ...linesOf(answer, keys.mlDsa44).slice(0, 1)];
  const timeS = cosignedAt(crypto, { text: before.text, lines: own }, by);
  if (timeS === null) return fail(`Not both cosignatures of ${by.name} are there.`);
  return { note: encodeNote({ text: before.text, lines: [...before.lines, ...own] }), timeS };
}

function eight(number: number): Uint8Array {
  const made = new Uint8Array(8);
  new DataView(made.buffer).setBigUint64(0, BigInt(number));
  return made;
}

function fromEight(eightBytes: Uint8Array): number {
  return Number(new DataView(eightBytes.buffer, eightBytes.byteOffset, 8).getBigUint64(0));
}

function fail(detail: string): never {
  throw new ChirographError("checkpoint", detail);
}
