// Who is at the other end: every station of every party is a peer of its own, our own other sites among them.

import { partyIds } from "../../core/mechanism/charter/charter.ts";
import type { Channel, StationState } from "../state.ts";
import { bytesOfHex, equalBytes, toHex } from "../../core/bytes/hex.ts";
import { stationOf } from "../../core/keys/roster.ts";
import type { Roster, RosterStation } from "../../core/keys/roster.ts";
import type { Hex } from "../../core/names.ts";
import type { Log } from "../../core/record/log.ts";

/** Looks up anew which stations each party has; to be called when a roster has come into force. */
export function indexStations(state: StationState): void {
  const { station, party, roster } = state.self;
  const own = roster.roster.stations.filter((one) => !equalBytes(one.id, station));
  state.stationsOf.clear();
  state.partyOfStation.clear();
  const put = (id: Hex, stations: readonly RosterStation[]): void => {
    state.stationsOf.set(id, stations.map((one) => toHex(one.id)));
    for (const one of stations) state.partyOfStation.set(toHex(one.id), id);
  };
  put(toHex(party), own);
  for (const known of state.parties.values()) put(known.id, known.roster.stations);
  for (const peer of state.lines.keys()) if (!state.partyOfStation.has(peer)) state.lines.delete(peer);
}

/** Whether our own roster names this station no longer: it signs nothing any more. */
export function isRemoved(state: StationState): boolean {
  return stationOf(state.self.roster.roster, state.self.station) === null;
}

/** Stations of our own party at other sites. */
export function ownSites(state: StationState): readonly Hex[] {
  return state.stationsOf.get(toHex(state.self.party)) ?? [];
}

/** Whether a peer is a station of our own party. */
export function isOwnSite(state: StationState, peer: Hex): boolean {
  return state.partyOfStation.get(peer) === toHex(state.self.party);
}

/** Stations of a party, as its roster in force names them. */
export function stationsOf(state: StationState, party: Hex): readonly Hex[] {
  return state.stationsOf.get(party) ?? [];
}

/**
 * The stations a channel is shared with: those of its other parties, and our own at other sites. The house record is
 * shared with our own alone.
 */
export function peersOf(state: StationState, channel: Channel): readonly Hex[] {
  if (channel.house) return ownSites(state);
  return [...otherParties(state, channel).flatMap((party) => stationsOf(state, party)), ...ownSites(state)];
}

/** The records shared with a peer: with our own other sites the house record too. */
export function sharedWith(state: StationState, peer: Hex): readonly Channel[] {
  return [...state.channels.values(), state.house].filter((channel) => peersOf(state, channel).includes(peer));
}

/** The other parties of a channel. */
export function otherParties(state: StationState, channel: Channel): readonly Hex[] {
  const own = toHex(state.self.party);
  if (channel.charter !== null) {
    return partyIds(channel.charter).filter((id) => id !== own);
  }
  return [...channel.peersBeforeCharter];
}

/** A station to be dialed and heard: the code of its party, its key, its certificate's digest, where it is reached. */
export interface PeerStation {
  readonly station: Hex;
  readonly short: string;
  /** Whether it holds its party's seat. */
  readonly seat: boolean;
  /** The Ed25519 key it signs with. */
  readonly key: Uint8Array;
  readonly tls: Uint8Array;
  readonly addresses: readonly string[];
}

/** Every station that may have a link: those of confirmed parties, and our own at other sites. */
export function peerStations(state: StationState): readonly PeerStation[] {
  const of = ({ stations, short, seat }: Roster, addresses: readonly string[]): PeerStation[] =>
    stations.filter(({ id }) => !equalBytes(id, state.self.station)).map(({ id, key, tls }) =>
      ({ station: toHex(id), short, seat: equalBytes(id, seat), key, tls, addresses }));
  const confirmed = [...state.parties.values()].filter((party) => party.confirmed);
  const theirs = confirmed.flatMap(({ roster, addresses }) => of(roster, addresses));
  return [...of(state.self.roster.roster, state.ownAddresses), ...theirs];
}

/** Identifier of a peer as bytes. */
export function stationBytes(peer: Hex): Uint8Array {
  return bytesOfHex(peer);
}

/**
 * Tells the line machine what is durably held and what was receipted, so that whatever a peer lacks can be sent: at the
 * start, and when a roster has brought a station that shares it from now on.
 */
export function tellLine(state: StationState): void {
  const waiting = unwritten(state);
  for (const channel of [...state.channels.values(), state.house]) {
    const peers = peersOf(state, channel);
    for (const log of channel.ledger.logs.values()) {
      const size = Math.min(log.size, ...(waiting.get(log.hex) ?? []));
      const beyond = [...log.beyond.keys()].filter((seq) => waiting.get(log.hex)?.includes(seq) !== true);
      if (size === 0) continue;
      const urgent = channel.keysSaid.get(log.hex) ?? [];
      const said = { size, beyond, urgent, ...authorOf(state, log) };
      state.lineInputs.push({ kind: "held", channel: channel.hex, log: log.log, ...said, peers });
    }
    for (const [key, size] of channel.receiptedTo) {
      const [peer = "", log = ""] = key.split(" ");
      if (!state.partyOfStation.has(peer)) continue;
      state.lineInputs.push({ kind: "receipted", peer, log: bytesOfHex(log), size, singles: [] });
    }
  }
}

/** The station that writes a log, for the line; nothing where it is ours. */
export function authorOf({ self }: StationState, { station }: Pick<Log, "station">): { readonly author?: Hex } {
  return equalBytes(station, self.station) ? {} : { author: toHex(station) };
}

/** Positions of entries, by log, that are not durable yet. */
export function unwritten(state: StationState): ReadonlyMap<Hex, readonly number[]> {
  const positions = new Map<Hex, number[]>();
  for (const { log, seq } of [state.pending, ...state.inFlight.values()].flatMap((batch) => batch.entries)) {
    const hex = toHex(log);
    positions.set(hex, [...(positions.get(hex) ?? []), seq]);
  }
  return positions;
}
