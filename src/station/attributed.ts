// Who stands behind an entry of ours, as the station that signed it has said: none speaks for what another has signed.

import type { StationState } from "./state.ts";
import { toHex } from "../core/bytes/hex.ts";
import type { AttributionContent } from "../core/mechanism/house/entries.ts";
import type { Leaf, StationId } from "../core/names.ts";

/** Where the officer behind an entry is found. */
export function attributedKey(leaf: Leaf, station: StationId): string {
  return `${toHex(leaf)} ${toHex(station)}`;
}

/** The name of the officer behind an entry of a station, or null. */
export function behind(state: StationState, leaf: Leaf, station: StationId): string | null {
  const found = state.attributed.get(attributedKey(leaf, station));
  if (found === undefined) return null;
  return state.standing.officers.get(found.officer)?.name ?? found.officer;
}

/** Learns an attribution that a station of ours has said. */
export function learnAttributed(state: StationState, station: StationId, { acts }: AttributionContent): void {
  for (const { leaf, officer, draft } of acts) {
    state.attributed.set(attributedKey(leaf, station), { officer, draft: draft === null ? null : toHex(draft) });
  }
}
