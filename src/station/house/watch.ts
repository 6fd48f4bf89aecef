// Who holds the watch, and whether anybody is at the desk: alone it must not be while something waits.

import { say } from "../append.ts";
import type { StationState } from "../state.ts";
import { settleWaits } from "../mechanism/waits.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { handover, sound, watch } from "../../core/mechanism/officer/entries.ts";
import type { SoundContent, WatchContent } from "../../core/mechanism/officer/entries.ts";
import type { Hex } from "../../core/names.ts";
import type { HeldEntry } from "../../core/record/held-entry.ts";

/** A console that has not been heard of for so long is closed; it is heard of every two seconds. */
export const presenceMs = 10_000;
/** The desk may be alone so long, while something waits, before that is an alarm. */
export const unattendedAfterMs = 30_000;

/** Who took the watch by command is taken to be there for so long: a command shows nobody's presence. */
export const commandWatchMs = 12 * 3_600_000;

/** The watch as the house record has it. */
export interface Watch {
  readonly holder: string | null;
  readonly sinceMs: number;
  /** The session it was taken in; null when by command. */
  readonly session: string | null;
  /** The station of ours where it was taken: only there is it known whether its holder is. */
  readonly site: Hex;
  /** The newest handover that was prepared since; null when there is none. */
  readonly handover: string | null;
  /** Whether the house record says that the desk is alone. */
  readonly unattended: boolean;
}

/** Nobody has ever taken the watch. */
export const noWatch: Watch = {
  holder: null, sinceMs: 0, session: null, site: "", handover: null, unattended: false,
};

/** Why the desk is alone. */
export type Unattended = "nobody" | "console-closed" | "idle";

/** What an entry of the house record says of the watch. */
export function learnWatch(state: StationState, held: HeldEntry): void {
  if (held.body.kind === sound.code) {
    const { session, state: is } = held.content as SoundContent;
    const key = session === null ? "" : toHex(session);
    if (is === "heard") state.sounding.add(key);
    else state.sounding.delete(key);
  }
  if (held.body.kind === handover.code) state.watch = { ...state.watch, handover: held.object };
  if (held.body.kind !== watch.code) return;
  const { event, officer, session } = held.content as WatchContent;
  if (event === "unattended" || event === "attended") {
    state.watch = { ...state.watch, unattended: event === "unattended" };
    return;
  }
  state.watch = {
    holder: officer, sinceMs: held.body.time, session: session === null ? null : toHex(session),
    site: toHex(held.station), handover: null, unattended: false,
  };
}

/** A console of this session is open: it is told so with each heartbeat. `locked`: nobody has used it for a while. */
export function notePresence(state: StationState, session: string, locked: boolean): void {
  state.presence.set(session, { atMs: state.nowMs, locked });
  for (const [key, one] of state.presence) if (state.nowMs - one.atMs > presenceMs) state.presence.delete(key);
}

/** Why the desk is alone now; null when its holder is there. */
export function deskAlone(state: StationState): Unattended | null {
  const { holder, session, site } = state.watch;
  // A command shows nobody's presence, and another site's word for one keeps nobody from the desk in the actual world.
  const counts = site === toHex(state.self.station) || state.self.world === "exercise";
  if (holder === null || !state.standing.officers.has(holder)) return "nobody";
  const consoles = [...state.presence].filter(([key, one]) =>
    state.nowMs - one.atMs <= presenceMs && state.sessions.get(key)?.officer === holder);
  const byCommand = counts && session === null && state.nowMs - state.watch.sinceMs < commandWatchMs;
  if (consoles.length === 0) return byCommand ? null : "console-closed";
  return consoles.every(([, one]) => one.locked) ? "idle" : null;
}

/** Whether the watch is held by somebody who is there. */
export function isAttended(state: StationState): boolean {
  return deskAlone(state) === null;
}

/**
 * Says in the house record when the desk has been alone while something waits, and when it is no longer. Only a house
 * that has a watch is watched so: one that never took it is shown that nobody holds it.
 */
export function settleWatch(state: StationState): void {
  const { holder, unattended } = state.watch;
  if (holder === null) return;
  // Two sites that each judged by their own consoles would contradict one another without end (O-24).
  if (isKeptElsewhere(state)) return void (state.aloneSinceMs = null);
  const waits = somethingWaits(state);
  const alone = waits && deskAlone(state) !== null;
  // A console that is closed says nothing: while something waits it is asked after.
  if (waits && !alone) state.outputs.push({ kind: "wakeAt", atMs: state.nowMs + presenceMs + 1 });
  if (alone) state.aloneSinceMs ??= state.nowMs;
  else state.aloneSinceMs = null;
  const due = state.aloneSinceMs === null ? null : state.aloneSinceMs + unattendedAfterMs;
  if (due !== null && !unattended && state.nowMs < due) state.outputs.push({ kind: "wakeAt", atMs: due });
  const now = due !== null && state.nowMs >= due;
  if (now === unattended) return;
  say(state, state.house, watch, {
    event: now ? "unattended" : "attended", officer: holder, from: null, handover: null, session: null,
  }, { officer: null, act: "watch" });
  state.outputs.push({ kind: "state" });
}

/** Whether the watch was taken at another site of ours that is reached: it says there whether its holder is there. */
function isKeptElsewhere({ watch: { site }, self, lines }: StationState): boolean {
  return site !== toHex(self.station) && lines.get(site)?.state === "up";
}

/** Whether a message waits for a person here to take it. */
function somethingWaits(state: StationState): boolean {
  return state.channels.values().some((channel) => settleWaits(state, channel).counts.take > 0);
}
