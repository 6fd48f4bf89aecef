// Times as a person types them and as they are shown.

import { CliError } from "./cli-error.ts";

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The time of "30m", "24h", "7d" (from now on) or of an ISO time with its zone. Errors: time-unknown. */
export function parseTime(text: string, nowMs: number): number {
  const duration = /^(\d{1,6})([smhd])$/u.exec(text);
  if (duration !== null) return nowMs + Number(duration[1]) * (units[duration[2] ?? ""] ?? 0);
  const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/u.test(text);
  const timeMs = zoned ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(timeMs) || timeMs < 0) throw new CliError("time-unknown", { text: text.slice(0, 40) });
  return timeMs;
}

/** "2026-11-22T14:30:07Z", or a dash for no time. */
export function showTime(timeMs: number | null): string {
  return timeMs === null ? "-" : new Date(timeMs).toISOString().replace(/\.\d+Z$/u, "Z");
}
