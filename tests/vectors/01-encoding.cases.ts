// The structures of the vectors of chapter 01, and how they show a value.

import type { Value } from "../../src/core/bytes/cbor.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { bytes, list, oneOf, optional, struct, text, uint } from "../../src/core/bytes/shape.ts";
import type { Shape } from "../../src/core/bytes/shape.ts";

/** The worked example of the chapter. */
export const example = struct({
  name: text(16, 1), reply: optional(bytes(4)), sent: uint(0xffff_ffff), order: oneOf("first", "second"),
});

/** Structures by the name that a case uses. */
export const shapes: Readonly<Record<string, Shape<unknown>>> = {
  example: example as Shape<unknown>,
  list: list(uint(255), 3, 1) as Shape<unknown>,
};

/** A value in JSON: bytes are { "bytes": hex }, everything else is itself. */
export function shown(value: Value): unknown {
  if (value instanceof Uint8Array) return { bytes: toHex(value) };
  return typeof value === "object" ? value.map(shown) : value;
}
