// How bad a link is, in each direction, and the named ones.

/** What one direction of a link does to what is sent over it. Shares are from 0 to 1. */
export interface Conditions {
  /** Bits a second, or null: nothing takes time. */
  readonly rateBps: number | null;
  /** Milliseconds from the last byte sent to the last byte heard. */
  readonly delayMs: number;
  readonly lossShare: number;
  /** How many packets are lost in a row, on average; 1: each is lost or not by itself. */
  readonly burst: number;
  /** Share of packets in which one bit is turned over. */
  readonly corruptShare: number;
  readonly duplicateShare: number;
  /** Share of packets that come later than the next ones. */
  readonly reorderShare: number;
  /** Bytes that wait for the line; a packet beyond them is dropped. */
  readonly queueBytesMax: number;
  /** Nothing arrives, and nobody is told. */
  readonly cut: boolean;
}

/** A link: both directions, and whether they share one carrier. */
export interface LinkConditions {
  /** From side 0 to side 1, and from side 1 to side 0. */
  readonly ways: readonly [Conditions, Conditions];
  /** Milliseconds a half-duplex link takes to turn round; null: both directions work at once. */
  readonly turnaroundMs: number | null;
}

/** A direction without faults and without limits. */
export const clear: Conditions = {
  rateBps: null, delayMs: 0, lossShare: 0, burst: 1, corruptShare: 0, duplicateShare: 0, reorderShare: 0,
  queueBytesMax: 65_536, cut: false,
};

function both(way: Partial<Conditions>, turnaroundMs: number | null = null): LinkConditions {
  const made = { ...clear, ...way };
  return { ways: [made, made], turnaroundMs };
}

/** Links by name. */
export const presets: Readonly<Record<string, LinkConditions>> = {
  fibre: both({ delayMs: 5 }),
  satellite: both({ rateBps: 2_400, delayMs: 600, lossShare: 0.05 }),
  "hf-300": both({ rateBps: 300, delayMs: 20, lossShare: 0.05, burst: 2 }, 500),
  "hf-75": both({ rateBps: 75, delayMs: 20, lossShare: 0.05, burst: 2 }, 1_000),
  cut: both({ cut: true }),
};

/** The conditions with what is given changed in the directions that are named. */
export function changed(
  link: LinkConditions, way: Partial<Conditions>, sides: readonly (0 | 1)[] = [0, 1],
): LinkConditions {
  const [there, back] = link.ways;
  return {
    ...link, ways: [sides.includes(0) ? { ...there, ...way } : there, sides.includes(1) ? { ...back, ...way } : back],
  };
}
