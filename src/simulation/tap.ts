// Reads what goes over a link from outside, fragment by fragment.

import { emptyReassembly, readFragment, takeFragment } from "../core/line/fragment.ts";
import type { Reassembly } from "../core/line/fragment.ts";
import { decodeFrame } from "../core/line/frame.ts";
import type { Frame } from "../core/line/frame.ts";
import { ChirographError } from "../core/errors.ts";

/** What one fragment showed: its precedence as a number, 3 for FLASH, and the frame it completed. */
export interface Tapped {
  readonly level: number;
  readonly frame: Frame | null;
}

export class Tap {
  private readonly links = new Map<string, Reassembly>();

  opened(link: string): void {
    this.links.set(link, emptyReassembly());
  }

  /** Takes a fragment as it is handed to the link, before anything befalls it. */
  sent(link: string, fragment: Uint8Array, nowMs: number): Tapped {
    const read = readFragment(fragment);
    const reassembly = this.links.get(link);
    if (read === null || reassembly === undefined) return { level: 0, frame: null };
    const { frame } = takeFragment(reassembly, read, nowMs);
    return { level: read.level, frame: frame === null ? null : frameOf(frame) };
  }
}

/** The frame of these bytes; null when they are none. */
export function frameOf(bytes: Uint8Array): Frame | null {
  try {
    return decodeFrame(bytes);
  } catch (error) {
    if (error instanceof ChirographError) return null;
    throw error;
  }
}
