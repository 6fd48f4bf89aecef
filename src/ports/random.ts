// Randomness, as the station is given it.

/**
 * A source of random bytes; `bytes(n)` returns `n` fresh bytes, unpredictable to everyone else in an actual station.
 */
export interface Random {
  bytes(length: number): Uint8Array;
}
