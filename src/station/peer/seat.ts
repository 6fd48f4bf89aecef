// Where the seat of a party is on a channel, and whether it is here (spec/08-charter.md, C-39 to C-42).

import { heldRosters } from "./rosters.ts";
import type { Channel, StationState } from "../state.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { stationOf } from "../../core/keys/roster.ts";
import type { Roster } from "../../core/keys/roster.ts";
import type { Hex } from "../../core/names.ts";
import { currentSeats } from "../../core/record/ledger.ts";
import type { Ledger } from "../../core/record/ledger.ts";
import { inSeat, seatNow } from "../../core/record/seat.ts";

/** The station that has a party's seat on a channel by what is held: as the roster says, or where it was passed to. */
export function seatOn({ ledger }: Channel, { seat }: Roster, digest: Hex): Hex {
  return seatNow(ledger, currentSeats(ledger), digest, toHex(seat));
}

/** Our own station that has it. */
export function ownSeat({ self }: StationState, channel: Channel): Hex {
  return seatOn(channel, self.roster.roster, toHex(self.rosterDigest));
}

/** Whether what this station would say next on a channel would be in the seat. */
export function hasSeat(state: StationState, { ledger, ownLog }: Channel): boolean {
  const own = ledger.logs.get(toHex(ownLog));
  const { seat } = state.self.roster.roster;
  if (own === undefined) return equalBytes(seat, state.self.station);
  return inSeat(currentSeats(ledger), `${own.hex}:${own.size}`);
}

/** Whether the seat was ever passed on a channel. */
export function wasPassed({ ledger }: Channel): boolean {
  return currentSeats(ledger).passes.length > 0;
}

/** Our stations that a roster has named and the one in force does not: nobody but other parties has what they said. */
export function formerStations(state: StationState): ReadonlySet<Hex> {
  const { self: { party, roster } } = state;
  const named = heldRosters(state, party).flatMap((one) => one.roster.stations);
  return new Set(named.filter(({ id }) => stationOf(roster.roster, id) === null).map(({ id }) => toHex(id)));
}

/**
 * Our other stations of whose logs on a channel something is missing here: what the BOOT of one goes on from, or what
 * another of them holds of it (C-42); of a former one, what anybody has acknowledged of it (C-51). One of them may have
 * agreed there.
 */
export function lacksBefore(state: StationState, { ledger }: Channel): readonly Hex[] {
  const { self } = state;
  const former = formerStations(state);
  const others = [...ledger.logs.values()].filter(
    (log) => equalBytes(log.party, self.party) && !equalBytes(log.station, self.station),
  );
  const lacking = others.filter(({ hex, size, boot: { previous } }) =>
    (previous !== null && sizeOf(ledger, toHex(previous.log)) < previous.size)
    || others.some(({ acked }) => size < (acked.get(hex) ?? 0)));
  return [...new Set([...lacking.map(({ station }) => toHex(station)), ...lackingOf(ledger, former)])];
}

/** Former stations of which somebody has acknowledged more than is held; whose log is not here at all is not known. */
function lackingOf(ledger: Ledger, former: ReadonlySet<Hex>): readonly Hex[] {
  if (former.size === 0) return [];
  const acked = [...ledger.logs.values()].flatMap((log) => [...log.acked]);
  return acked.filter(([hex, size]) => sizeOf(ledger, hex) < size).flatMap(([hex]) => {
    const log = ledger.logs.get(hex);
    if (log === undefined) return [...former];
    return former.has(toHex(log.station)) ? [toHex(log.station)] : [];
  });
}

function sizeOf(ledger: Ledger, log: Hex): number {
  return ledger.logs.get(log)?.size ?? 0;
}

/** A station of ours by its name and the beginning of its identifier. */
export function ownStationName({ self }: StationState, station: Hex): string {
  const named = stationOf(self.roster.roster, Uint8Array.fromHex(station));
  const name = named?.names.find((one) => one.language === "en") ?? named?.names[0];
  return `${name?.text ?? ""} ${station.slice(0, 12)}`.trim();
}
