// What each level sounds like, and when it sounds. The notes are data; view/frame plays them.

import type { AlertView } from "../../api/views.ts";
import { precedenceOfLevel, urgency } from "./precedence.ts";
import type { Precedence } from "./precedence.ts";

/** One note: hertz, and milliseconds from the beginning. */
export interface Note {
  readonly hertz: number;
  readonly startMs: number;
  readonly lengthMs: number;
  /** 0 to 1. */
  readonly loudness: number;
}

/** Sound is silenced at this desk for so long, then sounds again until somebody takes. */
export const silenceMs = 30_000;

/** After how long a level sounds again while it waits; null sounds once. */
export const repeatMs: Readonly<Record<Precedence, number | null>> = {
  FLASH: 4_000, IMMEDIATE: 10_000, PRIORITY: 30_000, ROUTINE: null,
};

// Told apart by number of notes, direction and pace, not by pitch alone: an alarm cannot be taken for a warning.
const patterns: Readonly<Record<Precedence, readonly Note[]>> = {
  FLASH: [0, 1, 2, 3, 4, 5].map((at) => note(at % 2 === 0 ? 988 : 740, at * 180, 160, 0.9)),
  IMMEDIATE: [0, 1, 2].map((at) => note(784, at * 320, 200, 0.7)),
  PRIORITY: [note(523, 0, 220, 0.55), note(659, 260, 300, 0.55)],
  ROUTINE: [note(440, 0, 260, 0.4)],
};

/** Length of the three pips that stand before every sound of an exercise. */
const pipsMs = 480;
const pips: readonly Note[] = [0, 1, 2].map((at) => note(1_318, at * 130, 60, 0.45));

/** The notes of a level; an exercise says so first. */
export function notesOf(precedence: Precedence, world: "exercise" | "actual"): readonly Note[] {
  if (world === "actual") return patterns[precedence];
  return [...pips, ...patterns[precedence].map((one) => ({ ...one, startMs: one.startMs + pipsMs }))];
}

/** What is known about sounds already made. */
export interface Rung {
  /** When each alert sounded last, by its id. */
  readonly at: ReadonlyMap<string, number>;
  readonly silencedUntilMs: number;
}

/** The level to sound now and what is remembered after it; null when it is quiet. The worst alert sounds for all. */
export function ringNow(
  alerts: readonly AlertView[], rung: Rung, nowMs: number,
): { readonly precedence: Precedence; readonly rung: Rung } | null {
  if (nowMs < rung.silencedUntilMs) return null;
  const due = alerts.filter((one) => {
    const last = rung.at.get(one.id);
    if (last === undefined) return true;
    const again = one.kind === "message" ? repeatMs[precedenceOfLevel(one.level)] : null;
    return again !== null && nowMs - last >= again;
  });
  if (due.length === 0) return null;
  const worst = due.map((one) => precedenceOfLevel(one.level)).sort((a, b) => urgency(a) - urgency(b))[0] ?? "ROUTINE";
  const at = new Map(alerts.flatMap((one) => {
    const last = due.includes(one) ? nowMs : rung.at.get(one.id);
    return last === undefined ? [] : [[one.id, last] as const];
  }));
  return { precedence: worst, rung: { ...rung, at } };
}

function note(hertz: number, startMs: number, lengthMs: number, loudness: number): Note {
  return { hertz, startMs, lengthMs, loudness };
}
