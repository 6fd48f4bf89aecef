// Values as flat bytes: their CBOR, but texts end with a zero and have one byte a character where they can
// (spec/11-narrow.md, Flat bytes).

import { cborDepthMax, cborItemsMax, encode, utf8 } from "../bytes/cbor.ts";
import type { Value } from "../bytes/cbor.ts";
import { concat } from "../bytes/hex.ts";
import { ChirographError } from "../errors.ts";
import { tableBytes, tableText } from "./characters.ts";

/** First byte of a text in the characters of the table, and of one in UTF-8. */
const tableMark = 0x60;
const utf8Mark = 0x61;
const zero = Uint8Array.of(0);
const utf8Decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The flat bytes of a value, or null where a text holds a zero, which ends texts. */
export function flatten(value: Value): Uint8Array | null {
  if (typeof value === "string") return flatText(value);
  if (typeof value === "number" || value instanceof Uint8Array) return encode(value);
  const items = value.map(flatten);
  if (items.includes(null)) return null;
  return concat(head(value.length), ...(items as Uint8Array[]));
}

/** The head of an array: that of a byte string of as many bytes, in the type of arrays. */
function head(count: number): Uint8Array {
  const bytes = encode(count);
  bytes[0] = (bytes[0] as number) | 0x80;
  return bytes;
}

function flatText(text: string): Uint8Array | null {
  if (text.includes("\0")) return null;
  const table = tableBytes(text);
  return concat(Uint8Array.of(table === null ? utf8Mark : tableMark), table ?? utf8(text), zero);
}

/**
 * Reads one value from bytes that `next` gives one by one, and no byte more than it has. Other encodings of the value
 * are taken too: who reads encodes again and compares. Errors: envelope, and those of `next`.
 */
export function unflatten(next: () => number, depth = 1): Value {
  const first = next();
  if (first === tableMark) return tableText(textBytes(next));
  if (first === utf8Mark) return decodedUtf8(textBytes(next));
  const major = first >> 5;
  const argument = argumentOf(first, next);
  if (major === 0) return argument;
  if (major === 2) return Uint8Array.from(many(argument, next));
  if (major !== 4 || depth > cborDepthMax || argument > cborItemsMax) {
    throw new ChirographError("envelope", "The content is not flat bytes.");
  }
  return many(argument, () => unflatten(next, depth + 1));
}

/** As many as a number says; nothing is reserved for them, since the number may be anybody's. */
function many<T>(count: number, each: () => T): T[] {
  const items: T[] = [];
  while (items.length < count) items.push(each());
  return items;
}

function textBytes(next: () => number): Uint8Array {
  const bytes: number[] = [];
  for (let byte = next(); byte !== 0; byte = next()) bytes.push(byte);
  return Uint8Array.from(bytes);
}

function decodedUtf8(bytes: Uint8Array): string {
  try {
    return utf8Decoder.decode(bytes);
  } catch {
    throw new ChirographError("envelope", "A text is not UTF-8.");
  }
}

function argumentOf(first: number, next: () => number): number {
  const info = first % 32;
  if (info < 24) return info;
  if (info > 27) throw new ChirographError("envelope", "The content is not flat bytes.");
  const argument = many(2 ** (info - 24), next).reduce((sum, byte) => sum * 256 + byte, 0);
  if (!Number.isSafeInteger(argument)) throw new ChirographError("envelope", "A number is too large.");
  return argument;
}
