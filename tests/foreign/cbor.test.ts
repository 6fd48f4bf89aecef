// The examples of RFC 8949, Appendix A: what is in our profile (spec/01-encoding.md) is read and written as they say,
// everything else is refused with the code that fits.

import { deepEqual, equal, throws } from "node:assert/strict";
import { test } from "node:test";
import { decode, encode } from "../../src/core/bytes/cbor.ts";
import type { Value } from "../../src/core/bytes/cbor.ts";
import { ChirographError } from "../../src/core/errors.ts";
import { hex, readJson } from "./sets.ts";

interface Example {
  readonly hex: string;
  readonly roundtrip: boolean;
  readonly decoded?: unknown;
  readonly diagnostic?: string;
}

const examples = readJson<readonly Example[]>("rfc8949_appendix_a.json");

/** What an example is in our profile; null where its type is outside. */
function inProfile({ decoded, diagnostic, hex: bytes }: Example): Value | null {
  if (diagnostic !== undefined) return diagnostic.startsWith("h'") ? hex(diagnostic.slice(2, -1)) : null;
  // A float of whole value is shown as a whole number, so the first byte has to tell.
  if (Number.parseInt(bytes.slice(0, 2), 16) >> 5 === 7) return null;
  return valueOf(decoded);
}

function valueOf(decoded: unknown): Value | null {
  if (typeof decoded === "string") return decoded;
  if (typeof decoded === "number") return Number.isSafeInteger(decoded) && decoded >= 0 ? decoded : null;
  if (!Array.isArray(decoded)) return null;
  const items = decoded.map(valueOf);
  return items.includes(null) ? null : items as readonly Value[];
}

test("82 examples: 23 are read and written byte for byte, the others refused", () => {
  equal(examples.length, 82);
  let read = 0;
  for (const one of examples) {
    const bytes = hex(one.hex);
    const value = inProfile(one);
    if (value !== null && one.roundtrip) {
      read += 1;
      deepEqual(decode(bytes), value, one.hex);
      deepEqual(encode(value), bytes, one.hex);
    } else throws(() => decode(bytes), (error) => codeFits(error, bytes), one.hex);
  }
  equal(read, 23);
});

// 2^64 - 1 is a number, but above our limit (E-6); all else that is refused is of another type (E-4).
function codeFits(error: unknown, bytes: Uint8Array): boolean {
  const wanted = bytes[0] === 0x1b ? "cbor-too-large" : "cbor-forbidden-type";
  return error instanceof ChirographError && error.code === wanted;
}
