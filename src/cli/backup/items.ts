// What a backup holds, as a row of items: each its length in four bytes, then canonical bytes of one of these shapes.

import { decode } from "../../core/bytes/cbor.ts";
import { concat } from "../../core/bytes/hex.ts";
import { bytes, encodeShape, struct, text, uint } from "../../core/bytes/shape.ts";
import type { Of, Shape } from "../../core/bytes/shape.ts";
import { ChirographError } from "../../core/errors.ts";
import type { SnapshotRow } from "../../store/sqlite/snapshot.ts";

/** Longest item, in bytes: an entry with the longest content, envelope and seal, or a value as long. */
export const itemBytesMax = 4 * 1_048_576;
/** Longest file of the folder that is taken along, in bytes. */
export const fileBytesMax = 1_048_576;

const shapes = {
  /** A file of the folder, by its name there. */
  file: struct({ tag: uint(0), name: text(64, 1), content: bytes(0, fileBytesMax) }),
  entry: struct({ tag: uint(1), log: bytes(16), seq: uint(), leaf: bytes(32), blob: bytes(0, itemBytesMax) }),
  value: struct({ tag: uint(2), key: text(200, 1), value: bytes(0, itemBytesMax) }),
  /** The last of the store's rows: how many came before it. */
  end: struct({ tag: uint(3), entries: uint(), values: uint() }),
} as const;

type Name = keyof typeof shapes;
const names = Object.keys(shapes) as Name[];

/** One item. */
export type Item = { [N in Name]: { readonly item: N } & Omit<Of<(typeof shapes)[N]>, "tag"> }[Name];

/** An item with its length. */
export function encodeItem(item: Item): Uint8Array {
  const encoded = encodeShape(shapes[item.item] as Shape<unknown>, { ...item, tag: names.indexOf(item.item) });
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, encoded.length);
  return concat(length, encoded);
}

/** The items of a snapshot, and their end. */
export function* snapshotItems(rows: Iterable<SnapshotRow>): Generator<Item> {
  let [entries, values] = [0, 0];
  for (const row of rows) {
    if (row.kind === "entry") {
      entries += 1;
      yield { item: "entry", ...row.entry };
    } else {
      values += 1;
      yield { item: "value", key: row.key, value: row.value };
    }
  }
  yield { item: "end", entries, values };
}

/** Items of a stream of bytes, cut as it likes. Errors: cbor-*, shape for what is none; export where it breaks off. */
export async function* decodeItems(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Item> {
  let rest: Uint8Array = new Uint8Array(0);
  for await (const part of parts) {
    rest = rest.length === 0 ? part : concat(rest, part);
    let at = 0;
    for (let length = lengthAt(rest, at); length !== null && at + 4 + length <= rest.length;) {
      yield decodeItem(rest.subarray(at + 4, at + 4 + length));
      at += 4 + length;
      length = lengthAt(rest, at);
    }
    rest = rest.subarray(at);
  }
  if (rest.length > 0) throw new ChirographError("export", "It breaks off inside an item.");
}

function lengthAt(from: Uint8Array, at: number): number | null {
  if (from.length < at + 4) return null;
  const length = new DataView(from.buffer, from.byteOffset + at, 4).getUint32(0);
  if (length > itemBytesMax) throw new ChirographError("cbor-too-large", "An item is too long.");
  return length;
}

function decodeItem(encoded: Uint8Array): Item {
  const value = decode(encoded);
  const tag = Array.isArray(value) ? (value as readonly unknown[])[0] : undefined;
  const name = typeof tag === "number" ? names[tag] : undefined;
  if (name === undefined) throw new ChirographError("shape", "An unknown item.");
  const { tag: _, ...fields } = (shapes[name] as Shape<{ tag: number }>).fromValue(value, name);
  return { item: name, ...fields } as Item;
}
