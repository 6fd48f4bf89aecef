// A backup's seal: a stream of any length under a passphrase or a key file of its own, in pieces that each are checked.

import { createHash } from "node:crypto";

import { bytes, decodeShape, encodeShape, oneOf, struct, text, uint } from "../../core/bytes/shape.ts";
import type { Of } from "../../core/bytes/shape.ts";
import { utf8 } from "../../core/bytes/cbor.ts";
import { concat, equalBytes } from "../../core/bytes/hex.ts";
import { ChirographError } from "../../core/errors.ts";
import type { Crypto } from "../../ports/crypto.ts";
import type { Random } from "../../ports/random.ts";
import { CliError } from "../cli-error.ts";
import { costOf, isPossible, openerKey, sealCost } from "../sealed-file.ts";
import type { Opener } from "../sealed-file.ts";

/** Version of the format; it stands in the first line. */
export const backupVersion = 1;
/** Bytes sealed in one piece. */
export const pieceBytes = 65_536;
const tagBytes = 16;
const headerBytesMax = 1_024;
const name = "CHIROGRAPH BACKUP";
const firstLine = utf8(`${name} ${backupVersion}\n`);

/** What stands in clear before the seal: whose it is and what opens it. The seal covers it. */
export const backupHeader = struct({
  kind: oneOf("record", "keys"),
  means: oneOf("passphrase", "key"),
  ...sealCost,
  salt: bytes(16),
  /** Tells a wrong passphrase from a damaged file. */
  check: bytes(16),
  world: oneOf("actual", "exercise"),
  short: text(8, 1),
  party: bytes(32),
  timeMs: uint(2 ** 48 - 1),
});
export type BackupHeader = Of<typeof backupHeader>;

/** What is said of a backup when it is made. */
export type About = Pick<BackupHeader, "kind" | "world" | "short" | "party" | "timeMs">;

/**
 * Seals what `parts` say. Each piece is ChaCha20-Poly1305 under a key of this file alone; its nonce is its number and
 * whether it is the last, its associated data the hash of all before the first piece: no piece can be left out, moved,
 * or taken for the last.
 */
export async function* sealStream(
  crypto: Crypto, random: Random, opener: Opener, about: About, parts: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const salt = random.bytes(16);
  const cost = costOf(opener);
  const key = streamKey(crypto, opener, salt, cost);
  const check = checkOf(crypto, key);
  const header = encodeShape(backupHeader, { ...about, means: opener.kind, ...cost, salt, check });
  const head = concat(firstLine, bigEndian(header.length), header);
  yield head;
  const data = hashOf(head);
  let number = 0;
  const seal = (piece: Uint8Array, last: boolean): Uint8Array =>
    crypto.aeadSeal(key, nonceOf(number++, last), data, piece);
  for await (const piece of pieces(parts, pieceBytes)) yield framed(seal(piece.bytes, piece.last));
}

/** An opened backup: its header, and what was sealed, piece by piece as it is read. */
export interface OpenedStream {
  readonly header: BackupHeader;
  /** Errors: backup-damaged where a piece does not open, is missing or follows the last. */
  readonly parts: AsyncIterable<Uint8Array>;
}

/**
 * Opens a backup. Errors: backup-none, backup-newer, backup-damaged, and backup-passphrase-wrong or
 * backup-key-wrong when it is whole so far and this is not what opens it.
 */
export async function openStream(
  crypto: Crypto, opener: Opener, path: string, file: AsyncIterable<Uint8Array>,
): Promise<OpenedStream> {
  const reader = new Reader(file, path);
  const header = await readHeader(reader, path);
  const { means, salt, memoryKib, passes, lanes } = header.fields;
  const closed = new CliError(means === "key" ? "backup-key-wrong" : "backup-passphrase-wrong", { path });
  if (means !== opener.kind || !isPossible(opener, header.fields)) throw closed;
  const key = streamKey(crypto, opener, salt, { memoryKib, passes, lanes });
  if (!equalBytes(checkOf(crypto, key), header.fields.check)) throw closed;
  return { header: header.fields, parts: openPieces(crypto, key, hashOf(header.head), reader, path) };
}

