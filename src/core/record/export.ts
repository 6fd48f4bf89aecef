// The export file: a channel's record as anyone can check it, contents withheld or not (spec/07-verification.md).

import type { Crypto } from "../../ports/crypto.ts";
import { bytes, list, oneOf, struct, uint } from "../bytes/shape.ts";
import type { Of } from "../bytes/shape.ts";
import { decodeViews, encode, utf8 } from "../bytes/cbor.ts";
import type { Value } from "../bytes/cbor.ts";
import { concat, equalBytes } from "../bytes/hex.ts";
import { ChirographError } from "../errors.ts";
import { contentBytesMax, payloadBytesMax, timeMsMax } from "./entry.ts";

/** First line of the file. */
export const exportMagic = utf8("CHIROGRAPH EXPORT 1\n");
/** Longest item, in bytes. */
export const exportItemBytesMax = 1_048_576;
/** Most items, and most logs, that one file may hold. */
export const exportItemsMax = 16_777_216;
export const exportLogsMax = 65_536;
/** Most items of a file that are none of the structures, or follow its end: more are no damage any more. */
export const exportNothingsMax = 65_536;

const header = struct({
  channel: bytes(32), world: oneOf("actual", "exercise"), time: uint(timeMsMax), exporter: bytes(32),
});
const rosterItem = struct({ roster: bytes(1, 65_536) });
const charterItem = struct({ charter: bytes(1, exportItemBytesMax - 64) });
const entryItem = struct({
  log: bytes(16), seq: uint(), payload: bytes(1, payloadBytesMax), signature: bytes(64), salt: list(bytes(32), 1),
  content: list(bytes(0, contentBytesMax), 1),
});
/** A position whose entry the exporter no longer holds whole: its leaf alone. */
const leafItem = struct({ log: bytes(16), seq: uint(), leaf: bytes(32) });
const endItem = struct({ entries: uint(), digest: bytes(32) });

/** One item. An entry's `salt` and `content` are empty lists when it has none or they are withheld. */
export type ExportItem =
  | ({ readonly item: "header" } & Of<typeof header>)
  | ({ readonly item: "roster" } & Of<typeof rosterItem>)
  | ({ readonly item: "charter" } & Of<typeof charterItem>)
  | ({ readonly item: "entry" } & Of<typeof entryItem>)
  | ({ readonly item: "leaf" } & Of<typeof leafItem>)
  | ({ readonly item: "end" } & Of<typeof endItem>);

/** Shapes of the items by their tag. */
export const exportItems = [
  ["header", header], ["roster", rosterItem], ["charter", charterItem], ["entry", entryItem], ["leaf", leafItem],
  ["end", endItem],
] as const;

/** The bytes of an item: its length in four bytes, big-endian, and canonical CBOR [tag, fields]. */
export function encodeExportItem(item: ExportItem): Uint8Array {
  const tag = exportItems.findIndex(([name]) => name === item.item);
  const shape = exportItems[tag]?.[1] as { toValue(item: ExportItem): Value };
  const body = encode([tag, shape.toValue(item)]);
  return concat(Uint8Array.of(body.length >>> 24, body.length >>> 16, body.length >>> 8, body.length), body);
}

/** Digest that the end item names: a chain over the bytes of every item before it, begun with the first line's. */
export function nextDigest(crypto: Crypto, digest: Uint8Array | null, itemBytes: Uint8Array): Uint8Array {
  return crypto.sha256(digest ?? crypto.sha256(exportMagic), crypto.sha256(itemBytes));
}

/** A file that can be read at any place; what it gives must not be changed, nor kept longer than it is needed. */
export interface ExportFile {
  /** In bytes. */
  readonly length: number;
  /** `length` bytes from `at` on; both lie within the file. */
  read(at: number, length: number): Uint8Array;
}

/** A file that lies in memory. */
export function fileInMemory(bytes: Uint8Array): ExportFile {
  return { length: bytes.length, read: (at, length) => bytes.subarray(at, at + length) };
}

/** The bytes of one item as they stand in a file, its length in front. */
export interface ExportFrame {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** Bytes read at once while a file is read from its beginning to its end. */
const stretchBytes = 1_048_576;

/** The frames of a file in order, not yet read. Errors: export (another first line; cut off, with `at`). */
export function* readFrames(file: ExportFile): Generator<ExportFrame> {
  const first = file.read(0, Math.min(file.length, exportMagic.length));
  if (!equalBytes(first, exportMagic)) throw new ChirographError("export", "The first line is another.");
  let stretch: Uint8Array = new Uint8Array(0);
  let from = 0;
  /** Whether `length` bytes stand at `at`; then they are in the stretch. */
  const has = (at: number, length: number): boolean => {
    if (at + length > file.length) return false;
    if (at >= from && at + length <= from + stretch.length) return true;
    from = at;
    stretch = file.read(at, Math.min(file.length - at, Math.max(length, stretchBytes)));
    return true;
  };
  for (let at = exportMagic.length; at < file.length;) {
    const length = has(at, 4) ? new DataView(stretch.buffer, stretch.byteOffset + at - from, 4).getUint32(0) : 0;
    if (length < 1 || length > exportItemBytesMax || !has(at, 4 + length)) {
      throw new ChirographError("export", "Cut off.", { at });
    }
    yield { at, bytes: stretch.subarray(at - from, at - from + 4 + length) };
    at += 4 + length;
  }
}

/**
 * The items of a file in order, each with its own bytes; the last is the end item and nothing follows it. What is cut
 * off or malformed ends the reading. Errors: export.
 */
export function* readExport(file: Uint8Array): Generator<{ readonly item: ExportItem; readonly bytes: Uint8Array }> {
  let ended = false;
  for (const frame of readFrames(fileInMemory(file))) {
    if (ended) throw new ChirographError("export", "Something follows the end.", { at: frame.at });
    const item = decodeExportItem(frame);
    ended = item.item === "end";
    yield { item, bytes: frame.bytes };
  }
  if (!ended) throw new ChirographError("export", "The end is missing.", { at: file.length });
}

/** The item of a frame, its byte strings views of the frame's. Errors: export, with `at`. */
export function decodeExportItem(frame: ExportFrame): ExportItem {
  const { at } = frame;
  const body = frame.bytes.subarray(4);
  try {
    const value = decodeViews(body);
    const [tag, fields] = Array.isArray(value) ? (value as readonly Value[]) : [];
    const known = typeof tag === "number" ? exportItems[tag] : undefined;
    if (known === undefined || fields === undefined || (value as readonly Value[]).length !== 2) {
      throw new ChirographError("shape", "item");
    }
    return { item: known[0], ...(known[1].fromValue(fields, "") as object) } as ExportItem;
  } catch (error) {
    if (error instanceof ChirographError) throw new ChirographError("export", error.message, { at });
    throw error;
  }
}
