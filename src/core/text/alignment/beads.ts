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
/** Beads: so many units beside so many. */
const shapes = [[1, 1], [1, 0], [0, 1], [2, 1], [1, 2], [2, 2]] as const;
/** What each costs before anything is compared, in hundredths of a natural logarithm; of sentences, as they found. */
const priors = { sentence: [0, 450, 450, 230, 230, 440], paragraph: [0, 320, 320, 360, 360, 600] } as const;
/** Variance of the length of a translation, for each character (Gale and Church). */
const variance = 6.8;
/** What an anchor of each sort is worth that both have, and what one costs that stands alone. */
const anchorWorth: Readonly<Record<string, readonly [shared: number, stray: number]>> = {
  "#": [80, 90], "@": [120, 90], "=": [60, 0], "~": [30, 30],
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
  /** Sums of lengths before each unit, and characters of the other text for one of this. */
  readonly #lengths: readonly [Float64Array, Float64Array];
  readonly #ratio: number;

  constructor(one: readonly Measured[], other: readonly Measured[]) {
    this.#one = one;
    this.#other = other;
    this.#lengths = [sums(one), sums(other)];
    this.#ratio = (this.#lengths[1].at(-1) || 1) / (this.#lengths[0].at(-1) || 1);
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
    const [left, right] = this.#lengths;
    const mine = ((left[row + ours] ?? 0) - (left[row] ?? 0)) * Math.sqrt(this.#ratio);
    const its = ((right[column + theirs] ?? 0) - (right[column] ?? 0)) / Math.sqrt(this.#ratio);
    return Math.abs(its - mine) / Math.sqrt(Math.max((mine + its) / 2, 1) * variance);
  }

  #anchors(row: number, ours: number, column: number, theirs: number): number {
    let [cost, stray] = [0, 0];
    const others = this.#other.slice(column, column + theirs);
    for (const { anchors } of others) for (const anchor of anchors) stray += strayOf(anchor);
    for (const { anchors } of this.#one.slice(row, row + ours)) for (const anchor of anchors) {
      stray += strayOf(anchor);
      for (const other of others) if (other.anchors.has(anchor)) {
        cost -= anchorWorth[anchor.charAt(0)]?.[0] ?? 0;
        stray -= 2 * strayOf(anchor);
      }
    }
    return cost + Math.min(Math.max(0, stray), strayMax);
  }
}

function strayOf(anchor: string): number {
  return anchorWorth[anchor.charAt(0)]?.[1] ?? 0;
}

function labels(one: string, other: string): number {
  if (one === other) return one === "" ? 0 : -sameLabel;
  return one === "" || other === "" ? lonelyLabel : otherLabel;
}

function sums(units: readonly Measured[]): Float64Array {
  const found = new Float64Array(units.length + 1);
  for (const [at, { length }] of units.entries()) found[at + 1] = (found[at] ?? 0) + length;
  return found;
}
