// The narrow envelope: an entry in few bytes, sealed under a key of its own for each form (spec/11-narrow.md,
// Envelopes).

import { readerKey } from "./chain-data.ts";
import type { Chains } from "./chain-data.ts";
import type { ResealPlace } from "./envelope.ts";
import { keyAt } from "./open.ts";
import type { OpenContext, Opening } from "./open.ts";
import { formKeyOf, narrowKeyOf, saltOfKey } from "./ratchet.ts";
import type { Crypto } from "../../ports/crypto.ts";
import { bigEndian, fromBigEndian } from "../bytes/big-endian.ts";
import { encode } from "../bytes/cbor.ts";
import { concat, toHex } from "../bytes/hex.ts";
import { ChirographError } from "../errors.ts";
import { fullForm, numbersSent, sends } from "../narrow/form.ts";
import { nonceBytes, unpackEntry } from "../narrow/packed-entry.ts";
import type { NarrowView } from "../narrow/view.ts";

const tagBytes = 16;
const fourZeros = new Uint8Array(4);
/** Bytes of epoch and index where they are sent whole; else one of each. */
const epochBytes = 4;
const indexBytes = 3;
/** Values that one byte tells apart. */
const shortUnit = 256;

/** Which entry of which epoch is sealed, in which form. */
export interface NarrowPlace extends ResealPlace {
  readonly epoch: number;
  readonly index: number;
  readonly form: number;
}

/** Seals a packed entry. The first bytes of its signature are the nonce: no two entries share one. */
export function sealNarrow(
  crypto: Crypto, narrowKey: Uint8Array, place: NarrowPlace, signature: Uint8Array, packed: Uint8Array,
): Uint8Array {
  const { epoch, index, form } = place;
  const isWhole = sends(form, numbersSent);
  const nonce = signature.subarray(0, nonceBytes);
  const sealed = crypto.aeadSeal(
    formKeyOf(crypto, narrowKey, form), concat(fourZeros, nonce), sealedData(place), packed,
  );
  return concat(
    Uint8Array.of(form), bigEndian(epoch, isWhole ? epochBytes : 1), bigEndian(index, isWhole ? indexBytes : 1), nonce,
    sealed,
  );
}

/** Who reads a narrow envelope, and what is held. */
export interface NarrowContext extends OpenContext {
  readonly view: NarrowView;
  readonly nowMs: number;
}

/**
 * Opens a narrow envelope and rebuilds its entry; changes nothing. Not opened says nothing about anybody: what the
 * reader does not hold may be why.
 */
export function openNarrow(crypto: Crypto, chains: Chains, context: NarrowContext, bytes: Uint8Array): Opening {
  try {
    const { form, nonce, sealed, ...short } = parseNarrow(bytes);
    const numbers = sends(form, numbersSent) ? short : wholeNumbers(chains, context, short);
    const { key, advance } = keyAt(crypto, chains, context, numbers);
    const packed = crypto.aeadOpen(
      formKeyOf(crypto, narrowKeyOf(crypto, key), form), concat(fourZeros, nonce),
      sealedData({ ...context, ...numbers, form }), sealed,
    );
    if (packed === null) throw new ChirographError("envelope", "The seal does not hold.");
    const salt = saltOfKey(crypto, key);
    const { log, seq, nowMs } = context;
    const unpacking = { log, seq, ...numbers, form, nonce, salt, nowMs };
    const { entry, content } = unpackEntry(crypto, context.view, unpacking, packed);
    return { kind: "opened", entry, content, salt: content === null ? null : salt, advance: advance() };
  } catch (error) {
    if (!(error instanceof ChirographError)) throw error;
    if (error.code === "epoch" || error.code === "envelope") return { kind: "not-opened", error };
    return { kind: "not-opened", error: new ChirographError("envelope", error.message) };
  }
}

/** Whether an envelope is in the full form: there is none that leaves out less. */
export function isFullForm(envelope: Uint8Array): boolean {
  return envelope[0] === fullForm;
}

function parseNarrow(bytes: Uint8Array): {
  readonly form: number; readonly epoch: number; readonly index: number; readonly nonce: Uint8Array;
  readonly sealed: Uint8Array;
} {
  const [form = 0xff] = bytes;
  const isWhole = sends(form, numbersSent);
  const indexAt = 1 + (isWhole ? epochBytes : 1);
  const nonceAt = indexAt + (isWhole ? indexBytes : 1);
  const sealedAt = nonceAt + nonceBytes;
  if (form > fullForm || bytes.length <= sealedAt + tagBytes) {
    throw new ChirographError("envelope", "Its form is unknown or it is too short.");
  }
  return {
    form, epoch: fromBigEndian(bytes.subarray(1, indexAt)), index: fromBigEndian(bytes.subarray(indexAt, nonceAt)),
    nonce: bytes.subarray(nonceAt, sealedAt), sealed: bytes.subarray(sealedAt),
  };
}

/** The one epoch of the author that ends so, and the index nearest to where its chain stands. Errors: epoch. */
function wholeNumbers(
  chains: Chains, { log, author }: OpenContext, short: { readonly epoch: number; readonly index: number },
): { readonly epoch: number; readonly index: number } {
  const station = author === null ? "" : toHex(author);
  const begun = chains.restarts.get(toHex(log));
  const known = new Set([
    ...[...chains.readers.keys()].filter((at) => at.startsWith(`${toHex(log)} `)).map((at) => Number(at.slice(33))),
    ...[...chains.epochsLearned.keys()].filter((at) => at.startsWith(`${station} `)).map((at) => Number(at.slice(33))),
    ...(begun === undefined ? [] : [begun.epoch]),
  ]);
  const [epoch, ...others] = [...known].filter((one) => one % shortUnit === short.epoch);
  if (epoch === undefined || others.length > 0) throw new ChirographError("epoch", "No one epoch ends so.");
  const standing = chains.readers.get(readerKey(log, epoch))?.index ?? (begun?.epoch === epoch ? begun.index : 0);
  const least = Math.max(0, standing - shortUnit / 2);
  return { epoch, index: least + (short.index - least % shortUnit + shortUnit) % shortUnit };
}

function sealedData({ channel, log, seq, epoch, index, form }: NarrowPlace): Uint8Array {
  return encode(["chirograph/1 narrow", channel, log, seq, epoch, index, form]);
}
