// The machine's own clock.

import { performance } from "node:perf_hooks";
import type { Clock } from "../../ports/clock.ts";

/** How long a wake sleeps at most before it looks at the wall clock again: 1 s. */
export const recheckMsMax = 1_000;

/**
 * The clock of this machine.
 *
 * A wake is late by at most `recheckMsMax` after the wall clock jumps forward, and waits on when it jumps back.
 * Sleeping in such short steps also keeps every timer far below 2^31 ms, above which Node would fire at once. The
 * timers do not keep the process alive: what it serves (sockets, listeners) does, and a stop must not wait for a wake.
 */
export function createSystemClock(): Clock {
  const nowMs = (): number => Date.now();
  return {
    nowMs,
    monotonicMs: () => performance.now(),
    wakeAt: (atMs, wake) => {
      let timer: NodeJS.Timeout;
      const sleep = (): void => {
        const leftMs = Math.min(Math.max(atMs - nowMs(), 0), recheckMsMax);
        timer = setTimeout(look, leftMs).unref();
      };
      const look = (): void => {
        if (nowMs() >= atMs) wake();
        else sleep();
      };
      sleep();
      return () => clearTimeout(timer);
    },
  };
}
