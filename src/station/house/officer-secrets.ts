// What must not stand in any entry: password verifiers, and the hashes of one-time links, kept as values of the store.

import { keep } from "../batch.ts";
import { noteSetting, settingText } from "./house.ts";
import type { StationState } from "../state.ts";
import { utf8 } from "../../core/bytes/cbor.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { linkSetting, resetSetting } from "../../core/mechanism/officer/standing.ts";

/** A one-time link is good for this long. */
export const linkLifeMs = 15 * 60_000;

/** Makes a one-time sign-in link and returns its path; only the hash of its token is kept. */
export function makeLink(state: StationState, by: string, officer: string): string {
  const token = toHex(state.self.random.bytes(32));
  setSecret(state, linkKey(state, token), utf8(`${officer} ${state.nowMs + linkLifeMs}`));
  noteSetting(state, by, linkSetting, settingText(officer));
  return `/#/link/${token}`;
}

/** Uses up a link; the officer it signs in, or null when it is unknown, used or expired. */
export function takeLink(state: StationState, token: string): string | null {
  const key = linkKey(state, token);
  const value = state.secrets.get(key);
  if (value === undefined) return null;
  setSecret(state, key, null);
  const [officer = "", until = "0"] = new TextDecoder().decode(value).split(" ");
  return Number(until) < state.nowMs ? null : officer;
}

/** Forgets an officer's password and links, here and, by the house record, at every other site (O-25). */
export function withdrawSecrets(state: StationState, by: string, officer: string): void {
  forgetSecrets(state, officer);
  noteSetting(state, by, resetSetting, settingText(officer));
}

/** Forgets what this site keeps of an officer in secret. */
export function forgetSecrets(state: StationState, officer: string): void {
  for (const [key, value] of state.secrets) {
    const [whose = ""] = key.startsWith("link/") ? new TextDecoder().decode(value).split(" ") : [key.slice(9)];
    if (whose === officer) setSecret(state, key, null);
  }
}

/** Keeps a secret, or forgets it. */
export function setSecret(state: StationState, key: string, value: Uint8Array | null): void {
  if (value === null) state.secrets.delete(key);
  else state.secrets.set(key, value);
  keep(state, `secret/${key}`, value);
}

function linkKey(state: StationState, token: string): string {
  return `link/${toHex(state.self.crypto.sha256(utf8("chirograph/1 link"), utf8(token)))}`;
}
