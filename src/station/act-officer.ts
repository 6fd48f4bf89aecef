// Acts about our own people: enrolment and the means to sign in. Nothing of it leaves the station.

import { passkeysOf } from "./act-passkey.ts";
import { done, refused } from "./outcome.ts";
import { keep } from "./batch.ts";
import { enrol, openSession, sayInHouse, settingText } from "./house.ts";
import type { StationState } from "./state.ts";
import type { Actor, SignedIn } from "./surface.ts";
import type { Act, ActResult } from "../api/acts.ts";
import { utf8 } from "../core/bytes/cbor.ts";
import { concat, equalBytes, toHex } from "../core/bytes/hex.ts";

/** Most officers of one station. */
export const officersMax = 500;
/** A one-time link is good for this long. */
export const linkLifeMs = 15 * 60_000;
/** Argon2id for passwords (RFC 9106, second recommended option): 64 MiB, 3 passes, 4 lanes. */
const passwordCost = { memoryKib: 65_536, passes: 3, lanes: 4 };

type Of<K extends Act["act"]> = Extract<Act, { act: K }>;

/** Enrols an officer. */
export function addOfficer(state: StationState, actor: Actor, act: Of<"officer.add">): ActResult {
  if (state.officers.size >= officersMax) return refused("too-many-officers");
  const id = toHex(state.self.random.bytes(8));
  const { name, language, roles } = act;
  enrol(state, actor.officer, { id, name, language, roles, state: "enrolled" });
  return done({ officer: id });
}

/** Makes a one-time sign-in link; only the hash of its token is kept. */
export function linkOfficer(state: StationState, actor: Actor, act: Of<"officer.link">): ActResult {
  if (!state.officers.has(act.officer)) return refused("officer-unknown");
  // A link would sign in whoever holds it: it is for the first sign-in, and never takes the place of a passkey.
  if (passkeysOf(state, act.officer).length > 0) return refused("officer-has-passkey");
  const token = toHex(state.self.random.bytes(32));
  const until = utf8(`${act.officer} ${state.nowMs + linkLifeMs}`);
  setSecret(state, `link/${hashOf(state, token)}`, until);
  sayInHouse(state, actor, "officer.link", settingText(act.officer));
  return done({ officer: act.officer, link: `/#/link/${token}` });
}

/** Sets a password; only its argon2id verifier is kept, as a value of the store. */
export function setPassword(state: StationState, actor: Actor, act: Of<"officer.password">): ActResult {
  if (!state.officers.has(act.officer)) return refused("officer-unknown");
  if (!state.policy.password) return refused("password-not-allowed");
  const salt = state.self.random.bytes(16);
  setSecret(state, `password/${act.officer}`, concat(salt, verifier(state, act.password, salt)));
  sayInHouse(state, actor, "officer.password", settingText(act.officer));
  return done({ officer: act.officer });
}

/** Uses up a link; null when it is unknown, used or expired. */
export function useLink(state: StationState, token: string): SignedIn | null {
  const key = `link/${hashOf(state, token)}`;
  const value = state.secrets.get(key);
  if (value === undefined) return null;
  setSecret(state, key, null);
  const [id = "", until = "0"] = new TextDecoder().decode(value).split(" ");
  const officer = state.officers.get(id);
  if (officer === undefined || Number(until) < state.nowMs) return null;
  return openSession(state, officer, "link");
}

/** Whether the password is the officer's; the cost is the same for an officer who does not exist. */
export function usePassword(state: StationState, id: string, password: string): SignedIn | null {
  const kept = state.secrets.get(`password/${id}`);
  const salt = kept?.subarray(0, 16) ?? new Uint8Array(16);
  const computed = verifier(state, password, salt);
  if (!state.policy.password) return null;
  const officer = state.officers.get(id);
  if (kept === undefined || officer === undefined || !equalBytes(computed, kept.subarray(16))) return null;
  return openSession(state, officer, "password");
}

function verifier(state: StationState, password: string, salt: Uint8Array): Uint8Array {
  const { memoryKib, passes, lanes } = passwordCost;
  return state.self.crypto.argon2id(utf8(password.normalize("NFC")), salt, memoryKib, passes, lanes, 32);
}

function hashOf(state: StationState, token: string): string {
  return toHex(state.self.crypto.sha256(utf8("chirograph/1 link"), utf8(token)));
}

function setSecret(state: StationState, key: string, value: Uint8Array | null): void {
  if (value === null) state.secrets.delete(key);
  else state.secrets.set(key, value);
  keep(state, `secret/${key}`, value);
}
