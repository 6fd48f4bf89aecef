// What a file holds at which position, kept small: a record of a million entries is an index here, not in memory.

import type { ExportFrame } from "../core/record/export.ts";
import type { ExportFile } from "../core/record/export.ts";
import type { Hex } from "../core/names.ts";

/** What stands at a position: an entry, its leaf alone, or bytes that are no item. */
export type Sort = "entry" | "leaf" | "damaged";
const sorts: readonly Sort[] = ["entry", "leaf", "damaged"];

/** What is put at a position. */
export interface Place {
  readonly sort: Sort;
  readonly seq: number;
  /** Number of the item in the file, the header being 0. */
  readonly item: number;
  /** The item with its length. */
  readonly at: number;
  readonly length: number;
  /** 0 where there is no body. */
  readonly lamport: number;
  /** What is wrong with bytes that are no item; empty for all else. */
  readonly detail: string;
}

/** Most sentences about damaged items that are kept; more would not be told. */
const detailsMax = 2_048;

/** Places of all logs of a file, a few dozen bytes each. */
export class Places {
  private readonly file: ExportFile;
  private size = 0;
  private sort = new Uint8Array(1_024);
  private seq = new Float64Array(1_024);
  private item = new Uint32Array(1_024);
  private at = new Float64Array(1_024);
  private length = new Uint32Array(1_024);
  private lamport = new Float64Array(1_024);
  private readonly details = new Map<number, string>();
  /** Of each log the first and the end of each run of places; a log stands together, so there is one. */
  private readonly runs = new Map<Hex, number[]>();

  constructor(file: ExportFile) {
    this.file = file;
  }

  /** Logs in the order of the file. */
  get logs(): IterableIterator<Hex> {
    return this.runs.keys();
  }

  get logCount(): number {
    return this.runs.size;
  }

  has(log: Hex): boolean {
    return this.runs.has(log);
  }

  add(log: Hex, place: Place): void {
    if (this.size === this.sort.length) this.grow();
    const index = this.size++;
    this.sort[index] = sorts.indexOf(place.sort);
    this.seq[index] = place.seq;
    this.item[index] = place.item;
    this.at[index] = place.at;
    this.length[index] = place.length;
    this.lamport[index] = place.lamport;
    if (place.detail !== "" && this.details.size < detailsMax) this.details.set(index, place.detail);
    const runs = this.runs.get(log);
    if (runs === undefined) this.runs.set(log, [index, index + 1]);
    else if (runs.at(-1) === index) runs[runs.length - 1] = index + 1;
    else runs.push(index, index + 1);
  }

  get(index: number): Place {
    return {
      sort: sorts[this.sort[index] as number] as Sort, seq: this.seq[index] as number,
      item: this.item[index] as number, at: this.at[index] as number, length: this.length[index] as number,
      lamport: this.lamport[index] as number, detail: this.details.get(index) ?? "",
    };
  }

  /** Indexes of a log in the order of the file. */
  *of(log: Hex): Generator<number> {
    const runs = this.runs.get(log) ?? [];
    for (let run = 0; run < runs.length; run += 2) {
      for (let index = runs[run] as number; index < (runs[run + 1] as number); index++) yield index;
    }
  }

  /** The newest place of a log that holds an entry, or null. */
  newestEntry(log: Hex): Place | null {
    const runs = this.runs.get(log) ?? [];
    for (let run = runs.length - 2; run >= 0; run -= 2) {
      for (let index = (runs[run + 1] as number) - 1; index >= (runs[run] as number); index--) {
        if (this.sort[index] === 0) return this.get(index);
      }
    }
    return null;
  }

  /** The item at a place, read from the file again. */
  frame({ at, length }: Place): ExportFrame {
    return { at, bytes: this.file.read(at, length) };
  }

  private grow(): void {
    const room = this.size * 2;
    this.sort = widened(this.sort, new Uint8Array(room));
    this.seq = widened(this.seq, new Float64Array(room));
    this.item = widened(this.item, new Uint32Array(room));
    this.at = widened(this.at, new Float64Array(room));
    this.length = widened(this.length, new Uint32Array(room));
    this.lamport = widened(this.lamport, new Float64Array(room));
  }
}

function widened<A extends { set(values: A): void }>(old: A, wide: A): A {
  wide.set(old);
  return wide;
}
