// A file that holds room on the disk for the receipts that must still go out when the disk is full.

import { randomFillSync } from "node:crypto";
import { closeSync, fsyncSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** Size of the ballast in production: 64 MiB. */
export const ballastBytes = 64 * 1024 * 1024;

const chunkBytes = 1024 * 1024;

/** Whether the file stands at `path` with its whole size. */
export function hasBallast(path: string, bytes: number): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? -1) === bytes;
}

/**
 * Writes the ballast and syncs it; random bytes, since a file system may store zeros in no room at all.
 * Returns false, and leaves nothing behind, when there is no room for it.
 */
export function writeBallast(path: string, bytes: number): boolean {
  const chunk = new Uint8Array(Math.min(bytes, chunkBytes));
  let file: number | null = null;
  try {
    file = openSync(path, "w", 0o600);
    for (let written = 0; written < bytes; ) {
      randomFillSync(chunk);
      written += writeSync(file, chunk, 0, Math.min(chunk.length, bytes - written));
    }
    fsyncSync(file);
    closeSync(file);
    return true;
  } catch {
    if (file !== null) closeSync(file);
    removeBallast(path);
    return false;
  }
}

/** Gives the room back to the disk, durably. Returns whether there was any. */
export function removeBallast(path: string): boolean {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return false;
  rmSync(path);
  syncFolder(dirname(path));
  return true;
}

/** Makes the names in a folder durable. */
export function syncFolder(folder: string): void {
  // Windows cannot open a folder; there a rename is durable with the file's own sync.
  if (process.platform === "win32") return;
  const file = openSync(folder, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
