// Time, as the station is told it.

/**
 * A station's clock.
 *
 * Contract: `nowMs` is the wall clock in whole milliseconds since 1970-01-01T00:00:00Z and may jump either way;
 * `monotonicMs` never goes back. `wakeAt` calls `wake` once, soon after the wall clock reaches `atMs` (at once when it
 * has passed), never inside the call itself; the function it returns forgets the wake.
 */
export interface Clock {
  nowMs(): number;
  monotonicMs(): number;
  wakeAt(atMs: number, wake: () => void): () => void;
}
