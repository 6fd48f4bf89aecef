// Acts about our own other stations: one that joins is given what it begins with, one is passed the seat.

import { agreeGate } from "../agree/agree-gate.ts";
import { say } from "../append.ts";
import { agreementOf } from "../channel-terms.ts";
import { done, refused } from "../outcome.ts";
import { noteSetting, settingText } from "../house/house.ts";
import { decodeRequest, encodeAnswer, isNamed, setOwnAddresses } from "../peer/joining.ts";
import { hasSeat, ownSeat, ownStationName } from "../peer/seat.ts";
import type { Channel, StationState } from "../state.ts";
import type { Actor } from "../surface.ts";
import type { ActOf, ActResult } from "../../api/acts.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { ChirographError } from "../../core/errors.ts";
import { stationOf } from "../../core/keys/roster.ts";
import { seatPass } from "../../core/record/seat.ts";

/** Answers the request of a further station of ours. The roster in force must name it: only the root lets one in. */
export function answerStation(state: StationState, actor: Actor, act: ActOf<"station.answer">): ActResult {
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
  noteSetting(state, actor.officer, "station.answer", settingText(id));
  return done({ file });
}

/**
 * Passes the seat to another station of ours, on every channel on which it is here and anything is still agreed. On all
 * of them or on none.
 */
export function passSeat(state: StationState, actor: Actor, act: ActOf<"seat.pass">): ActResult {
  const station = Uint8Array.fromHex(act.station);
  if (equalBytes(station, state.self.station)) return refused("seat-here");
  if (stationOf(state.self.roster.roster, station) === null) return refused("seat-unknown", act.station.slice(0, 12));
  const open = [...state.channels.values()].filter((channel) => isOpen(state, channel));
  const here = open.filter((channel) => hasSeat(state, channel));
  const [first] = open;
  if (first === undefined) return refused("channel-unknown");
  if (here.length === 0) return refused("not-the-seat", ownStationName(state, ownSeat(state, first)));
  for (const channel of here) {
    const closed = agreeGate(state, channel);
    if (closed !== null) return closed;
  }
  for (const channel of here) {
    say(state, channel, seatPass, { station }, { precedence: "IMMEDIATE", officer: actor.officer, act: act.act });
  }
  state.outputs.push({ kind: "state" });
  return done({ object: act.station });
}

/** Whether something may still be agreed on a channel; what waits to be said here is agreed here. */
function isOpen(state: StationState, channel: Channel): boolean {
  if (channel.charter === null || channel.waiting.length > 0) return false;
  return !["lapsed", "refused"].includes(agreementOf(state, channel)?.state ?? "");
}

function bytesOf(text: string): Uint8Array {
  try {
    return Uint8Array.fromBase64(text.trim());
  } catch {
    throw new ChirographError("shape", "No base64.");
  }
}
