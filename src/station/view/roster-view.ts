// The rosters in force: ours, then every other party's.

import { seatOn } from "../peer/seat.ts";
import type { StationState } from "../state.ts";
import type { RosterView } from "../../api/views.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { rootsHash } from "../../core/keys/party.ts";
import type { Roster } from "../../core/keys/roster.ts";

/** Ours first, then those of the parties known, in the order they were added. */
export function rosterViews(state: StationState): readonly RosterView[] {
  const { roster, rosterDigest } = state.self;
  return [
    viewOf(state, roster.roster, toHex(rosterDigest), true),
    ...[...state.parties.values()].map((party) => viewOf(state, party.roster, party.rosterDigest, false)),
  ];
}

function viewOf(state: StationState, roster: Roster, digest: string, ours: boolean): RosterView {
  const { party, short, seq, time, roots, nextRoots, seat, stations, desks, policy } = roster;
  return {
    party: toHex(party), short, ours, seq, digest, timeMs: time, root: toHex(rootsHash(state.self.crypto, roots)),
    nextRoot: toHex(nextRoots), desks, policy,
    stations: stations.map(({ id, names }) => (
      { id: toHex(id), names, seat: equalBytes(id, seat), here: ours && equalBytes(id, state.self.station) }
    )),
    passed: [...state.channels.values()].map((channel) => (
      { channel: channel.hex, station: seatOn(channel, roster, digest) }
    )).filter((one) => one.station !== toHex(seat)),
  };
}
