// What a witness keeps: parties it knows, logs and their newest head, evidence. Everything is in its store.

import { bytes, decodeShape, encodeShape, optional, struct, text, uint } from "../../core/bytes/shape.ts";
import type { Of } from "../../core/bytes/shape.ts";
import { noteBytesMax } from "../../core/checkpoint/signed-note.ts";
import { bootItemShape } from "../../core/evidence/siblings.ts";

/** A log it may cosign: its key, whose it is, and the newest head that was cosigned; size 0 before the first. */
export const logRecord = struct({
  origin: text(255, 1), key: bytes(32), party: bytes(0, 32), size: uint(), root: bytes(32), timeS: uint(),
  note: text(noteBytesMax),
});
export type LogRecord = Of<typeof logRecord>;

/** A BOOT that was deposited. */
export const bootRecord = struct({
  party: bytes(32), channel: bytes(32), station: bytes(16), log: bytes(16), previous: optional(bytes(16)),
  boot: bootItemShape,
});
export type BootRecord = Of<typeof bootRecord>;

/** Keys of the store: by the hash of an origin, by log, by party and number of roster, by the hash of a file. */
export const prefixes = { log: "log/", boot: "boot/", roster: "roster/", evidence: "evidence/" } as const;

export const encodeLogRecord = (record: LogRecord): Uint8Array => encodeShape(logRecord, record);
export const decodeLogRecord = (stored: Uint8Array): LogRecord => decodeShape(logRecord, stored);
export const encodeBootRecord = (record: BootRecord): Uint8Array => encodeShape(bootRecord, record);
export const decodeBootRecord = (stored: Uint8Array): BootRecord => decodeShape(bootRecord, stored);
