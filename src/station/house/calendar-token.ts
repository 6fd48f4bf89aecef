// Addresses of the calendar feed. Only the hash of a token is kept, beside what else must not stand in any entry.

import { done } from "../outcome.ts";
import { setSecret } from "./officer-secrets.ts";
import type { StationState } from "../state.ts";
import { noteSetting } from "./house.ts";
import type { Actor } from "../surface.ts";
import type { ActResult } from "../../api/acts.ts";
import { utf8 } from "../../core/bytes/cbor.ts";
import { fromHex, toHex } from "../../core/bytes/hex.ts";

/** Most addresses at once; a further one takes the place of the oldest. */
export const calendarTokensMax = 8;
const prefix = "calendar/";

/** Makes an address; who has it reads meetings and limits, and nothing else. */
export function linkCalendar(state: StationState, actor: Actor): ActResult {
  const token = toHex(state.self.random.bytes(32));
  const known = [...state.secrets].filter(([key]) => key.startsWith(prefix))
    .map(([key, value]) => ({ key, number: numberIn(value) })).toSorted((one, other) => one.number - other.number);
  for (const { key } of known.slice(0, Math.max(0, known.length + 1 - calendarTokensMax))) setSecret(state, key, null);
  setSecret(state, keyOf(state, token), utf8(`${(known.at(-1)?.number ?? 0) + 1} ${actor.officer}`));
  noteSetting(state, actor.officer, "calendar.link", utf8(actor.officer));
  return done({ link: `/calendar/${token}` });
}

/** Takes back every address there is. */
export function revokeCalendars(state: StationState, actor: Actor): ActResult {
  for (const key of state.secrets.keys().filter((one) => one.startsWith(prefix)).toArray()) setSecret(state, key, null);
  noteSetting(state, actor.officer, "calendar.revoke", utf8(actor.officer));
  return done({});
}

/** Whether somebody was given this token, and it was not taken back. */
export function opensCalendar(state: StationState, token: string): boolean {
  return fromHex(token)?.length === 32 && state.secrets.has(keyOf(state, token));
}

/** The how-manyth of its station an address is: after a start they come in the order of their hashes. */
function numberIn(value: Uint8Array): number {
  return Number.parseInt(new TextDecoder().decode(value), 10) || 0;
}

function keyOf({ self: { crypto } }: StationState, token: string): string {
  return prefix + toHex(crypto.sha256(utf8(token)));
}
