// What a witness of Chirograph is told and asked beside checkpoints: BOOTs, and the heads it knows
// (spec/09-checkpoints.md, The witness).

import type { Crypto } from "../../ports/crypto.ts";
import { fromBase64 } from "../bytes/base64.ts";
import { utf8 } from "../bytes/cbor.ts";
import { fromHex, toHex } from "../bytes/hex.ts";
import { bytes, decodeShape, encodeShape, struct } from "../bytes/shape.ts";
import type { Of } from "../bytes/shape.ts";
import { ChirographError } from "../errors.ts";
import type { Hex } from "../names.ts";
import { decodeSize } from "./checkpoint.ts";
import type { Witness } from "./cosignature.ts";
import { decodeNote, encodeNote, isNoteSignedBy, noteKey } from "./signed-note.ts";

/** Longest deposit, in bytes. */
export const depositBytesMax = 131_072;
/** Most logs one answer names; the newest. */
export const headsMax = 1_024;

/** A BOOT as its station deposits it, with the signed roster that it names. */
export const bootDeposit = struct({
  entry: bytes(1, 40_960), salt: bytes(32), content: bytes(1, 1_024), roster: bytes(1, 65_536),
});
export type BootDeposit = Of<typeof bootDeposit>;

/** The bytes of a deposit. */
export function encodeDeposit(deposit: BootDeposit): Uint8Array {
  return encodeShape(bootDeposit, deposit);
}

/** The deposit of bytes, nothing of it checked. Errors: cbor-*, shape. */
export function decodeDeposit(encoded: Uint8Array): BootDeposit {
  return decodeShape(bootDeposit, encoded);
}

/** Which logs of a station on a channel a witness knows; the nonce makes the answer a fresh one. */
export const headsQuestion = struct({ nonce: bytes(32), channel: bytes(32), station: bytes(16) });
export type HeadsQuestion = Of<typeof headsQuestion>;

/** The bytes of a question. */
export function encodeHeadsQuestion(question: HeadsQuestion): Uint8Array {
  return encodeShape(headsQuestion, question);
}

/** The question of bytes. Errors: cbor-*, shape. */
export function decodeHeadsQuestion(encoded: Uint8Array): HeadsQuestion {
  return decodeShape(headsQuestion, encoded);
}

/** One log as the witness knows it; size 0 when only its BOOT was deposited. */
export interface KnownHead {
  readonly log: Hex;
  readonly size: number;
  readonly root: Uint8Array;
}

const headsMagic = "chirograph/1 heads";

/** The answer to a question, signed with the witness's Ed25519 key. */
export function signHeads(
  crypto: Crypto, name: string, seed: Uint8Array, question: HeadsQuestion, heads: readonly KnownHead[],
): string {
  const lines = heads.map(({ log, size, root }) => `${log} ${size} ${root.toBase64()}`);
  const text = [...headOfAnswer(question), ...lines, ""].join("\n");
  const { id } = noteKey(crypto, name, 1, crypto.ed25519PublicKey(seed));
  return encodeNote({ text, lines: [{ name, id, signature: crypto.ed25519Sign(seed, utf8(text)) }] });
}

/** The heads of an answer to this very question. Errors: checkpoint. */
export function openHeads(crypto: Crypto, by: Witness, question: HeadsQuestion, answer: string): readonly KnownHead[] {
  const note = decodeNote(answer);
  if (!isNoteSignedBy(crypto, note, noteKey(crypto, by.name, 1, by.ed25519))) fail("The witness has not signed it.");
  const lines = note.text.split("\n");
  const asked = headOfAnswer(question);
  if (asked.some((line, index) => lines[index] !== line)) fail("It answers another question.");
  const heads = lines.slice(asked.length, -1);
  return heads.map((line) => {
    const [log = "", size = "", root = "", ...more] = line.split(" ");
    const hash = fromBase64(root);
    const good = fromHex(log)?.length === 16 && hash?.length === 32 && more.length === 0;
    return good ? { log, size: decodeSize(size), root: hash } : fail("A head is malformed.");
  });
}

function headOfAnswer({ nonce, channel, station }: HeadsQuestion): readonly string[] {
  return [headsMagic, toHex(nonce), toHex(channel), toHex(station)];
}

function fail(detail: string): never {
  throw new ChirographError("checkpoint", detail);
}
