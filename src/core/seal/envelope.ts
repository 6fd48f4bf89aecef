// Envelopes: an entry with its content as it goes over the line, in one of three forms (spec/04-seal.md, Envelopes).

import { aeadKeyOf, saltOfKey } from "./ratchet.ts";
import type { MessageKey } from "./ratchet.ts";
import type { Prekey } from "./prekey.ts";
import { paddedBytesMax, padded, unpadded } from "./padding.ts";
import type { Crypto } from "../../ports/crypto.ts";
import type { Random } from "../../ports/random.ts";
import { bigEndian, fromBigEndian } from "../bytes/big-endian.ts";
import { encode } from "../bytes/cbor.ts";
import { concat, equalBytes } from "../bytes/hex.ts";
import { bytes, decodeShape, encodeShape, struct } from "../bytes/shape.ts";
import type { Of } from "../bytes/shape.ts";
import { ChirographError } from "../errors.ts";
import type { ChannelId, LogId } from "../names.ts";
import { contentBytesMax, payloadBytesMax } from "../record/entry.ts";
import type { Entry } from "../record/entry.ts";

/** First byte of an envelope. */
export const clearForm = 0;
export const sealedForm = 1;
export const resealedForm = 2;

const tagBytes = 16;
const encBytes = 1_120;
const nonceBytes = 8;
const sealedHeadBytes = 8 + nonceBytes;
const resealedHeadBytes = 5 + encBytes;
/** Longest envelope, in bytes: the greatest padding behind the longest head. */
export const envelopeBytesMax = resealedHeadBytes + paddedBytesMax + tagBytes;

const none = new Uint8Array(0);
const fourZeros = new Uint8Array(4);

/** What a clear and a re-sealed envelope hold; salt and content are empty together. */
export const carried = struct({
  payload: bytes(0, payloadBytesMax), signature: bytes(64), salt: bytes(0, 32), content: bytes(0, contentBytesMax),
});
/** What is carried of an entry. */
export type Carried = Of<typeof carried>;

/** What an envelope sealed in an epoch holds: the salt follows from the message key. */
export const sealedInside = struct({
  payload: bytes(0, payloadBytesMax), signature: bytes(64), content: bytes(0, contentBytesMax),
});

/** The log in which a message key is used. */
export interface SealPlace {
  readonly channel: ChannelId;
  readonly log: LogId;
}

/** The position that a re-sealed entry has. */
export interface ResealPlace extends SealPlace {
  readonly seq: number;
}

/** An envelope taken apart, nothing of it checked but its lengths. */
export type Envelope =
  | { readonly form: "clear"; readonly inside: Uint8Array }
  | { readonly form: "sealed"; readonly epoch: number; readonly index: number; readonly nonce: Uint8Array;
      readonly sealed: Uint8Array }
  | { readonly form: "resealed"; readonly prekey: number; readonly enc: Uint8Array; readonly sealed: Uint8Array };

/** Salt of the commitment of an entry that is sealed with this key, 32 bytes. */
export function saltOf(crypto: Crypto, key: MessageKey): Uint8Array {
  return saltOfKey(crypto, key.key);
}

/** The envelope of an entry that is public on its channel. */
export function clearEnvelope({ payload, signature, salt, content }: Carried): Uint8Array {
  return concat(Uint8Array.of(clearForm), encodeShape(carried, { payload, signature, salt, content }));
}

/** The envelope of an entry sealed with a message key; `content` is empty when the entry has none. */
export function sealEnvelope(
  crypto: Crypto, key: MessageKey, place: SealPlace, entry: Entry, content: Uint8Array,
): Uint8Array {
  const { payload, signature } = entry;
  const plain = padded(encodeShape(sealedInside, { payload, signature, content }));
  // Synthetic: a machine resumed from a snapshot may use a key twice, but not with one nonce for two plaintexts.
  const nonce = nonceOf(crypto, key.key, plain);
  const sealed = crypto.aeadSeal(
    aeadKeyOf(crypto, key.key), concat(fourZeros, nonce), sealedData(place, key.epoch, key.index), plain,
  );
  return concat(Uint8Array.of(sealedForm), bigEndian(key.epoch, 4), bigEndian(key.index, 3), nonce, sealed);
}

