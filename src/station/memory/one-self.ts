// Whether this process is still the one it was: a machine may be copied, or set back to a snapshot, while it runs.

import type { Clock } from "../../ports/clock.ts";
import type { Lease } from "../../ports/store.ts";

/** A wall clock that moves this much against the monotonic one was set, or the machine was suspended or resumed. */
export const clockGapMsMax = 5_000;
/** The lease is looked at before anything is signed, but not more often than this. */
export const leaseCheckMs = 100;
/** It is rewritten this often: a copy of the folder, or of the memory, that is older than this shows. */
export const leaseStepMs = 2_000;

/** Why a process is no longer sure that it is the only one that it was. */
export type Doubt = "clock" | "lease";

/** Watches clock and lease of one process. */
export class OneSelf {
  private readonly clock: Clock;
  private readonly lease: Lease | null;
  /** Wall clock less monotonic clock, as it was when nothing was in doubt. */
  private offsetMs: number;
  private checkedMs: number;
  private writtenMs: number;

  /** Takes the lease at once. */
  constructor(clock: Clock, lease: Lease | null) {
    this.clock = clock;
    this.lease = lease;
    this.offsetMs = clock.nowMs() - clock.monotonicMs();
    this.checkedMs = clock.monotonicMs();
    this.writtenMs = this.checkedMs;
    lease?.take();
  }

  /** What is in doubt now, or null. A doubt is told once; from then on the process is as new. */
  doubt(): Doubt | null {
    const monotonicMs = this.clock.monotonicMs();
    const gapMs = Math.abs(this.clock.nowMs() - monotonicMs - this.offsetMs);
    const doubt = gapMs > clockGapMsMax ? "clock" : this.leaseLost(monotonicMs) ? "lease" : null;
    if (doubt !== null) {
      this.offsetMs = this.clock.nowMs() - monotonicMs;
      this.write(monotonicMs);
    } else if (monotonicMs - this.writtenMs >= leaseStepMs) {
      // A clock that is slewed a little each day must not add up to a gap.
      this.offsetMs = this.clock.nowMs() - monotonicMs;
      this.write(monotonicMs);
    }
    return doubt;
  }

  private leaseLost(monotonicMs: number): boolean {
    if (this.lease === null || monotonicMs - this.checkedMs < leaseCheckMs) return false;
    this.checkedMs = monotonicMs;
    return !this.lease.isHeld();
  }

  private write(monotonicMs: number): void {
    this.lease?.take();
    this.writtenMs = monotonicMs;
    this.checkedMs = monotonicMs;
  }
}
