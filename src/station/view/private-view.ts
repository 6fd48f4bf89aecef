// What our own people keep about a joint text: drafts and notes of the house record, by the slot they are about.

import { slotIdOf } from "./slot-view.ts";
import type { Channel, StationState } from "../state.ts";
import type { PrivateView } from "../../api/text-views.ts";
import { equalBytes } from "../../core/bytes/hex.ts";
import { privateDraft, privateNote } from "../../core/mechanism/text/entries.ts";
import type { PrivateDraftContent, PrivateNoteContent } from "../../core/mechanism/text/entries.ts";
import type { Hex } from "../../core/names.ts";
import { canonicalOrder } from "../../core/record/held-entry.ts";

/** Most of them shown of one slot, the newest ones. */
const shownMax = 64;

/**
 * Private drafts and notes about a text, by slot; "" is the whole text, or its beginning. Of one place the newest draft
 * prevails; one without words gives it up.
 */
export function privateViews(
  state: StationState, channel: Channel, object: Hex,
): ReadonlyMap<string, readonly PrivateView[]> {
  const drafts = new Map<string, { readonly slot: string; readonly view: PrivateView }>();
  const notes: { readonly slot: string; readonly view: PrivateView }[] = [];
  const entries = [...state.house.objects.get(object) ?? []].sort(canonicalOrder);
  const nameOf = (officer: string): string => state.standing.officers.get(officer)?.name ?? officer;
  for (const { body, content } of entries) {
    if (content === null || (body.kind !== privateDraft.code && body.kind !== privateNote.code)) continue;
    if (!equalBytes((content as PrivateNoteContent).channel, channel.id)) continue;
    if (body.kind === privateNote.code) {
      const { officer, slot, text } = content as PrivateNoteContent;
      const view = { kind: "note" as const, officer: nameOf(officer), atMs: body.time, texts: [text], after: null,
        heading: false };
      notes.push({ slot: slot === null ? "" : slotIdOf(slot), view });
      continue;
    }
    const { officer, slot, after, heading, texts } = content as PrivateDraftContent;
    const behind = after === null || slotIdOf(after) === `${object}:0` ? "" : slotIdOf(after);
    const view = {
      kind: "draft" as const, officer: nameOf(officer), atMs: body.time, texts, heading: heading === 1,
      after: after === null ? null : behind === "" ? "start" : behind,
    };
    const key = slot === null ? `behind ${behind}` : slotIdOf(slot);
    if (texts.every((one) => one === "")) drafts.delete(key);
    else drafts.set(key, { slot: slot === null ? behind : key, view });
  }
  const bySlot = Map.groupBy([...drafts.values(), ...notes], (one) => one.slot);
  return new Map([...bySlot].map(([slot, all]) => [slot, all.map((one) => one.view).slice(-shownMax)]));
}
