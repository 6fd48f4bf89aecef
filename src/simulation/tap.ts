// Reads what goes over a link from outside, fragment by fragment.

import { emptyReassembly, readFragment, takeFragment } from "../core/line/fragment.ts";
import type { Reassembly } from "../core/line/fragment.ts";
import { decodeFrame } from "../core/line/frame.ts";
import type { Frame } from "../core/line/frame.ts";
import { emptyAssembly, takePart } from "../core/line/narrow-assembly.ts";
import type { NarrowAssembly } from "../core/line/narrow-assembly.ts";
import { readNarrowContent } from "../core/line/narrow-control.ts";
import type { Control } from "../core/line/narrow-control.ts";
import { readNarrowFragment } from "../core/line/narrow-fragment.ts";
import type { LogId } from "../core/names.ts";
import { decodeNarrowFrame, narrowEntryType } from "../core/narrow/frame.ts";
import { narrowBootType } from "../core/narrow/packed-boot.ts";
import { ChirographError } from "../core/errors.ts";

/** A link as it is tapped: what is being put together, and over a narrow one whose log a tag stands for. */
interface Tapping {
  readonly wide: Reassembly;
  readonly narrow: NarrowAssembly | null;
}

/** What one fragment showed: its precedence as a number, 3 for FLASH, and the frame it completed. */
export interface Tapped {
  readonly level: number;
  readonly frame: Frame | null;
  /** Control frames of a narrow link that stood in it. */
  readonly controls?: readonly Control[];
  /** Branches of the line over narrow links that it shows to have been gone through. */
  readonly shows: readonly string[];
}

const nothing: Tapped = { level: 0, frame: null, shows: [] };

export class Tap {
  private readonly links = new Map<string, Tapping>();

  opened(link: string, narrow: boolean): void {
    this.links.set(link, { wide: emptyReassembly(), narrow: narrow ? emptyAssembly() : null });
  }

  /** Takes a fragment as it is handed to the link, before anything befalls it. */
  sent(link: string, fragment: Uint8Array, nowMs: number, logOfTag: (tag: Uint8Array) => LogId | null): Tapped {
    const tapping = this.links.get(link);
    if (tapping === undefined) return nothing;
    if (tapping.narrow !== null) return tapNarrow(tapping.narrow, fragment, nowMs, logOfTag);
    const read = readFragment(fragment);
    if (read === null) return nothing;
    const { frame } = takeFragment(tapping.wide, read, nowMs);
    return { level: read.level, frame: frame === null ? null : frameOf(frame), shows: [] };
  }
}

function tapNarrow(
  assembly: NarrowAssembly, fragment: Uint8Array, nowMs: number, logOfTag: (tag: Uint8Array) => LogId | null,
): Tapped {
  const read = readNarrowFragment(fragment);
  if (read === null) return nothing;
  const { level, sort } = read;
  // What is sent once more waits for everything else, and shows nothing new.
  if (read.again) return { level: 3, frame: null, shows: ["sent once more unasked"] };
  const bytes = sort === "whole" ? read.bytes : takePart(assembly, read, nowMs).frame;
  const shows = sort === "whole" ? [] : [`sent as ${sort}`];
  if (bytes === null) return { level, frame: null, shows };
  const { frame, says, controls = [] } = narrowFrameOf(bytes, logOfTag);
  return { level, frame, controls, shows: [...shows, ...says] };
}

/** What a narrow link carries beside control frames, as a frame of chapter 05 or null; and what shows in all of it. */
function narrowFrameOf(
  bytes: Uint8Array, logOfTag: (tag: Uint8Array) => LogId | null,
): { readonly frame: Frame | null; readonly says: readonly string[]; readonly controls?: readonly Control[] } {
  try {
    const { controls, rest } = readNarrowContent(bytes);
    const says = controls.map(({ name }) => `said ${name}`);
    if (rest === null) return { frame: null, says, controls };
    if (rest[0] === narrowBootType) return { frame: null, says: [...says, "narrow form"], controls };
    if (rest[0] !== narrowEntryType) return { frame: frameOf(rest), says: [...says, "wide form"], controls };
    const entry = decodeNarrowFrame(rest);
    const log = logOfTag(entry.tag);
    if (entry.name !== "entry" || log === null) return { frame: null, says, controls };
    const { seq, envelope } = entry;
    const frame: Frame = { name: "entry", channel: new Uint8Array(32), log, seq, envelope };
    return { frame, says: [...says, "narrow form"], controls };
  } catch (error) {
    if (error instanceof ChirographError) return { frame: null, says: [] };
    throw error;
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
