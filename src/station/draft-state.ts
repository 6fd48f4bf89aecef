// The state of a draft, from its entries in the house record.

import type { StationState } from "./state.ts";
import { foldDraft } from "../core/mechanism/house/fold.ts";
import type { DraftState } from "../core/mechanism/house/fold.ts";

/** The draft of an object from its house entries; null when there is none. */
export function draftStateOf(state: StationState, object: string): DraftState | null {
  const entries = state.house.objects.get(object);
  return entries === undefined ? null : foldDraft(state.self.crypto, object, entries);
}
