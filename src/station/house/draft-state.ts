// The state of a draft, from its entries in the house record.

import { houseView } from "./house-view.ts";
import type { StationState } from "../state.ts";
import { draftDigest } from "../../core/mechanism/house/digest.ts";
import { draft } from "../../core/mechanism/house/entries.ts";
import type { DraftContent } from "../../core/mechanism/house/entries.ts";
import { foldDraft } from "../../core/mechanism/house/fold.ts";
import type { DraftState } from "../../core/mechanism/house/fold.ts";
import { assent } from "../../core/mechanism/officer/entries.ts";
import type { AssentContent } from "../../core/mechanism/officer/entries.ts";
import { stands, tried } from "../../core/mechanism/officer/recognise.ts";

/**
 * The draft of an object from its house entries, with those approvals of other sites that check here (O-28); null when
 * there is none.
 */
export function draftStateOf(state: StationState, object: string): DraftState | null {
  const entries = state.house.objects.get(object);
  const own = entries?.find((one) => one.body.kind === draft.code && one.content !== null);
  if (entries === undefined || own === undefined) return null;
  const { self: { crypto }, standing } = state;
  const digest = draftDigest(crypto, own.content as DraftContent);
  const view = houseView(state);
  const counts = new Set(tried(standing, entries).filter(
    (one) => stands(standing, view, one, (one.content as AssentContent).act, digest),
  ));
  return foldDraft(crypto, object, entries.filter((one) => one.body.kind !== assent.code || counts.has(one)));
}
