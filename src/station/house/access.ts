// Who was shown what: reading is noted in the house record too, so that an auditor sees more than what was said.

import { say } from "../append.ts";
import { isRemoved } from "../peer/peers.ts";
import type { StationState } from "../state.ts";
import type { Actor } from "../surface.ts";
import { fromHex } from "../../core/bytes/hex.ts";
import { access } from "../../core/mechanism/officer/entries.ts";
import type { AccessThing } from "../../core/mechanism/officer/entries.ts";

/** The same thing shown again in the same session is not noted again within this time: a console asks by itself. */
export const accessQuietMs = 10 * 60_000;
/** Most of these remembered; beyond it the oldest is forgotten, and noted again. */
export const accessRememberedMax = 4_096;

/**
 * Notes that an officer is shown something; false when nothing was written. A file is noted each time. An impaired
 * station writes nothing, and reading goes on (P14).
 */
export function noteAccess(state: StationState, actor: Actor, thing: AccessThing, object: string | null): boolean {
  if (state.impaired.size > 0 || isRemoved(state)) return false;
  const { officer, via } = actor;
  const key = [actor.session ?? `${via} ${officer}`, thing, object ?? ""].join(" ");
  const before = state.shownTo.get(key) ?? -accessQuietMs;
  const file = thing === "export" || thing === "proof" || thing === "bundle";
  if (!file && state.nowMs - before < accessQuietMs) return false;
  state.shownTo.delete(key);
  const [oldest] = state.shownTo.keys();
  if (state.shownTo.size >= accessRememberedMax && oldest !== undefined) state.shownTo.delete(oldest);
  state.shownTo.set(key, state.nowMs);
  say(state, state.house, access, {
    officer, session: actor.session === undefined ? null : fromHex(actor.session), via, thing,
    object: object === null ? null : fromHex(object),
  }, { officer, act: "access" });
  return true;
}