async function readHeader(
  reader: Reader, path: string,
): Promise<{ readonly fields: BackupHeader; readonly head: Uint8Array }> {
  const line = await reader.line(40);
  const version = new RegExp(`^${name} (\\d{1,6})\n$`, "u").exec(new TextDecoder().decode(line))?.[1];
  if (version === undefined) throw new CliError("backup-none", { path });
  if (Number(version) !== backupVersion) throw new CliError("backup-newer", { path, version });
  const length = await reader.take(4);
  const size = new DataView(length.buffer, length.byteOffset).getUint32(0);
  if (size > headerBytesMax) throw new CliError("backup-damaged", { path });
  const header = await reader.take(size);
  try {
    return { fields: decodeShape(backupHeader, header), head: concat(line, length, header) };
  } catch (error) {
    throw error instanceof ChirographError ? new CliError("backup-damaged", { path }) : error;
  }
}

async function* openPieces(
  crypto: Crypto, key: Uint8Array, data: Uint8Array, reader: Reader, path: string,
): AsyncGenerator<Uint8Array> {
  const damaged = new CliError("backup-damaged", { path });
  for (let number = 0; ; number++) {
    const length = await reader.take(4);
    const size = new DataView(length.buffer, length.byteOffset).getUint32(0);
    if (size < tagBytes || size > pieceBytes + tagBytes) throw damaged;
    const sealed = await reader.take(size);
    const last = await reader.ended();
    const piece = crypto.aeadOpen(key, nonceOf(number, last), data, sealed);
    if (piece === null) throw damaged;
    yield piece;
    if (last) return;
  }
}

/** Cuts what comes into pieces of `size` bytes; the last one, perhaps shorter or empty, says that it is. */
async function* pieces(
  parts: AsyncIterable<Uint8Array>, size: number,
): AsyncGenerator<{ readonly bytes: Uint8Array; readonly last: boolean }> {
  let rest: Uint8Array = new Uint8Array(0);
  for await (const part of parts) {
    rest = concat(rest, part);
    let at = 0;
    for (; rest.length - at > size; at += size) yield { bytes: rest.subarray(at, at + size), last: false };
    rest = rest.slice(at);
  }
  yield { bytes: rest, last: true };
}

/** Takes so many bytes at a time from a file that comes as it likes. */
class Reader {
  private readonly parts: AsyncIterator<Uint8Array>;
  private readonly path: string;
  private rest: Uint8Array = new Uint8Array(0);

  constructor(file: AsyncIterable<Uint8Array>, path: string) {
    this.parts = file[Symbol.asyncIterator]();
    this.path = path;
  }

  /** The next `length` bytes. Errors: backup-damaged, where the file ends before. */
  async take(length: number): Promise<Uint8Array> {
    while (this.rest.length < length) if (!await this.more()) throw new CliError("backup-damaged", { path: this.path });
    const taken = this.rest.slice(0, length);
    this.rest = this.rest.subarray(length);
    return taken;
  }

  /** The next line with its line feed, or the first `max` bytes where there is none. */
  async line(max: number): Promise<Uint8Array> {
    while (this.rest.length < max && !this.rest.includes(10)) if (!await this.more()) break;
    const end = this.rest.indexOf(10);
    return await this.take(Math.min(end < 0 ? max : end + 1, this.rest.length));
  }

  async ended(): Promise<boolean> {
    return this.rest.length === 0 && !await this.more();
  }

  private async more(): Promise<boolean> {
    for (;;) {
      const next = await this.parts.next();
      if (next.done === true) return false;
      if (next.value.length === 0) continue;
      this.rest = this.rest.length === 0 ? next.value : concat(this.rest, next.value);
      return true;
    }
  }
}

function streamKey(
  crypto: Crypto, opener: Opener, salt: Uint8Array, cost: Parameters<typeof openerKey>[3],
): Uint8Array {
  return crypto.hkdfSha256(openerKey(crypto, opener, salt, cost), salt, utf8("chirograph/1 backup"), 32);
}

function checkOf(crypto: Crypto, key: Uint8Array): Uint8Array {
  return crypto.hmacSha256(key, utf8("chirograph/1 backup check")).slice(0, 16);
}

function nonceOf(number: number, last: boolean): Uint8Array {
  return concat(new Uint8Array(7), bigEndian(number), Uint8Array.of(last ? 1 : 0));
}

function framed(sealed: Uint8Array): Uint8Array {
  return concat(bigEndian(sealed.length), sealed);
}

function bigEndian(number: number): Uint8Array {
  const made = new Uint8Array(4);
  new DataView(made.buffer).setUint32(0, number);
  return made;
}

function hashOf(head: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(head).digest());
}
