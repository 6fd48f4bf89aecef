// Canonical CBOR in the profile of spec/01-encoding.md: uint, bstr, tstr and definite arrays, one encoding for each
// value.

import { ChirographError } from "../errors.ts";

/** A value of the profile. Numbers are whole, from 0 to 2^53 - 1. */
export type Value = number | string | Uint8Array | readonly Value[];

/** Arrays may nest this deep, counting the outermost as 1. */
export const cborDepthMax = 16;
/** Longest input the decoder looks at, in bytes. */
export const cborBytesMax = 16 * 1024 * 1024;
/** Most items in one array. */
export const cborItemsMax = 65_536;

const utf8Encoder = new TextEncoder();
const utf8Decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Encodes a value; the same value always gives the same bytes. */
export function encode(value: Value): Uint8Array {
  const writer = new Writer(scratch ?? new Uint8Array(scratchBytes));
  scratch = null;
  writer.value(value);
  return writer.done();
}

/**
 * Decodes one value that fills `bytes` exactly.
 * Errors: cbor-truncated, cbor-trailing, cbor-forbidden-type, cbor-not-canonical, cbor-too-deep, cbor-too-large,
 * cbor-bad-text.
 */
export function decode(bytes: Uint8Array): Value {
  return read(new Reader(bytes, false));
}

/**
 * As `decode`, but the byte strings in it are views of `bytes`, which must not change: for what is long and is read
 * once. Who keeps one keeps all of `bytes`.
 */
export function decodeViews(bytes: Uint8Array): Value {
  return read(new Reader(bytes, true));
}

function read(reader: Reader): Value {
  const { bytes } = reader;
  if (bytes.length > cborBytesMax) throw new ChirographError("cbor-too-large");
  const value = reader.value(1);
  if (reader.at !== bytes.length) throw new ChirographError("cbor-trailing", "", { at: reader.at });
  return value;
}

/** What stands before a byte string of this length. */
export function bytesHead(length: number): Uint8Array {
  const writer = new Writer(new Uint8Array(9));
  writer.head(2, length);
  return writer.done();
}

/** The UTF-8 bytes of a text. */
export function utf8(text: string): Uint8Array {
  return utf8Encoder.encode(text);
}

/** One buffer for all that is encoded, handed from one call to the next: growing anew each time costs most of it. */
const scratchBytes = 4_096;
let scratch: Uint8Array<ArrayBuffer> | null = null;

class Writer {
  private buffer: Uint8Array<ArrayBuffer>;
  private length = 0;

  constructor(buffer: Uint8Array<ArrayBuffer>) {
    this.buffer = buffer;
  }

  value(value: Value): void {
    if (typeof value === "number") this.head(0, value);
    else if (typeof value === "string") {
      const bytes = utf8Encoder.encode(value);
      this.head(3, bytes.length);
      this.raw(bytes);
    } else if (value instanceof Uint8Array) {
      this.head(2, value.length);
      this.raw(value);
    } else {
      this.head(4, value.length);
      for (const item of value) this.value(item);
    }
  }

  done(): Uint8Array {
    const bytes = this.buffer.slice(0, this.length);
    // What was encoded may be secret, and a large buffer is not kept.
    this.buffer.fill(0, 0, this.length);
    if (this.buffer.length === scratchBytes) scratch = this.buffer;
    return bytes;
  }

  // RFC 8949 §4.2.1: the shortest form of every head.
  head(major: number, argument: number): void {
    if (!Number.isSafeInteger(argument) || argument < 0) throw new Error(`not a uint: ${argument}`);
    this.room(9);
    const type = major << 5;
    if (argument < 24) this.buffer[this.length++] = type | argument;
    else if (argument < 0x100) this.tail(type | 24, argument, 1);
    else if (argument < 0x1_0000) this.tail(type | 25, argument, 2);
    else if (argument < 0x1_0000_0000) this.tail(type | 26, argument, 4);
    else this.tail(type | 27, argument, 8);
  }

  private tail(first: number, argument: number, size: number): void {
    this.buffer[this.length++] = first;
    for (let shift = size - 1; shift >= 0; shift--) {
      this.buffer[this.length++] = Math.floor(argument / 2 ** (8 * shift)) % 256;
    }
  }

  private raw(bytes: Uint8Array): void {
    this.room(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  private room(more: number): void {
    if (this.length + more <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(this.buffer.length * 2, this.length + more));
    grown.set(this.buffer.subarray(0, this.length));
    this.buffer = grown;
  }
}

class Reader {
  at = 0;
  readonly bytes: Uint8Array;
  private readonly views: boolean;

  constructor(bytes: Uint8Array, views: boolean) {
    this.bytes = bytes;
    this.views = views;
  }

  value(depth: number): Value {
    const first = this.byte();
    const major = first >> 5;
    if (major === 0) return this.argument(first);
    if (major === 2) {
      const from = this.pass(this.argument(first));
      return this.views ? this.bytes.subarray(from, this.at) : this.bytes.slice(from, this.at);
    }
    if (major === 3) return this.text(this.argument(first));
    if (major === 4) return this.array(this.argument(first), depth);
    throw new ChirographError("cbor-forbidden-type", "", { at: this.at - 1, byte: first });
  }

  private array(count: number, depth: number): Value {
    if (depth > cborDepthMax) throw new ChirographError("cbor-too-deep", "", { at: this.at });
    if (count > cborItemsMax) throw new ChirographError("cbor-too-large", "", { at: this.at, count });
    // Every item takes at least one byte, so a huge count in a short input fails before anything is reserved.
    if (count > this.bytes.length - this.at) throw new ChirographError("cbor-truncated", "", { at: this.at });
    const items: Value[] = [];
    for (let index = 0; index < count; index++) items.push(this.value(depth + 1));
    return items;
  }

  private text(length: number): string {
    const from = this.pass(length);
    try {
      return utf8Decoder.decode(this.bytes.subarray(from, this.at));
    } catch {
      throw new ChirographError("cbor-bad-text", "", { at: from });
    }
  }

  private argument(first: number): number {
    const info = first & 31;
    if (info < 24) return info;
    if (info === 24 && this.at < this.bytes.length && (this.bytes[this.at] as number) >= 24) {
      return this.bytes[this.at++] as number;
    }
    if (info > 27) throw new ChirographError("cbor-forbidden-type", "", { at: this.at - 1, byte: first });
    const size = 1 << (info - 24);
    let argument = 0;
    for (let index = 0; index < size; index++) argument = argument * 256 + this.byte();
    if (!Number.isSafeInteger(argument)) throw new ChirographError("cbor-too-large", "", { at: this.at });
    const least = size === 1 ? 24 : size === 2 ? 0x100 : size === 4 ? 0x1_0000 : 0x1_0000_0000;
    if (argument < least) throw new ChirographError("cbor-not-canonical", "", { at: this.at });
    return argument;
  }

  /** Goes over so many bytes; where they begin. */
  private pass(length: number): number {
    if (length > this.bytes.length - this.at) throw new ChirographError("cbor-truncated", "", { at: this.at });
    this.at += length;
    return this.at - length;
  }

  private byte(): number {
    const byte = this.bytes[this.at];
    if (byte === undefined) throw new ChirographError("cbor-truncated", "", { at: this.at });
    this.at += 1;
    return byte;
  }
}
