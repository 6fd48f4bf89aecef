// Tolling: time that does not count towards a limit.

/** A time that does not count; `toMs` null while it still goes on. */
export interface Tolled {
  readonly fromMs: number;
  readonly toMs: number | null;
  /** When it was said: what is said after the limit moves nothing. */
  readonly saidMs: number;
}

/**
 * The limit moved by all the time that did not count since `startMs`, as it stands at `at` (spec/17-clocks.md, V-48).
 * Times that overlap count once; one that begins, or was said, after the limit has come moves nothing; one that goes on
 * has lasted until `at`.
 */
export function tolledLimit(limitMs: number, startMs: number | null, times: readonly Tolled[], at: number): number {
  if (times.length === 0) return limitMs;
  let moved = limitMs;
  let counted = startMs ?? 0;
  for (const { fromMs, toMs, saidMs } of [...times].sort((a, b) => a.fromMs - b.fromMs)) {
    const from = Math.max(fromMs, counted);
    const to = Math.max(toMs ?? at, from);
    if (from > moved || saidMs > moved) continue;
    moved += to - from;
    counted = to;
  }
  return moved;
}
