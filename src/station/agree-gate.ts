// The one gate before every act that agrees to something: what binds a party must not rest on a memory that may be gone
// (spec/08-charter.md, C-36).

import { otherParties } from "./peers.ts";
import type { Channel, StationState } from "./state.ts";
import { refused } from "./outcome.ts";
import { findingOfParty, unconfirmedPeers, wentOnTwice } from "./recollection.ts";
import { hasSeat, lacksBefore, ownSeat, ownStationName } from "./seat.ts";
import { witnessesThatShow } from "./witness-memory.ts";
import type { ActResult } from "../api/acts.ts";
import { toHex } from "../core/bytes/hex.ts";
import type { Hex } from "../core/names.ts";

/** Officers who may confirm together what a peer has not: two, and two different ones. */
export const confirmersNeeded = 2;

/**
 * Why nothing may be agreed now on a channel, or, where it is yet to begin (null), with these peers; null when it may.
 *
 * - memory-contradicted: a peer or witness holds another tree of a log of ours. No person here can settle that alone.
 * - went-on-twice: this station has gone on twice from one place of the channel.
 * - not-the-seat: another station of ours signs acts of agreement.
 * - seat-behind: the seat was passed to this one, and what was said before is not all here or acknowledged yet.
 * - memory-unconfirmed: a principal has not yet answered that our memory is whole, or a witness has seen more of our
 *   logs than is held, and no two officers have confirmed. No witness confirms in a principal's stead (W-30).
 */
export function agreeGate(state: StationState, channel: Channel | null, peers: readonly Hex[]): ActResult | null {
  const elsewhere = seatElsewhere(state, channel);
  if (elsewhere !== null) return elsewhere;
  const channels = channel === null ? [...state.channels.values()] : [channel];
  const contradicted = channels.find((one) => otherParties(state, one).some((party) =>
    peers.includes(party) && findingOfParty(state, one, party) === "contradicted"));
  const isContradicted = contradicted !== undefined
    || witnessesThatShow(state, "contradicted", channel, peers).length > 0;
  if (isContradicted) return refused("memory-contradicted");
  if (channel !== null && wentOnTwice(state, channel)) return refused("went-on-twice");
  const unheard = unconfirmedPeers(state, channel, peers);
  const ahead = witnessesThatShow(state, "behind", channel, peers);
  if (unheard.length + ahead.length === 0 || state.memory.confirmedBy.size >= confirmersNeeded) return null;
  const names = [...unheard.map((peer) => state.parties.get(peer)?.roster.short ?? ""), ...ahead];
  return refused("memory-unconfirmed", names.join(", "));
}

/** Why this station has not the seat: on a channel that is yet to begin (null) it is where the roster says. */
function seatElsewhere(state: StationState, channel: Channel | null): ActResult | null {
  const { self } = state;
  const own = toHex(self.station);
  const holder = channel === null ? toHex(self.roster.roster.seat) : ownSeat(state, channel);
  if (holder !== own) return refused("not-the-seat", ownStationName(state, holder));
  if (channel === null || (hasSeat(state, channel) && !lacksBefore(state, channel))) return null;
  return refused("seat-behind");
}
