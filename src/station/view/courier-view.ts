// The courier as people see it: what waits to be carried to each peer, and what was carried last.

import { courierOf, lackedBy, lackedHere, unopenedOf } from "../courier/courier.ts";
import { outstandingTo } from "./line-view.ts";
import { isOwnSite, peersOf } from "../peer/peers.ts";
import type { StationState } from "../state.ts";
import type { CourierView } from "../../api/courier-views.ts";
import { toHex } from "../../core/bytes/hex.ts";

/** Every station that shares a record with us. */
export function courierViews(state: StationState): readonly CourierView[] {
  const theirs = [...state.parties.values()].map(({ id, roster }) => ({ party: id, roster }));
  const known = [...theirs, { party: toHex(state.self.party), roster: state.self.roster.roster }];
  return known.flatMap(({ party, roster }) => roster.stations.flatMap(({ id, names }): CourierView[] => {
    const station = toHex(id);
    const shared = [...state.channels.values()].filter((channel) => peersOf(state, channel).includes(station));
    if (shared.length === 0 && !isOwnSite(state, station)) return [];
    const { madeMs, takenMs, took, wroteMs, wrote, left, wanted } = courierOf(state, station);
    return [{
      party, station, names, ours: isOwnSite(state, station), reachable: state.lines.get(station)?.state === "up",
      lacks: lackedBy(state, station).reduce((sum, one) => sum + one.to - one.from, 0),
      lacksWords: outstandingTo(state, station),
      weLack: lackedHere(state, station), unopened: unopenedOf(state, station).length, wanted: wanted.length,
      taken: takenMs === 0 ? null : { madeMs, takenMs, fresh: took },
      written: wroteMs === 0 ? null : { atMs: wroteMs, entries: wrote, left },
    }];
  }));
}
