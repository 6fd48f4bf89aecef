// An offer while a person writes it: which clauses it changes, and how.

import type { OfferedChange } from "../../api/text-acts.ts";
import type { ChangeAction, SlotView, TextView } from "../../api/text-views.ts";

/** The offer: its changes, which hold together or each alone, and why. */
export interface OfferForm {
  readonly text: string;
  readonly changes: readonly OfferedChange[];
  readonly together: boolean;
  readonly note: string;
  readonly readingBack: boolean;
}

/** The wording of a clause that a person goes on from: their own party's, else the one that most stand for. */
function wordingOf(slot: SlotView, party: string): string[] | null {
  const own = slot.positions.find((one) => one.party === party)?.change;
  const chosen = slot.changes.find((one) => one.change === own)
    ?? [...slot.changes].sort((a, b) => b.standing.length - a.standing.length)[0];
  const texts = chosen?.texts ?? slot.texts;
  return texts === null ? null : [...texts];
}

/** A new clause behind another one, or at the start. */
export function insertAfter(after: string, languages: number): OfferedChange {
  return { touches: [], clauses: [{ slot: null, after, heading: false, texts: empty(languages) }] };
}

/** Another wording of a clause. */
export function amend(slot: SlotView, party: string, languages: number): OfferedChange {
  const texts = wordingOf(slot, party) ?? empty(languages);
  return { touches: [slot.slot], clauses: [{ slot: slot.slot, after: null, heading: slot.heading, texts }] };
}

/** The clause is to go. */
export function remove(slot: SlotView): OfferedChange {
  return { touches: [slot.slot], clauses: [] };
}

/** One clause becomes two. */
export function split(slot: SlotView, party: string, languages: number): OfferedChange {
  const first = amend(slot, party, languages);
  const second = { slot: null, after: slot.slot, heading: false, texts: empty(languages) };
  return { ...first, clauses: [...first.clauses, second] };
}

/** Two clauses become one. */
export function join(slot: SlotView, next: SlotView, party: string, languages: number): OfferedChange {
  const [one, other] = [slot, next].map((each) => wordingOf(each, party) ?? empty(languages));
  const texts = (one ?? []).map((text, index) => [text, other?.[index] ?? ""].filter((each) => each !== "").join(" "));
  return { touches: [slot.slot, next.slot], clauses: [{ slot: slot.slot, after: null, heading: slot.heading, texts }] };
}

/** The clause goes behind another one. */
export function move(slot: SlotView, after: string, party: string, languages: number): OfferedChange {
  const texts = wordingOf(slot, party) ?? empty(languages);
  return { touches: [slot.slot], clauses: [{ slot: slot.slot, after, heading: slot.heading, texts }] };
}

/** What a change does. */
export function actionOf({ touches, clauses }: OfferedChange): ChangeAction {
  if (touches.length === 0) return "insert";
  if (clauses.length === 0) return "delete";
  if (touches.length > clauses.length) return "join";
  if (clauses.length > touches.length) return "split";
  return clauses.some((one) => one.after !== null) ? "move" : "amend";
}

/** An offer of one change. */
export function newOffer(text: string, change: OfferedChange): OfferForm {
  return { text, changes: [change], together: true, note: "", readingBack: false };
}

/** The offer with one wording changed. */
export function reword(offer: OfferForm, change: number, clause: number, language: number, words: string): OfferForm {
  const changes = offer.changes.map((one, at) => (at !== change ? one : {
    ...one, clauses: one.clauses.map((each, n) => (n !== clause ? each : {
      ...each, texts: each.texts.map((text, index) => (index === language ? words : text)),
    })),
  }));
  return { ...offer, changes };
}

/** The offer with a further change; one of the same clause takes the place of the former. */
export function withChange(offer: OfferForm, change: OfferedChange): OfferForm {
  const others = offer.changes.filter((one) => !one.touches.some((slot) => change.touches.includes(slot)));
  return { ...offer, changes: [...others, change] };
}

/**
 * The offer that a person goes on with: a new one, or the one that is being written with this change too. What is being
 * written of the same clauses already, in the same way, stays as it is.
 */
export function goOn(offer: OfferForm | null, text: string, change: OfferedChange): OfferForm {
  if (offer === null || offer.text !== text) return newOffer(text, change);
  const key = (one: OfferedChange): string => `${actionOf(one)} ${one.touches.join(" ")}`;
  const isThere = change.touches.length > 0 && offer.changes.some((one) => key(one) === key(change));
  return { ...(isThere ? offer : withChange(offer, change)), readingBack: false };
}

/** The offer without one of its changes; null where it was the only one. */
export function withoutChange(offer: OfferForm, change: number): OfferForm | null {
  const changes = offer.changes.filter((_, at) => at !== change);
  return changes.length === 0 ? null : { ...offer, changes };
}

/** Catalogue ids of what is missing before it can be read back. */
export function missingOf(offer: OfferForm): readonly string[] {
  const clauses = offer.changes.flatMap((one) => one.clauses);
  const lacking = clauses.some((one) => one.texts.some((text) => text.trim() === ""));
  return lacking ? ["text.missing-language"] : [];
}

/** Clauses as they are counted on paper: those that are absent have no number. */
export function numbersOf(view: TextView): ReadonlyMap<string, number> {
  let number = 0;
  return new Map(view.slots.flatMap((slot) => (slot.state === "absent" ? [] : [[slot.slot, ++number] as const])));
}

function empty(languages: number): string[] {
  return Array.from({ length: languages }, () => "");
}
