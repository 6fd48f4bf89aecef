// The stock of keys: how many epochs are left to seal with, and how long a station's newest prekey may still be used.

import { prekeyLowMs } from "../channel.ts";
import { peersOf } from "../peer/peers.ts";
import type { StationState } from "../state.ts";
import { bytesOfHex } from "../../core/bytes/hex.ts";
import type { Hex } from "../../core/names.ts";
import { newestPrekey } from "../../core/seal/chains.ts";

/** Fewer epochs than this are told: a day is used up with each, and a narrow line brings none. */
export const epochsLow = 2;

/** What is in stock for one station, on the channel that has least. */
export interface Stock {
  readonly epochs: number;
  /** Until when its newest prekey may be sealed to; null when there is none. */
  readonly prekeyUntilMs: number | null;
  readonly low: boolean;
}

/** The stock for a station over the channels that are adopted and shared with it; null when there are none. */
export function stockOf(state: StationState, station: Hex): Stock | null {
  const shared = [...state.channels.values()].filter((channel) => (
    channel.adopted && peersOf(state, channel).includes(station)
  ));
  if (shared.length === 0) return null;
  const id = bytesOfHex(station);
  const epochs = Math.min(...shared.map(({ chains }) => chains.stock.length));
  const untils = shared.map(({ chains }) => newestPrekey(chains, id, state.nowMs)?.until ?? 0);
  const until = Math.min(...untils);
  return {
    epochs, prekeyUntilMs: until === 0 ? null : until, low: epochs < epochsLow || until - state.nowMs < prekeyLowMs,
  };
}

/** Stations whose stock is low. */
export function lowStock(state: StationState): readonly { readonly station: Hex; readonly party: Hex }[] {
  return [...state.partyOfStation].filter(([station]) => stockOf(state, station)?.low === true)
    .map(([station, party]) => ({ station, party }));
}
