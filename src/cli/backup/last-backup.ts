// last-backup.json: when the newest backup of a folder was made and where it lies, for doctor and for drills.

import { existsSync } from "node:fs";
import { join } from "node:path";

import { z } from "zod";

import { readBoundedText, writeWhole } from "../bounded-file.ts";

const name = "last-backup.json";
const lastBackup = z.strictObject({
  path: z.string().max(4_096), timeMs: z.number().int().min(0), entries: z.number().int().min(0),
});
export type LastBackup = z.infer<typeof lastBackup>;

/** Notes that a backup of the record was made. */
export function noteBackup(folder: string, backup: LastBackup): void {
  writeWhole(join(folder, name), `${JSON.stringify(backup)}\n`);
}

/** The newest backup that was noted, or null. What cannot be read counts as none: it is a note, nothing rests on it. */
export function readLastBackup(folder: string): LastBackup | null {
  const path = join(folder, name);
  if (!existsSync(path)) return null;
  try {
    return lastBackup.safeParse(JSON.parse(readBoundedText(path, 16_384))).data ?? null;
  } catch {
    return null;
  }
}
