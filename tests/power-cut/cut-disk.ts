// A disk that loses its power: what was synced is there, of the rest any sectors, in any mixture.

import type { Step } from "./trace.ts";
import { folderFile } from "./trace.ts";

/** A sector is written whole or not at all; a longer write may be torn between sectors. */
export const sectorBytes = 512;

/** A whole number from 0 to below `bound`. */
export type Below = (bound: number) => number;

type Pending = { readonly at: number; readonly bytes: Uint8Array } | { readonly size: number };

interface Contents {
  bytes: Uint8Array;
  size: number;
  pending: Pending[];
}

type NameChange = { readonly name: string; readonly file: string | null };

/** Takes steps one after another; `cut` says what a power cut now may leave. */
export class CutDisk {
  private readonly files = new Map<string, Contents>();
  private readonly names = new Map<string, string>();
  private changes: NameChange[][] = [];
  /** Names as the running system sees them. */
  private readonly seen = new Map<string, string>();

  take(step: Step): void {
    switch (step.what) {
      case "open": return this.open(step);
      case "write": this.contents(step.file).pending.push({ at: step.at, bytes: step.bytes }); return;
      case "truncate": this.contents(step.file).pending.push({ size: step.size }); return;
      case "sync": return this.sync(step.file);
      case "rename": {
        const file = this.seen.get(step.from) ?? "";
        this.seen.delete(step.from);
        this.seen.set(step.to, file);
        this.changes.push([{ name: step.from, file: null }, { name: step.to, file }]);
        return;
      }
      case "unlink":
        this.seen.delete(step.name);
        this.changes.push([{ name: step.name, file: null }]);
    }
  }

  /** The files that are left, by name: of what was never synced, what `below` decides. */
  cut(below: Below): Map<string, Uint8Array> {
    // Changes of names are journalled in order; how many of the newest are lost is open.
    const names = new Map(this.names);
    for (const change of this.changes.slice(0, below(this.changes.length + 1))) apply(names, change);
    const manner = below(4);
    const left = new Map<string, Uint8Array>();
    for (const [name, file] of names) {
      const { bytes, size, pending } = this.contents(file);
      const survivor: Contents = { bytes: bytes.slice(0, size), size, pending: [] };
      for (const one of surviving(pending, manner, below)) write(survivor, one);
      left.set(name, survivor.bytes.subarray(0, survivor.size));
    }
    return left;
  }

  private open({ file, name, emptied }: Extract<Step, { what: "open" }>): void {
    if (this.seen.get(name) !== file) {
      // A number is used again when its file is gone; the new one begins empty.
      if (![...this.seen.values()].includes(file)) this.files.delete(file);
      this.seen.set(name, file);
      this.changes.push([{ name, file }]);
    } else if (emptied) this.contents(file).pending.push({ size: 0 });
  }

  private sync(file: string): void {
    if (file === folderFile) {
      for (const change of this.changes.splice(0)) apply(this.names, change);
      return;
    }
    const contents = this.contents(file);
    for (const one of contents.pending.splice(0)) write(contents, one);
  }

  private contents(file: string): Contents {
    const held = this.files.get(file) ?? { bytes: new Uint8Array(0), size: 0, pending: [] };
    this.files.set(file, held);
    return held;
  }
}

function apply(names: Map<string, string>, change: readonly NameChange[]): void {
  for (const { name, file } of change) {
    if (file === null) names.delete(name);
    else names.set(name, file);
  }
}

/** Nothing, everything, a beginning, or any subset of what was not synced; and in all but "everything" any tear. */
function surviving(pending: readonly Pending[], manner: number, below: Below): readonly Pending[] {
  if (manner === 0) return [];
  if (manner === 1) return pending;
  const beginning = manner === 2 ? pending.slice(0, below(pending.length + 1)) : pending;
  return beginning.flatMap((one) => {
    if ("size" in one) return below(2) === 0 ? [one] : [];
    return sectors(one).filter(() => (manner === 2 ? below(8) > 0 : below(2) === 0));
  });
}

function sectors({ at, bytes }: { readonly at: number; readonly bytes: Uint8Array }): Pending[] {
  const found: Pending[] = [];
  for (let from = 0; from < bytes.length; ) {
    const to = Math.min(bytes.length, from + sectorBytes - ((at + from) % sectorBytes));
    found.push({ at: at + from, bytes: bytes.subarray(from, to) });
    from = to;
  }
  return found;
}

function write(contents: Contents, pending: Pending): void {
  if ("size" in pending) {
    if (pending.size < contents.size) contents.bytes.fill(0, pending.size, contents.size);
    grow(contents, pending.size);
    contents.size = pending.size;
    return;
  }
  const end = pending.at + pending.bytes.length;
  grow(contents, end);
  contents.bytes.set(pending.bytes, pending.at);
  contents.size = Math.max(contents.size, end);
}

function grow(contents: Contents, size: number): void {
  if (contents.bytes.length >= size) return;
  const bytes = new Uint8Array(Math.max(size, 2 * contents.bytes.length));
  bytes.set(contents.bytes.subarray(0, contents.size));
  contents.bytes = bytes;
}
