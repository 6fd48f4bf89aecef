// Signing in other than by passkey: one-time links and passwords.

import { passkeysOf } from "./act-passkey.ts";
import { openSession, noteSetting, settingText } from "../house/house.ts";
import { setSecret, takeLink } from "../house/officer-secrets.ts";
import { done, refused } from "../outcome.ts";
import type { StationState } from "../state.ts";
import type { Actor, SignedIn } from "../surface.ts";
import type { ActOf, ActResult } from "../../api/acts.ts";
import { utf8 } from "../../core/bytes/cbor.ts";
import { concat, equalBytes } from "../../core/bytes/hex.ts";

/** Argon2id for passwords (RFC 9106, second recommended option): 64 MiB, 3 passes, 4 lanes. */
const passwordCost = { memoryKib: 65_536, passes: 3, lanes: 4 };

/** Sets a password; only its argon2id verifier is kept, as a value of the store. */
export function setPassword(state: StationState, actor: Actor, act: ActOf<"officer.password">): ActResult {
  if (!state.standing.officers.has(act.officer)) return refused("officer-unknown");
  if (!state.standing.policy.password) return refused("password-not-allowed");
  const own = act.officer === actor.officer;
  if (!own && actor.via !== "station" && !state.standing.policy.alone) return refused("password-own-only");
  const salt = state.self.random.bytes(16);
  setSecret(state, `password/${act.officer}`, concat(salt, verifier(state, act.password, salt)));
  noteSetting(state, actor.officer, "officer.password", settingText(act.officer));
  return done({ officer: act.officer });
}

/** Uses up a link; null when it is unknown, used or expired, or its officer has a passkey by now. */
export function useLink(state: StationState, token: string): SignedIn | null {
  const id = takeLink(state, token);
  const officer = id === null ? undefined : state.standing.officers.get(id);
  if (officer === undefined || passkeysOf(state, officer.id).length > 0) return null;
  return openSession(state, officer, "link");
}

/** Whether the password is the officer's; the cost is the same for an officer who does not exist. */
export function usePassword(state: StationState, id: string, password: string): SignedIn | null {
  const kept = state.secrets.get(`password/${id}`);
  const salt = kept?.subarray(0, 16) ?? new Uint8Array(16);
  const computed = verifier(state, password, salt);
  if (!state.standing.policy.password) return null;
  const officer = state.standing.officers.get(id);
  if (kept === undefined || officer === undefined || !equalBytes(computed, kept.subarray(16))) return null;
  return openSession(state, officer, "password");
}

function verifier(state: StationState, password: string, salt: Uint8Array): Uint8Array {
  const { memoryKib, passes, lanes } = passwordCost;
  return state.self.crypto.argon2id(utf8(password.normalize("NFC")), salt, memoryKib, passes, lanes, 32);
}
