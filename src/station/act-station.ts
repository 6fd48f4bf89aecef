// Acts about our own other stations: one that joins is given what it begins with.

import { done, refused } from "./outcome.ts";
import { sayInHouse, settingText } from "./house.ts";
import { decodeRequest, encodeAnswer, isNamed, setOwnAddresses } from "./joining.ts";
import type { StationState } from "./state.ts";
import type { Actor } from "./surface.ts";
import type { Act, ActResult } from "../api/acts.ts";
import { equalBytes, toHex } from "../core/bytes/hex.ts";
import { ChirographError } from "../core/errors.ts";

type Of<K extends Act["act"]> = Extract<Act, { act: K }>;

/** Answers the request of a further station of ours. The roster in force must name it: only the root lets one in. */
export function answerStation(state: StationState, actor: Actor, act: Of<"station.answer">): ActResult {
  const { crypto, random, party } = state.self;
  const asked = decodeRequest(crypto, bytesOf(act.request));
  if (!equalBytes(asked.party, party)) return refused("station-other-party");
  const id = toHex(asked.station.id);
  if (!isNamed(state.self, asked.station)) return refused("station-not-named", id.slice(0, 12));
  const { house } = state;
  if (house.charterBytes === null) return refused("station-impaired", "house");
  const others = asked.address === "" ? state.ownAddresses : [...new Set([...state.ownAddresses, asked.address])];
  const known = state.ownAddresses.filter((one) => one !== asked.address);
  const file = encodeAnswer(state, house.charterBytes, [...act.addresses, ...known], asked.reply, random).toBase64();
  setOwnAddresses(state, others);
  sayInHouse(state, actor.officer, "station.answer", settingText(id));
  return done({ file });
}

function bytesOf(text: string): Uint8Array {
  try {
    return Uint8Array.fromBase64(text.trim());
  } catch {
    throw new ChirographError("shape", "No base64.");
  }
}
