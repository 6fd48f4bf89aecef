// What a person is told of memories that are not whole: ours after a start, as parties, our own other sites and
// witnesses show it, and a reader's that has gone back.

import type { AlertView } from "../../api/views.ts";
import { otherParties, stationsOf } from "../peer/peers.ts";
import { findingOfParty, siteFindings, wentOnTwice } from "../memory/recollection.ts";
import { ownStationName } from "../peer/seat.ts";
import type { Channel, StationState } from "../state.ts";
import { isAhead, witnessFindings } from "../memory/witness-memory.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import type { Hex } from "../../core/names.ts";
import { branchings } from "../../core/record/ledger.ts";

/** That another party's station went on twice is told for so long after it was seen; the record always shows it. */
export const othersTwiceToldMs = 86_400_000;

/** One thing to tell, about a party or a site of ours, as a witness says it, or about ourselves. */
export interface MemoryTrouble {
  readonly id: string;
  readonly level: AlertView["level"];
  readonly sentence: string;
  readonly party: Hex | null;
  readonly values: AlertView["values"];
}

/** What there is to tell now, once for each party or witness and sentence. */
export function memoryTroubles(state: StationState): readonly MemoryTrouble[] {
  const sites = [state.house, ...state.channels.values()].flatMap((channel) => siteTroubles(state, channel));
  const found = [...state.channels.values()].flatMap((channel) => [
    ...otherParties(state, channel).flatMap((party) => partyTroubles(state, channel, party)),
    ...witnessTroubles(state, channel),
    ...(wentOnTwice(state, channel) ? [trouble("alarm", "went-on-twice", null)] : []),
    ...othersTwice(state, channel),
  ]);
  return [...new Map([...found, ...sites].map((one) => [one.id, one])).values()];
}

const siteLevels = { contradicted: "emergency", behind: "warning", unheard: "caution" } as const;

function siteTroubles(state: StationState, channel: Channel): readonly MemoryTrouble[] {
  return siteFindings(state, channel).flatMap(({ site, finding }) => finding === "same" ? [] : [{
    id: `site-memory-${finding} ${site}`, level: siteLevels[finding], sentence: `alert.site-memory-${finding}`,
    party: null, values: { site: ownStationName(state, site) },
  }]);
}

function partyTroubles(state: StationState, channel: Channel, party: Hex): readonly MemoryTrouble[] {
  const fell = stationsOf(state, party).some((station) => hasGoneBack(channel, station));
  return [...memoryTrouble(state, channel, party), ...(fell ? [trouble("alarm", "went-back", party)] : [])];
}

/** Whether a station has lost entries of ours that it had acknowledged, and has not come so far again (P4). */
export function hasGoneBack({ wentBack }: Channel, peer: Hex): boolean {
  return [...wentBack.keys()].some((key) => key.startsWith(`${peer} `));
}

function memoryTrouble(state: StationState, channel: Channel, party: Hex): readonly MemoryTrouble[] {
  switch (findingOfParty(state, channel, party)) {
    case "contradicted": return [trouble("emergency", "memory-contradicted", party)];
    case "behind": return [trouble("warning", "memory-behind", party)];
    case "unheard": return [trouble("caution", "memory-unheard", party)];
    case "same": return [];
  }
}

function witnessTroubles(state: StationState, channel: Channel): readonly MemoryTrouble[] {
  const told = (level: AlertView["level"], what: string, witness: string): MemoryTrouble => (
    { id: `${what} ${witness}`, level, sentence: `alert.${what}`, party: null, values: { witness } }
  );
  const ahead = [...state.witnessing.lines.keys()].filter((witness) => isAhead(state, channel, witness));
  return [
    ...witnessFindings(state, channel).flatMap(({ witness, finding }) => {
      if (finding === "contradicted") return [told("emergency", "witness-contradicted", witness)];
      return finding === "behind" ? [told("warning", "witness-behind", witness)] : [];
    }),
    ...ahead.map((witness) => told("alarm", "witness-ahead", witness)),
  ];
}

/**
 * Logs of stations that went on twice, as far as somebody has still to do something about it: our own until the root
 * has joined its branches, another's for as long as it is told.
 */
export function branchedLogs(state: StationState, channel: Channel): readonly (readonly Hex[])[] {
  return branchings(channel.ledger).map(({ logs }) => logs).filter((logs) => {
    const held = logs.flatMap((hex) => channel.ledger.logs.get(hex) ?? []);
    if (held.some(({ station }) => equalBytes(station, state.self.station))) return wentOnTwice(state, channel);
    return state.nowMs - Math.max(...held.map((log) => log.bootTime)) <= othersTwiceToldMs;
  });
}

function othersTwice(state: StationState, channel: Channel): readonly MemoryTrouble[] {
  return branchings(channel.ledger).flatMap(({ logs }) => {
    const held = logs.flatMap((hex) => channel.ledger.logs.get(hex) ?? []);
    const [first] = held;
    if (first === undefined || equalBytes(first.party, state.self.party)) return [];
    const newestMs = Math.max(...held.map((log) => log.bootTime));
    if (state.nowMs - newestMs > othersTwiceToldMs) return [];
    return [trouble("warning", "other-went-on-twice", toHex(first.party))];
  });
}

function trouble(level: AlertView["level"], what: string, party: Hex | null): MemoryTrouble {
  return { id: `${what} ${party ?? ""}`.trim(), level, sentence: `alert.${what}`, party, values: {} };
}
