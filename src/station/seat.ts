// Where the seat of a party is on a channel, and whether it is here (spec/08-charter.md, C-39 to C-42).

import type { Channel, StationState } from "./state.ts";
import { equalBytes, toHex } from "../core/bytes/hex.ts";
import { stationOf } from "../core/keys/roster.ts";
import type { Roster } from "../core/keys/roster.ts";
import type { Hex } from "../core/names.ts";
import { currentSeats } from "../core/record/ledger.ts";
import type { Ledger } from "../core/record/ledger.ts";
import { inSeat, seatNow } from "../core/record/seat.ts";

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

/**
 * Whether the seat was passed on a channel, and something is missing here of what our other stations had said or held
 * of one another's (C-42): one of them may have agreed there.
 */
export function lacksBefore({ self }: StationState, { ledger }: Channel): boolean {
  if (currentSeats(ledger).passes.length === 0) return false;
  const others = [...ledger.logs.values()].filter(
    (log) => equalBytes(log.party, self.party) && !equalBytes(log.station, self.station),
  );
  return others.some(({ boot: { previous }, acked }) =>
    (previous !== null && sizeOf(ledger, toHex(previous.log)) < previous.size)
    || others.some(({ hex, size }) => size < (acked.get(hex) ?? 0)));
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
