// An entry: the signed unit of the record (spec/03-record.md).

import type { Crypto } from "../../ports/crypto.ts";
import type { Signer } from "../../ports/signer.ts";
import { bytesHead, decode, encode } from "../bytes/cbor.ts";
import { concat, equalBytes } from "../bytes/hex.ts";
import { bytes, decodeVersioned, encodeShape, list, struct, uint } from "../bytes/shape.ts";
import type { Of } from "../bytes/shape.ts";
import { ChirographError } from "../errors.ts";
import { precedence } from "../names.ts";
import type { Leaf, PartyId } from "../names.ts";

/** Version of the body, and the only suite of this version. */
export const entryVersion = 1;
export const suite = 1;
/** Most logs one entry may acknowledge, and most single leaves beyond a gap it may name. */
export const acksMax = 64;
export const leavesMax = 256;
/** Longest content of one entry, in bytes. */
export const contentBytesMax = 65_536;
/** Longest payload of one entry, in bytes. */
export const payloadBytesMax = 32_768;
/** Milliseconds since 1970 stay below this (year 10889). */
export const timeMsMax = 2 ** 48 - 1;

/** Highest lamport. What follows an entry that has it has it too, so that nobody can count the others out. */
export const lamportMax = Number.MAX_SAFE_INTEGER;

/** The lamport of an entry that follows one with this lamport. */
export function lamportAfter(lamport: number): number {
  return Math.min(lamport + 1, lamportMax);
}

/** What an entry's author durably holds of another log: its first `size` entries, with this root, since `heldAt`. */
export const ack = struct({ log: bytes(16), size: uint(), root: bytes(32), heldAt: uint(timeMsMax) });
export type Ack = Of<typeof ack>;

/** A single entry durably held beyond a gap. */
export const leafAck = struct({ log: bytes(16), seq: uint(), leaf: bytes(32), heldAt: uint(timeMsMax) });
export type LeafAck = Of<typeof leafAck>;

/** The body of an entry, in the order of its bytes. `object` and `commit` are empty or 32 bytes. */
export const body = struct({
  v: uint(255),
  channel: bytes(32),
  log: bytes(16),
  seq: uint(),
  prev: bytes(32),
  acks: list(ack, acksMax),
  leaves: list(leafAck, leavesMax),
  time: uint(timeMsMax),
  lamport: uint(lamportMax),
  precedence,
  kind: uint(65_535),
  object: bytes(0, 32),
  epoch: uint(0xffff_ffff),
  index: uint(0xff_ffff),
  commit: bytes(0, 32),
});
export type Body = Of<typeof body>;

/** A signed entry: the canonical bytes of its body and an Ed25519 signature over them. */
export interface Entry {
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
}

/** Who signs, as the signature's external data names it. */
export interface Author {
  readonly party: PartyId;
  /** SHA-256 of the body of the roster in force at this position of the log. */
  readonly rosterDigest: Uint8Array;
}

// RFC 9052 §4.4 with algorithm -19 (Ed25519, RFC 9864): the protected header { 1: -19 }.
const protectedHeader = Uint8Array.of(0xa1, 0x01, 0x32);
const coseHead = concat(Uint8Array.of(0x84, 0x43), protectedHeader, Uint8Array.of(0xa0));

/** Canonical payload of a body. */
export function encodeBody(item: Body): Uint8Array {
  return encodeShape(body, item);
}

/** The body of a payload. Errors: cbor-*, shape, version-unknown. */
export function decodeBody(payload: Uint8Array): Body {
  if (payload.length > payloadBytesMax) throw new ChirographError("cbor-too-large");
  const item = decodeVersioned(body, entryVersion, payload);
  for (const field of [item.object, item.commit]) {
    if (field.length !== 0 && field.length !== 32) {
      throw new ChirographError("shape", "object and commit: 0 or 32 bytes.");
    }
  }
  return item;
}

/** Leaf hash of a payload: SHA-256(0x00 || payload) (RFC 9162 §2.1.1). */
export function leafHash(crypto: Crypto, payload: Uint8Array): Leaf {
  return crypto.sha256(Uint8Array.of(0), payload);
}

// All that a Sig_structure says beside the party, its roster and the payload is the same each time.
const hash32 = Uint8Array.of(0x58, 0x20);
const externalHead = concat(Uint8Array.of(0x84), encode("chirograph/1 entry"), encode(suite), hash32);
const externalBytes = externalHead.length + 32 + hash32.length + 32;
const signedHead = concat(
  Uint8Array.of(0x84), encode("Signature1"), encode(protectedHeader), Uint8Array.of(0x58, externalBytes), externalHead,
);

/**
 * The bytes an entry's signature covers: the COSE Sig_structure ["Signature1", protected header, external data,
 * payload], whose external data is the bytes of ["chirograph/1 entry", suite, party, roster digest].
 */
export function signedBytes({ party, rosterDigest }: Author, payload: Uint8Array): Uint8Array {
  return concat(signedHead, party, hash32, rosterDigest, bytesHead(payload.length), payload);
}

/** Signs a payload. */
export function signEntry(signer: Signer, author: Author, payload: Uint8Array): Entry {
  return { payload, signature: signer.sign(signedBytes(author, payload)) };
}

/** Whether the entry's signature is the station's. */
export function verifyEntry(crypto: Crypto, stationKey: Uint8Array, author: Author, entry: Entry): boolean {
  return crypto.ed25519Verify(stationKey, signedBytes(author, entry.payload), entry.signature);
}

/** The entry as a COSE_Sign1 array (RFC 9052 §4.2), untagged. */
export function encodeEntry(entry: Entry): Uint8Array {
  return concat(coseHead, encode(entry.payload), encode(entry.signature));
}

/** The entry of a COSE_Sign1 array. Errors: cbor-*, shape. */
export function decodeEntry(sign1: Uint8Array): Entry {
  if (!equalBytes(sign1.subarray(0, coseHead.length), coseHead)) {
    throw new ChirographError("shape", "An entry begins with the constant COSE_Sign1 head.");
  }
  // What remains are two byte strings; read as one array they pass the same canonical decoder as everything else.
  const rest = decode(concat(Uint8Array.of(0x82), sign1.subarray(coseHead.length)));
  const [payload, signature] = rest as readonly unknown[];
  if (!(payload instanceof Uint8Array) || !(signature instanceof Uint8Array) || signature.length !== 64) {
    throw new ChirographError("shape", "An entry holds a payload and a signature of 64 bytes.");
  }
  return { payload, signature };
}

/** Commitment to a content: HMAC-SHA256(salt, content), salt exactly 32 bytes. */
export function commitment(crypto: Crypto, salt: Uint8Array, content: Uint8Array): Uint8Array {
  if (salt.length !== 32) throw new ChirographError("entry-commit", "A salt is exactly 32 bytes.");
  return crypto.hmacSha256(salt, content);
}
