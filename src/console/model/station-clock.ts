// The station's time. A desk's own clock may be wrong by hours, so it is used only to count on from what the
// station said.

/** Time without a heartbeat after which nothing on the screen may be called live. */
export const heartbeatLostMs = 5_000;

/**
 * The station's time as the console knows it. `monotonicMs` in every call is the browser's clock that never goes
 * back.
 */
export interface StationClock {
  /** The station said its time. */
  heard(stationMs: number, monotonicMs: number): void;
  /** The station's time now; before it first spoke, 0. Never goes back. */
  nowMs(monotonicMs: number): number;
  /** Milliseconds since the station was last heard, or null when it never was. */
  silentMs(monotonicMs: number): number | null;
}

/** A clock that has heard nothing yet. */
export function createStationClock(): StationClock {
  let offsetMs: number | null = null;
  let heardAtMs = 0;
  let shownMs = 0;
  return {
    heard(stationMs, monotonicMs) {
      const offset = stationMs - monotonicMs;
      // The quickest message knew the time best; only a real step of the station's clock moves it down again.
      if (offsetMs === null || offset > offsetMs || offsetMs - offset > 1_500) {
        if (offsetMs !== null && offsetMs - offset > 1_500) shownMs = 0;
        offsetMs = offset;
      }
      heardAtMs = monotonicMs;
    },
    nowMs(monotonicMs) {
      if (offsetMs === null) return 0;
      shownMs = Math.max(shownMs, Math.floor(monotonicMs + offsetMs));
      return shownMs;
    },
    silentMs: (monotonicMs) => (offsetMs === null ? null : Math.max(0, monotonicMs - heardAtMs)),
  };
}
