// What befalls single fragments on their way: drawn for each by its name, or told in a list.

import { createDraw } from "./random.ts";
import { frameOf } from "./tap.ts";
import { crc32c, cutFragment, readFragment, trailerBytes } from "../core/line/fragment.ts";
import { encodeFrame, frameBytesMax } from "../core/line/frame.ts";

/** What a way does to fragments; chances in a thousandth. */
export interface Chances {
  readonly loss: number;
  readonly duplicate: number;
  readonly reorder: number;
  readonly flip: number;
  /** A flip whose checksum was made right again: malice, not noise. */
  readonly forge: number;
  readonly truncate: number;
  /** An old fragment comes once more, perhaps on another link than its own. */
  readonly replay: number;
  /** A fragment comes back to who sent it. */
  readonly reflect: number;
  /** What a station says it holds is rewritten under way: a relay that shows each side another view. */
  readonly heads: number;
  /** Bytes that nobody sent come beside it: none, a few, more than any link takes. */
  readonly noise?: number;
  /** Its beginning comes with the end of another one, the checksum made right. */
  readonly splice?: number;
  /** One of the very first fragments of the way comes once more. */
  readonly ancient?: number;
}

const hitNames = [
  "loss", "duplicate", "reorder", "flip", "forge", "truncate", "replay", "reflect", "heads",
] as const;
/** What befalls fragments on narrow ways besides. */
const hostileNames = ["noise", "splice", "ancient"] as const;
type HitName = (typeof hitNames)[number] | (typeof hostileNames)[number];

/** What befell one fragment: the nth that a side of a way sent. `by` says how, as the fault reads it. */
export interface Hit {
  readonly way: string;
  readonly side: number;
  readonly nth: number;
  readonly what: HitName;
  readonly by: number;
}

/** How long noise is, in bytes. */
const noiseBytes = [0, 1, 7, 64, 1_500, 100_000] as const;

/** What fates are drawn for, or told by. */
export interface FateOptions {
  readonly seed: number;
  /** Decisions made before; null draws them from the weather. */
  readonly hits: readonly Hit[] | null;
  readonly struck: (hit: Hit) => void;
}

/** What befalls the fragments of one way. */
export class Fates {
  private readonly way: string;
  private readonly options: FateOptions;
  private readonly told: ReadonlyMap<string, readonly Hit[]> | null;

  constructor(way: string, options: FateOptions) {
    this.way = way;
    this.options = options;
    const own = options.hits?.filter((hit) => hit.way === way) ?? null;
    this.told = own === null ? null : Map.groupBy(own, (hit) => `${hit.side}:${hit.nth}`);
  }

  /** What befalls the nth fragment of a side: its own draw, so that no other one shifts it. */
  of(side: number, nth: number, chances: Chances): readonly Hit[] {
    const hits = this.told === null ? this.drawn(side, nth, chances) : (this.told.get(`${side}:${nth}`) ?? []);
    for (const hit of hits) this.options.struck(hit);
    return hits;
  }

  private drawn(side: number, nth: number, chances: Chances): readonly Hit[] {
    return [...this.among(hitNames, "hit", side, nth, chances),
      ...this.among(hostileNames, "hostile", side, nth, chances)];
  }

  private among(
    names: readonly HitName[], sort: string, side: number, nth: number, chances: Chances,
  ): readonly Hit[] {
    if (names.every((name) => (chances[name] ?? 0) === 0)) return [];
    const draw = createDraw(this.options.seed + nth, `${sort} ${this.way} ${side}`);
    return names.filter((name) => draw.chance(chances[name] ?? 0)).map((what) => (
      { way: this.way, side, nth, what, by: draw.below(1 << 30) }
    ));
  }
}

/** Bytes that nobody sent. */
export function noiseOf(by: number): Uint8Array {
  return createDraw(by, "noise").bytes(noiseBytes[by % noiseBytes.length] as number);
}

/** The beginning of one fragment and the end of another, with a checksum that holds. */
export function spliced(one: Uint8Array, other: Uint8Array, by: number): Uint8Array {
  const made = new Uint8Array([...one.slice(0, by % one.length), ...other.slice(other.length >>> 1)]);
  if (made.length > trailerBytes) seal(made);
  return made;
}

/** A fragment as it comes out of one of these. */
export function hurt(fragment: Uint8Array, what: HitName, by: number): readonly Uint8Array[] {
  if (what === "truncate") return [fragment.slice(0, by % fragment.length)];
  if (what === "heads") return rewritten(fragment, by);
  if (what !== "flip" && what !== "forge") return [fragment];
  const hurtOne = fragment.slice();
  const end = hurtOne.length - trailerBytes;
  const at = what === "forge" ? 6 + ((by >>> 3) % Math.max(1, end - 6)) : (by >>> 3) % hurtOne.length;
  hurtOne[at] = (hurtOne[at] as number) ^ (1 << (by & 7));
  if (what === "forge") seal(hurtOne);
  return [hurtOne];
}

function seal(fragment: Uint8Array): void {
  const end = fragment.length - trailerBytes;
  const crc = crc32c(fragment, end);
  for (let index = 0; index < trailerBytes; index++) fragment[end + index] = crc >>> (24 - 8 * index);
}

/** Heads of one fragment, each with another size; anything else goes by as it is. */
function rewritten(fragment: Uint8Array, by: number): readonly Uint8Array[] {
  const read = readFragment(fragment);
  const frame = read === null || !read.last || read.offset !== 0 ? null : frameOf(read.piece);
  if (read === null || (frame?.name !== "heads" && frame?.name !== "have")) return [fragment];
  const shift = (by % 7) - 3;
  const heads = frame.heads.map((head) => ({ ...head, size: Math.max(0, head.size + shift) }));
  return [cutFragment(encodeFrame({ ...frame, heads }), read.id, read.level, 0, frameBytesMax)];
}
