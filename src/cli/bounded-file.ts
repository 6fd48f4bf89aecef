// Files a person names: read up to a limit, written whole or not at all.

import { closeSync, fstatSync, fsyncSync, openSync, readSync, renameSync, rmSync, writeSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";

import { CliError } from "./cli-error.ts";

/** Reads a file of at most `bytesMax` bytes. Errors: file-missing, file-unreadable, file-too-large. */
export function readBounded(path: string, bytesMax: number): Uint8Array {
  let descriptor: number;
  try {
    descriptor = openSync(path, "r");
  } catch (error) {
    throw fileError(error, path);
  }
  try {
    if (fstatSync(descriptor).isDirectory()) throw new CliError("file-unreadable", { path, detail: "EISDIR" });
    // Read to the limit whatever the size says: a pipe or a device has none.
    const bytes = Buffer.alloc(Math.min(bytesMax, 1_048_576) + 1);
    const parts: Buffer[] = [];
    let length = 0;
    for (;;) {
      const read = readSync(descriptor, bytes, 0, Math.min(bytes.length, bytesMax + 1 - length), null);
      if (read === 0) return new Uint8Array(Buffer.concat(parts));
      length += read;
      if (length > bytesMax) throw new CliError("file-too-large", { path, limit: bytesMax });
      parts.push(Buffer.from(bytes.subarray(0, read)));
    }
  } catch (error) {
    throw error instanceof CliError ? error : fileError(error, path);
  } finally {
    closeSync(descriptor);
  }
}

/** Stops on a file that cannot be read. Errors: file-missing, file-unreadable. */
export function readableOrThrow(path: string): void {
  try {
    const descriptor = openSync(path, "r");
    const folder = fstatSync(descriptor).isDirectory();
    closeSync(descriptor);
    if (folder) throw new CliError("file-unreadable", { path, detail: "EISDIR" });
  } catch (error) {
    throw error instanceof CliError ? error : fileError(error, path);
  }
}

/** Reads a file of text in UTF-8. Errors: as readBounded, and file-not-text. */
export function readBoundedText(path: string, bytesMax: number): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readBounded(path, bytesMax));
  } catch (error) {
    if (error instanceof TypeError) throw new CliError("file-not-text", { path });
    throw error;
  }
}

/** Writes a file durably and whole: a crash leaves the old one or the new one. The mode holds from the first byte. */
export function writeWhole(path: string, bytes: Uint8Array | string, mode = 0o600): void {
  const temporary = `${path}.new`;
  try {
    rmSync(temporary, { force: true });
    const descriptor = openSync(temporary, "wx", mode);
    try {
      const data = typeof bytes === "string" ? Buffer.from(bytes) : bytes;
      for (let at = 0; at < data.length;) at += writeSync(descriptor, data, at);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
    syncFolder(path);
  } catch (error) {
    throw writeError(error, path);
  }
}

/** What a file is written or sent from: its parts as they come, or as they are. */
export type Parts = AsyncIterable<Uint8Array> | readonly Uint8Array[];

/** Writes parts to a file as they come, whole or not at all; `overwrite` false refuses a file that is there. */
export async function writeParts(path: string, parts: Parts, overwrite: boolean): Promise<number> {
  const temporary = `${path}.new`;
  let length = 0;
  try {
    if (!overwrite && exists(path)) throw new CliError("file-exists", { path });
    // Whatever has the name already, a link to elsewhere among them, is not written to.
    rmSync(temporary, { force: true });
    const file = await open(temporary, "wx", 0o600);
    try {
      for await (const part of parts) {
        await file.writeFile(part);
        length += part.length;
      }
      await file.sync();
    } finally {
      await file.close();
    }
    renameSync(temporary, path);
    syncFolder(path);
    return length;
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error instanceof CliError ? error : writeError(error, path);
  }
}

/** The name of a file is durable only when its folder is. */
function syncFolder(path: string): void {
  const folder = openSync(dirname(path), "r");
  fsyncSync(folder);
  closeSync(folder);
}

function exists(path: string): boolean {
  try {
    closeSync(openSync(path, "r"));
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ENOENT";
  }
}

/** What the system said of a file that was to be written: what is missing then is the folder. */
function writeError(error: unknown, path: string): unknown {
  const missing = fileError(error, path);
  if (!(missing instanceof CliError) || missing.code !== "file-missing") return missing;
  return new CliError("folder-missing", { path: dirname(path) });
}

/** What the system said of a file, as a person can do something about it. */
export function fileError(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOENT" || code === "ENOTDIR") return new CliError("file-missing", { path });
  if (code === "ENOSPC") return new CliError("disk-full", { path });
  return code === undefined ? error : new CliError("file-unreadable", { path, detail: code });
}
