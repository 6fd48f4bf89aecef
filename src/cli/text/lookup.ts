// What a person means by a short name in a joint text: the text by the beginning of its identifier, a clause by its
// number as `text show` prints it, a change by the label of its offer.

import type { ChangeView, SlotView, TextSummary, TextView } from "../../api/text-views.ts";
import { CliError } from "../cli-error.ts";
import type { Client } from "../client.ts";
import { findCalled } from "../lookup.ts";

/**
 * A text by its label ("NDL:105"), its object or the beginning of it; "-" for the only one there is. Errors:
 * text-unknown, text-which.
 */
export async function findText(client: Client, asked: string): Promise<TextView> {
  const text = findCalled(await client.get<readonly TextSummary[]>("/texts"), asked, "text");
  return client.get<TextView>(`/texts/${text.object}`);
}

/** Slots that have a number, in order: all but absent ones. */
export function numbered({ slots }: TextView): readonly SlotView[] {
  return slots.filter(({ state }) => state !== "absent");
}

/** A slot by its number, or by its own name. Errors: clause-unknown. */
export function findSlot(text: TextView, asked: string): SlotView {
  const found = /^\d{1,5}$/u.test(asked)
    ? numbered(text)[Number(asked) - 1]
    : text.slots.find(({ slot }) => slot === asked.toLowerCase());
  if (found === undefined) throw new CliError("clause-unknown", { asked: asked.slice(0, 80) });
  return found;
}

/** A change as it is printed: the label of its offer, and which of the offer's it is. */
export function changeLabel({ change, label }: Pick<ChangeView, "change" | "label">): string {
  return `${label}.${Number(change.slice(65)) + 1}`;
}

/** Changes of a text by "NDL:12.2", or all of an offer by "NDL:12". Errors: change-unknown. */
export function findChanges(text: TextView, asked: string): readonly string[] {
  const wanted = asked.toLowerCase();
  const found = text.slots.flatMap(({ changes }) => changes).filter((one) => (
    changeLabel(one).toLowerCase() === wanted || one.label.toLowerCase() === wanted
  ));
  if (found.length === 0) throw new CliError("change-unknown", { asked: asked.slice(0, 80) });
  return [...new Set(found.map(({ change }) => change))];
}
