// Joint texts as their channel's record has them: folded as their entries come, so that one more costs what it says.
// Only so much of them is kept folded; of the others what a list says of them.

import type { Channel, StationState } from "../state.ts";
import type { TextSummary } from "../../api/text-views.ts";
import { addTo } from "./meeting-state.ts";
import { textBegun } from "../../core/mechanism/text/entries.ts";
import type { TextContent } from "../../core/mechanism/text/entries.ts";
import { addToText, createTextFold } from "../../core/mechanism/text/fold.ts";
import type { TextFold } from "../../core/mechanism/text/fold.ts";
import { textState } from "../../core/mechanism/text/state.ts";
import type { TextState } from "../../core/mechanism/text/state.ts";
import type { Hex } from "../../core/names.ts";
import type { HeldEntry } from "../../core/record/held-entry.ts";
import { recordView } from "../../core/record/ledger.ts";

/** Most parts of texts of a channel that are kept folded, beside the text that was asked for last. */
const partsKeptMax = 40_000;
/** What the fold of a text takes of which nothing is said, in the parts of others. */
const partsOfNone = 16;

/** Texts of a channel: which there are, and those that were asked for, as they are folded. */
export interface KeptTexts {
  /** Objects of texts, in the order this station came to hold them. */
  readonly objects: Set<Hex>;
  /** Those that belong to a meeting, by its object. */
  readonly ofMeetings: Map<Hex, Set<Hex>>;
  /** Those that were asked for last, the oldest first. */
  readonly folds: Map<Hex, TextFold>;
  /** Texts that are adopted for good, as they were last read, and how many entries were held then. */
  readonly adopted: Map<Hex, { readonly known: number; readonly state: TextState }>;
  /** What a list says of texts that only an entry about them changes, and how many entries were held then. */
  readonly summaries: Map<Hex, { readonly known: number; readonly summary: TextSummary }>;
}

/** Nothing kept yet. */
export function createKeptTexts(): KeptTexts {
  return { objects: new Set(), ofMeetings: new Map(), folds: new Map(), adopted: new Map(), summaries: new Map() };
}

/** Takes note of an entry about an object: of a text that is kept folded it is folded at once. */
export function noteText({ ledger, texts }: Channel, held: HeldEntry): void {
  if (held.body.kind === textBegun.code && held.content !== null) {
    texts.objects.add(held.object);
    const { meeting } = held.content as TextContent;
    if (meeting !== null) addTo(texts.ofMeetings, meeting, held.object);
  }
  const fold = texts.folds.get(held.object);
  if (fold !== undefined) addToText(fold, held, recordView(ledger).counts(held.at));
}

/** What counts has changed: every text is folded anew when it is next asked for. */
export function forgetTexts({ texts }: Channel): void {
  texts.folds.clear();
  texts.adopted.clear();
  texts.summaries.clear();
}

/** Where a text stands now; null when there is none of this object here. */
export function textStateOf(state: StationState, channel: Channel, object: Hex): TextState | null {
  const { charter, texts, ledger } = channel;
  const entries = channel.objects.get(object);
  if (charter === null || entries === undefined || !texts.objects.has(object)) return null;
  const view = recordView(ledger);
  const kept = texts.folds.get(object);
  const fold = kept ?? createTextFold(object, charter);
  if (kept === undefined) {
    for (const entry of entries) addToText(fold, entry, view.counts(entry.at));
    makeRoom(texts, fold);
  } else texts.folds.delete(object);
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

/** What a list says of a text: told anew where an entry about it, or time, may have changed it. */
export function textSummaryOf(
  state: StationState, channel: Channel, object: Hex, tell: (text: TextState) => TextSummary,
): TextSummary | null {
  const { summaries, adopted } = channel.texts;
  const entries = channel.objects.get(object)?.length ?? 0;
  const known = summaries.get(object);
  if (known?.known === entries) return known.summary;
  const text = textStateOf(state, channel, object);
  if (text === null) return null;
  const summary = tell(text);
  // Where there are copies, what all logs say of them and the time move them, until one is adopted for good.
  if (text.copies.length === 0 || adopted.has(object)) summaries.set(object, { known: entries, summary });
  else summaries.delete(object);
  return summary;
}

/** Gives up the folds that were asked for longest ago, until there is room for one more. */
function makeRoom({ folds, adopted }: KeptTexts, more: TextFold): void {
  let parts = partsOf(more);
  for (const [object, fold] of [...folds].reverse()) {
    parts += partsOf(fold);
    if (parts <= partsKeptMax) continue;
    folds.delete(object);
    adopted.delete(object);
  }
}

function partsOf({ parts, known }: TextFold): number {
  return partsOfNone + parts + known.size;
}
