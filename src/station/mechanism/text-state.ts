// Joint texts as their channel's record has them: folded as their entries come, so that one more costs what it says.

import type { Channel, StationState } from "../state.ts";
import { textBegun } from "../../core/mechanism/text/entries.ts";
import { addToText, createTextFold } from "../../core/mechanism/text/fold.ts";
import type { TextFold } from "../../core/mechanism/text/fold.ts";
import { textState } from "../../core/mechanism/text/state.ts";
import type { TextState } from "../../core/mechanism/text/state.ts";
import type { Hex } from "../../core/names.ts";
import type { HeldEntry } from "../../core/record/held-entry.ts";
import { recordView } from "../../core/record/ledger.ts";

/** Texts of a channel: which there are, and those that were asked for, as they are folded. */
export interface KeptTexts {
  /** Objects of texts, in the order this station came to hold them. */
  readonly objects: Set<Hex>;
  readonly folds: Map<Hex, TextFold>;
  /** Texts that are adopted for good, as they were last read, and how many entries were held then. */
  readonly adopted: Map<Hex, { readonly known: number; readonly state: TextState }>;
}

/** Nothing kept yet. */
export function createKeptTexts(): KeptTexts {
  return { objects: new Set(), folds: new Map(), adopted: new Map() };
}

/** Takes note of an entry about an object: of a text that was asked for it is folded at once. */
export function noteText({ ledger, texts }: Channel, held: HeldEntry): void {
  if (held.body.kind === textBegun.code && held.content !== null) texts.objects.add(held.object);
  const fold = texts.folds.get(held.object);
  if (fold !== undefined) addToText(fold, held, recordView(ledger).counts(held.at));
}

/** What counts has changed: every text is folded anew when it is next asked for. */
export function forgetTexts({ texts }: Channel): void {
  texts.folds.clear();
  texts.adopted.clear();
}

/** Where a text stands now; null when there is none of this object here. */
export function textStateOf(state: StationState, channel: Channel, object: Hex): TextState | null {
  const { charter, texts, ledger } = channel;
  const entries = channel.objects.get(object);
  if (charter === null || entries === undefined || !texts.objects.has(object)) return null;
  const view = recordView(ledger);
  const fold = texts.folds.get(object) ?? createTextFold(object, charter);
  if (!texts.folds.has(object)) for (const entry of entries) addToText(fold, entry, view.counts(entry.at));
  texts.folds.set(object, fold);
  const known = texts.adopted.get(object);
  if (known?.known === fold.known.size) return known.state;
  const { self: { crypto }, nowMs: at } = state;
  const told = textState(fold, entries, { crypto, channel: channel.id, charter, view, at });
  // What is final stays (spec/08-charter.md): only an entry about the text can be news.
  if (told?.state === "adopted" && told.chosen?.agreement.verdict === "final") {
    texts.adopted.set(object, { known: fold.known.size, state: told });
  }
  return told;
}
