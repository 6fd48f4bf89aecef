// The stations for which a person wants something carried.

import type { CourierView } from "../../api/courier-views.ts";
import type { StationView } from "../../api/views.ts";
import { CliError } from "../cli-error.ts";
import { findParty, prefixMin } from "../lookup.ts";

/** The stations of a party, or one by the beginning of its id. Errors: party-unknown, courier-no-record. */
export function stationsFor(
  state: StationView, peers: readonly CourierView[], asked: string,
): readonly CourierView[] {
  const prefix = asked.toLowerCase();
  const one = peers.filter(({ station }) => prefix.length >= prefixMin && station.startsWith(prefix));
  if (one.length === 1) return one;
  const party = findParty(state, asked);
  const found = peers.filter((peer) => peer.party === party.id);
  if (found.length === 0) throw new CliError("courier-no-record", { party: party.short });
  return found;
}
