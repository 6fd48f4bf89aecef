// Which units of one text stand for which of another: dynamic programming over lengths (Gale and Church 1993), anchors
// and labels.

/** What is known of a unit: its length in characters, its label, its anchors. */
export interface Measured {
  readonly length: number;
  readonly label: string;
  readonly anchors: ReadonlySet<string>;
}

/** A bead: so many units of the one text stand for so many of the other, and how well their lengths fit. */
export interface Bead {
  readonly ours: number;
  readonly theirs: number;
  /** Standard deviations between the lengths; 0 where a side is empty. */
  readonly strain: number;
}

/** How far from the diagonal units are looked for, beside the difference of their numbers. */
const bandUnits = 64;
const bandUnitsMax = 576;
/** Rows whose pairs are remembered, and more columns than the widest band has. */
const ringRows = 3;
const ringColumns = 1_280;
/** Beads: so many units beside so many. */
const shapes = [[1, 1], [1, 0], [0, 1], [2, 1], [1, 2], [2, 2]] as const;
/** What each costs before anything is compared, in hundredths of a natural logarithm; of sentences, as they found. */
const priors = { sentence: [0, 450, 450, 230, 230, 440], paragraph: [0, 320, 320, 360, 360, 600] } as const;
/** Variance of the length of a translation, for each character (Gale and Church). */
const variance = 6.8;
/** What an anchor of each sort is worth that both have, and what one costs that stands alone. */
const anchorWorth: Readonly<Record<string, readonly [shared: number, stray: number]>> = {
  "#": [80, 90], "@": [120, 90], "=": [60, 0], "~": [30, 30], "&": [60, 15],
};
const strayMax = 400;
const sameLabel = 160;
const otherLabel = 220;
const lonelyLabel = 60;

/** The best sequence of beads, in order; together they hold every unit of both texts once. */
export function findBeads(
  one: readonly Measured[], other: readonly Measured[], by: keyof typeof priors,
): readonly Bead[] {
  const half = Math.min(bandUnits + Math.abs(one.length - other.length), bandUnitsMax);
  const width = 2 * half + 1;
  const scale = new Scale(one, other);
  const centre = (row: number): number => (one.length === 0 ? 0 : Math.round((row * other.length) / one.length));
  // Which shape led to each place of the band: the only thing that is kept of all rows.
  const came = new Uint8Array((one.length + 1) * width).fill(shapes.length);
  const costs: Float64Array[] = [];
  for (let row = 0; row <= one.length; row++) {
    const costsHere = new Float64Array(width).fill(Infinity);
    costs[row % 3] = costsHere;
    for (let place = 0; place < width; place++) {
      const column = centre(row) - half + place;
      if (column < 0 || column > other.length) continue;
      if (row === 0 && column === 0) costsHere[place] = 0;
      for (const [shape, [ours, theirs]] of shapes.entries()) {
        const from = column - theirs - centre(row - ours) + half;
        if (row < ours || column < theirs || from < 0 || from >= width) continue;
        const before = costs[(row - ours) % 3]?.[from] ?? Infinity;
        if (before === Infinity) continue;
        const cost = before + (priors[by][shape] ?? 0) + scale.cost(row - ours, ours, column - theirs, theirs);
        if (cost < (costsHere[place] ?? Infinity)) {
          costsHere[place] = cost;
          came[row * width + place] = shape;
        }
      }
    }
  }
  return walkBack(one.length, other.length, scale, (row, column) =>
    came[row * width + column - centre(row) + half] ?? shapes.length);
}

function walkBack(
  rows: number, columns: number, scale: Scale, came: (row: number, column: number) => number,
): readonly Bead[] {
  const beads: Bead[] = [];
  for (let [row, column] = [rows, columns]; row > 0 || column > 0;) {
    // The band always holds a way along its diagonal, so there is a shape at every place that is walked.
    const [ours, theirs] = shapes[came(row, column)] ?? (row > 0 ? [1, 0] as const : [0, 1] as const);
    row -= ours;
    column -= theirs;
    beads.push({ ours, theirs, strain: scale.strain(row, ours, column, theirs) });
  }
  return beads.reverse();
}

/** What it costs to put units beside each other. */
class Scale {
  readonly #one: readonly Measured[];
  readonly #other: readonly Measured[];
  /** Sums before each unit, of lengths and of what anchors cost alone; characters of the other text for one here. */
  readonly #lengths: readonly [Float64Array, Float64Array];
  readonly #stray: readonly [Float64Array, Float64Array];
  readonly #ratio: number;
  readonly #shared: Shared;

