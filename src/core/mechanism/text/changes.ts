// The changes of an offer, with their slots by name; or what is wrong with it (spec/15-texts.md).

import { toHex } from "../../bytes/hex.ts";
import type { Hex } from "../../names.ts";
import type { HeldEntry } from "../../record/held-entry.ts";
import type { Change, OfferContent, Slot } from "./entries.ts";
import type { Begun, ChangeState, Offer, PassedOver, PlacedClause, TextFold } from "./fold.ts";

/** Name of a slot: "<leaf of the offer that made it>:<k>". */
function slotName(leaf: Hex, k: number): string {
  return `${leaf}:${k}`;
}

/** The beginning of the text, in the place of a slot to stand behind. */
export const beginning = "";

/** Reads an offer, all of whose named offers are held; or says what is wrong with it. */
export function readOffer(
  { object, offers }: TextFold, { content: { languages } }: Begun, entry: HeldEntry, content: OfferContent,
): Offer | Extract<PassedOver, "languages" | "not-a-change" | "slot-unknown"> {
  const leaf = toHex(entry.leaf);
  const changes: ChangeState[] = [];
  const clauses: PlacedClause[] = [];
  let made = 0;
  const offer = {
    entry, leaf, party: toHex(entry.party), package: content.package === 1, note: content.note, changes, clauses,
    size: content.changes.length, made,
  };
  const nameOf = (slot: Slot): string => slotName(slot.offer === null ? leaf : toHex(slot.offer), slot.k);
  const isThere = ({ offer: of, k }: Slot): boolean => k < (of === null ? made : offers.get(toHex(of))?.made ?? 0);
  const isBeginning = ({ offer: of, k }: Slot): boolean => of !== null && k === 0 && toHex(of) === object;
  for (const [n, change] of content.changes.entries()) {
    if (change.clauses.some((one) => one.texts.length !== languages.length)) return "languages";
    if (!isChange(change, nameOf)) return "not-a-change";
    if (!change.touches.every(isThere)) return "slot-unknown";
    const touches = change.touches.map(nameOf);
    const makes: string[] = [];
    const puts = new Map<string, PlacedClause>();
    for (const clause of change.clauses) {
      const { after } = clause;
      if (after !== null && !isBeginning(after) && !isThere(after)) return "slot-unknown";
      const slot = clause.slot === null ? slotName(leaf, made) : nameOf(clause.slot);
      const stands = after === null ? clause.slot === null ? touches[0] ?? beginning : null
        : isBeginning(after) ? beginning : nameOf(after);
      if (clause.slot === null) {
        made += 1;
        makes.push(slot);
      }
      const placed = { slot, index: clauses.length, clause, after: stands };
      clauses.push(placed);
      puts.set(slot, placed);
    }
    changes.push({ offer, n, touches, makes, puts, words: new Map() });
  }
  offer.made = made;
  return offer;
}

/** Whether a change is one for what it is alone: it does something, and names nothing twice or as its own. */
function isChange({ touches, clauses }: Change, nameOf: (slot: Slot) => string): boolean {
  if (touches.length + clauses.length === 0 || touches.some((one) => one.offer === null)) return false;
  const touched = new Set(touches.map(nameOf));
  const own = clauses.flatMap((one) => (one.slot === null ? [] : [nameOf(one.slot)]));
  const standsBehindItself = clauses.some(({ slot, after }) => (
    slot !== null && after !== null && nameOf(slot) === nameOf(after)
  ));
  return touched.size === touches.length && new Set(own).size === own.length
    && own.every((slot) => touched.has(slot)) && !standsBehindItself;
}
