// The two frames by which entries go over a narrow link: an entry, and the wish to have one whole (spec/11-narrow.md,
// Frames).

import { concat } from "../bytes/hex.ts";
import { ChirographError } from "../errors.ts";
import { packNumber, PackedReader } from "./number.ts";
import { tagBytes } from "./tag.ts";

/** First byte of a frame that carries an entry, and of one that asks for the full form of an entry. */
export const narrowEntryType = 1;
export const fullPleaseType = 2;

/** Longest narrow envelope, in bytes: what is longer goes in fragments of a wide frame. */
export const narrowEnvelopeBytesMax = 65_536;

/** One of the two frames; nothing of it is checked but its form. */
export type NarrowFrame =
  | { readonly name: "entry"; readonly tag: Uint8Array; readonly seq: number; readonly envelope: Uint8Array }
  | { readonly name: "full-please"; readonly tag: Uint8Array; readonly seq: number };

/** Bytes of a frame. */
export function encodeNarrowFrame(frame: NarrowFrame): Uint8Array {
  const place = [frame.tag, packNumber(frame.seq)];
  if (frame.name === "full-please") return concat(Uint8Array.of(fullPleaseType), ...place);
  return concat(Uint8Array.of(narrowEntryType), ...place, frame.envelope);
}

/** The frame of bytes that begin with one of the two types. Errors: line-frame. */
export function decodeNarrowFrame(bytes: Uint8Array): NarrowFrame {
  const reader = new PackedReader(bytes);
  const type = reader.byte();
  const tag = reader.take(tagBytes);
  const seq = reader.number();
  if (type === fullPleaseType) {
    reader.end();
    return { name: "full-please", tag, seq };
  }
  const envelope = reader.rest();
  if (type !== narrowEntryType || envelope.length === 0 || envelope.length > narrowEnvelopeBytesMax) {
    throw new ChirographError("line-frame", "It carries no entry.");
  }
  return { name: "entry", tag, seq, envelope };
}
