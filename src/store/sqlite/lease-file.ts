// A mark in the station's folder that shows whether another process, or an older copy of this one, has written there.

import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Lease } from "../../ports/store.ts";

/** Where Linux shows what changes when a running machine is copied or carried to another; what is there is read. */
const generationFiles = [
  "/proc/sys/kernel/random/boot_id", "/sys/hypervisor/uuid", "/sys/class/dmi/id/product_uuid",
] as const;
const bytesMax = 256;

/** The lease at `path`. What cannot be written or read any more (a full disk) is held: the store itself stops then. */
export function createLease(path: string): Lease {
  let mine: string | null = null;
  let generation = generationNow();
  return {
    take: () => {
      const next = randomBytes(16).toString("hex");
      try {
        writeFileSync(`${path}.new`, next, { mode: 0o600 });
        renameSync(`${path}.new`, path);
        mine = next;
      } catch {
        mine = null;
      }
      generation = generationNow();
    },
    isHeld: () => generationNow() === generation && (mine === null || read(path) === mine),
  };
}

function generationNow(): string {
  return generationFiles.map((path) => read(path) ?? "").join(" ");
}

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8").slice(0, bytesMax);
  } catch {
    return null;
  }
}