  constructor(one: readonly Measured[], other: readonly Measured[]) {
    this.#one = one;
    this.#other = other;
    const lengthOf = ({ length }: Measured): number => length;
    this.#lengths = [sums(one, lengthOf), sums(other, lengthOf)];
    this.#stray = [sums(one, allStray), sums(other, allStray)];
    this.#ratio = (this.#lengths[1].at(-1) || 1) / (this.#lengths[0].at(-1) || 1);
    this.#shared = new Shared(one, other);
  }

  cost(row: number, ours: number, column: number, theirs: number): number {
    if (ours === 0 || theirs === 0) return 0;
    const strain = this.strain(row, ours, column, theirs);
    // -100 ln P(a difference at least so great): the tail of the normal distribution, by its usual bound.
    const lengths = 100 * (strain * strain / 2 + Math.log(1 + 0.9 * strain));
    return lengths + this.#anchors(row, ours, column, theirs)
      + labels(this.#one[row]?.label ?? "", this.#other[column]?.label ?? "");
  }

  strain(row: number, ours: number, column: number, theirs: number): number {
    if (ours === 0 || theirs === 0) return 0;
    const mine = between(this.#lengths[0], row, ours) * Math.sqrt(this.#ratio);
    const its = between(this.#lengths[1], column, theirs) / Math.sqrt(this.#ratio);
    return Math.abs(its - mine) / Math.sqrt(Math.max((mine + its) / 2, 1) * variance);
  }

  #anchors(row: number, ours: number, column: number, theirs: number): number {
    let cost = 0;
    let stray = between(this.#stray[0], row, ours) + between(this.#stray[1], column, theirs);
    for (let at = row; at < row + ours; at++) for (let its = column; its < column + theirs; its++) {
      const place = this.#shared.place(at, its);
      cost -= this.#shared.worth[place] ?? 0;
      stray -= 2 * (this.#shared.stray[place] ?? 0);
    }
    return cost + Math.min(Math.max(0, stray), strayMax);
  }
}

/** Anchors that two units share, looked up once for all beads that may hold both. */
class Shared {
  readonly #one: readonly Measured[];
  readonly #other: readonly Measured[];
  /** For the newest rows: by column, in rings that are longer than the band is wide. */
  readonly worth = new Float64Array(ringRows * ringColumns);
  readonly stray = new Float64Array(ringRows * ringColumns);
  readonly #holds = new Float64Array(ringRows * ringColumns).fill(-1);

  constructor(one: readonly Measured[], other: readonly Measured[]) {
    this.#one = one;
    this.#other = other;
  }

  /** Where what two units share stands in `worth` and `stray`. */
  place(row: number, column: number): number {
    const place = (row % ringRows) * ringColumns + column % ringColumns;
    const pair = row * this.#other.length + column;
    if (this.#holds[place] === pair) return place;
    this.#holds[place] = pair;
    let [worth, stray] = [0, 0];
    const others = this.#other[column]?.anchors ?? new Set();
    if (others.size > 0) for (const anchor of this.#one[row]?.anchors ?? []) if (others.has(anchor)) {
      worth += anchorWorth[anchor.charAt(0)]?.[0] ?? 0;
      stray += strayOf(anchor);
    }
    this.worth[place] = worth;
    this.stray[place] = stray;
    return place;
  }
}

function allStray({ anchors }: Measured): number {
  return [...anchors].reduce((sum, anchor) => sum + strayOf(anchor), 0);
}

function strayOf(anchor: string): number {
  return anchorWorth[anchor.charAt(0)]?.[1] ?? 0;
}

function labels(one: string, other: string): number {
  if (one === other) return one === "" ? 0 : -sameLabel;
  return one === "" || other === "" ? lonelyLabel : otherLabel;
}

/** Sums before each unit, and the sum of all. */
function sums(units: readonly Measured[], of: (unit: Measured) => number): Float64Array {
  const found = new Float64Array(units.length + 1);
  for (const [at, unit] of units.entries()) found[at + 1] = (found[at] ?? 0) + of(unit);
  return found;
}

function between(all: Float64Array, from: number, count: number): number {
  return (all[from + count] ?? 0) - (all[from] ?? 0);
}
