// The terms of a charter that every verdict counts with.

/** Durations in milliseconds; a charter has these fields under the same names. */
export interface Terms {
  /** How far two honest clocks may differ. */
  readonly skewMs: number;
  /** The longest an entry may be on its way. */
  readonly courierMs: number;
  /** After a limit, when a verdict becomes final whoever is silent; at least skewMs + courierMs. */
  readonly longStopMs: number;
}
