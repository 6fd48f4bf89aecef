// A place of a joint text as console and CLI see it: what stands there, what is offered, and who stands for what.

import { labelAt } from "../label.ts";
import type { Channel, StationState } from "../state.ts";
import type {
  ChangeAction, ChangeView, PrivateView, SlotPosition, SlotView,
} from "../../api/text-views.ts";
import type { Named } from "../../core/text/named.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { beginning } from "../../core/mechanism/text/changes.ts";
import type { PositionContent } from "../../core/mechanism/text/entries.ts";
import { position } from "../../core/mechanism/text/entries.ts";
import { isStanding } from "../../core/mechanism/text/fold.ts";
import type { ChangeState, Offer, SlotState, Word } from "../../core/mechanism/text/fold.ts";
import { isAlive, isWithdrawn, reopenedPlaces, standsAt } from "../../core/mechanism/text/reading.ts";
import type { ReadSlot } from "../../core/mechanism/text/reading.ts";
import type { TextState } from "../../core/mechanism/text/state.ts";
import type { Hex } from "../../core/names.ts";
import { canonicalOrder } from "../../core/record/held-entry.ts";

/** A text, and where it stands. */
export interface TextPlace {
  readonly state: StationState;
  readonly channel: Channel;
  readonly text: TextState;
  /** Places of packages that were reopened, by their offers: found once a look. */
  readonly reopened: Map<Offer, readonly string[]>;
}

/** Most changes of one slot that are shown: those that matter now, or with `every` the newest of all. */
const changesShownMax = 256;

/** A slot, with what our own people keep about it. */
export function slotView(
  place: TextPlace, { slot, state, holding, clause }: ReadSlot, own: readonly PrivateView[], every = false,
): SlotView {
  const { principals } = place.text.begun;
  const newest = slot.changes.toSorted((a, b) => canonicalOrder(b.offer.entry, a.offer.entry) || b.n - a.n);
  const matters = (change: ChangeState): boolean => change === holding
    || isAlive(change, principals) || principals.some((party) => standsAt(slot, party)?.change === change);
  const shown = every ? newest : newest.filter(matters).sort((a, b) => Number(b === holding) - Number(a === holding));
  return {
    slot: slot.slot, state, texts: clause?.clause.texts ?? null, heading: headingOf(slot, clause?.clause.heading),
    changes: shown.slice(0, changesShownMax).map((change) => changeView(place, slot, change)),
    positions: principals.flatMap((party) => positionOf(place, slot, party)),
    reopened: holding === null ? [] : reopenedOf(place, holding), private: own,
  };
}

function reopenedOf({ text, reopened }: TextPlace, holding: ChangeState): readonly string[] {
  const found = reopened.get(holding.offer) ?? reopenedPlaces(text.fold, holding);
  reopened.set(holding.offer, found);
  return found;
}

function headingOf({ slot, madeBy }: SlotState, heading: number | undefined): boolean {
  return (heading ?? madeBy.puts.get(slot)?.clause.heading) === 1;
}

function changeView(place: TextPlace, slot: SlotState, change: ChangeState): ChangeView {
  const { offer, n, touches, makes, puts, words } = change;
  const put = puts.get(slot.slot);
  const { principals } = place.text.begun;
  const stance = (party: Hex): Word["stance"] | undefined => words.get(party)?.stance;
  const standing = principals.filter((party) => standsAt(slot, party)?.change === change);
  return {
    change: nameOf(change), label: labelAt(place.state, place.channel, offer.entry.at), by: offer.party,
    atMs: offer.entry.body.time, action: actionAt(slot.slot, change), texts: put?.clause.texts ?? null,
    heading: put?.clause.heading === 1, touches, makes,
    after: put?.clause.after == null ? null : put.after === beginning ? "start" : put.after,
    package: offer.package ? offer.changes.filter((one) => one.n !== n).map(nameOf) : [],
    standing, reserving: standing.filter((party) => stance(party) === "reserve"),
    refusing: principals.filter((party) => stance(party) === "refuse"), withdrawn: isWithdrawn(change),
    note: named(offer.note),
  };
}

/** Name of a change: "<leaf of its offer>:<n>". */
function nameOf({ offer, n }: ChangeState): string {
  return `${offer.leaf}:${n}`;
}

function actionAt(slot: string, { touches, makes, puts }: ChangeState): ChangeAction {
  if (touches.length === 0) return "insert";
  if (touches.length > 1) return "join";
  if (puts.size > 1 || makes.length > 0) return "split";
  const put = puts.get(slot);
  return put === undefined ? "delete" : put.after === null ? "amend" : "move";
}

function positionOf({ state, channel }: TextPlace, slot: SlotState, party: Hex): readonly SlotPosition[] {
  const word = standsAt(slot, party) ?? slot.words.get(party);
  if (word === undefined) return [];
  const { entry, change } = word;
  // A word that stands may have been said anew of the same change, with reserve or without.
  const newest = change.words.get(party);
  const { stance } = newest !== undefined && isStanding(word) ? newest : word;
  const note = entry.body.kind === position.code ? (entry.content as PositionContent).note : null;
  return [{
    party, change: nameOf(change), stance, label: labelAt(state, channel, entry.at), atMs: entry.body.time,
    note: named(note),
  }];
}

function named(note: { readonly language: string; readonly text: string } | null): Named | null {
  return note === null ? null : { language: note.language, text: note.text };
}

/** Hex of a slot as views name it. */
export function slotIdOf(slot: { readonly offer: Uint8Array | null; readonly k: number }): string {
  return `${slot.offer === null ? "" : toHex(slot.offer)}:${slot.k}`;
}