/** The envelope of a kept entry, sealed anew to one station's prekey. */
export function resealEnvelope(
  crypto: Crypto, random: Random, place: ResealPlace, prekey: Prekey, kept: Carried,
): Uint8Array {
  const { payload, signature, salt, content } = kept;
  const plain = padded(encodeShape(carried, { payload, signature, salt, content }));
  const { enc, ciphertext } = crypto.hpkeSeal(prekey.key, resealInfo(place, prekey.id), none, plain, random.bytes(64));
  return concat(Uint8Array.of(resealedForm), bigEndian(prekey.id, 4), enc, ciphertext);
}

/** Takes an envelope apart. Errors: envelope (unknown form, wrong length). */
export function parseEnvelope(envelope: Uint8Array): Envelope {
  if (envelope.length > envelopeBytesMax) throw new ChirographError("envelope", "It is too long.");
  if (envelope[0] === clearForm) return { form: "clear", inside: envelope.subarray(1) };
  if (envelope[0] === sealedForm && envelope.length > sealedHeadBytes + tagBytes) {
    return {
      form: "sealed",
      epoch: fromBigEndian(envelope.subarray(1, 5)),
      index: fromBigEndian(envelope.subarray(5, 8)),
      nonce: envelope.subarray(8, sealedHeadBytes),
      sealed: envelope.subarray(sealedHeadBytes),
    };
  }
  if (envelope[0] === resealedForm && envelope.length > resealedHeadBytes + tagBytes) {
    return {
      form: "resealed",
      prekey: fromBigEndian(envelope.subarray(1, 5)),
      enc: envelope.subarray(5, resealedHeadBytes),
      sealed: envelope.subarray(resealedHeadBytes),
    };
  }
  throw new ChirographError("envelope", "Its form is unknown or it is too short.");
}

/** What a clear envelope holds. Errors: cbor-*, shape. */
export function openClear(envelope: Extract<Envelope, { form: "clear" }>): Carried {
  return decodeShape(carried, envelope.inside);
}

/** What an envelope sealed in an epoch holds, the salt derived. Errors: envelope, cbor-*, shape. */
export function openSealed(
  crypto: Crypto, messageKey: Uint8Array, place: SealPlace, envelope: Extract<Envelope, { form: "sealed" }>,
): Carried {
  const { epoch, index, nonce, sealed } = envelope;
  const plain = crypto.aeadOpen(
    aeadKeyOf(crypto, messageKey), concat(fourZeros, nonce), sealedData(place, epoch, index), sealed,
  );
  if (plain === null) throw new ChirographError("envelope", "The seal does not hold.");
  if (!equalBytes(nonceOf(crypto, messageKey, plain), nonce)) {
    throw new ChirographError("envelope", "The nonce is not that of the plaintext.");
  }
  const inside = decodeShape(sealedInside, unpadded(plain));
  return { ...inside, salt: inside.content.length === 0 ? none : saltOfKey(crypto, messageKey) };
}

/** What a re-sealed envelope holds; `seed` is the private half of its prekey. Errors: envelope, cbor-*, shape. */
export function openResealed(
  crypto: Crypto, seed: Uint8Array, place: ResealPlace, envelope: Extract<Envelope, { form: "resealed" }>,
): Carried {
  const plain = crypto.hpkeOpen(seed, envelope.enc, resealInfo(place, envelope.prekey), none, envelope.sealed);
  if (plain === null) throw new ChirographError("envelope", "The seal does not hold.");
  return decodeShape(carried, unpadded(plain));
}

function sealedData({ channel, log }: SealPlace, epoch: number, index: number): Uint8Array {
  return encode(["chirograph/1 sealed", channel, log, epoch, index]);
}

function resealInfo({ channel, log, seq }: ResealPlace, prekey: number): Uint8Array {
  return encode(["chirograph/1 reseal", channel, log, seq, prekey]);
}

function nonceOf(crypto: Crypto, messageKey: Uint8Array, plain: Uint8Array): Uint8Array {
  return crypto.hmacSha256(messageKey, plain).subarray(0, nonceBytes);
}
