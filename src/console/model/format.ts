// Times, ages and sizes as they are written on a watch floor: Latin digits in every language, never a minus sign.

import { formatDtg } from "../../core/clock/dtg.ts";

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Short forms of the units of time, from the catalogue. */
export interface TimeUnits {
  readonly day: string;
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
}

/** Whether a number names a time that can be written. */
function writable(timeMs: number): boolean {
  return Number.isFinite(timeMs) && timeMs >= 0 && timeMs <= 253_402_300_799_999;
}

/** "221430ZNOV26", or dashes for a time that is none. */
export function dtg(timeMs: number): string {
  return writable(timeMs) ? formatDtg(timeMs) : "------Z-----";
}

/** "2026-11-22T14:30:07Z". */
export function iso(timeMs: number): string {
  return writable(timeMs) ? `${new Date(timeMs).toISOString().slice(0, 19)}Z` : "";
}

/** "14:30:07Z". */
export function zulu(timeMs: number): string {
  return writable(timeMs) ? `${new Date(timeMs).toISOString().slice(11, 19)}Z` : "--:--:--Z";
}

/** "14:30Z". */
export function zuluMinutes(timeMs: number): string {
  return writable(timeMs) ? `${new Date(timeMs).toISOString().slice(11, 16)}Z` : "--:--Z";
}

/** A time of the present day as "14:30:07Z", of any other as "221430ZNOV26": an hour without its day misleads. */
export function zuluOrDtg(timeMs: number, nowMs: number): string {
  return Math.floor(timeMs / dayMs) === Math.floor(nowMs / dayMs) ? zulu(timeMs) : dtg(timeMs);
}

/** "22 NOV 2026". */
export function zuluDay(timeMs: number): string {
  const group = dtg(timeMs);
  return writable(timeMs) ? `${group.slice(0, 2)} ${group.slice(7, 10)} ${new Date(timeMs).getUTCFullYear()}` : "";
}

/** How long ago, in its two largest units at most; a time in the future is "0 s", for no clock runs backwards here. */
export function age(sinceMs: number, nowMs: number, units: TimeUnits): string {
  return duration(Math.max(0, nowMs - sinceMs), units);
}

/** A length of time, in its two largest units: "2 d 3 h", "4 h 05 min", "3 min 07 s", "12 s". */
export function duration(lengthMs: number, units: TimeUnits): string {
  const ms = Math.max(0, lengthMs);
  if (ms >= dayMs) return two(Math.floor(ms / dayMs), units.day, Math.floor((ms % dayMs) / hourMs), units.hour, false);
  if (ms >= hourMs)
    return two(Math.floor(ms / hourMs), units.hour, Math.floor((ms % hourMs) / minuteMs), units.minute, true);
  if (ms >= minuteMs) {
    return two(Math.floor(ms / minuteMs), units.minute, Math.floor((ms % minuteMs) / secondMs), units.second, true);
  }
  return `${Math.floor(ms / secondMs)}\u00a0${units.second}`;
}

/**
 * A length of time that is a rule, not a countdown: "3 min", "12 h", "7 d"; the smaller unit only when it is not
 * nought.
 */
export function span(lengthMs: number, units: TimeUnits): string {
  const full = duration(lengthMs, units);
  const [large, small] = full.split(" ");
  return small !== undefined && /^0+\u00a0/u.test(small) ? (large ?? full) : full;
}

/** "1,204" with a thin space, the same in every language. */
export function count(number: number): string {
  return String(Math.max(0, Math.floor(number))).replaceAll(/\B(?=(?:\d{3})+$)/gu, "\u202f");
}

/** A hash in groups of four: easier to compare, and what is read aloud is its beginning. */
export function groups(hex: string): string {
  return hex.replaceAll(/(.{4})(?=.)/gu, "$1 ");
}

/** A UTC time typed as "14:30", as the next such moment after `nowMs`; null when it is no time of day. */
export function nextTimeOfDay(typed: string, nowMs: number): number | null {
  const match = /^([01]?\d|2[0-3]):?([0-5]\d)\s?[Zz]?$/u.exec(typed.trim());
  if (match === null) return null;
  const at = Math.floor(nowMs / dayMs) * dayMs + Number(match[1]) * hourMs + Number(match[2]) * minuteMs;
  return at > nowMs ? at : at + dayMs;
}

function two(large: number, largeUnit: string, small: number, smallUnit: string, padded: boolean): string {
  const smaller = padded ? String(small).padStart(2, "0") : String(small);
  return `${large}\u00a0${largeUnit} ${smaller}\u00a0${smallUnit}`;
}
