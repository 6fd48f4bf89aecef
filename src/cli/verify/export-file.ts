// An export on the disk, read where it is asked for, a few blocks of it in memory.

import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { fileError, readBounded } from "../bounded-file.ts";
import type { ExportFile } from "../../core/record/export.ts";
import { fileInMemory } from "../../core/record/export.ts";

/** Largest file that has no size of its own (a pipe) and so is read into memory, in bytes. */
export const pipeBytesMax = 1_073_741_824;
/** Blocks kept in memory: each log is read at its own place. */
const blockBytes = 262_144;
const blocksMax = 64;

/** An export that was opened. */
export interface OpenedExport {
  readonly file: ExportFile;
  close(): void;
}

/** Opens a file to be read at any place. Errors: as readBounded. */
export function openExportFile(path: string): OpenedExport {
  let descriptor: number;
  try {
    descriptor = openSync(path, "r");
  } catch (error) {
    throw fileError(error, path);
  }
  const stat = fstatSync(descriptor);
  if (!stat.isFile()) {
    closeSync(descriptor);
    return { file: fileInMemory(readBounded(path, pipeBytesMax)), close: () => undefined };
  }
  const blocks = new Map<number, Uint8Array>();
  const readAt = (at: number, length: number): Uint8Array => {
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length;) {
      const read = readSync(descriptor, bytes, done, length - done, at + done);
      if (read === 0) throw fileError(Object.assign(new Error("cut"), { code: "EIO" }), path);
      done += read;
    }
    return bytes;
  };
  const block = (number: number): Uint8Array => {
    const found = blocks.get(number);
    if (found !== undefined) {
      blocks.delete(number);
      blocks.set(number, found);
      return found;
    }
    const at = number * blockBytes;
    const made = readAt(at, Math.min(blockBytes, stat.size - at));
    if (blocks.size >= blocksMax) blocks.delete(blocks.keys().next().value as number);
    blocks.set(number, made);
    return made;
  };
  return {
    file: {
      length: stat.size,
      read: (at, length) => {
        const number = Math.floor(at / blockBytes);
        const from = at - number * blockBytes;
        return from + length <= blockBytes ? block(number).subarray(from, from + length) : readAt(at, length);
      },
    },
    close: () => closeSync(descriptor),
  };
}
