// Who stands behind an entry of ours, as the station that signed it has said: none speaks for what another has signed.

import { houseView } from "./house-view.ts";
import type { Channel, StationState } from "../state.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import type { AttributionContent } from "../../core/mechanism/house/entries.ts";
import { personsNeeded } from "../../core/mechanism/house/release.ts";
import { proofOfRelease } from "../../core/mechanism/house/released.ts";
import type { ReleaseProof } from "../../core/mechanism/house/released.ts";
import { message } from "../../core/mechanism/message/entries.ts";
import type { MessageContent } from "../../core/mechanism/message/entries.ts";
import type { Leaf, StationId } from "../../core/names.ts";
import type { HeldEntry } from "../../core/record/held-entry.ts";

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

/** Whether those behind a message of ours signed it, as the house record shows; null for what is no message of ours. */
export function releaseProof(state: StationState, channel: Channel, entry: HeldEntry): ReleaseProof | null {
  if (entry.body.kind !== message.code || !equalBytes(entry.party, state.self.party)) return null;
  if (channel.charter === null || entry.content === null) return null;
  const from = state.attributed.get(attributedKey(entry.leaf, entry.station))?.draft;
  // Without a draft one person released it, whom nothing but the station knew.
  if (from === null || from === undefined) return "claimed";
  const content = entry.content as MessageContent;
  const { precedence } = entry.body;
  const persons = personsNeeded(channel.charter, state.self.roster.roster.policy, precedence, content);
  return proofOfRelease(state.standing, houseView(state), from, { channel: channel.id, precedence, content }, persons);
}

/** Learns an attribution that a station of ours has said. */
export function learnAttributed(state: StationState, station: StationId, { acts }: AttributionContent): void {
  for (const { leaf, officer, draft } of acts) {
    state.attributed.set(attributedKey(leaf, station), { officer, draft: draft === null ? null : toHex(draft) });
  }
}
