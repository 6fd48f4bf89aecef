// Limits on how often something may be tried: one bucket per name, refilled evenly.

import type { Clock } from "../ports/clock.ts";

/** Sign-ins one address may try at once, and how long one more takes to come back. */
export const signInPerAddress = { burst: 20, refillMs: 15_000 };
/** Sign-ins to one account: an attacker gets 96 a day; a link is 32 random bytes and needs no tighter limit. */
export const signInPerAccount = { burst: 5, refillMs: 15 * 60_000 };
/** Challenges for a passkey that one address may ask for. */
export const challengesPerAddress = { burst: 40, refillMs: 3_000 };
/** Requests of any kind from one address. */
export const requestsPerAddress = { burst: 400, refillMs: 10 };
/** Most names watched at once; beyond it the full buckets are forgotten, which forgives nobody, and new names wait. */
export const namesMax = 10_000;

export interface RateLimit {
  readonly burst: number;
  /** Time in which one try comes back. */
  readonly refillMs: number;
}

/** Buckets for one purpose. */
export interface RateLimiter {
  /** Takes one try; false when none is left. */
  take(name: string): boolean;
  /** Gives everything back: the person has proved who they are. */
  forgive(name: string): void;
}

/** A limiter measured by the clock that never goes back. */
export function createRateLimiter(clock: Clock, limit: RateLimit): RateLimiter {
  const buckets = new Map<string, { left: number; atMs: number }>();
  const refill = (bucket: { left: number; atMs: number }, nowMs: number): void => {
    bucket.left = Math.min(limit.burst, bucket.left + (nowMs - bucket.atMs) / limit.refillMs);
    bucket.atMs = nowMs;
  };
  return {
    take(name) {
      const nowMs = clock.monotonicMs();
      let bucket = buckets.get(name);
      if (bucket === undefined) {
        if (buckets.size >= namesMax) forget(buckets, limit, nowMs);
        if (buckets.size >= namesMax) return false;
        bucket = { left: limit.burst, atMs: nowMs };
        buckets.set(name, bucket);
      }
      refill(bucket, nowMs);
      if (bucket.left < 1) return false;
      bucket.left -= 1;
      return true;
    },
    forgive: (name) => void buckets.delete(name),
  };
}

/** Forgets every bucket that has filled up again. */
function forget(buckets: Map<string, { left: number; atMs: number }>, limit: RateLimit, nowMs: number): void {
  for (const [name, bucket] of buckets) {
    if (bucket.left + (nowMs - bucket.atMs) / limit.refillMs >= limit.burst) buckets.delete(name);
  }
}
