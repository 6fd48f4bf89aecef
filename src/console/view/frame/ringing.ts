// When it sounds: the rule of model/sound.ts, asked four times a second.

import { useCallback, useEffect, useRef } from "react";

import { ringNow, silenceMs } from "../../model/sound.ts";
import type { Rung } from "../../model/sound.ts";
import type { Known } from "../../model/store.ts";
import type { Sounder } from "./sounder.ts";

/** Sounds what must be sounded; returns the act that silences this desk for 30 s. It acknowledges nothing. */
export function useRinging(known: Known, sounder: Sounder, nowMs: () => number): () => void {
  const rung = useRef<Rung>({ at: new Map(), silencedUntilMs: 0 });
  const latest = useRef(known);
  latest.current = known;
  useEffect(() => {
    const timer = setInterval(() => {
      const { station } = latest.current;
      if (station === null || sounder.state() === "off") return;
      const ring = ringNow(station.alerts, rung.current, nowMs());
      if (ring === null) return;
      rung.current = ring.rung;
      sounder.play(ring.precedence, station.world);
    }, 250);
    return () => clearInterval(timer);
  }, [sounder, nowMs]);
  return useCallback(() => {
    sounder.hush();
    rung.current = { ...rung.current, silencedUntilMs: nowMs() + silenceMs };
  }, [sounder, nowMs]);
}
