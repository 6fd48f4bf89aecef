// The one gate before every act that agrees to something: what binds a party must not rest on a memory that may be gone
// (spec/08-charter.md, C-36).

import { otherParties } from "../peer/peers.ts";
import type { Channel, StationState } from "../state.ts";
import { refused } from "../outcome.ts";
import type { Refused } from "../outcome.ts";
import {
  findingOfParty, siteFindings, unconfirmedPeers, unconfirmedSites, wentOnTwice,
} from "../memory/recollection.ts";
import { hasSeat, lacksBefore, ownSeat, ownStationName, wasPassed } from "../peer/seat.ts";
import { witnessesThatShow } from "../memory/witness-memory.ts";
import { toHex } from "../../core/bytes/hex.ts";
import type { Hex } from "../../core/names.ts";

/** Officers who may confirm together what a peer has not, or what cannot come any more: two, and two different ones. */
export const confirmersNeeded = 2;

/**
 * Why nothing may be agreed now on a channel, or, where it is yet to begin (null), with these peers; null when it may.
 *
 * - memory-contradicted: a peer, our own other site among them, or a witness holds another tree of a log of ours. No
 *   person here can settle that alone.
 * - went-on-twice: this station has gone on twice from one place of the channel.
 * - not-the-seat: another station of ours signs acts of agreement.
 * - seat-behind: the seat was passed to this one, and what was said before is not all here or acknowledged yet.
 * - memory-unconfirmed: a principal, or a station of ours at another site, has not yet answered that our memory is
 *   whole, or a witness has seen more of our logs than is held; or a roster has given us the seat, and not all that our
 *   other stations said is here (C-42); and no two officers have confirmed. No witness confirms in a principal's stead
 *   (W-30).
 */
export function agreeGate(
  state: StationState, channel: Channel | null,
  peers: readonly Hex[] = channel === null ? [] : otherParties(state, channel),
): Refused | null {
  const elsewhere = seatElsewhere(state, channel);
  if (elsewhere !== null) return elsewhere;
  const channels = channel === null ? [...state.channels.values()] : [channel];
  if (isContradicted(state, channels, peers) || witnessesThatShow(state, "contradicted", channel, peers).length > 0) {
    return refused("memory-contradicted");
  }
  if (channel !== null && wentOnTwice(state, channel)) return refused("went-on-twice");
  if (state.memory.confirmedBy.size >= confirmersNeeded) return null;
  const waitedFor = [
    ...unconfirmedPeers(state, channel, peers).map((peer) => state.parties.get(peer)?.roster.short ?? ""),
    ...[...unconfirmedSites(state, channel), ...channels.flatMap((one) => lacksBefore(state, one))]
      .map((site) => ownStationName(state, site)),
    ...witnessesThatShow(state, "behind", channel, peers),
  ];
  return waitedFor.length === 0 ? null : refused("memory-unconfirmed", [...new Set(waitedFor)].join(", "));
}

function isContradicted(state: StationState, channels: readonly Channel[], peers: readonly Hex[]): boolean {
  return channels.some((one) => otherParties(state, one).some((party) =>
    peers.includes(party) && findingOfParty(state, one, party) === "contradicted"))
    || [state.house, ...channels].some((one) =>
      siteFindings(state, one).some(({ finding }) => finding === "contradicted"));
}

/** Why this station has not the seat: on a channel that is yet to begin (null) it is where the roster says. */
function seatElsewhere(state: StationState, channel: Channel | null): Refused | null {
  const { self } = state;
  const own = toHex(self.station);
  const holder = channel === null ? toHex(self.roster.roster.seat) : ownSeat(state, channel);
  if (holder !== own) return refused("not-the-seat", ownStationName(state, holder));
  if (channel === null) return null;
  const isBehind = wasPassed(channel) && lacksBefore(state, channel).length > 0;
  return hasSeat(state, channel) && !isBehind ? null : refused("seat-behind");
}
