// The fountain: a frame as any number of symbols, of which any that are enough give it back. It is systematic, random
// and linear over GF(256) (spec/14-narrow-line.md, Fountain).

/** Most source symbols that are combined with one another; longer frames have several blocks, interleaved. */
export const blockSymbolsMax = 128;

const { exponents, logarithms } = fieldTables();

/** Powers of 2 in GF(256) modulo x^8 + x^4 + x^3 + x^2 + 1, twice over, and their logarithms. */
function fieldTables(): { readonly exponents: Uint8Array; readonly logarithms: Uint8Array } {
  const powers = new Uint8Array(510);
  const logs = new Uint8Array(256);
  for (let power = 0, value = 1; power < 255; power++) {
    powers[power] = value;
    powers[power + 255] = value;
    logs[value] = power;
    value = value < 128 ? value << 1 : (value << 1) ^ 0x11d;
  }
  return { exponents: powers, logarithms: logs };
}

/** The product of two elements of GF(256). */
export function multiply(a: number, b: number): number {
  if (a === 0 || b === 0) return 0;
  return exponents[(logarithms[a] as number) + (logarithms[b] as number)] as number;
}

function inverse(a: number): number {
  return exponents[255 - (logarithms[a] as number)] as number;
}

/** Adds `factor` times `row` to `to`. */
function addTimes(to: Uint8Array, row: Uint8Array, factor: number): void {
  if (factor === 0) return;
  const log = logarithms[factor] as number;
  for (let at = 0; at < to.length; at++) {
    const value = row[at] as number;
    if (value !== 0) to[at] = (to[at] as number) ^ (exponents[log + (logarithms[value] as number)] as number);
  }
}

/** The first `count` coefficients of the repair symbol of a number: both sides expand them alike. */
export function coefficients(number: number, count: number): Uint8Array {
  const made = new Uint8Array(count);
  for (let at = 0, state = number; at < count; at++) {
    state = (state + 0x9e37_79b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85eb_ca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
    made[at] = mixed ^ (mixed >>> 16);
  }
  return made;
}

/** How a frame of `length` bytes lies in symbols: how many sources there are, and in how many blocks. */
interface Layout {
  readonly sources: number;
  readonly blocks: number;
}

function layoutOf(length: number, symbolBytes: number): Layout {
  const sources = Math.ceil(length / symbolBytes);
  return { sources, blocks: Math.ceil(sources / blockSymbolsMax) };
}

/** Source symbols of one block: `block`, and each `blocks` further. */
function blockSize({ sources, blocks }: Layout, block: number): number {
  return Math.ceil((sources - block) / blocks);
}

/** Symbol `number` of a frame: below the number of its sources a piece of it, from there on a sum of such pieces. */
export function symbolOf(frame: Uint8Array, symbolBytes: number, number: number): Uint8Array {
  const layout = layoutOf(frame.length, symbolBytes);
  const made = new Uint8Array(symbolBytes);
  if (number < layout.sources) {
    made.set(frame.subarray(number * symbolBytes, (number + 1) * symbolBytes));
    return made;
  }
  const block = number % layout.blocks;
  const factors = coefficients(number, blockSize(layout, block));
  const source = new Uint8Array(symbolBytes);
  for (const [at, factor] of factors.entries()) {
    const from = (block + at * layout.blocks) * symbolBytes;
    source.fill(0);
    source.set(frame.subarray(from, from + symbolBytes));
    addTimes(made, source, factor);
  }
  return made;
}

/** Symbols to send of `sources`, so that of a hundred frames at most about one is not put together. */
export function symbolsToSend(sources: number, lossShare: number): number {
  const lost = Math.min(lossShare, 0.9);
  return Math.ceil((sources + 1 + 3 * Math.sqrt(sources * lost)) / (1 - lost));
}

/** One equation of a block: its factors from the pivot on, and their sum. */
interface Row {
  readonly factors: Uint8Array;
  readonly sum: Uint8Array;
}

/** What has come of one frame. */
export interface Fountain {
  readonly length: number;
  readonly symbolBytes: number;
  readonly layout: Layout;
  /** Equations by block and pivot. */
  readonly blocks: readonly (Row | undefined)[][];
  /** Equations that are still lacking. */
  lacking: number;
}

/** An empty one. */
export function emptyFountain(length: number, symbolBytes: number): Fountain {
  const layout = layoutOf(length, symbolBytes);
  const blocks = Array.from({ length: layout.blocks }, (_, block) =>
    Array.from({ length: blockSize(layout, block) }, () => undefined));
  return { length, symbolBytes, layout, blocks, lacking: layout.sources };
}

/** Bytes that a fountain keeps at most, about. */
export function fountainBytes({ layout, symbolBytes }: Fountain): number {
  return layout.sources * (symbolBytes + Math.min(layout.sources, blockSymbolsMax));
}

/** The factors of a source symbol: 1 at its own place. */
function unit(at: number, count: number): Uint8Array {
  const made = new Uint8Array(count);
  made[at] = 1;
  return made;
}

/** Takes one symbol of the right length; whether it said anything new. */
export function takeSymbol(fountain: Fountain, number: number, symbol: Uint8Array): boolean {
  const { layout, blocks } = fountain;
  const block = number % layout.blocks;
  const rows = blocks[block] as (Row | undefined)[];
  const sum = symbol.slice();
  const factors = number < layout.sources ? unit(Math.floor(number / layout.blocks), rows.length)
    : coefficients(number, rows.length);
  for (let pivot = 0; pivot < rows.length; pivot++) {
    const factor = factors[pivot] as number;
    if (factor === 0) continue;
    const row = rows[pivot];
    if (row === undefined) {
      const scale = inverse(factor);
      const scaled = (one: number): number => multiply(one, scale);
      rows[pivot] = { factors: factors.map(scaled), sum: sum.map(scaled) };
      fountain.lacking -= 1;
      return true;
    }
    addTimes(factors, row.factors, factor);
    addTimes(sum, row.sum, factor);
  }
  return false;
}

/** The frame, when enough symbols have come; else null. */
export function fountainFrame(fountain: Fountain): Uint8Array | null {
  if (fountain.lacking > 0) return null;
  const { length, symbolBytes, layout, blocks } = fountain;
  const padded = new Uint8Array(layout.sources * symbolBytes);
  for (const [block, rows] of blocks.entries()) {
    for (let pivot = rows.length - 1; pivot >= 0; pivot--) {
      const { sum } = rows[pivot] as Row;
      for (let above = 0; above < pivot; above++) {
        const row = rows[above] as Row;
        addTimes(row.sum, sum, row.factors[pivot] as number);
      }
      padded.set(sum, (block + pivot * layout.blocks) * symbolBytes);
    }
  }
  return padded.slice(0, length);
}
