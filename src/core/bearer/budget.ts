// So many of something in a second, and no more: what keeps a flood from costing more than it is worth.

/** Marks that are computed within a second for datagrams of which nothing shows that a peer sent them. */
export const strangerMarksPerSecondMax = 4_096;
/** Marks that are computed within a second for datagrams from the address of one peer. */
export const peerMarksPerSecondMax = 32_768;

/** Counts within each second of a clock that never goes back. */
export class Budget {
  private readonly perSecond: number;
  private startMs = -Infinity;
  private taken = 0;

  constructor(perSecond: number) {
    this.perSecond = perSecond;
  }

  /** Takes one; false when the second has none left. */
  take(nowMs: number): boolean {
    if (nowMs - this.startMs >= 1_000) {
      this.startMs = nowMs;
      this.taken = 0;
    }
    this.taken += 1;
    return this.taken <= this.perSecond;
  }
}
