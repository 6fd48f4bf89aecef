// A bundle: what one station lacks of the record, as one file that a person carries (spec/13-courier.md).

import type { Crypto } from "../../ports/crypto.ts";
import type { Signer } from "../../ports/signer.ts";
import { decode, encode, utf8 } from "../bytes/cbor.ts";
import type { Value } from "../bytes/cbor.ts";
import { bytes, encodeShape, list, oneOf, struct, text, uint } from "../bytes/shape.ts";
import type { Of } from "../bytes/shape.ts";
import { concat, equalBytes } from "../bytes/hex.ts";
import { ChirographError } from "../errors.ts";
import { envelopeBytesMax, head, headsMax } from "../line/frame.ts";
import { timeMsMax } from "../record/entry.ts";

/** First line of the file. */
export const bundleMagic = utf8("CHIROGRAPH BUNDLE 1\n");
/** Longest file, in bytes: what does not fit goes into a further one. */
export const bundleBytesMax = 268_435_456;
/** Longest item, in bytes. */
export const bundleItemBytesMax = 131_072;
/** Most items of heads and of places, and most places in one item. */
export const bundleListsMax = 512;
export const placesMax = 256;

const label = "chirograph/1 bundle";

/** Who made the file, under which roster, for which station, and when: the maker's claim. */
const header = struct({
  party: bytes(32), station: bytes(16), roster: bytes(32), to: bytes(16), world: oneOf("actual", "exercise"),
  time: uint(timeMsMax),
});
/** What the maker held of the records it shares with the reader. */
const heads = struct({ heads: list(head, headsMax, 1) });
/** Entries that came to the maker by courier and did not open: they are wanted again, re-sealed. */
const again = struct({ places: list(struct({ log: bytes(16), seq: uint() }), placesMax, 1) });
const entry = struct({ channel: bytes(32), log: bytes(16), seq: uint(), envelope: bytes(1, envelopeBytesMax) });
/** `left` counts what the reader lacks, as far as the maker knows, and is not in this file. */
const end = struct({ entries: uint(), left: uint(), signature: bytes(64) });

/** Shapes of the items by their tag, in the order in which they stand in the file. */
export const bundleItems = [
  ["header", header], ["heads", heads], ["again", again], ["entry", entry], ["end", end],
] as const;

/** One item of the file. */
export type BundleItem =
  | ({ readonly item: "header" } & Of<typeof header>)
  | ({ readonly item: "heads" } & Of<typeof heads>)
  | ({ readonly item: "again" } & Of<typeof again>)
  | ({ readonly item: "entry" } & Of<typeof entry>)
  | ({ readonly item: "end" } & Of<typeof end>);
export type BundleHeader = Extract<BundleItem, { item: "header" }>;

/** What the station that made the file signs; `digest` is over everything before the end. */
export const bundleSeal = struct({ label: text(32), digest: bytes(32), entries: uint(), left: uint() });

/** Writes the items of one file, in order. */
export interface BundleWriter {
  /** Bytes written so far, the first line counted. */
  readonly length: number;
  readonly entries: number;
  /** The bytes of an item: its length in four bytes, big-endian, and canonical CBOR [tag, fields]. */
  write(item: Exclude<BundleItem, { item: "end" }>): Uint8Array;
  /** The last item, signed. */
  end(signer: Signer, left: number): Uint8Array;
}

/** A writer at the beginning of a file; the caller writes `bundleMagic` first. */
export function createBundleWriter(crypto: Crypto): BundleWriter {
  let digest = crypto.sha256(bundleMagic);
  const counted = { length: bundleMagic.length, entries: 0 };
  const add = (item: BundleItem): Uint8Array => {
    const made = encodeItem(item);
    counted.length += made.length;
    return made;
  };
  return {
    get length() {
      return counted.length;
    },
    get entries() {
      return counted.entries;
    },
    write(item) {
      const made = add(item);
      digest = nextDigest(crypto, digest, made);
      if (item.item === "entry") counted.entries += 1;
      return made;
    },
    end(signer, left) {
      const { entries } = counted;
      const signature = signer.sign(encodeShape(bundleSeal, { label, digest, entries, left }));
      return add({ item: "end", entries, left, signature });
    },
  };
}

/** Longest end item, in bytes: as much must be left in a file for it. */
export const endBytesMax = 128;

/** What a reader knows of a file so far. */
export interface BundleReader {
  /** Takes the next bytes of the file and returns the items that are whole now. Errors: bundle, with `at`. */
  read(part: Uint8Array): readonly BundleItem[];
  /** The file is over. Errors: bundle (cut off before its end). */
  close(): void;
  /** Whether the holder of this Ed25519 key signed everything that was read; only after `close`. */
  isSignedBy(key: Uint8Array): boolean;
}

