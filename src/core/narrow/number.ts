// Numbers of the narrow form: as few bytes as they need (spec/11-narrow.md, Numbers).

import { ChirographError } from "../errors.ts";

/** Bytes of the longest number, 2^53 - 1. */
const numberBytesMax = 8;

/** A whole number in groups of seven bits, the most significant first, bit 7 set on all bytes but the last. */
export function packNumber(number: number): Uint8Array {
  const groups = [number % 128];
  for (let rest = Math.floor(number / 128); rest > 0; rest = Math.floor(rest / 128)) groups.unshift(rest % 128 + 128);
  return Uint8Array.from(groups);
}

/** Reads packed bytes from the first to the last. Errors: line-frame for what ends too early or is not canonical. */
export class PackedReader {
  private at = 0;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Bytes not read yet. */
  get left(): number {
    return this.bytes.length - this.at;
  }

  byte(): number {
    return this.take(1)[0] as number;
  }

  take(length: number): Uint8Array {
    if (length > this.bytes.length - this.at) throw new ChirographError("line-frame", "It ends too early.");
    this.at += length;
    return this.bytes.slice(this.at - length, this.at);
  }

  /** All that is left. */
  rest(): Uint8Array {
    return this.take(this.bytes.length - this.at);
  }

  /** A number in groups of seven bits, of at most `max`. */
  number(max = Number.MAX_SAFE_INTEGER): number {
    let sum = 0;
    for (let count = 1; ; count++) {
      const byte = this.byte();
      if ((count === 1 && byte === 0x80) || count > numberBytesMax) {
        throw new ChirographError("line-frame", "A number is not in its shortest form.");
      }
      sum = sum * 128 + byte % 128;
      if (byte >= 128) continue;
      if (sum > max) throw new ChirographError("line-frame", "A number is too large.");
      return sum;
    }
  }

  /** Nothing may follow. */
  end(): void {
    if (this.at !== this.bytes.length) throw new ChirographError("line-frame", "Bytes follow the end.");
  }
}
