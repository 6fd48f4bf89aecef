// What a station keeps of each entry, before it is sealed at rest.

import { decode } from "../core/bytes/cbor.ts";
import type { Value } from "../core/bytes/cbor.ts";
import { bytes, encodeShape, struct, uint } from "../core/bytes/shape.ts";
import type { Of } from "../core/bytes/shape.ts";
import { contentBytesMax, payloadBytesMax, timeMsMax } from "../core/record/entry.ts";

/** Longest envelope kept, in bytes: payload, content, padding and a re-seal's encapsulation fit. */
export const envelopeBytesMax = payloadBytesMax + contentBytesMax + 8_192;

/** Fields of a kept entry in stores of the first version. */
const fieldsBefore = 7;
const noKey = new Uint8Array(0);

/**
 * One kept entry. `envelope` is what went over the line and is kept for our own entries alone, so that every bearer and
 * every retry carries the same bytes after the message key is gone. `incoming` numbers the messages that came in, from
 * 1.
 */
export const keptEntry = struct({
  payload: bytes(0, payloadBytesMax),
  signature: bytes(64),
  /** Empty when the entry has no content or its content is withheld from this station. */
  salt: bytes(0, 32),
  content: bytes(0, contentBytesMax),
  envelope: bytes(0, envelopeBytesMax),
  heldMs: uint(timeMsMax),
  incoming: uint(),
  /** The key of its narrow forms, of our own entries that were sealed in an epoch; empty of all others. */
  narrow: bytes(0, 32),
});
export type KeptEntry = Of<typeof keptEntry>;

/** Bytes of a kept entry, still in clear. */
export function encodeKept(kept: KeptEntry): Uint8Array {
  return encodeShape(keptEntry, kept);
}

/** The kept entry of opened bytes; one of before there were narrow forms has no key of them. Errors: cbor-*, shape. */
export function decodeKept(opened: Uint8Array): KeptEntry {
  const fields = decode(opened);
  const isOlder = Array.isArray(fields) && fields.length === fieldsBefore;
  return keptEntry.fromValue(isOlder ? [...fields as readonly Value[], noKey] : fields, "");
}