/**
 * Reads a file as it comes: at most one item and one part of it are held. What is malformed ends the reading; what was
 * returned before is none the worse for it, since entries prove themselves.
 */
export function createBundleReader(crypto: Crypto): BundleReader {
  return new Reading(crypto);
}

class Reading implements BundleReader {
  private readonly crypto: Crypto;
  private digest: Uint8Array;
  private rest: Uint8Array = new Uint8Array(0);
  private at = 0;
  private lists = 0;
  private entries = 0;
  private end: Extract<BundleItem, { item: "end" }> | null = null;
  private tag = -1;

  constructor(crypto: Crypto) {
    this.crypto = crypto;
    this.digest = crypto.sha256(bundleMagic);
  }

  read(part: Uint8Array): readonly BundleItem[] {
    this.rest = this.rest.length === 0 ? part : concat(this.rest, part);
    if (this.at + this.rest.length > bundleBytesMax) throw this.fault("It is too long.");
    if (this.at === 0 && !this.takeMagic()) return [];
    const found: BundleItem[] = [];
    for (let from = 0; ; ) {
      const { rest } = this;
      if (rest.length - from < 4) return this.keep(from, found);
      const length = new DataView(rest.buffer, rest.byteOffset + from, 4).getUint32(0);
      if (length < 1 || length > bundleItemBytesMax) throw this.fault("An item is too long.");
      if (rest.length - from < 4 + length) return this.keep(from, found);
      const item = rest.subarray(from, from + 4 + length);
      found.push(this.take(item));
      this.at += item.length;
      from += item.length;
    }
  }

  close(): void {
    if (this.end === null || this.rest.length > 0) throw this.fault("It is cut off.");
  }

  isSignedBy(key: Uint8Array): boolean {
    const { end: last, digest } = this;
    if (last === null) return false;
    const { entries, left, signature } = last;
    return this.crypto.ed25519Verify(key, encodeShape(bundleSeal, { label, digest, entries, left }), signature);
  }

  /** Whether the first line is whole. */
  private takeMagic(): boolean {
    const first = this.rest.subarray(0, bundleMagic.length);
    if (!equalBytes(first, bundleMagic.subarray(0, first.length))) throw this.fault("The first line is another.");
    if (first.length < bundleMagic.length) return false;
    this.at = bundleMagic.length;
    this.rest = this.rest.subarray(bundleMagic.length);
    return true;
  }

  private keep(from: number, found: readonly BundleItem[]): readonly BundleItem[] {
    // A copy, so that a small rest does not hold a large part in memory.
    this.rest = this.rest.slice(from);
    return found;
  }

  private take(bytesOfItem: Uint8Array): BundleItem {
    if (this.end !== null) throw this.fault("Something follows the end.");
    const item = this.decoded(bytesOfItem.subarray(4));
    const tag = bundleItems.findIndex(([name]) => name === item.item);
    if ((tag === 0) !== (this.tag === -1) || tag < this.tag) throw this.fault("An item is out of its place.");
    this.tag = tag;
    if (item.item === "end") {
      if (item.entries !== this.entries) throw this.fault("The number of entries is another.");
      this.end = item;
      return item;
    }
    this.digest = nextDigest(this.crypto, this.digest, bytesOfItem);
    if (item.item === "entry") this.entries += 1;
    else if (item.item !== "header") this.lists += 1;
    if (this.lists > bundleListsMax) throw this.fault("Too many heads or places.");
    return item;
  }

  private decoded(body: Uint8Array): BundleItem {
    try {
      const value = decode(body);
      const [tag, fields] = Array.isArray(value) ? (value as readonly Value[]) : [];
      const known = typeof tag === "number" ? bundleItems[tag] : undefined;
      if (known === undefined || fields === undefined || (value as readonly Value[]).length !== 2) {
        throw new ChirographError("shape", "item");
      }
      return { item: known[0], ...(known[1].fromValue(fields, "") as object) } as BundleItem;
    } catch (error) {
      if (error instanceof ChirographError) throw this.fault(error.message);
      throw error;
    }
  }

  private fault(detail: string): ChirographError {
    return new ChirographError("bundle", detail, { at: this.at });
  }
}

function encodeItem(item: BundleItem): Uint8Array {
  const tag = bundleItems.findIndex(([name]) => name === item.item);
  const shape = bundleItems[tag]?.[1] as { toValue(item: BundleItem): Value };
  const body = encode([tag, shape.toValue(item)]);
  return concat(Uint8Array.of(body.length >>> 24, body.length >>> 16, body.length >>> 8, body.length), body);
}

function nextDigest(crypto: Crypto, digest: Uint8Array, item: Uint8Array): Uint8Array {
  return crypto.sha256(digest, crypto.sha256(item));
}
