// A signed note: a text and lines of signatures under it, as C2SP signed-note has it (spec/09-checkpoints.md, Notes).

import type { Crypto } from "../../ports/crypto.ts";
import { fromBase64 } from "../bytes/base64.ts";
import { utf8 } from "../bytes/cbor.ts";
import { concat, equalBytes, toHex } from "../bytes/hex.ts";
import { ChirographError } from "../errors.ts";

/** Longest note, in bytes, and most signature lines: sixteen witnesses with two signatures each, and the log's. */
export const noteBytesMax = 60_000;
export const noteLinesMax = 64;
/** Longest name of a key, in bytes. */
export const keyNameBytesMax = 255;

/** Bytes of the public key by the type of signature. */
const publicKeyBytes = { 1: 32, 4: 32, 6: 1_312 } as const;
/** 1: Ed25519 over the text. 4, 6: a cosignature with Ed25519, with ML-DSA-44. */
export type KeyType = keyof typeof publicKeyBytes;

/** One signature line; `signature` is what follows the four bytes of the key's id. */
export interface NoteLine {
  readonly name: string;
  readonly id: Uint8Array;
  readonly signature: Uint8Array;
}

/** A text, its last line feed included, and the lines under it. */
export interface SignedNote {
  readonly text: string;
  readonly lines: readonly NoteLine[];
}

/** A key that signs notes. */
export interface NoteKey {
  readonly name: string;
  readonly type: KeyType;
  readonly key: Uint8Array;
  readonly id: Uint8Array;
}

/** The key of a name and a public key. Errors: checkpoint. */
export function noteKey(crypto: Crypto, name: string, type: KeyType, key: Uint8Array): NoteKey {
  if (!isKeyName(name)) fail("A key's name is not one.");
  if (key.length !== publicKeyBytes[type]) fail("A key has another length.");
  const id = crypto.sha256(utf8(`${name}\n`), Uint8Array.of(type), key).slice(0, 4);
  return { name, type, key, id };
}

/** Whether a text may name a key: not empty, no white space, no plus, no control character. */
function isKeyName(name: string): boolean {
  // eslint-disable-next-line no-control-regex
  return name.isWellFormed() && /^[^\p{White_Space}+\u0000-\u001f]+$/u.test(name)
    && utf8(name).length <= keyNameBytesMax;
}

/** The key as a verifier key: "name+id+base64". */
export function encodeVerifierKey({ name, type, key, id }: NoteKey): string {
  return `${name}+${toHex(id)}+${concat(Uint8Array.of(type), key).toBase64()}`;
}

/** The key of a verifier key. Errors: checkpoint. */
export function decodeVerifierKey(crypto: Crypto, text: string): NoteKey {
  const [name = "", id = "", ...rest] = text.split("+");
  // Base64 has pluses of its own.
  const bytes = fromBase64(rest.join("+"));
  const type = bytes?.[0];
  if (bytes === null || (type !== 1 && type !== 4 && type !== 6)) return fail("It is no verifier key.");
  const key = noteKey(crypto, name, type, bytes.slice(1));
  return toHex(key.id) === id ? key : fail("A verifier key has another id.");
}

/** The note as a text. */
export function encodeNote({ text, lines }: SignedNote): string {
  return `${text}\n${lines.map(encodeNoteLine).join("")}`;
}

/** One signature line with its line feed. */
export function encodeNoteLine({ name, id, signature }: NoteLine): string {
  return `— ${name} ${concat(id, signature).toBase64()}\n`;
}

/** The note of a text, nothing of it verified. Errors: checkpoint. */
export function decodeNote(note: string): SignedNote {
  if (note.length > noteBytesMax || utf8(note).length > noteBytesMax) fail("The note is too long.");
  // eslint-disable-next-line no-control-regex
  if (!note.isWellFormed() || /[\u0000-\u0009\u000b-\u001f]/u.test(note)) fail("A character may not stand in a note.");
  const text = textOfNote(note);
  return { text, lines: decodeNoteLines(note.slice(text.length + 1)) };
}

/** What stands above the signatures of a note, of which none is looked at. Errors: checkpoint. */
export function textOfNote(note: string): string {
  const split = note.lastIndexOf("\n\n");
  return split < 0 ? fail("No empty line parts text and signatures.") : note.slice(0, split + 1);
}

/** Signature lines as they stand under a note, at least one. Errors: checkpoint. */
export function decodeNoteLines(written: string): readonly NoteLine[] {
  const lines = written.split("\n");
  if (lines.pop() !== "" || lines.length === 0) fail("The signature lines do not end.");
  if (lines.length > noteLinesMax) fail("Too many signature lines.");
  return lines.map((line) => {
    const [dash, name = "", base64 = "", ...more] = line.split(" ");
    const bytes = fromBase64(base64);
    if (dash !== "—" || more.length > 0 || !isKeyName(name) || bytes === null || bytes.length < 5) {
      return fail("A signature line is malformed.");
    }
    return { name, id: bytes.slice(0, 4), signature: bytes.slice(4) };
  });
}

/** Lines of a key. Others, of the same name or the same id alone, are no concern of it. */
export function linesOf(note: SignedNote, key: NoteKey): readonly NoteLine[] {
  return note.lines.filter((line) => line.name === key.name && equalBytes(line.id, key.id));
}

/** Whether an Ed25519 key (type 1) has signed the note. Errors: checkpoint, when a line says so and does not verify. */
export function isNoteSignedBy(crypto: Crypto, note: SignedNote, key: NoteKey): boolean {
  const lines = linesOf(note, key);
  if (!lines.every((line) => crypto.ed25519Verify(key.key, utf8(note.text), line.signature))) {
    fail("A signature does not verify.");
  }
  return lines.length > 0;
}

function fail(detail: string): never {
  throw new ChirographError("checkpoint", detail);
}
